/** The tenders of the demonstration city: one that takes bids, one opened with its record, one that failed for want of a third bid, one whose candidates are publicised and one that is awarded. */
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
  /** Keeps the bid securities. */
  readonly depository: Resident;
  /** The trading centre, which enters the committee. */
  readonly centre: Resident;
  /** Of the expert bank; the first is elected chair. */
  readonly experts: readonly Resident[];
  /** Procedure `open-tender.works` as the rulebook files it. */
  readonly procedure: { readonly id: string; readonly version: string; readonly digest: string };
  /** The guardians' common key, hex. */
  readonly publicKey: string;
};

/** `leader`: the project leader the bid names; `plan`, `record`: what the experts score, where the method asks for scores. */
type DemoBid = { readonly supplier: number; readonly priceFen: number; readonly at: Instant; readonly leader?: string; readonly plan?: readonly string[]; readonly record?: string };

/** What comes after the opening, where the city tells it. */
export type DemoSequel = {
  readonly sittingAt: Instant;
  readonly rejected: { readonly supplier: number; readonly code: string; readonly clause: string; readonly page: string; readonly reason: string } | null;
  readonly receivedAt: Instant;
  readonly publicisedAt: Instant;
  readonly publicityEndsAt: Instant;
  readonly award: { readonly decidedAt: Instant; readonly issuedAt: Instant; readonly number: string } | null;
};

/** An objection to the document and its answer, and a clarification, while bids are prepared. */
export type DemoPreparation = { readonly objector: number; readonly filedAt: Instant; readonly answeredAt: Instant; readonly clarifiedAt: Instant };

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
  readonly method: 'lowestEvaluated' | 'comprehensive';
  readonly preparation: DemoPreparation | null;
  readonly sequel: DemoSequel | null;
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
export const beginningOf = (startedAt: Instant): Instant => at(weekday(dayOf(startedAt), -45), 9);

/** 法 24: at least 20 days from the notice to the closing; each of these has more. */
export function demoTenders(startedAt: Instant): readonly [opened: DemoTender, failed: DemoTender, bidding: DemoTender, publicised: DemoTender, awarded: DemoTender] {
  const today = dayOf(startedAt);
  const year = today.slice(0, 4);
  const [openedOn, failedOn, bidOn] = [weekday(today, -2), weekday(today, -5), weekday(today, -3)];
  const [openedEve, failedEve] = [weekday(openedOn, -1), weekday(failedOn, -1)];
  const plain = { method: 'lowestEvaluated', preparation: null, sequel: null } as const;
  const opened: DemoTender = {
    ...plain, project: `QY${year}-GC-0137`, name: '清源市滨江路（解放桥至东门段）雨污分流改造工程施工', estimateFen: 1_268 * WAN_YUAN, ceilingFen: 1_243 * WAN_YUAN, securityFen: 24 * WAN_YUAN,
    registeredAt: at(weekday(today, -29), 9, 20), publishedAt: at(weekday(today, -28), 10), issueEndsAt: at(weekday(today, -20), 17, 30), closingAt: at(openedOn, 9, 30),
    bids: [
      { supplier: 0, priceFen: 1_187_362_500, at: at(openedEve, 15, 12) },
      { supplier: 1, priceFen: 1_192_048_800, at: at(openedEve, 16, 41) },
      { supplier: 2, priceFen: 1_179_856_000, at: at(openedEve, 17, 26) },
      { supplier: 3, priceFen: 1_210_500_000, at: at(openedEve, 20, 3) },
    ],
  };
  const failed: DemoTender = {
    ...plain, project: `QY${year}-GC-0129`, name: '清源市第三实验小学运动场及看台维修工程施工', estimateFen: 486 * WAN_YUAN, ceilingFen: 472 * WAN_YUAN, securityFen: 9 * WAN_YUAN,
    registeredAt: at(weekday(today, -29), 14, 5), publishedAt: at(weekday(today, -29), 15, 30), issueEndsAt: at(weekday(today, -20), 17, 30), closingAt: at(failedOn, 10),
    bids: [{ supplier: 1, priceFen: 452_113_000, at: at(failedEve, 10, 48) }, { supplier: 2, priceFen: 449_870_000, at: at(failedEve, 11, 30) }],
  };
  const bidding: DemoTender = {
    ...plain, project: `QY${year}-GC-0142`, name: '清源市人民医院门诊综合楼改扩建工程施工', estimateFen: 8_650 * WAN_YUAN, ceilingFen: 8_512 * WAN_YUAN, securityFen: 80 * WAN_YUAN,
    registeredAt: at(weekday(today, -4), 9, 10), publishedAt: at(bidOn, 16), issueEndsAt: at(weekday(today, 9), 17, 30), closingAt: at(weekday(today, 20), 9, 30),
    bids: [{ supplier: 0, priceFen: 8_391_200_000, at: at(bidOn, 17, 5) }],
  };
  return [opened, failed, bidding, publicisedTender(today), awardedTender(today)];
}

