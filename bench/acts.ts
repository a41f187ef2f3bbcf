/**
 * `acts`: `perform` by 32 callers on distinct bid streams that share one lot, fsync on, against the same locks and writes in bare SQL
 * (same driver, same statements, no deciding, hashing or composing) in the same run, in turns.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantOf, present, unwrap } from '@zhaobiao/basics';
import { bareAct, type BareAct } from './acts-bare.ts';
import { figure, type Figure } from './figure.ts';
import { bid, found, openLot, openSpineOn, register, type OpenLot, type Party, type Spine } from '../apps/server/test/spine.ts';
import { openCluster } from '../apps/server/src/store/cluster/cluster.ts';
import { connectDatabase } from '../apps/server/src/store/connect.ts';
import { migrate } from '../apps/server/src/store/migrate.ts';

const CALLERS = 32;
const ROUNDS = 4;
const PER_ROUND = 1_600;

/** Runs `work` for every item, `CALLERS` at a time; gives acts per second. */
async function throughput<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<number> {
  const queue = items.values();
  const started = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, async () => {
    for (const item of queue) await work(item);
  }));
  return items.length / ((performance.now() - started) / 1_000);
}

const median = (values: readonly number[]): number => present(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)], 'a value');

async function suppliers(spine: Spine): Promise<readonly Party[]> {
  const parties = Array.from({ length: CALLERS * 4 }, (_, index) => spine.party(1_000 + index, ['supplier']));
  for (const each of parties) await register(spine, each, `投标单位 ${each.creditCode}`);
  return parties;
}

async function measure(spine: Spine, open: OpenLot, parties: readonly Party[]): Promise<readonly Figure[]> {
  const whole: number[] = [];
  const bare: number[] = [];
  const at = instantOf(Date.parse('2026-03-10T09:00:00+08:00'));
  for (let round = 0; round < ROUNDS; round += 1) {
    const jobs = Array.from({ length: PER_ROUND }, (_, index) => ({ party: present(parties[index % parties.length], 'party'), serial: round * PER_ROUND + index }));
    const prepared = await Promise.all(jobs.map(async ({ party, serial }) => spine.prepareBid(open, party, serial)));
    whole.push(await throughput(prepared, (one) => one.submit(at)));
    const acts: BareAct[] = await Promise.all(jobs.map(({ party, serial }) => bareAct(spine.pool, open.lot, party.party, serial)));
    bare.push(await throughput(acts, (one) => one.run()));
  }
  const [value, reference] = [median(whole), median(bare)];
  return [
    figure({ bench: 'acts', name: 'perform, 32 callers, one lot', value, unit: 'acts/s', reference, target: 1_500, met: value >= 1_500 }),
    figure({ bench: 'acts', name: 'perform against bare SQL', value: value / reference, unit: 'ratio', reference: 1, target: 0.4, met: value / reference >= 0.4 }),
  ];
}

export async function run(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'zb-bench-'));
  const cluster = unwrap(await openCluster({ directory, log: { info: () => undefined, warn: () => undefined } }));
  const pool = connectDatabase({ ...cluster.connection, max: CALLERS }, () => undefined);
  try {
    unwrap(await migrate(pool, join(import.meta.dirname, '../apps/server/src/store/migrations')));
    const spine = openSpineOn(pool, 'bench', async () => undefined);
    await found(spine);
    const open = await openLot(spine);
    const parties = await suppliers(spine);
    await bid(spine, open, present(parties[0], 'party'));
    return await measure(spine, open, parties);
  } finally {
    await pool.end();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
