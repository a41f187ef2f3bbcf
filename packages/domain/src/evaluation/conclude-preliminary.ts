import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { actingMember, committeeIfAny, committeeOf, seatFault, type CommitteeRoom } from '../expert/state.ts';
import { isOpen, outcomeOf, rejections, responsiveBids, reviewedBids, reviewFacts, seatsFault, someOf, wholeSetPlan } from './case.ts';
import { reportOf } from './report.ts';
import type { Preliminary } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot'), lacksCompetition: z.boolean(), reason: text(2000).nullable().default(null) });
type Conclude = z.infer<typeof contract>;

const responsiveOf = (context: Context<Conclude>, room: CommitteeRoom) => responsiveBids(room, reviewedBids(context, context.command.lot));

/** 12号令 21: who is asked about a low price and cannot explain it is rejected. So each is asked, and after answer or silence the committee votes on it, either way. */
function suspicionsFault(room: CommitteeRoom, { at }: Pick<Context, 'at'>): Refusal | undefined {
  const rejected = rejections(room);
  const judged = (bid: string): boolean =>
    room.questions.some((question) => question.bid === bid && question.kind === 'lowPrice' && !isOpen(question, at) && room.motions.some((motion) => motion.question === question.no && outcomeOf(room, motion) !== 'open'));
  const open = (room.screening?.suspicions ?? []).filter((bid) => !rejected.has(bid) && !judged(bid));
  return open.length === 0 ? undefined : refuse('suspicionsOpen', ['EVP-21'], { value: open.length, bids: someOf(open) });
}

/** A correction counts when the tenderer confirmed it; whose correction is not confirmed has been voted on, either way. */
export function correctionsFault(room: CommitteeRoom): Refusal | undefined {
  const rejected = rejections(room);
  const votedOn = (question: number | null): boolean => question !== null && room.motions.some((motion) => motion.question === question && outcomeOf(room, motion) !== 'open');
  const open = room.corrections.filter((each) => each.confirmed !== true && !rejected.has(each.bid) && !votedOn(each.question)).map((each) => each.bid);
  return open.length === 0 ? undefined : refuse('correctionsOpen', ['GPP-031'], { value: open.length, bids: someOf(open) });
}

const few = (count: number): readonly Warning[] =>
  count >= 3 ? [] : [warn('TND-076', `有效投标 ${count} 个，不足三个。明显缺乏竞争的，可以否决全部投标。`, `${count} responsive bids, fewer than three. Where competition is plainly lacking, all may be rejected.`)];

/**
 * 条例 51, 12号令 27: the preliminary review ends when every motion is voted on and every question answered or lapsed. Nothing left, or fewer than three and plainly
 * no competition: all bids are rejected and the report follows at once.
 */
export const concludePreliminary = defineAct({
  id: 'concludePreliminary',
  room: 'evaluation',
  title: { zh: '初步评审结束', en: 'conclude the preliminary review' },
  machine: 'committee',
  contract,
  plan: (command) => wholeSetPlan(command.lot),
  facts: (context) => {
    const room = committeeIfAny(context);
    return room ? { ...reviewFacts(room, context.at), responsiveCount: responsiveOf(context, room).length, lacksCompetition: context.command.lacksCompetition } : {};
  },
  decide: (context) => {
    const { command, at } = context;
    const room = committeeOf(context);
    const fault = seatFault(room, actingMember(room, context), 'study') ?? seatsFault(room);
    if (fault) return fail(fault);
    if (!room.screening) return fail(refuse('screeningMissing', ['EVL-13']));
    const open = suspicionsFault(room, context) ?? correctionsFault(room);
    if (open) return fail(open);
    const responsive = responsiveOf(context, room).map((each) => each.bid);
    if (command.lacksCompetition && responsive.length >= 3) return fail(refuse('competitionStands', ['TND-076'], { value: responsive.length }));
    const madeAt = instantText(at);
    const lapsed = reviewedBids(context, command.lot).filter((each) => !each.binds).map((each) => each.bid);
    const preliminary: Preliminary = { at: madeAt, responsive, lacksCompetition: command.lacksCompetition, ...(lapsed.length > 0 ? { lapsed } : {}) };
    const ended = responsive.length === 0 ? 'allRejected' : command.lacksCompetition ? 'lacksCompetition' : null;
    const report = ended && reportOf(room, { outcome: ended, reason: command.reason, madeAt, ranking: [], responsive: responsive.length, evaluation: null });
    const warnings = few(responsive.length);
    return ok({
      events: [{ type: 'PreliminaryConcluded', fields: { preliminary, reason: command.reason, report, warnings } }],
      answer: { responsive: responsive.length, rejected: rejections(room).size, report: report?.digest ?? null, warnings },
    });
  },
});
