import { type Json, type Result, fail, fromUtf8, ok, unstorable, utf8 } from '@zhaobiao/basics';

/** Deeper nesting is refused, so that no reader of acts needs an unbounded stack. */
export const MAX_DEPTH = 64;

export type CanonicalFault = 'notUtf8' | 'notJson' | 'notStorable' | 'notCanonical';

export type StorableWhy = 'notASafeInteger' | 'negativeZero' | 'nul' | 'loneSurrogate' | 'tooDeep' | 'notJson';

/** Where a value cannot be stored: `path` as a JSON pointer (RFC 6901), `''` for the whole. */
export type StorableFault = { readonly path: string; readonly why: StorableWhy };

/** Printable ASCII without quote and backslash stands for itself in JSON and is by far the most common text. */
const PLAIN = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

function numberFault(value: number): StorableWhy | undefined {
  if (!Number.isSafeInteger(value)) return 'notASafeInteger';
  return Object.is(value, -0) ? 'negativeZero' : undefined;
}

const textFault = (text: string): StorableWhy | undefined => (PLAIN.test(text) ? undefined : unstorable(text));

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

const pointerStep = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The first fault in reading order, or `undefined`. `path` is only built on the way back from a fault. */
function findFault(value: unknown, depth: number): StorableFault | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') return leafFault(textFault(value));
  if (typeof value === 'number') return leafFault(numberFault(value));
  if (typeof value !== 'object') return leafFault('notJson');
  if (depth >= MAX_DEPTH) return leafFault('tooDeep');
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const fault = findFault(value[index], depth + 1);
      if (fault) return { path: `/${index}${fault.path}`, why: fault.why };
    }
    return undefined;
  }
  if (!isPlainObject(value)) return leafFault('notJson');
  for (const [name, member] of Object.entries(value)) {
    const why = textFault(name);
    const fault = why ? { path: '', why } : findFault(member, depth + 1);
    if (fault) return { path: pointerStep(name) + fault.path, why: fault.why };
  }
  return undefined;
}

const leafFault = (why: StorableWhy | undefined): StorableFault | undefined => (why ? { path: '', why } : undefined);

const isJson = (value: unknown): value is Json => findFault(value, 0) === undefined;

/**
 * The value as `Json` when acts can hold it: null, booleans, safe integers, well-formed text without U+0000, arrays and plain
 * objects of these, at most 64 deep. For input: the first fault is returned with its path.
 */
export function checkStorable(value: unknown): Result<Json, StorableFault> {
  if (isJson(value)) return ok(value);
  return fail(findFault(value, 0) ?? { path: '', why: 'notJson' });
}

function encode(value: Json, depth: number): string {
  switch (typeof value) {
    case 'string': {
      const why = textFault(value);
      if (why) throw new Error(`not storable: ${why}`);
      return quoted(value);
    }
    case 'number': {
      const why = numberFault(value);
      if (why) throw new Error(`not storable: ${why}`);
      return String(value);
    }
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : encodeNested(value, depth);
    default:
      throw new Error(`not storable: ${typeof value}`);
  }
}

function encodeNested(value: readonly Json[] | { readonly [name: string]: Json }, depth: number): string {
  if (depth >= MAX_DEPTH) throw new Error('not storable: tooDeep');
  if (isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index += 1) text += (index === 0 ? '' : ',') + encode(present(value[index]), depth + 1);
    return `${text}]`;
  }
  if (!isPlainObject(value)) throw new Error('not storable: not a plain object');
  // RFC 8785 §3.2.3: names in the order of their UTF-16 code units, which is what `sort` does by itself.
  const names = Object.keys(value).sort();
  let text = '{';
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    const why = textFault(name);
    if (why) throw new Error(`not storable: ${why}`);
    text += `${index === 0 ? '' : ','}${quoted(name)}:${encode(present(value[name]), depth + 1)}`;
  }
  return `${text}}`;
}

const isArray = (value: object): value is readonly Json[] => Array.isArray(value);

function present(value: Json | undefined): Json {
  if (value === undefined) throw new Error('not storable: undefined');
  return value;
}

/** The canonical text of a value; see `canonicalBytes`. */
export const canonicalText = (value: Json): string => encode(value, 0);

/**
 * RFC 8785 (JSON canonicalization scheme), restricted to safe integers, to text without U+0000 and lone surrogates, and to 64 levels.
 * One value has one encoding. Throws on anything else: check input with `checkStorable` first.
 *
 *   canonicalText({ b: [1, 'é'], a: null }) = '{"a":null,"b":[1,"é"]}'
 */
export const canonicalBytes = (value: Json): Uint8Array => utf8(canonicalText(value));

/**
 * The value of canonical bytes. Only bytes that encode to themselves are accepted: duplicate names, floats, exponents, `-0`, a byte order
 * mark, white space, needless escapes and unsorted names are refused, so that a hash over the bytes is a hash over the value.
 */
export function parseCanonical(bytes: Uint8Array): Result<Json, CanonicalFault> {
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    return fail('notUtf8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('notJson');
  }
  const storable = checkStorable(value);
  if (!storable.ok) return fail('notStorable');
  return canonicalText(storable.value) === text ? ok(storable.value) : fail('notCanonical');
}

/** Whether two values are the same JSON. */
export const equalJson = (left: Json, right: Json): boolean => canonicalText(left) === canonicalText(right);
