import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import type { Context, Plan } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import type { Measure } from '../award/state.ts';
import { HELD_UP, KIND_TITLES, MEASURE_TITLES, lotOfStream, papers, type ObjectionAnswer, type ObjectionKind, type ObjectionRoom } from './state.ts';

const named = { objection: streamId('objection'), lot: streamId('lot') };
const ofThisLot = (value: { readonly objection: string; readonly lot: string }): boolean => lotOfStream(value.objection) === value.lot;
const notOfLot = { path: ['objection'], message: 'an objection of this lot' };

const answerContract = z
  .strictObject({ ...named, outcome: z.enum(['upheld', 'partly', 'dismissed']), text: text(5000), measure: z.enum(['none', 'amendDocument', 'recheck', 'republicise']), documents: papers })
  .refine(ofThisLot, notOfLot);
type Answer = z.infer<typeof answerContract>;

const planned = (command: { readonly objection: string; readonly lot: string }): Plan => ({ primary: { id: command.objection, machine: 'objection', owner: command.lot }, writes: [{ id: command.lot, machine: 'lot' }] });

/** What an answer may oblige to: an amendment where the document was at fault (条例 22), a recheck or a new publicity where the result was (条例 54). */
const FITTING: Readonly<Record<ObjectionKind, readonly Measure[]>> = { document: ['amendDocument'], opening: [], result: ['recheck', 'republicise'] };

/** Who was right is helped: an objection to document or result that is upheld as a whole is never answered by words alone. */
function measureMissing(kind: ObjectionKind): Refusal | undefined {
  const titles = FITTING[kind].map((each) => MEASURE_TITLES[each]);
  const [zh, en] = [titles.map((each) => each.zh).join('、'), titles.map((each) => each.en).join(' or ')];
  return titles.length === 0 ? undefined : refuse('measureMissing', ['TND-027'], { measure: en, measureZh: zh, measureEn: en });
}

function measureFault({ command, primary }: Context<Answer>): Refusal | undefined {
  const { kind } = roomOf<ObjectionRoom>(primary);
  if (command.measure === 'none') return command.outcome === 'upheld' ? measureMissing(kind) : undefined;
  if (command.outcome === 'dismissed') return refuse('answerEmpty', ['TND-027']);
  if (FITTING[kind].includes(command.measure)) return undefined;
  const [about, measure] = [KIND_TITLES[kind], MEASURE_TITLES[command.measure]];
  return refuse('measureUnfit', ['TND-027'], { kind: about.en, kindZh: about.zh, kindEn: about.en, measure: measure.en, measureZh: measure.zh, measureEn: measure.en });
}

/** Late is a red light, not a refusal: an objection is answered even then, or the case would stand still for ever. */
function lateness({ primary, at }: Context<Answer>): readonly Warning[] {
  const due = primary.deadlines['answering'];
  return due !== undefined && 'at' in due && at >= due.at ? [warn('TND-027', `答复期限已于 ${instantText(due.at)} 届满，逾期答复已记录。`, `The answer was due before ${instantText(due.at)}; the delay is on record.`)] : [];
}

/**
 * The answer of the procuring entity within 3 days (条例 22, 54), on the spot for the opening (44). What stood still goes on at once; what the
 * answer obliges to is owed by the lot, and no award is decided before it is done. The answer is public at once and names nobody.
 */
export const answerObjection = defineAct({
  id: 'answerObjection',
  room: 'complaint',
  title: { zh: '答复异议', en: 'answer an objection' },
  machine: 'objection',
  contract: answerContract,
  plan: (command) => ({ ...planned(command), objects: command.documents.map((each) => each.digest) }),
  wakes: HELD_UP,
  decide: (context) => {
    const { command, at } = context;
    const fault = measureFault(context);
    if (fault) return fail(fault);
    const { outcome, text: words, measure, documents } = command;
    const answer: ObjectionAnswer = { outcome, text: words, measure, documents, answeredAt: instantText(at) };
    const warnings = lateness(context);
    const owed = measure === 'none' ? null : { objection: command.objection, measure };
    return ok({
      events: [
        { type: 'ObjectionAnswered', fields: { answer, warnings } },
        { type: 'HoldEnded', stream: command.lot, fields: { id: command.objection, owed } },
      ],
      answer: { objection: command.objection, answeredAt: answer.answeredAt, owed: owed?.measure ?? null, warnings },
    });
  },
});

/** Who objected may take it back; as sealed as the objection was. */
export const withdrawObjection = defineAct({
  id: 'withdrawObjection',
  room: 'complaint',
  title: { zh: '撤回异议', en: 'withdraw an objection' },
  machine: 'objection',
  contract: z.strictObject({ ...named, reason: text(2000) }).refine(ofThisLot, notOfLot),
  plan: planned,
  wakes: HELD_UP,
  decide: ({ command }) =>
    ok({
      events: [
        { type: 'ObjectionWithdrawn', fields: { reason: command.reason } },
        { type: 'HoldEnded', stream: command.lot, fields: { id: command.objection, owed: null } },
      ],
      answer: { objection: command.objection },
    }),
});
