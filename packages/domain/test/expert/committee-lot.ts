/** A lot whose bids are opened, and its committee step by step, for the tables of the rooms expert and evaluation. */
import { shift, unwrap, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import { evaluationTerms, timetable, type BidRoom, type BidSheet, type CommitteeRoom, type EvaluationTermsDraft, type Refusal } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import type { Done, Person } from '@zhaobiao/testkit';
import { DIGEST, LOT, WORKS, at, biddingLot, type Ground } from '../tender/bidding-lot.ts';

export { DIGEST, LOT, WORKS, at };
export const COMMITTEE = 'committee:P1/1';
export const OPENED = at('2026-03-16T10:00:00.000+08:00');
/** After the half hour for objections on the spot. */
export const SITTING = at('2026-03-16T13:30:00.000+08:00');
export const HOUR = 3_600_000;
export const CEILING = 400_000_000;

export const SCORED: EvaluationTermsDraft = {
  method: 'comprehensive', scale: 'points', ties: ['priceLow', 'committeeVote'],
  groups: [
    { id: 'technical', title: '技术', kind: 'technical', points: '40', items: [
      { kind: 'range', id: 'plan', title: '施工组织设计', nature: 'subjective', min: '0', max: '25', step: '0.5' },
      { kind: 'levels', id: 'record', title: '类似业绩', nature: 'objective', levels: [{ title: '有', score: '15' }, { title: '无', score: '0' }] },
    ] },
    { id: 'price', title: '报价', kind: 'price', points: '60', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '60', formula: { kind: 'lowPriceFirst' } }] },
  ],
};
export const LOWEST: EvaluationTermsDraft = { method: 'lowestEvaluated', ties: ['priceLow', 'committeeVote'] };

export const sheet = (priceFen: number, change: Partial<BidSheet> = {}): BidSheet => ({
  priceFen, period: '365 日历天', quality: '合格', projectManager: '张工', security: null, priceInWords: null, items: null, provisionalFen: null, deviations: null, validityDays: 90, qualifications: null, agreement: null, ...change,
});

/** Prices in fen by the code of the tenderer. */
export const PRICES: Readonly<Record<string, number>> = { S1: 350_000_000, S2: 360_000_000, S3: 370_000_000, S4: 380_000_000 };
export const bidOf = (code: string): string => `bid:P1/1/${code}`;

export type LotFacts = {
  readonly prices?: Readonly<Record<string, number>>;
  readonly terms?: EvaluationTermsDraft;
  readonly sheets?: Readonly<Record<string, Partial<BidSheet>>>;
  readonly rooms?: Readonly<Record<string, Partial<BidRoom>>>;
  readonly lot?: JsonObject;
};

export type CommitteeGround = Ground & { readonly experts: readonly Person[]; readonly delegate: Person; readonly committee: () => CommitteeRoom; readonly stage: (stage: string) => void; readonly stageNow: () => string };

export type PersonFacts = { readonly employer?: string; readonly fields?: readonly string[]; readonly seniorTitle?: boolean; readonly yearsInField?: number; readonly supervisorStaff?: boolean };

export const settlePerson = (ground: Ground, number: string, change: PersonFacts = {}): Person =>
  ground.settle(number, ['expert'], number, { person: { fields: ['市政'], employer: `${number}的单位`, seniorTitle: true, yearsInField: 12, supervisorStaff: false, ...change } });

const calendar = loadRulebook().calendar;

export function openedLot({ prices = PRICES, terms = SCORED, sheets = {}, rooms = {}, lot = {} }: LotFacts = {}): CommitteeGround {
  const ground = biddingLot();
  for (const [code, priceFen] of Object.entries(prices)) {
    ground.bid(ground.supplier(code), 'opened', { submittedAt: '2026-03-15T10:00:00.000+08:00', openedAt: '2026-03-16T09:40:00.000+08:00', sheet: sheet(priceFen, sheets[code]), ...rooms[code] });
  }
  const before = ground.state(LOT);
  const { deadlines } = unwrap(timetable({ procedure: WORKS, machine: 'lot', state: { ...before, stage: 'opening' }, act: 'recordOpening', at: OPENED, chosen: {}, calendar }));
  const notice = { ...(ground.room().notice as unknown as JsonObject), ceilingFen: CEILING, validityDays: 90, terms: { evaluation: evaluationTerms.parse(terms), consortium: { allowed: true, maxMembers: 2 } } as unknown as JsonObject };
  ground.put({ ...before, stage: 'opened', deadlines, room: { ...(before.room as JsonObject), notice, ...lot } });
  const experts = [1, 2, 3, 4, 5, 6].map((number) => settlePerson(ground, `E${number}`));
  return {
    ...ground, experts, delegate: settlePerson(ground, 'D1', { employer: 'ENTITY', fields: ['造价'] }),
    committee: () => ground.state(COMMITTEE).room as CommitteeRoom, stageNow: () => ground.state(COMMITTEE).stage,
    stage: (stage) => ground.put({ ...ground.state(COMMITTEE), stage }),
  };
}

export const person = (ground: CommitteeGround, number: string): Person => [...ground.experts, ground.delegate].find((each) => each.name === number) ?? settlePerson(ground, number);

