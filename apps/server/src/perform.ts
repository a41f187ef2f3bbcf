/**
 * The one door. Every act, by person, machine or clock, goes through `perform` — nothing else writes acts.
 * begin · lock and load · decide (pure) · write · commit. A deadlock victim, a lost connection or a race to create is retried with the same key.
 */
import { ACTS, EVENTS, asObject, decide, jsonOfText, refusalStatus, refusalText, refuse, roomIfAny, type ActDefinition, type Actor, type Calendar, type CalendarRoom, type Decision, type ActEnvelope, type Library, type Plan, type Procedure, type Refusal, type StreamState } from '@zhaobiao/domain';
import { fromHex, present, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import type { Clock } from './clock/clock.ts';
import { lockAndLoad, writeAndCommit, type Loaded } from './store/ledger.ts';
import type { ViewRow, Writes } from './store/writes.ts';

export type Request = {
  readonly definition: ActDefinition;
  /** Parsed by the act's contract. */
  readonly command: unknown;
  readonly actor: Actor;
  /** Idempotency key, unique per actor. */
  readonly key: string;
  readonly tender: string | null;
  readonly commandDigest: string;
  readonly signature: ActEnvelope['signature'];
  /** Stamped once at the door, after the last byte arrived. */
  readonly at: Instant;
};

export type Answer = { readonly status: number; readonly body: JsonObject; readonly repeated: boolean };

export type Law = {
  readonly platform: Procedure;
  readonly calendar: Calendar;
  /** Standard documents and document checks. */
  readonly library: Library;
  /** The procedure of a case, by the digest its tender pinned. */
  readonly procedureOf: (pinned: { readonly id: string; readonly digest: string }) => Procedure | undefined;
  readonly ruleText: (rule: string) => { readonly zh: string; readonly en: string };
};

export type Door = {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly law: Law;
  readonly entropy: (length: number) => Uint8Array;
  readonly views: (state: StreamState) => readonly ViewRow[];
  /** True while the disk is too full to promise that an act is kept. */
  readonly actsPaused?: () => boolean;
  /** Told of each accepted act, after commit. A hint: nothing depends on hearing it. */
  readonly accepted?: (act: { readonly name: string; readonly stream: string; readonly dues: number }) => void;
};

/** A refusal as API, page and record show it: code, both texts, the articles. */
export function refusalBody(law: Pick<Law, 'ruleText'>, refusal: Refusal): JsonObject {
  const { zh, en } = refusalText(refusal);
  return { refused: { code: refusal.code, zh, en, params: { ...refusal.params }, cite: refusal.cite.map((rule) => ({ rule, ...law.ruleText(rule) })) } };
}

const MAX_ATTEMPTS = 8;
/** Admin or crash shutdown, starting up, connection loss, too many connections. */
const AWAY = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', '53300', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE']);
/** Deadlock, serialization, unique (two creating the same stream or key). */
const CONTENDED = new Set(['40P01', '40001', '23505']);

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '');

/** No database at the other end, or none any more: whoever asked may ask again. A socket that is gone says ENOENT on connecting. */
export const isStoreAway = (error: unknown): boolean =>
  AWAY.has(codeOf(error)) ||
  (codeOf(error) === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'connect') ||
  (error instanceof Error && /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect/.test(error.message));

const isRetried = (error: unknown): boolean => CONTENDED.has(codeOf(error)) || isStoreAway(error);

/** An object that vanished between look-up and reference (swept): the foreign key says so. */
const isMissingObject = (error: unknown): boolean => codeOf(error) === '23503';

type Pinned = { readonly id: string; readonly digest: string };

/** The procedure a case runs under: what its lot or project pinned, or what the command asks for when the case begins. */
function procedureFor(law: Law, definition: ActDefinition, command: unknown, streams: ReadonlyMap<string, StreamState>): Procedure | undefined {
  if (law.platform.machines[definition.machine]) return law.platform;
  for (const state of streams.values()) {
    const pinned = roomIfAny<{ readonly procedure?: Pinned }>(state)?.procedure;
    if (state.version > 0 && pinned) return law.procedureOf(pinned);
  }
  const asked = definition.asksFor?.(command);
  return asked && law.procedureOf(asked);
}

function calendarOf(law: Law, streams: ReadonlyMap<string, StreamState>): Calendar {
  const loaded = roomIfAny<CalendarRoom>([...streams.values()].find((state) => state.machine === 'calendar' && state.version > 0));
  return loaded ? { years: { ...law.calendar.years, ...loaded.years } } : law.calendar;
}

