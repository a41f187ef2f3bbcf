import { fail, instantText, ok, type Result } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { afterwardsOf } from '../bid/state.ts';
import { actingMember, committeeOf, committeePlan, lotRoomOf, memberOf, seatFault } from '../expert/state.ts';
import { securitiesOf, securityId, type SecurityRoom } from '../security/state.ts';
import { noticeOf, rejections, reviewedBid, reviewedBids, termsOf, wholeSetPlan } from './case.ts';
import { impossible } from './fault-text.ts';
import { correctPrice } from './price/correct.ts';
import { screen, type Screened, type ScreenedBid } from './screen.ts';
import { statedPrice } from './screen-sheets.ts';
import type { Correction, Screening } from './state.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  /** Digest of the similarity report (雷同性分析) where one was made; the act only keeps it. */
  similarityReport: hex(32).nullable().default(null),
  remark: text(2000).nullable().default(null),
});

function screenedBids(context: Context<z.infer<typeof contract>>): readonly ScreenedBid[] {
  const { lot } = context.command;
  const rejected = rejections(committeeOf(context));
  const payers = new Map(setOf(context, securitiesOf(lot)).map((each) => [each.id, roomOf<SecurityRoom>(each).payer]));
  return reviewedBids(context, lot).map(({ bid, no, room, sheet, binds }): ScreenedBid => ({
    bid, no, sheet, binds, parties: [room.tenderer.lead, ...room.tenderer.members], payer: payers.get(securityId(lot, room.tenderer.lead)) ?? null,
    changes: afterwardsOf(room).reported.length, rejected: rejected.has(bid),
  }));
}

function screened(context: Context<z.infer<typeof contract>>, bids: readonly ScreenedBid[]): Result<Screened, Refusal> {
  const lot = lotRoomOf(context, context.command.lot);
  const { ceilingFen, validityDays, terms } = noticeOf(lot);
  const result = screen({ bids, terms: termsOf(lot), ceilingFen, validityDays, consortiumAllowed: terms.consortium.allowed });
  return result.ok ? result : fail(impossible(result.fault));
}

/**
 * 清标 before the review: arithmetic, bill, ceiling, what is equal and what stands apart. It may be done again while the review lasts (a rejection changes the mean that
 * low prices are measured by). Findings stand in the act; the committee keeps their number and the bids that must be asked about their price.
 */
export const screenBids = defineAct({
  id: 'screenBids',
  room: 'evaluation',
  title: { zh: '清标', en: 'screen the bids' },
  machine: 'committee',
  contract,
  plan: (command) => {
    const plan = wholeSetPlan(command.lot);
    return { ...plan, sums: [...(plan.sums ?? []), securitiesOf(command.lot)], objects: command.similarityReport === null ? [] : [command.similarityReport] };
  },
  decide: (context) => {
    const { command, actor, at } = context;
    const room = committeeOf(context);
    const member = memberOf(room, actor.party);
    const fault = member && seatFault(room, member, 'declare');
    if (fault) return fail(fault);
    const bids = screenedBids(context);
    const result = screened(context, bids);
    if (!result.ok) return result;
    const { findings, suspicions } = result.value;
    const screening: Screening = { at: instantText(at), screened: bids.length, findings: findings.length, suspicions, similarityReport: command.similarityReport };
    return ok({ events: [{ type: 'BidsScreened', fields: { screening, findings, remark: command.remark } }], answer: { screened: bids.length, findings, suspicions } });
  },
});

/** GPP-031 as the works documents have it: words over figures, unit price over product, the sum over the total. It binds when the tenderer confirms it (条例 52). */
export const correctArithmetic = defineAct({
  id: 'correctArithmetic',
  room: 'evaluation',
  title: { zh: '算术修正', en: 'correct the arithmetic' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), bid: streamId('bid') }),
  plan: (command) => ({ ...committeePlan(command.lot), reads: [command.lot, command.bid] }),
  decide: (context) => {
    const { lot, bid } = context.command;
    const room = committeeOf(context);
    const fault = seatFault(room, actingMember(room, context), 'study');
    if (fault) return fail(fault);
    const reviewed = reviewedBid(context, lot, bid);
    if (!reviewed?.sheet) return fail(refuse('notUnderReview', ['GPP-031'], { bid }));
    if (rejections(room).has(bid)) return fail(refuse('alreadyRejected', ['GPP-031'], { bid }));
    const corrected = correctPrice(statedPrice(reviewed.sheet));
    if (!corrected.ok || corrected.value.steps.length === 0) return fail(refuse('correctionNotNeeded', ['GPP-031'], { bid }));
    const { statedFen, correctedFen, steps } = corrected.value;
    const correction: Correction = { bid, fromFen: statedFen, toFen: correctedFen, question: null, confirmed: null };
    return ok({ events: [{ type: 'ArithmeticCorrected', fields: { correction, steps } }], answer: { fromFen: statedFen, toFen: correctedFen, steps } });
  },
});
