/** The committee until it reviews: entered by one, confirmed by another, seated, with a chair, prepared (法 37, 条例 46, 48). */
import { present, type JsonObject } from '@zhaobiao/basics';
import type { LotRoom } from '@zhaobiao/domain';
import type { Party } from '../spine.ts';
import { bidOf, stateOf, untilDeadline, type Case, type Desk } from './desk.ts';

const entry = (party: Party, kind: 'expert' | 'entity', field: string): JsonObject => ({ party: party.party, kind, field });
const employers = ({ entity, agency }: Desk['spine']['people']): JsonObject => ({ procuringEntity: entity.party, agency: agency.party });

/** Four experts and the delegate. */
export const membersOf = ({ cast }: Desk): readonly Party[] => [cast.expert(1), cast.expert(2), cast.expert(3), cast.expert(4), cast.delegate];

/** The trading centre enters the list, the procuring entity confirms it. */
export async function committeeFormed({ desk, lot }: Case): Promise<void> {
  const { operator, delegate } = desk.cast;
  const members = membersOf(desk).map((each) => (each.party === delegate.party ? entry(each, 'entity', '造价') : entry(each, 'expert', '市政')));
  const { list } = await desk.must(operator, 'proposeCommittee', { lot, ...employers(desk.spine.people), members });
  await desk.must(desk.spine.people.entity, 'confirmCommittee', { lot, list: String(list) });
}

/** After the time for objections on the spot each signs in and declares nothing. */
export async function committeeSeated(given: Case, members: readonly Party[] = membersOf(given.desk)): Promise<void> {
  const { desk, lot } = given;
  await untilDeadline(desk, lot, 'spotObjections');
  for (const member of members) await desk.must(member, 'signInMember', { lot });
  for (const member of members) await desk.must(member, 'declareInterest', { lot, conflicts: [] });
}

export async function chairElected({ desk, lot }: Case, voters: readonly Party[], chair: Party): Promise<void> {
  for (const member of voters) await desk.must(member, 'electChair', { lot, candidate: chair.party });
}

/** The document read and the discipline heard, by each. */
export async function caseStudied({ desk, lot }: Case, members: readonly Party[]): Promise<void> {
  const { notice } = (await stateOf<LotRoom>(desk, lot)).room;
  for (const member of members) await desk.must(member, 'studyCase', { lot, document: present(notice, 'notice').digest, discipline: true });
}

/** Formed, seated, the first expert its chair, prepared: the review may begin. Gives the members. */
export async function committeeReviewing(given: Case): Promise<readonly Party[]> {
  const members = membersOf(given.desk);
  const chair = given.desk.cast.expert(1);
  await committeeFormed(given);
  await committeeSeated(given, members);
  await chairElected(given, members.slice(0, 3), chair);
  await caseStudied(given, members);
  return members;
}

/** A conflict that comes to light excludes (条例 46). */
export const conflictDeclared = ({ desk, lot }: Case, member: Party, firm: Party): Promise<JsonObject> =>
  desk.must(member, 'declareInterest', { lot, conflicts: [{ bid: bidOf(lot, firm), kind: 'kin', text: '近亲属在该单位任职' }] });

/** Another takes the seat (条例 48). */
export async function memberReplaced({ desk, lot }: Case, leaving: Party, coming: Party): Promise<void> {
  await desk.must(desk.cast.operator, 'replaceMember', {
    lot, ...employers(desk.spine.people), member: leaving.creditCode, replacement: entry(coming, 'expert', '市政'), cause: 'conflict', reason: '申报了利害关系',
  });
}

/** … and does every step itself: signs in, declares, studies. */
export async function seatTaken(given: Case, leaving: Party, coming: Party): Promise<void> {
  const { desk, lot } = given;
  await memberReplaced(given, leaving, coming);
  await desk.must(coming, 'signInMember', { lot });
  await desk.must(coming, 'declareInterest', { lot, conflicts: [] });
}

/** More than a third ask, and the time is extended (条例 48). */
export async function timeAsked({ desk, lot }: Case, members: readonly Party[]): Promise<void> {
  for (const [index, member] of members.entries()) await desk.must(member, 'askForTime', { lot, hours: 4 + index, reason: '清单项目较多' });
}
