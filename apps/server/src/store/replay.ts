/**
 * Everything that is kept twice, compared: each stream is folded again from its acts and held against its stored state and its views; each act against
 * its entry in the log, its disclosures and the key that signed it. Nothing is locked and nothing written; one snapshot of the database is read in pages.
 */
import type pg from 'pg';
import { VIEWS, type View } from './rebuild.ts';
import { replayActs } from './replay/acts.ts';
import { replayStreams } from './replay/streams.ts';
import { newTally, type Difference } from './replay/tally.ts';
import { viewComparison } from './replay/views.ts';

export type { Difference, DifferenceKind } from './replay/tally.ts';

export type ReplayReport = {
  readonly streams: number;
  readonly acts: number;
  /** Rows of views that were compared. */
  readonly viewRows: number;
  /** Streams whose state was stored by another fold version: they are folded again whenever they are read, so there is nothing to compare. */
  readonly refolded: number;
  readonly different: number;
  /** The first thousand. */
  readonly differences: readonly Difference[];
};

/** Throws when the database is out of reach; whatever is wrong inside it is a difference. */
export async function replay(pool: pg.Pool, views: readonly View[] = VIEWS): Promise<ReplayReport> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tally = newTally();
    const comparison = viewComparison(client, views, tally);
    const { streams, refolded } = await replayStreams(client, comparison, tally);
    const acts = await replayActs(client, tally);
    await client.query('COMMIT');
    broken = false;
    return { streams, acts, viewRows: comparison.rows(), refolded, different: tally.count(), differences: tally.differences() };
  } finally {
    client.release(broken);
  }
}
