/** What every member does for himself before reviewing: sign in, declare, study (法 37, 条例 46, 48). */
import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import { setOf, type Context, type Plan } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';
import { sameUnit } from './composition.ts';
import { actingMember, committeeIfAny, committeeOf, committeePlan, isClear, lotRoomOf, memberOf, seatFault, type CommitteeRoom, type Extension, type Member } from './state.ts';

const alreadyDone = (zh: string, en: string): Refusal => refuse('alreadyDone', ['LAW-37', 'REG-48'], { done: en, doneZh: zh, doneEn: en });

export const signInMember = defineAct({
  id: 'signInMember',
  room: 'expert',
  title: { zh: '签到', en: 'sign in' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command) => committeePlan(command.lot),
  decide: (context) => {
    const room = committeeOf(context);
    const { number } = actingMember(room, context);
    if (room.signedIn.includes(number)) return fail(alreadyDone('签到', 'signed in'));
    return ok({ events: [{ type: 'MemberSignedIn', fields: { member: number } }], answer: { member: number } });
  },
});

/** 12号令 12: kin of a tenderer, of the supervising authority, an economic tie, punished for conduct in an evaluation. */
const conflict = z.strictObject({ bid: streamId('bid').nullable(), kind: z.enum(['kin', 'employment', 'economic', 'supervision', 'penalty', 'other']), text: text(500) });

/** The bids of the lot are read under its own lock: whose they are is a fact about a set. */
const declarePlan = (lot: string): Plan => ({ ...committeePlan(lot), writes: [{ id: lot, machine: 'lot' }], sums: [bidsOf(lot)] });
const STOOD = new Set(['submitted', 'released', 'opened', 'unopened']);

/** 条例 46, 12号令 12: who works for a tenderer has something to declare, and the register says so. Members of a consortium are judged by what they declare. */
function onRecord(context: Context<{ readonly lot: string }>, { number, employer }: Member): Refusal | undefined {
  const tenderer = setOf(context, bidsOf(context.command.lot)).filter((bid) => STOOD.has(bid.stage)).map((bid) => roomOf<BidRoom>(bid).name).find((name) => sameUnit(name, employer));
  return tenderer === undefined ? undefined : refuse('conflictOnRecord', ['REG-46', 'LAW-37'], { member: number, employer: tenderer });
}

/**
 * 条例 46: made after the tenderers are known. A conflict excludes the member, who is then replaced; what was declared cannot be taken back. One that comes to light
 * later is declared the same way.
 */
export const declareInterest = defineAct({
  id: 'declareInterest',
  room: 'expert',
  title: { zh: '回避申报', en: 'declare conflicts of interest' },
  machine: 'committee',
  contract: z
    .strictObject({ lot: streamId('lot'), conflicts: z.array(conflict).max(50) })
    .refine(({ lot, conflicts }) => conflicts.every(({ bid }) => bid === null || bid.startsWith(`bid:${lot.slice('lot:'.length)}/`)), { path: ['conflicts'], message: 'a bid for this lot' }),
  plan: (command) => declarePlan(command.lot),
  facts: (context) => {
    const room = committeeIfAny(context);
    const own = room && memberOf(room, context.actor.party)?.number;
    if (!room) return {};
    const clear = room.members.filter(({ number }) => (number === own ? context.command.conflicts.length === 0 : isClear(room, number)));
    return { membersClear: clear.length, memberCount: room.members.length };
  },
  decide: (context) => {
    const { conflicts } = context.command;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'signIn');
    if (fault) return fail(fault);
    if (conflicts.length === 0 && isClear(room, member.number)) return fail(alreadyDone('回避申报', 'declared'));
    const known = conflicts.length === 0 ? onRecord(context, member) : undefined;
    if (known) return fail(known);
    const statement = conflicts.length === 0 ? null : conflicts.map((each) => each.text);
    return ok({
      events: [{ type: 'InterestDeclared', fields: { member: member.number, conflicts: conflicts.map(({ bid, kind }) => ({ bid, kind })), statement } }],
      answer: { excluded: conflicts.length > 0 },
    });
  },
});

/** 条例 48: the procuring entity gives the committee what it needs; every member confirms the document read and the discipline heard. */
export const studyCase = defineAct({
  id: 'studyCase',
  room: 'expert',
  title: { zh: '学习招标文件和评标纪律', en: 'study the case and the discipline' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), document: hex(32), discipline: z.literal(true) }),
  plan: (command) => committeePlan(command.lot),
  facts: (context) => {
    const room = committeeIfAny(context);
    if (!room) return {};
    const own = memberOf(room, context.actor.party)?.number;
    return { membersPrepared: room.members.filter(({ number }) => number === own || room.prepared.includes(number)).length, memberCount: room.members.length };
  },
  decide: (context) => {
    const { command } = context;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'declare');
    if (fault) return fail(fault);
    if (room.prepared.includes(member.number)) return fail(alreadyDone('学习招标文件和评标纪律', 'studied the case'));
    const notice = present(lotRoomOf(context, command.lot).notice, 'notice of an opened lot');
    if (notice.digest !== command.document) return fail(refuse('otherDocument', ['REG-48'], { current: notice.version }));
    return ok({ events: [{ type: 'CaseStudied', fields: { member: member.number, document: command.document } }] });
  },
});

/** More than a third, this member counted: the time is extended by the longest asked for. */
function extensionWith(room: CommitteeRoom, number: string, hours: number, at: string): Extension | null {
  const requests = { ...room.timeRequests, [number]: hours };
  const askedBy = Object.keys(requests).toSorted();
  return askedBy.length * 3 > room.members.length ? { at, hours: Math.max(...Object.values(requests)), askedBy } : null;
}

/** 条例 48: when more than a third of the members think that the time is too short, the procuring entity extends it suitably. */
export const askForTime = defineAct({
  id: 'askForTime',
  room: 'expert',
  title: { zh: '要求延长评标时间', en: 'ask for more time' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), hours: z.int().min(1).max(240), reason: text(500) }),
  plan: (command) => committeePlan(command.lot),
  decide: (context) => {
    const { command, at } = context;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'declare');
    if (fault) return fail(fault);
    const extension = extensionWith(room, member.number, command.hours, instantText(at));
    return ok({
      events: [{ type: 'TimeAsked', fields: { member: member.number, hours: command.hours, reason: command.reason, extension } }],
      answer: { extended: extension !== null, hours: extension?.hours ?? null },
    });
  },
});
