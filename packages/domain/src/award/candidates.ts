/** How the candidates of a lot stand: who is left, whose validity has run out, what the committee found on whose capacity. Pure. */
import { instantText, parseInstant, type Instant } from '@zhaobiao/basics';
import { refuse, type Refusal } from '../act/refusal.ts';
import { roomIfAny, roomOf } from '../act/typed.kernel.ts';
import { lapsed, validUntil, type BidRoom } from '../bid/state.ts';
import type { CommitteeRoom } from '../expert/state.ts';
import type { StreamState } from '../procedure/types.ts';
import type { LotRoom } from '../tender/state.ts';
import type { AwardPart, Candidate, PassOverCause } from './state.ts';

/** Candidates that may still be chosen, best first. */
export const standing = (room: Pick<AwardPart, 'candidates'>): readonly Candidate[] => (room.candidates ?? []).filter((each) => each.standing === 'stands').toSorted((left, right) => left.rank - right.rank);

export const candidateOf = (room: Pick<AwardPart, 'candidates'>, bid: string): Candidate | undefined => (room.candidates ?? []).find((each) => each.bid === bid);

/** 条例 55: with state funds that hold or dominate, nobody but the first of those left. What is no candidate at all is answered by the act. */
export function firstInRank(room: Pick<LotRoom, 'stateDominated'> & AwardPart, bid: string): boolean {
  const left = standing(room);
  return !room.stateDominated || left[0]?.bid === bid || !left.some((each) => each.bid === bid);
}

/** The last moment to which any bid of the lot can bind: the validity, or its extension where one was asked for (条例 25, 30号令 29). */
export function validityEnd(lot: StreamState): Instant | undefined {
  const timing = lot.deadlines['validityEnd'];
  const asked = roomIfAny<LotRoom>(lot)?.preparation?.extension?.validUntil;
  return (asked === undefined ? undefined : parseInstant(asked)) ?? (timing !== undefined && 'at' in timing ? timing.at : undefined);
}

/** 30号令 29, 条例 25: a bid that nobody is bound by any more, or whose tenderer would not extend it, cannot be awarded. */
export function lapse(lot: StreamState, bid: StreamState, at: Instant): Refusal | undefined {
  const own = { ...bid, room: roomOf<BidRoom>(bid) };
  if (!lapsed(own, lot, at)) return undefined;
  return refuse('bidLapsed', ['TND-034', 'EVP-40'], { name: own.room.name, until: instantText(validUntil(own, lot) ?? at) });
}

export type CapacityStanding = 'notReviewed' | 'pending' | 'capable' | 'incapable';

/** What came of the last review that was ordered of a candidate (条例 56): the committee's finding after it, if any. */
export function capacityOf(room: AwardPart, committee: StreamState | undefined, bid: string): CapacityStanding {
  const ordered = (room.reviews ?? []).findLast((each) => each.bid === bid);
  if (ordered === undefined) return 'notReviewed';
  const found = (roomIfAny<CommitteeRoom>(committee)?.capacities ?? []).findLast((each) => each.bid === bid && each.at >= ordered.orderedAt);
  if (found === undefined) return 'pending';
  return found.capable ? 'capable' : 'incapable';
}

export const CAUSE_TITLES = {
  renounced: { zh: '放弃中标', en: 'renounced the award' },
  forceMajeure: { zh: '因不可抗力不能履行合同', en: 'cannot perform by force majeure' },
  noPerformanceBond: { zh: '不按照招标文件要求提交履约保证金', en: 'gave no performance bond' },
  unlawful: { zh: '查实存在影响中标结果的违法行为', en: 'broke the law so as to affect the result' },
  incapable: { zh: '原评标委员会认为不能履约', en: 'found unable to perform' },
  lapsed: { zh: '投标有效期届满', en: 'the bid has lapsed' },
} as const satisfies Record<PassOverCause, unknown>;
