/**
 * `node apps/server/test/make-golden.ts FILE`: plays lawful cases through the door that use every act together, and writes each stream with its acts and
 * its state. Run once per released format or event version; the files are folded by `packages/domain/test/golden.test.ts` for ever and never made again.
 * Until the first release formats are not released: 0001.jsonl was begun anew with the whole life of a tender.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@zhaobiao/basics';
import pg from 'pg';
import { openCluster } from '../src/store/cluster/cluster.ts';
import { migrate } from '../src/store/migrate.ts';
import { everyAct, writeCorpus } from './golden/corpus.ts';
import { openSpineOn } from './spine.ts';

const file = process.argv[2];
if (file === undefined) throw new Error('usage: node apps/server/test/make-golden.ts FILE');
const directory = await mkdtemp(join(tmpdir(), 'zb-golden-'));
const cluster = unwrap(await openCluster({ directory, log: { info: () => undefined, warn: () => undefined } }));
const pool = new pg.Pool({ ...cluster.connection, max: 4, pipeline: true });
pool.on('error', () => undefined);
try {
  unwrap(await migrate(pool, join(import.meta.dirname, '../src/store/migrations')));
  await everyAct(openSpineOn(pool, 'golden', async () => undefined));
  console.log(`${await writeCorpus(pool, file)} streams`);
} finally {
  await pool.end();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
}
