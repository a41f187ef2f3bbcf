/**
 * A tender in which everything is contested and the third in rank gets the contract: drawn without the number, one capsule no good, an objection on the
 * spot, a member replaced, a low price explained, arithmetic corrected, one bid rejected, one lapsed, a tie voted on, a sheet returned, a dissent, signing
 * closed by the clock; a recheck, a publicity made anew, one candidate unable to perform, one that renounces.
 */
import { addDays, dayOf } from '@zhaobiao/basics';
import { answered, candidatesPublicised, capacityFound, decided, issued, objected, objectionWithdrawn, passedOver, publicised, publicityEnded, received, recheckOrdered, suspendedOnce } from './award.ts';
import { bidsIn, closed, forfeited, returned, sheetOf } from './bidding.ts';
import { caseStudied, chairElected, committeeFormed, committeeSeated, conflictDeclared, seatTaken, timeAsked } from './committee.ts';
import { archived, contracted, reportFiled, returnsConfirmed } from './contract.ts';
import { uploaded, type Case, type Desk } from './desk.ts';
import { asked, concluded, corrected, scored, scoresIn, screened, signed, signingClosed, summarised, tieVoted, voted } from './evaluation.ts';
import { bidOpened, capsuleRefused, openingBegun, recorded } from './opening.ts';
import { SCORED_TERMS, delivered, tenderPublished } from './preparation.ts';
import type { Party } from '../spine.ts';

/** The first is suspiciously low; the second and third are equal; the fifth will be rejected, the sixth cannot be opened, the seventh lapses. */
const PRICES = [2_600_000_000, 3_500_000_000, 3_500_000_000, 3_600_000_000, 3_700_000_000, 3_720_000_000, 3_750_000_000] as const;
const item = (code: string, unitPriceFen: number) => ({ code, quantity: '1', unitPriceFen, totalFen: unitPriceFen });

/** The lines of the fourth make ten million fen less than its total says. */
const MISADDED = { items: [item('1', 2_000_000_000), item('2', 1_590_000_000)] };
const OFFERS = PRICES.map((priceFen, index) => sheetOf(priceFen, index === 3 ? MISADDED : {}));

async function opened(given: Case): Promise<void> {
  const standing = await bidsIn(given, OFFERS);
  await closed(given);
  await openingBegun(given, 'withheld');
  for (const [index, each] of standing.entries()) await (index === 5 ? capsuleRefused(given, each) : bidOpened(given, each));
  await recorded(given);
}

/** The fourth expert declares a conflict and is replaced by the sixth; two ask for more time. Gives who sits in the end. */
async function seated(given: Case): Promise<readonly Party[]> {
  const { desk, lot } = given;
  const [one, two, three, four, six] = [1, 2, 3, 4, 6].map((index) => desk.cast.expert(index)) as [Party, Party, Party, Party, Party];
  await committeeFormed(given);
  await committeeSeated(given, [one, two, three, desk.cast.delegate]);
  await desk.must(four, 'signInMember', { lot });
  await conflictDeclared(given, four, desk.cast.firm(2));
  await seatTaken(given, four, six);
  const members = [one, two, three, six, desk.cast.delegate];
  await chairElected(given, [one, two, three], one);
  await timeAsked(given, [two, six]);
  await caseStudied(given, members);
  return members;
}

/** The validity is extended; one tenderer does not agree, and one tells of a merger. */
async function extended(given: Case): Promise<void> {
  const { desk, lot } = given;
  const { entity } = desk.spine.people;
  await desk.must(entity, 'extendValidity', { lot, lastOn: addDays(dayOf(desk.now()), 150), reason: '评标时间延长' });
  await delivered(given);
  for (const index of [1, 2, 3, 4, 5, 7]) await desk.must(desk.cast.firm(index), 'consentExtension', { lot, agrees: index !== 7 });
  await returned(given, desk.cast.firm(7));
  const two = desk.cast.firm(2);
  await desk.must(two, 'reportTendererChange', { lot, kind: 'merger', happenedOn: dayOf(desk.now()), statement: '与关联公司合并，资质由存续公司承继', document: await uploaded(desk, two, '合并协议') });
}

