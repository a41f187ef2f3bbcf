/**
 * The deadlines of a stream after an act: begun, moved, bounded, recomputed. Only the state's own deadlines and what the act says go in,
 * so that the table of a stream can be recomputed from its events.
 */
import { fail, ok } from '@zhaobiao/basics';
import type { Instant, Result } from '@zhaobiao/basics';
import { refuse } from '../act/refusal.ts';
import type { Refusal, RefusalCode } from '../act/refusal.ts';
import type { Calendar } from './calendar.ts';
import { allHold } from './guard.ts';
import { lengthOf, own } from './parameter.ts';
import { machineOf, textOf, transitionOf, usable } from './permit.ts';
import { beginsWith, boundTiming, dependentTiming, momentTiming, orderedDeadlines, periodTiming, retimed } from './timing.ts';
import type { Ground } from './timing.ts';
import type { ActId, Deadline, DeadlineId, Effect, Facts, Machine, MachineId, Procedure, StreamState, Timing } from './types.ts';

export type Deadlines = Readonly<Record<DeadlineId, Timing>>;
type Table = Record<DeadlineId, Timing>;

export type TimetableInput = {
  readonly procedure: Procedure;
  readonly machine: MachineId;
  /** The state before the act. */
  readonly state: StreamState;
  readonly parent?: StreamState;
  readonly act: ActId;
  readonly at: Instant;
  /** Moments named by the act's public fields (`closingAt`); a field left out leaves its deadline as it was. */
  readonly chosen: Readonly<Record<string, Instant>>;
  readonly calendar: Calendar;
  /** For the `unless` of a move; unknown facts move. */
  readonly facts?: Facts;
};

const moment = (timing: Timing): Instant => ('at' in timing ? timing.at : timing.notBefore);
const sameTiming = (left: Timing | undefined, right: Timing | undefined): boolean =>
  left === right || (left !== undefined && right !== undefined && moment(left) === moment(right) && 'at' in left === 'at' in right);

/** Deadlines that hang on others, in an order in which each comes after what it hangs on. Fulfilled ones stay as they were. */
function recomputeDependents(ground: Ground, table: Table, parent: Deadlines | undefined, at: Instant): void {
  for (const deadline of orderedDeadlines(ground.machine)) {
    const { anchor } = deadline;
    const base = 'before' in anchor ? anchor.before : 'afterDeadline' in anchor ? anchor.afterDeadline : undefined;
    if (base === undefined) continue;
    const [from, old] = [table[base] ?? own(parent, base), table[deadline.id]];
    if (from !== undefined && old?.metAt === undefined) table[deadline.id] = dependentTiming(ground, deadline, from, old?.since ?? at);
  }
}

function applyEffect(ground: Ground, table: Table, effect: Effect, facts: Facts): void {
  if ('clear' in effect) delete table[effect.clear];
  if (!('move' in effect)) return;
  const unneeded = effect.unless !== undefined && effect.unless.length > 0 && allHold(ground.procedure, effect.unless, facts);
  const [target, bound] = [table[effect.move], table[effect.notBefore]];
  const [deadline, bounding] = [effect.move, effect.notBefore].map((id) => ground.machine.deadlines.find((candidate) => candidate.id === id));
  if (unneeded || target === undefined || bound === undefined || deadline === undefined || bounding === undefined) return;
  table[effect.move] = boundTiming(ground, deadline, target, bound, bounding.count);
}

const TOO_SHORT: Readonly<Record<Deadline['count'], RefusalCode>> = { calendar: 'periodTooShort', working: 'workingPeriodTooShort', clock: 'intervalTooShort' };

/** Whether a bounded moment keeps its bound; where the bound awaits a holiday table, the bounded moment waits with it. */
function checkLimit(ground: Ground, table: Table, limit: Deadline): Refusal | undefined {
  const bounded = ground.machine.deadlines.find((deadline) => deadline.id === limit.limits);
  const [bound, value] = [table[limit.id], bounded === undefined ? undefined : table[bounded.id]];
  if (bounded === undefined || bound === undefined || value === undefined) return undefined;
  const length = lengthOf(ground.procedure, limit.length) ?? 0;
  const params = { field: bounded.id, fieldZh: bounded.title.zh, fieldEn: bounded.title.en, length: limit.count === 'clock' ? length / 1000 : length, chosen: textOf(moment(value)) };
  if (limit.kind === 'atMost') {
    return 'at' in bound && moment(value) > bound.at ? refuse('periodTooLong', limit.cite, { ...params, latest: textOf(bound.at) }) : undefined;
  }
  if (moment(value) < moment(bound)) return refuse(TOO_SHORT[limit.count], limit.cite, { ...params, earliest: textOf(moment(bound)) });
  if (!('at' in bound)) table[bounded.id] = boundTiming(ground, bounded, value, bound, limit.count);
  return undefined;
}

function takeChosen(ground: Ground, table: Table, input: TimetableInput): Refusal | undefined {
  for (const deadline of ground.machine.deadlines) {
    if (!('field' in deadline.anchor) || !deadline.anchor.of.includes(input.act)) continue;
    const chosen = own(input.chosen, deadline.anchor.field);
    if (chosen === undefined) continue;
    const name = { field: deadline.anchor.field, fieldZh: deadline.title.zh, fieldEn: deadline.title.en };
    if (!usable(chosen)) return refuse('malformed', deadline.cite, { ...name, problemZh: '不是可用的时刻', problemEn: 'is not a usable moment' });
    if (chosen <= input.at) return refuse('momentPassed', deadline.cite, { ...name, at: textOf(input.at) });
    table[deadline.id] = momentTiming(ground, deadline, chosen, input.at);
  }
  return undefined;
}

