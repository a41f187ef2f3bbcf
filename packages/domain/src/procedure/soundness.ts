/** What must hold of a procedure beyond its shape: every name leads somewhere, every stage is reached and left, every act is cited once. */
import { isRefusalCode } from './guard.ts';
import { machineIds } from './matrix.ts';
import { machineOf } from './permit.ts';
import { parameterOf } from './parameter.ts';
import { beginsWith } from './timing.ts';
import type { ActId, Deadline, Guard, Length, Machine, MachineId, Parameter, Procedure, RuleId, Transition } from './types.ts';
import { FACTS } from './vocabulary.ts';

/** What is wrong with a procedure: where, as names and indexes joined by `/`, and what, for whoever edits the file. */
export type Problem = { readonly path: string; readonly what: string };

type Frame = { readonly procedure: Procedure; readonly acts: ReadonlySet<ActId>; readonly id: MachineId; readonly machine: Machine; readonly parent: Machine | undefined; readonly path: string };

const problem = (path: string, what: string): Problem => ({ path, what });
const unless = (holds: boolean, path: string, what: string): readonly Problem[] => (holds ? [] : [problem(path, what)]);
const actsIn = (machine: Machine | undefined): readonly ActId[] => (machine?.transitions ?? []).map((transition) => transition.act);
const duplicates = (names: readonly string[]): readonly string[] => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];

export function guardProblems(procedure: Procedure, guards: readonly Guard[] | undefined, path: string, inBranch: boolean): readonly Problem[] {
  return (guards ?? []).flatMap((guard, index) => {
    const at = `${path}/${index}`;
    const { value } = guard;
    const kind = FACTS[guard.fact].kind;
    const other = typeof value === 'object' ? ('parameter' in value ? typeof parameterOf(procedure, value.parameter)?.value : FACTS[value.fact].kind === 'truth' ? 'boolean' : 'number') : typeof value;
    return [
      ...unless(typeof value !== 'object' || !('parameter' in value) || parameterOf(procedure, value.parameter) !== undefined, at, 'names a parameter that does not exist'),
      ...unless(other === (kind === 'truth' ? 'boolean' : 'number'), at, `compares ${guard.fact} (${kind}) with ${other}`),
      ...unless(kind !== 'truth' || guard.is === 'equal' || guard.is === 'notEqual', at, `orders the truth ${guard.fact}`),
      ...unless(guard.refusal === undefined || (isRefusalCode(guard.refusal) && !inBranch), at, `refusal ${guard.refusal ?? ''} is unknown or stands in a branch`),
    ];
  });
}

const branchesOf = (transition: Transition) => (transition.to === undefined || typeof transition.to === 'string' ? [] : transition.to);

/** The stages a transition can lead to; staying is not leading. */
export const targets = (transition: Transition): readonly string[] => (typeof transition.to === 'string' ? [transition.to] : branchesOf(transition).map((branch) => branch.to));

