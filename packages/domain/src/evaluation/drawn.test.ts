import { fromHex, present } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { lowest, SEED } from '../../test/evaluation/sample.ts';
import { candidatesOf, drawIndex, drawKey, pickCoefficient } from './drawn.ts';

const seed = present(fromHex(SEED), 'seed');
const seedOf = (index: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, at) => (at < 2 ? (index >> (8 * at)) & 255 : 7));

describe('candidates', () => {
  it('of a range run from first to last in exact steps', () => {
    const given = lowest({ coefficients: [{ name: 'K', title: '系数', values: { kind: 'range', from: '0.95', to: '0.98', step: '0.005' } }, { name: 'D', title: '下浮率', values: { kind: 'list', values: ['0.060', '0.08'] } }] });
    expect(candidatesOf(given)).toEqual([
      { name: 'K', values: ['0.95', '0.955', '0.96', '0.965', '0.97', '0.975', '0.98'] },
      { name: 'D', values: ['0.06', '0.08'] },
    ]);
  });

  it('of a range of one value is that value', () => {
    expect(candidatesOf(lowest({ coefficients: [{ name: 'K', title: '系数', values: { kind: 'range', from: '1', to: '1', step: '0.1' } }] }))).toEqual([{ name: 'K', values: ['1'] }]);
  });
});

describe('a draw', () => {
  it('is repeated by anybody from the seed', () => {
    const candidate = { name: 'K', values: ['0.95', '0.955', '0.96', '0.965', '0.97', '0.975', '0.98'] };
    expect(pickCoefficient(candidate, seed)).toBe(candidate.values[drawIndex(seed, 'coefficient/K', 7)]);
    expect(drawIndex(seed, 'abc/B', 1)).toBe(0);
  });

  // Values of the rule itself, computed by a second program written from the description alone (Python, hashlib).
  it('has the published values', () => {
    expect([7, 10, 100, 1528].map((count) => drawIndex(seed, 'abc/B', count))).toEqual([5, 1, 11, 575]);
    expect(drawKey(seed, 'bid:A').slice(0, 16)).toBe('47d10687718650f6');
  });

  it('hangs on the label', () => {
    const labels = Array.from({ length: 20 }, (_, index) => drawIndex(seed, `coefficient/K${index}`, 1000));
    expect(new Set(labels).size).toBeGreaterThan(15);
  });

  // 2,000 seeds over 7 values: 285.7 each; chi-square with 6 degrees is above 22.5 once in a thousand. The seeds are fixed.
  it('favours no value', () => {
    const counts = Array.from({ length: 7 }, () => 0);
    for (let index = 0; index < 2000; index += 1) {
      const value = drawIndex(seedOf(index), 'coefficient/K', 7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const expected = 2000 / 7;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(22.5);
  });

  it('needs something to draw from', () => {
    expect(() => drawIndex(seed, 'x', 0)).toThrow('positive count');
    expect(() => pickCoefficient({ name: 'K', values: [] }, seed)).toThrow('positive count');
  });
});
