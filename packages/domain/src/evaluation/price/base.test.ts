import { describe, expect, it } from 'vitest';
import { q, SEED } from '../../../test/evaluation/sample.ts';
import { fromHex, present, unwrap } from '@zhaobiao/basics';
import { basePrice } from '../base-terms.ts';
import { drawIndex } from '../drawn.ts';
import { decimal, multiply } from '../rational.ts';
import type { z } from 'zod';
import { basePriceOf, lowestBase } from './base.ts';

type Method = z.input<typeof basePrice>['method'];
type Entrants = z.input<typeof basePrice>['entrants'];

const seed = present(fromHex(SEED), 'seed');
const FEN = { places: 2, mode: 'halfUp' } as const;
const FIVE = [900, 960, 1000, 1050, 1200];

type Given = { readonly ceiling?: number; readonly drawn?: Readonly<Record<string, string>>; readonly entrants?: Entrants; readonly seed?: null };

/** Bids A, B, C … at prices in 元. */
const entrantsOf = (prices: readonly number[]) => prices.map((price, index) => ({ key: String.fromCodePoint(65 + index), value: multiply(decimal(String(price)), q(100)) }));

function run(prices: readonly number[], method: Method, { ceiling, drawn = {}, entrants, seed: none }: Given = {}) {
  const terms = basePrice.parse({ method, ...(entrants === undefined ? {} : { entrants }) });
  const context = { ceiling: ceiling === undefined ? null : q(ceiling * 100), coefficient: (name: string) => decimal(present(drawn[name], name)), seed: none === null ? null : seed };
  return basePriceOf(entrantsOf(prices), terms, context, FEN);
}

const price = (prices: readonly number[], method: Method, given: Given = {}): string => unwrap(run(prices, method, given)).shown.value;
const uses = (prices: readonly number[], method: Method, given: Given = {}): string => unwrap(run(prices, method, given)).shown.entrants.map((each) => each.use).join(' ');

const TRIM = [{ from: 5, highest: 1, lowest: 1 }];

describe('mean', () => {
  // (900+960+1000+1050+1200)/5 = 5110/5
  it('plain', () => {
    expect(price(FIVE, { kind: 'mean' })).toBe('1022.00');
    expect(price([1000], { kind: 'mean' })).toBe('1000.00');
  });

  // EVL-06, n = threshold: 900 and 1200 go, (960+1000+1050)/3 = 1003.333…
  it('trimmed from the threshold on', () => {
    expect(price(FIVE, { kind: 'mean', trim: TRIM })).toBe('1003.33');
    expect(uses(FIVE, { kind: 'mean', trim: TRIM })).toBe('lowDropped kept kept kept highDropped');
  });

  // n = threshold − 1: nothing goes, (900+960+1000+1050)/4 = 977.5
  it('plain one below the threshold', () => {
    expect(price(FIVE.slice(0, 4), { kind: 'mean', trim: TRIM })).toBe('977.50');
  });

  // 1003.333… × (1 − 0.03) = 973.2333…
  it('less a drawn float rate', () => {
    expect(price(FIVE, { kind: 'mean', trim: TRIM, times: [{ coefficient: 'F', as: 'reduction' }] }, { drawn: { F: '0.03' } })).toBe('973.23');
  });

  // EVL-07: 1003.333… × 0.955 = 958.18333…; rounding A first would give the same here, but not always: only the base price is rounded.
  it('A×K', () => {
    const made = unwrap(run(FIVE, { kind: 'mean', trim: TRIM, times: [{ coefficient: 'K' }] }, { drawn: { K: '0.955' } })).shown;
    expect(made.value).toBe('958.18');
    expect(made.steps).toEqual([
      { symbol: 'A', formula: 'mean(n=3)', value: '1003.33333333…' },
      { symbol: '×K', formula: '×0.955', value: '958.18333333…' },
      { symbol: 'J', formula: 'halfUp(2)', value: '958.18' },
    ]);
  });

  it('of equal prices is that price, trimmed or not', () => {
    expect([price([1000, 1000, 1000, 1000, 1000], { kind: 'mean', trim: TRIM }), price([1000, 1000], { kind: 'mean' })]).toEqual(['1000.00', '1000.00']);
  });
});

