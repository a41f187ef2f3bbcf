import { unwrap } from '@zhaobiao/basics';
import { canonicalText } from '@zhaobiao/evidence';
import { describe, expect, it } from 'vitest';
import { bidsAt, comprehensive, deviationOnly, input, lowest, SEED, sheet, terms } from '../../test/evaluation/sample.ts';
import { firstDifference } from './difference.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluation, EvaluationBid, EvaluationInput } from './result.ts';

const run = (given: EvaluationInput): Evaluation => unwrap(evaluate(given));
const ranks = (evaluation: Evaluation): readonly string[] => evaluation.ranking.map(({ rank, bid, result }) => `${rank} ${bid} ${result}`);
const bid = (evaluation: Evaluation, name: string) => evaluation.bids.find((each) => each.bid === name);

describe('lowest evaluated price (EVL-03)', () => {
  // 泸定, three candidates: each less 21,534,111.08
  it('ascends by evaluated price', () => {
    const given = lowest({ evaluatedPrice: { provisionalFen: 2_153_411_108 } });
    const evaluation = run(input(given, bidsAt(139_584_357.34, 139_900_000, 139_000_000.5), { ceilingFen: 14_000_000_000 }));
    expect(ranks(evaluation)).toEqual(['1 C 117465889.42', '2 A 118050246.26', '3 B 118365888.92']);
    expect(evaluation).toMatchObject({ base: null, ceiling: '118465888.92', candidates: ['C', 'A', 'B'], findings: [], ties: [] });
  });

  it('equal evaluated prices: by bid price, then by vote', () => {
    const given = lowest({ evaluatedPrice: { adjustments: [{ id: 'x', title: '工期', add: { kind: 'fen', fen: 1000 } }] } });
    const [a, b, c] = bidsAt(1000, 990, 990);
    const bids = [a, { ...b, adjustments: { x: '1' } }, { ...c, adjustments: { x: '1' } }] as readonly EvaluationBid[];
    const open = run(input(given, bids));
    expect(ranks(open)).toEqual(['1 B 1000.00', '1 C 1000.00', '3 A 1000.00']);
    expect(open.ties).toEqual([
      { bids: ['A', 'B', 'C'], decidedBy: 'priceLow', values: { A: '1000.00', B: '990.00', C: '990.00' }, open: null },
      { bids: ['B', 'C'], decidedBy: null, values: {}, open: 'committeeVote' },
    ]);
    expect(open.findings).toEqual([{ kind: 'tieOpen', bids: ['B', 'C'], rule: 'EVL-12', blocks: true }]);
    const decided = run(input(given, bids, { votes: { B: 1, C: 4 } }));
    expect(ranks(decided)).toEqual(['1 C 1000.00', '2 B 1000.00', '3 A 1000.00']);
    expect(decided.findings).toEqual([]);
  });
});

const THREE = [sheet('e1', { A: ['20', '15'], B: ['15', '8'], C: ['23', '15'] }), sheet('e2', { A: ['21', '15'], B: ['16', '8'], C: ['23', '15'] }), sheet('e3', { A: ['22', '15'], B: ['15.5', '8'], C: ['24', '15'] })];
const credited = (): readonly EvaluationBid[] => {
  const [a, b, c] = bidsAt(1000, 900, 950);
  return [{ ...a, creditScore: '90' }, b, { ...c, creditScore: '100' }] as readonly EvaluationBid[];
};

