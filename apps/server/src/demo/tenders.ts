/** The three tenders of the demonstration city: one that takes bids, one opened with its record, one that failed for want of a third bid. */
import { HOUR, MINUTE, addDays, dayOf, fromHex, instant, instantText, present, startOf, toHex, utf8, weekdayOf, type Day, type Instant } from '@zhaobiao/basics';
import { canonicalBytes, capsuleText, encapsulate, objectDigestOf, sealBytes, sealLabel } from '@zhaobiao/evidence';
import type { LotRoom } from '@zhaobiao/domain';
import { streamState } from '../http/stream-state.ts';
import type { ObjectGround } from '../objects/upload.ts';
import type { Door } from '../perform.ts';
import { basisOf, draftOf, fileOf, planOf } from './documents.ts';
import { entropyOf, hasBegun, perfect, upload, type Resident } from './resident.ts';

export type TenderGround = {
  readonly door: Door;
  readonly objects: ObjectGround;
  readonly procuringEntity: Resident;
  readonly agency: Resident;
  readonly suppliers: readonly Resident[];
  /** Procedure `open-tender.works` as the rulebook files it. */
  readonly procedure: { readonly id: string; readonly version: string; readonly digest: string };
  /** The guardians' common key, hex. */
  readonly publicKey: string;
};

type DemoBid = { readonly supplier: number; readonly priceFen: number; readonly at: Instant };

export type DemoTender = {
  readonly project: string;
  readonly name: string;
  readonly estimateFen: number;
  readonly ceilingFen: number;
  readonly securityFen: number;
  readonly registeredAt: Instant;
  readonly publishedAt: Instant;
  readonly issueEndsAt: Instant;
  readonly closingAt: Instant;
  readonly bids: readonly DemoBid[];
};

const WAN_YUAN = 1_000_000;

/** `+3` / `-3` days from a day, then on to the next (or back to the last) Monday to Friday. */
function weekday(from: Day, days: number): Day {
  const step = days < 0 ? -1 : 1;
  let on = addDays(from, days);
  while (weekdayOf(on) > 5) on = addDays(on, step);
  return on;
}

const at = (on: Day, hours: number, minutes = 0): Instant => present(instant(startOf(on) + hours * HOUR + minutes * MINUTE), 'a moment of the day');

/** When everything began, seen from the day the demonstration was first started: before the first of these acts. */
export const beginningOf = (startedAt: Instant): Instant => at(weekday(dayOf(startedAt), -30), 9);

/** 法 24: at least 20 days from the notice to the closing; each of these has more. */
export function demoTenders(startedAt: Instant): readonly [opened: DemoTender, failed: DemoTender, bidding: DemoTender] {
  const today = dayOf(startedAt);
  const year = today.slice(0, 4);
  const [openedOn, failedOn, bidOn] = [weekday(today, -2), weekday(today, -5), weekday(today, -3)];
  const [openedEve, failedEve] = [weekday(openedOn, -1), weekday(failedOn, -1)];
  const opened: DemoTender = {
    project: `QY${year}-GC-0137`, name: '清源市滨江路（解放桥至东门段）雨污分流改造工程施工', estimateFen: 1_268 * WAN_YUAN, ceilingFen: 1_243 * WAN_YUAN, securityFen: 24 * WAN_YUAN,
    registeredAt: at(weekday(today, -29), 9, 20), publishedAt: at(weekday(today, -28), 10), issueEndsAt: at(weekday(today, -20), 17, 30), closingAt: at(openedOn, 9, 30),
    bids: [
      { supplier: 0, priceFen: 1_187_362_500, at: at(openedEve, 15, 12) },
      { supplier: 1, priceFen: 1_192_048_800, at: at(openedEve, 16, 41) },
      { supplier: 2, priceFen: 1_179_856_000, at: at(openedEve, 17, 26) },
      { supplier: 3, priceFen: 1_210_500_000, at: at(openedEve, 20, 3) },
    ],
  };
  const failed: DemoTender = {
    project: `QY${year}-GC-0129`, name: '清源市第三实验小学运动场及看台维修工程施工', estimateFen: 486 * WAN_YUAN, ceilingFen: 472 * WAN_YUAN, securityFen: 9 * WAN_YUAN,
    registeredAt: at(weekday(today, -29), 14, 5), publishedAt: at(weekday(today, -29), 15, 30), issueEndsAt: at(weekday(today, -20), 17, 30), closingAt: at(failedOn, 10),
    bids: [{ supplier: 1, priceFen: 452_113_000, at: at(failedEve, 10, 48) }, { supplier: 2, priceFen: 449_870_000, at: at(failedEve, 11, 30) }],
  };
  const bidding: DemoTender = {
    project: `QY${year}-GC-0142`, name: '清源市人民医院门诊综合楼改扩建工程施工', estimateFen: 8_650 * WAN_YUAN, ceilingFen: 8_512 * WAN_YUAN, securityFen: 80 * WAN_YUAN,
    registeredAt: at(weekday(today, -4), 9, 10), publishedAt: at(bidOn, 16), issueEndsAt: at(weekday(today, 9), 17, 30), closingAt: at(weekday(today, 20), 9, 30),
    bids: [{ supplier: 0, priceFen: 8_391_200_000, at: at(bidOn, 17, 5) }],
  };
  return [opened, failed, bidding];
}