describe('mean of low prices (EVL-10)', () => {
  // lowest 900; second-lowest 960; the three lowest (900+960+1000)/3; second and third (960+1000)/2
  it.each([
    [0, 1, '900.00', 'kept outside outside outside outside'],
    [1, 1, '960.00', 'outside kept outside outside outside'],
    [0, 3, '953.33', 'kept kept kept outside outside'],
    [1, 2, '980.00', 'outside kept kept outside outside'],
    [0, 30, '1022.00', 'kept kept kept kept kept'],
    [9, 2, '1200.00', 'outside outside outside outside kept'],
  ])('leaving out %i, of %i', (skip, count, value, used) => {
    expect(price(FIVE, { kind: 'lowMean', skip, count })).toBe(value);
    expect(uses(FIVE, { kind: 'lowMean', skip, count })).toBe(used);
  });
});

describe('second mean (二次平均)', () => {
  // mean 1022; at or below it 900, 960, 1000: 953.333…; with the lowest (953.333…+900)/2 = 926.666…
  it('of the prices at or below the mean', () => {
    expect(price(FIVE, { kind: 'secondMean' })).toBe('953.33');
    expect(price(FIVE, { kind: 'secondMean', blend: 'withLowest' })).toBe('926.67');
    expect(uses(FIVE, { kind: 'secondMean' })).toBe('kept kept kept outside outside');
  });

  it('a price at the mean counts', () => {
    expect(price([900, 1000, 1100], { kind: 'secondMean' })).toBe('950.00');
  });
});

describe('mean within a band', () => {
  // of the ceiling 1100, 85 % … 95 % = 935 … 1045: (960+1000)/2; of the mean 1022, 95 % … 105 % = 970.90 … 1073.10: (1000+1050)/2
  it('of the ceiling or of the mean', () => {
    expect(price(FIVE, { kind: 'bandMean', of: 'ceiling', fromPercent: '85', toPercent: '95', ifNone: 'refuse' }, { ceiling: 1100 })).toBe('980.00');
    expect(price(FIVE, { kind: 'bandMean', of: 'mean', fromPercent: '95', toPercent: '105', ifNone: 'refuse' })).toBe('1025.00');
  });

  // 1200 × 80 % = 960 and 1200 × 100 % = 1200 are both in: (960+1000+1050+1200)/4
  it('holds both its ends', () => {
    expect(price(FIVE, { kind: 'bandMean', of: 'ceiling', fromPercent: '80', toPercent: '100', ifNone: 'refuse' }, { ceiling: 1200 })).toBe('1052.50');
  });

  it('empty: refused, or all, as the document says', () => {
    const band = { kind: 'bandMean', of: 'ceiling', fromPercent: '10', toPercent: '20' } as const;
    expect(run(FIVE, { ...band, ifNone: 'refuse' }, { ceiling: 1200 })).toEqual({ ok: false, fault: { kind: 'bandEmpty' } });
    expect(price(FIVE, { ...band, ifNone: 'all' }, { ceiling: 1200 })).toBe('1022.00');
    expect(run(FIVE, { ...band, ifNone: 'all' })).toEqual({ ok: false, fault: { kind: 'ceilingMissing' } });
  });
});

describe('composite (EVL-08)', () => {
  const method = { kind: 'composite', trim: TRIM, k1: 'K1', k2: 'K2', q1: 'Q1' } as const;
  const drawn = { K1: '0.95', K2: '0.9', Q1: '0.6' };

  // 1003.333…×0.95×0.6 = 571.90; 1100×0.9×(1−0.6) = 396.00
  it('A×K1×Q1 + B×K2×Q2', () => {
    const made = unwrap(run(FIVE, method, { ceiling: 1100, drawn })).shown;
    expect(made.value).toBe('967.90');
    expect(made.steps.map((step) => step.value)).toEqual(['1003.33333333…', '1100.00', '571.90', '396.00', '967.90', '967.90']);
  });

  it('needs a ceiling', () => {
    expect(run(FIVE, method, { drawn })).toEqual({ ok: false, fault: { kind: 'ceilingMissing' } });
  });
});

