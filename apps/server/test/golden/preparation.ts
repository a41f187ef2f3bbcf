/** From the project to the notice, and what everybody is told until the bids are in. */
import { instantText, shift, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { drawCommitment } from '@zhaobiao/evidence';
import { amendCommand, draftCommand, noticeCommand, projectCommand, seeded, type Party } from '../spine.ts';
import { local, morning, type Case, type Desk } from './desk.ts';

export const ESTIMATE = 4_000_000_000;
/** The number that the procuring entity draws coefficients with. */
export const NONCE = seeded('golden/nonce')(32);

/** Forty points for what members judge, sixty for the price, its base lowered by a coefficient that is drawn. */
export const SCORED: JsonObject = {
  method: 'comprehensive', scale: 'points', ties: ['priceLow', 'committeeVote'],
  coefficients: [{ name: 'K', title: '下浮系数', values: { kind: 'list', values: ['0.95', '0.96', '0.97'] } }],
  suspicions: [{ below: 'mean', percent: '80' }],
  groups: [
    { id: 'technical', title: '技术', kind: 'technical', points: '40', items: [
      { kind: 'range', id: 'plan', title: '施工组织设计', nature: 'subjective', min: '0', max: '25', step: '0.5' },
      { kind: 'levels', id: 'record', title: '类似业绩', nature: 'objective', levels: [{ title: '有', score: '15' }, { title: '无', score: '0' }] },
    ] },
    { id: 'price', title: '报价', kind: 'price', points: '60', items: [
      { kind: 'price', id: 'offer', title: '投标报价', full: '60', formula: { kind: 'deviation', base: { method: { kind: 'mean', times: [{ coefficient: 'K' }] } }, abovePoints: '2', belowPoints: '1' } },
    ] },
  ],
};
export const SCORED_TERMS: JsonObject = { evaluation: SCORED, drawCommitment: toHex(drawCommitment(NONCE)) };

const plan = (project: string): JsonObject => ({ project: `project:${project}`, content: '道路工程施工', estimateFen: ESTIMATE, noticeMonth: '2026-03', method: 'open', contact: '建设单位，0595-20000001' });

export async function projectRegistered(desk: Desk, project: string, change: JsonObject = {}): Promise<void> {
  await desk.must(desk.spine.people.entity, 'registerProject', projectCommand(desk.spine, project, change));
}

/** The plan stands thirty days before the notice (TND-042), and is changed once meanwhile. */
export async function planPublished(desk: Desk, project: string): Promise<void> {
  const { agency, entity } = desk.spine.people;
  await desk.must(agency, 'publishPlan', plan(project));
  await desk.must(entity, 'changePlan', { ...plan(project), contact: '建设单位，0595-20000009', reason: '更换联系人' });
  desk.wait(31 * 86_400_000);
}

export type Drafting = Partial<Omit<Parameters<typeof draftCommand>[1] & object, 'lot'>>;

export async function lotDefined(desk: Desk, project: string, number: string, change: JsonObject = {}): Promise<string> {
  const answer = await desk.must(desk.spine.people.entity, 'defineLot', { project: `project:${project}`, number, name: `施工${number}标段`, estimateFen: ESTIMATE, ...change });
  return String(answer['lot']);
}

/** The agency draws the document up; gives the digest that its issuer names. */
export async function drafted(desk: Desk, lot: string, change: Drafting = {}): Promise<string> {
  return String((await desk.must(desk.spine.people.agency, 'draftDocument', draftCommand(lot, change)))['draft']);
}

/** Issued by the procuring entity, closing at half past nine on the twenty-fifth day. */
export async function published(desk: Desk, lot: string, change: Drafting = {}): Promise<Case> {
  const draft = await drafted(desk, lot, change);
  const moments = { issueEndsAt: instantText(morning(desk, 6)), closingAt: instantText(morning(desk, 25)) };
  const answer = await desk.must(desk.spine.people.entity, 'publishNotice', noticeCommand(lot, draft, moments));
  return { desk, project: `project:${local(lot).split('/')[0] ?? ''}`, lot, tender: String(answer['tender']) };
}

/** A project of one lot, its notice published. */
export async function tenderPublished(desk: Desk, project: string, change: Drafting = {}): Promise<Case> {
  await projectRegistered(desk, project);
  return published(desk, await lotDefined(desk, project, '1'), change);
}

/** The document changed and everybody told; the deadline moves by the fifteen-day rule. */
export async function amended(given: Case, change: Drafting = {}): Promise<Case> {
  const { desk, lot } = given;
  const draft = await drafted(desk, lot, change);
  const answer = await desk.must(desk.spine.people.entity, 'amendNotice', amendCommand(lot, draft, { reason: '补充图纸', affectsBids: true }));
  await delivered(given);
  return { ...given, tender: String(answer['tender']) };
}

export const delivered = ({ desk, lot }: Case): Promise<JsonObject> => desk.must(desk.spine.people.clock, 'deliverChange', { lot });

/** A question, everybody's answer to it, and the proof that one recipient read it. */
export async function clarified(given: Case, asker: Party): Promise<Case> {
  const { desk, lot } = given;
  const { agency } = desk.spine.people;
  await desk.must(asker, 'obtainDocument', { lot });
  const asked = await desk.must(asker, 'askQuestion', { lot, name: '5a'.repeat(16), clause: '第三章 3.2', question: '暂估价材料是否由招标人供应？' });
  const answers = [{ enquiry: String(asked['enquiry']), question: '暂估价材料由谁供应？', answer: '由中标人采购，价格由双方确认。' }];
  const answer = await desk.must(agency, 'clarify', { lot, answers, affectsBids: false });
  await delivered(given);
  await desk.must(asker, 'acknowledgeChange', { lot, change: 1, digest: String(answer['tender']) });
  return { ...given, tender: String(answer['tender']) };
}

/** For all or for none (条例 28). */
export async function siteVisited(given: Case): Promise<void> {
  const { desk, lot } = given;
  const at = instantText(morning(desk, 3));
  await desk.must(desk.spine.people.agency, 'announceSiteVisit', { lot, place: '施工现场大门', at, contact: '李工，0595-20000002', statement: '自带安全帽' });
  await delivered(given);
}

/** The platform was down around the deadline; bidding goes on for as long again, and a day (ELE-07). Gives the new deadline. */
export async function outageDeclared(given: Case, from: Instant, to: Instant): Promise<Instant> {
  const { desk, lot } = given;
  const closingAt = shift(to, to - from + 86_400_000);
  desk.until(to);
  await desk.must(desk.cast.operator, 'declareOutage', { lot, cause: 'network', from: instantText(from), to: instantText(to), statement: '出口线路中断', closingAt: instantText(closingAt) });
  await delivered(given);
  return closingAt;
}
