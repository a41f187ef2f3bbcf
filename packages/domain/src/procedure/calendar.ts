/**
 * Periods of law, in Asia/Shanghai. Rules CAL-01 … CAL-07:
 *
 * - The day on which a period begins is not counted (CAL-01); "within" and "not less than" include the number itself (CAL-03).
 * - A period of days ends with its last day: 24:00, which is 00:00 of the next. That instant is *exclusive* for a duty
 *   ("within 3 days") and *inclusive*, the first lawful one, for a minimum ("not less than 20 days").
 * - "At least N days before" counts backwards in the same way: the day of the deadline is not counted (CAL-04).
 * - A working day is Monday to Friday less the holidays plus the days moved, by the State Council's notice of the year (CAL-05).
 *   A year without its notice is *unknown*: the answer is `awaitingYear` with a lower bound, never a guess.
 */
import { addDays, day, dayOf, fail, ok, present, startOf, timeOfDay, weekdayOf } from '@zhaobiao/basics';
import type { Day, Instant, Result } from '@zhaobiao/basics';
import { shift } from './shift.kernel.ts';
import type { Bilingual } from './types.ts';

export type CalendarYear = {
  /** Days off by the notice, weekends inside a holiday included. */
  readonly off: readonly Day[];
  /** Saturdays and Sundays that are working days. */
  readonly work: readonly Day[];
  /** Number of the notice (国办文号). */
  readonly notice: string;
};

/** The years known, by their four digits. */
export type Calendar = { readonly years: Readonly<Record<string, CalendarYear>> };

export type Count = 'calendar' | 'working' | 'clock';

/** A moment, or the earliest it can be until the table of `awaitingYear` is loaded. */
export type Counted = { readonly at: Instant } | { readonly notBefore: Instant; readonly awaitingYear: number };
export type CountedDay = { readonly on: Day } | { readonly notBefore: Day; readonly awaitingYear: number };

/** Nothing can be said about a backward count through an unknown year; this is the least `Instant` there is. */
const NEVER_BEFORE = startOf(present(day('1992-01-01'), 'the first day'));

export const yearOf = (on: Day): number => Number(on.slice(0, 4));

const yearEntry = (calendar: Calendar, year: number): CalendarYear | undefined => {
  const key = String(year);
  return Object.hasOwn(calendar.years, key) ? calendar.years[key] : undefined;
};

/**
 * Whether a day is a working day; `undefined` when its year is not loaded. The notice of an adjoining year may name days of this one
 * (New Year holidays begin in December): it is asked as well.
 *
 *   2026-02-14 (Saturday, moved) → true;  2026-02-16 (Monday, Spring Festival) → false;  2027-01-04 without the table → undefined
 */
export function isWorkingDay(calendar: Calendar, on: Day): boolean | undefined {
  const year = yearOf(on);
  if (yearEntry(calendar, year) === undefined) return undefined;
  for (const near of [year, year + 1, year - 1]) {
    const entry = yearEntry(calendar, near);
    if (entry?.off.includes(on) === true) return false;
    if (entry?.work.includes(on) === true) return true;
  }
  return weekdayOf(on) <= 5;
}

/**
 * The working day that is `length` working days after a day (before it when negative); the day itself is not counted.
 *
 *   2026-09-30 + 3 = 2026-10-10: 10-01 … 10-07 are off, 10-08, 10-09, and Saturday 10-10 which was moved.
 */
export function addWorkingDays(calendar: Calendar, on: Day, length: number): CountedDay {
  const step = length < 0 ? -1 : 1;
  let current = on;
  for (let left = Math.abs(length); left > 0; ) {
    current = addDays(current, step);
    const working = isWorkingDay(calendar, current);
    // Every remaining day may turn out to be a working day, not more: a true lower bound.
    if (working === undefined) return { awaitingYear: yearOf(current), notBefore: step > 0 ? addDays(current, left - 1) : dayOf(NEVER_BEFORE) };
    if (working) left -= 1;
  }
  return { on: current };
}

