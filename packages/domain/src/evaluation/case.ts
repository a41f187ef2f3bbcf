/** What the acts of the review share: the terms in force, the bids under review, how motions and questions stand. Pure. */
import { parseInstant, present, type Instant } from '@zhaobiao/basics';
import { setOf, type Context, type Plan } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { roomOf } from '../act/typed.kernel.ts';
import { bidsOf, lapsed, type BidRoom, type BidSheet } from '../bid/state.ts';
import { committeePlan, isClear, isSeated, type CommitteeRoom } from '../expert/state.ts';
import type { Facts, StreamState } from '../procedure/types.ts';
import type { LotRoom, Notice } from '../tender/state.ts';
import type { Motion, Question } from './state.ts';
import { evaluationTerms, type EvaluationTerms } from './terms.ts';

export const noticeOf = (lot: LotRoom): Notice => present(lot.notice, 'notice of an opened lot');

/** The evaluation clause of the document in force, with its defaults. It was parsed when the document was published: a fault here is a programmer's. */
export const termsOf = (lot: LotRoom): EvaluationTerms => evaluationTerms.parse(noticeOf(lot).terms.evaluation);

/** A bid that was opened. `binds`: neither lapsed nor refused an extension of its validity (12号令 40). */
export type ReviewedBid = { readonly bid: string; readonly no: number; readonly room: BidRoom; readonly sheet: BidSheet; readonly binds: boolean };

/**
 * Streams of an act that needs every bid. After the opening nothing adds to the set and no price changes, but validity and reports of the tenderers do (12号令 40,
 * 条例 38): so the set is read under the lot's own lock, by the few acts that need it, once each; the committee keeps no second list of prices.
 */
export const wholeSetPlan = (lot: string): Plan & { readonly reads: readonly string[] } => ({ ...committeePlan(lot), writes: [{ id: lot, machine: 'lot' }], sums: [bidsOf(lot)] });

const AT_OPENING = new Set(['submitted', 'released', 'opened', 'unopened']);
const stamp = ({ id, room }: StreamState<BidRoom>): string => (room.submittedAt ?? '') + id;

/** Opened bids of the lot by bid id, numbered as the opening record numbers them: in order of receipt, those that could not be opened counted. */
export function reviewedBids(context: Pick<Context, 'sets' | 'streams' | 'at'>, lot: string): readonly ReviewedBid[] {
  const lotState = present(context.streams.get(lot), lot);
  const bids = setOf(context, bidsOf(lot)).filter((each) => AT_OPENING.has(each.stage)).map((each): StreamState<BidRoom> => ({ ...each, room: roomOf<BidRoom>(each) }));
  const numbered = bids.toSorted((left, right) => (stamp(left) < stamp(right) ? -1 : 1)).map((state, index) => ({ state, no: index + 1 }));
  const opened = numbered.flatMap(({ state, no }): readonly ReviewedBid[] =>
    state.stage === 'opened' && state.room.sheet ? [{ bid: state.id, no, room: state.room, sheet: state.room.sheet, binds: !lapsed(state, lotState, context.at) }] : []);
  return opened.toSorted((left, right) => (left.bid < right.bid ? -1 : 1));
}

/** The bid a command names, if it is opened and of this lot. */
export function reviewedBid({ streams }: Pick<Context, 'streams'>, lot: string, bid: string): BidRoom | undefined {
  const state = streams.get(bid);
  if (state?.stage !== 'opened') return undefined;
  const room = roomOf<BidRoom>(state);
  return room.lot === lot ? room : undefined;
}

/** 算术修正 counts when the tenderer has confirmed it; until then the price stands as it was read out. */
export const priceOf = (room: CommitteeRoom, { bid, sheet }: Pick<ReviewedBid, 'bid' | 'sheet'>): number => room.corrections.find((each) => each.bid === bid && each.confirmed === true)?.toFen ?? sheet.priceFen;

/** 12号令: the committee decides by the majority of all its members; a motion is open until every member who sits has voted. */
export function outcomeOf(room: Pick<CommitteeRoom, 'members' | 'declarations'>, motion: Motion): 'open' | 'carried' | 'lost' {
  const votes = room.members.map(({ number }) => (isClear(room, number) ? motion.votes[number] : undefined));
  if (votes.includes(undefined)) return 'open';
  return votes.filter((vote) => vote === true).length * 2 > room.members.length ? 'carried' : 'lost';
}

export const openMotions = (room: CommitteeRoom): readonly Motion[] => room.motions.filter((motion) => outcomeOf(room, motion) === 'open');

/** Rejections that stand, by bid: carried, and not taken back since. */
export function rejections(room: CommitteeRoom): ReadonlyMap<string, Motion> {
  const standing = new Map<string, Motion>();
  for (const motion of room.motions) {
    if (outcomeOf(room, motion) !== 'carried') continue;
    if (motion.kind === 'reject') standing.set(motion.bid, motion);
    else standing.delete(motion.bid);
  }
  return standing;
}

export const isOpen = (question: Question, at: Instant): boolean => question.answer === null && at < (parseInstant(question.answerBy) ?? at);
export const openQuestions = (room: CommitteeRoom, at: Instant): readonly Question[] => room.questions.filter((question) => isOpen(question, at));

/** What the guards ask of motions and questions. */
export const reviewFacts = (room: CommitteeRoom, at: Instant): Facts => ({ openMotionCount: openMotions(room).length, openQuestionCount: openQuestions(room, at).length });

/** Bids that are neither rejected nor lapsed, by bid id. */
export function responsiveBids(room: CommitteeRoom, bids: readonly ReviewedBid[]): readonly ReviewedBid[] {
  const rejected = rejections(room);
  return bids.filter((each) => each.binds && !rejected.has(each.bid));
}

/**
 * Bids that have passed so far, by bid id: those of the preliminary review, and those whose rejection fell since, with the vote of a member who was replaced
 * (条例 48). What is not rejected is judged like the others; what had lapsed by then does not come back, however a motion on it ended.
 */
export function passedBids(room: CommitteeRoom): readonly string[] {
  const out = new Set([...rejections(room).keys(), ...(room.preliminary?.lapsed ?? [])]);
  return [...new Set([...(room.preliminary?.responsive ?? []), ...room.motions.map((each) => each.bid)])].filter((bid) => !out.has(bid)).toSorted();
}

/** 条例 48: nobody's place is empty when the committee concludes. */
export function seatsFault(room: CommitteeRoom): Refusal | undefined {
  const missing = room.members.filter((member) => !isSeated(room, member)).map((member) => member.number);
  return missing.length === 0 ? undefined : refuse('membersNotSeated', ['REG-48'], { members: missing.toSorted().join('、') });
}

const LISTED = 5;
/** The first few names of many, for a sentence. */
export const someOf = (names: readonly string[]): string => names.slice(0, LISTED).join('、') + (names.length > LISTED ? '…' : '');
