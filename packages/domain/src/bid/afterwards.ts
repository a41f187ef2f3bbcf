/** What becomes of a bid between the deadline and the award: whether it still binds, and what its tenderer reports of itself. */
import { parseInstant, type Instant } from '@zhaobiao/basics';
import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { StreamState } from '../procedure/types.ts';
import type { BidRoom } from './state.ts';

export const TENDERER_CHANGES = ['merger', 'division', 'bankruptcy', 'other'] as const;
/** 条例 38: `document` is the digest of the paper that proves it. */
export type TendererChange = { readonly kind: (typeof TENDERER_CHANGES)[number]; readonly happenedOn: string; readonly statement: string; readonly document: string; readonly at: string };

/** The answer to one request to extend the validity. */
export type ExtensionAnswer = { readonly validUntil: string; readonly agrees: boolean; readonly at: string };

export type Afterwards = { readonly answers: readonly ExtensionAnswer[]; readonly reported: readonly TendererChange[] };

const NOTHING: Afterwards = { answers: [], reported: [] };
export const afterwardsOf = (room: { readonly afterwards?: Afterwards } | undefined): Afterwards => room?.afterwards ?? NOTHING;

/** The moment from which the bid binds nobody; exclusive. `undefined` where its lot has no validity yet. */
export function validUntil(bid: StreamState<BidRoom>, lot: Pick<StreamState, 'deadlines'>): Instant | undefined {
  const agreed = afterwardsOf(bid.room).answers.findLast((each) => each.agrees);
  if (agreed !== undefined) return parseInstant(agreed.validUntil);
  const validity = lot.deadlines['validityEnd'];
  return validity !== undefined && 'at' in validity ? validity.at : undefined;
}

/**
 * Whether a bid has ceased to bind: its tenderer refused to extend it (12号令 40, 30号令 29: the bid lapses, the security is returned), or its validity is
 * over (条例 25). Evaluation and award pass over it.
 */
export function lapsed(bid: StreamState<BidRoom>, lot: Pick<StreamState, 'deadlines'>, now: Instant): boolean {
  if (afterwardsOf(bid.room).answers.some((each) => !each.agrees)) return true;
  const until = validUntil(bid, lot);
  return until !== undefined && now >= until;
}

const known = (room: BidRoom | undefined): BidRoom => {
  if (!room) throw new Error('a bid event before its submission');
  return room;
};

export const afterwardsEvents = {
  ExtensionAnswered: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { validUntil: 'public', agrees: 'public', at: 'public' },
    evolve: (room, event) => {
      const before = afterwardsOf(known(room));
      return { ...known(room), afterwards: { ...before, answers: [...before.answers, fieldsOf<ExtensionAnswer>(event)] } };
    },
  }),
  TendererChanged: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { kind: 'public', happenedOn: 'public', statement: 'public', document: 'public', at: 'public' },
    evolve: (room, event) => {
      const before = afterwardsOf(known(room));
      return { ...known(room), afterwards: { ...before, reported: [...before.reported, fieldsOf<TendererChange>(event)] } };
    },
  }),
};
