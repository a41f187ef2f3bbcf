/** What the clock must do, and how a duty stands: both from the state's deadlines alone. */
import type { Instant } from '@zhaobiao/basics';
import { lengthOf, own } from './parameter.ts';
import { machineOf, transitionOf } from './permit.ts';
import { shift } from './shift.kernel.ts';
import type { ActId, DeadlineId, Machine, MachineId, Procedure, StreamState, SupervisionNode } from './types.ts';

/** The act that counts waiting deadlines again once the missing holiday table is there. */
const FIXING: ActId = 'fixDeadlines';

/** An act of the clock: due at `at`, which is the deadline and its drain. */
export type Due = { readonly id: DeadlineId; readonly machine: MachineId; readonly act: ActId; readonly at: Instant; readonly amberAt: Instant };

/**
 * The acts that the clock has still to do on a stream: waiting deadlines to be fixed, and deadlines with `onPass` that are fixed, have not been acted on, and whose act the
 * present stage knows. One for each deadline at most; empty in a final stage.
 */
export function duesOf(procedure: Procedure, machineId: MachineId, state: StreamState): readonly Due[] {
  const machine = machineOf(procedure, machineId);
  if (machine === undefined) return [];
  const passing = machine.deadlines.flatMap((deadline): readonly Due[] => {
    const timing = own(state.deadlines, deadline.id);
    const { onPass } = deadline;
    if (onPass === undefined || timing === undefined || !('at' in timing) || timing.metAt !== undefined) return [];
    if (transitionOf(machine, onPass, state.stage)?.by.includes('clock') !== true) return [];
    const drain = deadline.drain === undefined ? 0 : (lengthOf(procedure, deadline.drain) ?? 0);
    return [{ id: deadline.id, machine: machineId, act: onPass, at: shift(timing.at, drain), amberAt: timing.amberAt }];
  });
  return [...passing, ...fixingOf(machine, machineId, state)];
}

/**
 * Deadlines that wait for a holiday table are due to be fixed at the earliest moment at which any of them may fall. The act that loads the table wakes
 * them before; where nobody has loaded it by then, the clock is refused and its alarm calls for the table.
 */
function fixingOf(machine: Machine, machineId: MachineId, state: StreamState): readonly Due[] {
  if (transitionOf(machine, FIXING, state.stage)?.by.includes('clock') !== true) return [];
  const bounds = Object.values(state.deadlines).flatMap((timing) => ('at' in timing || timing.metAt !== undefined ? [] : [timing.notBefore]));
  const [first, ...rest] = bounds;
  if (first === undefined) return [];
  const at = rest.reduce((least, bound) => (bound < least ? bound : least), first);
  return [{ id: 'fixing', machine: machineId, act: FIXING, at, amberAt: at }];
}

/** A duty somebody has: an `atMost` deadline that runs and is not fulfilled. `at` is exclusive. */
export type Duty = { readonly id: DeadlineId; readonly machine: MachineId; readonly at: Instant; readonly amberAt: Instant; readonly metBy: readonly ActId[] };

export function dutiesOf(procedure: Procedure, machineId: MachineId, state: StreamState): readonly Duty[] {
  const machine = machineOf(procedure, machineId);
  if (machine === undefined || own(machine.stages, state.stage)?.final === true) return [];
  return machine.deadlines.flatMap((deadline): readonly Duty[] => {
    const timing = own(state.deadlines, deadline.id);
    if (deadline.kind !== 'atMost' || deadline.limits !== undefined || timing === undefined || !('at' in timing) || timing.metAt !== undefined) return [];
    return [{ id: deadline.id, machine: machineId, at: timing.at, amberAt: timing.amberAt, metBy: deadline.metBy ?? [] }];
  });
}

/** `off`: not begun. `waiting`: the holiday table of a year is missing. Fulfilled in time stays green, fulfilled late stays red. */
export type Light = 'off' | 'waiting' | 'green' | 'yellow' | 'red';

/** How long the clock may take for an act of its own beyond the moment and its drain before the light says so. */
const CLOCK_GRACE = 60_000;

/**
 * The light of a supervision node (绿、黄、红), computed on reading and never stored. Red is a duty that was not met in time, or an act of the clock that did
 * not happen: the mere end of a period (发售、公示) is nobody's fault. An exact moment with `metBy` (投标有效期) is to be used before it passes.
 */
export function lights(procedure: Procedure, node: SupervisionNode, state: StreamState, now: Instant): Light {
  const timing = state.machine === node.machine ? own(state.deadlines, node.clock) : undefined;
  const deadline = machineOf(procedure, node.machine)?.deadlines.find((each) => each.id === node.clock);
  if (timing === undefined || deadline === undefined) return 'off';
  if (!('at' in timing)) return 'waiting';
  const byClock = deadline.onPass !== undefined;
  const isDuty = deadline.kind === 'atMost' || deadline.metBy !== undefined;
  const drain = deadline.drain === undefined ? 0 : (lengthOf(procedure, deadline.drain) ?? 0);
  const until = byClock ? shift(timing.at, drain + CLOCK_GRACE) : timing.at;
  if (timing.metAt !== undefined) return timing.metAt < until ? 'green' : 'red';
  if (now >= until) return isDuty || byClock ? 'red' : 'green';
  return now >= timing.amberAt && now < timing.at ? 'yellow' : 'green';
}
