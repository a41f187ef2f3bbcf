import { fail, instantText, ok, present, shift } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { MEASURE_TITLES, papers } from '../complaint/state.ts';
import { committeeId } from '../expert/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import { performanceId, securitiesOf } from '../security/state.ts';
import { statementDigest, type LotRoom } from '../tender/state.ts';
import type { PassOverCause } from './state.ts';
import { CAUSE_TITLES, candidateOf, capacityOf, firstInRank, lapse, standing, validityEnd } from './candidates.ts';

const decideContract = z.strictObject({ lot: streamId('lot'), bid: streamId('bid'), reason: text(5000) });
type Decide = z.infer<typeof decideContract>;

/** In this order: what is still owed, who is a candidate, what the committee said of its capacity, whether the bid still binds. */
function choiceFault({ command, primary, streams, at }: Context<Decide>): Refusal | undefined {
  const room = roomOf<LotRoom>(primary);
  const [owed] = room.owed ?? [];
  if (owed) {
    const title = MEASURE_TITLES[owed.measure];
    return refuse('measuresOwed', ['TND-027', 'REG-54'], { measure: title.en, measureZh: title.zh, measureEn: title.en });
  }
  const candidate = candidateOf(room, command.bid);
  if (candidate?.standing !== 'stands') return refuse('notCandidate', ['TND-075'], { bid: candidate?.name ?? command.bid });
  const capacity = capacityOf(room, streams.get(committeeId(command.lot)), command.bid);
  if (capacity === 'pending') return refuse('capacityPending', ['REG-56'], { name: candidate.name });
  if (capacity === 'incapable') return refuse('capacityLacking', ['REG-56', 'TND-075'], { name: candidate.name });
  return lapse(primary, present(streams.get(command.bid), command.bid), at);
}

/**
 * An objection stamped in the last moment of the publicity may still be on its way: as at the closing, the decision waits `drainMs` for it.
 * Publicity until 00:00:00.000, drain 5 s: the award can be decided from 00:00:05.000.
 */
function drained({ primary, procedure, at }: Context<Decide>): Refusal | undefined {
  const [end, drain] = [primary.deadlines['publicityEnd'], parameterOf(procedure, 'drainMs')?.value];
  if (end === undefined || !('at' in end)) return undefined;
  const from = shift(end.at, typeof drain === 'number' ? drain : 0);
  return at >= from ? undefined : refuse('tooEarly', ['TND-073', 'TND-027'], { act: '定标', actZh: '定标', actEn: 'decide the award', from: instantText(from) });
}

/** 定标 (法 40, 条例 55): after the publicity, nobody objecting; where state funds dominate, the first in rank of those left. */
export const decideAward = defineAct({
  id: 'decideAward',
  room: 'award',
  title: { zh: '定标', en: 'decide the award' },
  machine: 'lot',
  contract: decideContract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [command.bid, committeeId(command.lot)] }),
  facts: ({ command, primary }) => ({ firstInRank: firstInRank(roomOf<LotRoom>(primary), command.bid) }),
  decide: (context) => {
    const fault = drained(context) ?? choiceFault(context);
    if (fault) return fail(fault);
    const { command, primary, at } = context;
    const { name, rank, priceFen } = present(candidateOf(roomOf<LotRoom>(primary), command.bid), 'candidate');
    const decidedAt = instantText(at);
    return ok({ events: [{ type: 'AwardDecided', fields: { bid: command.bid, reason: command.reason, decidedAt } }], answer: { lot: command.lot, bid: command.bid, name, rank, priceFen, decidedAt } });
  },
});

const passContract = z.strictObject({
  lot: streamId('lot'),
  bid: streamId('bid'),
  cause: z.enum(['renounced', 'forceMajeure', 'noPerformanceBond', 'unlawful', 'incapable', 'lapsed']),
  reason: text(5000),
  documents: papers,
});
type Pass = z.infer<typeof passContract>;

const unfit = (command: Pass, zh: string, en: string): Refusal => {
  const title = CAUSE_TITLES[command.cause];
  return refuse('causeUnfit', ['TND-075', 'REG-55'], { cause: title.en, causeZh: title.zh, causeEn: title.en, problem: en, problemZh: zh, problemEn: en });
};

/** What the case cannot know is proved by a document: the candidate's own words, the event, the finding. Else anybody first in rank could be talked away. */
const PROVED: ReadonlySet<PassOverCause> = new Set(['renounced', 'forceMajeure', 'unlawful']);

/** 条例 55, 58: asked for by the document, due since the notice of award, and not on record. */
function bondProblem(context: Context<Pass>): readonly [string, string] | undefined {
  const { command, primary } = context;
  const { award, notice } = roomOf<LotRoom>(primary);
  if (primary.stage !== 'awarded' || !award) return ['中标通知书还没有发出', 'no notice of award was issued'];
  if (notice?.terms.contract.performanceRequired !== true) return ['招标文件没有要求提交履约保证金', 'the document asks for no performance bond'];
  const id = performanceId(command.lot, award.supplier);
  return setOf(context, securitiesOf(command.lot)).some((each) => each.id === id && each.stage === 'lodged') ? ['履约保证金已经登记', 'the performance bond is on record'] : undefined;
}

