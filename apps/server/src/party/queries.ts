import type { PartyRoom } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

/** What anybody may know of a party: its register entry. The contact person is personal and stands nowhere here. */
export async function publicParty(pool: pg.Pool, id: string) {
  const state = await streamState<PartyRoom>(pool, id);
  if (state?.machine !== 'party') return undefined;
  const { name, creditCode, roles, keys } = state.room;
  return { party: id, name, creditCode, roles, keys, stage: state.stage };
}
