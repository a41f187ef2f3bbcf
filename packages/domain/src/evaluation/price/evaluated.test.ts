import { unwrap } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { lowest } from '../../../test/evaluation/sample.ts';
import type { EvaluationBid } from '../result.ts';
import { pricedBid } from './evaluated.ts';

const bid = (priceFen: number, change: Partial<EvaluationBid> = {}): EvaluationBid => ({ bid: 'A', no: 1, priceFen, responsive: true, ...change });

describe('evaluated price', () => {
  // 泸定: 139,584,357.34 − 118,050,246.26 = 21,534,111.08, the same for all three candidates
  it('less the provisional sums (EVL-13)', () => {
    const given = lowest({ evaluatedPrice: { provisionalFen: 2_153_411_108 } });
    expect(unwrap(pricedBid(given, bid(13_958_435_734))).shown).toEqual({ price: '139584357.34', provisional: '21534111.08', adjustments: [], evaluated: '118050246.26' });
  });

  const factors = lowest({
    evaluatedPrice: {
      adjustments: [
        { id: 'delay', title: '工期每延后一周', add: { kind: 'permille', permille: '5' }, maxUnits: '4' },
        { id: 'power', title: '自备电源', add: { kind: 'fen', fen: -250_000 } },
      ],
    },
  });

  // 1,000,000.00 + 2.5 weeks × 0.5 % (12,500.00) − 2,500.00 = 1,010,000.00
  it('with quantified deviations, up and down (EVL-03)', () => {
    expect(unwrap(pricedBid(factors, bid(100_000_000, { adjustments: { power: '1', delay: '2.5' } }))).shown).toEqual({
      price: '1000000.00',
      provisional: '0.00',
      adjustments: [{ id: 'delay', units: '2.5', amount: '12500.00' }, { id: 'power', units: '1', amount: '-2500.00' }],
      evaluated: '1010000.00',
    });
  });

  // 333.33 × 0.5 % = 1.66665: 334.99665 → 335.00, cut 334.99
  it('rounded as told', () => {
    const cut = lowest({ evaluatedPrice: factors.evaluatedPrice, rounding: { evaluatedPrice: { places: 2, mode: 'down' } } });
    expect([factors, cut].map((given) => unwrap(pricedBid(given, bid(33_333, { adjustments: { delay: '1' } }))).shown.evaluated)).toEqual(['335.00', '334.99']);
  });

  it.each([
    [bid(0), { kind: 'priceInvalid', who: 'A' }],
    [bid(1.5), { kind: 'priceInvalid', who: 'A' }],
    [bid(100, { provisionalFen: -1 }), { kind: 'priceInvalid', who: 'A' }],
    [bid(100, { adjustments: { other: '1' } }), { kind: 'adjustmentUnknown', who: 'A other' }],
    [bid(100, { adjustments: { delay: '4.1' } }), { kind: 'adjustmentOutOfBounds', who: 'A delay' }],
    [bid(100, { adjustments: { delay: '-1' } }), { kind: 'adjustmentOutOfBounds', who: 'A delay' }],
    [bid(100, { adjustments: { delay: 'one' } }), { kind: 'adjustmentOutOfBounds', who: 'A delay' }],
    [bid(100, { adjustments: { power: '1' } }), { kind: 'priceInvalid', who: 'A' }],
  ])('refuses %j', (given, fault) => {
    expect(pricedBid(factors, given)).toEqual({ ok: false, fault });
  });
});