function meet(machine: Machine, table: Table, act: ActId, at: Instant): void {
  for (const deadline of machine.deadlines) {
    const timing = table[deadline.id];
    const fulfils = deadline.onPass === act || deadline.metBy?.includes(act) === true;
    if (timing !== undefined && timing.metAt === undefined && fulfils) table[deadline.id] = { ...timing, metAt: at };
  }
}

/**
 * All deadlines of the stream after an act, or the refusal of a moment that the law does not allow:
 * `periodTooShort` with the earliest lawful moment, `momentPassed`, `malformed`. Order: fulfil, take the chosen moments, begin periods,
 * recompute what hangs on others, move, recompute, check bounds.
 *
 * Example: `publishNotice` at 2026-11-24T10:00 with `closingAt` 2026-12-14T23:00 → `periodTooShort`, earliest 2026-12-15T00:00:00.000+08:00.
 */
export function timetable(input: TimetableInput): Result<{ readonly deadlines: Deadlines }, Refusal> {
  const { procedure, calendar, act, at, state } = input;
  const machine = machineOf(procedure, input.machine);
  if (machine === undefined) return fail(refuse('unknownAct', [], { act }));
  if (!usable(at)) return fail(refuse('malformed', [], { field: 'at', problemZh: '不是可用的时刻', problemEn: 'is not a usable moment' }));
  const ground: Ground = { procedure, machine, id: input.machine, calendar };
  const table: Table = { ...state.deadlines };
  meet(machine, table, act, at);
  const wrong = takeChosen(ground, table, input);
  if (wrong !== undefined) return fail(wrong);
  for (const deadline of machine.deadlines) {
    if (beginsWith(deadline, act)) table[deadline.id] = periodTiming(ground, deadline, at);
  }
  recomputeDependents(ground, table, input.parent?.deadlines, at);
  for (const effect of transitionOf(machine, act, state.stage)?.effects ?? []) applyEffect(ground, table, effect, input.facts ?? {});
  recomputeDependents(ground, table, input.parent?.deadlines, at);
  for (const limit of machine.deadlines) {
    if (limit.limits === undefined) continue;
    const touched = [limit.id, limit.limits].some((id) => !sameTiming(own(state.deadlines, id), table[id]));
    const refusal = touched ? checkLimit(ground, table, limit) : undefined;
    if (refusal !== undefined) return fail(refusal);
  }
  recomputeDependents(ground, table, input.parent?.deadlines, at);
  return ok({ deadlines: table });
}

export type RecomputeInput = {
  readonly procedure: Procedure;
  readonly machine: MachineId;
  readonly state: StreamState;
  readonly parent?: StreamState;
  readonly at: Instant;
  readonly calendar: Calendar;
};

/** What a moment was moved behind; and, where it waited for a table, what `limits` it. A moment once fixed is not moved by a corrected limit. */
const boundsOf = (machine: Machine, id: DeadlineId, waited: boolean): readonly Deadline[] => {
  const moved = machine.transitions.flatMap((transition) => transition.effects ?? []).flatMap((effect) => ('move' in effect && effect.move === id ? [effect.notBefore] : []));
  return machine.deadlines.filter((deadline) => (waited && deadline.limits === id && deadline.kind === 'atLeast') || moved.includes(deadline.id));
};

/**
 * The deadlines after a year's holiday table was loaded or corrected at `at`: periods that still run are counted again from where they
 * began; a chosen moment that waited for the table is fixed, moved behind its bound if need be. What is met or has passed stays.
 */
export function recompute(input: RecomputeInput): Deadlines {
  const { procedure, calendar, state } = input;
  const machine = machineOf(procedure, input.machine);
  if (machine === undefined) return state.deadlines;
  const ground: Ground = { procedure, machine, id: input.machine, calendar };
  const table: Table = { ...state.deadlines };
  const open = (timing: Timing | undefined): timing is Timing => timing !== undefined && timing.metAt === undefined && (!('at' in timing) || timing.at > input.at);
  for (const deadline of machine.deadlines) {
    const timing = table[deadline.id];
    if (!('after' in deadline.anchor) || !open(timing)) continue;
    const byTable = deadline.count === 'working' || deadline.rollOver;
    table[deadline.id] = byTable ? periodTiming(ground, deadline, timing.since) : retimed(ground, deadline, timing);
  }
  recomputeDependents(ground, table, input.parent?.deadlines, input.at);
  for (const deadline of machine.deadlines) {
    const timing = table[deadline.id];
    if ('before' in deadline.anchor || 'afterDeadline' in deadline.anchor || !open(timing)) continue;
    const waited = !('at' in (own(state.deadlines, deadline.id) ?? timing));
    const released = waited && 'field' in deadline.anchor ? momentTiming(ground, deadline, moment(timing), timing.since) : retimed(ground, deadline, timing);
    table[deadline.id] = boundsOf(machine, deadline.id, waited).reduce((fixed, bound) => {
      const at = table[bound.id];
      return at === undefined ? fixed : boundTiming(ground, deadline, fixed, at, bound.count);
    }, released);
  }
  recomputeDependents(ground, table, input.parent?.deadlines, input.at);
  return table;
}