/** The causes of 条例 55 are facts: where the case itself knows better, it says so. */
function causeFault(context: Context<Pass>): Refusal | undefined {
  const { command, primary, streams, at } = context;
  const capacity = capacityOf(roomOf<LotRoom>(primary), streams.get(committeeId(command.lot)), command.bid);
  const bid = present(streams.get(command.bid), command.bid);
  if (command.cause === 'incapable' && capacity !== 'incapable') return unfit(command, '原评标委员会没有作出不能履约的意见', 'the committee found no such thing');
  if (command.cause === 'lapsed' && !lapse(primary, bid, at)) return unfit(command, '投标有效期还没有届满', 'the bid still binds');
  const bond = command.cause === 'noPerformanceBond' ? bondProblem(context) : undefined;
  if (bond) return unfit(command, bond[0], bond[1]);
  return PROVED.has(command.cause) && command.documents.length === 0 ? unfit(command, '应当附证明材料', 'the proof is missing') : undefined;
}

/**
 * 条例 55: the candidate that was or would be chosen falls away, and the next in rank may be chosen. Undoes decision and notice of award: a contract
 * proposed to the former winner can no longer be concluded.
 */
export const passOver = defineAct({
  id: 'passOver',
  room: 'award',
  title: { zh: '依次确定其他候选人', en: 'pass over to the next candidate' },
  machine: 'lot',
  contract: passContract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [command.bid, committeeId(command.lot)], sums: [securitiesOf(command.lot)], objects: command.documents.map((each) => each.digest) }),
  decide: (context) => {
    const { command, primary } = context;
    const room = roomOf<LotRoom>(primary);
    const candidate = candidateOf(room, command.bid);
    const chosen = room.decision?.bid;
    if (candidate?.standing !== 'stands' || (chosen !== undefined && chosen !== command.bid)) return fail(refuse('notCandidate', ['TND-075'], { bid: candidate?.name ?? command.bid }));
    const fault = causeFault(context);
    if (fault) return fail(fault);
    const { bid, cause, reason, documents } = command;
    const [next] = standing(room).filter((each) => each.bid !== bid);
    return ok({ events: [{ type: 'CandidatePassedOver', fields: { bid, cause, reason, documents } }], answer: { lot: command.lot, passed: bid, next: next ? { bid: next.bid, name: next.name, rank: next.rank } : null } });
  },
});

const FAIL_CAUSES = {
  noCandidateLeft: { zh: '没有可以确定的中标候选人', en: 'no candidate is left' },
  nextUnfavourable: { zh: '其他中标候选人与招标人预期差距较大或者对招标人明显不利', en: 'the next candidate is plainly unfavourable' },
  validityEnded: { zh: '投标有效期届满', en: 'the validity of the bids has ended' },
} as const;

const failContract = z.strictObject({ lot: streamId('lot'), cause: z.enum(['noCandidateLeft', 'nextUnfavourable', 'validityEnded']), reason: text(5000) });

/** Whether the lot as it stands bears the cause. */
function bears(cause: keyof typeof FAIL_CAUSES, { primary, at }: Pick<Context, 'primary' | 'at'>): boolean {
  const room = roomOf<LotRoom>(primary);
  const passed = (room.candidates ?? []).filter((each) => each.standing === 'passedOver').length;
  switch (cause) {
    case 'noCandidateLeft': return passed > 0 && standing(room).length === 0;
    case 'nextUnfavourable': return passed > 0 && standing(room).length > 0 && !room.decision;
    case 'validityEnded': {
      // A notice of award that is out binds beyond the validity of the bids (法 45).
      const until = validityEnd(primary);
      return !room.award && until !== undefined && at >= until;
    }
  }
}

/** 条例 55: instead of the next candidate a new tender; and where nobody is bound any more. Never while the first in rank still stands. */
export const failTender = defineAct({
  id: 'failTender',
  room: 'award',
  title: { zh: '决定重新招标', en: 'decide on a new tender' },
  machine: 'lot',
  contract: failContract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' } }),
  decide: (context) => {
    const { cause, reason, lot } = context.command;
    if (bears(cause, context)) return ok({ events: [{ type: 'TenderFailed', fields: { cause, reason, digest: statementDigest(lot, 'failed', { cause, reason }) } }], answer: { lot, cause } });
    const title = FAIL_CAUSES[cause];
    const problem = { zh: '与本标段现在的情况不符', en: 'the case does not bear it' };
    return fail(refuse('causeUnfit', ['TND-075', 'REG-55'], { cause: title.en, causeZh: title.zh, causeEn: title.en, problem: problem.en, problemZh: problem.zh, problemEn: problem.en }));
  },
});