/** The day itself when it is a working day, otherwise the first one after it (民法典 203; 87号令 85; CAL-02: weekends count as days off). */
export function rolledOver(calendar: Calendar, on: Day): CountedDay {
  let current = on;
  for (;;) {
    const working = isWorkingDay(calendar, current);
    if (working === undefined) return { awaitingYear: yearOf(current), notBefore: current };
    if (working) return { on: current };
    current = addDays(current, 1);
  }
}

/** 24:00 of a day. */
const endOf = (counted: CountedDay): Counted =>
  'on' in counted ? { at: startOf(addDays(counted.on, 1)) } : { awaitingYear: counted.awaitingYear, notBefore: startOf(addDays(counted.notBefore, 1)) };

/**
 * The end of a period that runs from `start`: the first instant after it has run in full. `length` is days, or milliseconds by the clock.
 *
 * - Notice on 2026-11-24 at any time, closing not less than 20 days later (招标投标法 24): 11-25 is day 1, 12-14 is day 20,
 *   so the earliest lawful closing is **2026-12-15T00:00:00.000+08:00**; 2026-12-14T23:59:59.999 is one millisecond too short.
 * - Objection on 2026-11-23, answer within 3 days (实施条例 22): the last day is 11-26 and the answer at 11-26T23:59:59.999 is in time.
 * - Within 3 days from Thursday 2026-11-19: the last day is Sunday 11-22 and, where the data says `rollOver`, moves to Monday 11-23.
 * - 3 working days from Wednesday 2026-12-30 without the table of 2027: 12-31 is day 1, the rest is unknown: `awaitingYear: 2027`, not
 *   before 2027-01-03T00:00 (01-01 and 01-02 might be the two missing days, no earlier ones can be).
 */
export function earliestAfter(calendar: Calendar, start: Instant, length: number, count: Count, rollOver = false): Counted {
  if (count === 'clock') return { at: shift(start, length) };
  if (count === 'working') return endOf(addWorkingDays(calendar, dayOf(start), length));
  const last = addDays(dayOf(start), length);
  return endOf(rollOver ? rolledOver(calendar, last) : { on: last });
}

/**
 * The bound of "at least `length` days before `end`": what must be done earlier than it, exclusive.
 *
 * - Closing 2026-12-15T09:30, objections at least 10 days before (实施条例 22): 12-14 is day 1, 12-05 is day 10, so the bound is
 *   2026-12-05T00:00 and an objection at 2026-12-04T23:59:59.999 is in time.
 */
export function latestBefore(calendar: Calendar, end: Instant, length: number, count: Count): Counted {
  if (count === 'clock') return { at: shift(end, -length) };
  if (count === 'calendar') return { at: startOf(addDays(dayOf(end), -length)) };
  const first = addWorkingDays(calendar, dayOf(end), -length);
  return 'on' in first ? { at: startOf(first.on) } : { awaitingYear: first.awaitingYear, notBefore: NEVER_BEFORE };
}

/**
 * A moment brought to a bound that it must not precede. A bound counted in days moves it by whole days and keeps its time of day:
 * closing 2026-12-15T09:30 with the bound 2026-12-22T00:00 becomes 2026-12-22T09:30 (实施条例 21: 顺延). A bound of the clock is exact.
 */
export function lift(moment: Instant, bound: Instant, count: Count): Instant {
  if (moment >= bound) return moment;
  if (count === 'clock') return bound;
  const sameDay = shift(startOf(dayOf(bound)), timeOfDay(moment));
  return sameDay >= bound ? sameDay : shift(startOf(addDays(dayOf(bound), 1)), timeOfDay(moment));
}

/** The last day on which a duty can be fulfilled: `at` is exclusive, so 11-27T00:00 reads "11-26". */
export const lastDayOf = (at: Instant): Day => dayOf(shift(at, -1));