describe('comprehensive scoring (EVL-04)', () => {
  // plan: A 63/3 = 21; B 46.5/3 = 15.5; C 70/3 = 23.333… → 23.33. record: 15, 8, 15. price 50×900/P: 45; 50; 47.368… → 47.37. credit: 10×90/100 = 9; none 8; 10.
  // A 21+15+45+9 = 90; B 15.5+8+50+8 = 81.5; C 23.33+15+47.37+10 = 95.70
  it('sums what stands in the columns', () => {
    const evaluation = run(input(terms(comprehensive()), credited(), { sheets: THREE }));
    expect(ranks(evaluation)).toEqual(['1 C 95.70', '2 A 90.00', '3 B 81.50']);
    expect(bid(evaluation, 'C')?.groups.map((group) => [group.group, group.score, group.items.map((item) => item.score)])).toEqual([['technical', '38.33', ['23.33', '15.00']], ['price', '47.37', ['47.37']], ['credit', '10', ['10.00']]]);
    expect(bid(evaluation, 'C')?.groups[0]?.items[0]).toEqual({
      item: 'plan',
      kind: 'judged',
      experts: [{ expert: 'e1', score: '23', dropped: null }, { expert: 'e2', score: '23', dropped: null }, { expert: 'e3', score: '24', dropped: null }],
      steps: [{ symbol: 'S', formula: 'mean(n=3)', value: '23.33333333…' }],
      score: '23.33',
    });
    expect(bid(evaluation, 'B')?.groups[2]?.items[0]?.steps).toEqual([{ symbol: 'S0', formula: '10×80/100', value: '8' }]);
    expect(evaluation.base).toMatchObject({ method: 'lowPriceFirst', value: '900.00' });
  });

  // nothing rounded but the total: C 23.333…+15+47.36842…+10 = 95.70175… → 95.702
  it('rounds only where told', () => {
    const plan = { item: null, total: { places: 3 } };
    expect(ranks(run(input(terms(comprehensive({ rounding: plan })), credited(), { sheets: THREE })))[0]).toBe('1 C 95.702');
    expect(ranks(run(input(terms(comprehensive({ rounding: { item: null, total: null } })), credited(), { sheets: THREE })))[0]).toBe('1 C 95.70175438…');
  });

  // groups out of 100 with weights 40, 50, 10: A plan 60, record 15 → 75×40 % = 30; price 100×900/1000 = 90×50 % = 45; credit 90×10 % = 9
  it('weights groups scored out of 100', () => {
    const groups = comprehensive().groups.map((group) => ({ ...group, items: group.items.map((item) => (item.kind === 'range' ? { ...item, max: '85' } : item.kind === 'levels' ? item : { ...item, full: '100' })) }));
    const sheets = [sheet('e1', { A: ['60', '15'], B: ['0', '0'], C: ['0', '0'] })];
    const evaluation = run(input(terms(comprehensive({ scale: 'weights', groups })), credited(), { sheets }));
    expect(bid(evaluation, 'A')?.groups.map((group) => group.score)).toEqual(['30', '45', '9']);
    expect(bid(evaluation, 'A')?.result).toBe('84.00');
  });
});

describe('dropping experts (EVL-11)', () => {
  // record is 15 from all. plan of A: e1 10, e2 20, e3 22, e4 21, e5 25, e6 17
  const six = [10, 20, 22, 21, 25, 17].map((plan, index) => sheet(`e${index + 1}`, { A: [String(plan), '15'] }));
  const [only] = bidsAt(1000);
  const score = (from: number, sheets = six): string | undefined => bid(run(input(terms(comprehensive({ summary: { trim: [{ from, highest: 1, lowest: 1 }] } })), only ? [only] : [], { sheets })), 'A')?.groups[0]?.items[0]?.score;

  // six at a threshold of six: 10 and 25 go, (20+22+21+17)/4 = 20; at a threshold of seven all stay: 115/6 = 19.1666…
  it('from the threshold on', () => {
    expect([score(6), score(7)]).toEqual(['20.00', '19.17']);
  });

  it('marks who was dropped', () => {
    const evaluation = run(input(terms(comprehensive({ summary: { trim: [{ from: 6, highest: 1, lowest: 1 }] } })), only ? [only] : [], { sheets: six }));
    expect(bid(evaluation, 'A')?.groups[0]?.items[0]?.experts.map((each) => each.dropped)).toEqual(['lowest', null, null, null, 'highest', null]);
  });

  // two judged items a and b in one group. totals: e1 10+10, e2 0+19, e3 12+0: 20, 19, 12. By total e1 (highest) and e3 (lowest) go: a 0, b 19.
  // By item: a (10, 0, 12) keeps 10; b (10, 19, 0) keeps 10. By group as by total, where there is one group.
  it.each([
    ['item', '10.00', '10.00'],
    ['group', '0.00', '19.00'],
    ['total', '0.00', '19.00'],
  ] as const)('by %s', (by, a, b) => {
    const judged = (id: string) => ({ kind: 'range' as const, id, title: id, nature: 'subjective' as const, min: '0', max: '20' });
    const groups = [{ id: 't', title: '技术', kind: 'technical' as const, points: '40', items: [judged('a'), judged('b')] }, { id: 'p', title: '报价', kind: 'price' as const, points: '60', items: [{ kind: 'price' as const, id: 'offer', title: '报价', full: '60', formula: { kind: 'lowPriceFirst' as const } }] }];
    const given = terms(comprehensive({ groups, ties: [], summary: { by, trim: [{ from: 3, highest: 1, lowest: 1 }] } }));
    const sheets = [['e1', '10', '10'], ['e2', '0', '19'], ['e3', '12', '0']].map(([expert = '', first = '', second = '']) => ({ expert, scores: { A: { a: first, b: second } } }));
    const evaluation = run(input(given, bidsAt(100), { sheets }));
    expect(bid(evaluation, 'A')?.groups[0]?.items.map((item) => item.score)).toEqual([a, b]);
    expect(bid(evaluation, 'A')?.expertTotals).toEqual(by === 'total' ? [{ expert: 'e1', score: '20', dropped: 'highest' }, { expert: 'e2', score: '19', dropped: null }, { expert: 'e3', score: '12', dropped: 'lowest' }] : []);
  });
});