/** Four experts and one who represents the procuring entity. */
export const SEATS = ['E1', 'E2', 'E3', 'E4', 'D1'];
export const entryOf = (number: string, kind: 'expert' | 'entity' = number.startsWith('D') ? 'entity' : 'expert', field = number.startsWith('D') ? '造价' : '市政'): JsonObject => ({ party: `party:${number}`, kind, field });
export const EMPLOYERS = { procuringEntity: 'party:ENTITY', agency: 'party:AGENCY' };
export const proposal = (entries: readonly JsonObject[] = SEATS.map((number) => entryOf(number))): JsonObject => ({ lot: LOT, ...EMPLOYERS, members: [...entries] });

/** What somebody does at the committee, one second after the other. */
export type Desk = { readonly ground: CommitteeGround; readonly now: () => Instant; readonly wait: (ms: number) => void; readonly act: (who: string | Person, act: string, command?: JsonObject) => Result<Done, Refusal>; readonly must: (who: string | Person, act: string, command?: JsonObject) => JsonObject };

export function deskAt(ground: CommitteeGround, start: Instant = SITTING): Desk {
  let now = start;
  const act: Desk['act'] = (who, id, command = {}) => {
    now = shift(now, 1000);
    return ground.act(typeof who === 'string' ? person(ground, who) : who, id, id === 'closeSigning' ? { committee: COMMITTEE } : { lot: LOT, ...command }, now);
  };
  return {
    ground, act, now: () => now, wait: (ms) => void (now = shift(now, ms)),
    must: (who, id, command) => {
      const result = act(who, id, command);
      if (!result.ok) throw new Error(`${id}: ${JSON.stringify(result.fault)}`);
      return result.value.answer;
    },
  };
}

/** The order in which members do what all of them do. */
export type Order = (numbers: readonly string[], step: string) => readonly string[];
const inOrder: Order = (numbers) => numbers;

export function form(desk: Desk, entries?: readonly JsonObject[]): void {
  const { list } = desk.must(desk.ground.operator, 'proposeCommittee', proposal(entries));
  desk.must(desk.ground.entity, 'confirmCommittee', { list: list ?? '' });
}

/** Forms the committee, has everybody sign in and declare nothing. */
export function seat(desk: Desk, order: Order = inOrder): void {
  form(desk);
  for (const number of order(SEATS, 'signIn')) desk.must(number, 'signInMember');
  for (const number of order(SEATS, 'declare')) desk.must(number, 'declareInterest', { conflicts: [] });
}

/** … elect E1 and study: the committee reviews. */
export function review(desk: Desk, order: Order = inOrder): void {
  seat(desk, order);
  for (const number of order(SEATS, 'elect')) if (desk.ground.stageNow() === 'seated') desk.must(number, 'electChair', { candidate: 'party:E1' });
  for (const number of order(SEATS, 'study')) desk.must(number, 'studyCase', { document: DIGEST, discipline: true });
}

export const motion = (code: string, change: JsonObject = {}): JsonObject => ({ bid: bidOf(code), code: 'REJ-03D', clause: '第二章 3.5.3', page: '45', reason: '类似业绩不符合要求', ...change });

/** Moves and votes; `against` are the members who vote no. */
export function reject(desk: Desk, code: string, { against = [], order = inOrder, change = {} }: { readonly against?: readonly string[]; readonly order?: Order; readonly change?: JsonObject } = {}): number {
  desk.must('E2', 'moveRejection', { motions: [motion(code, change)] });
  const no = desk.ground.committee().motions.length;
  for (const number of order(SEATS, `vote ${no}`)) desk.must(number, 'voteRejection', { votes: [{ no, inFavour: !against.includes(number) }] });
  return no;
}

export const conclude = (desk: Desk, change: JsonObject = {}): JsonObject => desk.must('E1', 'concludePreliminary', { lacksCompetition: false, ...change });

/** … screen the bids and end the preliminary review: the scores are open. */
export function score(desk: Desk, order: Order = inOrder): void {
  review(desk, order);
  desk.must('E3', 'screenBids');
  conclude(desk);
}

/** Scores for the bids under review: `plan` by member and bid, else 20; everybody sees a record. */
export const scoresOf = (desk: Desk, plan: (code: string) => string = () => '20', record: (code: string) => string = () => '15'): JsonObject =>
  Object.fromEntries((desk.ground.committee().preliminary?.responsive ?? []).map((bid) => [bid, { plan: plan(bid.slice(9)), record: record(bid.slice(9)) }]));

export function submitAll(desk: Desk, order: Order = inOrder, plan: (number: string, code: string) => string = () => '20'): void {
  for (const number of order(SEATS, 'score')) desk.must(number, 'submitScores', { scores: scoresOf(desk, (code) => plan(number, code)) });
}

/** … score alike and summarise. */
export function summarise(desk: Desk, order: Order = inOrder): JsonObject {
  score(desk, order);
  submitAll(desk, order);
  return desk.must('E1', 'summariseScores');
}

export const sign = (desk: Desk, number: string, change: JsonObject = {}): JsonObject => desk.must(number, 'signReport', { report: desk.ground.committee().report?.digest ?? '', agrees: true, ...change });

/** The stage of the committee after the act, or the refusal's code with the first article. */
export const said = (desk: Desk, result: Result<Done, Refusal>): string => (result.ok ? desk.ground.stageNow() : `${result.fault.code} ${result.fault.cite[0] ?? ''}`.trim());
export const warned = (answer: JsonObject): readonly string[] => (Array.isArray(answer['warnings']) ? answer['warnings'].map((each: JsonObject) => String(each['rule'])) : []);
