/** What the clock says when an opening act is due. Opening a bid needs its ciphertext and the guardians' shares; everything else names its stream only. */
import { bidSheet, lacksOwnKey, ownKeysEnd, roomIfAny, stateOfText, type BidRoom, type LotRoom, type StreamState } from '@zhaobiao/domain';
import type { Instant, Json, JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import type { Clock } from '../clock/clock.ts';
import type { Wait } from '../jobs/due.ts';
import type { OpenPool } from './open-pool.ts';

export type OpeningGround = { readonly pool: pg.Pool; readonly clock: Pick<Clock, 'now'>; readonly openPool: OpenPool; readonly readWhole: (digest: string) => Promise<Uint8Array | undefined> };

async function stateOf(pool: pg.Pool, id: string): Promise<StreamState | undefined> {
  const { rows } = await pool.query<{ state: string }>({ name: 'state-of', text: 'SELECT state FROM stream WHERE id = $1', values: [id] });
  return rows[0] && stateOfText(rows[0].state);
}

/** While keys may still come a bid is looked at this often; the release of its own key wakes it at once. */
const KEYS_AGAIN = 5_000;

/**
 * Whether the keys of the tenderers hold this bid up. None is opened before all have come or the time is over: who has not released his own must not be able
 * to read the others' prices first and choose.
 */
async function keysAwaited({ pool, clock }: OpeningGround, lot: StreamState | undefined): Promise<Wait | undefined> {
  const until: Instant | undefined = lot && ownKeysEnd(lot);
  const now = clock.now();
  if (until === undefined || lot === undefined || (now !== undefined && now >= until)) return undefined;
  const { rows } = await pool.query<{ state: string }>({ name: 'bids-unopened', text: "SELECT state FROM stream WHERE owner = $1 AND machine = 'bid' AND stage IN ('submitted', 'released')", values: [lot.id] });
  const awaited = rows.some((row) => lacksOwnKey(roomIfAny<BidRoom>(stateOfText(row.state)) ?? { sealed: null }));
  return awaited ? { waitMs: now === undefined ? KEYS_AGAIN : Math.min(KEYS_AGAIN, until - now) } : undefined;
}

async function openBidCommand(ground: OpeningGround, bid: string): Promise<JsonObject | Wait | undefined> {
  const room = roomIfAny<BidRoom>(await stateOf(ground.pool, bid));
  const lot = room && (await stateOf(ground.pool, room.lot));
  const guardianship = roomIfAny<LotRoom>(lot)?.guardianship;
  const envelope = room?.sealed?.envelopes[0];
  if (!room || !guardianship || !envelope) return undefined;
  const awaited = await keysAwaited(ground, lot);
  if (awaited) return awaited;
  const command = (result: Json): JsonObject => ({ bid, lot: room.lot, result });
  if (room.capsuleRefused.length > 0) return command({ outcome: 'unopened', cause: 'capsuleInvalid' });
  const reopened = await ground.openPool.open({ guardianship, envelope, shares: room.shares, ciphertext: await ground.readWhole(envelope.ciphertext), ownKey: room.ownKey });
  switch (reopened.outcome) {
    case 'sharesInsufficient': return undefined;
    case 'unopened': return command({ outcome: 'unopened', cause: reopened.cause });
    case 'opened': return command(bidSheet.safeParse(reopened.sheet).success ? { outcome: 'opened', sheet: reopened.sheet } : { outcome: 'unopened', cause: 'sheetInvalid' });
  }
}

/** Whether every bid that stood at the close has been dealt with; asked before the record so that a waiting opening is not a failing one. */
async function allDealtWith(pool: pg.Pool, lot: string): Promise<boolean> {
  const { rows } = await pool.query<{ open: boolean }>({ name: 'bids-open', text: "SELECT EXISTS (SELECT 1 FROM stream WHERE owner = $1 AND machine = 'bid' AND stage IN ('submitted', 'released')) AS open", values: [lot] });
  return rows[0]?.open === false;
}

export const clockCommands = (ground: OpeningGround) => async (act: string, stream: string): Promise<JsonObject | Wait | undefined> => {
  switch (act) {
    case 'recordOpening': return (await allDealtWith(ground.pool, stream)) ? { lot: stream } : undefined;
    case 'openBid': return openBidCommand(ground, stream);
    // Every other act of the clock names its stream and nothing else.
    default: return { [stream.slice(0, stream.indexOf(':'))]: stream };
  }
};
