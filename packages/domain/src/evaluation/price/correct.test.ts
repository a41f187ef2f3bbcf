import { unwrap } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctPrice, type PricedLine } from './correct.ts';

const line = (quantity: string, unitPriceFen: number, totalFen: number): PricedLine => ({ quantity, unitPriceFen, totalFen });
const rules = (price: Parameters<typeof correctPrice>[0]): readonly string[] => unwrap(correctPrice(price)).steps.map(({ rule, item, before, after }) => `${rule} ${item ?? '-'} ${before} → ${after}`);

describe('words and figures', () => {
  it('agree: nothing to correct', () => {
    expect(unwrap(correctPrice({ inWords: '壹万元整', inFiguresFen: 1_000_000, items: [] }))).toEqual({ statedFen: 1_000_000, correctedFen: 1_000_000, steps: [] });
  });

  it('differ: words govern', () => {
    expect(unwrap(correctPrice({ inWords: '壹万零壹佰元整', inFiguresFen: 1_001_000, items: [] }))).toEqual({
      statedFen: 1_001_000,
      correctedFen: 1_010_000,
      steps: [{ rule: 'wordsOverFigures', cite: 'GPP-031', item: null, before: '10010.00', after: '10100.00' }],
    });
  });
});

describe('an item', () => {
  // 12.5 × 480.00 = 6,000.00
  it('whose total is not quantity × unit price: the unit price governs', () => {
    expect(rules({ inFiguresFen: 600_000, items: [line('12.5', 48_000, 650_000)] })).toEqual(['unitPriceOverTotal 0 6500.00 → 6000.00']);
  });

  it('whose unit price has a misplaced point: the total governs', () => {
    expect(rules({ inFiguresFen: 600_000, items: [line('12.5', 4800, 600_000)] })).toEqual(['decimalPoint 0 48.00 → 480']);
    expect(rules({ inFiguresFen: 600_000, items: [line('12.5', 480_000, 600_000)] })).toEqual(['decimalPoint 0 4800.00 → 480']);
    // ten times too small is a slip, eleven times is not
    expect(rules({ inFiguresFen: 660_000, items: [line('12.5', 4800, 660_000)] })).toEqual(['unitPriceOverTotal 0 6600.00 → 600.00', 'itemsOverTotal - 6600.00 → 600.00']);
  });

  // 3 × 33.33 = 99.99; 0.333 × 100.00 = 33.30; 0.3333 × 1.00 = 0.3333: 0.33 and 0.34 are both rounding
  it('less than a fen apart is rounding', () => {
    expect(rules({ inFiguresFen: 33, items: [line('0.3333', 100, 33)] })).toEqual([]);
    expect(rules({ inFiguresFen: 34, items: [line('0.3333', 100, 34)] })).toEqual([]);
    expect(rules({ inFiguresFen: 35, items: [line('0.3333', 100, 35)] })).toEqual(['unitPriceOverTotal 0 0.35 → 0.33', 'itemsOverTotal - 0.35 → 0.33']);
  });

  it('without a price stays without', () => {
    expect(rules({ inFiguresFen: 0, items: [line('5', 0, 0)] })).toEqual([]);
    expect(rules({ inFiguresFen: 100, items: [line('5', 0, 100)] })).toEqual(['unitPriceOverTotal 0 1.00 → 0.00', 'itemsOverTotal - 1.00 → 0.00']);
  });
});

it('the steps stand in the order of the law, and the corrected items govern the total', () => {
  // words 10,100.00 over figures 10,010.00; item 1: 2 × 3,000.00 = 6,000.00 not 6,200.00; sum 4,000.00 + 6,000.00
  const price = { inWords: '壹万零壹佰元整', inFiguresFen: 1_001_000, items: [line('1', 400_000, 400_000), line('2', 300_000, 620_000)] };
  expect(rules(price)).toEqual(['wordsOverFigures - 10010.00 → 10100.00', 'unitPriceOverTotal 1 6200.00 → 6000.00', 'itemsOverTotal - 10100.00 → 10000.00']);
  expect(unwrap(correctPrice(price)).correctedFen).toBe(1_000_000);
});

it.each([
  [{ inWords: '一万元', inFiguresFen: 1, items: [] }, { kind: 'wordsUnreadable' }],
  [{ inFiguresFen: -1, items: [] }, { kind: 'amountInvalid', item: null }],
  [{ inFiguresFen: 1, items: [line('1', 1.5, 1)] }, { kind: 'amountInvalid', item: 0 }],
  [{ inFiguresFen: 1, items: [line('1', 1, 1), line('1,5', 1, 1)] }, { kind: 'quantityInvalid', item: 1 }],
  [{ inFiguresFen: 1, items: [line('-1', 1, 1)] }, { kind: 'quantityInvalid', item: 0 }],
])('refuses %j', (price, fault) => {
  expect(correctPrice(price)).toEqual({ ok: false, fault });
});

it('a corrected bill needs no second correction', () => {
  const lines = fc.array(fc.record({ quantity: fc.integer({ min: 0, max: 1e6 }).map(String), unitPriceFen: fc.integer({ min: 0, max: 1e6 }), totalFen: fc.integer({ min: 0, max: 1e12 }) }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 1e12 }), (items, inFiguresFen) => {
      const once = unwrap(correctPrice({ inFiguresFen, items }));
      const after = (index: number, rule: string): string | undefined => once.steps.find((step) => step.item === index && step.rule === rule)?.after;
      const corrected = items.map((each, index) => ({
        quantity: each.quantity,
        unitPriceFen: Math.round(Number(after(index, 'decimalPoint') ?? each.unitPriceFen / 100) * 100),
        totalFen: Math.round(Number(after(index, 'unitPriceOverTotal') ?? each.totalFen / 100) * 100),
      }));
      if (once.steps.some((step) => step.rule === 'decimalPoint')) return;
      expect(unwrap(correctPrice({ inFiguresFen: once.correctedFen, items: corrected })).steps).toEqual([]);
    }),
  );
});
