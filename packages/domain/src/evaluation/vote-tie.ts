import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { actingMember, committeeOf, committeePlan, seatFault } from '../expert/state.ts';

/** EVL-12: where the document leaves equal results to the committee, every member names the bid that goes first; the next summary counts the votes. */
export const voteTie = defineAct({
  id: 'voteTie',
  room: 'evaluation',
  title: { zh: '得分相同时表决', en: 'vote on equal results' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), bid: streamId('bid') }),
  plan: (command) => committeePlan(command.lot),
  decide: (context) => {
    const { bid } = context.command;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'study');
    if (fault) return fail(fault);
    const tie = room.ties.findLast((each) => each.bids.includes(bid));
    if (!tie || room.members.every(({ number }) => tie.votes[number] !== undefined)) return fail(refuse('tieUnknown', ['EVL-12'], { bid }));
    return ok({ events: [{ type: 'TieVoted', fields: { member: member.number, bid } }] });
  },
});
