import { addDays, instantText, parseInstant, present, startOf } from '@zhaobiao/basics';
import type { Day, Instant } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalText } from '../act/refusal.ts';
import { withYear } from './calendar.ts';
import { CALENDAR_2026, moment, sample, state } from '../../test/procedure/sample.ts';
import { recompute, timetable } from './timetable.ts';
import type { Deadlines, TimetableInput } from './timetable.ts';

const PUBLISHED = moment('2026-11-24T10:00');
const publish = (change: Partial<TimetableInput> = {}): TimetableInput => ({
  procedure: sample, machine: 'lot', state: state('lot', 'defined'), act: 'publishNotice', at: PUBLISHED, chosen: { closingAt: moment('2026-12-15T09:30') }, calendar: CALENDAR_2026, ...change,
});
const shown = (deadlines: Deadlines): Record<string, string> =>
  Object.fromEntries(Object.entries(deadlines).map(([id, timing]) => [id, 'at' in timing ? instantText(timing.at).slice(0, 16) : `${timing.awaitingYear} ≥ ${instantText(timing.notBefore).slice(0, 16)}`]));
const run = (input: TimetableInput): Deadlines => {
  const result = timetable(input);
  if (!result.ok) throw new Error(`${result.fault.code} ${JSON.stringify(result.fault.params)}`);
  return result.value.deadlines;
};
const code = (input: TimetableInput): string => {
  const result = timetable(input);
  return result.ok ? 'ok' : result.fault.code;
};

describe('publishing (招标投标法 24)', () => {
  it('fixes closing and all that hangs on it', () => {
    expect(shown(run(publish()))).toEqual({
      closing: '2026-12-15T09:30', noticePeriod: '2026-12-15T00:00', issuePeriod: '2026-11-28T00:00', objectionUntil: '2026-12-05T00:00', longest: '2027-02-23T00:00',
    });
  });

  it('is exact to the millisecond: 24:00 of the twentieth day is the first lawful closing', () => {
    const at = (closing: string): string => code(publish({ chosen: { closingAt: present(parseInstant(closing), closing) } }));
    expect([at('2026-12-15T00:00:00.000+08:00'), at('2026-12-14T23:59:59.999+08:00'), at('2026-12-14T23:00:00.000+08:00')]).toEqual(['ok', 'periodTooShort', 'periodTooShort']);
  });

  it('says the earliest lawful moment and the article', () => {
    const result = timetable(publish({ chosen: { closingAt: moment('2026-12-13T09:30') } }));
    if (result.ok) throw new Error('two days short was accepted');
    expect(result.fault).toMatchObject({ code: 'periodTooShort', cite: ['TST-1'], params: { earliest: '2026-12-15T00:00:00.000+08:00', length: 20, field: 'closing', fieldEn: 'closing' } });
    expect(refusalText(result.fault).zh).toContain('2026-12-15');
  });

  it.each<[string, Partial<TimetableInput>, string]>([
    ['a closing in the past', { chosen: { closingAt: PUBLISHED } }, 'momentPassed'],
    ['a closing that is no moment', { chosen: { closingAt: Number.NaN as Instant } }, 'malformed'],
    ['an act at no moment', { at: Number.POSITIVE_INFINITY as Instant }, 'malformed'],
    ['a machine that is not there', { machine: 'auction' }, 'unknownAct'],
    ['a closing too far away', { chosen: { closingAt: moment('2027-02-23T00:00') } }, 'ok'],
    ['one minute further', { chosen: { closingAt: moment('2027-02-23T00:01') } }, 'periodTooLong'],
    ['issue too short in working days', { chosen: { closingAt: moment('2026-12-15T09:30'), issueEndsAt: moment('2026-11-27T23:59') } }, 'workingPeriodTooShort'],
    ['issue long enough', { chosen: { closingAt: moment('2026-12-15T09:30'), issueEndsAt: moment('2026-11-28T00:00') } }, 'ok'],
    ['too little between the end of issue and closing', { chosen: { closingAt: moment('2026-12-15T09:30'), issueEndsAt: moment('2026-12-12T17:00') } }, 'periodTooShort'],
    ['an inherited name is no moment', { chosen: JSON.parse('{"__proto__":{"closingAt":0}}') as Record<string, Instant> }, 'ok'],
  ])('%s', (_name, change, expected) => {
    expect(code(publish(change))).toBe(expected);
  });

  it('agrees with counting by hand for every day and hour', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 365 * 24 }), fc.integer({ min: 15 * 24, max: 30 * 24 }), (hour, gap) => {
      const at = (moment('2026-01-01T00:00') + hour * 3_600_000) as Instant;
      const closingAt = (at + gap * 3_600_000) as Instant;
      const lawful = closingAt >= startOf(addDays(instantText(at).slice(0, 10) as Day, 21));
      expect(code(publish({ at, chosen: { closingAt } })) === 'ok').toBe(lawful);
    }));
  });
});

