/** The evaluation committee of a lot (法 37, 条例 46–48): one stream, `committee:P/1`, owned by the lot. */
import { present } from '@zhaobiao/basics';
import type { Context, Plan } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineEvent, fieldsOf, roomIfAny, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import type { LotRoom } from '../tender/state.ts';
import type { Capacity, Correction, Motion, Preliminary, Question, Report, Screening, Tie } from '../evaluation/state.ts';

export type { Capacity, Correction, Motion, Preliminary, Question, Report, Screening, Tie } from '../evaluation/state.ts';

/** `expert`: drawn from the expert bank. `entity`: represents the procuring entity or its agency. */
export type Member = {
  readonly party: string;
  /** Number in the expert bank, the local part of the party. */
  readonly number: string;
  readonly kind: 'expert' | 'entity';
  readonly field: string;
  readonly employer: string;
  readonly supervisorStaff: boolean;
};

export type Signer = { readonly party: string; readonly key: string };
export type ConflictKind = 'kin' | 'employment' | 'economic' | 'supervision' | 'penalty' | 'other';
export type Conflict = { readonly bid: string | null; readonly kind: ConflictKind };
export type Replacement = { readonly member: Member; readonly by: string; readonly cause: string; readonly at: string };

/** More than a third asked for more time (条例 48). */
export type Extension = { readonly at: string; readonly hours: number; readonly askedBy: readonly string[] };

export type CommitteeRoom = {
  readonly lot: string;
  readonly members: readonly Member[];
  /** Digest of the list of members; who confirms says which list was read. */
  readonly list: string;
  readonly proposedBy: Signer;
  readonly confirmedBy: Signer | null;
  /** Party of the chair. */
  readonly chair: string | null;
  /** Number of the member → party voted for. */
  readonly election: Readonly<Record<string, string>>;
  /** Numbers of the members who have done the step; a replacing member does every step itself (条例 48). */
  readonly signedIn: readonly string[];
  readonly declarations: Readonly<Record<string, readonly Conflict[]>>;
  readonly prepared: readonly string[];
  readonly timeRequests: Readonly<Record<string, number>>;
  readonly extensions: readonly Extension[];
  readonly replaced: readonly Replacement[];
  /** 1, and one more each time the same committee checks again. */
  readonly round: number;
  readonly screening: Screening | null;
  readonly motions: readonly Motion[];
  readonly questions: readonly Question[];
  readonly corrections: readonly Correction[];
  readonly preliminary: Preliminary | null;
  readonly ties: readonly Tie[];
  /** Made when the scores are summarised, or when nothing is left to score; signed by all before the stage is `reported`. */
  readonly report: Report | null;
  /** Reports that a recheck replaced, oldest first. */
  readonly formerReports: readonly Report[];
  readonly capacities: readonly Capacity[];
};

export const committeeId = (lot: string): string => `committee:${lot.slice('lot:'.length)}`;
export const lotOfCommittee = (committee: string): string => `lot:${committee.slice('committee:'.length)}`;

/** Streams of an act of the committee: every one reads its lot, whose holds may suspend it. */
export const committeePlan = (lot: string): Plan & { readonly reads: readonly string[] } => ({ primary: { id: committeeId(lot), machine: 'committee', owner: lot }, reads: [lot] });

/** The committee as facts see it: none before it was proposed. */
export const committeeIfAny = ({ primary }: Pick<Context, 'primary'>): CommitteeRoom | undefined => roomIfAny<CommitteeRoom>(primary);
export const committeeOf = ({ primary }: Pick<Context, 'primary'>): CommitteeRoom => roomOf<CommitteeRoom>(primary);
export const lotRoomOf = ({ streams }: Pick<Context, 'streams'>, lot: string): LotRoom => roomOfStream<LotRoom>(streams, lot);

export const memberOf = (room: CommitteeRoom, party: string): Member | undefined => room.members.find((each) => each.party === party);

/** The member that acts: the procedure lets nobody else through. */
export const actingMember = (room: CommitteeRoom, { actor }: Pick<Context, 'actor'>): Member => present(memberOf(room, actor.party), 'an acting member');

/** Declared, and nothing to declare. */
export const isClear = (room: Pick<CommitteeRoom, 'declarations'>, number: string): boolean => room.declarations[number]?.length === 0;

export type SeatStep = 'signIn' | 'declare' | 'study';
const STEPS: readonly { readonly id: SeatStep; readonly zh: string; readonly en: string; readonly done: (room: CommitteeRoom, number: string) => boolean }[] = [
  { id: 'signIn', zh: '签到', en: 'sign in', done: (room, number) => room.signedIn.includes(number) },
  { id: 'declare', zh: '回避申报', en: 'declare conflicts of interest', done: isClear },
  { id: 'study', zh: '学习招标文件和评标纪律', en: 'study the case and the discipline', done: (room, number) => room.prepared.includes(number) },
];

