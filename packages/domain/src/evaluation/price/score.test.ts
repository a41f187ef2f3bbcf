import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { q } from '../../../test/evaluation/sample.ts';
import { rounding } from '../parts.ts';
import { compare, decimal, type Rational } from '../rational.ts';
import { basePrice } from '../base-terms.ts';
import type { DeviationFormula, PriceItem } from '../terms.ts';
import { priceScore } from './score.ts';

const base = basePrice.parse({ method: { kind: 'mean' } });
const item = (formula: PriceItem['formula'], full = '60'): PriceItem => ({ kind: 'price', id: 'offer', title: '投标报价', full, formula });
const deviation = (change: Partial<DeviationFormula> = {}): PriceItem => item({ kind: 'deviation', base, abovePoints: '1', belowPoints: '0.5', floor: '0', partPercent: 'prorated', ...change });
const PLAN = rounding.parse({});
const EXACT = rounding.parse({ item: null });

const scoreAt = (yuan: string, given: PriceItem, plan = PLAN): string => priceScore(decimal(yuan), q(1000), given, plan).steps.at(-1)?.value ?? '';

describe('by deviation from 1,000 (EVL-05), full 60, E1 = 1, E2 = 0.5', () => {
  // +2.5 %: 60−2.5×1; −5 %: 60−5×0.5; 0 %: 60; +1.25 %: 60−1.25; −1.25 %: 60−0.625 = 59.375
  it.each([
    ['1025', '57.50'],
    ['950', '57.50'],
    ['1000', '60.00'],
    ['1012.5', '58.75'],
    ['987.5', '59.38'],
    ['1600', '0.00'],
    ['1601', '0.00'],
    ['2500', '0.00'],
  ])('%s', (price, score) => {
    expect(scoreAt(price, deviation())).toBe(score);
  });

  it('never below the floor', () => {
    expect([scoreAt('1300', deviation({ floor: '30' })), scoreAt('1300.01', deviation({ floor: '30' })), scoreAt('5000', deviation({ floor: '30' }))]).toEqual(['30.00', '30.00', '30.00']);
  });

  // +1.25 % and −1.25 %: dropped 1 %, counted 2 %; a full percent is one either way
  it('parts of a percent: in proportion, dropped, counted', () => {
    expect((['prorated', 'dropped', 'counted'] as const).map((partPercent) => scoreAt('1012.5', deviation({ partPercent })))).toEqual(['58.75', '59.00', '58.00']);
    expect((['prorated', 'dropped', 'counted'] as const).map((partPercent) => scoreAt('987.5', deviation({ partPercent })))).toEqual(['59.38', '59.50', '59.00']);
    expect((['prorated', 'dropped', 'counted'] as const).map((partPercent) => scoreAt('1010', deviation({ partPercent })))).toEqual(['59.00', '59.00', '59.00']);
  });

  // 59.375 lies half way between 59.37 and 59.38
  it('rounds as told, and only where told', () => {
    const plan = (mode: 'halfUp' | 'halfEven' | 'down') => rounding.parse({ item: { places: 2, mode } });
    expect([scoreAt('987.5', deviation(), plan('halfUp')), scoreAt('987.5', deviation(), plan('halfEven')), scoreAt('987.5', deviation(), plan('down')), scoreAt('987.5', deviation(), EXACT)]).toEqual(['59.38', '59.38', '59.37', '59.375']);
    // +0.125 %: with the rate rounded to two places first 0.13 %, 59.87; without 59.875
    expect([scoreAt('1001.25', deviation(), rounding.parse({ deviation: { places: 2 }, item: null })), scoreAt('1001.25', deviation(), EXACT)]).toEqual(['59.87', '59.875']);
  });

  it('shows its steps', () => {
    expect(priceScore(q(1025), q(1000), deviation(), PLAN).steps).toEqual([
      { symbol: 'D', formula: '(P−J)/J×100%', value: '2.5' },
      { symbol: 'F−|D|×E', formula: '60−2.5×1', value: '57.5' },
      { symbol: 'S', formula: 'max(0)', value: '57.50' },
    ]);
  });
});

describe('low price first (EVL-01), full 50', () => {
  // 50×1000/1000; 50×1000/1066.67; 50×1000/1500 = 33.333…
  it.each([
    ['1000', '50.00'],
    ['1066.67', '46.87'],
    ['1500', '33.33'],
  ])('%s against the lowest 1,000', (price, score) => {
    expect(scoreAt(price, item({ kind: 'lowPriceFirst' }, '50'))).toBe(score);
  });
});

const fen = fc.integer({ min: 1, max: 1e12 });
const score = (price: number, against: number, given: PriceItem, plan = EXACT): Rational => priceScore(q(price), q(against), given, plan).score;

describe('always', () => {
  it('a lower price never scores less under low price first', () => {
    fc.assert(
      fc.property(fen, fen, fen, fc.constantFrom(EXACT, PLAN), (lowest, one, two, plan) => {
        const [low, high] = [lowest + Math.min(one, two), lowest + Math.max(one, two)];
        const given = item({ kind: 'lowPriceFirst' });
        expect(compare(score(low, lowest, given, plan), score(high, lowest, given, plan))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('deviation: the nearer on one side never scores less, and the score stays between floor and full', () => {
    fc.assert(
      fc.property(fen, fc.tuple(fen, fen), fc.constantFrom('prorated' as const, 'dropped' as const, 'counted' as const), fc.constantFrom('0', '20.5'), (against, [one, two], partPercent, floor) => {
        const given = deviation({ partPercent, floor });
        const near = Math.abs(one - against) <= Math.abs(two - against) ? one : two;
        const far = near === one ? two : one;
        const sameSide = one < against === two < against;
        expect(!sameSide || compare(score(near, against, given), score(far, against, given)) >= 0).toBe(true);
        expect(compare(score(one, against, given), decimal(floor))).toBeGreaterThanOrEqual(0);
        expect(compare(score(one, against, given), decimal('60'))).toBeLessThanOrEqual(0);
      }),
    );
  });
});