describe('amending (实施条例 21)', () => {
  const running = state('lot', 'bidding', run(publish()));
  const amend = (change: Partial<TimetableInput> = {}): TimetableInput => publish({ state: running, act: 'amendNotice', at: moment('2026-12-06T18:00'), chosen: {}, ...change });

  it('less than 15 days before closing moves it by whole days, and the objections with it', () => {
    expect(shown(run(amend()))).toMatchObject({ closing: '2026-12-22T09:30', objectionUntil: '2026-12-12T00:00', amendmentPeriod: '2026-12-22T00:00' });
  });
  it('15 full days before closing moves nothing', () => {
    expect(shown(run(amend({ at: moment('2026-11-29T23:59') })))).toMatchObject({ closing: '2026-12-15T09:30' });
    expect(shown(run(amend({ at: moment('2026-11-30T00:00') })))).toMatchObject({ closing: '2026-12-16T09:30' });
  });
  it('a change that does not affect the bids moves nothing, an unknown one does', () => {
    expect(shown(run(amend({ facts: { affectsPreparation: false } })))).toMatchObject({ closing: '2026-12-15T09:30' });
    expect(shown(run(amend({ facts: { affectsPreparation: true } })))).toMatchObject({ closing: '2026-12-22T09:30' });
  });
  it('a later closing chosen with the change stands', () => {
    expect(shown(run(amend({ chosen: { closingAt: moment('2027-01-05T14:00') } })))).toMatchObject({ closing: '2027-01-05T14:00', objectionUntil: '2026-12-26T00:00' });
  });
  it('does not touch the state it was given', () => {
    const before = JSON.stringify(running);
    run(amend());
    expect(JSON.stringify(running)).toBe(before);
  });
  it('clearing a deadline leaves what hung on it as it was', () => {
    const cleared = run(amend({ act: 'cancelClosing' }));
    expect([cleared['closing'], cleared['objectionUntil']]).toEqual([undefined, running.deadlines['objectionUntil']]);
  });
});

describe('fulfilling', () => {
  it('the act of the clock meets its deadline; a duty is met by its acts', () => {
    const closed = run(publish({ state: state('lot', 'bidding', run(publish())), act: 'closeBidding', at: moment('2026-12-15T09:30:05'), chosen: {} }));
    expect(closed['closing']).toMatchObject({ metAt: moment('2026-12-15T09:30:05') });
    const filed = run({ ...publish(), machine: 'objection', state: state('objection', 'absent'), act: 'fileObjection', at: moment('2026-11-23T15:00'), chosen: {} });
    expect(shown(filed)).toEqual({ answering: '2026-11-27T00:00' });
    const answered = run({ ...publish(), machine: 'objection', state: state('objection', 'filed', filed), act: 'answerObjection', at: moment('2026-11-25T09:00'), chosen: {} });
    expect(answered['answering']).toMatchObject({ metAt: moment('2026-11-25T09:00'), at: moment('2026-11-27T00:00') });
  });
  it('several acts may begin the same period', () => {
    const began = (act: string, stage: string): string | undefined => shown(run(publish({ state: state('lot', stage), act, chosen: {} })))['publicityEnd'];
    expect([began('closeBidding', 'bidding'), began('cancelClosing', 'bidding'), began('finish', 'closed')]).toEqual(['2026-11-28T00:00', '2026-11-28T00:00', undefined]);
  });
});

describe('a year without its notice', () => {
  const late = moment('2026-12-29T10:00');
  const bounded = (issueEndsAt: Instant): TimetableInput => publish({ at: late, chosen: { closingAt: moment('2027-02-01T09:30'), issueEndsAt } });
  const loaded = withYear(CALENDAR_2026, '2027', { off: [addDays('2027-01-01' as Day, 0), addDays('2027-01-01' as Day, 1), addDays('2027-01-01' as Day, 2)], work: [], notice: 'x' });

  it('publishing is allowed, the bounded moment waits with its bound', () => {
    expect(shown(run(bounded(moment('2027-01-04T17:00'))))).toMatchObject({ issuePeriod: '2027 ≥ 2027-01-02T00:00', issueEnd: '2027 ≥ 2027-01-04T17:00', pause: '2027 ≥ 2027-01-10T00:00' });
  });
  it('what is certainly too short is refused', () => {
    expect(code(bounded(moment('2027-01-01T23:00')))).toBe('workingPeriodTooShort');
  });
  it('the act that loads the year fixes it, moved behind the bound where it must', () => {
    const settle = (issueEndsAt: Instant): Record<string, string> =>
      shown(recompute({ procedure: sample, machine: 'lot', state: state('lot', 'bidding', run(bounded(issueEndsAt))), at: moment('2026-12-30T10:00'), calendar: loaded }));
    expect(settle(moment('2027-01-04T17:00'))).toMatchObject({ issuePeriod: '2027-01-05T00:00', issueEnd: '2027-01-05T17:00', pause: '2027-01-11T00:00' });
    expect(settle(moment('2027-01-08T17:00'))).toMatchObject({ issueEnd: '2027-01-08T17:00', closing: '2027-02-01T09:30' });
  });
  it('a corrected year changes what still runs, never what has passed or is met', () => {
    const running = run(publish());
    const corrected = withYear(CALENDAR_2026, '2026', { ...present(CALENDAR_2026.years['2026'], '2026'), off: [...present(CALENDAR_2026.years['2026'], '2026').off, '2026-11-26' as Day] });
    // 11-25, 11-27 and Monday 11-30 are the three days when 11-26 is off.
    const at = (now: string): string | undefined => shown(recompute({ procedure: sample, machine: 'lot', state: state('lot', 'bidding', running), at: moment(now), calendar: corrected }))['issuePeriod'];
    expect([at('2026-11-25T00:00'), at('2026-11-28T00:00')]).toEqual(['2026-12-01T00:00', '2026-11-28T00:00']);
  });
  it('a year that changes nothing changes nothing', () => {
    const running = state('lot', 'bidding', run(publish()));
    expect(recompute({ procedure: sample, machine: 'lot', state: running, at: PUBLISHED, calendar: loaded })).toEqual(running.deadlines);
  });
});
