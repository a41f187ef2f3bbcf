import { addDays, day, type Day } from '@zhaobiao/basics';

/** Whether a moment lies behind; unknown while the platform's clock is not to be trusted. Both in RFC 3339 of Shanghai, so that text compares as time. */
export const lapsedBy = (now: string | undefined, moment: string | null): boolean => now !== undefined && moment !== null && now >= moment;

/** The last day of a period whose end is the beginning of the next: `2026-03-27T00:00` is the end of 26 March. */
export const lastDay = (exclusive: string): Day | undefined => {
  const on = day(exclusive.slice(0, 10));
  return on && (exclusive.slice(11, 23) === '00:00:00.000' ? addDays(on, -1) : on);
};
