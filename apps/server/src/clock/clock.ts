/**
 * One clock, the database's. Each process keeps monotonic time plus an offset measured every 5 s; when the last measurement is
 * older than 30 s it says nothing, and acts are refused (503) rather than stamped wrongly. Two processes whose own clocks differ agree.
 */
import { instant, type Instant } from '@zhaobiao/basics';
import type pg from 'pg';

export type Clock = {
  /** Now, or `undefined` when the offset is stale. */
  readonly now: () => Instant | undefined;
  readonly stop: () => void;
};

const MEASURE_EVERY = 5_000;
const STALE_AFTER = 30_000;

/** Database time minus monotonic time, in ms, at the middle of the round trip; and how the demonstration clock stands from it. */
async function measure(pool: pg.Pool, demo: boolean): Promise<number> {
  const before = performance.now();
  const { rows } = await pool.query<{ now: string; offset: string | null }>(
    demo
      ? 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS now, (SELECT offset_ms FROM demo_clock)::text AS offset'
      : 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS now, NULL AS offset',
  );
  const middle = (before + performance.now()) / 2;
  return Number(rows[0]?.now) + Number(rows[0]?.offset ?? 0) - middle;
}

/** `demo`: follow the demonstration clock, which only an operator of a demonstration moves, and only forward. */
export async function databaseClock(pool: pg.Pool, demo: boolean): Promise<Clock & { readonly remeasure: () => Promise<void> }> {
  let offset = await measure(pool, demo);
  let measuredAt = performance.now();
  const remeasure = async (): Promise<void> => {
    offset = await measure(pool, demo);
    measuredAt = performance.now();
  };
  const timer = setInterval(() => void remeasure().catch(() => undefined), MEASURE_EVERY);
  timer.unref();
  return {
    now: () => (performance.now() - measuredAt > STALE_AFTER ? undefined : instant(Math.floor(performance.now() + offset))),
    remeasure,
    stop: () => clearInterval(timer),
  };
}

/** Moves the demonstration clock forward to a moment; going back is refused by returning false. */
export async function moveDemoClock(pool: pg.Pool, to: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO demo_clock (offset_ms) VALUES ($1 - (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
     ON CONFLICT (one) DO UPDATE SET offset_ms = excluded.offset_ms WHERE demo_clock.offset_ms <= excluded.offset_ms`,
    [to],
  );
  return rowCount === 1;
}