function transitionProblems(frame: Frame, transition: Transition, path: string): readonly Problem[] {
  const { machine, parent, procedure } = frame;
  const branches = branchesOf(transition);
  const deadlines = [...machine.deadlines, ...(parent?.deadlines ?? [])].map((deadline) => deadline.id);
  const window = transition.window ?? {};
  const { completes } = transition;
  return [
    ...[...transition.from, ...targets(transition)].filter((stage) => !Object.hasOwn(machine.stages, stage)).map((stage) => problem(path, `stage ${stage} does not exist`)),
    ...transition.from.filter((stage) => machine.stages[stage]?.final === true).map((stage) => problem(path, `acts from the final stage ${stage}`)),
    ...branches.flatMap((branch, index) => unless((branch.if === undefined) === (index === branches.length - 1), `${path}/to/${index}`, 'the last branch, and only it, has no if')),
    ...branches.flatMap((branch, index) => guardProblems(procedure, branch.if, `${path}/to/${index}/if`, true)),
    ...guardProblems(procedure, transition.when, `${path}/when`, false),
    ...[window.from, window.until].filter((id) => id !== undefined).filter((id) => !deadlines.includes(id)).map((id) => problem(`${path}/window`, `deadline ${id} does not exist here or in the parent`)),
    ...[window.late, window.overtaken].filter((code) => code !== undefined).filter((code) => !isRefusalCode(code)).map((code) => problem(`${path}/window`, `refusal ${code} is unknown`)),
    ...[...(transition.parentIn ?? []), ...(window.closedIn ?? [])].filter((stage) => parent === undefined || !Object.hasOwn(parent.stages, stage)).map((stage) => problem(path, `the parent has no stage ${stage}`)),
    ...unless(window.closedIn === undefined || (window.until !== undefined && transition.parentIn !== undefined), `${path}/window`, 'closedIn without until and parentIn'),
    ...unless(completes === undefined || ('allOf' in completes ? transition.by.includes(completes.allOf) : transition.by.includes(completes.atLeast)), `${path}/completes`, 'counts a relation that may not act'),
    ...unless(completes === undefined || !('count' in completes) || typeof completes.count !== 'object' || !('parameter' in completes.count) || typeof parameterOf(procedure, completes.count.parameter)?.value === 'number', `${path}/completes`, 'counts by a parameter that is no number'),
    ...(completes === undefined ? [] : [completes.done, ...('of' in completes ? [completes.of] : [])]).filter((fact) => FACTS[fact].kind !== 'count').map((fact) => problem(`${path}/completes`, `${fact} counts nothing`)),
    ...unless(transition.publicAt === undefined || transition.publicAt === 'never' || frame.acts.has(transition.publicAt), `${path}/publicAt`, 'act does not exist'),
    ...(transition.effects ?? []).flatMap((effect, index) => {
      const at = `${path}/effects/${index}`;
      const own = machine.deadlines.map((deadline) => deadline.id);
      if ('move' in effect) return [...[effect.move, effect.notBefore].filter((id) => !own.includes(id)).map((id) => problem(at, `deadline ${id} does not exist`)), ...guardProblems(procedure, effect.unless, at, true)];
      if ('parent' in effect) return unless(transition.parentIn !== undefined && parent !== undefined && Object.hasOwn(parent.stages, effect.parent), at, 'moves a parent that is not there, or from nowhere');
      if ('publish' in effect) return [...unless(frame.acts.has(effect.publish), at, `act ${effect.publish} does not exist`), ...guardProblems(procedure, effect.when, at, true)];
      if ('clear' in effect) return unless(own.includes(effect.clear), at, `deadline ${effect.clear} does not exist`);
      if ('release' in effect) return [...unless(procedure.envelopes.some((envelope) => envelope.kind === effect.release), at, 'envelope does not exist'), ...guardProblems(procedure, effect.of, at, true)];
      return unless(machineOf(procedure, 'spawn' in effect ? effect.spawn : effect.invalidate) !== undefined, at, 'machine does not exist');
    }),
  ];
}

const UNITS: Readonly<Record<Deadline['count'], Parameter['unit']>> = { calendar: 'day', working: 'workingDay', clock: 'ms' };

function lengthProblems(procedure: Procedure, length: Length, unit: Parameter['unit'], path: string): readonly Problem[] {
  if (typeof length === 'number') return unless(unit === 'ms' || length <= 36_500, path, 'is longer than a century');
  const parameter = parameterOf(procedure, length.parameter);
  const usable = parameter !== undefined && parameter.unit === unit && typeof parameter.value === 'number' && (parameter.bounds?.min ?? parameter.value) >= 0;
  return unless(usable, path, `parameter ${length.parameter} is missing, negative or not in ${unit}`);
}

