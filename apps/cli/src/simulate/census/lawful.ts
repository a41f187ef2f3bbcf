/** Each act decided a second time from the states before it: nobody acted outside the matrix, and what was written is what the law gives. */
import { parseInstant, present, toHex, type JsonObject } from '@zhaobiao/basics';
import { ACTS, CALENDAR, EVENTS, absent, asObject, decide, roomIfAny, roomOf, setKey, type Actor, type BidRoom, type Calendar, type CalendarRoom, type PartyRoom, type Plan, type Procedure, type StreamState } from '@zhaobiao/domain';
import { canonicalBytes, type ActRecord } from '@zhaobiao/evidence';
import type { Law } from '@zhaobiao/server';
import type { Book } from '../book.ts';
import { plain } from '../plain.kernel.ts';
import type { StoredAct, World } from './world.ts';

type Asked = { readonly command: JsonObject; readonly actor: Actor };

/** What the clock said, from what it wrote: its commands name their stream, and the outcome of an opening. */
function clockCommand(record: ActRecord, world: World): JsonObject {
  const event = record.events.find((each) => each.stream === record.stream);
  if (record.act !== 'openBid') return { [record.stream.slice(0, record.stream.indexOf(':'))]: record.stream };
  const { lot } = roomOf<BidRoom>(present(world.states.get(record.stream), record.stream));
  const open = asObject(plain(event?.public));
  const result = event?.type === 'BidOpened' ? { outcome: 'opened', sheet: open['sheet'] ?? null } : { outcome: 'unopened', cause: open['cause'] ?? null };
  return { bid: record.stream, lot, result };
}

function askedOf(act: StoredAct, book: Book, world: World): Asked | undefined {
  const { actor, key, commandDigest, signature } = act.record;
  const sent = book.sent(actor, key).find((request) => request.signature.value === signature.value);
  if (sent) return { command: asObject(sent.command), actor: sent.actor };
  const isDue = actor === 'clock' && key.startsWith('due:') && commandDigest !== '';
  return isDue ? { command: clockCommand(act.record, world), actor: { party: 'clock', roles: [], keyId: signature.keyId } } : undefined;
}

function procedureOf(law: Law, machine: StreamState['machine'], command: unknown, act: string, streams: ReadonlyMap<string, StreamState>): Procedure | undefined {
  if (law.platform.machines[machine]) return law.platform;
  for (const state of streams.values()) {
    const pinned = state.version > 0 ? roomIfAny<{ readonly procedure?: { readonly id: string; readonly digest: string } }>(state)?.procedure : undefined;
    if (pinned) return law.procedureOf(pinned);
  }
  const asked = ACTS.get(act)?.asksFor?.(command);
  return asked && law.procedureOf(asked);
}

function calendarOf(law: Law, streams: ReadonlyMap<string, StreamState>): Calendar {
  const loaded = roomIfAny<CalendarRoom>(streams.get(CALENDAR));
  return loaded ? { years: { ...law.calendar.years, ...loaded.years } } : law.calendar;
}

function streamsOf(plan: Plan, actor: string, states: (id: string) => StreamState | undefined): ReadonlyMap<string, StreamState> {
  const streams = new Map<string, StreamState>();
  for (const ref of [plan.primary, ...(plan.writes ?? [])]) streams.set(ref.id, states(ref.id) ?? absent(ref));
  for (const id of [...(plan.reads ?? []), actor]) {
    const state = states(id);
    if (state) streams.set(id, state);
  }
  return streams;
}

const setsOf = (plan: Plan, world: World): ReadonlyMap<string, readonly StreamState[]> =>
  new Map((plan.sums ?? []).map((set) => [setKey(set), [...(world.owned.get(set.owner) ?? [])].map((id) => present(world.states.get(id), id)).filter((state) => state.machine === set.machine).toSorted((left, right) => (left.id < right.id ? -1 : 1))]));

/** What an act says once the salts are left out. */
const essence = (events: ActRecord['events']): string =>
  toHex(canonicalBytes(plain(events.map(({ stream, version, type, v, public: open, hidden }) => ({ stream, version, type, v, open, hidden: Object.keys(hidden).toSorted() })))));

/** Why an act is not what the law gives; or for which acts that were waited for it publishes. */
type Again = { readonly fault: string } | { readonly reveals: readonly string[] };

function decided(act: StoredAct, asked: Asked, law: Law, world: World, states: (id: string) => StreamState | undefined): Again {
  const { record } = act;
  const definition = present(ACTS.get(record.act), `act ${record.act}`);
  const command = definition.contract.parse(asked.command);
  const plan = definition.plan(command, asked.actor);
  const streams = streamsOf(plan, asked.actor.party, states);
  const procedure = procedureOf(law, definition.machine, command, record.act, streams);
  if (!procedure) return { fault: 'under no procedure' };
  const { key, tender, commandDigest, signature } = record;
  const at = present(parseInstant(record.at), 'moment of an act');
  const again = decide({
    definition, events: EVENTS, command, actor: asked.actor, envelope: { act: record.act, stream: record.stream, actor: record.actor, key, tender, commandDigest, signature, at },
    procedure, calendar: calendarOf(law, streams), library: law.library, streams, sets: setsOf(plan, world), entropy: (length) => new Uint8Array(length),
  });
  if (!again.ok) return { fault: `the law refuses it: ${again.fault.code}` };
  if (essence(again.value.record.events) === essence(record.events)) return { reveals: again.value.reveals };
  return { fault: `the law gives ${JSON.stringify(again.value.record.events).slice(0, 400)} and not ${JSON.stringify(record.events).slice(0, 400)}` };
}

/** Late bids read their lot without its lock (so that they cannot hold up the close) and may have seen the state just before. */
const readsWithoutLock = ({ record }: StoredAct): boolean => record.events.some((event) => event.type === 'BidRefused');

export type Judged = { readonly faults: readonly string[]; /** The acts for which what is sealed has waited and which this one publishes. */ readonly reveals: readonly string[] };

/** What is unlawful in an act, given the states before it. */
export function judge(act: StoredAct, book: Book, law: Law, world: World): Judged {
  const wrong = (what: string): Judged => ({ faults: [`act ${act.id} ${what}`], reveals: [] });
  const asked = askedOf(act, book, world);
  if (!asked) return wrong(`(${act.name} by ${act.record.actor} under ${act.record.key}) was asked for by nobody`);
  const party = asked.actor.party === 'clock' ? undefined : world.states.get(asked.actor.party);
  const registered = roomIfAny<PartyRoom>(party)?.roles ?? [];
  if (!asked.actor.roles.every((role) => registered.includes(role))) return wrong(`(${act.name}): ${asked.actor.party} is not registered as ${asked.actor.roles.join(', ')}`);
  const now = decided(act, asked, law, world, (id) => world.states.get(id));
  if ('reveals' in now) return { faults: [], reveals: now.reveals };
  const earlier = readsWithoutLock(act) ? decided(act, asked, law, world, (id) => (id.startsWith('lot:') ? (world.before.get(id) ?? world.states.get(id)) : world.states.get(id))) : now;
  return 'reveals' in earlier ? { faults: [], reveals: earlier.reveals } : wrong(`(${act.name} on ${act.record.stream}): ${now.fault}`);
}
