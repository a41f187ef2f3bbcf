import { DAY } from '@zhaobiao/basics';
import type { Instant } from '@zhaobiao/basics';
import type { Pool } from 'pg';
import { inTransaction } from './upload.ts';
import type { ObjectGround } from './upload.ts';

/** How long bytes are kept that no act names. */
const GRACE = 2 * DAY;
const BATCH = 500;

export type Swept = { readonly uploads: number; readonly objects: number; readonly chunks: number };

/** Uploads nothing has come for in 48 hours, and the records of finished ones whose object now lives or goes by its own. */
async function sweepUploads(pool: Pool, cutoff: number): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM upload WHERE created_at < $1 AND coalesce(completed_at, 0) < $1
       AND NOT EXISTS (SELECT 1 FROM upload_chunk WHERE upload_chunk.upload = upload.id AND received_at >= $1)`,
    [cutoff],
  );
  return rowCount ?? 0;
}

async function sweepObject(pool: Pool, digest: string, cutoff: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const held = await client.query('SELECT 1 FROM object WHERE digest = $1 AND created_at < $2 FOR UPDATE', [digest, cutoff]);
    if (held.rowCount === 0) return false;
    // A second statement, after the lock: an act that referred to the object while we waited is seen by it.
    const gone = await client.query('DELETE FROM object WHERE digest = $1 AND NOT EXISTS (SELECT 1 FROM object_ref WHERE object = $1)', [digest]);
    if (gone.rowCount === 1) await client.query('DELETE FROM upload WHERE digest = $1', [digest]);
    return gone.rowCount === 1;
  });
}

const UNUSED = `NOT EXISTS (SELECT 1 FROM object_chunk WHERE object_chunk.chunk = chunk.digest)
  AND NOT EXISTS (SELECT 1 FROM upload_chunk WHERE upload_chunk.digest = chunk.digest AND received_at IS NOT NULL)`;

async function sweepChunk({ pool, store }: ObjectGround, digest: string, cutoff: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const held = await client.query('SELECT 1 FROM chunk WHERE digest = $1 AND stored_at < $2 FOR UPDATE', [digest, cutoff]);
    if (held.rowCount === 0) return false;
    const unused = await client.query(`SELECT 1 FROM chunk WHERE digest = $1 AND ${UNUSED}`, [digest]);
    if (unused.rowCount === 0) return false;
    // Bytes first: a crash in between leaves a row without bytes, which the next sweep or the next upload of them puts right.
    await store.deleteChunk(digest);
    await client.query('DELETE FROM chunk WHERE digest = $1', [digest]);
    return true;
  });
}

/** Applies `sweep` to each candidate, page by page, so that one that stays is not met again. */
async function eachOf(pool: Pool, query: string, cutoff: number, sweep: (digest: string) => Promise<boolean>): Promise<number> {
  let swept = 0;
  for (let after = ''; ; ) {
    const { rows } = await pool.query<{ digest: string }>(query, [cutoff, after, BATCH]);
    for (const { digest } of rows) if (await sweep(digest)) swept += 1;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return swept;
    after = last.digest;
  }
}

/**
 * Removes what no act has named for 48 hours: abandoned uploads, objects without reference, then chunks nothing needs any more.
 * Safe beside uploads and acts, and beside another sweep. Rejects when the database or the store is out of reach; what was removed stays so.
 */
export async function sweepObjects(ground: ObjectGround, now: Instant): Promise<Swept> {
  const { pool } = ground;
  const cutoff = now - GRACE;
  const objects = await eachOf(
    pool,
    `SELECT digest FROM object WHERE created_at < $1 AND digest > $2 AND NOT EXISTS (SELECT 1 FROM object_ref WHERE object = digest) ORDER BY digest LIMIT $3`,
    cutoff,
    (digest) => sweepObject(pool, digest, cutoff),
  );
  const uploads = await sweepUploads(pool, cutoff);
  const chunks = await eachOf(
    pool,
    `SELECT digest FROM chunk WHERE stored_at < $1 AND digest > $2 AND ${UNUSED} ORDER BY digest LIMIT $3`,
    cutoff,
    (digest) => sweepChunk(ground, digest, cutoff),
  );
  return { uploads, objects, chunks };
}
