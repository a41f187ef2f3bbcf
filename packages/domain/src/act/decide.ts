/**
 * The law's order for every act: actor → relation → stage → suspension → window → guard (all from the procedure's data),
 * then the room's own rule, then the deadlines. Pure: time, facts and entropy are handed in.
 */
import { fail, instantOf, instantText, ok, type Json, type JsonObject, type Result } from '@zhaobiao/basics';
import { duesOf, type Due } from '../procedure/due.ts';
import { withParameters } from '../procedure/parameter.ts';
import { allHold } from '../procedure/guard.ts';
import { permit, type Suspending } from '../procedure/permit.ts';
import { recompute, timetable } from '../procedure/timetable.ts';
import type { Calendar } from '../procedure/calendar.ts';
import type { Facts, ParameterId, Procedure, Relation, StreamState, Timing, Transition, Value } from '../procedure/types.ts';
import { composeAct, type Composed, type Entropy, type Envelope } from './compose.ts';
import type { ActDefinition, Actor, Context, NewEvent } from './definition.ts';
import type { EventCatalogue } from './fold.ts';
import type { Library } from './library.ts';
import { refuse, type Refusal } from './refusal.ts';
import { relationsOf } from './relations.ts';
import { roomIfAny, roomOf } from './typed.kernel.ts';
import type { PartyRoom } from '../party/state.ts';

export type DecideInput = {
  readonly definition: ActDefinition;
  readonly events: EventCatalogue;
  readonly command: unknown;
  readonly actor: Actor;
  readonly envelope: Envelope;
  readonly procedure: Procedure;
  readonly calendar: Calendar;
  readonly library: Library;
  readonly streams: ReadonlyMap<string, StreamState>;
  readonly sets: ReadonlyMap<string, readonly StreamState[]>;
  readonly entropy: Entropy;
  /** A stream that the act reads is not there. Said only to who may do the act at all: else anybody could ask which bids exist (招标投标法 22). */
  readonly missing?: Refusal;
};

export type Decision = Composed & {
  readonly answer: JsonObject;
  readonly dues: ReadonlyMap<string, readonly Due[]>;
  /** The act at which the whole act becomes public; absent: at once. */
  readonly publicAt: string | undefined;
  /** The acts that what is sealed on these streams (and below) has waited for. */
  readonly reveals: readonly string[];
  /** Set when the act records a refusal: it stands in the log and the caller gets the "no". */
  readonly refusal?: Refusal;
};

/**
 * The actor as the register has it under this act's lock: roles and keys as they stand now, whatever the door remembered of them. The platform's own
 * clock needs no register entry; everybody else must be registered, active, and hold the key that signed.
 */
function registered({ actor, streams }: DecideInput, claims: readonly Relation[]): Result<Actor, Refusal> {
  if (actor.party === 'clock' || claims.includes('founder')) return ok(actor);
  const party = streams.get(actor.party);
  if (!party || party.version === 0 || party.stage !== 'active') return fail(refuse('unknownActor'));
  const { roles, keys } = roomOf<PartyRoom>(party);
  return keys.some((key) => key.keyId === actor.keyId) ? ok({ ...actor, roles }) : fail(refuse('badSignature'));
}

const momentText = ([name, part]: readonly [string, number | undefined]): readonly [string, Json] => [name, name === 'awaitingYear' ? (part ?? 0) : instantText(instantOf(part ?? -1))];

const deadlinesText = (deadlines: Readonly<Record<string, Timing>>): JsonObject =>
  Object.fromEntries(Object.entries(deadlines).map(([id, timing]) => [id, Object.fromEntries(Object.entries(timing).map(momentText))]));

type CaseRoom = { readonly holds?: readonly Suspending[]; readonly parameters?: Readonly<Record<ParameterId, Value>> };

/** What stands in the way of a case (an unanswered objection, an order to suspend): its lot keeps the list under its own lock. */
const suspendingOf = (streams: ReadonlyMap<string, StreamState>): readonly Suspending[] => [...streams.values()].flatMap((state) => roomIfAny<CaseRoom>(state)?.holds ?? []);

/** The procedure as this tender has it: its document may set a parameter within the bounds that the law leaves it. */
function asTendered(procedure: Procedure, definition: ActDefinition, context: Omit<Context, 'procedure'>): Result<Procedure, Refusal> {
  const own = [...context.streams.values()].map((state) => roomIfAny<CaseRoom>(state)?.parameters).find((parameters) => parameters !== undefined);
  const changes = definition.parameters?.({ ...context, procedure }) ?? own;
  return changes === undefined ? ok(procedure) : withParameters(procedure, 'tender', changes);
}

