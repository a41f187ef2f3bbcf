import type { EventType, FieldClass } from './definition.ts';

export function classOf(type: EventType, name: string): FieldClass {
  const found = type.fields[name];
  if (found === undefined) throw new Error(`field ${name} has no class`);
  return found;
}
