/** 详细评审、汇总复核、评标报告. */
import { shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationTermsDraft, Report, StreamState } from '@zhaobiao/domain';
import { COMMITTEE, DIGEST, HOUR, LOT, LOWEST, SEATS, bidOf, conclude, deskAt, motion, openedLot, reject, review, said, score, scoresOf, sign, submitAll, summarise, type Desk, type LotFacts, type Order } from '../expert/committee-lot.ts';

const at = (stage: (desk: Desk) => unknown, facts: LotFacts = {}): Desk => {
  const desk = deskAt(openedLot(facts));
  stage(desk);
  return desk;
};
const ranking = (answer: JsonObject): readonly string[] => (answer['ranking'] as { bid: string; rank: number; total: string | null }[]).map(({ bid, rank, total }) => `${rank} ${bid.slice(9)} ${total ?? ''}`.trim());
const openKinds = (answer: JsonObject): readonly string[] => (answer['open'] as { kind: string }[]).map(({ kind }) => kind);
const ready = (desk: Desk): void => {
  score(desk);
  submitAll(desk);
};

describe('score sheets (法 42)', () => {
  const submit = (desk: Desk, number: string, scores: JsonObject) => said(desk, desk.act(number, 'submitScores', { scores }));

  it('every bid, every item, by the terms', () => {
    const desk = at(score);
    const good = scoresOf(desk);
    const with1 = (plan: string, record = '15'): JsonObject => ({ ...good, [bidOf('S1')]: { plan, record } });
    const { [bidOf('S4')]: _left, ...short } = good;
    expect(submit(desk, 'E1', short)).toBe('scoresInvalid EVL-04');
    expect(['25.5', '20.25', '-1'].map((plan) => submit(desk, 'E1', with1(plan)))).toEqual(Array.from({ length: 3 }, () => 'scoresInvalid EVL-04'));
    expect(submit(desk, 'E1', with1('20', '14'))).toBe('scoresInvalid EVL-04');
    expect(submit(desk, 'E1', { ...good, [bidOf('S9')]: { plan: '20', record: '15' } })).toBe('scoresInvalid EVL-04');
    expect(desk.act('E1', 'submitScores', { scores: good }).ok).toBe(true);
    expect(desk.ground.state('scoreSheet:P1/1/E1')).toMatchObject({ stage: 'submitted', owner: COMMITTEE, room: { number: 'E1', round: 1, submissions: 1, returned: null } });
  });

  it('each member its own, while the detailed review lasts', () => {
    const desk = at(review);
    const scores = Object.fromEntries(['S1', 'S2', 'S3', 'S4'].map((code) => [bidOf(code), { plan: '20', record: '15' }]));
    expect(submit(desk, 'E1', scores)).toBe('wrongStage LAW-42');
    desk.must('E3', 'screenBids');
    conclude(desk);
    expect(submit(desk, 'E6', scores)).toBe('notPermitted LAW-42');
    expect([submit(desk, 'E1', scores), submit(desk, 'E1', scores)]).toEqual(['scoring', 'scoring']);
    expect((desk.ground.state('scoreSheet:P1/1/E1') as StreamState<{ submissions: number }>).room.submissions).toBe(2);
  });

  it('none where the lowest evaluated price decides', () => {
    const desk = at(score, { terms: LOWEST });
    expect(submit(desk, 'E1', {})).toBe('evaluationImpossible EVL-03');
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S1', '2 S2', '3 S3']);
  });

  it('an objection or an order holds them up', () => {
    const desk = at(score);
    const lot = desk.ground.state(LOT);
    desk.ground.put({ ...lot, room: { ...(lot.room as JsonObject), holds: [{ machine: 'objection', id: 'objection:P1/1/A', stage: 'filed' }] } });
    expect(submit(desk, 'E1', scoresOf(desk))).toBe('suspended TND-028');
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('suspended TND-028');
  });
});

