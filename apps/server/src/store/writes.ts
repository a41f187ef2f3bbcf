/** Everything one act writes, as one statement. Parts that an act does not need are left out, so there are few shapes and each is prepared once. */
import { FOLD_VERSION, type Disclosure, type StreamState } from '@zhaobiao/domain';
import type { Due } from '@zhaobiao/domain';
import type { Instant, JsonObject } from '@zhaobiao/basics';

export type ViewRow = { readonly table: string; readonly key: JsonObject; readonly values: JsonObject };

export type Writes = {
  readonly name: string;
  readonly stream: string;
  readonly actor: string;
  readonly at: Instant;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array;
  readonly entry: Uint8Array;
  readonly until: string | null;
  readonly events: readonly { readonly stream: string; readonly version: number }[];
  readonly disclosures: readonly Disclosure[];
  readonly before: ReadonlyMap<string, StreamState>;
  readonly states: ReadonlyMap<string, StreamState>;
  readonly dues: ReadonlyMap<string, readonly Due[]>;
  readonly objects: readonly string[];
  readonly views: readonly ViewRow[];
  readonly request: { readonly key: string; readonly digest: Uint8Array; readonly status: number; readonly answer: string };
  /** The acts for which what is published now has waited: this one, or one that can no longer come. */
  readonly reveals: readonly string[];
  /** Streams on which, and below which, it is published. */
  readonly revealsOn: readonly string[];
  /** The acts whose dues, on whatever stream, have waited for this one. */
  readonly wakes: readonly string[];
};

type Parts = { readonly parts: string[]; readonly shape: string[]; readonly values: unknown[] };

const bind = (into: Parts, value: unknown): string => `$${into.values.push(value)}`;

function act(into: Parts, writes: Writes): void {
  const columns = ['entry', 'salt', 'bytes', 'name', 'stream', 'actor', 'at', 'until'] as const;
  const places = [writes.entry, writes.salt, writes.bytes, writes.name, writes.stream, writes.actor, writes.at, writes.until].map((value) => bind(into, value instanceof Uint8Array ? Buffer.from(value) : value));
  into.parts.push(`act_row AS (INSERT INTO act (${columns.join(', ')}) VALUES (${places.join(', ')}) RETURNING id, entry)`);
  const written = bind(into, [...new Set([writes.stream, ...writes.events.map((each) => each.stream)])]);
  into.parts.push(`pending AS (INSERT INTO log_pending (act, entry, streams) SELECT id, entry, ${written}::text[] FROM act_row)`);
}

function events(into: Parts, writes: Writes): void {
  const [stream, version, ordinal] = [writes.events.map((each) => each.stream), writes.events.map((each) => each.version), writes.events.map((_, index) => index)].map((column) => bind(into, column));
  into.parts.push(`event AS (INSERT INTO act_event (stream, version, act, ordinal) SELECT t.s, t.v, act_row.id, t.o FROM act_row, unnest(${stream}::text[], ${version}::int[], ${ordinal}::int[]) AS t(s, v, o))`);
}

function disclosures(into: Parts, writes: Writes): void {
  if (writes.disclosures.length === 0) return;
  into.shape.push('d');
  const rows = writes.disclosures;
  const columns = [
    rows.map((each) => each.ordinal), rows.map((each) => each.name), rows.map((each) => each.class), rows.map((each) => writes.events[each.ordinal]?.stream),
    rows.map((each) => Buffer.from(each.salt)), rows.map((each) => JSON.stringify(each.value)),
  ].map((column) => bind(into, column));
  const types = ['int', 'text', 'text', 'text', 'bytea', 'text'];
  const list = columns.map((place, index) => `${place}::${types[index]}[]`).join(', ');
  into.parts.push(`hidden AS (INSERT INTO disclosure (act, ordinal, name, class, stream, salt, value) SELECT act_row.id, t.* FROM act_row, unnest(${list}) AS t)`);
}

/** Deadline after which share-lockers need no lock while the close is still to come: the closing of a lot. What follows the close takes its locks again. */
const shutAt = (state: StreamState): number | null => {
  const closing = state.deadlines['closing'];
  return closing && 'at' in closing && closing.metAt === undefined ? closing.at : null;
};

function streams(into: Parts, writes: Writes): void {
  const all = [...writes.states.values()];
  const born = all.filter((state) => (writes.before.get(state.id)?.version ?? 0) === 0);
  const known = all.filter((state) => (writes.before.get(state.id)?.version ?? 0) > 0);
  const fold = bind(into, FOLD_VERSION);
  if (born.length > 0) {
    into.shape.push('n');
    const columns = [born.map((s) => s.id), born.map((s) => s.machine), born.map((s) => s.owner ?? null), born.map((s) => s.version), born.map((s) => s.stage), born.map(shutAt), born.map((s) => JSON.stringify(s))].map((column) => bind(into, column));
    const types = ['text', 'text', 'text', 'int', 'text', 'bigint', 'text'];
    const list = columns.map((place, index) => `${place}::${types[index]}[]`).join(', ');
    into.parts.push(`born AS (INSERT INTO stream (id, machine, owner, version, stage, shut_at, state, fold_version) SELECT t.*, ${fold}::int FROM unnest(${list}) AS t)`);
  }
  if (known.length > 0) {
    into.shape.push('u');
    const columns = [known.map((s) => s.id), known.map((s) => s.version), known.map((s) => s.stage), known.map(shutAt), known.map((s) => JSON.stringify(s))].map((column) => bind(into, column));
    const types = ['text', 'int', 'text', 'bigint', 'text'];
    const list = columns.map((place, index) => `${place}::${types[index]}[]`).join(', ');
    into.parts.push(`moved AS (UPDATE stream SET version = t.v, stage = t.g, shut_at = t.h, state = t.j, fold_version = ${fold}::int FROM unnest(${list}) AS t(i, v, g, h, j) WHERE stream.id = t.i)`);
  }
}

