import { addDays, DAY, dayOf, day, instantText, present, startOf, weekdayOf } from '@zhaobiao/basics';
import type { Day, Instant } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, earliestAfter, isWorkingDay, lastDayOf, latestBefore, lift, parseCalendarYear, rolledOver, withYear, workingDayBefore } from './calendar.ts';
import type { Calendar, Counted } from './calendar.ts';
import { CALENDAR_2026, moment } from '../../test/procedure/sample.ts';

const on = (text: string): Day => present(day(text), text);
const text = (counted: Counted): string => ('at' in counted ? instantText(counted.at) : `${counted.awaitingYear} not before ${instantText(counted.notBefore)}`);

describe('working days (CAL-05)', () => {
  it.each<[string, boolean | undefined, string]>([
    ['2026-02-14', true, 'a Saturday that was moved'],
    ['2026-02-16', false, 'a Monday of Spring Festival'],
    ['2026-11-23', true, 'a Monday'],
    ['2026-11-21', false, 'a Saturday'],
    ['2027-01-04', undefined, 'a Monday of a year without its notice'],
    ['2025-12-31', undefined, 'a year before the first known'],
  ])('%s → %s (%s)', (date, working) => {
    expect(isWorkingDay(CALENDAR_2026, on(date))).toBe(working);
  });

  it('asks the notice of the adjoining year about December', () => {
    const later = withYear(CALENDAR_2026, '2027', { off: [on('2026-12-31'), on('2027-01-01')], work: [on('2026-12-27')], notice: 'x' });
    expect(isWorkingDay(CALENDAR_2026, on('2026-12-31'))).toBe(true);
    expect([isWorkingDay(later, on('2026-12-31')), isWorkingDay(later, on('2026-12-27'))]).toEqual([false, true]);
  });

  it.each([
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-10-10', -3, '2026-09-30'],
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-21', 1, '2026-11-23'],
    ['2026-11-23', 0, '2026-11-23'],
  ])('%s and %i working days is %s', (start, length, end) => {
    expect(addWorkingDays(CALENDAR_2026, on(start), length)).toEqual({ on: on(end) });
  });

  it('stops where the table ends and gives a bound, never a guess', () => {
    expect(addWorkingDays(CALENDAR_2026, on('2026-12-30'), 3)).toEqual({ awaitingYear: 2027, notBefore: on('2027-01-02') });
    expect(addWorkingDays(CALENDAR_2026, on('2026-12-30'), 1)).toEqual({ on: on('2026-12-31') });
    expect(rolledOver(CALENDAR_2026, on('2027-01-02'))).toEqual({ awaitingYear: 2027, notBefore: on('2027-01-02') });
    expect(workingDayBefore(CALENDAR_2026, moment('2027-03-01T09:00'))).toBeUndefined();
  });

  it('going forth and back meets on the same working day, and the bound of an unknown year is true', () => {
    fc.assert(fc.property(fc.integer({ min: 60, max: 300 }), fc.integer({ min: 1, max: 30 }), (offset, length) => {
      const start = addDays(on('2026-01-01'), offset);
      const there = addWorkingDays(CALENDAR_2026, start, length);
      if (!('on' in there)) return;
      expect(isWorkingDay(CALENDAR_2026, there.on)).toBe(true);
      const back = addWorkingDays(CALENDAR_2026, there.on, -length);
      expect(isWorkingDay(CALENDAR_2026, start) === true ? back : { on: start }).toEqual({ on: start });
    }));
    fc.assert(fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 }), fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 30 }), (before, length, offs) => {
      const start = addDays(on('2026-12-31'), -before);
      const unknown = addWorkingDays(CALENDAR_2026, start, length);
      const off = offs.map((offset) => addDays(on('2027-01-01'), offset));
      const weekend = Array.from({ length: 70 }, (_, index) => addDays(on('2027-01-01'), index)).filter((each) => weekdayOf(each) > 5 && !off.includes(each));
      const known = addWorkingDays(withYear(CALENDAR_2026, '2027', { off, work: weekend, notice: 'x' }), start, length);
      expect('on' in known && 'notBefore' in unknown ? known.on >= unknown.notBefore : true).toBe(true);
    }));
  });
});

describe('periods forward (CAL-01, CAL-03)', () => {
  it.each([
    ['20 days from a notice, 招标投标法 24', '2026-11-24T10:00', 20, 'calendar', false, '2026-12-15T00:00:00.000+08:00'],
    ['the hour of the first day does not matter', '2026-11-24T23:59:59.999', 20, 'calendar', false, '2026-12-15T00:00:00.000+08:00'],
    ['midnight belongs to the day it begins', '2026-11-25T00:00', 20, 'calendar', false, '2026-12-16T00:00:00.000+08:00'],
    ['answer within 3 days, 实施条例 22', '2026-11-23T15:00', 3, 'calendar', true, '2026-11-27T00:00:00.000+08:00'],
    ['a last day on Sunday moves to Monday', '2026-11-19T15:00', 3, 'calendar', true, '2026-11-24T00:00:00.000+08:00'],
    ['and does not where the data says no', '2026-11-19T15:00', 3, 'calendar', false, '2026-11-23T00:00:00.000+08:00'],
    ['a last day in the National Day week moves behind it', '2026-09-30T09:00', 3, 'calendar', true, '2026-10-09T00:00:00.000+08:00'],
    ['a moved Saturday is a working day and ends a period', '2026-10-07T09:00', 3, 'calendar', true, '2026-10-11T00:00:00.000+08:00'],
    ['3 working days over the holidays', '2026-09-30T09:00', 3, 'working', false, '2026-10-11T00:00:00.000+08:00'],
    ['5 minutes by the clock', '2026-11-23T09:59:30', 300_000, 'clock', false, '2026-11-23T10:04:30.000+08:00'],
    ['calendar days need no table', '2030-01-31T09:00', 1, 'calendar', false, '2030-02-02T00:00:00.000+08:00'],
    ['working days into an unknown year', '2026-12-30T09:00', 3, 'working', false, '2027 not before 2027-01-03T00:00:00.000+08:00'],
    ['a roll-over in an unknown year', '2026-12-30T09:00', 3, 'calendar', true, '2027 not before 2027-01-03T00:00:00.000+08:00'],
  ] as const)('%s', (_name, start, length, count, rollOver, end) => {
    expect(text(earliestAfter(CALENDAR_2026, moment(start), length, count, rollOver))).toBe(end);
  });

  it('reads the last day of a duty from its exclusive end', () => {
    expect(lastDayOf(moment('2026-11-27T00:00'))).toBe('2026-11-26');
  });
});

