/**
 * The outcome of something a person, a clock or a network can make fail.
 * A programmer's fault is thrown (see `assert.ts`); everything else is returned.
 */
export type Result<Value, Fault> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: Fault };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

export const fail = <Fault>(fault: Fault): { readonly ok: false; readonly fault: Fault } => ({ ok: false, fault });

/** The value, or a thrown error for callers that have already excluded failure (tests, fixed data). */
export function unwrap<Value, Fault>(result: Result<Value, Fault>): Value {
  if (result.ok) return result.value;
  throw new Error(`unwrap of a failure: ${JSON.stringify(result.fault)}`);
}