/** Evaluated on the day of its opening, publicised on the next working day, until four days from today. */
function publicisedTender(today: Day): DemoTender {
  const closingOn = weekday(today, -4);
  const eve = weekday(closingOn, -1);
  return {
    project: `QY${today.slice(0, 4)}-GC-0134`, name: '清源市东门片区停车场及配套道路工程施工', estimateFen: 2_360 * WAN_YUAN, ceilingFen: 2_318 * WAN_YUAN, securityFen: 46 * WAN_YUAN,
    registeredAt: at(weekday(today, -31), 9, 40), publishedAt: at(weekday(today, -28), 14, 30), issueEndsAt: at(weekday(today, -19), 17, 30), closingAt: at(closingOn, 9, 30),
    method: 'lowestEvaluated', preparation: null,
    bids: [
      { supplier: 0, priceFen: 2_236_810_000, at: at(eve, 10, 20), leader: '林志远' },
      { supplier: 1, priceFen: 2_251_496_300, at: at(eve, 14, 35), leader: '王海波' },
      { supplier: 2, priceFen: 2_219_075_800, at: at(eve, 16, 2), leader: '陈锦辉' },
      { supplier: 3, priceFen: 2_274_300_000, at: at(eve, 19, 48), leader: '许文彬' },
    ],
    sequel: { sittingAt: at(closingOn, 13, 30), rejected: null, receivedAt: at(closingOn, 17, 10), publicisedAt: at(weekday(closingOn, 1), 9), publicityEndsAt: at(addDays(today, 4), 0), award: null },
  };
}

/** With an objection to the document answered, a clarification, a bid rejected, and its notice of award issued some days ago. */
function awardedTender(today: Day): DemoTender {
  const closingOn = weekday(today, -15);
  const [eve, publishedOn, publicisedOn] = [weekday(closingOn, -1), weekday(today, -39), weekday(closingOn, 1)];
  const filedOn = weekday(publishedOn, 1);
  const answeredOn = weekday(filedOn, 1);
  const publicityEndsOn = addDays(publicisedOn, 4);
  const decidedOn = weekday(publicityEndsOn, 1);
  return {
    project: `QY${today.slice(0, 4)}-GC-0121`, name: '清源市环城北路（一期）道路及管网改造工程施工', estimateFen: 3_180 * WAN_YUAN, ceilingFen: 3_126 * WAN_YUAN, securityFen: 60 * WAN_YUAN,
    registeredAt: at(weekday(today, -42), 9, 15), publishedAt: at(publishedOn, 10), issueEndsAt: at(weekday(today, -29), 17, 30), closingAt: at(closingOn, 10),
    method: 'comprehensive', preparation: { objector: 1, filedAt: at(filedOn, 11, 5), answeredAt: at(answeredOn, 16, 20), clarifiedAt: at(weekday(answeredOn, 1), 9, 30) },
    bids: [
      { supplier: 0, priceFen: 2_973_640_000, at: at(eve, 9, 50), leader: '林志远', plan: ['21', '20.5', '22', '21', '21.5'], record: '15' },
      { supplier: 1, priceFen: 2_998_215_600, at: at(eve, 11, 16), leader: '王海波', plan: ['22', '21.5', '22.5', '22', '21'], record: '8' },
      { supplier: 2, priceFen: 2_941_508_200, at: at(eve, 15, 27), leader: '陈锦辉', plan: ['20', '19.5', '20', '20.5', '20'], record: '15' },
      { supplier: 3, priceFen: 2_960_077_000, at: at(eve, 20, 41), leader: '许文彬', plan: ['18', '18.5', '19', '18', '18.5'], record: '0' },
    ],
    sequel: {
      sittingAt: at(closingOn, 14), rejected: { supplier: 3, code: 'REJ-03A', clause: '资格要求第 1 项', page: '第 36 页', reason: '提供的施工总承包资质证书有效期在投标截止时间前已经届满，没有提供延续证明' }, receivedAt: at(closingOn, 17, 25),
      publicisedAt: at(publicisedOn, 9, 30), publicityEndsAt: at(publicityEndsOn, 0), award: { decidedAt: at(decidedOn, 9, 30), issuedAt: at(decidedOn, 15), number: `清城投中字〔${today.slice(0, 4)}〕21号` },
    },
  };
}

export const lotOf = ({ project }: Pick<DemoTender, 'project'>): string => `lot:${project}/1`;

export const bidOf = ({ suppliers }: Pick<TenderGround, 'suppliers'>, tender: Pick<DemoTender, 'project'>, supplier: number): string =>
  `bid:${lotOf(tender).slice('lot:'.length)}/${present(suppliers[supplier], 'a supplier of the city').creditCode}`;

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
export async function submitDemoBid({ door, objects, suppliers, publicKey }: TenderGround, tender: DemoTender, signedOver: string, { supplier, priceFen, at: moment, leader = null }: Omit<DemoBid, 'leader'> & { readonly leader?: string | null }): Promise<void> {
  const who = present(suppliers[supplier], 'a supplier of the city');
  const [lot, kind] = [lotOf(tender), 'whole'];
  if (await hasBegun(door, `bid:${lot.slice('lot:'.length)}/${who.creditCode}`)) return;
  const entropy = entropyOf(who, `${lot} ${kind}`);
  const label = sealLabel([lot, kind, who.party]);
  const sealing = encapsulate(present(fromHex(publicKey), 'public key'), label, entropy);
  const sheet = { priceFen, period: '180日历天', quality: '合格', projectManager: leader, security: '电子保函' };
  const ciphertext = await sealBytes({ profile: 'international', key: sealing.secret, context: label, entropy }, canonicalBytes(sheet));
  const digest = objectDigestOf(ciphertext);
  const capsule = capsuleText(sealing.bind(present(fromHex(digest), 'digest')));
  await upload(objects, who, ciphertext);
  const envelopes = [{ kind, label: toHex(label), capsule: { ...capsule }, ciphertext: digest, lengthBytes: ciphertext.length }];
  await perfect(door, who, { act: 'submitBid', command: { lot, tenderer: { lead: who.party, members: [] }, envelopes }, key: `demo:submitBid:${lot}`, at: moment, tender: signedOver });
}
