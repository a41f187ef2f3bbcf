/**
 * Streams in memory and the law over them: every act goes through its contract, its plan and `decide`, as it does at the door, without a database, a
 * signature or a log. For tests of what the law says, thousands of acts a second.
 */
import { fail, ok, present, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import {
  ACTS, CALENDAR, EVENTS, GUARDIANSHIP, PLATFORM, absent, decide, refuse, roomIfAny, setKey,
  type Actor, type Calendar, type CalendarRoom, type Decision, type Due, type Library, type Procedure, type Refusal, type StreamState,
} from '@zhaobiao/domain';
import { seeded } from './entropy.ts';

export type MemoryLaw = {
  readonly platform: Procedure;
  readonly calendar: Calendar;
  readonly library: Library;
  readonly procedureOf: (pinned: { readonly id: string; readonly digest: string }) => Procedure | undefined;
};

/** Who acts: a party with one key. */
export type Person = Actor & { readonly name: string };

export type Done = { readonly answer: JsonObject; readonly decision: Decision };

export type MemoryCity = {
  readonly streams: ReadonlyMap<string, StreamState>;
  /** A party that is registered, active, and holds the key it signs with. */
  readonly settle: (code: string, roles: readonly string[], name?: string, room?: JsonObject) => Person;
  readonly clock: Person;
  /** Performs an act; a command that its contract refuses throws, for that is the test's own fault. A recorded refusal counts as refused and is kept. */
  readonly act: (who: Actor, act: string, command: JsonObject, at: Instant, tender?: string | null) => Result<Done, Refusal>;
  readonly state: (id: string) => StreamState;
  /** What the clock has to do, soonest first. */
  readonly dues: () => readonly (Due & { readonly stream: string })[];
};

type Pinned = { readonly id: string; readonly digest: string };

/** An empty city; guardians and calendar stand as the rulebook has them. */
export function memoryCity(law: MemoryLaw, seed = 'memory city'): MemoryCity {
  const entropy = seeded(seed);
  const streams = new Map<string, StreamState>();
  const dues = new Map<string, readonly Due[]>();
  const put = (id: string, machine: StreamState['machine'], stage: string, room: unknown): void => void streams.set(id, { id, machine, version: 1, stage, deadlines: {}, room });
  put(GUARDIANSHIP, 'guardianship', 'registered', { threshold: 1, publicKey: '00'.repeat(32), guardians: [{ party: 'party:GUARDIAN', index: 1, verificationKey: '00'.repeat(32) }] });
  put(PLATFORM, 'platform', 'founded', { origin: 'memory.example/log', title: 'memory', key: { scheme: 'ed25519', keyId: '00'.repeat(16), publicKey: '00'.repeat(32) } });
  const settle: MemoryCity['settle'] = (code, roles, name = code, room = {}) => {
    put(`party:${code}`, 'party', 'active', { creditCode: code, name, roles, keys: [{ scheme: 'ed25519', keyId: code, publicKey: '00'.repeat(32) }], ...room });
    return { party: `party:${code}`, roles, keyId: code, name };
  };

  const procedureFor = (act: string, command: unknown, loaded: ReadonlyMap<string, StreamState>): Procedure | undefined => {
    const definition = present(ACTS.get(act), `act ${act}`);
    if (law.platform.machines[definition.machine]) return law.platform;
    for (const state of loaded.values()) {
      const pinned = state.version > 0 ? roomIfAny<{ readonly procedure?: Pinned }>(state)?.procedure : undefined;
      if (pinned) return law.procedureOf(pinned);
    }
    const asked = definition.asksFor?.(command);
    return asked && law.procedureOf(asked);
  };

  const act: MemoryCity['act'] = (actor, id, command, at, tender = null) => {
    const definition = present(ACTS.get(id), `act ${id}`);
    const parsed = definition.contract.parse(command);
    const plan = definition.plan(parsed, actor);
    const loaded = new Map<string, StreamState>();
    for (const ref of [plan.primary, ...(plan.writes ?? [])]) loaded.set(ref.id, streams.get(ref.id) ?? absent(ref));
    for (const read of [...(plan.reads ?? []), ...(actor.party === 'clock' ? [] : [actor.party])]) {
      const state = streams.get(read);
      if (state) loaded.set(read, loaded.get(read) ?? state);
    }
    const absentRead = (plan.reads ?? []).find((read) => read !== CALENDAR && !loaded.has(read));
    const sets = new Map((plan.sums ?? []).map((set) => [setKey(set), [...streams.values()].filter((state) => state.owner === set.owner && state.machine === set.machine).toSorted((left, right) => (left.id < right.id ? -1 : 1))] as const));
    const procedure = procedureFor(id, parsed, loaded);
    if (!procedure) return fail(refuse('unknownStream', [], { stream: plan.primary.id }));
    const own = roomIfAny<CalendarRoom>(streams.get(CALENDAR));
    const calendar = own ? { years: { ...law.calendar.years, ...own.years } } : law.calendar;
    const envelope = { act: id, stream: plan.primary.id, actor: actor.party, key: `${id}-${streams.size}`, tender, commandDigest: '00'.repeat(32), signature: { scheme: 'ed25519' as const, keyId: actor.keyId, nonce: '00'.repeat(16), value: '00'.repeat(64) }, at };
    const decided = decide({ definition, events: EVENTS, command: parsed, actor, envelope, procedure, calendar, library: law.library, streams: loaded, sets, entropy, ...(absentRead === undefined ? {} : { missing: refuse('unknownStream', [], { stream: absentRead }) }) });
    if (!decided.ok) return decided;
    for (const [stream, state] of decided.value.states) streams.set(stream, state);
    for (const [stream, list] of decided.value.dues) dues.set(stream, list);
    return decided.value.refusal ? fail(decided.value.refusal) : ok({ answer: decided.value.answer, decision: decided.value });
  };

  return {
    streams, settle, act,
    clock: { party: 'clock', roles: [], keyId: 'clock', name: '平台时钟' },
    state: (id) => present(streams.get(id), `stream ${id}`),
    dues: () => [...dues].flatMap(([stream, list]) => list.map((due) => ({ ...due, stream }))).toSorted((left, right) => left.at - right.at),
  };
}
