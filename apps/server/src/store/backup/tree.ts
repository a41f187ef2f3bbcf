import { createHash } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from './fault.ts';

/** A file of a backup: its path with `/`, bytes, and SHA-256 in hex. */
export type FileMark = { readonly path: string; readonly length: number; readonly sha256: string };

const PIECE = 1024 * 1024;

export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** The mark of a file as it is read; `each` sees every piece. Rejects with ENOENT when there is none. */
export async function markOf(file: string, path: string, each?: (piece: Buffer) => Promise<void>): Promise<FileMark> {
  const hash = createHash('sha256');
  const source = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (let length = 0; ; ) {
      const { bytesRead } = await source.read(buffer, 0, PIECE);
      if (bytesRead === 0) return { path, length, sha256: hash.digest('hex') };
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      if (each !== undefined) await each(piece);
      length += bytesRead;
    }
  } finally {
    await source.close();
  }
}

/** Copies a file durably and marks what was written; `undefined` when it vanished before it could be opened. */
export async function copyMarked(from: string, to: string, path: string): Promise<FileMark | undefined> {
  let target: Awaited<ReturnType<typeof open>> | undefined;
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const begin = async (): Promise<Awaited<ReturnType<typeof open>>> => (target ??= await open(to, 'wx', 0o600));
    const mark = await markOf(from, path, async (piece) => void (await (await begin()).writeFile(piece)));
    await (await begin()).sync();
    return mark;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && target === undefined) return undefined;
    throw error;
  } finally {
    await target?.close();
  }
}

export type Entry = { readonly path: string; readonly folder: boolean };

/** Files and folders under `root`, folders before what is in them, paths with `/`; links and sockets are left out. */
export async function* walk(root: string, skip: (path: string, folder: boolean) => boolean = () => false, within = ''): AsyncGenerator<Entry> {
  const entries = await readdir(join(root, within), { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' && within !== '') return [];
    throw error;
  });
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    if ((!entry.isFile() && !entry.isDirectory()) || skip(path, entry.isDirectory())) continue;
    yield { path, folder: entry.isDirectory() };
    if (entry.isDirectory()) yield* walk(root, skip, path);
  }
}
