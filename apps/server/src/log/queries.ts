/**
 * Acts as the public may see them: by log index, never beyond the published checkpoint, never while sealed. Nothing here reads a bid before it is published,
 * so that no answer depends on how many there are (招标投标法 22).
 */
import { fail, fromHex, instant, instantText, ok, present, toBase64, toHex, type Json, type Result } from '@zhaobiao/basics';
import { ACTS } from '@zhaobiao/domain';
import { hashSpans, inclusionSpans, makeReceipt, nodesOfSpans, parseCheckpointText, parseNote } from '@zhaobiao/evidence';
import type pg from 'pg';
import { readHead } from './integrate.ts';
import { readCheckpoint } from './published.ts';
import { readerFor } from './tree.ts';

export type FeedItem = {
  readonly index: number;
  readonly entry: string;
  readonly salt: string;
  readonly bytes: string;
  /** Fields of this act that were hidden and are published now. */
  readonly disclosures: readonly { readonly event: number; readonly name: string; readonly salt: string; readonly value: Json }[];
  /** Indexes of the acts that this act published, or fields of. Read them again. */
  readonly reveals: readonly number[];
};

export type ActLine = { readonly index: number; readonly entry: string; readonly act: string; readonly title: { readonly zh: string; readonly en: string }; readonly stream: string; readonly actor: string; readonly at: string };

const momentText = (milliseconds: string): string => instantText(present(instant(Number(milliseconds)), 'moment of an act'));

/** An act that stands open to everybody: not sealed, or published since. */
const PUBLIC = '(a.until IS NULL OR a.published_by IS NOT NULL)';

type ActRow = { readonly id: string; readonly index: string; readonly entry: Buffer; readonly salt: Buffer; readonly bytes: Buffer };
type DisclosureRow = { readonly act: string; readonly ordinal: number; readonly name: string; readonly salt: Buffer; readonly value: string };

async function itemsOf(pool: pg.Pool, rows: readonly ActRow[]): Promise<readonly FeedItem[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const [disclosed, revealed] = await Promise.all([
    pool.query<DisclosureRow>({ name: 'feed-fields', text: 'SELECT act, ordinal, name, salt, value FROM disclosure WHERE act = ANY($1::bigint[]) AND published_by IS NOT NULL AND value IS NOT NULL ORDER BY act, ordinal, name', values: [ids] }),
    pool.query<{ by: string; index: string }>({
      name: 'feed-reveals',
      text: `SELECT r.by, e.index FROM (SELECT published_by AS by, id AS act FROM act WHERE published_by = ANY($1::bigint[])
        UNION SELECT d.published_by, d.act FROM disclosure d JOIN act a ON a.id = d.act WHERE d.published_by = ANY($1::bigint[]) AND ${PUBLIC}) r JOIN log_entry e ON e.act = r.act ORDER BY e.index`,
      values: [ids],
    }),
  ]);
  const fields = Map.groupBy(disclosed.rows, (row) => row.act);
  const reveals = Map.groupBy(revealed.rows, (row) => row.by);
  return rows.map((row) => ({
    index: Number(row.index), entry: toHex(row.entry), salt: toHex(row.salt), bytes: toBase64(row.bytes),
    disclosures: (fields.get(row.id) ?? []).map(({ ordinal, name, salt, value }) => ({ event: ordinal, name, salt: toHex(salt), value: JSON.parse(value) })),
    reveals: (reveals.get(row.id) ?? []).map((each) => Number(each.index)),
  }));
}

const publishedSize = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ published: string }>({ name: 'published', text: 'SELECT published FROM log_head' });
  return Number(rows[0]?.published ?? 0);
};

/** Public acts with an index above `after`, at most `limit`, in order; `next` is the cursor to go on with, whatever was sealed or filler between. */
export async function feedAfter(pool: pg.Pool, after: number, limit: number): Promise<{ readonly items: readonly FeedItem[]; readonly next: number; readonly size: number }> {
  // The size first: what is published by then is committed, and nothing appears below it later but by a reveal that a later act names.
  const size = await publishedSize(pool);
  const { rows } = await pool.query<ActRow>({
    name: 'feed',
    text: `SELECT a.id, e.index, a.entry, a.salt, a.bytes FROM log_entry e JOIN act a ON a.id = e.act WHERE e.index > $1 AND e.index < $2 AND ${PUBLIC} ORDER BY e.index LIMIT $3`,
    values: [after, size, limit],
  });
  const last = rows.at(-1);
  const next = rows.length === limit && last !== undefined ? Number(last.index) : Math.max(after, size - 1);
  return { items: await itemsOf(pool, rows), next, size };
}

