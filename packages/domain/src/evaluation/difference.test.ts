import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference } from './difference.ts';

describe('first difference', () => {
  it('none between the same values, whatever the order of names', () => {
    expect(firstDifference({ a: [1, { b: 'x' }], c: null }, { c: null, a: [1, { b: 'x' }] })).toBeUndefined();
  });

  it('names the place as a pointer', () => {
    expect(firstDifference({ bids: [{ 'a/b~c': '1.00' }] }, { bids: [{ 'a/b~c': '1.01' }] })).toEqual({ path: '/bids/0/a~1b~0c', left: '1.00', right: '1.01', absent: null });
  });

  it('walks in the order of the right', () => {
    const left = { base: '1', coefficients: '1' };
    expect(firstDifference(left, { coefficients: '2', base: '2' })?.path).toBe('/coefficients');
    expect(firstDifference(left, { base: '2', coefficients: '2' })?.path).toBe('/base');
  });

  it('tells what is absent from null, and a list from an object', () => {
    expect(firstDifference({ a: null }, {})).toEqual({ path: '/a', left: null, right: null, absent: 'right' });
    expect(firstDifference([1], [1, 2])).toEqual({ path: '/1', left: null, right: 2, absent: 'left' });
    expect(firstDifference([1, 2], [1])).toEqual({ path: '/1', left: 2, right: null, absent: 'right' });
    expect(firstDifference({ a: [] }, { a: {} })?.path).toBe('/a');
    expect(firstDifference({ a: null }, { a: 0 })?.path).toBe('/a');
    expect(firstDifference('a', 'b')).toEqual({ path: '', left: 'a', right: 'b', absent: null });
  });

  it('finds something exactly when two values are not the same', () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(firstDifference(left, right) === undefined).toBe(JSON.stringify(sorted(left)) === JSON.stringify(sorted(right)));
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return { members: members.map(([name, each]) => [name, sorted(each)]) };
}
