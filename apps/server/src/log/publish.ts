/**
 * What the world sees of the log: C2SP tiles, then the checkpoint. Tiles are written only after the commit of `integrate` and are deterministic, so a crash
 * anywhere here is healed by the next publication. A thief of this folder can at most make the log unreadable; he cannot sign.
 */
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newTiles, noteKeyText, openCheckpoint, signCheckpoint, tilePath, type NoteSigner } from '@zhaobiao/evidence';
import { fail, ok, type Result } from '@zhaobiao/basics';
import type pg from 'pg';
import { readHead, rootOfHead } from './integrate.ts';
import { readTile } from './tree.ts';

export type PublishFault = { readonly code: 'restoredFromOlderBackup' | 'foreignCheckpoint'; readonly message: string };

/** Size of our own checkpoint on disk; 0 when there is none yet. */
export async function publishedSize(directory: string, signer: NoteSigner, origin: string): Promise<Result<number, PublishFault>> {
  const bytes = await readFile(join(directory, 'checkpoint')).catch(() => undefined);
  if (!bytes) return ok(0);
  const opened = openCheckpoint(bytes, origin, signer.key);
  if (!opened.ok) return fail({ code: 'foreignCheckpoint', message: `the published checkpoint is not of ${noteKeyText(signer.key)}: ${opened.fault}` });
  return ok(opened.value.checkpoint.size);
}

/** A checkpoint larger than the database's head means the database was restored from an older backup: nothing may be signed over that. */
function ahead(published: number, size: number): PublishFault | undefined {
  if (published <= size) return undefined;
  return {
    code: 'restoredFromOlderBackup',
    message: `restored from an older backup: the published checkpoint has ${published} entries, the database ${size}. Restore a newer backup, or start a new origin with a signed discontinuity entry.`,
  };
}

async function writeWhole(path: string, bytes: Uint8Array, durable: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, bytes);
  if (durable) {
    const file = await open(temporary, 'r+');
    await file.sync();
    await file.close();
  }
  await rename(temporary, path);
}

const LOCK = 7_210_358_117;

/** Publishes what is committed and not yet published. One process at a time; the others find it done. */
export async function publish(pool: pg.Pool, directory: string, signer: NoteSigner): Promise<Result<number, PublishFault>> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const head = await readHead(client);
    if (!head) return ok(0);
    const before = await publishedSize(directory, signer, head.origin);
    if (!before.ok) return before;
    const fault = ahead(before.value, head.size);
    if (fault) return fail(fault);
    if (head.size === before.value) return ok(head.size);
    const from = Math.min(before.value, head.published);
    const tiles = newTiles(from, head.size);
    await Promise.all(tiles.map(async (tile) => writeWhole(join(directory, tilePath(tile)), await readTile(client, head, tile), false)));
    await writeWhole(join(directory, 'checkpoint'), signCheckpoint({ origin: head.origin, size: head.size, root: rootOfHead(head), extensions: [] }, [signer]), true);
    await client.query('UPDATE log_head SET published = $1', [head.size]);
    // Partial tiles that a full one has replaced are no longer referred to by any checkpoint we serve.
    await Promise.all(tiles.filter((tile) => tile.width === 256).map((tile) => rm(join(directory, `${tilePath(tile)}.p`), { recursive: true, force: true })));
    return ok(head.size);
  } finally {
    await client.query('COMMIT').catch(() => undefined);
    client.release();
  }
}