describe('who enters', () => {
  const band = { fromPercent: '85', toPercent: '100', ifNone: 'refuse' } as const;

  // ceiling 1100: 935 … 1100 holds 960, 1000, 1050: 3010/3
  it('only bids within a band of the ceiling', () => {
    expect(price(FIVE, { kind: 'mean' }, { ceiling: 1100, entrants: { band } })).toBe('1003.33');
    expect(uses(FIVE, { kind: 'mean' }, { ceiling: 1100, entrants: { band } })).toBe('outside kept kept kept outside');
  });

  it('an empty band is refused, or lets all in', () => {
    expect(run([10, 20], { kind: 'mean' }, { ceiling: 1100, entrants: { band } })).toEqual({ ok: false, fault: { kind: 'bandEmpty' } });
    expect(price([10, 20], { kind: 'mean' }, { ceiling: 1100, entrants: { band: { ...band, ifNone: 'all' } } })).toBe('15.00');
    expect(run([10, 20], { kind: 'mean' }, { entrants: { band } })).toEqual({ ok: false, fault: { kind: 'ceilingMissing' } });
  });

  it('thresholds count who entered, not who was opened', () => {
    // of the five, three are in the band: below the threshold of five, so none is dropped
    expect(price(FIVE, { kind: 'mean', trim: TRIM }, { ceiling: 1100, entrants: { band } })).toBe('1003.33');
  });
});

