import { unwrap } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { bidsAt, comprehensive, lowest, sheet, terms } from '../../test/evaluation/sample.ts';
import { lowPriceSuspicions, sheetFindings } from './findings.ts';

const given = terms(comprehensive());

describe('objective items (EXP-13)', () => {
  it('on which experts differ are named, and block', () => {
    const sheets = [sheet('e2', { A: ['20', '8'], B: ['20', '8'] }), sheet('e1', { A: ['20', '15'], B: ['20', '8.0'] })];
    expect(sheetFindings(given, ['B', 'A'], sheets)).toEqual([{ kind: 'objectiveDiffers', bid: 'A', item: 'record', scores: { e1: '15', e2: '8' }, rule: 'EXP-13', blocks: true }]);
  });
});

describe('subjective scores (EXP-12)', () => {
  // Others' mean 20: 30 % is 6. 14 is at the threshold, 13.5 beyond it. The others lie 20 from (20+14)/2 = 17: 17.6 %; from 16.75: 19.4 %.
  it('at the threshold is not beyond it', () => {
    const sheets = (last: string) => [sheet('e1', { A: ['20', '8'] }), sheet('e2', { A: ['20', '8'] }), sheet('e3', { A: [last, '8'] })];
    expect(sheetFindings(given, ['A'], sheets('14'))).toEqual([]);
    expect(sheetFindings(given, ['A'], sheets('13.5'))).toEqual([{ kind: 'expertDeviates', bid: 'A', expert: 'e3', score: '13.5', othersMean: '20', deviationPercent: '32.5', rule: 'EXP-12', blocks: false }]);
    expect(sheetFindings(given, ['A'], sheets('25')).map((each) => each.kind)).toEqual([]);
  });

  it('objective items do not count, one expert is compared with nobody', () => {
    expect(sheetFindings(given, ['A'], [sheet('e1', { A: ['20', '15'] })])).toEqual([]);
    expect(sheetFindings(given, ['A'], [sheet('e1', { A: ['20', '15'] }), sheet('e2', { A: ['20', '0'] })]).map((each) => each.kind)).toEqual(['objectiveDiffers']);
  });

  it('against others who all gave nothing', () => {
    expect(sheetFindings(given, ['A'], [sheet('e1', { A: ['0', '8'] }), sheet('e2', { A: ['5', '8'] })]).map((each) => (each.kind === 'expertDeviates' ? `${each.expert} ${each.deviationPercent}` : ''))).toEqual(['e1 100', 'e2 ∞']);
  });

  it('not asked where the terms do not', () => {
    expect(sheetFindings(terms(comprehensive({ deviationPercent: null })), ['A'], [sheet('e1', { A: ['0', '8'] }), sheet('e2', { A: ['25', '8'] })])).toEqual([]);
    expect(sheetFindings(lowest(), ['A'], [])).toEqual([]);
  });
});

describe('low prices', () => {
  const rule = (below: 'mean' | 'ceiling' | 'secondLowest', percent: string, of: 'bidPrice' | 'evaluatedPrice' = 'bidPrice') => lowest({ suspicions: [{ below, percent, of }], evaluatedPrice: { provisionalFen: 10_000 } });
  const found = (given2: ReturnType<typeof rule>, bids = bidsAt(500, 900, 1000), ceilingFen: number | null = 120_000) => unwrap(lowPriceSuspicions({ terms: given2, ceilingFen, bids })).map((each) => `${each.bid} ${each.price} < ${each.threshold} of ${each.reference}`);

  // mean 2400/3 = 800: 70 % = 560; ceiling 1200: 41.666 % = 499.992, 45 % = 540; second-lowest 900: 50 % = 450, 60 % = 540
  it('below a share of mean, ceiling or second-lowest', () => {
    expect(found(rule('mean', '70'))).toEqual(['A 500.00 < 560.00 of 800.00']);
    expect(found(rule('ceiling', '45'))).toEqual(['A 500.00 < 540.00 of 1200.00']);
    expect(found(rule('ceiling', '41.666'))).toEqual([]);
    expect(found(rule('secondLowest', '60'))).toEqual(['A 500.00 < 540.00 of 900.00']);
    expect(found(rule('secondLowest', '50'))).toEqual([]);
  });

  // less 100.00 of provisional sums: 400, 800, 900 against the ceiling's 1100: 40 % = 440
  it('of evaluated prices, against the ceiling less provisional sums', () => {
    expect(found(rule('ceiling', '40', 'evaluatedPrice'))).toEqual(['A 400.00 < 440.00 of 1100.00']);
  });

  // 800 of a mean of 800 is not below it at 100 %
  it('at the threshold is not below it', () => {
    expect(found(rule('mean', '100'), bidsAt(800, 800))).toEqual([]);
  });

  it('counts only bids under evaluation, and finds nothing without a reference', () => {
    const bids = [...bidsAt(500, 900, 1000), { bid: 'X', no: 9, priceFen: 999_999_900, responsive: false }, { bid: 'Y', no: 10, priceFen: 120_100, responsive: true }];
    expect(found(rule('mean', '70'), bids)).toEqual(['A 500.00 < 560.00 of 800.00']);
    expect(found(rule('secondLowest', '100'), bidsAt(500))).toEqual([]);
    expect(found(rule('ceiling', '100'), bidsAt(500), null)).toEqual([]);
    expect(found(rule('mean', '100'), [])).toEqual([]);
  });

  it('passes on what is wrong with a price', () => {
    expect(lowPriceSuspicions({ terms: rule('mean', '70'), ceilingFen: null, bids: bidsAt(50) })).toEqual({ ok: false, fault: { kind: 'priceInvalid', who: 'A' } });
  });
});
