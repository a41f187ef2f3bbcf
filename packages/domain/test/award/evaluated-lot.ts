/** A lot whose bids are opened and whose committee has reported, put into memory: what is tested here begins after the evaluation. */
import { instantText, present, shift, unwrap, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import { timetable, type LotRoom, type Refusal, type StreamState } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import type { Done, Person } from '@zhaobiao/testkit';
import { LOT, WORKS, at, biddingLot, type Ground } from '../tender/bidding-lot.ts';

export { LOT, WORKS, at };
export const COMMITTEE = 'committee:P1/1';
export const CONTRACT = 'contract:P1/1';
/** Thursday 19 March 2026, 10:00: three days after the closing. */
export const REPORTED = at('2026-03-19T10:00:00.000+08:00');
export const DAYS = 86_400_000;
export const digestOf = (byte: string): string => byte.repeat(32);

export const LEADER = { name: '张工', certificateName: '一级建造师注册证书', certificateNumber: '闽1352022000001' };
const sheet = (priceFen: number) => ({ priceFen, period: '365 日历天', quality: '合格', projectManager: LEADER.name, security: null, priceInWords: null, items: null, provisionalFen: null, deviations: null, validityDays: 90, qualifications: null, agreement: null });

/** Price in fen of each tenderer; the first three are ranked in this order, the fourth is rejected, the fifth could not be opened. */
export const PRICES = { S1: 3_500_000_000, S2: 3_600_000_000, S3: 3_700_000_000, S4: 3_100_000_000 } as const;
export const bidOf = (code: string): string => `bid:P1/1/${code}`;

const ranked = (code: keyof typeof PRICES, rank: number, total: string) => ({ bid: bidOf(code), rank, priceFen: PRICES[code], evaluatedFen: null, total });

export const REPORT = {
  round: 1, outcome: 'ranked', reason: null, madeAt: instantText(REPORTED),
  ranking: [ranked('S1', 1, '92.50'), ranked('S2', 2, '90.10'), ranked('S3', 3, '88.00')],
  responsive: 3,
  rejected: [{ bid: bidOf('S4'), code: 'REJ-05', clause: '第三章 3.2', page: '12', reason: '低于成本', inFavour: 5, against: 0 }],
  corrections: [], questions: [], evaluation: digestOf('ee'), signed: [], dissents: [], silent: [],
};

const members = [1, 2, 3, 4, 5].map((number) => ({ party: `party:EXPERT${number}`, number: `EXPERT${number}`, kind: 'expert', field: '市政', employer: `单位${number}`, supervisorStaff: false }));
const committeeRoom = { lot: LOT, members, list: digestOf('cc'), chair: 'party:EXPERT1', round: 1, report: REPORT, formerReports: [], capacities: [], motions: [], questions: [], corrections: [], preliminary: null };

export type AwardGround = Ground & {
  readonly suppliers: Readonly<Record<string, Person>>;
  readonly depository: Person;
  /** Changes the room of a stream that is there. */
  readonly change: (id: string, room: JsonObject, state?: Partial<StreamState>) => void;
  readonly lot: () => StreamState;
};

/** Performs the act and says the new stage of its lot, or the refusal's code with the first article. */
export const said = (ground: AwardGround, result: Result<Done, Refusal>): string => (result.ok ? ground.lot().stage : `${result.fault.code} ${result.fault.cite[0] ?? ''}`.trim());

const calendar = loadRulebook().calendar;

/** The lot at `opened`: five bids, four opened, a signed report. */
export function evaluatedLot(): AwardGround {
  const ground = biddingLot();
  const suppliers = Object.fromEntries(['S1', 'S2', 'S3', 'S4', 'S5', 'S6'].map((code) => [code, ground.supplier(code)]));
  for (const [code, priceFen] of Object.entries(PRICES)) ground.bid(present(suppliers[code], code), 'opened', { sheet: sheet(priceFen), openedAt: '2026-03-16T10:00:00.000+08:00' });
  ground.bid(present(suppliers['S5'], 'S5'), 'unopened', { cause: 'sheetInvalid' });
  ground.bid(present(suppliers['S6'], 'S6'), 'withdrawn');
  const change: AwardGround['change'] = (id, room, state = {}) => {
    const before = ground.state(id);
    ground.put({ ...before, ...state, room: { ...(before.room as JsonObject), ...room } });
  };
  const lot = (): StreamState => ground.state(LOT);
  const opened = { ...lot(), stage: 'opening' };
  const recorded = unwrap(timetable({ procedure: WORKS, machine: 'lot', state: opened, act: 'recordOpening', at: at('2026-03-16T10:00:00.000+08:00'), chosen: {}, calendar }));
  change(LOT, { notice: { ...(ground.room().notice as unknown as JsonObject), terms: { contract: { form: 'unitPrice', performanceRequired: true, performancePermille: 100, payment: '按月' } } } }, { stage: 'opened', deadlines: recorded.deadlines });
  ground.put({ id: COMMITTEE, machine: 'committee', version: 9, stage: 'reported', owner: LOT, deadlines: {}, room: committeeRoom });
  return { ...ground, suppliers, depository: ground.settle('BANK', ['depository']), change, lot };
}

export const publicity = (codes: readonly string[] = ['S1', 'S2', 'S3'], change: JsonObject = {}): JsonObject => ({
  lot: LOT,
  candidates: codes.map((code) => ({ bid: bidOf(code), period: '365日历天', quality: '合格', projectLeader: LEADER, evaluation: '综合评估得分见评标报告', qualification: '市政公用工程施工总承包贰级' })),
  publicityEndsAt: '2026-03-24T00:00:00.000+08:00',
  channel: { recipient: '某市建设局', phone: '0595-0000000', address: '某路1号', online: '平台异议入口' },
  media: ['中国招标投标公共服务平台'],
  other: null, reason: null,
  ...change,
});

/** Report received and candidates publicised on Thursday 19 March; publicity until the end of Monday 23 March. */
export const AFTER = at('2026-03-24T09:00:00.000+08:00');
export const DURING = at('2026-03-20T09:00:00.000+08:00');

const done = (ground: AwardGround, who: Person, act: string, command: JsonObject, when: Instant): Done => {
  const result = ground.act(who, act, command, when);
  if (!result.ok) throw new Error(`${act}: ${JSON.stringify(result.fault)}`);
  return result.value;
};

export const must = (ground: AwardGround, who: Person, act: string, command: JsonObject, when: Instant): JsonObject => done(ground, who, act, command, when).answer;

export function publicisedLot(): AwardGround {
  const ground = evaluatedLot();
  must(ground, ground.entity, 'receiveReport', { lot: LOT }, REPORTED);
  must(ground, ground.entity, 'publishCandidates', publicity(), shift(REPORTED, 3_600_000));
  return ground;
}

export const decision = (code: string): JsonObject => ({ lot: LOT, bid: bidOf(code), reason: '按评标报告推荐排序' });
export const notice = (code: string): JsonObject => ({ lot: LOT, bid: bidOf(code), number: '中字〔2026〕1号', media: ['中国招标投标公共服务平台'] });

export function awardedLot(code = 'S1'): AwardGround {
  const ground = publicisedLot();
  must(ground, ground.entity, 'decideAward', decision(code), AFTER);
  must(ground, ground.entity, 'issueAward', notice(code), shift(AFTER, 3_600_000));
  return ground;
}

/** A security as it stands in its room. */
export function lodge(ground: AwardGround, code: string, purpose: 'bid' | 'performance', stage = 'lodged'): void {
  const id = `security:P1/1/${code}${purpose === 'performance' ? '/performance' : ''}`;
  ground.put({ id, machine: 'security', version: 1, stage, owner: LOT, deadlines: {}, room: { lot: LOT, tenderer: `party:${code}`, purpose, kind: 'transfer', amountFen: 40_000_000 } });
}

export const roomOfLot = (ground: AwardGround): LotRoom => ground.lot().room as LotRoom;