/** Everything the preliminary review knows. */
async function reviewed(given: Case, members: readonly Party[]): Promise<void> {
  const { cast } = given.desk;
  await screened(given);
  await asked(given, cast.firm(3), 'clarification', '请说明项目负责人业绩的时间', { text: '见投标文件第 30 页' });
  const question = await asked(given, cast.firm(1), 'lowPrice', '请书面说明报价的构成', { text: '自有设备，主要材料为库存' });
  await voted(given, members, [cast.firm(1)], false, { code: 'REJ-05', question, reason: '低于成本' });
  await corrected(given, cast.firm(4));
  await voted(given, members, [cast.firm(5)], true);
  await concluded(given);
}

/** Scores, a tie between the second and the third, votes until it is parted. */
async function ranked(given: Case, members: readonly Party[]): Promise<void> {
  const { cast } = given.desk;
  await scoresIn(given, members);
  await tieVoted(given, members.map((member, index) => [member, cast.firm(index < 3 ? 2 : 3)] as const));
  await summarised(given);
}

async function firstReport(given: Case, members: readonly Party[]): Promise<void> {
  const { desk, lot } = given;
  const six = desk.cast.expert(6);
  await reviewed(given, members);
  await ranked(given, members);
  await desk.must(desk.cast.expert(1), 'returnSheet', { lot, member: six.creditCode, reason: '请复核施工组织设计的得分' });
  await scored(given, six, '19');
  const again = await summarised(given);
  if (again['report'] === null) throw new Error(`the tie is open again: ${JSON.stringify(again)}`);
  const [one, two, three] = members as [Party, Party, Party];
  await signed(given, one);
  await signed(given, two, '第四名的工期安排不合理');
  await signed(given, three);
  await signingClosed(given);
}

/** Objected to, rechecked, objected to again, publicised anew. */
async function objectedTwice(given: Case, members: readonly Party[]): Promise<void> {
  const { desk } = given;
  const { cast } = desk;
  await candidatesPublicised(given);
  const recheck = await objected(given, cast.firm(5), 'objectToResult', 'r4c8');
  await answered(given, recheck, 'upheld', 'recheck');
  await recheckOrdered(given, recheck);
  await voted(given, members, [cast.firm(5)], false, { kind: 'restore', reason: '业绩材料在第 46 页' });
  await screened(given);
  await concluded(given);
  await ranked(given, members);
  for (const member of members) await signed(given, member);
  await received(given);
  await publicised(given);
  const anew = await objected(given, cast.firm(4), 'objectToResult', 'm5q1');
  await answered(given, anew, 'partly', 'republicise');
  await publicised(given, '补充公示项目负责人证书');
  const dropped = await objected(given, cast.firm(7), 'objectToResult', 't8w6');
  await objectionWithdrawn(given, cast.firm(7), dropped);
}

/** The first cannot perform, the second renounces and loses its security, the third is awarded. */
async function thirdAwarded(given: Case): Promise<Party> {
  const { cast } = given.desk;
  const [one, two, three] = [cast.firm(1), cast.firm(2), cast.firm(3)];
  await capacityFound(given, one, false);
  await publicityEnded(given);
  await passedOver(given, one, 'incapable', '原评标委员会认为不能履约');
  await decided(given, two);
  await issued(given, two);
  await passedOver(given, two, 'renounced', '书面放弃中标');
  await forfeited(given, two, 'noContract');
  await decided(given, three);
  await reportFiled(given);
  await issued(given, three, '中字〔2026〕2号');
  return three;
}

export async function contested(desk: Desk, project: string): Promise<Case> {
  const given = await tenderPublished(desk, project, { terms: SCORED_TERMS });
  await opened(given);
  const spot = await objected(given, desk.cast.firm(5), 'objectToOpening', 's3h2');
  await answered(given, spot, 'dismissed', 'none');
  const members = await seated(given);
  await extended(given);
  await firstReport(given, members);
  await objectedTwice(given, members);
  await suspendedOnce(given, '2026-02');
  const winner = await thirdAwarded(given);
  await contracted(given, winner);
  await forfeited(given, desk.cast.firm(6), 'undecrypted');
  await returnsConfirmed(given, [1, 3, 4, 5].map((index) => desk.cast.firm(index)));
  await archived(given);
  return given;
}
