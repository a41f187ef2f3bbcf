import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { localName, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { actingMember, committeeOf, committeePlan, seatFault, type CommitteeRoom } from '../expert/state.ts';
import { openMotions, rejections, reviewedBid } from './case.ts';
import type { Motion } from './state.ts';

const motion = z.strictObject({
  kind: z.enum(['reject', 'restore']).default('reject'),
  bid: streamId('bid'),
  /** Of the rulebook's list of rejections. */
  code: localName,
  /** Clause of the tender document, and the page of the bid. */
  clause: text(200),
  page: text(100),
  reason: text(1000),
  /** The question whose answer, or silence, it rests on. */
  question: z.int().min(1).nullable().default(null),
});

const contract = z.strictObject({ lot: streamId('lot'), motions: z.array(motion).min(1).max(200) });
type Move = z.infer<typeof contract>;

/** A rejection is taken back only when the committee checks again (法 54, 条例 54): within one review it has voted and that is that. */
const mayRestore = (room: CommitteeRoom, bid: string, stage: string): boolean => room.round > 1 && stage === 'reviewing' && rejections(room).has(bid);

function motionFault(context: Context<Move>, room: CommitteeRoom): Refusal | undefined {
  const { command: { lot, motions }, library } = context;
  const open = new Set(openMotions(room).map((each) => each.bid));
  const rejected = rejections(room);
  for (const { bid, kind, code, question } of motions) {
    if (!library.rejections.has(code)) return refuse('codeUnknown', ['REG-51'], { code });
    if (!reviewedBid(context, lot, bid)) return refuse('notUnderReview', ['REG-51'], { bid });
    if (open.has(bid) || (kind === 'reject' && rejected.has(bid))) return refuse('alreadyRejected', ['REG-51'], { bid });
    if (kind === 'restore' && !mayRestore(room, bid, context.primary.stage)) return refuse('notRejected', ['REG-51'], { bid });
    if (question !== null && room.questions[question - 1]?.bid !== bid) return refuse('questionUnknown', ['REG-52'], { question });
    open.add(bid);
  }
  return undefined;
}

/** 条例 51: a rejection has a ground in law or document, a clause, a page and a reason; it is moved by a member and voted on by all. */
export const moveRejection = defineAct({
  id: 'moveRejection',
  room: 'evaluation',
  title: { zh: '提议否决投标', en: 'move to reject a bid' },
  machine: 'committee',
  contract,
  plan: (command) => ({ ...committeePlan(command.lot), reads: [command.lot, ...new Set(command.motions.map((each) => each.bid))] }),
  decide: (context) => {
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'study') ?? motionFault(context, room);
    if (fault) return fail(fault);
    const motions = context.command.motions.map((each, index): Omit<Motion, 'votes'> => ({ no: room.motions.length + index + 1, round: room.round, ...each, movedBy: member.number }));
    return ok({ events: [{ type: 'RejectionMoved', fields: { motions } }], answer: { motions: motions.map(({ no, bid }) => ({ no, bid })) } });
  },
});

/** Every member votes on every motion, for or against; until the motion is decided the vote may be given again. */
export const voteRejection = defineAct({
  id: 'voteRejection',
  room: 'evaluation',
  title: { zh: '表决否决投标', en: 'vote on a rejection' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), votes: z.array(z.strictObject({ no: z.int().min(1), inFavour: z.boolean(), reason: text(1000).nullable().default(null) })).min(1).max(2000) }),
  plan: (command) => committeePlan(command.lot),
  decide: (context) => {
    const { votes } = context.command;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'study');
    if (fault) return fail(fault);
    const open = new Set(openMotions(room).map((each) => each.no));
    for (const { no } of votes) if (!open.delete(no)) return fail(refuse('unknownMotion', ['REG-51'], { motion: no }));
    return ok({ events: [{ type: 'RejectionVoted', fields: { member: member.number, votes } }], answer: { member: member.number } });
  },
});