function deadlineProblems(frame: Frame, deadline: Deadline, path: string): readonly Problem[] {
  const { machine, parent, procedure } = frame;
  const { anchor } = deadline;
  const own = machine.deadlines;
  const base = 'before' in anchor ? anchor.before : 'afterDeadline' in anchor ? anchor.afterDeadline : undefined;
  const local = (act: ActId): boolean => actsIn(machine).includes(act);
  const begins = !('after' in anchor) ? [] : typeof anchor.after === 'string' ? [anchor.after] : anchor.after;
  const acts = [...(deadline.onPass === undefined ? [] : [deadline.onPass]), ...('field' in anchor ? anchor.of : [])];
  // An act of another machine that writes to this stream too begins and meets deadlines here (a contract, and the duty of its lot).
  const known = [...begins, ...(deadline.metBy ?? [])];
  const byClock = machine.transitions.some((transition) => transition.act === deadline.onPass && transition.by.includes('clock'));
  return [
    ...acts.filter((act) => !local(act)).map((act) => problem(path, `act ${act} does not exist in this machine`)),
    ...known.filter((act) => !frame.acts.has(act)).map((act) => problem(`${path}/anchor`, `act ${act} does not exist`)),
    ...unless(base === undefined || [...own, ...(parent?.deadlines ?? [])].some((other) => other.id === base), `${path}/anchor`, `deadline ${base ?? ''} does not exist`),
    ...unless(!('field' in anchor) || (deadline.length === 0 && deadline.kind === 'exactly' && deadline.count === 'clock' && !deadline.rollOver), path, 'a chosen moment has length 0, kind exactly, count clock and does not roll over'),
    ...unless(deadline.limits === undefined || own.some((other) => other.id === deadline.limits && 'field' in other.anchor), `${path}/limits`, 'bounds something that is no chosen moment of this machine'),
    ...unless(deadline.limits === undefined || deadline.kind !== 'exactly', `${path}/limits`, 'an exact moment bounds nothing'),
    ...unless(deadline.onPass === undefined || byClock, `${path}/onPass`, 'the clock may not do this act'),
    ...unless(deadline.onPass === undefined || deadline.kind === 'exactly', `${path}/onPass`, 'the clock acts at an exact moment only'),
    ...unless(deadline.drain === undefined || deadline.onPass !== undefined, `${path}/drain`, 'drain without onPass'),
    ...unless(deadline.metBy === undefined || deadline.kind === 'atMost' || (deadline.kind === 'exactly' && deadline.onPass === undefined), `${path}/metBy`, 'only a duty is met'),
    ...unless(!deadline.rollOver || (deadline.count === 'calendar' && deadline.kind === 'atMost'), `${path}/rollOver`, 'only a duty of calendar days rolls over'),
    ...lengthProblems(procedure, deadline.length, UNITS[deadline.count], `${path}/length`),
    ...(deadline.drain === undefined ? [] : lengthProblems(procedure, deadline.drain, 'ms', `${path}/drain`)),
  ];
}

/** Deadlines that hang on themselves by way of others. */
function circular(machine: Machine): readonly string[] {
  const baseOf = new Map(machine.deadlines.map(({ id, anchor }) => [id, 'before' in anchor ? anchor.before : 'afterDeadline' in anchor ? anchor.afterDeadline : undefined]));
  return machine.deadlines.map((deadline) => deadline.id).filter((id) => {
    let current = baseOf.get(id);
    for (let steps = 0; current !== undefined && steps <= machine.deadlines.length; steps += 1) {
      if (current === id) return true;
      current = baseOf.get(current);
    }
    return false;
  });
}

/** A way that is no transition of the machine itself: an act of a child that moves its parent. */
export type Move = { readonly from: readonly string[]; readonly to: readonly string[] };

/** How the acts of its children move a machine. */
export const movesOf = (procedure: Procedure, id: MachineId): readonly Move[] =>
  machineIds(procedure).map((child) => machineOf(procedure, child)).filter((child) => child?.parent === id).flatMap((child) => child?.transitions ?? [])
    .map((transition) => ({ from: transition.parentIn ?? [], to: (transition.effects ?? []).flatMap((effect) => ('parent' in effect ? [effect.parent] : [])) }));

