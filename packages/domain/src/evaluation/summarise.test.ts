import { describe, expect, it } from 'vitest';
import { q } from '../../test/evaluation/sample.ts';
import { cutsOf, droppedOf } from './summarise.ts';

const row = (from: number, highest: number, lowest: number, unit: 'count' | 'percent' = 'count') => ({ from, unit, highest, lowest });

describe('how many are dropped', () => {
  const rows = [row(5, 1, 1), row(10, 20, 20, 'percent')];
  // Below 5 none; from 5 one at each end; from 10 the whole part of 20 %: 10 → 2, 14 → 2, 15 → 3.
  it.each([
    [4, 0],
    [5, 1],
    [9, 1],
    [10, 2],
    [14, 2],
    [15, 3],
  ])('of %i', (count, each) => {
    expect(cutsOf(rows, count)).toEqual({ highest: each, lowest: each });
  });

  it('without rows none', () => {
    expect(cutsOf([], 100)).toEqual({ highest: 0, lowest: 0 });
  });
});

describe('which are dropped', () => {
  it('the extremes, whatever the order they come in', () => {
    const values = [{ key: 'a', value: q(90) }, { key: 'b', value: q(70) }, { key: 'c', value: q(80) }, { key: 'd', value: q(85) }, { key: 'e', value: q(60) }];
    const marks = { a: 'highest', b: null, c: null, d: null, e: 'lowest' };
    expect(Object.fromEntries(droppedOf(values, [row(5, 1, 1)]))).toEqual(marks);
    expect(Object.fromEntries(droppedOf(values.toReversed(), [row(5, 1, 1)]))).toEqual(marks);
  });

  it('of equal values the first key counts as lower', () => {
    const values = ['c', 'b', 'a'].map((key) => ({ key, value: q(1) }));
    expect(Object.fromEntries(droppedOf(values, [row(3, 1, 1)]))).toEqual({ a: 'lowest', b: null, c: 'highest' });
  });
});
