/** The evaluation committee: entered by one, confirmed by another; every member's own steps; who is replaced. */
import { toHex, type JsonObject } from '@zhaobiao/basics';
import type { CommitteeRoom, Member } from '@zhaobiao/domain';
import type { Citizen } from '@zhaobiao/testkit';
import type { Case, Seen } from '../landscape.ts';
import { momentOf } from '../landscape.ts';
import type { Expert } from '../people.ts';
import { FIELD } from './register.ts';
import { NONE, REASON, anySupplier, choose, entityOf, type Scene, type Wish, type Wishes } from './wish.ts';

export type Committee = Seen<CommitteeRoom>;

const entry = (who: Expert, kind: 'expert' | 'entity', field = FIELD): JsonObject => ({ party: who.party, kind, field });
const employersOf = ({ lot }: Case): JsonObject => ({ procuringEntity: lot.room.procuringEntity, agency: lot.room.agency });

/** So many experts, no one twice. */
function some({ author: { people, chance } }: Scene, count: number): readonly Expert[] {
  const first = chance.below(people.experts.length);
  return [...people.experts.slice(first), ...people.experts.slice(0, first)].slice(0, count);
}

function delegateOf({ author: { people } }: Scene, { lot }: Case): Expert | undefined {
  return people.delegates[people.entities.findIndex((each) => each.party === lot.room.procuringEntity)];
}

/** Mostly as the law asks; a list that is not may be entered and never confirmed. */
function listed(scene: Scene, c: Case): readonly JsonObject[] {
  const { people, chance } = scene.author;
  const delegate = delegateOf(scene, c);
  const own = delegate ? [entry(delegate, 'entity', '造价')] : [];
  const experts = (count: number): readonly JsonObject[] => some(scene, count).map((who) => entry(who, 'expert'));
  return chance.weighted<() => readonly JsonObject[]>([
    [8, () => [...own, ...experts(4)]],
    [3, () => experts(5)],
    [2, () => [...own, ...experts(6)]],
    [1, () => experts(4)],
    [1, () => [...experts(4), entry(people.staff, 'expert')]],
  ])();
}

export const isLawful = ({ members }: Pick<CommitteeRoom, 'members'>): boolean =>
  members.length >= 5 && members.length % 2 === 1 && members.filter((each) => each.kind === 'expert').length * 3 >= members.length * 2 && !members.some((each) => each.supervisorStaff);

function proposing(scene: Scene, c: Case): Wishes {
  const { people, chance } = scene.author;
  const command = { lot: c.lot.id, ...employersOf(c), members: [...listed(scene, c)] };
  const [unfit] = people.experts;
  return chance.weighted<Wishes>([
    [10, [{ actor: chance.pick([people.registrar, entityOf(scene, c.lot), people.agency]), act: 'proposeCommittee', command }]],
    [1, [{ actor: anySupplier(scene), act: 'proposeCommittee', command, hostile: 'a supplier chooses its judges' }]],
    [1, unfit ? [{ actor: people.registrar, act: 'proposeCommittee', command: { ...command, members: [entry(unfit, 'expert', '铁路')] }, hostile: 'an expert of another field' }] : NONE],
  ]);
}

function confirming(scene: Scene, c: Case, { room }: Committee): Wishes {
  const { people, chance } = scene.author;
  const able = [people.registrar, entityOf(scene, c.lot), people.agency];
  const others = able.filter((who) => who.signer.keyId !== room.proposedBy.key);
  const same = able.filter((who) => who.signer.keyId === room.proposedBy.key);
  const confirm = (actor: Citizen, list = room.list): Wish => ({ actor, act: 'confirmCommittee', command: { lot: c.lot.id, list } });
  if (!isLawful(room)) return chance.percent(50) ? proposing(scene, c) : others.slice(0, 1).map((who) => ({ ...confirm(who), hostile: 'a committee that the law does not know' }));
  return chance.weighted<Wishes>([
    [10, [confirm(chance.pick(others))]],
    [1, same.map((who) => ({ ...confirm(who), hostile: 'who entered the list confirms it' }))],
    [1, [{ ...confirm(chance.pick(others), toHex(scene.author.chance.entropy(32))), hostile: 'another list than stands' }]],
    [1, proposing(scene, c)],
  ]);
}

/** A member makes room for somebody who neither sits nor sat here. */
export function replacing(scene: Scene, c: Case, { room }: Committee, leaving: Member): Wishes {
  const { people } = scene.author;
  const known = new Set([...room.members, ...room.replaced.map((each) => each.member)].map((each) => each.party));
  const next = some(scene, people.experts.length).find((who) => !known.has(who.party));
  if (!next) return NONE;
  const command = { lot: c.lot.id, ...employersOf(c), member: leaving.number, replacement: entry(next, 'expert'), cause: 'conflict', reason: REASON };
  return [{ actor: people.registrar, act: 'replaceMember', command }];
}

export const conflicted = ({ room }: Committee): Member | undefined => room.members.find((each) => (room.declarations[each.number]?.length ?? 0) > 0);
export const isClear = ({ room }: Committee, { number }: Member): boolean => room.declarations[number]?.length === 0;
export const chairOf = ({ author: { people } }: Pick<Scene, 'author'>, { room }: Committee): Citizen | undefined => (room.chair === null ? undefined : people.of(room.chair));