/** One public act by its index. A filler, a sealed act and an index beyond the checkpoint answer alike: nothing. */
export async function feedItem(pool: pg.Pool, index: number): Promise<FeedItem | undefined> {
  const { rows } = await pool.query<ActRow>({
    name: 'feed-item',
    text: `SELECT a.id, e.index, a.entry, a.salt, a.bytes FROM log_entry e JOIN act a ON a.id = e.act WHERE e.index = $1 AND e.index < (SELECT published FROM log_head) AND ${PUBLIC}`,
    values: [index],
  });
  return (await itemsOf(pool, rows))[0];
}

/** Public acts of a stream and of what it owns, by log index. */
export async function actsBelow(pool: pg.Pool, stream: string, after: number, limit: number): Promise<{ readonly acts: readonly ActLine[]; readonly next: number | null }> {
  const { rows } = await pool.query<{ index: string; entry: Buffer; name: string; stream: string; actor: string; at: string }>({
    name: 'acts-below',
    text: `SELECT e.index, a.entry, a.name, a.stream, a.actor, a.at FROM act a JOIN log_entry e ON e.act = a.id
      WHERE a.id IN (SELECT v.act FROM act_event v JOIN stream s ON s.id = v.stream WHERE s.id = $1 OR s.owner = $1) AND ${PUBLIC} AND e.index > $2 AND e.index < (SELECT published FROM log_head) ORDER BY e.index LIMIT $3`,
    values: [stream, after, limit],
  });
  const acts = rows.map((row) => ({
    index: Number(row.index), entry: toHex(row.entry), act: row.name, title: ACTS.get(row.name)?.title ?? { zh: row.name, en: row.name }, stream: row.stream, actor: row.actor, at: momentText(row.at),
  }));
  return { acts, next: acts.length === limit ? (acts.at(-1)?.index ?? null) : null };
}

export type ReceiptFault = { readonly code: 'unknown' } | { readonly code: 'pending' };
export type ActReceipt = { readonly index: number; readonly entry: string; readonly receipt: Uint8Array };

type ReceiptRow = { readonly index: string | null; readonly actor: string; readonly salt: Buffer; readonly bytes: Buffer; readonly open: boolean };

/** Size of a published checkpoint, read from its own text. */
export function checkpointSize(checkpoint: Uint8Array): number {
  const note = parseNote(checkpoint);
  return (note.ok ? parseCheckpointText(note.value.text)?.size : undefined) ?? 0;
}

/**
 * The receipt of an act under the checkpoint published in `directory`. `unknown` for what is not there and for a sealed act that is not the asker's: the two look alike.
 * `pending` while the act is not below the checkpoint.
 */
export async function receiptOf(pool: pg.Pool, directory: string, entry: string, asker: string | undefined): Promise<Result<ActReceipt, ReceiptFault>> {
  const bytes = fromHex(entry);
  const { rows } = bytes?.length === 32
    ? await pool.query<ReceiptRow>({ name: 'receipt', text: `SELECT e.index, a.actor, a.salt, a.bytes, ${PUBLIC} AS open FROM act a LEFT JOIN log_entry e ON e.act = a.id WHERE a.entry = $1`, values: [Buffer.from(bytes)] })
    : { rows: [] };
  const [row] = rows;
  if (row === undefined || !(row.open || row.actor === asker)) return fail({ code: 'unknown' });
  const [head, checkpoint] = await Promise.all([readHead(pool), readCheckpoint(directory)]);
  const size = checkpoint === undefined ? 0 : checkpointSize(checkpoint);
  if (row.index === null || head === undefined || checkpoint === undefined || Number(row.index) >= size) return fail({ code: 'pending' });
  const index = Number(row.index);
  const spans = inclusionSpans(index, size);
  const reader = await readerFor(pool, { seed: head.seed, size }, nodesOfSpans(spans));
  return ok({ index, entry, receipt: makeReceipt({ index, salt: row.salt, act: row.bytes, proof: hashSpans(spans, reader), checkpoint }) });
}
