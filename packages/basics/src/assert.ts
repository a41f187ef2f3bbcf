/** Throws when a programmer's assumption does not hold; never used for input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** Closes a `switch` over a union: a new member that is not handled is a type error. */
export function throwIllegal(value: never): never {
  throw new Error(`illegal value: ${JSON.stringify(value)}`);
}

/** The value, or a thrown error naming what was expected to be there. */
export function present<Value>(value: Value | undefined | null, what: string): Value {
  if (value === undefined || value === null) throw new Error(`missing: ${what}`);
  return value;
}
