/** From the report to the notice of award: publicity, objections, capacity, the next candidate (条例 53–56). */
import { addDays, dayOf, instantText, present, startOf, type JsonObject } from '@zhaobiao/basics';
import type { LotRoom } from '@zhaobiao/domain';
import type { Party } from '../spine.ts';
import { bidOf, local, stateOf, untilDeadline, uploaded, type Case } from './desk.ts';
import { delivered } from './preparation.ts';

export const LEADER = { name: '张工', certificateName: '一级建造师注册证书', certificateNumber: '闽1352022000001' };
const CHANNEL = { recipient: '建设单位王工', phone: '0595-20000001', address: '县城建中心', online: '平台异议入口' };

export const lotOf = async ({ desk, lot }: Case): Promise<LotRoom> => (await stateOf<LotRoom>(desk, lot)).room;

export const received = ({ desk, lot }: Case): Promise<JsonObject> => desk.must(desk.spine.people.entity, 'receiveReport', { lot });

/** The candidates of the report, for four full days; a publicity made anew says why. */
export async function publicised(given: Case, reason: string | null = null): Promise<void> {
  const { desk, lot } = given;
  const { report, candidates = [] } = await lotOf(given);
  const gone = new Set((candidates ?? []).filter((each) => each.standing === 'passedOver').map((each) => each.bid));
  const listed = present(report, 'report').candidates.filter(({ bid }) => !gone.has(bid));
  await desk.must(desk.spine.people.entity, 'publishCandidates', {
    lot, candidates: listed.map(({ bid, rank }) => ({ bid, period: '365 日历天', quality: '合格', projectLeader: LEADER, evaluation: `按评标办法排序第 ${rank}`, qualification: '资质、业绩符合招标文件要求' })),
    publicityEndsAt: instantText(startOf(addDays(dayOf(desk.now()), 5))), channel: CHANNEL, media: ['national'], other: null, reason,
  });
}

export async function candidatesPublicised(given: Case): Promise<void> {
  await received(given);
  given.desk.wait(3_600_000);
  await publicised(given);
}

/** The publicity over, and the drain. */
export async function publicityEnded({ desk, lot }: Case): Promise<void> {
  await untilDeadline(desk, lot, 'publicityEnd');
  desk.wait(10_000);
}

export const decided = ({ desk, lot }: Case, firm: Party, reason = '按照评标报告推荐的排序确定'): Promise<JsonObject> => desk.must(desk.spine.people.entity, 'decideAward', { lot, bid: bidOf(lot, firm), reason });

/** The notice of award; everybody whose bid stood at the opening is told at once. */
export async function issued(given: Case, firm: Party, number = '中字〔2026〕1号'): Promise<void> {
  const { desk, lot } = given;
  await desk.must(desk.spine.people.entity, 'issueAward', { lot, bid: bidOf(lot, firm), number, media: ['national'] });
  await delivered(given);
}

/** With the paper that proves it: the candidate's own words, or the finding. */
export async function passedOver({ desk, lot }: Case, firm: Party, cause: string, reason: string): Promise<JsonObject> {
  const { entity } = desk.spine.people;
  return desk.must(entity, 'passOver', { lot, bid: bidOf(lot, firm), cause, reason, documents: [{ name: reason, digest: await uploaded(desk, entity, `${lot} ${reason}`) }] });
}

/** A review of the capacity to perform, and what the committee found (条例 56). */
export async function capacityFound({ desk, lot }: Case, firm: Party, capable: boolean): Promise<void> {
  await desk.must(desk.spine.people.entity, 'reviewCapacity', { lot, bid: bidOf(lot, firm), ground: 'finance', reason: '被申请破产', documents: [] });
  await desk.must(desk.cast.expert(1), 'recordCapacity', { lot, bid: bidOf(lot, firm), capable, reason: capable ? '不影响履约' : '主要账户被冻结，不能履约' });
}

export type ObjectionAct = 'objectToDocument' | 'objectToOpening' | 'objectToResult';

/** An objection; its name is chosen by who objects and says nothing. Gives its stream. */
export async function objected({ desk, lot }: Case, firm: Party, act: ObjectionAct, name: string): Promise<string> {
  const objection = `objection:${local(lot)}/${name}`;
  await desk.must(firm, act, { objection, lot, grounds: '与招标文件不符', request: '请核实并更正', concerns: '第三章', documents: [] });
  return objection;
}

export const answered = ({ desk, lot }: Case, objection: string, outcome: 'upheld' | 'partly' | 'dismissed', measure: string): Promise<JsonObject> =>
  desk.must(desk.spine.people.entity, 'answerObjection', { objection, lot, outcome, text: outcome === 'dismissed' ? '经核实，异议不成立' : '经核实，异议成立', measure, documents: [] });

export const objectionWithdrawn = ({ desk, lot }: Case, firm: Party, objection: string): Promise<JsonObject> => desk.must(firm, 'withdrawObjection', { objection, lot, reason: '已经沟通清楚' });

export const recheckOrdered = ({ desk, lot }: Case, objection: string | null): Promise<JsonObject> => desk.must(desk.spine.people.entity, 'orderRecheck', { lot, reason: '异议成立', objection });

/** Ordered to stand still and let go on again by the same authority (条例 62). */
export async function suspendedOnce({ desk, lot }: Case, name: string): Promise<void> {
  const order = `order:${local(lot)}/${name}`;
  await desk.must(desk.cast.supervisor, 'orderSuspension', { order, lot, reason: '受理投诉', article: '条例第六十二条', documents: [] });
  desk.wait(86_400_000);
  await desk.must(desk.cast.supervisor, 'liftSuspension', { order, lot, reason: '投诉处理完毕' });
}

/** From a signed report to the notice of award for the first of the candidates. */
export async function lotAwarded(given: Case, winner: Party): Promise<void> {
  await candidatesPublicised(given);
  await publicityEnded(given);
  await decided(given, winner);
  await issued(given, winner);
}
