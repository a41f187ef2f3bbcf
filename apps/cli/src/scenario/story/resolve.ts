/**
 * Names in a story and what they stand for. `"$lot"` is the value itself, `"{lot}/committee"` a text with it inside, `"$$…"` begins a plain dollar.
 *
 *   $name?           null where nothing has been said of it
 *   {"+": "$base"}   all members of another object at this place; later ones of the same name win
 *   a.b.0.c          members and places; `length` of a list
 *   lines.[no=2]     the last item of a list whose member says so; `[bid=@x.bid]` compares with another name
 *   scores.[@x.n]    the member called as the name `x.n` stands for
 */
import { DAY, instantText, parseInstant, present, shift, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';

export type Scope = Readonly<Record<string, Json>>;

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const SEGMENT = /\[[^\]]*\]|[^.[\]]+/g;
const SELECTOR = /^\[(\w+)=(.*)\]$/;

/** One step into a value. `scope` answers what begins with `@`. */
function inside(value: Json | undefined, segment: string, scope: Scope): Json | undefined {
  const [, member, wanted] = SELECTOR.exec(segment) ?? [];
  if (member !== undefined && wanted !== undefined) {
    const asked = wanted.startsWith('@') ? plain(named(scope, wanted.slice(1))) : wanted;
    return Array.isArray(value) ? value.findLast((each) => isObject(each) && plain(each[member] ?? null) === asked) : undefined;
  }
  const name = segment.startsWith('[@') ? plain(named(scope, segment.slice(2, -1))) : segment;
  if (Array.isArray(value)) return name === 'length' ? value.length : value[Number(name)];
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value at a path, or undefined. */
export const valueAt = (value: Json | undefined, path: string, scope: Scope = {}): Json | undefined =>
  (path.match(SEGMENT) ?? []).reduce<Json | undefined>((inner, segment) => inside(inner, segment, scope), value);

/** Throws for a name that nothing has been said of: a story with a hole is its author's fault. */
function named(scope: Scope, path: string): Json {
  const value = valueAt({ ...scope }, path, scope);
  if (value === undefined) throw new Error(`the story names ${path}, of which nothing has been said`);
  return value;
}

const SPREAD = '+';

function resolvedName(path: string, scope: Scope): Json {
  return path.endsWith('?') ? (valueAt({ ...scope }, path.slice(0, -1), scope) ?? null) : named(scope, path);
}

function resolvedMember(key: string, value: Json, scope: Scope): readonly (readonly [string, Json])[] {
  const found = resolved(value, scope);
  if (key !== SPREAD) return [[plain(resolved(key, scope)), found]];
  return isObject(found) ? Object.entries(found) : [];
}

export function resolved(value: Json, scope: Scope): Json {
  if (typeof value === 'string') {
    if (value.startsWith('$$')) return value.slice(1);
    if (value.startsWith('$')) return resolvedName(value.slice(1), scope);
    return value.replaceAll(/\{([A-Za-z][^{}\s]*)\}/g, (_, path: string) => plain(named(scope, path)));
  }
  if (Array.isArray(value)) return value.map((each) => resolved(each, scope));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => resolvedMember(key, each, scope)));
  return value;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY };

/**
 * A moment of the story: `2026-03-02 09:00` or RFC 3339; `+30m`, `+2h`, `+1d` after the one before; `+0m` the same.
 *
 *   momentOf('+30m', 09:00) = 09:30
 */
export function momentOf(text: string, before: Instant): Instant {
  const later = /^\+(\d+)(ms|s|m|h|d)$/.exec(text);
  if (later) return shift(before, Number(later[1]) * (UNITS[later[2] ?? ''] ?? 0));
  const short = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?$/.exec(text);
  return present(parseInstant(short ? `${short[1]}T${short[2]}${short[3] ?? ':00'}+08:00` : text), `a moment, not ${text}`);
}

/** The same as RFC 3339, for the moments inside a command. */
export const momentText = (text: string, before: Instant): string => instantText(momentOf(text, before));
