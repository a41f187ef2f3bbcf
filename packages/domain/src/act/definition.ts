/**
 * The catalogue's form: what each act writes, reads and sums; its fields and their class; how it is decided.
 * A room writes one file an act; `catalogue.ts` lists them; `decide.ts` runs them in legal order.
 */
import type { Instant, Json, JsonObject, Result } from '@zhaobiao/basics';
import type { z } from 'zod';
import type { Calendar } from '../procedure/calendar.ts';
import type { ActId, Bilingual, Facts, MachineId, ParameterId, Procedure, Relation, Stage, StreamState, Value } from '../procedure/types.ts';
import type { Library } from './library.ts';
import type { Refusal } from './refusal.ts';

/** `public`; hidden until an act; personal (erasable on request); secret (never published by the platform). */
export type FieldClass = 'public' | 'personal' | 'secret' | `until:${ActId}`;

export type EventType<State = unknown> = {
  readonly v: number;
  readonly machine: MachineId;
  /** Class of every field the event may carry; a field that is not named here is a programmer's fault. */
  readonly fields: Readonly<Record<string, FieldClass>>;
  readonly evolve: (room: State | undefined, event: StoredEvent) => State;
};

/** An event as a fold sees it: public and until-fields by value, personal and secret ones by commitment only (so that erasure never changes a state). */
export type StoredEvent = {
  readonly type: string;
  readonly v: number;
  readonly at: Instant;
  readonly actor: string;
  readonly fields: JsonObject;
  readonly commitments: Readonly<Record<string, string>>;
};

/** A new fact, before it is hashed. `stream` defaults to the primary one. */
export type NewEvent = { readonly type: string; readonly fields: JsonObject; readonly stream?: string; readonly stage?: Stage; readonly deadlines?: JsonObject };

export type StreamRef = { readonly id: string; readonly machine: MachineId; readonly owner?: string };

/** A set: all streams of a machine that one stream owns. May be read only under the owner's exclusive lock. */
export type SetRef = { readonly owner: string; readonly machine: MachineId };

export type Plan = {
  readonly primary: StreamRef;
  /** Further streams locked FOR UPDATE. */
  readonly writes?: readonly StreamRef[];
  /** Streams locked FOR SHARE; the actor's own party stream is always among them. */
  readonly reads?: readonly string[];
  readonly sums?: readonly SetRef[];
  /** Digests of the objects the act rests on; the actor must have uploaded them. */
  readonly objects?: readonly string[];
};

export type Actor = {
  /** Stream id of the party (`party:91350525…`), or `clock`. */
  readonly party: string;
  readonly roles: readonly string[];
  readonly keyId: string;
};

export type Context<Command = unknown> = {
  readonly act: ActId;
  readonly command: Command;
  readonly actor: Actor;
  readonly at: Instant;
  /** Digest of the tender document version the actor saw and signed, hex. */
  readonly tender: string | null;
  readonly procedure: Procedure;
  readonly calendar: Calendar;
  readonly library: Library;
  readonly primary: StreamState;
  readonly streams: ReadonlyMap<string, StreamState>;
  readonly sets: ReadonlyMap<string, readonly StreamState[]>;
};

/** What is accepted (or refused and yet recorded): events, and the answer the caller gets. */
export type Verdict = {
  readonly events: readonly NewEvent[];
  readonly answer?: JsonObject;
};

/** A refusal that is itself a fact (a late bid, 实施条例 36): the act stands in the log and the caller still gets the "no". */
export type Recorded = { readonly refusal: Refusal; readonly events: readonly NewEvent[] };

export type ActDefinition<Command = unknown> = {
  readonly id: ActId;
  readonly room: string;
  readonly title: Bilingual;
  readonly machine: MachineId;
  readonly contract: z.ZodType<Command>;
  readonly plan: (command: Command, actor: { readonly party: string }) => Plan;
  /** Relations that come with the command itself, where nothing stands in a stream yet (who registers a project is its procuring entity). */
  readonly claims?: (command: Command, actor: Actor) => readonly Relation[];
  /** The procedure a new case is to run under, where no stream pins one yet. */
  readonly asksFor?: (command: Command) => { readonly id: string; readonly digest: string };
  readonly facts?: (context: Context<Command>) => Facts;
  readonly decide: (context: Context<Command>) => Result<Verdict, Refusal>;
  readonly record?: (context: Context<Command>, refusal: Refusal) => Recorded | undefined;
  /** Parameters of the procedure as this act has the tender set them; absent: as its lot keeps them. */
  readonly parameters?: (context: Context<Command>) => Readonly<Record<ParameterId, Value>> | undefined;
  /** Names of moments that deadlines may anchor on: in the command, or following from the case. */
  readonly chosen?: (command: Command, context: Context<Command>) => Readonly<Record<string, Instant>>;
  readonly reveals?: boolean;
  /** The act counts the deadlines of its stream again, under the calendar of its plan, instead of moving them by what it says. */
  readonly recomputes?: boolean;
  /** Dues of these acts, on whatever stream, have waited for the present one and are tried at once. */
  readonly wakes?: readonly ActId[];
};

export const setKey = (set: SetRef): string => `${set.owner}/${set.machine}`;

/** The members of a set named in the act's plan. */
export function setOf(context: Pick<Context, 'sets'>, set: SetRef): readonly StreamState[] {
  const members = context.sets.get(setKey(set));
  if (!members) throw new Error(`set ${setKey(set)} is not in the plan of the act`);
  return members;
}

export type Fields = Readonly<Record<string, Json>>;