/** The stages that can be reached from some stages by way of transitions, and of the moves of others. */
export function reachableFrom(machine: Machine, start: readonly string[], moves: readonly Move[] = []): ReadonlySet<string> {
  const reached = new Set(start);
  const ways = [...machine.transitions.map((transition): Move => ({ from: transition.from, to: targets(transition) })), ...moves];
  for (let grew = true; grew; ) {
    const size = reached.size;
    for (const { from, to } of ways) if (from.some((stage) => reached.has(stage))) for (const stage of to) reached.add(stage);
    grew = reached.size > size;
  }
  return reached;
}

function stageProblems(frame: Frame): readonly Problem[] {
  const { machine, path } = frame;
  const stages = Object.keys(machine.stages);
  const moves = movesOf(frame.procedure, frame.id);
  const reached = reachableFrom(machine, [machine.initial], moves);
  const isEnd = (stage: string): boolean => machine.stages[stage]?.final === true || machine.stages[stage]?.resting === true;
  const leads = machine.transitions.flatMap((transition) => transition.from.map((stage) => `${transition.act} from ${stage}`));
  return [
    ...unless(Object.hasOwn(machine.stages, machine.initial), `${path}/initial`, 'stage does not exist'),
    ...unless(machine.transitions.every((transition) => !targets(transition).includes(machine.initial)), `${path}/initial`, 'an act leads back to nothing done'),
    ...stages.filter((stage) => !reached.has(stage)).map((stage) => problem(`${path}/stages/${stage}`, 'is never reached')),
    ...stages.filter((stage) => !isEnd(stage) && ![...reachableFrom(machine, [stage], moves)].some(isEnd)).map((stage) => problem(`${path}/stages/${stage}`, 'has no way out to an end')),
    ...duplicates(leads).map((lead) => problem(`${path}/transitions`, `${lead} stands twice`)),
    ...duplicates(machine.deadlines.map((deadline) => deadline.id)).map((id) => problem(`${path}/deadlines`, `${id} stands twice`)),
    ...machine.deadlines.filter((deadline) => frame.parent?.deadlines.some((other) => other.id === deadline.id)).map((deadline) => problem(`${path}/deadlines`, `${deadline.id} hides the parent's`)),
    ...circular(machine).map((id) => problem(`${path}/deadlines/${id}`, 'hangs on itself')),
  ];
}

function machineProblems(frame: Frame): readonly Problem[] {
  const { machine, path, procedure } = frame;
  return [
    ...unless(machine.parent === undefined || (frame.parent !== undefined && machine.parent !== frame.id), `${path}/parent`, 'machine does not exist'),
    ...stageProblems(frame),
    ...machine.transitions.flatMap((transition, index) => transitionProblems(frame, transition, `${path}/transitions/${index}`)),
    ...machine.deadlines.flatMap((deadline) => deadlineProblems(frame, deadline, `${path}/deadlines/${deadline.id}`)),
    ...machine.suspensions.flatMap((suspension, index) => {
      const by = machineOf(procedure, suspension.by);
      const at = `${path}/suspensions/${index}`;
      const blockable = [frame.id, ...machineIds(procedure).filter((id) => machineOf(procedure, id)?.parent === frame.id)].flatMap((id) => actsIn(machineOf(procedure, id)));
      return [
        ...unless(by !== undefined, at, `machine ${suspension.by} does not exist`),
        ...suspension.while.filter((stage) => by !== undefined && !Object.hasOwn(by.stages, stage)).map((stage) => problem(at, `stage ${stage} does not exist`)),
        ...suspension.blocks.filter((act) => !blockable.includes(act)).map((act) => problem(at, `act ${act} is none of this machine or its children`)),
      ];
    }),
  ];
}

