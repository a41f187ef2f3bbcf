/** What the city does with a tender after its opening: the committee sits, candidates are publicised, an award is issued. Each part begins at the stage it needs, so that a start cut short is completed by the next. */
import { instantText, present, shift, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import type { CommitteeRoom, LotRoom, Member, Report } from '@zhaobiao/domain';
import { streamState } from '../http/stream-state.ts';
import { EXPERT_FIELD, PROCURING_ENTITY } from './cast.ts';
import { perfect, type Resident } from './resident.ts';
import { bidOf, lotOf, type DemoSequel, type DemoTender, type TenderGround } from './tenders.ts';

const MINUTE_MS = 60_000;

/** Acts of one sitting, a minute apart; each under a key of its own. */
type Sitting = (who: Resident, act: string, command: JsonObject) => Promise<JsonObject>;

function sitting({ door }: Pick<TenderGround, 'door'>, { project }: DemoTender, beginsAt: Instant): Sitting {
  let acts = 0;
  return (who, act, command) => {
    acts += 1;
    return perfect(door, who, { act, command, key: `demo:${act}:${project}:${who.creditCode}:${acts}`, at: shift(beginsAt, acts * MINUTE_MS) });
  };
}

const roomOf = async <Room>({ door }: Pick<TenderGround, 'door'>, stream: string): Promise<{ readonly stage: string; readonly room: Room }> => present(await streamState<Room>(door.pool, stream), stream);

async function seat({ experts, centre, procuringEntity, agency }: TenderGround, lot: string, document: string, act: Sitting): Promise<void> {
  const members = experts.map(({ party }) => ({ party, kind: 'expert' satisfies Member['kind'], field: EXPERT_FIELD }));
  const { list } = await act(centre, 'proposeCommittee', { lot, procuringEntity: procuringEntity.party, agency: agency.party, members });
  await act(procuringEntity, 'confirmCommittee', { lot, list: list ?? '' });
  for (const each of experts) await act(each, 'signInMember', { lot });
  for (const each of experts) await act(each, 'declareInterest', { lot, conflicts: [] });
  const chair = present(experts[0], 'an expert of the city');
  for (const each of experts.slice(0, 3)) await act(each, 'electChair', { lot, candidate: chair.party });
  for (const each of experts) await act(each, 'studyCase', { lot, document, discipline: true });
}

async function reject({ experts }: TenderGround, tender: DemoTender, { rejected }: DemoSequel, bid: (supplier: number) => string, act: Sitting): Promise<void> {
  if (rejected === null) return;
  const { supplier, ...ground } = rejected;
  const lot = lotOf(tender);
  await act(present(experts[1], 'a second expert'), 'moveRejection', { lot, motions: [{ bid: bid(supplier), ...ground }] });
  for (const each of experts) await act(each, 'voteRejection', { lot, votes: [{ no: 1, inFavour: true }] });
}

async function score({ experts }: TenderGround, tender: DemoTender, { rejected }: DemoSequel, bid: (supplier: number) => string, act: Sitting): Promise<void> {
  if (tender.method !== 'comprehensive') return;
  const judged = tender.bids.filter((each) => each.supplier !== rejected?.supplier);
  for (const [place, each] of experts.entries()) {
    const scores = Object.fromEntries(judged.map(({ supplier, plan, record }): [string, Json] => [bid(supplier), { plan: present(plan?.[place], 'a score'), record: present(record, 'a score') }]));
    await act(each, 'submitScores', { lot: lotOf(tender), scores });
  }
}

/** Five experts sit, review, score where the method asks for it, and sign; the procuring entity takes the report over. */
async function evaluate(ground: TenderGround, tender: DemoTender, sequel: DemoSequel): Promise<void> {
  const lot = lotOf(tender);
  const { stage, room } = await roomOf<LotRoom>(ground, lot);
  if (stage !== 'opened') return;
  const act = sitting(ground, tender, sequel.sittingAt);
  const bid = (supplier: number): string => bidOf(ground, tender, supplier);
  const chair = present(ground.experts[0], 'an expert of the city');
  await seat(ground, lot, present(room.notice, 'a notice').digest, act);
  await act(chair, 'screenBids', { lot });
  await reject(ground, tender, sequel, bid, act);
  await act(chair, 'concludePreliminary', { lot, lacksCompetition: false, reason: null });
  await score(ground, tender, sequel, bid, act);
  const { report } = await act(chair, 'summariseScores', { lot });
  for (const each of ground.experts) await act(each, 'signReport', { lot, report: report ?? '', agrees: true, dissent: null });
  await perfect(ground.door, ground.procuringEntity, { act: 'receiveReport', command: { lot }, key: `demo:receiveReport:${tender.project}`, at: sequel.receivedAt });
}

const evaluationText = ({ total, rank }: Report['ranking'][number]): string => (total === null ? `经评审的投标价由低到高排序第 ${rank}` : `综合得分 ${total} 分，排序第 ${rank}`);

async function publicise(ground: TenderGround, tender: DemoTender, { publicisedAt, publicityEndsAt }: DemoSequel): Promise<void> {
  const lot = lotOf(tender);
  const [{ stage }, { room }] = await Promise.all([roomOf<LotRoom>(ground, lot), roomOf<CommitteeRoom>(ground, `committee:${lot.slice('lot:'.length)}`)]);
  if (stage !== 'evaluated') return;
  const leaders = new Map(tender.bids.map(({ supplier, leader }) => [bidOf(ground, tender, supplier), leader ?? '']));
  const candidates = present(room.report, 'a report').ranking.map((line) => ({
    bid: line.bid, period: '180日历天', quality: '合格', projectLeader: { name: leaders.get(line.bid) ?? '', certificateName: '一级建造师注册证书（市政公用工程）', certificateNumber: `闽135202100${1000 + line.rank * 37}` },
    evaluation: evaluationText(line), qualification: '市政公用工程施工总承包资质、安全生产许可证和项目负责人执业资格均符合招标文件要求',
  }));
  const channel = { recipient: `${PROCURING_ENTITY.name}工程部`, phone: '0595-0000000', address: '清源市滨江路 1 号', online: '登录平台，在“异议”中提出' };
  const command = { lot, candidates, publicityEndsAt: instantText(publicityEndsAt), channel, media: ['中国招标投标公共服务平台', '清源市公共资源交易平台（演示）'], other: null, reason: null };
  await perfect(ground.door, ground.procuringEntity, { act: 'publishCandidates', command, key: `demo:publishCandidates:${tender.project}`, at: publicisedAt });
}

async function award(ground: TenderGround, tender: DemoTender, { award: planned }: DemoSequel): Promise<void> {
  const lot = lotOf(tender);
  const { stage, room } = await roomOf<LotRoom>(ground, lot);
  const [first] = room.candidates ?? [];
  if (planned === null || first === undefined || !['publicised', 'decided'].includes(stage)) return;
  const by = (act: string, command: JsonObject, at: Instant): Promise<JsonObject> => perfect(ground.door, ground.procuringEntity, { act, command, key: `demo:${act}:${tender.project}`, at });
  if (stage === 'publicised') await by('decideAward', { lot, bid: first.bid, reason: '公示期内没有异议，按照评标报告推荐的排序，确定排名第一的中标候选人为中标人' }, planned.decidedAt);
  await by('issueAward', { lot, bid: first.bid, number: planned.number, media: ['中国招标投标公共服务平台'] }, planned.issuedAt);
}

/** Nothing for a tender without a sequel, and nothing twice. */
export async function followDemoTender(ground: TenderGround, tender: DemoTender): Promise<void> {
  if (tender.sequel === null) return;
  await evaluate(ground, tender, tender.sequel);
  await publicise(ground, tender, tender.sequel);
  await award(ground, tender, tender.sequel);
}
