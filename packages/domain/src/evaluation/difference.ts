/** Where two computations part: what `recompute` names. */
import type { Json } from '@zhaobiao/basics';

/** `path` as a JSON pointer (RFC 6901); a side that has nothing there is null and `absent`. */
export type Difference = { readonly path: string; readonly left: Json; readonly right: Json; readonly absent: 'left' | 'right' | null };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A list by its places, an object by its names; `undefined` for what has no parts. */
function partsOf(value: Json): ReadonlyMap<string, Json> | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (isList(value)) return new Map(value.map((each, index) => [String(index), each]));
  return new Map(Object.entries(value));
}

const pointerStep = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function between(left: Json | undefined, right: Json | undefined, path: string): Difference | undefined {
  if (left === undefined || right === undefined) return left === right ? undefined : { path, left: left ?? null, right: right ?? null, absent: left === undefined ? 'left' : 'right' };
  const [ours, theirs] = [partsOf(left), partsOf(right)];
  if (ours === undefined || theirs === undefined || isList(left) !== isList(right)) return left === right ? undefined : { path, left, right, absent: null };
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const found = between(ours.get(name), theirs.get(name), path + pointerStep(name));
    if (found) return found;
  }
  return undefined;
}

/**
 * The first place where two values differ, or `undefined` when they are the same JSON, whatever the order of their names. Walked in the order of the right: set what was
 * computed again there, and its first difference stands where the computation first parted (`evaluate` says coefficients before base price before scores before ranks).
 */
export const firstDifference = (left: Json, right: Json): Difference | undefined => between(left, right, '');
