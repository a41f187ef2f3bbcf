import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { actingMember, committeeIfAny, committeeOf, committeePlan, lotOfCommittee, lotRoomOf, memberOf, seatFault } from '../expert/state.ts';
import type { Capacity, Signature } from './state.ts';

/** 条例 53: every member signs; who does not agree says so in writing with the reasons, and that stands in the report. */
export const signReport = defineAct({
  id: 'signReport',
  room: 'evaluation',
  title: { zh: '签署评标报告', en: 'sign the evaluation report' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), report: hex(32), agrees: z.boolean(), dissent: text(4000).nullable().default(null) }),
  plan: (command) => committeePlan(command.lot),
  facts: (context) => {
    const room = committeeIfAny(context);
    const own = room && memberOf(room, context.actor.party)?.number;
    if (!room) return {};
    return { membersSigned: new Set([...(room.report?.signed ?? []).map((each) => each.member), ...(own === undefined ? [] : [own])]).size, memberCount: room.members.length };
  },
  decide: (context) => {
    const { command, at } = context;
    const room = committeeOf(context);
    const member = actingMember(room, context);
    const fault = seatFault(room, member, 'study');
    if (fault) return fail(fault);
    if (room.report?.digest !== command.report) return fail(refuse('reportChanged', ['TND-071']));
    if (room.report.signed.some((each) => each.member === member.number)) return fail(refuse('alreadyDone', ['TND-071'], { done: 'signed the report', doneZh: '签署评标报告', doneEn: 'signed the report' }));
    if (!command.agrees && command.dissent === null) return fail(refuse('dissentMissing', ['TND-071']));
    const signature: Signature = { member: member.number, at: instantText(at), agrees: command.agrees, dissent: command.agrees ? null : command.dissent };
    return ok({ events: [{ type: 'ReportSigned', fields: { signature } }], answer: { signedAt: signature.at } });
  },
});

/** 条例 53: who refuses to sign and does not say why in writing is taken as agreeing; that happens when the time to sign is over. */
export const closeSigning = defineAct({
  id: 'closeSigning',
  room: 'evaluation',
  title: { zh: '签署期满', en: 'close the signing' },
  machine: 'committee',
  // The clock names the stream on which it is due, and nothing else.
  contract: z.strictObject({ committee: streamId('committee') }),
  plan: (command) => committeePlan(lotOfCommittee(command.committee)),
  decide: (context) => {
    const room = committeeOf(context);
    const signed = new Set(room.report?.signed.map((each) => each.member));
    const silent = room.members.map((member) => member.number).filter((number) => !signed.has(number));
    return ok({ events: [{ type: 'SigningClosed', fields: { silent } }], answer: { silent } });
  },
});

/** 条例 56: where a candidate's standing has changed much or it broke the law, the committee that evaluated says whether it can still perform. */
export const recordCapacity = defineAct({
  id: 'recordCapacity',
  room: 'evaluation',
  title: { zh: '原评标委员会履约能力审查意见', en: "the committee's finding on capacity" },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), bid: streamId('bid'), capable: z.boolean(), reason: text(4000) }),
  plan: (command) => committeePlan(command.lot),
  decide: (context) => {
    const { lot, bid, capable, reason } = context.command;
    const room = committeeOf(context);
    const isCandidate = room.report?.ranking.some((each) => each.bid === bid) === true;
    const isOrdered = lotRoomOf(context, lot).reviews?.some((each) => each.bid === bid) === true;
    if (!isCandidate || !isOrdered) return fail(refuse('notCandidate', ['REG-56'], { bid }));
    const capacity: Capacity = { bid, capable, reason, at: instantText(context.at) };
    return ok({ events: [{ type: 'CapacityRecorded', fields: { capacity } }], answer: { bid, capable } });
  },
});
