import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { localName, streamId, text } from '../act/contract.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import type { Facts } from '../procedure/types.ts';
import { composition, employerWarnings, entry } from './composition.ts';
import { employers, employersFault, employerStreams, membersFrom } from './propose-committee.ts';
import { committeeOf, committeePlan, type Member } from './state.ts';

/** 条例 48: a conflict, absence without leave, illness; or conduct against the discipline. */
const CAUSES = ['conflict', 'absence', 'health', 'misconduct', 'other'] as const;

/** The list after the change keeps what 法 37 asks: the number does not change, so that size and oddness stand. */
function listFault({ twoThirdsExperts, supervisorStaffCount }: Facts): Refusal | undefined {
  if (supervisorStaffCount !== 0) return refuse('supervisorOnCommittee', ['TND-067'], { value: String(supervisorStaffCount) });
  return twoThirdsExperts === true ? undefined : refuse('tooFewExperts', ['TND-063']);
}

/**
 * 条例 48: a member who must not or cannot go on is replaced at once. What the member concluded is void; who comes in signs in, declares, studies, votes and scores
 * anew. After the summary the scores open again.
 */
export const replaceMember = defineAct({
  id: 'replaceMember',
  room: 'expert',
  title: { zh: '更换评标委员会成员', en: 'replace a member' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), ...employers, member: localName, replacement: entry, cause: z.enum(CAUSES), reason: text(1000) }),
  plan: (command) => ({ ...committeePlan(command.lot), reads: [command.lot, ...employerStreams(command), command.replacement.party] }),
  decide: (context) => {
    const { command, at } = context;
    const foreign = employersFault(context);
    if (foreign) return fail(foreign);
    const room = committeeOf(context);
    if (!room.members.some((each) => each.number === command.member)) return fail(refuse('notMember', ['REG-48'], { member: command.member }));
    const judged = membersFrom(context, [command.replacement]);
    if (!judged.ok) return judged;
    const known = [...room.members, ...room.replaced.map((each) => each.member)];
    const twice = judged.value.members.find((member) => known.some((each) => each.number === member.number));
    if (twice) return fail(refuse('memberTwice', ['REG-48'], { member: twice.number }));
    const members = room.members.flatMap((each): readonly Member[] => (each.number === command.member ? judged.value.members : [each]));
    const fault = listFault(composition(members));
    if (fault) return fail(fault);
    const warnings = [...judged.value.warnings, ...employerWarnings(members)];
    const [replacement] = judged.value.members;
    if (!replacement) throw new Error('one entry makes one member');
    return ok({
      events: [{ type: 'MemberReplaced', fields: { member: command.member, cause: command.cause, reason: command.reason, replacement, at: instantText(at), warnings } }],
      answer: { warnings },
    });
  },
});