/** An act may write to further streams (a contract moves its lot): their deadlines follow from the same act. */
function movedOthers(input: DecideInput, procedure: Procedure, transition: Transition, verdict: readonly NewEvent[], facts: Facts): Result<readonly NewEvent[], Refusal> {
  const done = new Set([input.envelope.stream]);
  const result: NewEvent[] = [];
  const owner = input.streams.get(input.envelope.stream)?.owner;
  const moves = (transition.effects ?? []).flatMap((effect) => ('parent' in effect ? [effect.parent] : []));
  for (const written of verdict) {
    const [stage] = written.stream !== undefined && written.stream === owner ? moves : [];
    const event: NewEvent = stage === undefined ? written : { ...written, stage };
    const state = event.stream === undefined || done.has(event.stream) ? undefined : input.streams.get(event.stream);
    const machine = state && procedure.machines[state.machine];
    if (!state || !machine || machine.deadlines.length === 0) {
      result.push(event);
      continue;
    }
    done.add(state.id);
    const parent = state.owner === undefined ? undefined : input.streams.get(state.owner);
    const times = timetable({ procedure, machine: state.machine, state, ...(parent ? { parent } : {}), at: input.envelope.at, calendar: input.calendar, act: input.definition.id, chosen: {}, facts });
    if (!times.ok) return times;
    const { deadlines } = times.value;
    result.push(Object.keys(deadlines).length === 0 ? event : { ...event, deadlines: deadlinesText(deadlines) });
  }
  return ok(result);
}

/** Puts stage and deadlines into the first event of the primary stream. */
function moved(events: readonly NewEvent[], stage: string, deadlines: Readonly<Record<string, Timing>>, primary: string): readonly NewEvent[] {
  const index = events.findIndex((event) => (event.stream ?? primary) === primary);
  return events.map((event, at) => (at === index ? { ...event, stage, ...(Object.keys(deadlines).length === 0 ? {} : { deadlines: deadlinesText(deadlines) }) } : event));
}

export function decide(input: DecideInput): Result<Decision, Refusal> {
  const { definition, calendar, library, streams, sets } = input;
  const primary = streams.get(input.envelope.stream);
  const machine = input.procedure.machines[definition.machine];
  if (!primary || !machine) return fail(refuse('unknownAct', [], { act: definition.id }));
  const actsAs = registered(input, definition.claims?.(input.command, input.actor) ?? []);
  if (!actsAs.ok) return actsAs;
  const actor = actsAs.value;
  const given = { act: definition.id, command: input.command, actor, at: input.envelope.at, tender: input.envelope.tender, calendar, library, primary, streams, sets };
  const tendered = asTendered(input.procedure, definition, given);
  if (!tendered.ok) return tendered;
  const procedure = tendered.value;
  const context: Context = { ...given, procedure };
  const claims = definition.claims?.(input.command, actor) ?? [];
  const relations = new Set([...relationsOf(actor, streams.values()), ...claims]);
  const parent = primary.owner === undefined ? undefined : streams.get(primary.owner);
  const asked = { procedure, machine: definition.machine, act: definition.id, state: primary, ...(parent ? { parent } : {}), relations, at: context.at, suspending: suspendingOf(streams) };
  if (input.missing) {
    const allowed = permit({ ...asked, facts: {}, unguarded: true });
    return fail(allowed.ok ? input.missing : allowed.fault);
  }
  const facts = definition.facts?.(context) ?? {};
  const permitted = permit({ ...asked, facts });
  if (!permitted.ok) return recordedRefusal(input, context, permitted.fault);
  const { transition, to } = permitted.value;

  const verdict = definition.decide(context);
  if (!verdict.ok) return recordedRefusal(input, context, verdict.fault);
  const ground = { procedure, machine: definition.machine, state: primary, ...(parent ? { parent } : {}), at: context.at, calendar };
  const times = definition.recomputes
    ? ok({ deadlines: recompute(ground) })
    : timetable({ ...ground, act: definition.id, chosen: definition.chosen?.(input.command, context) ?? {}, facts });
  if (!times.ok) return fail(times.fault);
  const others = movedOthers(input, procedure, transition, verdict.value.events, facts);
  if (!others.ok) return others;
  const events = moved(others.value, to, times.value.deadlines, primary.id);
  return ok(finish({ ...input, procedure }, transition, events, verdict.value.answer ?? {}, published(definition, procedure, transition, facts)));
}

function recordedRefusal(input: DecideInput, context: Context, refusal: Refusal): Result<Decision, Refusal> {
  const recorded = input.definition.record?.(context, refusal);
  if (!recorded) return fail(refusal);
  const events = moved(recorded.events, context.primary.stage, context.primary.deadlines, context.primary.id);
  return ok({ ...finish(input, undefined, events, {}, []), refusal: recorded.refusal });
}

/** What this act publishes: what waited for it, and by the data what waited for an act that can no longer come (a tender that ended without an award). */
function published(definition: ActDefinition, procedure: Procedure, transition: Transition, facts: Facts): readonly string[] {
  const effects = (transition.effects ?? []).flatMap((effect) => ('publish' in effect && allHold(procedure, effect.when, facts) ? [effect.publish] : []));
  return [...(definition.reveals ? [definition.id] : []), ...effects];
}

function finish(input: DecideInput, transition: Transition | undefined, events: readonly NewEvent[], answer: JsonObject, reveals: readonly string[]): Decision {
  const composed = composeAct(input.events, input.envelope, input.streams, events, input.entropy);
  const dues = new Map([...composed.states].map(([id, state]) => [id, input.procedure.machines[state.machine] ? duesOf(input.procedure, state.machine, state) : []]));
  return { ...composed, answer, dues, publicAt: transition?.publicAt ?? (transition ? undefined : 'never'), reveals };
}
