import type { Brand } from './brand.ts';

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;

/** A legal day in Asia/Shanghai, `2026-11-23`. */
export type Day = Brand<string, 'Day'>;

export type Period = { readonly startAt: Instant; readonly endAt: Instant };

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** China has kept UTC+8 without summer time since 1991-09-15; dates before are refused by `day`. */
const SHANGHAI = 8 * HOUR;

/** The moment, or `undefined` when it is not a whole millisecond between 1992 and 9999. */
export function instant(milliseconds: number): Instant | undefined {
  const usable = Number.isSafeInteger(milliseconds) && milliseconds >= Date.UTC(1992, 0) && milliseconds < Date.UTC(10000, 0) - DAY;
  return usable ? (milliseconds as Instant) : undefined;
}

/** A moment of RFC 3339 text with a zone, to the millisecond: `2026-03-16T09:30:00.000+08:00`. */
export function parseInstant(text: string): Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  if (!match || day(match[1] ?? '') === undefined) return undefined;
  return instant(Date.parse(text));
}

/** RFC 3339 in Shanghai time with milliseconds: the one spelling used in acts, API and screens' data. */
export function instantText(at: Instant): string {
  return `${new Date(at + SHANGHAI).toISOString().slice(0, 23)}+08:00`;
}

/** A day of the calendar, or `undefined` for 2026-02-30 and the like. */
export function day(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1992-01-01') return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text ? (text as Day) : undefined;
}

/** The legal day a moment falls on. */
export const dayOf = (at: Instant): Day => new Date(at + SHANGHAI).toISOString().slice(0, 10) as Day;

/** Midnight at the beginning of a day in Shanghai. */
export const startOf = (on: Day): Instant => (Date.parse(`${on}T00:00:00Z`) - SHANGHAI) as Instant;

/** `addDays('2026-02-27', 2)` = `2026-03-01`. */
export const addDays = (on: Day, days: number): Day => new Date(Date.parse(`${on}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10) as Day;

/** Monday = 1 … Sunday = 7. */
export const weekdayOf = (on: Day): number => ((Date.parse(`${on}T00:00:00Z`) / DAY + 3) % 7) + 1;

/** Milliseconds since midnight in Shanghai. */
export const timeOfDay = (at: Instant): number => at - startOf(dayOf(at));

/** A moment so many milliseconds after (or before) another. */
export const shift = (at: Instant, milliseconds: number): Instant => (at + milliseconds) as Instant;

/** A moment that our own store or clock gave as milliseconds; throws on anything else. */
export function instantOf(milliseconds: number | string): Instant {
  const at = instant(Number(milliseconds));
  if (at === undefined) throw new Error(`not a moment: ${milliseconds}`);
  return at;
}

export const later = (left: Instant, right: Instant): Instant => (left > right ? left : right);
