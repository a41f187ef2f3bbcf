/** A tenderer's own bid: read under its own identity only, from its own stream. */
import { instant, instantText, present, toHex } from '@zhaobiao/basics';
import { bidId, type BidRoom } from '@zhaobiao/domain';
import { parseAct } from '@zhaobiao/evidence';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

type ActRow = { readonly name: string; readonly entry: Buffer; readonly bytes: Buffer; readonly at: string; readonly index: string | null };

const REFUSALS = new Set(['BidRefused', 'BidNotTaken']);

/** Whether the act stands in the log as a refusal: late, or in time but not taken by the platform's fault. */
function isRefusal(bytes: Uint8Array): boolean {
  const record = parseAct(bytes);
  return record.ok && record.value.events.some((event) => REFUSALS.has(event.type));
}

/** What the party has done in its bid for a lot, each act with its entry (its receipt) and index once it has one; `undefined` when it has not bid. */
export async function ownBid(pool: pg.Pool, lot: string, party: string) {
  const bid = bidId(lot, party);
  const state = await streamState<BidRoom>(pool, bid);
  if (state === undefined) return undefined;
  const { rows } = await pool.query<ActRow>(
    `SELECT a.name, a.entry, a.bytes, a.at, CASE WHEN e.index < (SELECT published FROM log_head) THEN e.index END AS index
     FROM act_event v JOIN act a ON a.id = v.act LEFT JOIN log_entry e ON e.act = a.id
     WHERE v.stream = $1 AND a.actor = $2 ORDER BY v.version`,
    [bid, party],
  );
  const { tenderer, name, creditCode, submittedAt, submissions, refused, attempt, attempts, openedAt, sheet, cause, commitment } = state.room;
  const acts = rows.map((row) => ({ act: row.name, refused: isRefusal(row.bytes), entry: toHex(row.entry), at: instantText(present(instant(Number(row.at)), 'moment of an act')), index: row.index === null ? null : Number(row.index) }));
  return { bid, lot, stage: state.stage, tenderer, name, creditCode, submittedAt, submissions, refused, attempt, attempts, commitment, openedAt, sheet, cause, acts };
}
