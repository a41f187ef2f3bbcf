/** Fan-out: what an act lays upon the streams that hang on it (returning 1,528 bid securities within 5 days). */
import type { Instant } from '@zhaobiao/basics';
import type { Calendar } from './calendar.ts';
import { allHold } from './guard.ts';
import { machineOf } from './permit.ts';
import { periodTiming } from './timing.ts';
import type { ActId, DeadlineId, Facts, MachineId, Procedure, Reaction, RuleId, StreamState, Timing } from './types.ts';

/** A member stream with its own facts, for the guards of a reaction. */
export type Member = { readonly state: StreamState; readonly facts: Facts };

/** `act` falls to `stream` within the deadline `id`, which the room writes into that stream. */
export type Obligation = {
  readonly stream: string;
  readonly machine: MachineId;
  readonly act: ActId;
  readonly id: DeadlineId;
  readonly timing: Timing;
  readonly cite: readonly RuleId[];
};

/** The reactions to an act, in the order of the data. */
export const reactionsTo = (procedure: Procedure, act: ActId): readonly Reaction[] => procedure.reactions.filter((reaction) => reaction.on === act);

/** The machines whose streams must be loaded before `obligationsOf` can answer for an act. */
export const machinesReacting = (procedure: Procedure, act: ActId): readonly MachineId[] => [...new Set(reactionsTo(procedure, act).map((reaction) => reaction.each))];

/**
 * What an act at `at` lays upon the members, one entry for each member and reaction whose guards hold, in the order of the members.
 * Members of another machine and streams that do not exist yet (version 0) are passed over.
 */
export function obligationsOf(input: {
  readonly procedure: Procedure;
  readonly act: ActId;
  readonly at: Instant;
  readonly members: readonly Member[];
  readonly calendar: Calendar;
}): readonly Obligation[] {
  const { procedure, at, calendar } = input;
  return reactionsTo(procedure, input.act).flatMap((reaction) => {
    const machine = machineOf(procedure, reaction.each);
    const deadline = machine?.deadlines.find((candidate) => candidate.id === reaction.within);
    if (machine === undefined || deadline === undefined) return [];
    const timing = periodTiming({ procedure, machine, id: reaction.each, calendar }, deadline, at);
    return input.members
      .filter(({ state, facts }) => state.machine === reaction.each && state.version > 0 && allHold(procedure, reaction.if, facts))
      .map(({ state }): Obligation => ({ stream: state.id, machine: reaction.each, act: reaction.due, id: deadline.id, timing, cite: reaction.cite }));
  });
}