export const lotOf = ({ project }: Pick<DemoTender, 'project'>): string => `lot:${project}/1`;

/**
 * Registers the project, defines its one lot and publishes the notice; gives the digest that tenderers sign over. What an earlier start has done stays as it
 * was done: a later release may word the same act differently (the digest of the procedure it pins), and the same key would mean two things.
 */
export async function publishDemoTender(ground: TenderGround, tender: DemoTender): Promise<string> {
  const { door, objects, procuringEntity, agency, procedure } = ground;
  const { project, name, estimateFen, registeredAt, publishedAt, issueEndsAt, closingAt } = tender;
  const lot = lotOf(tender);
  const by = (act: string, command: Parameters<typeof perfect>[2]['command'], moment: Instant, who = procuringEntity) => perfect(door, who, { act, command, key: `demo:${act}:${project}`, at: moment });
  const published = (await streamState<LotRoom>(door.pool, lot))?.room;
  if (published?.notice) return published.notice.digest;
  if (!(await hasBegun(door, `project:${project}`))) {
    const facts = { project, name, region: '350599', procuringEntity: procuringEntity.party, agency: agency.party, procedure: { ...procedure }, estimateFen, investmentCode: null };
    await by('registerProject', { ...facts, basis: basisOf(tender) }, registeredAt);
    await by('publishPlan', planOf(tender), registeredAt);
  }
  if (published === undefined) await by('defineLot', { project: `project:${project}`, number: '1', name, estimateFen }, registeredAt);
  const draft = published?.draft?.digest ?? String((await by('draftDocument', draftOf(tender, lot, await upload(objects, agency, utf8(fileOf(tender)))), publishedAt, agency))['draft']);
  const answer = await by('publishNotice', { lot, draft, media: ['national'], issueEndsAt: instantText(issueEndsAt), closingAt: instantText(closingAt) }, publishedAt);
  return String(answer['tender']);
}

/** Seals and submits one bid, as the bidder's own machine does it; nothing where it has been. */
export async function submitDemoBid({ door, objects, suppliers, publicKey }: TenderGround, tender: DemoTender, signedOver: string, { supplier, priceFen, at: moment }: DemoBid): Promise<void> {
  const who = present(suppliers[supplier], 'a supplier of the city');
  const [lot, kind] = [lotOf(tender), 'whole'];
  if (await hasBegun(door, `bid:${lot.slice('lot:'.length)}/${who.creditCode}`)) return;
  const entropy = entropyOf(who, `${lot} ${kind}`);
  const label = sealLabel([lot, kind, who.party]);
  const sealing = encapsulate(present(fromHex(publicKey), 'public key'), label, entropy);
  const sheet = { priceFen, period: '180日历天', quality: '合格', projectManager: null, security: '电子保函' };
  const ciphertext = await sealBytes({ profile: 'international', key: sealing.secret, context: label, entropy }, canonicalBytes(sheet));
  const digest = objectDigestOf(ciphertext);
  const capsule = capsuleText(sealing.bind(present(fromHex(digest), 'digest')));
  await upload(objects, who, ciphertext);
  const envelopes = [{ kind, label: toHex(label), capsule: { ...capsule }, ciphertext: digest, lengthBytes: ciphertext.length }];
  await perfect(door, who, { act: 'submitBid', command: { lot, tenderer: { lead: who.party, members: [] }, envelopes }, key: `demo:submitBid:${lot}`, at: moment, tender: signedOver });
}
