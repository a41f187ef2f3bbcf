import { toHex, unwrap, utf8 } from '@zhaobiao/basics';
import { canonicalText, digest } from '@zhaobiao/evidence';
import { expect, it } from 'vitest';
import { bidsAt, comprehensive, input, lowest, SEED, sheet, terms } from '../../test/evaluation/sample.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationInput } from './result.ts';
import type { EvaluationTermsDraft } from './terms.ts';

/**
 * What `version: 1` of the terms computes, to the last character: published tenders are computed again for fifteen years. A digest that changes here changes them, so a new
 * meaning is a new kind or version of the terms, never a new digest in this table.
 */
type Formula = NonNullable<Parameters<typeof comprehensive>[1]>;
type Method = Extract<Formula, { kind: 'deviation' }>['base']['method'];

const coefficients: EvaluationTermsDraft['coefficients'] = [
  { name: 'K', title: '系数', values: { kind: 'range', from: '0.95', to: '0.98', step: '0.005' } },
  { name: 'D', title: '下浮率', values: { kind: 'list', values: ['0.06', '0.12'] } },
];
const trim = [{ from: 5, highest: 1, lowest: 1 }];
const bids = bidsAt(900, 960, 1000, 1050, 1200, 1001).map((each, index) => ({ ...each, creditScore: index === 2 ? null : String(60 + index * 7) }));
const sheets = [1, 2, 3, 4, 5, 6, 7].map((expert) => sheet(`e${expert}`, Object.fromEntries(bids.map(({ bid }, index): [string, [string, string]] => [bid, [String(((expert * 7 + index * 3) % 51) / 2), '8']]))));

const by = (method: Method, change: Parameters<typeof comprehensive>[0] = {}): EvaluationInput => {
  const formula: Formula = { kind: 'deviation', base: { method }, abovePoints: '1', belowPoints: '0.5' };
  return input(terms(comprehensive({ coefficients, ties: ['priceLow', 'drawn'], ...change }, formula)), bids, { sheets, ceilingFen: 120_000, coefficients: { K: '0.955', D: '0.12' }, drawn: SEED });
};

it.each<[string, EvaluationInput, string]>([
  ['lowest', input(lowest({ evaluatedPrice: { provisionalFen: 5000 } }), bids, { ceilingFen: 110_000 }), '6e0e89293de58970f19e77dd37e30cf7'],
  ['low price first', input(terms(comprehensive({ summary: { by: 'total', trim: [{ from: 6, highest: 1, lowest: 1 }] } })), bids, { sheets, ceilingFen: 120_000 }), '4ac751d83d1432e5ae718c9b912487f7'],
  ['mean', by({ kind: 'mean' }), '94d85ed209ab362d9d10cf9afca4ba1f'],
  ['A×K', by({ kind: 'mean', trim, times: [{ coefficient: 'K' }] }), 'dc57213a1538c5434c233b473cca08b5'],
  ['low mean', by({ kind: 'lowMean', skip: 1, count: 2, times: [{ coefficient: 'D', as: 'reduction' }] }), '1a6431c957d92a78a4d9d6a6003f3954'],
  ['second mean', by({ kind: 'secondMean', blend: 'withLowest' }), '723316249203a62cdd57752f07308d12'],
  ['band', by({ kind: 'bandMean', of: 'mean', fromPercent: '95', toPercent: '105', ifNone: 'all' }), '2d57c7097a1bfbff304a27344767f04c'],
  ['composite', by({ kind: 'composite', trim, k1: 'K', k2: 'K', q1: 'K' }), '38818cbc2b993b4478485e52951018fa'],
  ['ABC', by({ kind: 'abc', delta: 'D', k: 'K' }, { rounding: { item: { places: 4, mode: 'halfEven' }, total: { places: 3, mode: 'down' } } }), 'dcf98ff166e850a34e0889c22cc5026f'],
])('%s', (_, given, expected) => {
  expect(toHex(digest('sha256', utf8(canonicalText(unwrap(evaluate(given)))))).slice(0, 32)).toBe(expected);
});
