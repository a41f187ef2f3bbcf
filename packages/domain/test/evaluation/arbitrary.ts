/** Random evaluations that the contracts pass: every method, formula and base price, with bids, sheets, coefficients and seed. */
import fc from 'fast-check';
import { candidatesOf, pickCoefficient } from '../../src/evaluation/drawn.ts';
import type { EvaluationBid, EvaluationInput } from '../../src/evaluation/result.ts';
import { evaluationTerms, type EvaluationTerms, type EvaluationTermsDraft } from '../../src/evaluation/terms.ts';
import { comprehensive, SEED, sheet } from './sample.ts';

type Draft = Extract<EvaluationTermsDraft, { method: 'comprehensive' }>;
type Formula = Extract<Draft['groups'][number]['items'][number], { kind: 'price' }>['formula'];
type Times = NonNullable<Extract<Base['method'], { kind: 'mean' }>['times']>;
type Base = Extract<Formula, { kind: 'deviation' }>['base'];

const COEFFICIENTS: Draft['coefficients'] = [
  { name: 'K', title: '系数', values: { kind: 'range', from: '0.95', to: '0.98', step: '0.005' } },
  { name: 'Q', title: '权重', values: { kind: 'list', values: ['0.3', '0.5', '0.65'] } },
  { name: 'D', title: '下浮率', values: { kind: 'range', from: '0.02', to: '0.12', step: '0.01' } },
];
const TRIM: NonNullable<NonNullable<Draft['summary']>['trim']> = [{ from: 5, highest: 1, lowest: 1 }, { from: 12, unit: 'percent' as const, highest: 20, lowest: 10 }];
const times = fc.constantFrom<Times>([], [{ coefficient: 'K' }], [{ coefficient: 'D', as: 'reduction' }, { coefficient: 'K' }]);

/** Every base price that does not hang on a price limit in fen, so that prices may be scaled. */
const basePrices: fc.Arbitrary<Base> = fc.record({
  entrants: fc.record({ among: fc.constantFrom('responsive' as const, 'opened' as const), band: fc.constantFrom(null, { fromPercent: '60', toPercent: '95', ifNone: 'all' as const }) }),
  method: fc.oneof(
    fc.record({ kind: fc.constant('mean' as const), trim: fc.constantFrom<typeof TRIM>([], TRIM), times }),
    fc.record({ kind: fc.constant('lowMean' as const), skip: fc.nat(2), count: fc.integer({ min: 1, max: 30 }), times }),
    fc.record({ kind: fc.constant('secondMean' as const), blend: fc.constantFrom('alone' as const, 'withLowest' as const), times }),
    fc.record({ kind: fc.constant('bandMean' as const), of: fc.constantFrom('ceiling' as const, 'mean' as const), fromPercent: fc.constant('80'), toPercent: fc.constant('101'), ifNone: fc.constant('all' as const), times }),
    fc.record({ kind: fc.constant('composite' as const), trim: fc.constantFrom<typeof TRIM>([], TRIM), k1: fc.constant('K'), k2: fc.constant('K'), q1: fc.constant('Q') }),
    fc.record({ kind: fc.constant('abc' as const), delta: fc.constant('D'), k: fc.constant('K'), otherwise: fc.constantFrom('entrants' as const, 'range' as const), ifNone: fc.constant('lowest' as const) }),
  ),
});

const formulas: fc.Arbitrary<Formula> = fc.oneof(
  fc.constant({ kind: 'lowPriceFirst' as const }),
  fc.record({ kind: fc.constant('deviation' as const), base: basePrices, abovePoints: fc.constantFrom('0.5', '1', '2'), belowPoints: fc.constantFrom('0.25', '1'), floor: fc.constantFrom('0', '20'), partPercent: fc.constantFrom('prorated' as const, 'dropped' as const, 'counted' as const) }),
);

const TIES: Draft['ties'][] = [['priceLow', 'technicalHigh', 'committeeVote'], ['technicalHigh', 'creditHigh', 'drawn'], [], ['committeeVote', 'priceLow']];

const ties = fc.constantFrom(...TIES);
const exact = { basePrice: null, item: null, group: null, total: null };

const termsOf = (rounding: fc.Arbitrary<Draft['rounding']>): fc.Arbitrary<EvaluationTerms> =>
  fc
    .oneof(
      { weight: 4, arbitrary: fc.record({ formula: formulas, ties, rounding, by: fc.constantFrom('item' as const, 'group' as const, 'total' as const), trim: fc.constantFrom<typeof TRIM>([], TRIM) }).map(({ formula, by, trim, ...rest }): EvaluationTermsDraft => comprehensive({ ...rest, coefficients: COEFFICIENTS, summary: { by, trim }, suspicions: [{ below: 'mean', percent: '70' }] }, formula)) },
      { weight: 1, arbitrary: fc.record({ rounding }).map((rest): EvaluationTermsDraft => ({ method: 'lowestEvaluated', ...rest, ties: ['priceLow', 'committeeVote'], evaluatedPrice: { provisionalFen: 5000 } })) },
    )
    .map((draft) => evaluationTerms.parse(draft));

const score = fc.integer({ min: 0, max: 50 }).map((halves) => String(halves / 2));
const level = fc.constantFrom('0', '8', '15');

/** Prices 700.00 … 1,300.00 元 in steps that make ties likely, under a ceiling of 1,200.00. */
const bids = fc.uniqueArray(
  fc.record({ at: fc.nat(60), priceFen: fc.integer({ min: 70, max: 130 }).map((each) => each * 1000), creditScore: fc.constantFrom(null, '60', '88.5', '100'), responsive: fc.boolean() }),
  { selector: (each) => each.at, maxLength: 14 },
);

export const evaluations = (rounding: fc.Arbitrary<Draft['rounding']> = fc.constantFrom({}, exact, { item: { places: 1, mode: 'halfEven' as const }, group: { places: 2 }, total: { places: 1, mode: 'down' as const } })): fc.Arbitrary<EvaluationInput> =>
  fc.tuple(termsOf(rounding), bids, fc.integer({ min: 1, max: 7 }), fc.infiniteStream(score), fc.infiniteStream(level)).map(([terms, given, experts, scores, levels]) => {
    const list = given.map(({ at, ...rest }): EvaluationBid => ({ bid: `bid:${at}`, no: at, ...rest }));
    const sheets = Array.from({ length: experts }, (_, index) => sheet(`e${index}`, Object.fromEntries(list.map(({ bid }): [string, [string, string]] => [bid, [scores.next().value, levels.next().value]]))));
    const seed = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
    const coefficients = Object.fromEntries(candidatesOf(terms).map((each) => [each.name, pickCoefficient(each, seed)]));
    return { terms, ceilingFen: 120_000, bids: list, sheets: terms.method === 'comprehensive' ? sheets : [], coefficients, drawn: SEED, votes: {} };
  });
