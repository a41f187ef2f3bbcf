/** One deadline at a time: from its anchor to a `Timing`, with the moment at which its light turns amber. */
import { DAY, later } from '@zhaobiao/basics';
import type { Instant } from '@zhaobiao/basics';
import { earliestAfter, latestBefore, lift, workingDayBefore } from './calendar.ts';
import type { Calendar, Count, Counted } from './calendar.ts';
import { lengthOf } from './parameter.ts';
import { shift } from './shift.kernel.ts';
import type { ActId, Deadline, Machine, MachineId, Procedure, Timing } from './types.ts';

/** What the deadlines of one machine stand on. */
export type Ground = { readonly procedure: Procedure; readonly machine: Machine; readonly id: MachineId; readonly calendar: Calendar };

const DEFAULT_AMBER_PERMILLE = 250;

/**
 * A quarter of the period (or what the node says) or one working day before the end, whichever is longer; for periods of the clock only
 * the part. Where the holiday table is missing, one calendar day stands for the working day: a light, not a right, hangs on it.
 */
function amber(ground: Ground, deadline: Deadline, since: Instant, at: Instant): Instant {
  const permille = ground.procedure.nodes.find((node) => node.machine === ground.id && node.clock === deadline.id)?.amberAtPermille ?? DEFAULT_AMBER_PERMILLE;
  const part = shift(at, -Math.floor(((at - since) * permille) / 1000));
  const isLong = deadline.count !== 'clock' || 'field' in deadline.anchor;
  const day = isLong ? (workingDayBefore(ground.calendar, at) ?? shift(at, -DAY)) : at;
  const earliest = part < day ? part : day;
  // A `before` deadline may lie before the act that fixed it.
  const begin = since < at ? since : at;
  return later(earliest, begin);
}

const timing = (ground: Ground, deadline: Deadline, counted: Counted, since: Instant): Timing =>
  'at' in counted ? { at: counted.at, since, amberAt: amber(ground, deadline, since, counted.at) } : { ...counted, since };

const length = (ground: Ground, deadline: Deadline): number => lengthOf(ground.procedure, deadline.length) ?? 0;

/** Whether a period begins with this act. */
export const beginsWith = ({ anchor }: Deadline, act: ActId): boolean => 'after' in anchor && (typeof anchor.after === 'string' ? anchor.after === act : anchor.after.includes(act));

/** A period that begins with an act at `since`. */
export const periodTiming = (ground: Ground, deadline: Deadline, since: Instant): Timing =>
  timing(ground, deadline, earliestAfter(ground.calendar, since, length(ground, deadline), deadline.count, deadline.rollOver), since);

/** A moment that an act names. */
export const momentTiming = (ground: Ground, deadline: Deadline, at: Instant, since: Instant): Timing => timing(ground, deadline, { at }, since);

/** The same moment with its amber light counted again; one that waits goes on waiting. */
export const retimed = (ground: Ground, deadline: Deadline, old: Timing): Timing =>
  'at' in old ? { ...old, amberAt: amber(ground, deadline, old.since, old.at) } : old;

/** A deadline counted from another one; where that waits for a table, this one waits too, from the same lower bound. */
export function dependentTiming(ground: Ground, deadline: Deadline, base: Timing, since: Instant): Timing {
  const from = 'at' in base ? base.at : base.notBefore;
  const backwards = 'before' in deadline.anchor;
  const days = length(ground, deadline);
  const counted = backwards
    ? latestBefore(ground.calendar, from, days, deadline.count)
    : earliestAfter(ground.calendar, from, days, deadline.count, deadline.rollOver);
  const waiting: Counted = 'at' in base ? counted : { awaitingYear: base.awaitingYear, notBefore: 'at' in counted ? counted.at : counted.notBefore };
  return timing(ground, deadline, waiting, backwards ? since : from);
}

/** A moment brought behind its bound; it waits where either of them does. */
export function boundTiming(ground: Ground, deadline: Deadline, target: Timing, bound: Timing, count: Count): Timing {
  const to = lift('at' in target ? target.at : target.notBefore, 'at' in bound ? bound.at : bound.notBefore, count);
  const waiting = 'at' in bound ? ('at' in target ? undefined : target.awaitingYear) : bound.awaitingYear;
  const moved = waiting === undefined ? timing(ground, deadline, { at: to }, target.since) : { awaitingYear: waiting, notBefore: to, since: target.since };
  return target.metAt === undefined ? moved : { ...moved, metAt: target.metAt };
}

const ORDERED = new WeakMap<Machine, readonly Deadline[]>();

/** Deadlines so that each comes after the one it hangs on (there are no circles: `parseProcedure`). Kept per machine, which is immutable. */
export function orderedDeadlines(machine: Machine): readonly Deadline[] {
  const kept = ORDERED.get(machine);
  if (kept !== undefined) return kept;
  const baseOf = ({ anchor }: Deadline): string | undefined => ('before' in anchor ? anchor.before : 'afterDeadline' in anchor ? anchor.afterDeadline : undefined);
  const depth = (deadline: Deadline, seen: number): number => {
    const base = machine.deadlines.find((candidate) => candidate.id === baseOf(deadline));
    return base === undefined || seen > machine.deadlines.length ? seen : depth(base, seen + 1);
  };
  const ordered = machine.deadlines.toSorted((left, right) => depth(left, 0) - depth(right, 0));
  ORDERED.set(machine, ordered);
  return ordered;
}
