import { present, fromHex } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { q, SEED } from '../../test/evaluation/sample.ts';
import { drawKey } from './drawn.ts';
import { type Contender, partTie, type TieContext } from './ties.ts';

const bid = (name: string, price = 100, technical = 30, credit = 8): Contender => ({ bid: name, price: q(price), technical: q(technical), credit: q(credit) });
const order = (bids: readonly Contender[], context: Partial<TieContext>) => {
  const { tiers, notes } = partTie(bids, { rules: [], drawn: undefined, votes: {}, ...context });
  return { tiers: tiers.map((tier) => tier.map((each) => each.bid).toSorted().join('=')).join(' > '), notes };
};

describe('ties', () => {
  it('one bid is no tie', () => {
    expect(order([bid('A')], { rules: ['committeeVote'] })).toEqual({ tiers: 'A', notes: [] });
  });

  it('the lower price, the higher technical score, the higher credit', () => {
    expect(order([bid('A', 101), bid('B', 100)], { rules: ['priceLow'] }).tiers).toBe('B > A');
    expect(order([bid('A', 1, 30), bid('B', 2, 31)], { rules: ['technicalHigh'] }).tiers).toBe('B > A');
    expect(order([bid('A', 1, 1, 9), bid('B', 1, 1, 8)], { rules: ['creditHigh'] }).tiers).toBe('A > B');
  });

  it('rules are tried in the document’s order, the next only on what is still equal', () => {
    const three = [bid('A', 100, 30), bid('B', 100, 35), bid('C', 99, 10)];
    const { tiers, notes } = order(three, { rules: ['priceLow', 'technicalHigh'] });
    expect(tiers).toBe('C > B > A');
    expect(notes).toEqual([
      { bids: ['A', 'B', 'C'], decidedBy: 'priceLow', values: { A: '1.00', B: '1.00', C: '0.99' }, open: null },
      { bids: ['A', 'B'], decidedBy: 'technicalHigh', values: { A: '30', B: '35' }, open: null },
    ]);
    expect(order(three, { rules: ['technicalHigh', 'priceLow'] }).tiers).toBe('B > A > C');
  });

  it('without a rule left they stand alike, and it is said', () => {
    expect(order([bid('B'), bid('A')], { rules: ['priceLow', 'creditHigh'] })).toEqual({ tiers: 'A=B', notes: [{ bids: ['A', 'B'], decidedBy: null, values: {}, open: 'rulesExhausted' }] });
  });

  it('a vote is waited for, and nothing after it is tried before', () => {
    expect(order([bid('A', 1, 1), bid('B', 1, 2)], { rules: ['committeeVote', 'technicalHigh'] })).toEqual({ tiers: 'A=B', notes: [{ bids: ['A', 'B'], decidedBy: null, values: {}, open: 'committeeVote' }] });
    expect(order([bid('A'), bid('B')], { rules: ['committeeVote'], votes: { A: 5 } }).notes[0]?.open).toBe('committeeVote');
  });

  it('a vote decides; an equal vote goes to the next rule, or is taken again', () => {
    expect(order([bid('A'), bid('B')], { rules: ['committeeVote'], votes: { A: 2, B: 3 } })).toEqual({ tiers: 'B > A', notes: [{ bids: ['A', 'B'], decidedBy: 'committeeVote', values: { A: '2', B: '3' }, open: null }] });
    expect(order([bid('A', 1, 1), bid('B', 1, 2)], { rules: ['committeeVote', 'technicalHigh'], votes: { A: 2, B: 2 } }).tiers).toBe('B > A');
    expect(order([bid('A'), bid('B')], { rules: ['committeeVote'], votes: { A: 2, B: 2 } }).notes[0]?.open).toBe('committeeVote');
    expect(order([bid('A'), bid('B'), bid('C')], { rules: ['committeeVote'], votes: { A: 2, B: 2, C: 1 } }).tiers).toBe('A=B > C');
  });

  it('a draw follows the seed, for any number of bids the same', () => {
    const seed = present(fromHex(SEED), 'seed');
    const names = ['A', 'B', 'C', 'D', 'E'];
    const expected = names.toSorted((left, right) => (drawKey(seed, left) < drawKey(seed, right) ? -1 : 1));
    expect(order(names.map((name) => bid(name)), { rules: ['drawn'], drawn: SEED }).tiers).toBe(expected.join(' > '));
    expect(order(names.toReversed().map((name) => bid(name)), { rules: ['drawn'], drawn: SEED }).tiers).toBe(expected.join(' > '));
    const without = expected.filter((name) => name !== 'C');
    expect(order(without.map((name) => bid(name)), { rules: ['drawn'], drawn: SEED }).tiers).toBe(without.join(' > '));
    expect(order([bid('A'), bid('B')], { rules: ['drawn'] }).notes[0]?.open).toBe('drawn');
  });
});
