import { fail, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { localName, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { actingMember, committeeId, committeeOf, committeePlan, lotRoomOf, seatFault, type CommitteeRoom } from '../expert/state.ts';
import { passedBids, termsOf } from './case.ts';
import { judgedItems, sheetFaults, sheetScores, type SheetFault } from './sheet.ts';
import { sheetId, type SheetRoom } from './state.ts';

/** One expert, 1,528 bids and 30 items are 46,000 scores; nobody gives more. */
const MOST_BIDS = 5000;
const scores = sheetScores.refine((given) => Object.keys(given).length <= MOST_BIDS, { message: `more than ${MOST_BIDS} bids` });

const contract = z.strictObject({ lot: streamId('lot'), scores, reasons: z.record(streamId('bid'), text(1000)).default({}) });

const FAULTS: Readonly<Record<SheetFault['kind'], { readonly zh: string; readonly en: string }>> = {
  missing: { zh: '没有打分', en: 'is not scored' },
  unknownBid: { zh: '不在评审范围', en: 'is not under review' },
  unknownItem: { zh: '不是招标文件的评分项', en: 'is no item of the terms' },
  notAScore: { zh: '不是分数', en: 'is no score' },
  outOfRange: { zh: '超出分值范围', en: 'is outside the range' },
  offStep: { zh: '不在打分档距上', en: 'lies between two steps' },
  noSuchLevel: { zh: '不是规定的档次', en: 'is none of the levels' },
};

function scoresFault(faults: readonly SheetFault[]): Refusal | undefined {
  const [first] = faults;
  if (!first) return undefined;
  const { zh, en } = FAULTS[first.kind];
  return refuse('scoresInvalid', ['EVL-04'], { count: faults.length, bid: first.bid, item: first.item ?? '', problem: en, problemZh: zh, problemEn: en });
}

const own = (party: string): string => party.slice('party:'.length);

const NOT_SCORED: Refusal = refuse('evaluationImpossible', ['EVL-03'], { problem: 'the method knows no scores', problemZh: '本评标办法不打分', problemEn: 'the method knows no scores' });

function sheetFault(context: Context<z.infer<typeof contract>>): Refusal | undefined {
  const { command, streams } = context;
  const room = roomOfStream<CommitteeRoom>(streams, committeeId(command.lot));
  const member = actingMember(room, context);
  const unseated = seatFault(room, member, 'study');
  if (unseated) return unseated;
  const terms = termsOf(lotRoomOf(context, command.lot));
  if (judgedItems(terms).length === 0) return NOT_SCORED;
  return scoresFault(sheetFaults(terms, { required: passedBids(room), known: [...new Set([...(room.preliminary?.responsive ?? []), ...passedBids(room)])] }, { expert: member.number, scores: command.scores }));
}

/** 法 42, 44: every member scores every bid alone, and answers for it. A sheet may be given again while the detailed review lasts; each one stands in the record. */
export const submitScores = defineAct({
  id: 'submitScores',
  room: 'evaluation',
  title: { zh: '提交评分', en: 'submit scores' },
  machine: 'scoreSheet',
  contract,
  plan: ({ lot }, actor) => {
    const committee = committeeId(lot);
    return { primary: { id: sheetId(committee, own(actor.party)), machine: 'scoreSheet', owner: committee }, reads: [committee, lot] };
  },
  decide: (context) => {
    const { command, streams, actor } = context;
    const fault = sheetFault(context);
    if (fault) return fail(fault);
    const committee = committeeId(command.lot);
    const { round } = roomOfStream<CommitteeRoom>(streams, committee);
    const sheet = { committee, member: actor.party, number: own(actor.party), round, scores: command.scores, reasons: command.reasons };
    return ok({ events: [{ type: 'ScoresSubmitted', fields: sheet }], answer: { bids: Object.keys(command.scores).length } });
  },
});

/** 87号令 64 and EXP-12, EXP-13 as the works rule: scores that cannot stand are returned to who gave them, with the reason; nobody else changes them. */
export const returnSheet = defineAct({
  id: 'returnSheet',
  room: 'evaluation',
  title: { zh: '退回评分表复核', en: 'return a score sheet' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), member: localName, reason: text(1000) }),
  plan: ({ lot, member }) => {
    const committee = committeeId(lot);
    return { ...committeePlan(lot), writes: [{ id: sheetId(committee, member), machine: 'scoreSheet', owner: committee }] };
  },
  decide: (context) => {
    const { lot, member, reason } = context.command;
    const room = committeeOf(context);
    const fault = seatFault(room, actingMember(room, context), 'study');
    if (fault) return fail(fault);
    const sheet = present(context.streams.get(sheetId(committeeId(lot), member)), 'the sheet of the plan');
    const stands = sheet.version > 0 && room.members.some((each) => each.number === member) && roomOf<SheetRoom>(sheet).round === room.round;
    if (!stands) return fail(refuse('sheetMissing', ['EXP-12'], { member }));
    return ok({ events: [{ type: 'SheetReturned', fields: { member, reason } }, { type: 'ScoresReturned', stream: sheet.id, fields: { reason } }] });
  },
});