describe('the summary', () => {
  it('by the chair, over everybody\'s sheets', () => {
    const desk = at(score);
    for (const number of ['E1', 'E2', 'E3', 'E4']) desk.must(number, 'submitScores', { scores: scoresOf(desk) });
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('sheetsMissing LAW-42');
    desk.must('D1', 'submitScores', { scores: scoresOf(desk) });
    expect(said(desk, desk.act('E2', 'summariseScores'))).toBe('notPermitted TND-070');
    expect(said(desk, desk.act('E1', 'summariseScores', { lacksCompetition: '缺乏竞争' }))).toBe('competitionStands TND-076');
    // 20 + 15 + 60 × 350 / price: 95.00, 93.33, 91.76, 90.26.
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S1 95.00', '2 S2 93.33', '3 S3 91.76']);
    expect(desk.ground.committee().report).toMatchObject({ outcome: 'ranked', responsive: 4, round: 1, signed: [], ranking: [{ bid: bidOf('S1'), priceFen: 350_000_000, evaluatedFen: null }, {}, {}] });
    expect(said(desk, desk.act('E1', 'submitScores', { scores: scoresOf(desk) }))).toBe('wrongStage LAW-42');
  });

  it('keeps the whole arithmetic in the act and little in the room', () => {
    const desk = at(ready);
    const { decision } = unwrap(desk.act('E1', 'summariseScores'));
    expect(decision.record.events).toMatchObject([{ type: 'ScoresSummarised', public: { evaluation: { bids: [{}, {}, {}, {}] } } }]);
    expect(JSON.stringify(desk.ground.committee()).length).toBeLessThan(6000);
  });

  it('an expert far from the others gives a reason, or the chair does for the committee', () => {
    const plan = (number: string): string => (number === 'E4' ? '5' : '20');
    const desk = at((each) => {
      score(each);
      submitAll(each, undefined, plan);
    });
    const open = desk.must('E1', 'summariseScores');
    expect([openKinds(open), desk.ground.stageNow(), open['report']]).toEqual([Array.from({ length: 4 }, () => 'expertDeviates'), 'scoring', null]);
    const reasons = Object.fromEntries(['S1', 'S2', 'S3'].map((code) => [bidOf(code), '施工组织设计缺少关键工序']));
    desk.must('E4', 'submitScores', { scores: scoresOf(desk, () => '5'), reasons });
    expect(openKinds(desk.must('E1', 'summariseScores'))).toEqual(['expertDeviates']);
    expect(openKinds(desk.must('E1', 'summariseScores', { reasons: { [`expertDeviates ${bidOf('S4')} E4`]: '评标委员会认为理由成立' } }))).toEqual([]);
    expect(desk.ground.stageNow()).toBe('summarised');
  });

  it('objective items are alike or the scores stay open, whatever the reason', () => {
    const desk = at(score);
    submitAll(desk);
    desk.must('E4', 'submitScores', { scores: scoresOf(desk, undefined, (code) => (code === 'S2' ? '0' : '15')) });
    const reasons = { [`objectiveDiffers ${bidOf('S2')} record`]: '各有看法' };
    expect(openKinds(desk.must('E1', 'summariseScores', { reasons }))).toEqual(['objectiveDiffers']);
    desk.must('E4', 'submitScores', { scores: scoresOf(desk) });
    expect(openKinds(desk.must('E1', 'summariseScores'))).toEqual([]);
  });

  it('a bid above the ceiling is only rejected by vote', () => {
    const desk = at(score, { prices: { S1: 350_000_000, S2: 360_000_000, S3: 370_000_000, S4: 410_000_000 } });
    submitAll(desk);
    expect(openKinds(desk.must('E1', 'summariseScores'))).toEqual(['aboveCeiling']);
    reject(desk, 'S4', { change: { code: 'REJ-05', reason: '高于最高投标限价' } });
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S1 95.00', '2 S2 93.33', '3 S3 91.76']);
  });

  it('what the arithmetic lacks is said', () => {
    const terms: EvaluationTermsDraft = { ...LOWEST, coefficients: [{ name: 'K', title: '系数', values: { kind: 'list', values: ['0.95', '0.96'] } }] };
    const desk = at(score, { terms });
    const result = desk.act('E1', 'summariseScores');
    expect([said(desk, result), result.ok ? '' : result.fault.params['problemZh']]).toEqual(['evaluationImpossible LAW-42', '系数没有抽取（K）']);
  });

  it('everybody lapsed or rejected since: all rejected', () => {
    const desk = at(score);
    for (const code of ['S1', 'S2', 'S3', 'S4']) reject(desk, code);
    for (const number of SEATS) desk.must(number, 'submitScores', { scores: {} });
    expect(desk.must('E1', 'summariseScores')).toMatchObject({ outcome: 'allRejected', ranking: [] });
    expect(desk.ground.stageNow()).toBe('summarised');
  });

  it('two are left and competition is plainly lacking', () => {
    const desk = at(ready);
    for (const code of ['S1', 'S2']) reject(desk, code);
    expect(desk.must('E1', 'summariseScores', { lacksCompetition: '剩余两家报价接近限价' })).toMatchObject({ outcome: 'lacksCompetition' });
  });

  it('a validity that ran out between takes the bid out', () => {
    const desk = at(ready);
    const bid = desk.ground.state(bidOf('S1'));
    desk.ground.put({ ...bid, room: { ...(bid.room as JsonObject), afterwards: { answers: [{ validUntil: '2026-09-01T00:00:00.000+08:00', agrees: false, at: '2026-03-16T12:00:00.000+08:00' }], reported: [] } } });
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S2 95.00', '2 S3 93.38', '3 S4 91.84']);
  });
});

