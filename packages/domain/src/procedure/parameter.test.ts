import { describe, expect, it } from 'vitest';
import { sample } from '../../test/procedure/sample.ts';
import { lengthOf, parameterOf, withParameters } from './parameter.ts';
import type { Value } from './types.ts';

const outcome = (by: 'region' | 'tender', changes: Record<string, Value>): string => {
  const result = withParameters(sample, by, changes);
  return result.ok ? Object.keys(changes).map((id) => String(parameterOf(result.value, id)?.value)).join() : result.fault.code;
};

describe('withParameters', () => {
  it.each<['region' | 'tender', Record<string, Value>, string]>([
    ['tender', { noticeDays: 30 }, '30'],
    ['region', { noticeDays: 25 }, '25'],
    ['region', { drainMs: 0 }, '0'],
    ['tender', { drainMs: 1000 }, 'parameterFixed'],
    ['region', { minTenderers: 2 }, 'parameterFixed'],
    ['tender', { noticeDays: 19 }, 'parameterOutOfBounds'],
    ['tender', { noticeDays: 91 }, 'parameterOutOfBounds'],
    ['tender', { noticeDays: 20.5 }, 'malformed'],
    ['tender', { noticeDays: '30' }, 'malformed'],
    ['tender', { constructor: 1 }, 'malformed'],
    ['tender', { noticeDays: 30, minTenderers: 1 }, 'parameterFixed'],
    ['tender', {}, ''],
  ])('%s %j → %s', (by, changes, expected) => {
    expect(outcome(by, changes)).toBe(expected);
  });

  it('leaves the procedure it was given alone', () => {
    withParameters(sample, 'tender', { noticeDays: 30 });
    expect(parameterOf(sample, 'noticeDays')?.value).toBe(20);
  });
});

describe('lengthOf', () => {
  it('reads numbers and parameters, and nothing else', () => {
    expect([lengthOf(sample, 5), lengthOf(sample, { parameter: 'noticeDays' }), lengthOf(sample, { parameter: 'toString' })]).toEqual([5, 20, undefined]);
  });
});
