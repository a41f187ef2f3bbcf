import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { actingMember, committeeId, committeeIfAny, committeeOf, seatFault } from '../expert/state.ts';
import { reviewFacts, seatsFault, wholeSetPlan } from './case.ts';
import { correctionsFault } from './conclude-preliminary.ts';
import { judgedSheets, summaryOf, type Summary } from './summary.ts';
import { sheetsOf, type SheetRoom } from './state.ts';

const decimalText = z.string().regex(/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/);

const contract = z.strictObject({
  lot: streamId('lot'),
  /** Quantified deviations that the committee found (EVL-03): bid → adjustment of the terms → units. */
  adjustments: z.record(streamId('bid'), z.record(z.string().max(32), decimalText)).default({}),
  /** Points of the credit register and where they were read; a bid that is not named has no record. */
  credit: z.strictObject({ source: text(200), points: z.record(streamId('bid'), decimalText) }).nullable().default(null),
  /** Why a finding may stand (`findingKey`), in the name of the committee. */
  reasons: z.record(z.string().min(1).max(400), text(1000)).default({}),
  /** Fewer than three are left and competition is plainly lacking (12号令 27): why. */
  lacksCompetition: text(2000).nullable().default(null),
});
export type Summarise = z.infer<typeof contract>;

/** Facts and decision look at one context; the arithmetic over all bids is done once for both. */
const MADE = new WeakMap<Context<Summarise>, Summary>();

function summaryIn(context: Context<Summarise>): Summary {
  const kept = MADE.get(context);
  if (kept) return kept;
  const made = summaryOf(context);
  MADE.set(context, made);
  return made;
}

/** Only the chair's act is computed: anybody else is refused by the procedure before it matters. */
const isChair = (context: Context<Summarise>): boolean => committeeIfAny(context)?.chair === context.actor.party;

/**
 * 法 42, 条例 53: scores are summed and checked. The whole arithmetic stands in the act, the committee keeps digest and candidates. While a finding is neither
 * settled nor explained the scores stay open and nothing is reported.
 */
export const summariseScores = defineAct({
  id: 'summariseScores',
  room: 'evaluation',
  title: { zh: '汇总复核', en: 'summarise and check' },
  machine: 'committee',
  contract,
  plan: (command) => {
    const plan = wholeSetPlan(command.lot);
    return { ...plan, sums: [...(plan.sums ?? []), sheetsOf(committeeId(command.lot))] };
  },
  facts: (context) => {
    const room = committeeIfAny(context);
    if (!room) return {};
    const sheets = setOf(context, sheetsOf(committeeId(context.command.lot))).map((each) => roomOf<SheetRoom>(each));
    const { missing } = judgedSheets(context, room, sheets);
    const summary = isChair(context) && missing === 0 && room.preliminary ? summaryIn(context) : undefined;
    // A summary that cannot be made has nothing open: the decision says why it cannot.
    const open = summary?.kind === 'evaluated' ? summary.open.length : 0;
    return { ...reviewFacts(room, context.at), sheetsMissing: missing, openFindingCount: open };
  },
  decide: (context) => {
    const { command, at } = context;
    const room = committeeOf(context);
    const fault = seatFault(room, actingMember(room, context), 'study') ?? seatsFault(room) ?? correctionsFault(room);
    if (fault) return fail(fault);
    const summary = summaryIn(context);
    if (summary.kind === 'refused') return fail(summary.refusal);
    if (summary.kind === 'evaluated' && command.lacksCompetition !== null && summary.responsive >= 3) return fail(refuse('competitionStands', ['TND-076'], { value: summary.responsive }));
    const { report, evaluation, open, ties, warnings } = summary.kind === 'evaluated' ? summary : { ...summary, evaluation: null, open: [], ties: room.ties };
    return ok({
      events: [{ type: 'ScoresSummarised', fields: { evaluation, given: { adjustments: command.adjustments, credit: command.credit }, reasons: command.reasons, open, ties, report, warnings } }],
      answer: { at: instantText(at), report: report?.digest ?? null, outcome: report?.outcome ?? null, ranking: report?.ranking ?? [], open, warnings },
    });
  },
});
