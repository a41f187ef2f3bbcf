/** One clock, the database's: server processes whose own clocks are apart stamp the same moment, and one that has lost it stamps none. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { present } from '@zhaobiao/basics';
import { databaseClock, type Clock } from '../../src/clock/clock.ts';
import { connectDatabase, type DatabasePool } from '../../src/store/connect.ts';
import { freshDatabase, type FreshDatabase } from '../database.ts';
import { START, moment } from '../spine.ts';

type Own = Clock & { readonly remeasure: () => Promise<void> };

describe('clocks', () => {
  let database: FreshDatabase;
  let pool: DatabasePool;
  const clocks: Own[] = [];
  /** How far this process's monotonic clock stands from the other's. */
  let skew = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = connectDatabase({ ...database.connection, max: 4 }, () => undefined);
    const own = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => own() + skew);
  });
  afterEach(() => {
    skew = 0;
    for (const clock of clocks.splice(0)) clock.stop();
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await pool.end();
    await database.drop();
  });

  const open = async (apart: number, demo = false): Promise<Own> => {
    skew = apart;
    const clock = await databaseClock(pool, demo);
    clocks.push(clock);
    return clock;
  };
  const read = (clock: Own, apart: number): number | undefined => {
    skew = apart;
    return clock.now();
  };

  it('of two processes 10 s apart agree', async () => {
    const [left, right] = [await open(0), await open(10_000)];
    const apart = present(read(right, 10_000), 'now') - present(read(left, 0), 'now');
    expect(Math.abs(apart)).toBeLessThan(250);
  });

  it('follow the database whatever the wall clock of the machine says', async () => {
    const clock = await open(0);
    const before = present(clock.now(), 'now');
    vi.spyOn(Date, 'now').mockReturnValue(0);
    expect(present(clock.now(), 'now')).toBeGreaterThanOrEqual(before);
    vi.mocked(Date.now).mockRestore();
  });

  it('that ran ahead of the database are set right by the next measurement', async () => {
    const clock = await open(0);
    const ahead = present(read(clock, 10_000), 'now');
    await clock.remeasure();
    expect(present(clock.now(), 'now')).toBeLessThan(ahead - 9_000);
  });

  it('say nothing once the last measurement is older than 30 s, and speak again after the next', async () => {
    const clock = await open(0);
    expect(read(clock, 29_000)).toBeDefined();
    expect(read(clock, 31_000)).toBeUndefined();
    await clock.remeasure();
    expect(clock.now()).toBeDefined();
  });

  it('of a demonstration move forward together and never back', async () => {
    const { moveDemoClock } = await import('../../src/clock/clock.ts');
    const later = moment('2100-01-01T00:00:00.000+08:00');
    expect(await moveDemoClock(pool, later)).toBe(true);
    const [left, right] = [await open(0, true), await open(10_000, true)];
    expect(present(read(left, 0), 'now')).toBeGreaterThanOrEqual(later);
    expect(Math.abs(present(read(right, 10_000), 'now') - present(read(left, 0), 'now'))).toBeLessThan(250);
    expect(await moveDemoClock(pool, START)).toBe(false);
  });
});
