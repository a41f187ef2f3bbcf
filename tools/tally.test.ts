import { describe, expect, it } from 'vitest';
import { parseReport } from './parse-report.ts';
import { showTally, tally } from './tally.ts';

const file = (status: string, ...statuses: readonly string[]) => ({ status, assertionResults: statuses.map((each) => ({ status: each })) });

describe('tally', () => {
  it('counts tests over files', () => {
    expect(tally({ testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')] })).toEqual({ passed: 3, failed: 1 });
  });

  it('counts a file that did not load', () => {
    expect(tally({ testResults: [file('passed', 'passed'), file('failed')] })).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a hook that threw after good tests', () => {
    expect(tally({ testResults: [file('failed', 'passed')] })).toEqual({ passed: 1, failed: 1 });
  });

  it.each(['pending', 'skipped', 'todo'])('counts a test that is %s as failed', (status) => {
    expect(tally({ testResults: [file('passed', 'passed', status)] })).toEqual({ passed: 1, failed: 1 });
  });

  it('does not call nothing a success', () => {
    expect(tally({ testResults: [] })).toEqual({ passed: 0, failed: 1 });
  });

  it('prints the line', () => {
    expect(showTally({ passed: 12, failed: 0 })).toBe('12 passed, 0 failed');
  });

  it.each(['{}', '[]', '{"testResults":[{}]}', 'null', ''])('refuses what is no report: %s', (text) => {
    expect(() => parseReport(text)).toThrow(/not a report|JSON|null/);
  });
});
