/** From a verdict to bytes: hidden fields become commitments, the act becomes canonical bytes, the bytes become a log entry. Pure; entropy is handed in. */
import { instantText, present, toHex, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { canonicalBytes, entryOf, fieldCommitment, type ActRecord } from '@zhaobiao/evidence';
import type { StreamState } from '../procedure/types.ts';
import type { NewEvent, StoredEvent } from './definition.ts';
import { classOf } from './event.ts';
import { asJson } from './typed.kernel.ts';
import { applyEvent, type EventCatalogue } from './fold.ts';

/** Random bytes from the caller's source. */
export type Entropy = (length: number) => Uint8Array;

/** A value that stands in the act only as a commitment. What its thief could do: read this one field before its act, change nothing. */
export type Disclosure = { readonly ordinal: number; readonly name: string; readonly class: string; readonly salt: Uint8Array; readonly value: Json };

export type Envelope = Pick<ActRecord, 'act' | 'stream' | 'actor' | 'key' | 'tender' | 'commandDigest' | 'signature'> & { readonly at: Instant };

export type Composed = {
  readonly record: ActRecord;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array;
  readonly entry: Uint8Array;
  readonly disclosures: readonly Disclosure[];
  /** The states after the act, by stream. */
  readonly states: ReadonlyMap<string, StreamState>;
};

type Hidden = ActRecord['events'][number]['hidden'];

function hide(catalogue: EventCatalogue, event: NewEvent, ordinal: number, entropy: Entropy) {
  const type = present(catalogue[event.type], `event type ${event.type}`);
  const open: Record<string, Json> = {};
  const hidden: Record<string, Hidden[string]> = {};
  const disclosures: Disclosure[] = [];
  for (const [name, value] of Object.entries(event.fields)) {
    const fieldClass = classOf(type, name);
    if (fieldClass === 'public') {
      open[name] = value;
      continue;
    }
    if (value === null) continue;
    const salt = entropy(16);
    hidden[name] = { class: fieldClass, commitment: toHex(fieldCommitment(salt, name, value)) };
    disclosures.push({ ordinal, name, class: fieldClass, salt, value });
  }
  return { open, hidden, disclosures, v: type.v };
}

/** What a fold sees of an event when it happens, and again whenever it is folded later. */
function stored(event: Pick<StoredEvent, 'type' | 'v' | 'at' | 'actor'>, open: JsonObject, hidden: Hidden, valueOf: (name: string) => Json | undefined): StoredEvent {
  const until = Object.entries(hidden).filter(([, each]) => each.class.startsWith('until:')).map(([name]) => [name, present(valueOf(name), `value of ${name}`)]);
  const commitments = Object.fromEntries(Object.entries(hidden).map(([name, { commitment }]) => [name, commitment]));
  return { ...event, fields: { ...open, ...Object.fromEntries(until) }, commitments };
}

export function composeAct(catalogue: EventCatalogue, envelope: Envelope, before: ReadonlyMap<string, StreamState>, events: readonly NewEvent[], entropy: Entropy): Composed {
  const states = new Map<string, StreamState>();
  const disclosures: Disclosure[] = [];
  const recorded = events.map((event, ordinal) => {
    const stream = event.stream ?? envelope.stream;
    const state = present(states.get(stream) ?? before.get(stream), `stream ${stream} of the act's plan`);
    const parts = hide(catalogue, event, ordinal, entropy);
    disclosures.push(...parts.disclosures);
    const open: JsonObject = { ...parts.open, ...(event.stage === undefined ? {} : { stage: event.stage }), ...(event.deadlines === undefined ? {} : { deadlines: event.deadlines }) };
    const next = applyEvent(catalogue, state, stored({ type: event.type, v: parts.v, at: envelope.at, actor: envelope.actor }, open, parts.hidden, (name) => parts.disclosures.find((each) => each.name === name)?.value));
    states.set(stream, next);
    return { stream, version: next.version, type: event.type, v: parts.v, public: open, hidden: parts.hidden };
  });
  const { at, ...rest } = envelope;
  const version = present(states.get(envelope.stream), 'an event on the primary stream').version;
  const record: ActRecord = { format: 'zhaobiao/act/v1', ...rest, version, at: instantText(at), events: recorded };
  const bytes = canonicalBytes(asJson(record));
  const salt = entropy(16);
  return { record, bytes, salt, entry: entryOf(salt, bytes), disclosures, states };
}

/** A recorded event as the fold reads it again from the store: public fields, plus the values of until-fields. */
export function restored(record: ActRecord, ordinal: number, at: Instant, values: JsonObject): StoredEvent {
  const event = present(record.events[ordinal], 'event of the act');
  return stored({ type: event.type, v: event.v, at, actor: record.actor }, event.public, event.hidden, (name) => values[name]);
}
