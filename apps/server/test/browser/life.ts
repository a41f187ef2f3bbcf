/** The demonstration city's tenders beyond their opening, on a test platform: one publicised, one awarded, one gone on to its archive; and tenders that stand still or ended. */
import { addDays, dayOf, instantText, present, shift, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { signer } from '@zhaobiao/evidence';
import { archiveOf, awardOf } from '../../src/award/queries.ts';
import { DEPOSITORY, EXPERTS, SUPPLIERS, type CastMember } from '../../src/demo/cast.ts';
import { lodgeDemoSecurities, prepareDemoTender } from '../../src/demo/preparation.ts';
import { perfect, type Resident } from '../../src/demo/resident.ts';
import { followDemoTender } from '../../src/demo/sequel.ts';
import { bidOf, demoTenders, lotOf, publishDemoTender, submitDemoBid, type DemoTender, type TenderGround } from '../../src/demo/tenders.ts';
import { keyOf, type Served } from '../http/platform.ts';
import { expectAccepted, moment, openLot, projectCommand, publishNotice, register, seeded, type Party } from '../spine.ts';

/** The day on which the tenders of the city are looked at. */
export const LOOKED_AT = moment('2026-04-10T10:00:00.000+08:00');
const [, , , PUBLICISED, AWARDED] = demoTenders(LOOKED_AT);
const ARCHIVED: DemoTender = { ...AWARDED, project: 'ARCHIVED', name: '清源市环城南路道路改造工程施工' };

export const pathOf = (tender: Pick<DemoTender, 'project'>): string => `/tenders/${tender.project}/1`;
export const LIFE_PAGES = [PUBLICISED, AWARDED, ARCHIVED].map(pathOf);
export const ENDED_PAGES = ['/tenders/HELD/1', '/tenders/ORDERED/1', '/tenders/TERMINATED/1', '/tenders/INVALID/1'] as const;

const partyOf = ({ creditCode, roles }: CastMember): Party => {
  const own = signer('ed25519', seeded(`life ${creditCode}`)(32));
  return { party: `party:${creditCode}`, creditCode, roles, keyId: own.keyId, signer: own };
};
const residentOf = (name: string, { party, creditCode, roles, signer: own }: Party): Resident => ({ party, creditCode, name, roles, signer: own });

async function groundOf({ spine, platform }: Served): Promise<TenderGround> {
  const { entity, agency, registrar } = spine.people;
  const [suppliers, experts, depository] = [SUPPLIERS.map(partyOf), EXPERTS.map(partyOf), partyOf(DEPOSITORY)];
  for (const [index, party] of suppliers.entries()) await register(spine, party, present(SUPPLIERS[index], 'a supplier').name);
  await register(spine, depository, DEPOSITORY.name);
  for (const [index, { name, person, creditCode }] of EXPERTS.entries()) {
    const { fields, employer, yearsInField } = present(person, 'a person');
    const command = { number: creditCode, name, roles: ['expert'], fields: [...fields], employer, seniorTitle: true, yearsInField, supervisorStaff: false, keys: [keyOf(present(experts[index], 'an expert'))] };
    await expectAccepted(spine.act(registrar, 'registerPerson', command));
  }
  const listed = present(platform.rulebook.procedures.find(({ procedure }) => procedure.id === 'open-tender.works'), 'open-tender.works');
  return {
    door: platform.door, objects: platform.objects, publicKey: toHex(spine.dealt.keys.publicKey), procedure: { id: listed.procedure.id, version: listed.procedure.version, digest: listed.digest },
    procuringEntity: residentOf('招标人', entity), agency: residentOf('代理', agency), centre: residentOf('交易中心', registrar), depository: residentOf(DEPOSITORY.name, depository),
    suppliers: suppliers.map((each, index) => residentOf(present(SUPPLIERS[index], 'a supplier').name, each)), experts: experts.map((each) => residentOf('专家', each)),
  };
}

/** The opening, with the sheets as they were sealed; the shares of a single guardian are not needed to see a page. */
async function openTender({ spine }: Served, ground: TenderGround, tender: DemoTender): Promise<void> {
  const lot = lotOf(tender);
  const at = shift(tender.closingAt, 6_000);
  const { clock, guardian } = spine.people;
  for (const act of ['closeBidding', 'announceTenderers', 'checkSeals']) await expectAccepted(spine.act(clock, act, { lot }, { at }));
  for (const { supplier, priceFen, leader = null } of tender.bids) {
    const bid = bidOf(ground, tender, supplier);
    await expectAccepted(spine.act(guardian, 'releaseShare', { bid, lot, shares: [{ kind: 'whole', index: 1, d: '00'.repeat(32), c: '00'.repeat(32), z: '00'.repeat(32) }], refused: null }, { at }));
    await expectAccepted(spine.act(clock, 'openBid', { bid, lot, result: { outcome: 'opened', sheet: { priceFen, period: '180日历天', quality: '合格', projectManager: leader, security: '电子保函' } } }, { at }));
  }
  await expectAccepted(spine.act(clock, 'recordOpening', { lot }, { at }));
}

async function told(served: Served, ground: TenderGround, tender: DemoTender): Promise<void> {
  const signedOver = await prepareDemoTender(ground, tender, await publishDemoTender(ground, tender));
  if (tender.preparation !== null) await expectAccepted(served.spine.act(served.spine.people.clock, 'deliverChange', { lot: lotOf(tender) }, { at: shift(tender.preparation.clarifiedAt, 2_000) }));
  await lodgeDemoSecurities(ground, tender);
  for (const bid of tender.bids) await submitDemoBid(ground, tender, signedOver, bid);
  await openTender(served, ground, tender);
  await followDemoTender(ground, tender);
}

/** Bond, contract, written report, returns, archive. */
async function contracted({ spine, platform }: Served, ground: TenderGround, tender: DemoTender): Promise<void> {
  const lot = lotOf(tender);
  const { pool } = platform.door;
  const { award } = present(await awardOf(pool, lot), 'an award');
  const { supplier, name, priceFen, period, quality, projectLeader, issuedAt } = present(award, 'a notice of award');
  const winner = present(ground.suppliers.find((each) => each.party === supplier), 'the winner');
  const start = moment(issuedAt);
  const day = (days: number): Instant => shift(start, days * 86_400_000);
  const text = 'cd'.repeat(32);
  await spine.upload(ground.procuringEntity.party, text);
  await spine.upload(ground.agency.party, text);
  const by = (who: Resident, act: string, command: JsonObject, at: Instant): Promise<JsonObject> => perfect(ground.door, who, { act, command: { lot, ...command }, key: `${act} ${lot} ${JSON.stringify(command).length} ${String(command['security'] ?? '')}`, at });
  const guarantee = { receivedOn: dayOf(day(1)), validUntilOn: addDays(dayOf(start), 500), number: 'LY-1', issuer: '清源农村商业银行', payer: name, accountTail: null, domestic: true, fromBasicAccount: false, document: null };
  await by(ground.depository, 'lodgePerformanceBond', { tenderer: supplier, kind: 'bankGuarantee', amountFen: Math.floor(priceFen / 10), ...guarantee }, day(1));
  await by(ground.procuringEntity, 'proposeContract', { priceFen, period, quality, projectLeader: { ...projectLeader }, document: text }, day(2));
  await by(winner, 'concludeContract', { document: text }, day(3));
  await by(ground.procuringEntity, 'publishContract', { document: text, withheld: null }, day(3));
  await by(ground.agency, 'fileWrittenReport', { document: text, authority: '清源市住房和城乡建设局', summary: '公开招标，结果见附件' }, day(3));
  for (const each of ground.suppliers) await by(ground.depository, 'returnSecurity', { security: `security:${lot.slice('lot:'.length)}/${each.creditCode}`, paidOn: dayOf(day(3)), ratePermille: null }, day(4));
  await by(ground.depository, 'confirmReturns', {}, day(4));
  const { lotVersion, pieces } = present(await archiveOf(pool, lot), 'the list of the archive');
  const passed = { passed: true, statement: '通过' };
  await by(ground.centre, 'archiveTender', { lotVersion, pieces: pieces.map((each) => ({ ...each })), checks: { authentic: passed, complete: passed, usable: passed, safe: passed } }, day(5));
}

async function standingStill({ spine }: Served, supplier: Party): Promise<void> {
  const { entity } = spine.people;
  const held = await openLot(spine, 'HELD');
  await expectAccepted(spine.act(supplier, 'objectToDocument', { objection: 'objection:HELD/1/a', lot: held.lot, grounds: '限定特定品牌', request: '删除', concerns: '第二章', documents: [] }));
  const ordered = await openLot(spine, 'ORDERED');
  const authority = spine.party(950, ['supervisor']);
  await register(spine, authority, '清源市住房和城乡建设局');
  await expectAccepted(spine.act(authority, 'orderSuspension', { order: 'order:ORDERED/1/2026-1', lot: ordered.lot, reason: '处理投诉', article: '招标投标法实施条例第六十二条', documents: [] }));
  const terminated = await openLot(spine, 'TERMINATED');
  await expectAccepted(spine.act(entity, 'terminateTender', { lot: terminated.lot, cause: 'planChanged', reason: '道路红线调整，本标段不再实施' }));
  const invalid = await openLot(spine, 'INVALID');
  await expectAccepted(spine.act(authority, 'invalidateDocument', { lot: invalid.lot, article: '招标投标法第十八条', reason: '以特定行政区域的业绩作为加分条件' }));
  // Tendered anew, in words of its own.
  await expectAccepted(spine.act(entity, 'defineLot', { project: 'project:INVALID', number: '2', name: '施工一标段（重新招标）', estimateFen: projectCommand(spine, 'INVALID')['estimateFen'] ?? 0, retenderOf: invalid.lot }));
  await expectAccepted(publishNotice(spine, 'lot:INVALID/2', { title: '测试道路工程施工招标公告（重新招标）' }));
}

/** Looked at on `LOOKED_AT`: the clock of the platform is put there. Gives the suppliers. */
export async function openLife(served: Served): Promise<readonly Party[]> {
  const ground = await groundOf(served);
  for (const tender of [PUBLICISED, AWARDED, ARCHIVED]) await told(served, ground, tender);
  await contracted(served, ground, ARCHIVED);
  await standingStill(served, partyOf(present(SUPPLIERS[0], 'a supplier')));
  served.clock.at = LOOKED_AT;
  return SUPPLIERS.map(partyOf);
}

export const SUMMARY = { publicised: PUBLICISED, awarded: AWARDED, archived: ARCHIVED, lookedAt: instantText(LOOKED_AT) };
