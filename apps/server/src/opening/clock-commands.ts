/** What the clock says when an opening act is due. Opening a bid needs its ciphertext and the guardians' shares; everything else names its stream only. */
import { bidSheet, lacksOwnKey, ownKeysEnd, roomIfAny, stateOfText, type BidRoom, type LotRoom, type StreamState } from '@zhaobiao/domain';
import { shift, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import type { Clock } from '../clock/clock.ts';
import type { CommandFor, Wait } from '../jobs/due.ts';
import type { OpenPool } from './open-pool.ts';

export type OpeningGround = { readonly pool: pg.Pool; readonly clock: Pick<Clock, 'now'>; readonly openPool: OpenPool; readonly readWhole: (digest: string) => Promise<Uint8Array | undefined> };

async function stateOf(pool: pg.Pool, id: string): Promise<StreamState | undefined> {
  const { rows } = await pool.query<{ state: string }>({ name: 'state-of', text: 'SELECT state FROM stream WHERE id = $1', values: [id] });
  return rows[0] && stateOfText(rows[0].state);
}

/** While keys may still come a bid is looked at this often; the release of its own key wakes it at once. */
const KEYS_AGAIN = 5_000;
/** All bids of a lot ask the same question; its answer holds so long. */
const KEYS_HELD = 1_000;

/** Lots found to lack a key, and until when that needs no looking. */
type Held = Map<string, Instant>;

/**
 * Whether the keys of the tenderers hold this bid up. None is opened before all have come or the time is over: who has not released his own must not be able
 * to read the others' prices first and choose.
 */
async function keysAwaited({ pool, clock }: OpeningGround, held: Held, lot: StreamState | undefined): Promise<Wait | undefined> {
  const [until, now] = [ownKeysEnd(lot), clock.now()];
  if (lot === undefined || until === undefined) return undefined;
  // Without a clock nothing is opened anyway.
  if (now === undefined) return { waitMs: KEYS_AGAIN };
  const known = held.get(lot.id);
  held.delete(lot.id);
  if (now >= until) return undefined;
  const wait: Wait = { waitMs: Math.min(KEYS_AGAIN, until - now) };
  if (known !== undefined && now < known) {
    held.set(lot.id, known);
    return wait;
  }
  const { rows } = await pool.query<{ state: string }>({ name: 'bids-unopened', text: "SELECT state FROM stream WHERE owner = $1 AND machine = 'bid' AND stage IN ('submitted', 'released')", values: [lot.id] });
  const awaited = rows.some((row) => lacksOwnKey(roomIfAny<BidRoom>(stateOfText(row.state)) ?? { sealed: null }));
  if (awaited) held.set(lot.id, shift(now, KEYS_HELD));
  return awaited ? wait : undefined;
}

async function openBidCommand(ground: OpeningGround, held: Held, bid: string): Promise<JsonObject | Wait | undefined> {
  const room = roomIfAny<BidRoom>(await stateOf(ground.pool, bid));
  const lot = room && (await stateOf(ground.pool, room.lot));
  const guardianship = roomIfAny<LotRoom>(lot)?.guardianship;
  const envelope = room?.sealed?.envelopes[0];
  if (!room || !guardianship || !envelope) return undefined;
  const awaited = await keysAwaited(ground, held, lot);
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

export function clockCommands(ground: OpeningGround): CommandFor {
  const held: Held = new Map();
  return async (act, stream) => {
    switch (act) {
      case 'recordOpening': return (await allDealtWith(ground.pool, stream)) ? { lot: stream } : undefined;
      case 'openBid': return openBidCommand(ground, held, stream);
      // Every other act of the clock names its stream and nothing else.
      default: return { [stream.slice(0, stream.indexOf(':'))]: stream };
    }
  };
}
