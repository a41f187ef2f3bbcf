/**
 * Where types are erased for the catalogues and given back in the rooms. Each cast rests on one fact: a command was parsed by its act's contract,
 * an event was written by its own act, a state was folded by its own room, and the golden corpus folds every released version of all three.
 */
import { present, type Json, type JsonObject } from '@zhaobiao/basics';
import type { StreamState, Timing } from '../procedure/types.ts';
import type { ActDefinition, EventType, StoredEvent } from './definition.ts';

/** Keeps the command's type inside one file and erases it for the catalogue. */
export const defineAct = <Command>(definition: ActDefinition<Command>): ActDefinition => definition as unknown as ActDefinition;

/** One event type; the state's type is checked where it is written and erased in the catalogue. */
export const defineEvent = <State>(event: EventType<State>): EventType => event as unknown as EventType;

/** The fields an evolve step may rely on. */
export const fieldsOf = <Shape>(event: Pick<StoredEvent, 'fields'>): Shape => event.fields as unknown as Shape;

/** The room of a stream that has acts. */
export const roomOf = <Room>(state: StreamState): Room => state.room as Room;

/** The room of a stream that may have none yet. */
export const roomIfAny = <Room>(state: StreamState | undefined): Room | undefined => state?.room as Room | undefined;

/** The room of a stream that the act's plan names. */
export const roomOfStream = <Room>(streams: ReadonlyMap<string, StreamState>, id: string): Room => roomOf<Room>(present(streams.get(id), `stream ${id} of the act's plan`));

/** What an object of our own making is in canonical bytes: the same value, seen as JSON. */
export const asJson = (value: object): JsonObject => value as JsonObject;

/** An object in JSON that our own acts wrote. */
export const asObject = (value: Json | undefined): JsonObject => value as JsonObject;

export const asTiming = (parts: object): Timing => parts as Timing;

/** A state as the store keeps it. */
export const stateOfText = (text: string): StreamState => JSON.parse(text) as StreamState;

/** An answer or value as the store keeps it. */
export const jsonOfText = (text: string): Json => JSON.parse(text) as Json;
