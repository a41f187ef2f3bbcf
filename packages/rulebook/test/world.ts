/** A small world for random walks: a few streams of every machine, and steps that lean towards what the data allows. */
import { present } from '@zhaobiao/basics';
import type { Instant } from '@zhaobiao/basics';
import { duesOf, machineIds, permit, timetable } from '@zhaobiao/domain';
import type { Calendar, FactId, Facts, Guard, Machine, MachineId, PermitInput, Procedure, Relation, StreamState, Timing, Transition, Value } from '@zhaobiao/domain';

/** `seen` are the stages of this world, `machine/stage`. */
export type World = { readonly procedure: Procedure; readonly calendar: Calendar; now: Instant; streams: StreamState[]; readonly seen: Set<string> };
/** Free choices of one step: numbers that are taken modulo what there is to choose from. */
export type Choice = { readonly stream: number; readonly act: number; readonly relation: number; readonly branch: number; readonly time: number; readonly gap: number; readonly mood: number };
export type Step = { readonly before: StreamState; readonly after: StreamState; readonly transition: Transition; readonly at: Instant; readonly facts: Facts };

export const machine = (procedure: Procedure, id: MachineId): Machine => present(procedure.machines[id], `machine ${id}`);

/** Two streams of every machine that has many, each pair hanging on the first stream of its parent. */
export function newWorld(procedure: Procedure, calendar: Calendar, now: Instant): World {
  const streams = machineIds(procedure).flatMap((id): StreamState[] => {
    const { initial, parent, many } = machine(procedure, id);
    const owner = parent === undefined ? {} : { owner: `${parent}:1` };
    return (many === true ? [1, 2] : [1]).map((index) => ({ id: `${id}:${index}`, machine: id, version: 0, stage: initial, deadlines: {}, room: undefined, ...owner }));
  });
  return { procedure, calendar, now, streams, seen: new Set() };
}

const pick = <Item>(items: readonly Item[], choice: number): Item | undefined => items[choice % Math.max(1, items.length)];

function satisfy(procedure: Procedure, guards: readonly Guard[] | undefined, facts: Partial<Record<FactId, Value>>): void {
  for (const { fact, is, value } of guards ?? []) {
    const right: Value = typeof value !== 'object' ? value : 'parameter' in value ? present(procedure.parameters[value.parameter], value.parameter).value : (facts[value.fact] ??= 1);
    facts[fact] = is === 'below' && typeof right === 'number' ? right - 1 : is === 'notEqual' ? (typeof right === 'boolean' ? !right : 0) : right;
  }
}

/** Facts under which the transition is allowed and takes the chosen branch; now and then one of them is missing or wrong. */
export function favourable(procedure: Procedure, transition: Transition, choice: Pick<Choice, 'branch' | 'mood'>): Facts {
  const facts: Partial<Record<FactId, Value>> = {};
  if (Array.isArray(transition.to)) {
    const branches = transition.to as Exclude<Transition['to'], string | undefined>;
    // Facts of the branches before must be known too: make each fail first.
    for (const branch of branches) for (const guard of branch.if ?? []) {
      satisfy(procedure, [guard], facts);
      const value = facts[guard.fact];
      facts[guard.fact] = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + (guard.is === 'below' ? 1 : -1) : 'x';
    }
    satisfy(procedure, pick(branches, choice.branch)?.if, facts);
  }
  satisfy(procedure, transition.when, facts);
  const { completes } = transition;
  if (completes !== undefined) {
    if ('allOf' in completes) Object.assign(facts, { [completes.done]: 3, [completes.of]: choice.mood % 5 === 1 ? 5 : 3 });
    else {
      const { count } = completes;
      if (typeof count === 'object' && 'fact' in count) facts[count.fact] = 2;
      facts[completes.done] = choice.mood % 5 === 1 ? 1 : 99;
    }
  }
  const names = Object.keys(facts) as FactId[];
  if (choice.mood % 11 === 3 && names[0] !== undefined) delete facts[names[0]];
  return facts;
}

/** Now, a little later, or a moment around a deadline that stands somewhere. */
function momentOf(world: World, stream: StreamState, choice: Choice): Instant {
  const nearby = [...Object.values(stream.deadlines), ...Object.values(parentOf(world, stream)?.deadlines ?? {})].flatMap((timing: Timing) => ('at' in timing ? [timing.at] : []));
  const later = nearby.filter((at) => at >= world.now - 1);
  const around = pick(later, choice.gap);
  if (choice.time % 3 === 0 || around === undefined) return (world.now + (choice.gap % 3_600_000)) as Instant;
  return Math.max(world.now, around + [-1, 0, 1, 5_000, 60_000][choice.time % 5]!) as Instant;
}

export const parentOf = (world: World, stream: StreamState): StreamState | undefined => world.streams.find((other) => other.id === stream.owner);

export const inputFor = (world: World, stream: StreamState, transition: Transition, relation: Relation, at: Instant, facts: Facts): PermitInput => {
  const parent = parentOf(world, stream);
  const suspending = world.streams.filter((other) => (other.machine === 'objection' || other.machine === 'order') && other.version > 0).map((other) => ({ machine: other.machine, stage: other.stage }));
  return { procedure: world.procedure, machine: stream.machine, act: transition.act, state: stream, ...(parent === undefined ? {} : { parent }), relations: new Set([relation]), at, facts, suspending };
};

