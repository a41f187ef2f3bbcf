/**
 * What the world sees of the log: C2SP tiles, then the checkpoint. Tiles are written only after the commit of `integrate` and are deterministic, so a crash
 * anywhere here is healed by the next publication. A thief of this folder can at most make the log unreadable; he cannot sign.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newTiles, noteKeyText, openCheckpoint, signCheckpoint, tilePath, type Checkpoint, type NoteSigner } from '@zhaobiao/evidence';
import { equalBytes, fail, ok, type Result } from '@zhaobiao/basics';
import type pg from 'pg';
import { readHead, rootOfHead, type Head } from './integrate.ts';
import { readTile, rootAt } from './tree.ts';

export type PublishFault = { readonly code: 'restoredFromOlderBackup' | 'foreignCheckpoint'; readonly message: string };

/** Our own checkpoint on disk, and the bytes it was read from; `undefined` when there is none yet. */
async function readOwn(directory: string, signer: NoteSigner, origin: string): Promise<Result<{ readonly checkpoint: Checkpoint; readonly text: string } | undefined, PublishFault>> {
  const bytes = await readFile(join(directory, 'checkpoint')).catch(() => undefined);
  if (!bytes) return ok(undefined);
  const opened = openCheckpoint(bytes, origin, signer.key);
  if (!opened.ok) return fail({ code: 'foreignCheckpoint', message: `the published checkpoint is not of ${noteKeyText(signer.key)}: ${opened.fault}` });
  return ok({ checkpoint: opened.value.checkpoint, text: bytes.toString('latin1') });
}

/** Size of our own checkpoint on disk; 0 when there is none yet. */
export async function publishedSize(directory: string, signer: NoteSigner, origin: string): Promise<Result<number, PublishFault>> {
  const own = await readOwn(directory, signer, origin);
  return own.ok ? ok(own.value?.checkpoint.size ?? 0) : own;
}

const SETTLE = 'Restore a newer backup, or start a new origin with a signed discontinuity entry.';

/** The checkpoint found to be ours by this process, so that each is computed once. */
export type Known = { text: string | undefined };

/**
 * A checkpoint larger than the database's head, or of another tree than the database's own, means that the database was restored from an older backup:
 * nothing may be signed over that. Its size alone does not tell, for a restored log grows with every beat.
 */
async function continues(source: pg.Pool | pg.ClientBase, head: Head, own: { readonly checkpoint: Checkpoint; readonly text: string } | undefined, known: Known): Promise<Result<number, PublishFault>> {
  if (!own || own.text === known.text) return ok(own?.checkpoint.size ?? 0);
  const { size, root } = own.checkpoint;
  if (size > head.size) return fail({ code: 'restoredFromOlderBackup', message: `restored from an older backup: the published checkpoint has ${size} entries, the database ${head.size}. ${SETTLE}` });
  if (size > 0 && !equalBytes(await rootAt(source, head, size), root)) return fail({ code: 'restoredFromOlderBackup', message: `restored from an older backup and continued: the published checkpoint of ${size} entries is not what the database holds. ${SETTLE}` });
  known.text = own.text;
  return ok(size);
}

/** Asked before the log grows: whether what is published is the beginning of what the database holds. */
export async function checkPublished(pool: pg.Pool, directory: string, signer: NoteSigner, known: Known): Promise<Result<void, PublishFault>> {
  // The file before the head: what is published was committed, so that another process's beat in between only makes the head larger.
  const own = await readOwn(directory, signer, signer.key.name);
  if (!own.ok) return own;
  const head = await readHead(pool);
  if (!head) return ok(undefined);
  const checked = await continues(pool, head, own.value, known);
  return checked.ok ? ok(undefined) : checked;
}

/** On disk before it has its name: a checkpoint that survives a power loss must find its tiles. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

const LOCK = 7_210_358_117;

/** Publishes what is committed and not yet published. One process at a time; the others find it done. */
export async function publish(pool: pg.Pool, directory: string, signer: NoteSigner, known: Known = { text: undefined }): Promise<Result<number, PublishFault>> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const head = await readHead(client);
    if (!head) return ok(0);
    const own = await readOwn(directory, signer, head.origin);
    if (!own.ok) return own;
    const before = await continues(client, head, own.value, known);
    if (!before.ok) return before;
    if (head.size === before.value) return ok(head.size);
    const from = Math.min(before.value, head.published);
    const tiles = newTiles(from, head.size);
    await Promise.all(tiles.map(async (tile) => writeWhole(join(directory, tilePath(tile)), await readTile(client, head, tile))));
    // Whoever lost his connection has lost the lock, and another may have published more by now.
    await client.query('SELECT 1');
    await writeWhole(join(directory, 'checkpoint'), signCheckpoint({ origin: head.origin, size: head.size, root: rootOfHead(head), extensions: [] }, [signer]));
    await client.query('UPDATE log_head SET published = $1', [head.size]);
    // Partial tiles that a full one has replaced are no longer referred to by any checkpoint we serve.
    await Promise.all(tiles.filter((tile) => tile.width === 256).map((tile) => rm(join(directory, `${tilePath(tile)}.p`), { recursive: true, force: true })));
    return ok(head.size);
  } finally {
    await client.query('COMMIT').catch(() => undefined);
    client.release();
  }
}
