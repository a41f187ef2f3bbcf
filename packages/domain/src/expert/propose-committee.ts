import { fail, ok, type Result } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import type { Warning } from '../act/warning.ts';
import type { PartyRoom } from '../party/state.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import { composition, employerWarnings, entry, listDigest, memberFrom, type Entry } from './composition.ts';
import { committeeIfAny, committeeOf, committeePlan, lotRoomOf, type Member } from './state.ts';

/** The employers are named so that the act can read them; they must be those of the lot. */
export const employers = { procuringEntity: streamId('party'), agency: streamId('party').nullable() };
export type Employers = { readonly lot: string; readonly procuringEntity: string; readonly agency: string | null };

/** Streams that say who works for whom. */
export const employerStreams = ({ procuringEntity, agency }: Employers): readonly string[] => [procuringEntity, ...(agency === null ? [] : [agency])];

export function employersFault(context: Context<Employers>): Refusal | undefined {
  const { command } = context;
  const lot = lotRoomOf(context, command.lot);
  if (lot.procuringEntity === command.procuringEntity && lot.agency === command.agency) return undefined;
  return refuse('termsInvalid', ['LAW-37'], { field: 'procuringEntity', fieldZh: '招标人、招标代理机构', fieldEn: 'procuringEntity', problemZh: '与本标段登记的不一致', problemEn: 'not those of this lot' });
}

type Judged = { readonly members: readonly Member[]; readonly warnings: readonly Warning[] };

/** The entered persons as members; each person once. */
export function membersFrom({ streams, command }: Context<Employers>, entries: readonly Entry[]): Result<Judged, Refusal> {
  const names = employerStreams(command).map((party) => roomOfStream<PartyRoom>(streams, party).name);
  const judged: { members: Member[]; warnings: Warning[] } = { members: [], warnings: [] };
  for (const each of entries) {
    const one = memberFrom(each, roomOfStream<PartyRoom>(streams, each.party), names);
    if (!one.ok) return fail(one.fault);
    if (judged.members.some((member) => member.party === each.party)) return fail(refuse('memberTwice', ['LAW-37'], { member: one.member.number }));
    judged.members.push(one.member);
    judged.warnings.push(...one.warnings);
  }
  return ok(judged);
}

const MANDATED = { zh: '录入评标委员会', en: 'enter the committee' };

/**
 * 法 37, 条例 46: the list is entered by one person and confirmed by another. It may be entered again until it is confirmed. Names stay sealed until the award.
 */
export const proposeCommittee = defineAct({
  id: 'proposeCommittee',
  room: 'expert',
  title: MANDATED,
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), ...employers, members: z.array(entry).min(1).max(31) }),
  plan: (command) => ({ ...committeePlan(command.lot), reads: [command.lot, projectOf(command.lot), ...employerStreams(command), ...command.members.map((each) => each.party)] }),
  decide: (context) => {
    const { command, actor, streams } = context;
    const mandate = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), 'proposeCommittee', actor);
    if (mandate) return fail(mandate);
    const foreign = employersFault(context);
    if (foreign) return fail(foreign);
    const judged = membersFrom(context, command.members);
    if (!judged.ok) return judged;
    const members = judged.value.members.toSorted((left, right) => (left.number < right.number ? -1 : 1));
    const warnings = [...judged.value.warnings, ...employerWarnings(members)];
    const list = listDigest(command.lot, members);
    return ok({
      events: [{ type: 'CommitteeProposed', fields: { lot: command.lot, members, list, entrant: { party: actor.party, key: actor.keyId }, warnings } }],
      answer: { list, warnings },
    });
  },
});

/** 法 37: at least so many, odd, at least two thirds experts, nobody of the supervising authority — and another person than who entered it. */
export const confirmCommittee = defineAct({
  id: 'confirmCommittee',
  room: 'expert',
  title: { zh: '复核评标委员会', en: 'confirm the committee' },
  machine: 'committee',
  contract: z.strictObject({ lot: streamId('lot'), list: hex(32) }),
  plan: (command) => ({ ...committeePlan(command.lot), reads: [command.lot, projectOf(command.lot)] }),
  facts: (context) => {
    const room = committeeIfAny(context);
    return room ? { ...composition(room.members), confirmedByAnother: room.proposedBy.key !== context.actor.keyId } : {};
  },
  decide: (context) => {
    const { command, actor, streams } = context;
    const mandate = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), 'confirmCommittee', actor);
    if (mandate) return fail(mandate);
    const room = committeeOf(context);
    if (room.list !== command.list) return fail(refuse('listChanged', ['LAW-37']));
    return ok({ events: [{ type: 'CommitteeConfirmed', fields: { list: command.list, confirmer: { party: actor.party, key: actor.keyId } } }], answer: { members: room.members.length } });
  },
});
