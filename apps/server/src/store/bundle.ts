/**
 * The bundle of a lot: everything public that shows what happened to it, in a file that verifies with `zhaobiao verify` on any machine. It holds the
 * platform's founding, the guardians, the calendar, the project, the lot and what belongs to it, the keys of everyone who acted, and the sealed
 * bids as they lay there.
 *
 * Left out is what is not public. A withdrawal never becomes so (法 22: who bid and withdrew is nobody's business), nor does a late bid that was
 * refused; a stream with such an act in between is named partial, so that its gap is no fault.
 */
import { BUNDLE_FORMAT, canonicalText, openCheckpoint, parseAct, parseNoteKey, writeBundle, type ActRecord, type BundleHeader, type BundlePart, type DeclaredKey, type EndLine } from '@zhaobiao/evidence';
import { CALENDAR, GUARDIANSHIP, PLATFORM } from '@zhaobiao/domain';
import { concat, fail, ok, utf8, type Json, type Result } from '@zhaobiao/basics';
import type pg from 'pg';
import { readHead } from '../log/integrate.ts';
import { ciphertextsOf, documentsOf, foundingKey } from './parse-bundled.ts';
import { prover, type Prover } from './proofs.ts';

export type BundleGround = {
  readonly pool: pg.Pool;
  /** The published checkpoint, verbatim: what the proofs lead to. Acts after it are not in the bundle. */
  readonly checkpoint: Uint8Array;
  /** Verifier key (vkey) of the log. */
  readonly logKey: string;
  /** Bytes of an object, or `undefined` when the store has none of that name. */
  readonly readWhole: (digest: string) => Promise<Uint8Array | undefined>;
};

/**
 * `unknownLot`: no such lot. `notPublished`: the lot has acts that are not under the checkpoint yet, so the bundle would tell an older story; try again
 * after the next checkpoint, a second later. `foreignCheckpoint`: the checkpoint is not one of this log, key and database.
 */
export type TenderBundleFault = { readonly code: 'unknownLot' | 'notPublished' | 'foreignCheckpoint'; readonly message: string };

/** An act of the bundle: its place in the log and its row. */
type Listed = { readonly index: number; readonly id: string; readonly actor: string };

/** Documents above this are named by their digest in the notice and not carried. Ciphertexts always are: without them nobody could open again. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024;
const PAGE = 100;
const OBJECTS_AT_ONCE = 8;

/** What of a party's stream a verifier needs: which keys were its own, and when. */
const KEY_ACTS = ['foundPlatform', 'registerParty', 'registerPerson', 'addKey', 'revokeKey'];

/** Public acts of streams below a tree size, also those that were sealed once, by the act that published them. */
const LIST = `SELECT DISTINCT l.index, a.id, a.actor FROM act_event e JOIN act a ON a.id = e.act JOIN log_entry l ON l.act = a.id
WHERE e.stream = ANY($1::text[]) AND l.index < $2 AND ($3::text[] IS NULL OR a.name = ANY($3::text[]))
AND (a.until IS NULL OR EXISTS (SELECT 1 FROM log_entry p WHERE p.act = a.published_by AND p.index < $2))`;

async function list(pool: pg.Pool, streams: readonly string[], size: number, names: readonly string[] | null): Promise<readonly Listed[]> {
  const { rows } = await pool.query<{ index: string; id: string; actor: string }>(LIST, [streams, size, names]);
  return rows.map(({ index, id, actor }) => ({ index: Number(index), id, actor }));
}

