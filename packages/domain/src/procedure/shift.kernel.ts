import type { Instant } from '@zhaobiao/basics';

/**
 * A moment moved by milliseconds. The one place where the interpreter makes an `Instant` by arithmetic: `permit` and `timetable` let in only
 * moments before the year 9800 and lengths are at most a century, so that the sum stays a moment.
 */
export const shift = (at: Instant, milliseconds: number): Instant => (at + milliseconds) as Instant;
