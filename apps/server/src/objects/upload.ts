import { createHash, randomUUID } from 'node:crypto';
import { fail, fromHex, ok, present } from '@zhaobiao/basics';
import type { Instant, Result } from '@zhaobiao/basics';
import { objectDigest } from '@zhaobiao/evidence';
import type { Pool, PoolClient } from 'pg';
import { sha256 } from './hash.ts';
import { CHUNK_LENGTH, diskState } from './store.ts';
import type { ObjectStore } from './store.ts';

/** Bytes of one object at most, 2 GiB. */
export const OBJECT_LENGTH = 2 * 1024 ** 3;

/** What uploads stand on. `quotaBytes`: what one party may hold here without any act naming it. */
export type ObjectGround = { readonly pool: Pool; readonly store: ObjectStore; readonly now: () => Instant; readonly quotaBytes: number };

export type UploadFault =
  | { readonly code: 'objectTooLarge' | 'chunkTooLarge'; readonly limit: number }
  | { readonly code: 'chunkOutOfRange'; readonly chunkCount: number }
  | { readonly code: 'chunkDigestMismatch'; readonly expected: string; readonly found: string }
  | { readonly code: 'lengthMismatch'; readonly expected: number; readonly found: number }
  | { readonly code: 'uploadIncomplete'; readonly missing: readonly number[] }
  | { readonly code: 'quotaExceeded'; readonly quotaBytes: number; readonly heldBytes: number }
  | { readonly code: 'uploadUnknown' | 'notYours' | 'diskLow' | 'storeUnreachable' };

export type UploadState = {
  readonly id: string;
  readonly length: number;
  readonly chunkCount: number;
  /** Indexes of the chunks still to send, ascending; empty when the upload may be completed. */
  readonly missing: readonly number[];
  /** The object's digest once completed. */
  readonly digest: string | undefined;
};

type UploadRow = { readonly party: string; readonly length: string; readonly chunk_count: number; readonly digest: string | null };

const chunkCountOf = (length: number): number => Math.ceil(length / CHUNK_LENGTH);
const chunkLengthAt = (length: number, index: number): number => Math.min(CHUNK_LENGTH, length - index * CHUNK_LENGTH);

export async function inTransaction<Value>(pool: Pool, work: (client: PoolClient) => Promise<Value>): Promise<Value> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const value = await work(client);
    await client.query('COMMIT');
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure instanceof Error ? failure : new Error(String(failure))));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What a party holds that no act names: uploads under way at their declared length, and finished objects without reference. */
const HELD = `SELECT coalesce(sum(length), 0)::text AS held FROM upload WHERE party = $1
  AND (digest IS NULL OR NOT EXISTS (SELECT 1 FROM object_ref WHERE object_ref.object = upload.digest))`;

const partyLock = (party: string): bigint => createHash('sha256').update(`upload quota/${party}`).digest().readBigInt64BE();

type Beginning = {
  readonly party: string;
  /** Bytes of the whole object. */
  readonly length: number;
  /** SHA-256 of each chunk in order, lower-case hex; optional, chunks are then checked against them on arrival. */
  readonly chunkDigests?: readonly string[];
};

