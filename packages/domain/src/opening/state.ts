import { defineEvent } from '../act/typed.kernel.ts';
import type { BidSheet, UnopenedCause } from '../bid/state.ts';
import type { LotRoom } from '../tender/state.ts';

/** A line of the opening record (开标记录), as it is read out and published. */
export type OpeningLine = {
  readonly no: number;
  readonly bid: string;
  readonly creditCode: string;
  readonly name: string;
  readonly submittedAt: string;
  readonly openedAt: string | null;
  readonly outcome: 'opened' | 'unopened';
  readonly cause: UnopenedCause | null;
  readonly sheet: BidSheet | null;
};

const same = (room: LotRoom | undefined): LotRoom => {
  if (!room) throw new Error('an opening event before the lot');
  return room;
};

export const openingEvents = {
  TenderersAnnounced: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { tenderers: 'public', count: 'public' }, evolve: same }),
  OpeningRecorded: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { lines: 'public', opened: 'public', unopened: 'public' }, evolve: same }),
};