/** The moment one working day before another, at the same time of day; `undefined` where the table is missing. */
export function workingDayBefore(calendar: Calendar, at: Instant): Instant | undefined {
  const before = addWorkingDays(calendar, dayOf(at), -1);
  return 'on' in before ? shift(startOf(before.on), timeOfDay(at)) : undefined;
}

/** Days that are off in every year by 全国年节及纪念日放假办法, as month and day: a table without them is mistyped. */
const ALWAYS_OFF = ['01-01', '05-01', '10-01', '10-02', '10-03'];

const fault = (zh: string, en: string): { readonly ok: false; readonly fault: Bilingual } => fail({ zh, en });

function dayList(value: unknown, name: Bilingual): Result<readonly Day[], Bilingual> {
  if (!Array.isArray(value)) return fault(`${name.zh}不是日期的列表`, `${name.en} is not a list of days`);
  const days: Day[] = [];
  for (const text of value) {
    const parsed = typeof text === 'string' ? day(text) : undefined;
    if (parsed === undefined) return fault(`${name.zh}中有不是日期的内容：${String(text)}`, `${name.en} holds something that is not a day: ${String(text)}`);
    if (days.includes(parsed)) return fault(`${name.zh}中 ${parsed} 重复`, `${name.en} names ${parsed} twice`);
    days.push(parsed);
  }
  return ok(days.toSorted());
}

/** A notice speaks of its own year, of the December before and the January after. */
const belongsTo = (on: Day, year: string): boolean =>
  on.startsWith(year) || on.startsWith(`${String(Number(year) - 1)}-12`) || on.startsWith(`${String(Number(year) + 1)}-01`);

/**
 * The table of a year as the act `loadCalendarYear` brings it: `{year: '2027', off: [day…], work: [day…], notice}`. The result is sorted.
 * Refused with the reason in both languages: a day that is none or stands twice or in both lists; a day outside the year and the
 * adjoining December and January; a moved working day that is no Saturday or Sunday; a table without the fixed holidays; no notice number.
 */
export function parseCalendarYear(json: unknown): Result<CalendarYear, Bilingual> {
  const given: Readonly<Record<string, unknown>> = typeof json === 'object' && json !== null ? { ...json } : {};
  const { year, notice } = given;
  if (typeof year !== 'string' || !/^(199[2-9]|20\d\d)$/.test(year)) return fault('年份不是四位数字', 'the year is not four digits');
  if (typeof notice !== 'string' || notice.trim() === '') return fault('没有放假通知的文号', 'the number of the notice is missing');
  const off = dayList(given['off'], { zh: '放假日', en: 'the list of days off' });
  if (!off.ok) return off;
  const work = dayList(given['work'], { zh: '调休上班日', en: 'the list of moved working days' });
  if (!work.ok) return work;
  const stray = [...off.value, ...work.value].find((on) => !belongsTo(on, year));
  if (stray !== undefined) return fault(`${stray} 不属于 ${year} 年`, `${stray} does not belong to ${year}`);
  const both = work.value.find((on) => off.value.includes(on));
  if (both !== undefined) return fault(`${both} 既放假又上班`, `${both} is both off and a working day`);
  const weekday = work.value.find((on) => weekdayOf(on) <= 5);
  if (weekday !== undefined) return fault(`${weekday} 不是星期六、星期日，不必调休`, `${weekday} is no Saturday or Sunday`);
  const missing = ALWAYS_OFF.find((on) => !off.value.some((each) => each === `${year}-${on}`));
  if (missing !== undefined) return fault(`缺少法定节假日 ${year}-${missing}`, `the public holiday ${year}-${missing} is missing`);
  return ok({ off: off.value, work: work.value, notice: notice.trim() });
}

/** The calendar with the table of a year put in, in place of an earlier one. */
export const withYear = (calendar: Calendar, year: string, entry: CalendarYear): Calendar => ({ years: { ...calendar.years, [year]: entry } });
