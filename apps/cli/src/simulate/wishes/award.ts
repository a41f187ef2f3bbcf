/** From the report to the notice of award: publicity, recheck, capacity, decision, the next in rank. */
import { instantOf, instantText, present, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { lapsed, type Candidate } from '@zhaobiao/domain';
import type { Case, LotSeen } from '../landscape.ts';
import { momentOf } from '../landscape.ts';
import { chairOf } from './committee.ts';
import { giveUp } from './document.ts';
import { NONE, REASON, choose, dayAt, entityOf, paper, tenderers, trait, type Choice, type Scene, type Wish, type Wishes } from './wish.ts';

const DRAIN = 5_000;

/** Candidates that may still be chosen, best first. */
export const left = ({ room }: Pick<LotSeen, 'room'>): readonly Candidate[] => (room.candidates ?? []).filter((each) => each.standing === 'stands').toSorted((one, other) => one.rank - other.rank);

function publicity(c: Case, endsAt: Instant, again: boolean): JsonObject {
  const gone = new Set((c.lot.room.candidates ?? []).filter((each) => each.standing === 'passedOver').map((each) => each.bid));
  const candidates = (c.lot.room.report?.candidates ?? []).filter((each) => !gone.has(each.bid)).map((each): JsonObject => {
    const sheet = c.bids.find((bid) => bid.id === each.bid)?.room.sheet;
    const projectLeader = { name: sheet?.projectManager ?? '李工', certificateName: '一级建造师注册证书', certificateNumber: '闽1352022000001' };
    return { bid: each.bid, period: sheet?.period ?? '180 日历天', quality: sheet?.quality ?? '合格', projectLeader, evaluation: '按照招标文件评审', qualification: '符合要求' };
  });
  return { lot: c.lot.id, candidates, publicityEndsAt: instantText(endsAt), channel: { recipient: '建设单位', phone: '0595-20000001', address: '城区', online: 'https://example.test' }, media: ['national'], other: null, reason: again ? '公示内容有误，重新公示' : null };
}

function publicising(scene: Scene, c: Case, again = false): Wishes {
  const { people, chance } = scene.author;
  const owner = entityOf(scene, c.lot);
  const command = publicity(c, dayAt(scene.now, chance.between(4, 5), 0), again);
  const { candidates } = command;
  if (!Array.isArray(candidates) || candidates.length === 0) return NONE;
  const wish = (change: JsonObject, hostile?: string): Wish => ({ actor: owner, act: 'publishCandidates', command: { ...command, ...change }, ...(hostile === undefined ? {} : { hostile }) });
  return chance.weighted<Wishes>([
    [9, [wish({})]],
    [1, [wish({ publicityEndsAt: instantText(dayAt(scene.now, 2, 0)) }, 'a publicity of less than three days')]],
    [1, candidates.length > 1 ? [wish({ candidates: candidates.toReversed() }, 'candidates in another order than the report has them')] : NONE],
    [1, [{ ...wish({}, 'the agency publicises'), actor: people.agency }]],
  ]);
}

/** 条例 40 of the procedure: tenderers are asked to let their bids stand longer, and answer. */
function validity(scene: Scene, c: Case): Wishes {
  const { chance } = scene.author;
  const asked = c.lot.room.preparation?.extension;
  const waiting = asked ? c.bids.filter((bid) => bid.stage === 'opened' && !(bid.room.afterwards?.answers ?? []).some((each) => each.validUntil === asked.validUntil)) : [];
  if (waiting.length > 0) return waiting.map((bid) => ({ actor: scene.author.people.of(bid.room.tenderer.lead), act: 'consentExtension', command: { lot: c.lot.id, agrees: chance.percent(85) } }));
  if (asked) return NONE;
  const from = momentOf(c.lot, 'validityEnd') ?? scene.now;
  return [{ actor: entityOf(scene, c.lot), act: 'extendValidity', command: { lot: c.lot.id, lastOn: instantText(instantOf(from + 30 * 86_400_000)).slice(0, 10), reason: REASON } }];
}

async function reported(scene: Scene, c: Case): Promise<Wishes> {
  const [who] = tenderers(scene, c);
  if (!who) return NONE;
  return [{ actor: who, act: 'reportTendererChange', command: { lot: c.lot.id, kind: 'merger', happenedOn: instantText(scene.now).slice(0, 10), statement: '吸收合并', document: await paper(scene, who) } }];
}

/** What may happen at any time after the opening: validity, changes of a tenderer, an end. */
export function incidents(scene: Scene, c: Case): readonly Choice[] {
  const asked = c.lot.room.preparation?.extension;
  const pending = asked !== undefined && asked !== null && c.bids.some((bid) => bid.stage === 'opened' && (bid.room.afterwards?.answers ?? []).length === 0);
  return [
    [pending ? 10 : trait(scene, c.lot.id, 'needs more time', 35) ? 2 : 0, () => validity(scene, c)],
    [c.bids.some((bid) => (bid.room.afterwards?.reported ?? []).length > 0) ? 0 : 1, () => reported(scene, c)],
    [trait(scene, c.lot.id, 'comes to nothing', 18) ? 1 : 0, () => giveUp(scene, c.lot)],
  ];
}

const recheck = (scene: Scene, c: Case): Wishes => {
  const about = (c.lot.room.owed ?? []).find((each) => each.measure === 'recheck');
  return [{ actor: entityOf(scene, c.lot), act: 'orderRecheck', command: { lot: c.lot.id, reason: REASON, objection: about?.objection ?? null } }];
};

export async function evaluated(scene: Scene, c: Case): Promise<Wishes> {
  return choose(scene, [
    [12, () => publicising(scene, c)],
    [trait(scene, c.lot.id, 'is checked again', 10) && c.lot.room.report?.round === 1 ? 4 : 0, () => recheck(scene, c)],
    ...incidents(scene, c),
  ]);
}

/** The committee that evaluated says whether the candidate under review can perform. */
function capacity(scene: Scene, c: Case): Wishes {
  const chair = c.committee && chairOf(scene, c.committee);
  const ordered = (c.lot.room.reviews ?? []).at(-1);
  if (!chair || !ordered) return NONE;
  const found = c.committee?.room.capacities.some((each) => each.bid === ordered.bid && each.at >= ordered.orderedAt) === true;
  if (found) return NONE;
  const command = { lot: c.lot.id, bid: ordered.bid, capable: scene.author.chance.percent(60), reason: '经审查' };
  return scene.author.chance.percent(10) ? [{ actor: entityOf(scene, c.lot), act: 'recordCapacity', command, hostile: 'the procuring entity speaks for the committee' }] : [{ actor: chair, act: 'recordCapacity', command }];
}

type Cause = 'renounced' | 'noPerformanceBond' | 'unlawful' | 'incapable' | 'lapsed';

async function passing(scene: Scene, c: Case, candidate: Candidate, cause: Cause): Promise<Wishes> {
  const owner = entityOf(scene, c.lot);
  const documents = ['unlawful', 'renounced', 'forceMajeure'].includes(cause) ? [{ name: '处罚决定书', digest: await paper(scene, owner) }] : [];
  const command = { lot: c.lot.id, bid: candidate.bid, cause, reason: REASON, documents };
  return scene.author.chance.percent(10) ? [{ actor: scene.author.people.agency, act: 'passOver', command, hostile: 'the agency passes over a candidate' }] : [{ actor: owner, act: 'passOver', command }];
}

const isLapsed = (scene: Scene, c: Case, candidate: Candidate): boolean => {
  const bid = c.bids.find((each) => each.id === candidate.bid);
  return bid !== undefined && lapsed({ ...bid, machine: 'bid', room: bid.room }, c.lot, scene.now);
};

/** Why the first of those left will not be the supplier; nothing where it will. */
function fallsAway(scene: Scene, c: Case, candidate: Candidate): Cause | undefined {
  const found = c.committee?.room.capacities.findLast((each) => each.bid === candidate.bid);
  if (found?.capable === false && (c.lot.room.reviews ?? []).some((each) => each.bid === candidate.bid)) return 'incapable';
  if (isLapsed(scene, c, candidate)) return 'lapsed';
  if (candidate.rank > 1 || c.lot.room.award) return undefined;
  if (trait(scene, c.lot.id, 'the first renounces', 22)) return 'renounced';
  return trait(scene, c.lot.id, 'the first broke the law', 6) ? 'unlawful' : undefined;
}

const failing = (scene: Scene, c: Case, cause: string, hostile?: string): Wishes => [{ actor: entityOf(scene, c.lot), act: 'failTender', command: { lot: c.lot.id, cause, reason: REASON }, ...(hostile === undefined ? {} : { hostile }) }];

function deciding(scene: Scene, c: Case, candidate: Candidate, ended: boolean): Wishes {
  const { people, chance } = scene.author;
  const owner = entityOf(scene, c.lot);
  const command = { lot: c.lot.id, bid: candidate.bid, reason: '排名第一' };
  const end = present(momentOf(c.lot, 'publicityEnd'), 'the end of a publicity');
  const [, second] = left(c.lot);
  const early: Wish = { actor: owner, act: 'decideAward', command, at: instantOf(Math.min(scene.now, end + DRAIN - 1)), hostile: 'decided before the publicity has drained' };
  if (!ended) return chance.percent(15) ? [early] : NONE;
  return chance.weighted<Wishes>([
    [9, [{ actor: owner, act: 'decideAward', command }]],
    // Whoever passes over the first makes the second the first; nobody does here, for that is the procuring entity too and orderly about it.
    [1, second ? [{ actor: people.agency, act: 'decideAward', command: { ...command, bid: second.bid }, hostile: 'the agency decides' }] : NONE],
    [1, [early]],
  ]);
}

export async function publicised(scene: Scene, c: Case): Promise<Wishes> {
  const { chance } = scene.author;
  const { lot } = c;
  const [first] = left(lot);
  const end = momentOf(lot, 'publicityEnd');
  const ended = end !== undefined && scene.now >= end + DRAIN;
  const owed = new Set((lot.room.owed ?? []).map((each) => each.measure));
  if (owed.has('recheck')) return recheck(scene, c);
  if (owed.has('republicise')) return publicising(scene, c, true);
  // The document can be amended no longer: what is owed cannot be done, and the tender cannot lead to an award.
  if (owed.has('amendDocument')) return giveUp(scene, lot);
  if (!first) return failing(scene, c, 'noCandidateLeft');
  const review = capacity(scene, c);
  if (review.length > 0) return review;
  const cause = fallsAway(scene, c, first);
  if (cause) return passing(scene, c, first, cause);
  const someFell = (lot.room.candidates ?? []).some((each) => each.standing === 'passedOver');
  return choose(scene, [
    [12, () => deciding(scene, c, first, ended)],
    [someFell && trait(scene, lot.id, 'the next is too dear', 45) ? 20 : 0, () => failing(scene, c, 'nextUnfavourable')],
    [someFell || left(lot).length < 2 ? 0 : 1, () => failing(scene, c, 'noCandidateLeft', 'no candidate left while all are')],
    [trait(scene, lot.id, 'capacity is doubted', 35) && (lot.room.reviews ?? []).length === 0 ? 12 : 0, () => [{ actor: entityOf(scene, lot), act: 'reviewCapacity', command: { lot: lot.id, bid: first.bid, ground: 'finance', reason: REASON, documents: [] } }]],
    [trait(scene, lot.id, 'is checked again late', 8) && lot.room.report?.round === 1 ? 6 : 0, () => recheck(scene, c)],
    [chance.percent(20) && end !== undefined && !ended ? 1 : 0, () => publicising(scene, c, true)],
    ...incidents(scene, c),
  ]);
}

async function writtenReport(scene: Scene, c: Case): Promise<Wishes> {
  const { people, chance } = scene.author;
  const who = chance.percent(60) ? entityOf(scene, c.lot) : people.agency;
  const wish: Wish = { actor: who, act: 'fileWrittenReport', command: { lot: c.lot.id, document: await paper(scene, who), authority: '住房和城乡建设局', summary: '招标投标情况' } };
  return chance.percent(8) ? [{ ...wish, actor: people.supervisors[0], hostile: 'the authority reports to itself' }] : [wish];
}

export const report = (scene: Scene, c: Case): Choice => [c.lot.room.writtenReport ? 0 : 5, () => writtenReport(scene, c)];

export async function decided(scene: Scene, c: Case): Promise<Wishes> {
  const { people, chance } = scene.author;
  const { lot } = c;
  const owner = entityOf(scene, lot);
  const chosen = left(lot).find((each) => each.bid === lot.room.decision?.bid);
  if (!chosen) return NONE;
  const command = { lot: lot.id, bid: chosen.bid, number: `ZB${toHex(chance.entropy(4))}`, media: ['national'] };
  const renounces = chosen.rank === 1 && trait(scene, lot.id, 'renounces before the notice', 8);
  return choose(scene, [
    [renounces ? 0 : 12, () => [{ actor: owner, act: 'issueAward', command }]],
    [renounces ? 12 : 0, () => passing(scene, c, chosen, 'renounced')],
    [1, () => [{ actor: people.agency, act: 'issueAward', command, hostile: 'the agency issues the award' }]],
    [1, () => passing(scene, c, chosen, isLapsed(scene, c, chosen) ? 'lapsed' : 'noPerformanceBond')],
    report(scene, c),
    ...incidents(scene, c).slice(0, 2),
  ]);
}

/** The winner of an award that will not sign. */
export async function stepsBack(scene: Scene, c: Case): Promise<Wishes> {
  const winner = left(c.lot).find((each) => each.bid === c.lot.room.award?.bid);
  return winner ? passing(scene, c, winner, 'noPerformanceBond') : NONE;
}
