import type { JsonObject } from '@zhaobiao/basics';
import type { EventType, FieldClass, StoredEvent } from './definition.ts';

/** One event type; the state type is checked where it is written and erased in the catalogue. */
export const defineEvent = <State>(event: EventType<State>): EventType => event as unknown as EventType;

/** The fields an evolve step may rely on. The cast is the parser's: the act's contract made the value and the golden corpus folds every released version. */
export const fieldsOf = <Shape>(event: StoredEvent): Shape => event.fields as unknown as Shape;

export function classOf(type: EventType, name: string): FieldClass {
  const found = type.fields[name];
  if (found === undefined) throw new Error(`field ${name} has no class`);
  return found;
}

/** Reserved public names that the interpreter adds to the primary event. */
export type Movement = { readonly stage?: string; readonly deadlines?: JsonObject };
