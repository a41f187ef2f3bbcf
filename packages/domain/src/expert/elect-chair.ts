import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { actingMember, committeeIfAny, committeeOf, committeePlan, isClear, memberOf, seatFault } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot'), candidate: streamId('party') });

/** Votes for this candidate with the present one counted; a member's later vote replaces the earlier. */
function elects(context: Context<z.infer<typeof contract>>): boolean | undefined {
  const room = committeeIfAny(context);
  const own = room && memberOf(room, context.actor.party);
  if (!room || !own) return undefined;
  const { candidate } = context.command;
  const votes = Object.entries({ ...room.election, [own.number]: candidate }).filter(([, party]) => party === candidate).length;
  return votes * 2 > room.members.length;
}

/** 12号令 9: the members elect their chair, by a majority of all members. A chair who was replaced is elected anew wherever the review stands. */
export const electChair = defineAct({
  id: 'electChair',
  room: 'expert',
  title: { zh: '推选组长', en: 'elect the chair' },
  machine: 'committee',
  contract,
  plan: (command) => committeePlan(command.lot),
  facts: (context) => {
    const elected = elects(context);
    return elected === undefined ? {} : { chairElected: elected };
  },
  decide: (context) => {
    const { command } = context;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'declare');
    if (fault) return fail(fault);
    if (room.chair !== null) return fail(refuse('chairStands', ['LAW-37']));
    const candidate = memberOf(room, command.candidate);
    if (!candidate || !isClear(room, candidate.number)) return fail(refuse('notMember', ['LAW-37'], { member: command.candidate }));
    const elected = elects(context) === true;
    return ok({ events: [{ type: 'ChairVoted', fields: { member: member.number, candidate: command.candidate, elected } }], answer: { elected } });
  },
});