/** Opens an upload. Faults: `objectTooLarge`, `lengthMismatch` (number of digests), `diskLow`, `quotaExceeded`. */
export async function beginUpload(ground: ObjectGround, { party, length, chunkDigests }: Beginning): Promise<Result<UploadState, UploadFault>> {
  if (!Number.isSafeInteger(length) || length < 0 || length > OBJECT_LENGTH) return fail({ code: 'objectTooLarge', limit: OBJECT_LENGTH });
  const chunkCount = chunkCountOf(length);
  if (chunkDigests !== undefined && chunkDigests.length !== chunkCount) {
    return fail({ code: 'lengthMismatch', expected: chunkCount, found: chunkDigests.length });
  }
  if ((await diskState(ground.store)).uploadsPaused) return fail({ code: 'diskLow' });
  const id = randomUUID();
  const held = await inTransaction(ground.pool, async (client) => {
    // Two uploads begun at once by one party must not both see the room that is left for one.
    await client.query('SELECT pg_advisory_xact_lock($1)', [partyLock(party)]);
    const { rows } = await client.query<{ held: string }>(HELD, [party]);
    const bytes = Number(rows[0]?.held ?? 0);
    if (bytes + length > ground.quotaBytes) return bytes;
    await client.query('INSERT INTO upload (id, party, length, chunk_count, created_at) VALUES ($1, $2, $3, $4, $5)', [id, party, length, chunkCount, ground.now()]);
    await client.query(
      `INSERT INTO upload_chunk (upload, index, digest, length)
       SELECT $1, ordinal - 1, digest, least($3::bigint, $4::bigint - (ordinal - 1) * $3::bigint) FROM unnest($2::text[]) WITH ORDINALITY AS declared (digest, ordinal)`,
      [id, chunkDigests ?? [], CHUNK_LENGTH, length],
    );
    return undefined;
  });
  if (held !== undefined) return fail({ code: 'quotaExceeded', quotaBytes: ground.quotaBytes, heldBytes: held });
  return ok({ id, length, chunkCount, missing: Array.from({ length: chunkCount }, (_, index) => index), digest: undefined });
}

async function find(client: Pick<Pool, 'query'>, id: string, party: string, lock = ''): Promise<Result<UploadRow, UploadFault>> {
  const { rows } = await client.query<UploadRow>(`SELECT party, length, chunk_count, digest FROM upload WHERE id = $1 ${lock}`, [id]);
  const row = rows[0];
  if (row === undefined) return fail({ code: 'uploadUnknown' });
  return row.party === party ? ok(row) : fail({ code: 'notYours' });
}

type ChunkRow = { readonly index: number; readonly digest: string; readonly received_at: string | null };

const chunksOf = async (client: Pick<Pool, 'query'>, id: string): Promise<readonly ChunkRow[]> =>
  (await client.query<ChunkRow>('SELECT index, digest, received_at FROM upload_chunk WHERE upload = $1 ORDER BY index', [id])).rows;

function missingOf(chunkCount: number, chunks: readonly ChunkRow[]): readonly number[] {
  const received = new Set(chunks.filter((chunk) => chunk.received_at !== null).map((chunk) => chunk.index));
  return Array.from({ length: chunkCount }, (_, index) => index).filter((index) => !received.has(index));
}

/** How far an upload is: what to send after an interruption. Faults: `uploadUnknown`, `notYours`. */
export async function uploadState(ground: ObjectGround, asked: { readonly upload: string; readonly party: string }): Promise<Result<UploadState, UploadFault>> {
  const found = await find(ground.pool, asked.upload, asked.party);
  if (!found.ok) return found;
  const { length, chunk_count: chunkCount, digest } = found.value;
  const missing = digest === null ? missingOf(chunkCount, await chunksOf(ground.pool, asked.upload)) : [];
  return ok({ id: asked.upload, length: Number(length), chunkCount, missing, digest: digest ?? undefined });
}

type Piece = { readonly upload: string; readonly party: string; readonly index: number; readonly bytes: Uint8Array };

/** The digest that stands for an index: declared in advance, or that of the bytes that came first. */
async function standing(ground: ObjectGround, { upload, index }: Piece): Promise<ChunkRow | undefined> {
  const { rows } = await ground.pool.query<ChunkRow>('SELECT index, digest, received_at FROM upload_chunk WHERE upload = $1 AND index = $2', [upload, index]);
  return rows[0];
}

const RECEIVE = `INSERT INTO upload_chunk (upload, index, digest, length, received_at) SELECT id, $2, $3, $4, $5 FROM upload WHERE id = $1
  ON CONFLICT (upload, index) DO UPDATE SET received_at = excluded.received_at WHERE upload_chunk.digest = excluded.digest RETURNING index`;

/**
 * Takes one chunk: checked, made durable, then noted. May be repeated, come in any order, and at the same time as others.
 * `stored_at` is renewed before the bytes are written: the sweep leaves a chunk alone for 48 hours after that (see `sweepObjects`).
 * Faults: `uploadUnknown`, `notYours`, `chunkOutOfRange`, `chunkTooLarge`, `lengthMismatch`, `chunkDigestMismatch`, `diskLow`, `storeUnreachable`.
 */
