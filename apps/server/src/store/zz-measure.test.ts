import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@zhaobiao/basics';
import { noteKeyText, noteSigner, signer, verifyBundle } from '@zhaobiao/evidence';
import { expect, it } from 'vitest';
import { CLOSING, bidCommand, ciphertextOf, expectAccepted, found, openLot, openSpine, register, seeded } from '../../test/spine.ts';
import { integrate, startLog } from '../log/integrate.ts';
import { publish } from '../log/publish.ts';
import { writeTenderBundle } from './bundle.ts';
import { rebuild } from './rebuild.ts';
import { replay } from './replay.ts';

it('measures', async () => {
  const N = 1528;
  const spine = await openSpine('measure');
  const directory = await mkdtemp(join(tmpdir(), 'zhaobiao-measure-'));
  await startLog(spine.pool, 'test.example/log', seeded('fillers')(32));
  await found(spine);
  const lot = await openLot(spine);
  const bidders = Array.from({ length: N }, (_, index) => spine.party(1000 + index, ['supplier']));
  const each = async (work: (index: number) => Promise<unknown>): Promise<void> => {
    for (let at = 0; at < N; at += 16) {
      await Promise.all(Array.from({ length: Math.min(16, N - at) }, (_, i) => work(at + i)));
      await integrate(spine.pool, 64);
    }
  };
  let t = performance.now();
  await each((index) => register(spine, bidders[index]!, `单位${index}`));
  await each(async (index) => {
    const command = bidCommand(lot.lot, bidders[index]!.party, index);
    await spine.upload(bidders[index]!.party, ciphertextOf(command));
    await expectAccepted(spine.act(bidders[index]!, 'submitBid', command, { at: (CLOSING - 1000) as never, tender: lot.tender }));
  });
  const { clock, guardian } = spine.people;
  const after = { at: (CLOSING + 6000) as never };
  await expectAccepted(spine.act(clock, 'closeBidding', { lot: lot.lot }, after));
  await expectAccepted(spine.act(clock, 'announceTenderers', { lot: lot.lot }, after));
  const h = 'ab'.repeat(32);
  await each((index) => expectAccepted(spine.act(guardian, 'releaseShare', { bid: `bid:P1/1/${bidders[index]!.creditCode}`, lot: lot.lot, shares: [{ kind: 'whole', index: 1, d: h, c: h, z: h }], refused: null }, after)));
  await each((index) => expectAccepted(spine.act(clock, 'openBid', { bid: `bid:P1/1/${bidders[index]!.creditCode}`, lot: lot.lot, result: { outcome: 'unopened', cause: 'capsuleInvalid' } }, after)));
  await expectAccepted(spine.act(clock, 'recordOpening', { lot: lot.lot }, after));
  for (let i = 0; i < 3; i += 1) await integrate(spine.pool, 64);
  console.log('setup', performance.now() - t);
  t = performance.now();
  const logSigner = noteSigner('test.example/log', signer('ed25519', seeded('log')(32)));
  unwrap(await publish(spine.pool, directory, logSigner));
  const checkpoint = await readFile(join(directory, 'checkpoint'));
  console.log('publish', performance.now() - t, checkpoint.toString().split('\n')[1]);
  t = performance.now();
  const parts: Uint8Array[] = [];
  const lines = unwrap(await writeTenderBundle({ pool: spine.pool, checkpoint, logKey: noteKeyText(logSigner.key), readWhole: async () => new Uint8Array(2000) }, lot.lot));
  console.log('outline', performance.now() - t);
  for await (const part of lines) parts.push(part);
  const bundle = Buffer.concat(parts);
  console.log('bundle', performance.now() - t, bundle.length, 'rss', process.memoryUsage().rss / 2 ** 20);
  t = performance.now();
  const report = unwrap(await verifyBundle(bundle));
  console.log('verify', performance.now() - t, report.acts);
  t = performance.now();
  const replayed = await replay(spine.pool);
  console.log('replay', performance.now() - t, replayed.acts, replayed.streams, replayed.different);
  t = performance.now();
  unwrap(await rebuild(spine.pool, 'tender_view'));
  console.log('rebuild', performance.now() - t);
  expect(replayed.different).toBe(0);
  await spine.close();
  await rm(directory, { recursive: true, force: true });
}, 300_000);