function judge(door: Door, request: Request, plan: Plan, loaded: Loaded): { readonly decision: Decision } | { readonly refusal: Refusal } {
  const { definition, command, actor, key, tender, commandDigest, signature, at } = request;
  const absent = (plan.reads ?? []).find((id) => !loaded.streams.has(id) && !id.startsWith('calendar:') && !id.startsWith('guardianship:'));
  const procedure = procedureFor(door.law, definition, command, loaded.streams);
  if (!procedure) return { refusal: refuse('unknownStream', [], { stream: plan.primary.id }) };
  const missing = (plan.objects ?? []).find((digest) => !loaded.ownObjects.has(digest));
  const envelope: ActEnvelope = { act: definition.id, stream: plan.primary.id, actor: actor.party, key, tender, commandDigest, signature, at };
  const decided = decide({
    definition: missing === undefined ? definition : { ...definition, decide: () => ({ ok: false, fault: refuse('objectMissing', ['TND-055'], { digest: missing }) }) },
    events: EVENTS, command, actor, envelope, procedure, calendar: calendarOf(door.law, loaded.streams), library: door.law.library, streams: loaded.streams, sets: loaded.sets, entropy: door.entropy,
    ...(absent === undefined ? {} : { missing: refuse('unknownStream', [], { stream: absent }) }),
  });
  return decided.ok ? { decision: decided.value } : { refusal: decided.fault };
}

function answerOf(door: Door, decision: Decision): { readonly status: number; readonly body: JsonObject } {
  const receipt = { act: toHex(decision.entry), at: decision.record.at };
  return decision.refusal
    ? { status: refusalStatus(decision.refusal.code), body: { ...refusalBody(door.law, decision.refusal), ...receipt } }
    : { status: 201, body: { ...receipt, ...decision.answer } };
}

function writesOf(door: Door, request: Request, plan: Plan, loaded: Loaded, decision: Decision, answer: { readonly status: number; readonly body: JsonObject }): Writes {
  return {
    name: request.definition.id, stream: plan.primary.id, actor: request.actor.party, at: request.at,
    bytes: decision.bytes, salt: decision.salt, entry: decision.entry, until: decision.publicAt ?? null,
    events: decision.record.events, disclosures: decision.disclosures, before: loaded.streams, states: decision.states, dues: decision.dues,
    objects: decision.refusal ? [] : (plan.objects ?? []),
    views: [...decision.states.values()].flatMap(door.views),
    request: { key: request.key, digest: present(fromHex(request.commandDigest), 'command digest'), status: answer.status, answer: JSON.stringify(answer.body) },
    reveals: decision.reveals, revealsOn: decision.reveals.length === 0 ? [] : [...decision.states.keys()], wakes: decision.refusal ? [] : (request.definition.wakes ?? []),
  };
}

async function attempt(door: Door, request: Request): Promise<Answer> {
  const plan = request.definition.plan(request.command, request.actor);
  const client = await door.pool.connect();
  let broken = false;
  try {
    const loaded = await lockAndLoad(client, plan, request.actor.party, request.key, request.at);
    const { answered } = loaded;
    if (answered) {
      await client.query('ROLLBACK');
      if (toHex(answered.digest) === request.commandDigest) return { status: answered.status, body: asObject(jsonOfText(answered.answer)), repeated: true };
      return refused(door, refuse('keyReused', [], { key: request.key }));
    }
    const judged = judge(door, request, plan, loaded);
    if ('refusal' in judged) {
      await client.query('ROLLBACK');
      return refused(door, judged.refusal);
    }
    if (door.actsPaused?.()) {
      await client.query('ROLLBACK');
      return refused(door, refuse('diskLow'));
    }
    const answer = answerOf(door, judged.decision);
    await writeAndCommit(client, writesOf(door, request, plan, loaded, judged.decision, answer));
    door.accepted?.({ name: request.definition.id, stream: plan.primary.id, dues: [...judged.decision.dues.values()].reduce((sum, list) => sum + list.length, 0) });
    return { ...answer, repeated: false };
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    if (broken) await client.query('ROLLBACK').catch(() => undefined);
    client.release(broken);
  }
}

const refused = (door: Door, refusal: Refusal): Answer => ({ status: refusalStatus(refusal.code), body: refusalBody(door.law, refusal), repeated: false });

/** Never throws for what a person, a clock or a network can cause; a database that stays away answers `storeUnavailable`, and the same key may be tried again. */
export async function perform(door: Door, request: Request): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt(door, request);
    } catch (error) {
      if (isMissingObject(error)) return refused(door, refuse('objectMissing', [], { digest: '' }));
      if (codeOf(error) === '53100' || codeOf(error) === 'ENOSPC') return refused(door, refuse('diskLow'));
      if (!isRetried(error)) throw error;
      if (tried === MAX_ATTEMPTS) return refused(door, refuse('storeUnavailable'));
      await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** tried * (0.5 + (door.entropy(1)[0] ?? 0) / 512)));
    }
  }
}

export const actById = (id: string): ActDefinition | undefined => ACTS.get(id);
