import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { q } from '../../test/evaluation/sample.ts';
import { absolute, add, compare, decimal, divide, equal, exactText, fixedText, floor, mean, multiply, parseDecimal, ratio, round, subtract, whole } from './rational.ts';

const numbers = fc.tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.bigInt({ min: 1n, max: 10n ** 12n })).map(([n, d]) => ratio(n, d));

describe('rational', () => {
  it('is in lowest terms with the sign above', () => {
    expect(ratio(6n, -4n)).toEqual(q(-3, 2));
    expect(ratio(0n, 7n)).toEqual(q(0));
    expect(() => ratio(1n, 0n)).toThrow('division by zero');
    expect(() => whole(0.5)).toThrow('safe integer');
  });

  it.each([
    ['0', q(0)],
    ['0.985', q(197, 200)],
    ['-3.10', q(-31, 10)],
    ['100', q(100)],
  ])('reads %s', (text, value) => {
    expect(parseDecimal(text)).toEqual(value);
  });

  it.each(['', '.5', '5.', '01', '1e3', '+1', '1,000', ' 1', '１', '0.1234567890123', '1234567890123456'])('does not read %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
    expect(() => decimal(text)).toThrow('decimal');
  });

  // 2.345 and 2.355 lie exactly half way: up 2.35, 2.36; even 2.34, 2.36; down 2.34, 2.35. The sign changes nothing.
  it.each([
    ['2.345', '2.35', '2.34', '2.34'],
    ['2.355', '2.36', '2.36', '2.35'],
    ['2.3451', '2.35', '2.35', '2.34'],
    ['-2.345', '-2.35', '-2.34', '-2.34'],
    ['-0.004', '0.00', '0.00', '0.00'],
  ])('rounds %s', (text, up, even, down) => {
    const value = decimal(text);
    expect([fixedText(round(value, 2, 'halfUp'), 2), fixedText(round(value, 2, 'halfEven'), 2), fixedText(round(value, 2, 'down'), 2)]).toEqual([up, even, down]);
  });

  it('shows what ends whole, and cuts what does not', () => {
    expect(exactText(q(5, 4))).toBe('1.25');
    expect(exactText(q(100))).toBe('100');
    expect(exactText(q(-1, 3))).toBe('-0.33333333…');
    expect(exactText(q(2, 3))).toBe('0.66666666…');
    expect(exactText(q(-1, 10 ** 13))).toBe('-0.00000000…');
    expect(() => fixedText(q(1, 8), 2)).toThrow('more places');
  });

  it('floors towards minus infinity', () => {
    expect([floor(q(7, 2)), floor(q(-7, 2)), floor(q(-4))]).toEqual([3n, -4n, -4n]);
  });

  it('obeys the laws of numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        expect(equal(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(true);
        expect(equal(subtract(add(a, b), b), a)).toBe(true);
        expect(b.n === 0n || equal(multiply(divide(a, b), b), a)).toBe(true);
        expect(compare(a, b)).toBe(-compare(b, a) + 0);
        expect(compare(mean([a, b]), a) * compare(mean([a, b]), b)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('rounding stays within half a unit, cutting within one, and repeats itself', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 8 }), fc.constantFrom('halfUp' as const, 'halfEven' as const, 'down' as const), (value, places, mode) => {
        const result = round(value, places, mode);
        const apart = absolute(subtract(value, result));
        expect(compare(apart, ratio(1n, (mode === 'down' ? 1n : 2n) * 10n ** BigInt(places)))).toBeLessThanOrEqual(0);
        expect(round(result, places, mode)).toEqual(result);
        expect(decimal(fixedText(result, places))).toEqual(result);
      }),
      { numRuns: 300 },
    );
  });
});
