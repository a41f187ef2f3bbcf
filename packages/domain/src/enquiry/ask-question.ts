import { instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { enquiryId } from './state.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  /** 16 random bytes: the id of a question must not name who asks it. */
  name: hex(16),
  clause: text(200).nullable(),
  question: text(2000),
});

/** The platform's standard asks for questions 10 days ahead; a later one is taken, with a word of warning. */
function lateWarning({ streams, command, at }: Context<z.infer<typeof contract>>): readonly Warning[] {
  const until = streams.get(command.lot)?.deadlines['objectionUntil'];
  if (until === undefined || !('at' in until) || at < until.at) return [];
  return [warn('ELE-18', '距投标截止不足 10 日，招标人可能来不及在截止前答复。', 'Less than 10 days before closing: there may be no time left for an answer.')];
}

/** Sealed for good: a question in the name of a firm would tell of a potential tenderer (法 22). */
export const askQuestion = defineAct({
  id: 'askQuestion',
  room: 'enquiry',
  title: { zh: '提出问题', en: 'ask a question' },
  machine: 'enquiry',
  contract,
  plan: (command) => ({ primary: { id: enquiryId(command.lot, command.name), machine: 'enquiry', owner: command.lot }, reads: [command.lot] }),
  decide: (context) => {
    const { command: { lot, clause, question }, at, primary } = context;
    const warnings = lateWarning(context);
    return ok({ events: [{ type: 'QuestionAsked', fields: { lot, clause, question, askedAt: instantText(at), warnings } }], answer: { enquiry: primary.id, warnings } });
  },
});