/** Why a member may not do an act yet: the first step up to `upTo` that is not done, or a conflict declared (条例 46, 48). */
export function seatFault(room: CommitteeRoom, { number }: Member, upTo: SeatStep): Refusal | undefined {
  if ((room.declarations[number]?.length ?? 0) > 0) return refuse('memberExcluded', ['REG-46'], { member: number });
  const asked = STEPS.slice(0, STEPS.findIndex((step) => step.id === upTo) + 1);
  const missing = asked.find((step) => !step.done(room, number));
  return missing && refuse('stepMissing', ['LAW-37', 'REG-48'], { step: missing.en, stepZh: missing.zh, stepEn: missing.en });
}

/** Members who have done every step and whose conclusions count. */
export const isSeated = (room: CommitteeRoom, member: Member): boolean => seatFault(room, member, 'study') === undefined;

/** One step of the fold; an event before the committee was proposed is a programmer's fault. */
export const committee = (room: CommitteeRoom | undefined, change: (room: CommitteeRoom) => Partial<CommitteeRoom>): CommitteeRoom => {
  if (!room) throw new Error('a committee event before its proposal');
  return { ...room, ...change(room) };
};

type Proposed = Pick<CommitteeRoom, 'lot' | 'members' | 'list'> & { readonly entrant: Signer };
type Replaced = { readonly member: string; readonly cause: string; readonly replacement: Member };

const fresh = ({ lot, members, list, entrant }: Proposed): CommitteeRoom => ({
  lot, members, list, proposedBy: entrant, confirmedBy: null, chair: null, election: {}, signedIn: [], declarations: {}, prepared: [], timeRequests: {}, extensions: [], replaced: [],
  round: 1, screening: null, motions: [], questions: [], corrections: [], preliminary: null, ties: [], report: null, formerReports: [], capacities: [],
});

const without = <Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> => Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

/** 条例 48: what the replaced member concluded is void. A vote that the replaced member cast reopens its motion; a score sheet of nobody who sits counts for nothing. */
function replace(room: CommitteeRoom, { member, cause, replacement }: Replaced, at: string): Partial<CommitteeRoom> {
  const leaving = room.members.find((each) => each.number === member);
  if (!leaving) throw new Error(`member ${member} does not sit`);
  return {
    members: room.members.map((each) => (each.number === member ? replacement : each)),
    replaced: [...room.replaced, { member: leaving, by: replacement.number, cause, at }],
    chair: room.chair === leaving.party ? null : room.chair,
    election: without(room.election, member),
    signedIn: room.signedIn.filter((each) => each !== member),
    declarations: without(room.declarations, member),
    prepared: room.prepared.filter((each) => each !== member),
    timeRequests: without(room.timeRequests, member),
    motions: room.motions.map((motion) => ({ ...motion, votes: without(motion.votes, member) })),
    ties: room.ties.map((tie) => ({ ...tie, votes: without(tie.votes, member) })),
    report: null,
  };
}

const once = (list: readonly string[], number: string): readonly string[] => (list.includes(number) ? list : [...list, number]);

/** Every event stands in an act that is sealed until the award (法 37: the names are kept secret until then). */
export const expertEvents = {
  CommitteeProposed: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { lot: 'public', members: 'public', list: 'public', entrant: 'public', warnings: 'public' },
    evolve: (_room, event) => fresh(fieldsOf<Proposed>(event)),
  }),
  CommitteeConfirmed: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { list: 'public', confirmer: 'public' },
    evolve: (room, event) => committee(room, () => ({ confirmedBy: fieldsOf<{ readonly confirmer: Signer }>(event).confirmer })),
  }),
  MemberSignedIn: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public' },
    evolve: (room, event) => committee(room, (before) => ({ signedIn: once(before.signedIn, fieldsOf<{ readonly member: string }>(event).member) })),
  }),
  InterestDeclared: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', conflicts: 'public', statement: 'personal' },
    evolve: (room, event) => {
      const { member, conflicts } = fieldsOf<{ readonly member: string; readonly conflicts: readonly Conflict[] }>(event);
      return committee(room, (before) => ({ declarations: { ...before.declarations, [member]: conflicts } }));
    },
  }),
  MemberReplaced: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', cause: 'public', reason: 'personal', replacement: 'public', at: 'public', warnings: 'public' },
    evolve: (room, event) => committee(room, (before) => replace(before, fieldsOf<Replaced>(event), fieldsOf<{ readonly at: string }>(event).at)),
  }),
  ChairVoted: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', candidate: 'public', elected: 'public' },
    evolve: (room, event) => {
      const { member, candidate, elected } = fieldsOf<{ readonly member: string; readonly candidate: string; readonly elected: boolean }>(event);
      return committee(room, (before) => (elected ? { chair: candidate, election: {} } : { election: { ...before.election, [member]: candidate } }));
    },
  }),
  CaseStudied: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', document: 'public' },
    evolve: (room, event) => committee(room, (before) => ({ prepared: once(before.prepared, fieldsOf<{ readonly member: string }>(event).member) })),
  }),
  TimeAsked: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', hours: 'public', reason: 'public', extension: 'public' },
    evolve: (room, event) => {
      const { member, hours, extension } = fieldsOf<{ readonly member: string; readonly hours: number; readonly extension: Extension | null }>(event);
      return committee(room, (before) => (extension ? { timeRequests: {}, extensions: [...before.extensions, extension] } : { timeRequests: { ...before.timeRequests, [member]: hours } }));
    },
  }),
};
