import { describe, expect, it } from 'vitest';
import { normalisePrice, type StatedAmount } from './normalise.ts';

describe('price as stated (EVL-14)', () => {
  it.each<[StatedAmount, number]>([
    [{ kind: 'yuan', text: '18350534.00' }, 1_835_053_400],
    [{ kind: 'wanYuan', text: '1835.0534' }, 1_835_053_400],
    // 100,000.00 less 5.5 %
    [{ kind: 'reductionRate', percent: '5.5', baseFen: 10_000_000 }, 9_450_000],
    // 118,050,246.26 × 0.76 % = 897,181.871576
    [{ kind: 'feeRate', percent: '0.76', baseFen: 11_805_024_626 }, 89_718_187],
  ])('%j', (stated, fen) => {
    expect(normalisePrice(stated)).toEqual({ ok: true, value: fen });
  });

  it('rounds a rate as told', () => {
    expect(normalisePrice({ kind: 'feeRate', percent: '50', baseFen: 3 })).toEqual({ ok: true, value: 2 });
    expect(normalisePrice({ kind: 'feeRate', percent: '50', baseFen: 3 }, 'down')).toEqual({ ok: true, value: 1 });
  });

  it.each<[StatedAmount, string]>([
    [{ kind: 'yuan', text: '1.001' }, 'notAnAmount'],
    [{ kind: 'yuan', text: '0' }, 'notAnAmount'],
    [{ kind: 'wanYuan', text: '约100' }, 'notAnAmount'],
    [{ kind: 'feeRate', percent: '面议', baseFen: 1 }, 'notAnAmount'],
    [{ kind: 'feeRate', percent: '-1', baseFen: 1 }, 'rateOutOfBounds'],
    [{ kind: 'reductionRate', percent: '100', baseFen: 1 }, 'rateOutOfBounds'],
    [{ kind: 'feeRate', percent: '1', baseFen: 0 }, 'baseInvalid'],
    [{ kind: 'feeRate', percent: '0.1', baseFen: 1 }, 'notAnAmount'],
  ])('refuses %j', (stated, fault) => {
    expect(normalisePrice(stated)).toEqual({ ok: false, fault });
  });
});
