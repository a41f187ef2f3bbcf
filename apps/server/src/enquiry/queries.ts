/** Questions about a document: one's own, or — for who must answer — all of the lot, without a name. */
import { preparationOf, type EnquiryRoom, type LotRoom } from '@zhaobiao/domain';
import type pg from 'pg';
import { ownedStates, streamState } from '../http/stream-state.ts';

/** Procuring entity and agency of the lot read every question; who asked is in none of them (招标投标法 22). `undefined` where there is no such tender. */
export async function enquiriesFor(pool: pg.Pool, lot: string, party: string) {
  const state = await streamState<LotRoom>(pool, lot);
  if (state === undefined || state.machine !== 'lot' || state.room.notice === null) return undefined;
  const { procuringEntity, agency } = state.room;
  const answers = party === procuringEntity || party === agency;
  const { answered } = preparationOf(state.room);
  const asked = await ownedStates<EnquiryRoom>(pool, lot, 'enquiry');
  return asked
    .filter(({ room }) => answers || room.asker === party)
    .map(({ id, room: { clause, question, askedAt } }) => ({ enquiry: id, clause, question, askedAt, answeredIn: answered[id] ?? null }))
    .toSorted((left, right) => (left.askedAt + left.enquiry < right.askedAt + right.enquiry ? -1 : 1));
}