/** Dues follow from the fold: those no longer there go, the rest are set; a row whose moment did not change keeps its attempts, and its pause unless this act wakes it. */
function dues(into: Parts, writes: Writes): void {
  const ids = [...writes.dues.keys()].filter((id) => (writes.before.get(id)?.version ?? 0) > 0);
  const rows = [...writes.dues].flatMap(([stream, list]) => list.map((due) => ({ stream, ...due })));
  if (ids.length > 0) {
    into.shape.push('x');
    into.parts.push(`gone AS (DELETE FROM due WHERE stream = ANY(${bind(into, ids)}::text[]) AND stream || ' ' || id <> ALL(${bind(into, rows.map((row) => `${row.stream} ${row.id}`))}::text[]))`);
  }
  if (rows.length === 0) return;
  into.shape.push('c');
  const columns = [rows.map((r) => r.stream), rows.map((r) => r.id), rows.map((r) => r.machine), rows.map((r) => r.act), rows.map((r) => r.at), rows.map((r) => r.amberAt)].map((column) => bind(into, column));
  const types = ['text', 'text', 'text', 'text', 'bigint', 'bigint'];
  const list = columns.map((place, index) => `${place}::${types[index]}[]`).join(', ');
  into.parts.push(`due_row AS (INSERT INTO due (stream, id, machine, act, at, amber_at, next_try_at) SELECT t.s, t.i, t.m, t.a, t.at, t.b, t.at FROM unnest(${list}) AS t(s, i, m, a, at, b)
    ON CONFLICT (stream, id) DO UPDATE SET act = excluded.act, at = excluded.at, amber_at = excluded.amber_at, next_try_at = CASE WHEN due.at = excluded.at AND due.act <> ALL(${bind(into, writes.wakes)}::text[]) THEN due.next_try_at ELSE excluded.at END)`);
}

/**
 * What waited for this act is tried at once: in its own transaction, so that a crash cannot come between. Only what is due already, and what waits for a
 * holiday table: the clocks of other cases keep their moments. The act's own streams are woken where their dues are set: one statement touches a row once.
 */
function wake(into: Parts, writes: Writes): void {
  if (writes.wakes.length === 0) return;
  into.shape.push('w');
  into.parts.push(`woken AS (UPDATE due SET next_try_at = ${bind(into, writes.at)}::bigint WHERE act = ANY(${bind(into, writes.wakes)}::text[]) AND (at <= ${bind(into, writes.at)}::bigint OR id = 'fixing') AND stream <> ALL(${bind(into, [...writes.dues.keys()])}::text[]))`);
}

function objects(into: Parts, writes: Writes): void {
  if (writes.objects.length === 0) return;
  into.shape.push('o');
  into.parts.push(`held AS (INSERT INTO object_ref (object, act) SELECT t.d, encode(act_row.entry, 'hex') FROM act_row, unnest(${bind(into, [...new Set(writes.objects)])}::text[]) AS t(d))`);
}

/** A view's rows are merged by key: the columns come from our own `view.ts`, never from input. */
function views(into: Parts, writes: Writes): void {
  for (const [index, row] of writes.views.entries()) {
    const names = [...Object.keys(row.key), ...Object.keys(row.values)];
    const places = [...Object.values(row.key), ...Object.values(row.values)].map((value) => bind(into, value));
    const set = Object.keys(row.values).map((name) => `${name} = excluded.${name}`);
    into.shape.push(`v:${row.table}`);
    into.parts.push(`view_${index} AS (INSERT INTO ${row.table} (${names.join(', ')}) VALUES (${places.join(', ')}) ON CONFLICT (${Object.keys(row.key).join(', ')}) DO UPDATE SET ${set.join(', ')})`);
  }
}

export function writeStatement(writes: Writes): { readonly name: string; readonly text: string; readonly values: unknown[] } {
  const into: Parts = { parts: [], shape: [], values: [] };
  act(into, writes);
  events(into, writes);
  disclosures(into, writes);
  streams(into, writes);
  dues(into, writes);
  wake(into, writes);
  objects(into, writes);
  views(into, writes);
  const { key, digest, status, answer } = writes.request;
  const places = [writes.actor, key, Buffer.from(digest), status, answer].map((value) => bind(into, value));
  return { name: `write-${into.shape.join('')}`, text: `WITH ${into.parts.join(',\n')}\nINSERT INTO request (actor, key, digest, status, answer) VALUES (${places.join(', ')})`, values: into.values };
}