describe('periods backward (CAL-04)', () => {
  it.each([
    ['objections 10 days before closing, 实施条例 22', '2026-12-15T09:30', 10, 'calendar', '2026-12-05T00:00:00.000+08:00'],
    ['a change 15 days before closing, 实施条例 21', '2026-12-22T09:30', 15, 'calendar', '2026-12-07T00:00:00.000+08:00'],
    ['3 working days before', '2026-10-10T09:30', 3, 'working', '2026-09-30T00:00:00.000+08:00'],
    ['an hour by the clock', '2026-12-15T09:30', 3_600_000, 'clock', '2026-12-15T08:30:00.000+08:00'],
    ['back through an unknown year nothing is certain', '2027-01-05T09:30', 3, 'working', '2027 not before 1992-01-01T00:00:00.000+08:00'],
  ] as const)('%s', (_name, end, length, count, bound) => {
    expect(text(latestBefore(CALENDAR_2026, moment(end), length, count))).toBe(bound);
  });

  it('is the mirror of counting forward: what is early enough backwards is long enough forwards', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 * DAY }), fc.integer({ min: 0, max: 90 }), fc.integer({ min: -40 * DAY, max: 140 * DAY }), (shift, length, gap) => {
      const start = (moment('2026-01-01T00:00') + shift) as Instant;
      const end = (start + Math.abs(gap)) as Instant;
      const [forward, backward] = [earliestAfter(CALENDAR_2026, start, length, 'calendar'), latestBefore(CALENDAR_2026, end, length, 'calendar')];
      expect('at' in forward && 'at' in backward && end >= forward.at === start < backward.at).toBe(true);
    }));
  });
});

describe('lift', () => {
  it.each([
    ['2026-12-15T09:30', '2026-12-22T00:00', 'calendar', '2026-12-22T09:30'],
    ['2026-12-22T09:30', '2026-12-22T00:00', 'calendar', '2026-12-22T09:30'],
    ['2026-12-15T09:30', '2026-12-22T10:00', 'calendar', '2026-12-23T09:30'],
    ['2026-11-23T10:00', '2026-11-23T10:04:30.007', 'clock', '2026-11-23T10:04:30.007'],
  ] as const)('%s behind %s by %s is %s', (target, bound, count, result) => {
    expect(instantText(lift(moment(target), moment(bound), count))).toBe(instantText(moment(result)));
  });
});

describe('parseCalendarYear', () => {
  const valid = { year: '2027', notice: ' 国办发明电〔2026〕9号 ', off: ['2027-10-03', '2027-01-01', '2027-05-01', '2027-10-01', '2027-10-02', '2026-12-31'], work: ['2027-01-03', '2026-12-27'] };

  it('sorts, trims and keeps only what a year is', () => {
    expect(parseCalendarYear({ ...valid, more: 1 })).toEqual({ ok: true, value: {
      off: ['2026-12-31', '2027-01-01', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'], work: ['2026-12-27', '2027-01-03'], notice: '国办发明电〔2026〕9号',
    } });
  });

  it.each([
    [{ year: '27' }, '年份'], [{ year: 2027 }, '年份'], [{ notice: '  ' }, '文号'], [{ off: '2027-01-01' }, '列表'], [{ off: ['2027-02-30'] }, '2027-02-30'], [{ off: [5] }, '5'],
    [{ off: [...valid.off, '2027-01-01'] }, '重复'], [{ off: [...valid.off, '2026-11-30'] }, '不属于'], [{ work: ['2028-02-05'] }, '不属于'],
    [{ work: ['2027-05-01'] }, '既放假又上班'], [{ work: ['2027-01-04'] }, '不是星期六'], [{ off: valid.off.slice(1) }, '2027-10-03'], [{ work: undefined }, '调休'],
  ])('refuses %j', (change, reason) => {
    const result = parseCalendarYear({ ...valid, ...change });
    expect(result.ok ? '' : result.fault.zh).toContain(reason);
    expect(result.ok ? '中' : result.fault.en).not.toMatch(/\p{Script=Han}/u);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => {
      expect(typeof parseCalendarYear(value).ok).toBe('boolean');
    }));
  });

  it('a year loaded twice stands once', () => {
    const parsed = parseCalendarYear(valid);
    const loaded: Calendar = parsed.ok ? withYear(withYear(CALENDAR_2026, '2027', parsed.value), '2027', parsed.value) : CALENDAR_2026;
    expect(Object.keys(loaded.years)).toEqual(['2026', '2027']);
    expect(startOf(dayOf(moment('2027-01-03T12:00')))).toBe(moment('2027-01-03T00:00'));
    expect(isWorkingDay(loaded, on('2027-01-03'))).toBe(true);
  });
});