function declaration(scene: Scene, c: Case, member: Member, percent: number): Wish {
  const [bid] = c.bids;
  const conflicts: JsonObject[] = scene.author.chance.percent(percent) ? [{ bid: bid?.id ?? null, kind: 'employment', text: '曾在投标人处任职' }] : [];
  return { actor: scene.author.people.of(member.party), act: 'declareInterest', command: { lot: c.lot.id, conflicts } };
}

function voting(scene: Scene, c: Case, committee: Committee): Wishes {
  const { people, chance } = scene.author;
  const clear = committee.room.members.filter((member) => isClear(committee, member));
  const [first, second] = clear;
  if (!first) return NONE;
  return clear.map((member) => ({ actor: people.of(member.party), act: 'electChair', command: { lot: c.lot.id, candidate: second && chance.percent(12) ? second.party : first.party } }));
}

/** What members still have to do themselves before the committee can go on; none when everybody has. */
export function personalSteps(scene: Scene, c: Case, committee: Committee): Wishes {
  const { people } = scene.author;
  const { room, stage } = committee;
  const lot = c.lot.id;
  const away = conflicted(committee);
  if (away) return replacing(scene, c, committee, away);
  const absent = room.members.filter((each) => !room.signedIn.includes(each.number));
  if (absent.length > 0) return absent.map((member) => ({ actor: people.of(member.party), act: 'signInMember', command: { lot } }));
  const silent = room.members.filter((each) => !isClear(committee, each));
  if (silent.length > 0) return silent.map((member) => declaration(scene, c, member, 4));
  if (stage === 'formed') return NONE;
  if (room.chair === null) return voting(scene, c, committee);
  const unread = room.members.filter((each) => !room.prepared.includes(each.number));
  return unread.map((member) => ({ actor: people.of(member.party), act: 'studyCase', command: { lot, document: c.lot.room.notice?.digest ?? '', discipline: true } }));
}

/** Strangers in the committee's room, and members who may not do this. */
export function intruders(scene: Scene, c: Case, { room, stage }: Committee): Wishes {
  const { people, chance } = scene.author;
  const lot = c.lot.id;
  const outsider = people.experts.find((who) => !room.members.some((each) => each.party === who.party));
  const common = room.members.find((each) => each.party !== room.chair);
  return chance.weighted<Wishes>([
    [1, [{ actor: anySupplier(scene), act: 'signInMember', command: { lot }, hostile: 'a supplier signs in' }]],
    [1, [{ actor: people.staff, act: 'signInMember', command: { lot }, hostile: 'staff of the supervisor signs in' }]],
    [1, [{ actor: people.registrar, act: 'declareInterest', command: { lot, conflicts: [] }, hostile: 'the centre declares for a member' }]],
    // Whom a replacement may be seating this very moment is not asked.
    [1, outsider && stage === 'reported' ? [{ actor: anySupplier(scene), act: 'recordCapacity', command: { lot, bid: `bid:${lot.slice(4)}/X`, capable: true, reason: REASON }, hostile: 'a supplier speaks for the committee' }] : NONE],
    [1, common && room.chair !== null && stage === 'scoring' ? [{ actor: entityOf(scene, c.lot), act: 'summariseScores', command: { lot }, hostile: 'the procuring entity sums the scores' }] : NONE],
    [1, [{ actor: entityOf(scene, c.lot), act: 'replaceMember', command: { lot, ...employersOf(c), member: room.members[0]?.number ?? 'X', replacement: entry(people.staff, 'expert'), cause: 'other', reason: REASON }, hostile: 'the procuring entity changes its judges' }]],
    [1, [{ actor: people.agency, act: 'signReport', command: { lot, report: room.report?.digest ?? '00'.repeat(32), agrees: true }, hostile: 'the agency signs the report' }]],
    [1, [{ actor: people.supervisors[0], act: 'voteTie', command: { lot, bid: `bid:${lot.slice(4)}/X` }, hostile: 'the supervisor votes' }]],
  ]);
}

/** Until the committee reviews: from the proposal to the study of the case. */
export async function formation(scene: Scene, c: Case): Promise<Wishes> {
  const { people, chance } = scene.author;
  const { committee, lot } = c;
  if (!committee) return proposing(scene, c);
  if (committee.stage === 'proposed') return confirming(scene, c, committee);
  const [anyone] = committee.room.members;
  const spot = momentOf(lot, 'spotObjections');
  const sits = lot.stage === 'opened' && spot !== undefined && scene.now >= spot;
  if (!sits) {
    return choose(scene, [
      [lot.stage === 'opened' && spot !== undefined && anyone ? 2 : 0, () => (anyone ? [{ actor: people.of(anyone.party), act: 'signInMember', command: { lot: lot.id }, hostile: 'the committee sits while the opening can be objected to' }] : NONE)],
      [anyone ? 1 : 0, () => (anyone && chance.percent(20) ? replacing(scene, c, committee, anyone) : NONE)],
      [2, () => NONE],
    ]);
  }
  return personalSteps(scene, c, committee);
}