describe('what the arithmetic is given beside the scores', () => {
  const price = (formula: JsonObject): EvaluationTermsDraft => ({
    method: 'comprehensive', scale: 'points', ties: ['priceLow'], coefficients: [{ name: 'K', title: '下浮系数', values: { kind: 'list', values: ['0.9', '0.95'] } }],
    groups: [{ id: 'price', title: '报价', kind: 'price', points: '100', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '100', formula: formula as never }] }],
  });

  it('the coefficients that were drawn for the lot', () => {
    const terms = price({ kind: 'deviation', base: { method: { kind: 'mean', times: [{ coefficient: 'K' }] } }, abovePoints: '2', belowPoints: '1' });
    const lot = { coefficients: { K: '0.95' }, drawSeed: '0123456789abcdef0123456789abcdef' };
    const desk = at((each) => score(each), { prices: { S1: 300_000_000, S2: 320_000_000, S3: 340_000_000 }, terms, lot });
    // Mean 3,200,000.00 × 0.95 = 3,040,000.00. S1: −1.3158 % × 1 → 98.68; S2: +5.2632 % × 2 → 89.47; S3: +11.8421 % × 2 → 76.32.
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S1 98.68', '2 S2 89.47', '3 S3 76.32']);
  });

  it('quantified deviations, by bid', () => {
    const terms: EvaluationTermsDraft = { ...LOWEST, evaluatedPrice: { adjustments: [{ id: 'delay', title: '工期每提前一日', add: { kind: 'fen', fen: -10_000_00 }, maxUnits: '30' }] } };
    const desk = at((each) => score(each), { terms });
    const give = (units: string) => desk.act('E1', 'summariseScores', { adjustments: { [bidOf('S2')]: { delay: units } } });
    expect([said(desk, give('31')), said(desk, give('11'))]).toEqual(['evaluationImpossible LAW-42', 'summarised']);
    // S2: 3,600,000.00 − 11 × 10,000.00 = 3,490,000.00, before S1 at 3,500,000.00. The bid price stays what it is.
    expect(desk.ground.committee().report?.ranking.slice(0, 2)).toMatchObject([{ bid: bidOf('S2'), priceFen: 360_000_000, evaluatedFen: '349000000' }, { bid: bidOf('S1'), evaluatedFen: '350000000' }]);
  });

  it('points of the credit register, with their source', () => {
    const terms: EvaluationTermsDraft = {
      method: 'comprehensive', scale: 'points', ties: ['priceLow'],
      groups: [
        { id: 'price', title: '报价', kind: 'price', points: '90', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '90', formula: { kind: 'lowPriceFirst' } }] },
        { id: 'credit', title: '信用', kind: 'credit', points: '10', items: [{ kind: 'credit', id: 'register', title: '信用评价', full: '10', registerFull: '100', withoutRecord: '80' }] },
      ],
    };
    const desk = at((each) => score(each), { prices: { S1: 350_000_000, S2: 350_000_000, S3: 350_000_000 }, terms });
    const answer = desk.must('E1', 'summariseScores', { credit: { source: '市信用信息平台 2026-03-16 查询', points: { [bidOf('S2')]: '95', [bidOf('S3')]: '60' } } });
    expect(ranking(answer)).toEqual(['1 S2 99.50', '2 S1 98.00', '3 S3 96.00']);
  });

  it('at most three candidates, whatever the terms say', () => {
    const desk = at((each) => score(each), { terms: { ...LOWEST, candidateCount: 4 } });
    expect(ranking(desk.must('E1', 'summariseScores'))).toHaveLength(3);
  });
});

