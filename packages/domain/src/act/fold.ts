import { parseInstant, present, type JsonObject } from '@zhaobiao/basics';
import type { StreamState, Timing } from '../procedure/types.ts';
import type { EventType, StoredEvent, StreamRef } from './definition.ts';
import { asObject, asTiming } from './typed.kernel.ts';

/** Raised when the meaning of any state changes; a stored state of another version is folded again on reading. */
export const FOLD_VERSION = 2;

export type EventCatalogue = Readonly<Record<string, EventType>>;

/** A stream in which nothing has happened yet. */
export const absent = (ref: StreamRef, initial = 'absent'): StreamState => ({
  id: ref.id, machine: ref.machine, version: 0, stage: initial, ...(ref.owner === undefined ? {} : { owner: ref.owner }), deadlines: {}, room: undefined,
});

/** Every moment of a timing is text in an act and a number in a state; the year that is waited for is a number in both. */
const timing = (value: JsonObject): Timing =>
  asTiming(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, typeof part === 'string' ? present(parseInstant(part), 'moment in a stored act') : part])));

/** The deadlines an event carries, as moments. */
export function timingsOf(deadlines: JsonObject): Readonly<Record<string, Timing>> {
  return Object.fromEntries(Object.entries(deadlines).map(([id, value]) => [id, timing(asObject(value))]));
}

/**
 * One step of a fold: the state after an event. Stage and deadlines stand in the event itself, so a fold needs no rulebook
 * and never changes when the law does; the rest is the room's own `evolve`.
 */
export function applyEvent(catalogue: EventCatalogue, state: StreamState, event: StoredEvent): StreamState {
  const type = present(catalogue[event.type], `event type ${event.type}`);
  const { stage, deadlines, ...fields } = event.fields;
  return {
    ...state,
    version: state.version + 1,
    stage: typeof stage === 'string' ? stage : state.stage,
    deadlines: deadlines === undefined ? state.deadlines : timingsOf(asObject(deadlines)),
    room: type.evolve(state.room, { ...event, fields }),
  };
}