export async function putUploadChunk(ground: ObjectGround, piece: Piece): Promise<Result<void, UploadFault>> {
  const { upload, party, index, bytes } = piece;
  const found = await find(ground.pool, upload, party);
  if (!found.ok) return found;
  const { length, chunk_count: chunkCount } = found.value;
  if (!Number.isSafeInteger(index) || index < 0 || index >= chunkCount) return fail({ code: 'chunkOutOfRange', chunkCount });
  if (bytes.length > CHUNK_LENGTH) return fail({ code: 'chunkTooLarge', limit: CHUNK_LENGTH });
  const expected = chunkLengthAt(Number(length), index);
  if (bytes.length !== expected) return fail({ code: 'lengthMismatch', expected, found: bytes.length });
  const digest = await sha256(bytes);
  const before = await standing(ground, piece);
  if (before !== undefined && before.digest !== digest) return fail({ code: 'chunkDigestMismatch', expected: before.digest, found: digest });
  if (before !== undefined && before.received_at !== null) return ok(undefined);
  if ((await diskState(ground.store)).uploadsPaused) return fail({ code: 'diskLow' });
  await ground.pool.query(
    'INSERT INTO chunk (digest, length, stored_at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO UPDATE SET stored_at = greatest(chunk.stored_at, excluded.stored_at)',
    [digest, bytes.length, ground.now()],
  );
  const stored = await ground.store.putChunk(digest, bytes);
  if (!stored.ok) return fail({ code: stored.fault.code === 'full' ? 'diskLow' : 'storeUnreachable' });
  const { rowCount } = await ground.pool.query(RECEIVE, [upload, index, digest, bytes.length, ground.now()]);
  if (rowCount === 1) return ok(undefined);
  // Other bytes for the same place arrived meanwhile, or the upload was swept away.
  const after = await standing(ground, piece);
  return after === undefined ? fail({ code: 'uploadUnknown' }) : fail({ code: 'chunkDigestMismatch', expected: after.digest, found: digest });
}

export type StoredObject = { readonly digest: string; readonly length: number; readonly chunkCount: number };

const WRITE_OBJECT = `INSERT INTO object (digest, length, chunk_count, created_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (digest) DO UPDATE SET created_at = greatest(object.created_at, excluded.created_at)`;
const WRITE_CHUNKS = `INSERT INTO object_chunk (object, index, chunk) SELECT $1, ordinal - 1, chunk FROM unnest($2::text[]) WITH ORDINALITY AS part (chunk, ordinal)
  ON CONFLICT (object, index) DO NOTHING`;

/**
 * Makes the object of an upload whose chunks are all there: only the index is written, in milliseconds for 2 GiB. May be repeated.
 * Faults: `uploadUnknown`, `notYours`, `uploadIncomplete`.
 */
export function completeUpload(ground: ObjectGround, asked: { readonly upload: string; readonly party: string }): Promise<Result<StoredObject, UploadFault>> {
  return inTransaction<Result<StoredObject, UploadFault>>(ground.pool, async (client) => {
    const found = await find(client, asked.upload, asked.party, 'FOR UPDATE');
    if (!found.ok) return found;
    const [length, chunkCount] = [Number(found.value.length), found.value.chunk_count];
    if (found.value.digest !== null) return ok({ digest: found.value.digest, length, chunkCount });
    const chunks = await chunksOf(client, asked.upload);
    const missing = missingOf(chunkCount, chunks);
    if (missing.length > 0) return fail({ code: 'uploadIncomplete', missing });
    const names = chunks.map((chunk) => chunk.digest);
    const digest = objectDigest(length, names.map((name) => present(fromHex(name), 'hex of a chunk digest')));
    const now = ground.now();
    await client.query(WRITE_OBJECT, [digest, length, chunkCount, now]);
    await client.query(WRITE_CHUNKS, [digest, names]);
    await client.query('UPDATE upload SET completed_at = $2, digest = $3 WHERE id = $1', [asked.upload, now, digest]);
    return ok({ digest, length, chunkCount });
  });
}