describe('credit', () => {
  const [one, two] = bidsAt(1000, 1000);
  const scores = (creditScore: string | null, change: object = {}): string | undefined => {
    const bids = [{ ...one, creditScore, ...change }, two] as readonly EvaluationBid[];
    const sheets = [sheet('e1', { A: ['0', '0'], B: ['0', '0'] })];
    return bid(run(input(terms(comprehensive()), bids, { sheets })), 'A')?.groups[2]?.items[0]?.score;
  };

  // 10×87.65/100 = 8.765 → 8.77; above the register's full it is full, below nothing it is nothing, without a record the document's 80
  it('of the register’s points, within nothing and full', () => {
    expect([scores('87.65'), scores('120'), scores('-5'), scores(null)]).toEqual(['8.77', '10.00', '0.00', '8.00']);
  });
});

describe('standing', () => {
  const bids = [...credited(), { bid: 'N', no: 4, priceFen: 10_000, responsive: false }, { bid: 'X', no: 5, priceFen: 120_001, responsive: true }];

  it('bids rejected or above the ceiling are neither ranked nor in the base price', () => {
    const evaluation = run(input(terms(comprehensive()), bids, { sheets: THREE, ceilingFen: 120_000 }));
    expect(evaluation.bids.map((each) => `${each.bid} ${each.standing}`)).toEqual(['A ranked', 'B ranked', 'C ranked', 'N notResponsive', 'X aboveCeiling']);
    expect(evaluation.ranking).toHaveLength(3);
    expect(evaluation.base?.value).toBe('900.00');
    expect(evaluation.findings).toEqual([{ kind: 'aboveCeiling', bid: 'X', rule: 'REJ-05', blocks: true }]);
    expect(bid(evaluation, 'N')).toMatchObject({ groups: [], result: null });
  });

  it('at the ceiling is not above it', () => {
    expect(run(input(lowest(), bidsAt(1200, 1300), { ceilingFen: 120_000 })).bids.map((each) => each.standing)).toEqual(['ranked', 'aboveCeiling']);
  });

  // mean of 1000, 900, 950 = 950; with the rejected 100.00 also opened: 2950/4 = 737.50
  it('the base price is of responsive bids, or of all that were opened', () => {
    const base = (among: 'responsive' | 'opened'): string | undefined =>
      run(input(deviationOnly({ base: { entrants: { among, band: null }, method: { kind: 'mean', trim: [], times: [] } }, abovePoints: '1', belowPoints: '0.5', floor: '0', partPercent: 'prorated' }), bids, { ceilingFen: 120_000 })).base?.value;
    expect([base('responsive'), base('opened')]).toEqual(['950.00', '737.50']);
  });

  it('fewer than three is said, not decided', () => {
    const two = run(input(lowest(), bidsAt(1000, 1100)));
    expect(two.findings).toEqual([{ kind: 'fewerThanThree', count: 2, rule: 'TND-076', blocks: false }]);
    expect(two.candidates).toEqual(['A', 'B']);
  });

  it('with nobody left there is no ranking and no base price', () => {
    const none = run(input(terms(comprehensive()), bidsAt(1, 2).map((each) => ({ ...each, responsive: false }))));
    expect(none).toMatchObject({ ranking: [], candidates: [], base: null, findings: [{ kind: 'fewerThanThree', count: 0 }] });
    expect(run(input(lowest(), []))).toMatchObject({ bids: [], ranking: [] });
  });

  it('provisional sums that were changed are named', () => {
    const [one, two, three] = bidsAt(1000, 1100, 1200);
    const given = input(lowest({ evaluatedPrice: { provisionalFen: 5000 } }), [{ ...one, provisionalFen: 5000 }, { ...two, provisionalFen: 4900 }, three] as readonly EvaluationBid[]);
    expect(run(given).findings).toEqual([{ kind: 'provisionalDiffers', bid: 'B', expected: '50.00', found: '49.00', rule: 'EVL-13', blocks: true }]);
  });
});

