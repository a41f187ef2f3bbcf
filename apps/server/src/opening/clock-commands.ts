/** What the clock says when an opening act is due. Opening a bid needs its ciphertext and the guardians' shares; everything else names its stream only. */
import { bidSheet, roomIfAny, stateOfText, type BidRoom, type LotRoom, type StreamState } from '@zhaobiao/domain';
import type { Json, JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import type { OpenPool } from './open-pool.ts';

export type OpeningGround = { readonly pool: pg.Pool; readonly openPool: OpenPool; readonly readWhole: (digest: string) => Promise<Uint8Array | undefined> };

async function stateOf(pool: pg.Pool, id: string): Promise<StreamState | undefined> {
  const { rows } = await pool.query<{ state: string }>({ name: 'state-of', text: 'SELECT state FROM stream WHERE id = $1', values: [id] });
  return rows[0] && stateOfText(rows[0].state);
}

async function openBidCommand(ground: OpeningGround, bid: string): Promise<JsonObject | undefined> {
  const room = roomIfAny<BidRoom>(await stateOf(ground.pool, bid));
  const guardianship = room && roomIfAny<LotRoom>(await stateOf(ground.pool, room.lot))?.guardianship;
  const envelope = room?.sealed?.envelopes[0];
  if (!guardianship || !envelope) return undefined;
  const command = (result: Json): JsonObject => ({ bid, lot: room.lot, result });
  if (room.capsuleRefused.length > 0) return command({ outcome: 'unopened', cause: 'capsuleInvalid' });
  const reopened = await ground.openPool.open({ guardianship, envelope, shares: room.shares, ciphertext: await ground.readWhole(envelope.ciphertext) });
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

export const clockCommands = (ground: OpeningGround) => async (act: string, stream: string): Promise<JsonObject | undefined> => {
  switch (act) {
    case 'recordOpening': return (await allDealtWith(ground.pool, stream)) ? { lot: stream } : undefined;
    case 'openBid': return openBidCommand(ground, stream);
    // Every other act of the clock names its stream and nothing else.
    default: return { [stream.slice(0, stream.indexOf(':'))]: stream };
  }
};