/** Moments for the fields that an act may choose: some lawful, some too early. */
function chosenFor(world: World, stream: StreamState, act: string, at: Instant, choice: Choice): Record<string, Instant> {
  const fields = machine(world.procedure, stream.machine).deadlines.flatMap(({ anchor }) => ('field' in anchor && anchor.of.includes(act) ? [anchor.field] : []));
  const days = [30, 31, 45, 25, 3, 60][choice.gap % 6]!;
  return Object.fromEntries(fields.map((field, index) => [field, (at + (days + (/[iI]ssue/.test(field) ? -20 : 0) + index) * 86_400_000) as Instant]));
}

/** Where a case ends before its time: no walk is led there on purpose more than once. */
const DEAD_ENDS: ReadonlySet<string> = new Set(['failed', 'invalid', 'terminated', 'unsold', 'retired', 'withdrawn']);

/** An act that does nothing but end its case: left to the rare mood, or no walk would get far. */
const endsIt = (procedure: Procedure, id: MachineId, { to, completes }: Transition): boolean =>
  typeof to === 'string' && completes === undefined && DEAD_ENDS.has(to) && machine(procedure, id).stages[to] !== undefined;

type Way = { readonly before: StreamState; readonly transition: Transition; readonly relation: Relation; readonly at: Instant; readonly branch: number };

/** A way into a stage that no walk has reached yet, where the streams stand. */
function newWay(world: World, choice: Choice, reached: ReadonlySet<string>): Way | undefined {
  const ways = world.streams.flatMap((before) =>
    machine(world.procedure, before.machine).transitions.filter((each) => each.from.includes(before.stage) && each.parentIn?.includes(parentOf(world, before)?.stage ?? 'absent') !== false).flatMap((transition) => {
      const targets = typeof transition.to === 'string' ? [transition.to] : (transition.to ?? []).map((branch) => branch.to);
      return targets.flatMap((target, branch) => (reached.has(`${before.machine}/${target}`) || (reached === world.seen && DEAD_ENDS.has(target)) ? [] : [{ before, transition, branch }]));
    }),
  );
  // What hangs on others goes first, or its parent would leave it behind.
  const hanging = ways.filter(({ before }) => world.streams.every((other) => other.owner !== before.id));
  const way = pick(choice.act % 3 === 0 || hanging.length === 0 ? ways : hanging, choice.stream);
  const relation = way === undefined ? undefined : pick(way.transition.by, choice.relation);
  if (way === undefined || relation === undefined) return undefined;
  const due = duesOf(world.procedure, way.before.machine, way.before).find((each) => each.act === way.transition.act);
  return { ...way, relation, at: due === undefined ? momentOf(world, way.before, choice) : (Math.max(world.now, due.at) as Instant) };
}

function anyWay(world: World, choice: Choice): Way | undefined {
  const before = pick(world.streams, choice.stream);
  if (before === undefined) return undefined;
  const due = choice.mood % 3 === 1 ? duesOf(world.procedure, before.machine, before)[0] : undefined;
  const all = machine(world.procedure, before.machine).transitions;
  const possible = all.filter((each) => each.from.includes(before.stage) && (choice.mood % 31 === 4 || !endsIt(world.procedure, before.machine, each)));
  const transition = due === undefined ? pick(choice.mood % 7 === 2 ? all : possible, choice.act) : all.find((each) => each.act === due.act && each.from.includes(before.stage));
  const relation = transition === undefined ? undefined : due === undefined ? pick(transition.by, choice.relation) : 'clock';
  if (transition === undefined || relation === undefined) return undefined;
  return { before, transition, relation, at: due === undefined ? momentOf(world, before, choice) : (Math.max(world.now, due.at) as Instant), branch: choice.branch };
}

/** One attempt; `undefined` when the act is refused. The world changes only when it is done. */
export function step(world: World, choice: Choice, reached: ReadonlySet<string> = new Set()): Step | undefined {
  const way = (choice.mood % 5 > 0 ? newWay(world, choice, choice.mood % 4 === 0 ? reached : world.seen) : undefined) ?? anyWay(world, choice);
  if (way === undefined) return undefined;
  const { before, transition, relation, at } = way;
  const facts = favourable(world.procedure, transition, { branch: way.branch, mood: choice.mood });
  const permitted = permit(inputFor(world, before, transition, relation, at, facts));
  if (!permitted.ok) return undefined;
  const parent = parentOf(world, before);
  const times = timetable({
    procedure: world.procedure, machine: before.machine, state: before, ...(parent === undefined ? {} : { parent }), act: transition.act, at,
    chosen: chosenFor(world, before, transition.act, at, choice), calendar: world.calendar, facts,
  });
  if (!times.ok) return undefined;
  const after: StreamState = { ...before, version: before.version + 1, stage: permitted.value.to, deadlines: times.value.deadlines };
  const moved = (transition.effects ?? []).flatMap((effect) => ('parent' in effect ? [effect.parent] : []))[0];
  world.streams = world.streams.map((stream) => (stream === before ? after : stream === parent && moved !== undefined ? { ...stream, version: stream.version + 1, stage: moved } : stream));
  if (parent !== undefined && moved !== undefined) world.seen.add(`${parent.machine}/${moved}`);
  world.now = at;
  world.seen.add(`${after.machine}/${after.stage}`);
  return { before, after, transition: permitted.value.transition, at, facts };
}
