/** A tender that is asked about, changed, objected to, suspended, cut off by an outage at the deadline, and given up when the tenderers are known. */
import { shift, type JsonObject } from '@zhaobiao/basics';
import { answered, objected, objectionWithdrawn, suspendedOnce } from './award.ts';
import { GUARANTEE, begun, closed, lodged, returned, sheetOf, submitted, turnedAway } from './bidding.ts';
import { clock, momentOf, stateOf, untilDeadline, type Case, type Desk } from './desk.ts';
import { amended, clarified, delivered, outageDeclared, siteVisited, tenderPublished } from './preparation.ts';
import { returnsConfirmed } from './contract.ts';
import type { Party } from '../spine.ts';

/** Two objections to the document: one leads to an amendment, one is taken back. Both are sealed until the tenderers are announced. */
async function documentObjected(given: Case): Promise<Case> {
  const { cast } = given.desk;
  const upheld = await objected(given, cast.firm(1), 'objectToDocument', 'k7f3');
  await answered(given, upheld, 'upheld', 'amendDocument');
  const dropped = await objected(given, cast.firm(2), 'objectToDocument', 'p2d9');
  await objectionWithdrawn(given, cast.firm(2), dropped);
  return amended(given, { title: '测试道路工程施工招标公告（更正）' });
}

/** Everything that securities and bids can do before the deadline. */
async function bidsComeAndGo(given: Case): Promise<void> {
  const { desk } = given;
  const [one, two, three, four] = [1, 2, 3, 4].map((index) => desk.cast.firm(index)) as [Party, Party, Party, Party];
  await untilDeadline(desk, given.lot, 'closing');
  desk.wait(-86_400_000);
  for (const firm of [one, three, four]) await lodged(given, firm);
  await lodged(given, two, GUARANTEE);
  await begun(given, one);
  await begun(given, one);
  for (const [index, firm] of [one, two, three, four].entries()) await submitted(given, firm, sheetOf(3_500_000_000 + index));
  await submitted(given, two, sheetOf(3_450_000_000));
  await desk.must(three, 'withdrawBid', { lot: given.lot, reason: '调整报价' });
  await submitted(given, three, sheetOf(3_440_000_000));
  await desk.must(four, 'withdrawBid', { lot: given.lot, reason: '另有安排' });
  await returned(given, four, { act: 'returnWithdrawn' });
}

/** Down for half an hour around the deadline: closed meanwhile, one bid in time not taken; reopened, everybody told, the bid comes in. */
async function cutOff(given: Case): Promise<void> {
  const { desk, lot } = given;
  const closing = momentOf(((await stateOf<JsonObject>(desk, lot)).room['notice'] as JsonObject)['closingAt']);
  await closed(given);
  await turnedAway(given, desk.cast.firm(5), sheetOf(3_600_000_000), shift(closing, -1));
  await outageDeclared(given, shift(closing, -900_000), shift(closing, 900_000));
  await submitted(given, desk.cast.firm(5), sheetOf(3_600_000_000));
  await closed(given);
}

export async function interrupted(desk: Desk, project: string): Promise<void> {
  const { entity } = desk.spine.people;
  const first = await tenderPublished(desk, project, { baselineFen: 3_700_000_000 });
  const told = await clarified(first, desk.cast.firm(1));
  await siteVisited(told);
  const given = await documentObjected(told);
  await suspendedOnce(given, '2026-01');
  await bidsComeAndGo(given);
  await cutOff(given);
  await turnedAway(given, desk.cast.firm(6), sheetOf(3_300_000_000), desk.now());
  await clock(desk, 'announceTenderers', given.lot);
  await desk.must(entity, 'terminateTender', { lot: given.lot, cause: 'fundsLost', reason: '资金没有落实' });
  await delivered(given);
  await returned(given, desk.cast.firm(2), { ratePermille: null });
  await returnsConfirmed(given, [desk.cast.firm(1), desk.cast.firm(3)]);
}
