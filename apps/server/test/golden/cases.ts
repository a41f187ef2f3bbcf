/** Whole lawful cases, each with a lot of its own: the normal life from the plan to the archive, and the lives that end before it. */
import { shift } from '@zhaobiao/basics';
import { bidsIn, closed, forfeited, lodged, sheetOf, submitted } from './bidding.ts';
import { caseStudied, chairElected, committeeReviewing, conflictDeclared, seatTaken } from './committee.ts';
import { archived, contracted, reportFiled, returnsConfirmed } from './contract.ts';
import { candidatesPublicised, decided, lotAwarded, passedOver, publicityEnded, received } from './award.ts';
import type { Party } from '../spine.ts';
import { untilDeadline, type Case, type Desk } from './desk.ts';
import { concluded, reportSigned, screened, signed, summarised, voted } from './evaluation.ts';
import { bidOpened, capsuleRefused, lotOpened, openingBegun, recorded } from './opening.ts';
import { SCORED_TERMS, delivered, lotDefined, outageDeclared, planPublished, projectRegistered, published, tenderPublished } from './preparation.ts';

/** Prices in fen, lowest first. */
export const PRICES = [3_400_000_000, 3_500_000_000, 3_550_000_000, 3_600_000_000, 3_650_000_000] as const;

/** Plan, notice, five bids, opening, committee, scores, publicity, award, contract, returns, archive — and nothing beside. */
export async function normalLife(desk: Desk, project: string): Promise<Case> {
  await projectRegistered(desk, project);
  await planPublished(desk, project);
  const given = await published(desk, await lotDefined(desk, project, '1'), { terms: SCORED_TERMS, baselineFen: 3_700_000_000 });
  await lotOpened(given, PRICES);
  await reportSigned(given, await committeeReviewing(given));
  const winner = desk.cast.firm(1);
  await lotAwarded(given, winner);
  await reportFiled(given);
  await contracted(given, winner);
  await returnsConfirmed(given, PRICES.map((_, index) => desk.cast.firm(index + 1)));
  await archived(given);
  return given;
}

/** Down for an hour in the morning of the last day and extended, and yet nobody bids: a new tender is due, made as a new lot (条例 44). */
export async function nobodyBids(desk: Desk, project: string): Promise<void> {
  const given = await tenderPublished(desk, project);
  await untilDeadline(desk, given.lot, 'closing');
  desk.wait(-7_200_000);
  await outageDeclared(given, desk.now(), shift(desk.now(), 3_600_000));
  await closed(given);
  await published(desk, await lotDefined(desk, project, '2', { retenderOf: given.lot }));
}

/** Four bid; of one the capsule is no good, of one the key, of one the platform lost the ciphertext: fewer than three are left (20号令 31). */
export async function fewAfterDecryption(desk: Desk, project: string): Promise<void> {
  const given = await tenderPublished(desk, project);
  const [first, second, third] = await bidsIn(given, PRICES.slice(0, 3).map((priceFen) => sheetOf(priceFen)));
  const fourth = desk.cast.firm(4);
  await lodged(given, fourth);
  const spoiled = await submitted(given, fourth, sheetOf(3_600_000_000), { spoiled: true });
  await closed(given);
  await openingBegun(given);
  if (!first || !second || !third) throw new Error('three bids');
  await bidOpened(given, first);
  await bidOpened(given, second, { lost: true });
  await capsuleRefused(given, third);
  await bidOpened(given, spoiled);
  await recorded(given);
  for (const firm of [third.party, fourth]) await forfeited(given, firm, 'undecrypted');
  await returnsConfirmed(given, [first.party, second.party]);
}

/** The committee rejects every bid, and the report says why (法 42). */
export async function allRejected(desk: Desk, project: string): Promise<void> {
  const given = await tenderPublished(desk, project);
  const standing = await lotOpened(given, PRICES.slice(0, 3));
  const firms = standing.map(({ party }) => party);
  const members = await committeeReviewing(given);
  await voted(given, members, firms, true);
  await screened(given);
  await concluded(given, { reason: '全部投标不符合招标文件' });
  for (const member of members) await signed(given, member);
  await received(given);
  await returnsConfirmed(given, firms);
}

/** A conflict that comes to light while the committee evaluates, and a chair that falls ill after the summary: both are replaced. Gives who signs. */
async function seatsChanged(given: Case, [one, two, three, four, delegate]: readonly Party[]): Promise<readonly Party[]> {
  const { cast } = given.desk;
  const [five, six] = [cast.expert(5), cast.expert(6)];
  if (!one || !two || !three || !four || !delegate) throw new Error('five members');
  await conflictDeclared(given, four, cast.firm(2));
  await seatTaken(given, four, five);
  await caseStudied(given, [five]);
  await summarised(given);
  await seatTaken(given, one, six);
  await caseStudied(given, [six]);
  await chairElected(given, [two, three, five], six);
  await summarised(given, six);
  return [two, three, five, six, delegate];
}

/** The winner renounces, the next is plainly unfavourable: a new tender instead (条例 55). */
export async function nextUnfavourable(desk: Desk, project: string): Promise<void> {
  const given = await tenderPublished(desk, project);
  const standing = await lotOpened(given, PRICES.slice(0, 3));
  const [first, second, third] = standing.map(({ party }) => party);
  if (!first || !second || !third) throw new Error('three bids');
  const members = await committeeReviewing(given);
  await screened(given);
  await concluded(given);
  for (const member of await seatsChanged(given, members)) await signed(given, member);
  await candidatesPublicised(given);
  await publicityEnded(given);
  await decided(given, first);
  await passedOver(given, first, 'renounced', '书面放弃中标');
  await desk.must(desk.spine.people.entity, 'failTender', { lot: given.lot, cause: 'nextUnfavourable', reason: '第二名报价与招标人预期差距较大' });
  await delivered(given);
  await forfeited(given, first, 'noContract');
  await returnsConfirmed(given, [second, third]);
}

/** The supervising authority finds the document unlawful (条例 23). */
export async function documentInvalid(desk: Desk, project: string): Promise<void> {
  const given = await tenderPublished(desk, project);
  await desk.must(desk.cast.supervisor, 'invalidateDocument', { lot: given.lot, article: '条例第三十二条', reason: '以特定行业业绩作为加分条件' });
  await delivered(given);
}

/** Given up before there is a notice: the lot, then the project (条例 31). */
export async function givenUp(desk: Desk, project: string): Promise<void> {
  const { entity } = desk.spine.people;
  await projectRegistered(desk, project);
  const lot = await lotDefined(desk, project, '1');
  await desk.must(entity, 'terminateTender', { lot, cause: 'planChanged', reason: '规划调整' });
  await delivered({ desk, project, lot, tender: '' });
  await desk.must(entity, 'terminateProject', { project: `project:${project}`, reason: '规划调整' });
}