/** The chain of parents ends; no machine is its own ancestor. */
const isRooted = (procedure: Procedure, id: MachineId): boolean => {
  let current = machineOf(procedure, id)?.parent;
  for (let steps = 0; current !== undefined; steps += 1) {
    if (steps > 20) return false;
    current = machineOf(procedure, current)?.parent;
  }
  return true;
};

function outerProblems(procedure: Procedure, acts: ReadonlySet<ActId>): readonly Problem[] {
  const unknown = (names: readonly ActId[], path: string): readonly Problem[] => names.filter((act) => !acts.has(act)).map((act) => problem(path, `act ${act} does not exist`));
  const owners = machineIds(procedure).flatMap((id) => [...new Set(actsIn(machineOf(procedure, id)))]);
  return [
    ...unless(machineIds(procedure).length > 0, 'machines', 'are missing'),
    ...duplicates(owners).map((act) => problem('machines', `act ${act} belongs to two machines`)),
    ...duplicates(procedure.nodes.map((node) => node.id)).map((id) => problem('nodes', `${id} stands twice`)),
    ...machineIds(procedure).filter((id) => !isRooted(procedure, id)).map((id) => problem(`machines/${id}/parent`, 'is its own ancestor')),
    ...procedure.nodes.flatMap((node) => {
      const clock = machineOf(procedure, node.machine)?.deadlines.find((deadline) => deadline.id === node.clock);
      return [...unless(clock !== undefined && clock.kind !== 'atLeast', `nodes/${node.id}`, 'its clock is no duty or moment of its machine'), ...unknown([...node.opens, ...node.closes, ...node.evidence], `nodes/${node.id}`)];
    }),
    ...procedure.reactions.flatMap((reaction, index) => {
      const machine = machineOf(procedure, reaction.each);
      const within = machine?.deadlines.find((deadline) => deadline.id === reaction.within);
      const at = `reactions/${index}`;
      return [
        ...unknown([reaction.on], at),
        ...unless(actsIn(machine).includes(reaction.due), at, 'the act due does not exist there'),
        ...unless(within !== undefined && beginsWith(within, reaction.on), at, 'within does not begin with the act'),
        ...guardProblems(procedure, reaction.if, at, true),
      ];
    }),
    ...procedure.envelopes.flatMap((envelope, index) => unknown([envelope.releasedBy], `envelopes/${index}`)),
    ...Object.entries(procedure.parameters).flatMap(([id, { value, bounds }]) =>
      unless(bounds === undefined || (typeof value === 'number' && value >= (bounds.min ?? value) && value <= (bounds.max ?? value)), `parameters/${id}`, 'is outside its own bounds')),
  ];
}

/** Every rule id that stands anywhere under a `cite`, with its path. */
export function citations(node: unknown, path = ''): readonly { readonly path: string; readonly rule: RuleId }[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => citations(item, `${path}/${index}`));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    key === 'cite' && Array.isArray(value)
      ? value.filter((rule) => typeof rule === 'string').map((rule) => ({ path: `${path}/cite`.slice(1), rule }))
      : citations(value, `${path}/${key}`),
  );
}

/** Everything that is wrong with a procedure of the right shape; empty when it is sound. */
export function soundness(procedure: Procedure, rules: ReadonlySet<RuleId>): readonly Problem[] {
  const acts = new Set(machineIds(procedure).flatMap((id) => actsIn(machineOf(procedure, id))));
  return [
    ...citations(procedure).filter(({ rule }) => !rules.has(rule)).map(({ path, rule }) => problem(path, `rule ${rule} does not exist`)),
    ...outerProblems(procedure, acts),
    ...machineIds(procedure).flatMap((id) => {
      const machine = machineOf(procedure, id);
      if (machine === undefined) return [];
      const parent = machine.parent === undefined ? undefined : machineOf(procedure, machine.parent);
      return machineProblems({ procedure, acts, id, machine, parent, path: `machines/${id}` });
    }),
  ];
}