describe('ABC (EVL-09)', () => {
  const abc = { kind: 'abc', delta: 'D', k: 'K' } as const;
  const drawn = { D: '0.12', K: '0.97' };
  const bids = [700, 760, 800, 830, 900];

  // Ceiling 1000. A = 1000×(1−0.12) = 880. Mean 3990/5 = 798; L = (798×0.7+1000×0.3)×0.75 = (558.6+300)×0.75 = 643.95. C = 700. Upper 0.95×880 = 836.
  // B among 760, 800, 830: (880×0.5 + B×0.3 + 700×0.2)×0.97 = (580 + 0.3 B)×0.97 = 783.76, 795.40, 804.13.
  it('as the document writes it', () => {
    const index = drawIndex(seed, 'abc/B', 3);
    const made = unwrap(run(bids, abc, { ceiling: 1000, drawn })).shown;
    expect(made.value).toBe(['783.76', '795.40', '804.13'][index]);
    expect(made.steps.map(({ symbol, value }) => `${symbol} ${value}`)).toEqual(['A 880.00', 'M 798.00', 'L 643.95', 'C 700.00', 'U 836.00', `B ${['760.00', '800.00', '830.00'][index]}`, expect.stringMatching(/^J0 /), `J ${made.value}`]);
  });

  it('reaches each of the three by some seed', () => {
    const values = new Set<string>();
    for (let byte = 0; byte < 30; byte += 1) {
      const terms = basePrice.parse({ method: abc });
      const context = { ceiling: q(100_000), coefficient: (name: string) => decimal(present({ D: '0.12', K: '0.97' }[name], name)), seed: new Uint8Array(16).fill(byte) };
      values.add(unwrap(basePriceOf(entrantsOf(bids), terms, context, FEN)).shown.value);
    }
    expect([...values].toSorted()).toEqual(['783.76', '795.40', '804.13']);
  });

  // 836 itself is not below 0.95 A, and 700 is C: only 760 lies strictly between.
  it('leaves out both ends', () => {
    expect(price([700, 760, 836], abc, { ceiling: 1000, drawn, seed: null })).toBe('783.76');
  });

  // 645 and 955: mean 800, L = (560+300)×0.75 = 645: 645 is in the range. A fen less and L is 644.997375: C is 955.
  it('C stands at or above the lower end', () => {
    const steps = (prices: readonly number[]) => unwrap(run(prices, abc, { ceiling: 1000, drawn })).shown.steps.filter(({ symbol }) => symbol === 'L' || symbol === 'C').map((step) => step.value);
    expect(steps([645, 955])).toEqual(['645.00', '645.00']);
    expect(steps([644.99, 955])).toEqual(['644.997375', '955.00']);
  });

  // 850, 870, 900 and 500: mean 780, L = (546+300)×0.75 = 634.50, C = 850, nothing between 850 and 836.
  it('with nothing between, any but C', () => {
    const prices = [500, 850, 870, 900];
    const others = (otherwise: 'entrants' | 'range'): string => present(unwrap(run(prices, { ...abc, otherwise }, { ceiling: 1000, drawn })).shown.steps.find((step) => step.symbol === 'B'), 'B').formula;
    expect(others('entrants')).toMatch(/^drawn\([123]\/3\) = [ACD]$/);
    expect(others('range')).toMatch(/^drawn\([12]\/2\) = [CD]$/);
  });

  // (880×0.5 + 800×0.3 + 800×0.2)×0.97 = 840×0.97
  it('with every price the same, or one bid, B is C', () => {
    expect(price([800, 800, 800], abc, { ceiling: 1000, drawn, seed: null })).toBe('814.80');
    expect(price([800], abc, { ceiling: 1000, drawn, seed: null })).toBe('814.80');
  });

  // 200 and 210: L = (143.5+300)×0.75 = 332.625. C = 200, B = 210: (440+63+40)×0.97 = 526.71
  it('with nothing in the range, refused, or the lowest of all', () => {
    expect(run([200, 210], abc, { ceiling: 1000, drawn })).toEqual({ ok: false, fault: { kind: 'bandEmpty' } });
    expect(price([200, 210], { ...abc, ifNone: 'lowest' }, { ceiling: 1000, drawn })).toBe('526.71');
  });

  it('needs ceiling and seed', () => {
    expect(run(bids, abc, { drawn })).toEqual({ ok: false, fault: { kind: 'ceilingMissing' } });
    expect(run(bids, abc, { ceiling: 1000, drawn, seed: null })).toEqual({ ok: false, fault: { kind: 'drawnMissing' } });
  });

  // 60/20/20, range (mean×60 %+ceiling×40 %)×(1−20 %) = (478.8+400)×0.8 = 703.04: C = 760; upper 0.9×880 = 792: none between, others 700, 800, 830, 900 → of the range 800, 830, 900
  it('takes its shares from the document', () => {
    const method = { ...abc, aPercent: '60', bPercent: '20', cPercent: '20', meanPercent: '60', ceilingPercent: '40', downPercent: '20', upperPercent: '90', otherwise: 'range' } as const;
    const { steps } = unwrap(run(bids, method, { ceiling: 1000, drawn })).shown;
    expect(steps.filter(({ symbol }) => 'LCU'.includes(symbol)).map((step) => step.value)).toEqual(['703.04', '760.00', '792.00']);
    expect(steps.find(({ symbol }) => symbol === 'B')?.formula).toMatch(/\/3\) = [CDE]$/);
  });
});

describe('a base price', () => {
  it('is above zero', () => {
    expect(run(FIVE, { kind: 'mean', times: [{ coefficient: 'F', as: 'reduction' }] }, { drawn: { F: '1' } })).toEqual({ ok: false, fault: { kind: 'basePriceInvalid' } });
  });

  it('may be left exact', () => {
    const terms = basePrice.parse({ method: { kind: 'mean' } });
    const made = unwrap(basePriceOf(entrantsOf([100, 100, 101]), terms, { ceiling: null, coefficient: () => q(1), seed: null }, null));
    expect(made.value).toEqual(q(30_100, 3));
    expect(made.shown.value).toBe('100.33333333…');
  });

  it('of low price first is the lowest', () => {
    expect(lowestBase(entrantsOf([960, 900, 900])).shown).toMatchObject({ value: '900.00', entrants: [{ use: 'outside' }, { use: 'kept' }, { use: 'kept' }] });
  });
});
