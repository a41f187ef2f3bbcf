/** A lot whose opening is done, with bids that are really sealed: what bundles, replays and rebuilt views are tested on. */
import { shift, type Instant, type JsonObject } from '@zhaobiao/basics';
import { objectDigestOf } from '@zhaobiao/evidence';
import { sheetOf, submitted, turnedAway, type Submitted } from './golden/bidding.ts';
import { clock, deskAt } from './golden/desk.ts';
import { bidOpened } from './golden/opening.ts';
import { CLOSING, amendNotice, expectAccepted, found, openLot, register, type OpenLot, type Party, type Spine } from './spine.ts';

export type OpenedLot = OpenLot & {
  /** Bytes of documents and ciphertexts by digest, in the place of an object store. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  readonly bidders: readonly Party[];
};

const before = (ms: number): { readonly at: Instant } => ({ at: shift(CLOSING, -ms) });
const offer = (yuan: number, change: JsonObject = {}) => sheetOf(yuan * 100, { projectManager: null, security: '保函', ...change });

/** Five bidders stand at the close: one replaced his bid, one withdrew and came again, one sent a second bid too late; two more withdrew or were late for good. */
export async function openedLot(spine: Spine): Promise<OpenedLot> {
  await found(spine);
  const desk = deskAt(spine);
  const { lot } = await openLot(spine);
  const document = new TextEncoder().encode('招标文件');
  const digest = objectDigestOf(document);
  desk.objects.set(digest, document);
  await spine.upload(spine.people.agency.party, digest);
  const amended = await expectAccepted(amendNotice(spine, lot, { documents: [{ name: '招标文件.txt', digest }] }, { reason: '补充招标文件' }));
  const given = { desk, lot, tender: String(amended.body['tender']) };
  const bidders = Array.from({ length: 7 }, (_, index) => spine.party(200 + index, ['supplier']));
  for (const [index, party] of bidders.entries()) await register(spine, party, `投标单位${index}`);
  const [one, two, three, four, five, gone, late] = bidders as [Party, Party, Party, Party, Party, Party, Party];
  const standing: Submitted[] = [];
  standing.push(await submitted(given, one, offer(18_350_534), before(60_000)));
  await submitted(given, two, offer(19_000_000), before(60_000));
  standing.push(await submitted(given, two, offer(18_500_000), before(60_000)));
  await submitted(given, three, offer(18_900_000), before(60_000));
  await desk.must(three, 'withdrawBid', { lot, reason: '改报价' }, before(50_000));
  standing.push(await submitted(given, three, offer(18_600_000), before(40_000)));
  standing.push(await submitted(given, four, { priceFen: 0 }, before(60_000)));
  standing.push(await submitted(given, five, offer(18_700_000), before(60_000)));
  await turnedAway(given, five, offer(18_000_000), CLOSING);
  await submitted(given, gone, offer(18_800_000), before(60_000));
  await desk.must(gone, 'withdrawBid', { lot, reason: '' }, before(1));
  await turnedAway(given, late, offer(18_800_000), shift(CLOSING, 1));
  desk.until(shift(CLOSING, 5_000));
  for (const act of ['closeBidding', 'announceTenderers', 'checkSeals']) await clock(desk, act, lot);
  for (const each of standing) await bidOpened(given, each);
  await clock(desk, 'recordOpening', lot);
  return { lot, tender: given.tender, objects: desk.objects, bidders };
}
