import type { Json, JsonObject } from '@zhaobiao/basics';

/** JSON that this platform wrote itself. */
export const parseJson = (text: string): Json => JSON.parse(text) as Json;

/** A row that PostgreSQL wrote as JSON. */
export const parseRow = (text: string): JsonObject => JSON.parse(text) as JsonObject;

/** A value as it would be read again after being stored: what is undefined is not there. */
export const asStored = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON pointer of the first place where two values differ, `''` for the whole; `undefined` when they are the same. */
export function differsAt(left: Json | undefined, right: Json | undefined): string | undefined {
  if (Object.is(left, right)) return undefined;
  const nested = (isObject(left) && isObject(right)) || (Array.isArray(left) && Array.isArray(right));
  if (!nested) return '';
  const [one, other] = [left as JsonObject, right as JsonObject];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const at = differsAt(one[name], other[name]);
    if (at !== undefined) return `/${name}${at}`;
  }
  return undefined;
}
