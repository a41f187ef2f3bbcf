/**
 * Acts get their place in the log. One transaction moves what is visible in log_pending to log_entry and moves log_head by
 * compare-and-swap: the swap is the fence, the advisory lock only saves work. The log grows by at least `quantum` entries and in multiples of it,
 * busy or idle, so that its size tells nothing of bids (招标投标法 22).
 */
import { EMPTY_RANGE, appendAll, leafHash, rootOf, type CompactRange } from '@zhaobiao/evidence';
import { concat } from '@zhaobiao/basics';
import type pg from 'pg';
import { fillerEntry } from './filler.ts';
import { placesOf } from './places.ts';

export type Head = { readonly origin: string; readonly size: number; readonly range: CompactRange; readonly seed: Uint8Array; readonly published: number };

/** The most acts one tick takes; the rest keep their order for the next. */
const BATCH = 8_192;
const LOCK = 7_210_358_116;
const HASH = 32;

type HeadRow = { readonly origin: string; readonly size: string; readonly hashes: Buffer; readonly filler_seed: Buffer; readonly published: string };

const split = (bytes: Uint8Array): readonly Uint8Array[] => Array.from({ length: bytes.length / HASH }, (_, index) => Uint8Array.from(bytes.subarray(index * HASH, (index + 1) * HASH)));

export async function readHead(client: pg.Pool | pg.ClientBase): Promise<Head | undefined> {
  const { rows } = await client.query<HeadRow>('SELECT origin, size, hashes, filler_seed, published FROM log_head');
  const row = rows[0];
  return row && { origin: row.origin, size: Number(row.size), range: { size: Number(row.size), hashes: split(row.hashes) }, seed: row.filler_seed, published: Number(row.published) };
}

/** Starts the log of an origin, once; a second start finds it there. */
export async function startLog(pool: pg.Pool, origin: string, seed: Uint8Array): Promise<void> {
  await pool.query('INSERT INTO log_head (origin, size, hashes, filler_seed) SELECT $1, 0, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM log_head) ON CONFLICT (origin) DO NOTHING', [origin, Buffer.alloc(0), Buffer.from(seed)]);
}

type Pending = { readonly act: string; readonly entry: Buffer; readonly streams: readonly string[]; readonly actor: string; readonly sealed: boolean };

const NEXT = 'SELECT p.act, p.entry, array_append(p.streams, a.stream) AS streams, a.actor, a.until IS NOT NULL AND a.published_by IS NULL AS sealed FROM log_pending p JOIN act a ON a.id = p.act ORDER BY p.act LIMIT $1';

async function tick(client: pg.ClientBase, quantum: number): Promise<Head | undefined> {
  const locked = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [LOCK]);
  if (!locked.rows[0]?.taken) return undefined;
  const head = await readHead(client);
  if (!head) return undefined;
  const { rows: pending } = await client.query<Pending>(NEXT, [BATCH]);
  const { grow, placed } = placesOf(pending, quantum, head.seed, head.size);
  const acts = new Map(placed.map(({ act, offset }) => [offset, act.entry]));
  const leaves = Array.from({ length: grow }, (_, offset) => leafHash(acts.get(offset) ?? fillerEntry(head.seed, head.size + offset)));
  const nodes: { level: number; index: number; hash: Uint8Array }[] = [];
  const range = appendAll(head.range, leaves, (node, hash) => {
    if (node.level > 0 && node.level % 8 === 0) nodes.push({ ...node, hash });
  });
  if (placed.length > 0) {
    const rows = [placed.map(({ offset }) => head.size + offset), placed.map(({ act }) => act.act), placed.map(({ act }) => act.entry)];
    await client.query('INSERT INTO log_entry (index, act, entry) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])', rows);
    await client.query('DELETE FROM log_pending WHERE act = ANY($1::bigint[])', [rows[1]]);
  }
  if (nodes.length > 0) {
    await client.query('INSERT INTO log_node (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])', [nodes.map((node) => node.level), nodes.map((node) => node.index), nodes.map((node) => Buffer.from(node.hash))]);
  }
  const swapped = await client.query('UPDATE log_head SET size = $1, hashes = $2 WHERE origin = $3 AND size = $4', [range.size, Buffer.from(concat(...range.hashes)), head.origin, head.size]);
  return swapped.rowCount === 1 ? { ...head, size: range.size, range } : undefined;
}

/** One step of the log; `undefined` when another process is at it (or lost its race), and nothing was written. */
export async function integrate(pool: pg.Pool, quantum: number): Promise<Head | undefined> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    const head = await tick(client, quantum);
    await client.query(head ? 'COMMIT' : 'ROLLBACK');
    broken = false;
    return head;
  } finally {
    client.release(broken);
  }
}

export const rootOfHead = (head: Pick<Head, 'range'>): Uint8Array => (head.range.size === 0 ? rootOf(EMPTY_RANGE) : rootOf(head.range));