describe('candidates', () => {
  it('are three, or as many as the terms say', () => {
    expect(run(input(lowest(), bidsAt(4, 3, 2, 1))).candidates).toEqual(['D', 'C', 'B']);
    expect(run(input(lowest({ candidateCount: 1 }), bidsAt(4, 3, 2, 1))).candidates).toEqual(['D']);
  });

  it('more only through a tie left open; a tie behind them blocks nothing', () => {
    const tie = run(input(lowest({ candidateCount: 1 }), bidsAt(2, 2, 3)));
    expect(tie.candidates).toEqual(['A', 'B']);
    expect(tie.findings).toMatchObject([{ kind: 'tieOpen', blocks: true }]);
    expect(run(input(lowest({ candidateCount: 1 }), bidsAt(1, 2, 2))).findings).toEqual([{ kind: 'tieOpen', bids: ['B', 'C'], rule: 'EVL-12', blocks: false }]);
    expect(run(input(lowest({ ties: [] }), bidsAt(2, 2, 3))).findings).toEqual([{ kind: 'tieOpen', bids: ['A', 'B'], rule: 'EVL-12', blocks: false }]);
  });

  it('a draw parts a tie by the seed', () => {
    const drawn = run(input(lowest({ ties: ['drawn'] }), bidsAt(2, 2, 2), { drawn: SEED }));
    expect(drawn.ranking.map((each) => each.rank)).toEqual([1, 2, 3]);
    expect(drawn.ties).toMatchObject([{ decidedBy: 'drawn', open: null }]);
  });
});

describe('faults of what is handed in', () => {
  const K = { name: 'K', title: '系数', values: { kind: 'list' as const, values: ['0.95', '0.96'] } };
  const good = input(terms(comprehensive({ coefficients: [K] })), credited(), { sheets: THREE, coefficients: { K: '0.950' } });

  it('none here', () => {
    expect(run(good).coefficients).toEqual({ K: '0.95' });
  });

  it.each<[Partial<EvaluationInput>, object]>([
    [{ bids: [...credited(), ...credited()] }, { kind: 'bidTwice', who: 'A' }],
    [{ bids: bidsAt(0) }, { kind: 'priceInvalid', who: 'A' }],
    [{ bids: credited().map((each) => ({ ...each, creditScore: '九十' })) }, { kind: 'creditInvalid', who: 'A' }],
    [{ coefficients: {} }, { kind: 'coefficientMissing', name: 'K' }],
    [{ coefficients: { K: '0.95', L: '1' } }, { kind: 'coefficientUnknown', name: 'L' }],
    [{ coefficients: { K: '0.97' } }, { kind: 'coefficientNotACandidate', name: 'K' }],
    [{ coefficients: { K: 'x' } }, { kind: 'coefficientNotACandidate', name: 'K' }],
    [{ drawn: '00' }, { kind: 'drawnInvalid' }],
    [{ drawn: SEED.toUpperCase() }, { kind: 'drawnInvalid' }],
    [{ votes: { A: 0.5 } }, { kind: 'voteInvalid', who: 'A' }],
    [{ votes: { Z: 1 } }, { kind: 'voteInvalid', who: 'Z' }],
    [{ sheets: [] }, { kind: 'sheetsMissing' }],
    [{ sheets: [...THREE, ...THREE] }, { kind: 'expertTwice', who: 'e1' }],
    [{ sheets: [sheet('e1', { A: ['20', '15'], B: ['15', '8'] })] }, { kind: 'sheets', faults: [{ kind: 'missing', expert: 'e1', bid: 'C', item: 'plan' }, { kind: 'missing', expert: 'e1', bid: 'C', item: 'record' }] }],
    [{ ceilingFen: 0 }, { kind: 'ceilingMissing' }],
    [{ terms: terms(comprehensive({ coefficients: [K], suspicions: [{ below: 'ceiling', percent: '70' }] })) }, { kind: 'ceilingMissing' }],
  ])('%j', (change, fault) => {
    expect(evaluate({ ...good, ...change })).toEqual({ ok: false, fault });
  });
});

describe('the whole', () => {
  it('is canonical JSON, shows suspicions before scores, and a recomputation names where it parts', () => {
    const given = input(terms(comprehensive({ suspicions: [{ below: 'mean', percent: '95' }] })), credited(), { sheets: THREE });
    const evaluation = run(given);
    expect(evaluation.suspicions).toEqual([{ bid: 'B', price: '900.00', below: 'mean', percent: '95', reference: '950.00', threshold: '902.50' }]);
    expect(firstDifference(JSON.parse(canonicalText(evaluation)), evaluation)).toBeUndefined();
    const sheets = THREE.map((each) => (each.expert === 'e3' ? sheet('e3', { A: ['22', '15'], B: ['15.5', '8'], C: ['24.5', '15'] }) : each));
    expect(firstDifference(evaluation, run({ ...given, sheets }))).toEqual({ path: '/bids/2/groups/0/items/0/experts/2/score', left: '24', right: '24.5', absent: null });
  });
});
