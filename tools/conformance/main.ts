/**
 * `npm run -s conformance`: holds the project against vectors that nobody here wrote. They are read where they lie (`ZHAOBIAO_SHARED`, or the
 * folder `shared` beside the repository) and are not part of it; a suite whose data is missing is skipped and says so.
 */
import path from 'node:path';
import { checkpointExamples, signedNoteExamples, tileExamples } from './c2sp.ts';
import { realNames, realNotices } from './check-notices.ts';
import { merkleProofs } from './merkle.ts';
import { gbt32918, opensslDigests, opensslSm2, opensslSm4 } from './openssl.ts';
import { type Suite, runSuite } from './suite.ts';
import { sunlightTree } from './sunlight.ts';
import { tesseraCheckpoints, tesseraTiles } from './tessera.ts';
import { torchwoodTranscripts } from './torchwood.ts';
import { cctvEd25519, wycheproofAesGcm, wycheproofEd25519, wycheproofHkdf, wycheproofHmac } from './wycheproof.ts';

const SUITES: readonly Suite[] = [
  gbt32918,
  opensslSm2,
  opensslDigests,
  opensslSm4,
  wycheproofHmac,
  wycheproofEd25519,
  wycheproofHkdf,
  wycheproofAesGcm,
  cctvEd25519,
  merkleProofs,
  tesseraCheckpoints,
  tesseraTiles,
  signedNoteExamples,
  checkpointExamples,
  tileExamples,
  sunlightTree,
  torchwoodTranscripts,
  realNotices,
  realNames,
];

const shared = process.env['ZHAOBIAO_SHARED'] ?? path.join(import.meta.dirname, '../../../shared');
let [passed, failed] = [0, 0];
for (const suite of SUITES) {
  const outcome = await runSuite(shared, suite, (line) => {
    console.log(line);
  });
  passed += outcome.passed;
  failed += outcome.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