/** The lot, what it belongs to, what belongs to it, and what every case rests on; none when there is no such lot. */
async function streamsOf(pool: pg.Pool, lot: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH RECURSIVE below AS (SELECT id, owner FROM stream WHERE id = $1 AND machine = 'lot' UNION ALL SELECT s.id, s.owner FROM stream s JOIN below b ON s.owner = b.id)
     SELECT id FROM below UNION SELECT owner FROM below WHERE owner IS NOT NULL`,
    [lot],
  );
  return rows.length === 0 ? [] : [PLATFORM, GUARDIANSHIP, CALENDAR, ...rows.map((row) => row.id)];
}

/** Whether the stream has acts beyond a tree size, or on their way into the log. */
async function hasLater(pool: pg.Pool, stream: string, size: number): Promise<boolean> {
  const { rowCount } = await pool.query('SELECT 1 FROM act_event e LEFT JOIN log_entry l ON l.act = e.act WHERE e.stream = $1 AND (l.index IS NULL OR l.index >= $2) LIMIT 1', [stream, size]);
  return rowCount === 1;
}

/** Adds the keys of those who acted, then of those who registered them, until nobody is missing. */
async function withKeys(pool: pg.Pool, acts: readonly Listed[], size: number): Promise<ReadonlyMap<number, Listed>> {
  const all = new Map(acts.map((act) => [act.index, act]));
  const asked = new Set<string>(['clock']);
  for (let next = acts; next.length > 0; ) {
    const actors = [...new Set(next.map((act) => act.actor))].filter((actor) => !asked.has(actor));
    for (const actor of actors) asked.add(actor);
    const found = actors.length === 0 ? [] : await list(pool, actors, size, KEY_ACTS);
    next = found.filter((act) => !all.has(act.index));
    for (const act of next) all.set(act.index, act);
  }
  return all;
}

type ActRow = { readonly id: string; readonly salt: Buffer; readonly bytes: Buffer };
type Read = Listed & { readonly salt: Uint8Array; readonly bytes: Uint8Array; readonly record: ActRecord };

/** Acts in the order given, a page at a time. */
async function* read(pool: pg.Pool, acts: readonly Listed[]): AsyncGenerator<readonly Read[]> {
  for (let at = 0; at < acts.length; at += PAGE) {
    const page = acts.slice(at, at + PAGE);
    const { rows } = await pool.query<ActRow>({ name: 'bundle-acts', text: 'SELECT id, salt, bytes FROM act WHERE id = ANY($1::bigint[])', values: [page.map((act) => act.id)] });
    const byId = new Map(rows.map((row) => [row.id, row]));
    yield page.flatMap((act): readonly Read[] => {
      const row = byId.get(act.id);
      const record = row && parseAct(row.bytes);
      if (!row || !record?.ok) throw new Error(`act ${act.id} of the bundle cannot be parsed: run "zhaobiao replay --check"`);
      return [{ ...act, salt: row.salt, bytes: row.bytes, record: record.value }];
    });
  }
}

type Outline = { readonly platformKeys: readonly DeclaredKey[]; readonly partial: readonly string[]; readonly documents: readonly string[] };

/** First pass: the founding key, the streams that are not whole, the documents. Bytes are read again when they are written, to keep memory small. */
async function outline(pool: pg.Pool, acts: readonly Listed[], whole: ReadonlySet<string>): Promise<Outline> {
  const reached = new Map<string, number>();
  const partial = new Set<string>();
  const platformKeys: DeclaredKey[] = [];
  const documents = new Set<string>();
  for await (const page of read(pool, acts)) {
    for (const event of page.flatMap(({ record }) => record.events)) {
      if (!whole.has(event.stream) || event.version !== (reached.get(event.stream) ?? 0) + 1) partial.add(event.stream);
      reached.set(event.stream, event.version);
      platformKeys.push(...foundingKey(event));
      for (const digest of documentsOf(event)) documents.add(digest);
    }
  }
  return { platformKeys, partial: [...partial].toSorted(), documents: [...documents] };
}

type DisclosureRow = { readonly act: string; readonly ordinal: number; readonly name: string; readonly stream: string; readonly salt: Buffer; readonly value: string };

/** Fields of these acts that an act under the checkpoint has published and nobody has erased. */
async function disclosures(pool: pg.Pool, page: readonly Read[], size: number): Promise<ReadonlyMap<string, readonly DisclosureRow[]>> {
  const { rows } = await pool.query<DisclosureRow>({
    name: 'bundle-disclosures',
    text: `SELECT d.act, d.ordinal, d.name, d.stream, d.salt, d.value FROM disclosure d JOIN log_entry p ON p.act = d.published_by
      WHERE d.act = ANY($1::bigint[]) AND p.index < $2 AND d.salt IS NOT NULL AND d.value IS NOT NULL ORDER BY d.act, d.ordinal, d.name`,
    values: [page.map((act) => act.id), size],
  });
  return Map.groupBy(rows, (row) => row.act);
}

type Plan = { readonly ground: BundleGround; readonly header: BundleHeader; readonly acts: readonly Listed[]; readonly documents: readonly string[]; readonly size: number; readonly prove: Prover };

/** The lines of parts alone: what `writeBundle` puts between its header and its end. */
const linesOf = (header: BundleHeader, parts: readonly BundlePart[]): readonly Uint8Array[] => [...writeBundle(header, parts)].slice(1, -1);

async function* actLines({ ground, header, acts, size, prove }: Plan, ciphertexts: Map<string, readonly string[]>): AsyncGenerator<readonly Uint8Array[]> {
  for await (const page of read(ground.pool, acts)) {
    const published = await disclosures(ground.pool, page, size);
    const parts: BundlePart[] = [];
    for (const { id, index, salt, bytes } of page) {
      parts.push({ kind: 'act', index, salt, bytes, proof: await prove(index) });
      for (const { ordinal, name, stream, salt: fieldSalt, value: text } of published.get(id) ?? []) {
        const value: Json = JSON.parse(text);
        parts.push({ kind: 'disclosure', index, event: ordinal, name, salt: fieldSalt, value });
        // A bid that replaced another is the one that was opened: of each stream only the last sealed envelopes are carried.
        if (name === 'sealed') ciphertexts.set(stream, ciphertextsOf(value));
      }
    }
    yield linesOf(header, parts);
  }
}

async function* objectLines({ ground, header, documents }: Plan, ciphertexts: readonly string[]): AsyncGenerator<readonly Uint8Array[]> {
  const { rows } = await ground.pool.query<{ digest: string }>('SELECT digest FROM object WHERE digest = ANY($1::text[]) AND length <= $2', [documents, LARGEST_DOCUMENT]);
  const wanted = [...new Set([...rows.map((row) => row.digest).toSorted(), ...ciphertexts])];
  for (let at = 0; at < wanted.length; at += OBJECTS_AT_ONCE) {
    const found = await Promise.all(wanted.slice(at, at + OBJECTS_AT_ONCE).map((digest) => ground.readWhole(digest)));
    yield linesOf(header, found.flatMap((bytes): readonly BundlePart[] => (bytes ? [{ kind: 'object', bytes }] : [])));
  }
}

async function* bodyLines(plan: Plan): AsyncGenerator<readonly Uint8Array[]> {
  const ciphertexts = new Map<string, readonly string[]>();
  yield linesOf(plan.header, [{ kind: 'checkpoint', note: plan.ground.checkpoint }]);
  yield* actLines(plan, ciphertexts);
  yield* objectLines(plan, [...ciphertexts.values()].flat());
}

const lineOf = (value: Json): Uint8Array => utf8(`${canonicalText(value)}\n`);

async function* write(plan: Plan): AsyncGenerator<Uint8Array> {
  yield lineOf(plan.header);
  let lines = 1;
  for await (const portion of bodyLines(plan)) {
    lines += portion.length;
    if (portion.length > 0) yield concat(...portion);
  }
  const end: EndLine = { kind: 'end', lines };
  yield lineOf(end);
}

/**
 * The bundle of `lot` (`lot:P1/1`) as it stands under the checkpoint: portions of up to some megabytes, to be written as they come. Reads in short
 * queries and holds no transaction open, however slow its reader is. The iterator throws when the database or the object store is out of reach.
 */
export async function writeTenderBundle(ground: BundleGround, lot: string): Promise<Result<AsyncIterable<Uint8Array>, TenderBundleFault>> {
  const head = await readHead(ground.pool);
  const key = parseNoteKey(ground.logKey);
  const opened = head && key.ok ? openCheckpoint(ground.checkpoint, head.origin, key.value) : undefined;
  if (!head || !opened?.ok || opened.value.checkpoint.size > head.size) return fail({ code: 'foreignCheckpoint', message: 'the published checkpoint is not one of this log' });
  const { size } = opened.value.checkpoint;
  const streams = await streamsOf(ground.pool, lot);
  if (streams.length === 0) return fail({ code: 'unknownLot', message: `there is no lot ${lot}` });
  const waiting = fail({ code: 'notPublished', message: `the acts of ${lot} are not all under the published checkpoint yet` } as const);
  if (await hasLater(ground.pool, lot, size)) return waiting;
  const own = await list(ground.pool, streams, size, null);
  const acts = [...(await withKeys(ground.pool, own, size)).values()].toSorted((left, right) => left.index - right.index);
  const { platformKeys, partial, documents } = await outline(ground.pool, acts, new Set(streams));
  if (platformKeys.length === 0) return waiting;
  const header: BundleHeader = { format: BUNDLE_FORMAT, origin: head.origin, logKey: ground.logKey, platformKeys, partial };
  return ok(write({ ground, header, acts, documents, size, prove: prover(ground.pool, { seed: head.seed, size }) }));
}
