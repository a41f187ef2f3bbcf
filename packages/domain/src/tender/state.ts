import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { GuardianshipRoom } from '../governance/state.ts';
import type { PinnedProcedure } from '../planning/state.ts';
import type { EnvelopeKind } from '../procedure/types.ts';

export type TenderDocument = { readonly name: string; readonly digest: string };

/** The tender document in force: its digest is what a tenderer signs over. */
export type Notice = {
  readonly version: number;
  readonly digest: string;
  readonly title: string;
  readonly documents: readonly TenderDocument[];
  readonly ceilingFen: number | null;
  readonly securityFen: number | null;
  readonly validityDays: number;
  readonly publishedAt: string;
  readonly issueEndsAt: string;
  readonly closingAt: string;
};

/** Something that holds the case up until it is dealt with; the lot keeps the list so that it is asked under the lot's lock (条例 22, 54, 62). */
export type Hold = { readonly machine: 'objection' | 'order'; readonly id: string; readonly stage: 'filed' | 'issued' };

export type LotRoom = {
  readonly project: string;
  readonly name: string;
  readonly procuringEntity: string;
  readonly agency: string | null;
  readonly procedure: PinnedProcedure;
  readonly estimateFen: number;
  readonly envelopes: readonly EnvelopeKind[];
  readonly notice: Notice | null;
  /** Fixed at publication: new guardians never touch a running tender. */
  readonly guardianship: GuardianshipRoom | null;
  /** RFC 6962 root over the commitments of the live bids, in order of bid id. */
  readonly liveRoot: string | null;
  readonly holds: readonly Hold[];
};

const lot = (room: LotRoom | undefined, change: Partial<LotRoom>): LotRoom => {
  if (!room) throw new Error('a lot event before its definition');
  return { ...room, ...change };
};

type Published = { readonly notice: Notice; readonly guardianship: GuardianshipRoom };

export const tenderEvents = {
  LotDefined: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { project: 'public', name: 'public', procuringEntity: 'public', agency: 'public', procedure: 'public', estimateFen: 'public', envelopes: 'public' },
    evolve: (_room, event) => ({ ...fieldsOf<Omit<LotRoom, 'notice' | 'guardianship' | 'liveRoot' | 'holds'>>(event), notice: null, guardianship: null, liveRoot: null, holds: [] }),
  }),
  NoticePublished: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { notice: 'public', guardianship: 'public' },
    evolve: (room, event) => lot(room, fieldsOf<Published>(event)),
  }),
  NoticeAmended: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { notice: 'public', reason: 'public', affectsBids: 'public' },
    evolve: (room, event) => lot(room, { notice: fieldsOf<{ readonly notice: Notice }>(event).notice }),
  }),
  /** The holiday table of these years was missing; the deadlines that waited for it stand in the event. */
  DeadlinesFixed: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { years: 'public' }, evolve: (room) => lot(room, {}) }),
  BiddingClosed: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { liveRoot: 'public', count: 'until:announceTenderers' },
    evolve: (room, event) => lot(room, { liveRoot: fieldsOf<{ readonly liveRoot: string }>(event).liveRoot }),
  }),
  BiddingFailed: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { count: 'public' }, evolve: (room) => lot(room, {}) }),
  TenderTerminated: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { reason: 'public' }, evolve: (room) => lot(room, {}) }),
};