describe('equal results that the document leaves to the committee (EVL-12)', () => {
  const tied = (desk: Desk): JsonObject => {
    score(desk);
    return desk.must('E1', 'summariseScores');
  };
  const facts: LotFacts = { prices: { S1: 350_000_000, S2: 350_000_000, S3: 350_000_000, S4: 360_000_000 }, terms: LOWEST };
  const vote = (desk: Desk, number: string, code: string) => said(desk, desk.act(number, 'voteTie', { bid: bidOf(code) }));

  it('stay open until all have voted; an equal vote is taken again among those it left alike', () => {
    const desk = deskAt(openedLot(facts));
    expect(openKinds(tied(desk))).toEqual(['tieOpen']);
    expect(vote(desk, 'E1', 'S4')).toBe('tieUnknown EVL-12');
    for (const [number, code] of [['E1', 'S1'], ['E2', 'S1'], ['E3', 'S2'], ['E4', 'S2']] as const) expect(vote(desk, number, code)).toBe('scoring');
    expect(openKinds(desk.must('E1', 'summariseScores'))).toEqual(['tieOpen']);
    expect([vote(desk, 'D1', 'S3'), vote(desk, 'D1', 'S3')]).toEqual(['scoring', 'tieUnknown EVL-12']);
    expect(openKinds(desk.must('E1', 'summariseScores'))).toEqual(['tieOpen']);
    for (const number of SEATS) expect(vote(desk, number, number === 'E1' ? 'S1' : 'S2')).toBe('scoring');
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S2', '2 S1', '3 S3']);
    expect(desk.ground.stageNow()).toBe('summarised');
  });
});

describe('a sheet is returned', () => {
  it('by the chair with the reason; only its member changes it', () => {
    const desk = at((each) => summarise(each));
    const give = (member: string, who = 'E1') => said(desk, desk.act(who, 'returnSheet', { member, reason: '畸高畸低，请复核' }));
    expect([give('E2', 'E3'), give('E6')]).toEqual(['notPermitted EXP-12', 'sheetMissing EXP-12']);
    expect(give('E2')).toBe('scoring');
    expect([desk.ground.committee().report, (desk.ground.state('scoreSheet:P1/1/E2') as StreamState<{ returned: string }>).room.returned]).toEqual([null, '畸高畸低，请复核']);
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('sheetsMissing LAW-42');
    desk.must('E2', 'submitScores', { scores: scoresOf(desk, () => '22.5') });
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S1 95.50', '2 S2 93.83', '3 S3 92.26']);
  });
});

describe('the report is signed (条例 53)', () => {
  it('by all; a dissent stands in it', () => {
    const desk = at((each) => summarise(each));
    expect(said(desk, desk.act('E2', 'signReport', { report: '00'.repeat(32), agrees: true }))).toBe('reportChanged TND-071');
    expect(said(desk, desk.act('E2', 'signReport', { report: desk.ground.committee().report?.digest ?? '', agrees: false }))).toBe('dissentMissing TND-071');
    expect(said(desk, desk.act('E6', 'signReport', { report: DIGEST, agrees: true }))).toBe('notPermitted TND-071');
    sign(desk, 'E2', { agrees: false, dissent: '第一名的施工组织设计不可行' });
    expect(said(desk, desk.act('E2', 'signReport', { report: desk.ground.committee().report?.digest ?? '', agrees: true }))).toBe('alreadyDone TND-071');
    for (const number of ['E1', 'E3', 'E4']) sign(desk, number);
    expect(desk.ground.stageNow()).toBe('summarised');
    sign(desk, 'D1');
    expect(desk.ground.stageNow()).toBe('reported');
    expect(desk.ground.committee().report).toMatchObject({ dissents: [{ member: 'E2', reason: '第一名的施工组织设计不可行' }], silent: [] });
    expect(desk.ground.dues().filter((due) => due.stream === COMMITTEE)).toEqual([]);
  });

  it('who neither signs nor says why agrees, when the time is over', () => {
    const desk = at((each) => summarise(each));
    for (const number of ['E1', 'E2', 'E3']) sign(desk, number);
    const [due] = desk.ground.dues().filter((each) => each.stream === COMMITTEE);
    expect([due?.act, due?.at]).toEqual(['closeSigning', shift(desk.now(), 4 * HOUR - 3000)]);
    expect(said(desk, desk.act('E1', 'closeSigning'))).toBe('tooEarly TND-071');
    desk.wait(4 * HOUR);
    expect(said(desk, desk.act('E2', 'closeSigning'))).toBe('notPermitted TND-071');
    expect(said(desk, desk.act(desk.ground.clock, 'closeSigning'))).toBe('reported');
    expect(desk.ground.committee().report?.silent).toEqual(['D1', 'E4']);
  });

  it('everything is sealed until the award', () => {
    const desk = at(ready);
    expect(unwrap(desk.act('E1', 'summariseScores')).decision.publicAt).toBe('issueAward');
  });
});

