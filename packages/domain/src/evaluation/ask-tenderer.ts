import { fail, instantText, MINUTE, ok, parseInstant, shift } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, moment, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { warn } from '../act/warning.ts';
import { bidId } from '../bid/state.ts';
import { actingMember, committeeOf, committeePlan, seatFault } from '../expert/state.ts';
import { isOpen, rejections, reviewedBid } from './case.ts';
import type { Answer, Question } from './state.ts';

/** Time that a tenderer has to answer, at least; the platform's own rule, no article names a number. */
const ANSWER_TIME = 30 * MINUTE;

/** 条例 52: the committee asks in writing where a bid is unclear, its arithmetic wrong, or its price in doubt; it hints at nothing and takes nothing unasked. */
export const askTenderer = defineAct({
  id: 'askTenderer',
  room: 'evaluation',
  title: { zh: '要求投标人澄清', en: 'ask a tenderer to clarify' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), bid: streamId('bid'), kind: z.enum(['clarification', 'correction', 'lowPrice']), text: text(4000), answerBy: moment }),
  plan: (command) => ({ ...committeePlan(command.lot), reads: [command.lot, command.bid] }),
  decide: (context) => {
    const { command, at } = context;
    const room = committeeOf(context);
    const fault = seatFault(room, actingMember(room, context), 'study');
    if (fault) return fail(fault);
    if (!reviewedBid(context, command.lot, command.bid)) return fail(refuse('notUnderReview', ['REG-52'], { bid: command.bid }));
    if (rejections(room).has(command.bid)) return fail(refuse('alreadyRejected', ['REG-52'], { bid: command.bid }));
    if (command.kind === 'correction' && !room.corrections.some((each) => each.bid === command.bid)) return fail(refuse('correctionNotNeeded', ['GPP-031'], { bid: command.bid }));
    const earliest = shift(at, ANSWER_TIME);
    if (command.answerBy < earliest) {
      return fail(refuse('intervalTooShort', ['REG-52'], { field: 'answerBy', fieldZh: '答复截止时间', fieldEn: 'answerBy', length: ANSWER_TIME / 1000, earliest: instantText(earliest) }));
    }
    const question: Question = {
      no: room.questions.length + 1, round: room.round, bid: command.bid, kind: command.kind, text: command.text, askedAt: instantText(at), answerBy: instantText(command.answerBy), answer: null,
    };
    return ok({ events: [{ type: 'TendererAsked', fields: { question } }], answer: { question: question.no, answerBy: question.answerBy } });
  },
});

const NO_SUBSTANCE = warn('REG-52', '澄清、说明不得超出投标文件的范围或者改变投标文件的实质性内容；超出的部分评标委员会不予采纳。', 'An answer may neither go beyond the bid nor change its substance; what does is not taken into account.');

/** 条例 52: answered in writing, once, by the tenderer who was asked and before the moment that was set. */
export const answerCommittee = defineAct({
  id: 'answerCommittee',
  room: 'evaluation',
  title: { zh: '投标人澄清', en: 'answer the committee' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), question: z.int().min(1), text: text(8000), documents: z.array(hex(32)).max(20).default([]), agrees: z.boolean().nullable().default(null) }),
  plan: (command, actor) => ({ ...committeePlan(command.lot), reads: [command.lot, bidId(command.lot, actor.party)], objects: command.documents }),
  decide: (context) => {
    const { command, actor, at } = context;
    const question = committeeOf(context).questions[command.question - 1];
    if (!question || question.bid !== bidId(command.lot, actor.party)) return fail(refuse('questionUnknown', ['REG-52'], { question: command.question }));
    if (question.answer) return fail(refuse('alreadyDone', ['REG-52'], { done: 'answered', doneZh: '澄清答复', doneEn: 'answered' }));
    if (!isOpen(question, at)) return fail(refuse('windowClosed', ['REG-52'], { at: instantText(at), until: instantText(parseInstant(question.answerBy) ?? at) }));
    if (question.kind === 'correction' && command.agrees === null) {
      return fail(refuse('termsInvalid', ['GPP-031'], { field: 'agrees', fieldZh: '是否确认修正', fieldEn: 'agrees', problemZh: '没有填写', problemEn: 'says neither yes nor no' }));
    }
    const answer: Answer = { at: instantText(at), text: command.text, documents: command.documents, agrees: question.kind === 'correction' ? command.agrees : null };
    return ok({ events: [{ type: 'CommitteeAnswered', fields: { no: question.no, answer, warnings: [NO_SUBSTANCE] } }], answer: { answeredAt: answer.at, warnings: [NO_SUBSTANCE] } });
  },
});