describe('the same committee checks again (条例 54)', () => {
  const recalled = (desk: Desk): void => {
    score(desk);
    reject(desk, 'S1');
    submitAll(desk, undefined);
    desk.must('E1', 'summariseScores');
    for (const number of SEATS) sign(desk, number);
    desk.must(desk.ground.entity, 'receiveReport');
    desk.must(desk.ground.entity, 'orderRecheck', { reason: '异议成立：业绩证明在投标文件第 45 页', objection: null });
  };

  it('takes a rejection back, scores anew, and the report before stays on record', () => {
    const desk = at(recalled);
    expect([desk.ground.stageNow(), desk.ground.committee().round, desk.ground.committee().report]).toEqual(['reviewing', 2, null]);
    desk.must('E2', 'moveRejection', { motions: [motion('S1', { kind: 'restore', reason: '业绩证明符合要求' })] });
    for (const number of SEATS) desk.must(number, 'voteRejection', { votes: [{ no: 2, inFavour: true }] });
    expect(conclude(desk)).toMatchObject({ responsive: 4, rejected: 0 });
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('sheetsMissing LAW-42');
    submitAll(desk);
    expect(ranking(desk.must('E1', 'summariseScores'))).toEqual(['1 S1 95.00', '2 S2 93.33', '3 S3 91.76']);
    for (const number of SEATS) sign(desk, number);
    const { report, formerReports } = desk.ground.committee();
    expect([report?.round, formerReports.map((each) => [each.round, each.ranking[0]?.bid])]).toEqual([2, [[1, bidOf('S2')]]]);
  });

  it('the opinion on capacity is the chair\'s act, on a candidate under review', () => {
    const desk = at((each) => summarise(each));
    for (const number of SEATS) sign(desk, number);
    const opinion = (code: string, who = 'E1') => said(desk, desk.act(who, 'recordCapacity', { bid: bidOf(code), capable: false, reason: '财务状况恶化' }));
    expect(opinion('S1')).toBe('wrongStage REG-56');
    const lot = desk.ground.state(LOT);
    desk.ground.put({ ...lot, stage: 'publicised', room: { ...(lot.room as JsonObject), reviews: [{ bid: bidOf('S1'), ground: 'finance', orderedAt: '2026-03-20T10:00:00.000+08:00' }, { bid: bidOf('S4'), ground: 'finance', orderedAt: '2026-03-20T10:00:00.000+08:00' }] } });
    expect([opinion('S1', 'E2'), opinion('S2'), opinion('S4'), opinion('S1')]).toEqual(['notPermitted REG-56', 'notCandidate REG-56', 'notCandidate REG-56', 'reported']);
    expect(desk.ground.committee().capacities).toMatchObject([{ bid: bidOf('S1'), capable: false }]);
  });
});

describe('whoever acts first', () => {
  const strip = ({ digest: _digest, madeAt: _madeAt, ...report }: Report) => ({ ...report, signed: report.signed.map(({ member, agrees, dissent }) => ({ member, agrees, dissent })).toSorted((left, right) => (left.member < right.member ? -1 : 1)) });
  const plan = (number: string, code: string): string => String(18 + ((number.charCodeAt(1) + code.charCodeAt(1)) % 5) / 2);

  const evaluated = (order: Order): ReturnType<typeof strip> => {
    const desk = deskAt(openedLot());
    review(desk, order);
    desk.must('E3', 'screenBids');
    reject(desk, 'S3', { against: ['E4'], order });
    conclude(desk);
    submitAll(desk, order, plan);
    desk.must('E1', 'summariseScores');
    for (const number of order(SEATS, 'sign')) sign(desk, number, number === 'D1' ? { agrees: false, dissent: '保留意见' } : {});
    return strip(desk.ground.committee().report as Report);
  };

  it('the report is the same', () => {
    const expected = evaluated((numbers) => numbers);
    const permuted = (seed: number): Order => (numbers, step) => {
      const weight = (number: string): number => [...`${seed}${step}${number}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, seed);
      return numbers.toSorted((left, right) => weight(left) - weight(right));
    };
    fc.assert(fc.property(fc.nat(65_520), (seed) => {
      expect(evaluated(permuted(seed))).toEqual(expected);
    }), { numRuns: 40 });
  });
});
