import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok } from '@zhaobiao/basics';
import { sha256 } from './hash.ts';
import type { ObjectStore } from './store.ts';

const code = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const absent = (error: unknown): undefined => {
  if (code(error) === 'ENOENT') return undefined;
  throw error;
};

/** A file's name is durable only once its folder has been synced; Windows does that by itself and cannot be asked. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** Makes a folder and the durable name of it in its parent. */
async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path).then(() => true, (error: unknown) => code(error) === 'EEXIST' ? false : Promise.reject(error));
  if (made) await syncFolder(dirname(path));
}

async function writeDurably(incoming: string, target: string, bytes: Uint8Array): Promise<void> {
  const path = join(incoming, randomUUID());
  try {
    const file = await open(path, 'wx', 0o440);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(path, target);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** What was being written when the process ended is of no use: nobody was told that it is kept. */
const ABANDONED = 3_600_000;

async function clearIncoming(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const found = await stat(join(incoming, name)).catch(absent);
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED) await rm(join(incoming, name), { force: true });
  }
}

/** Chunks as files `directory/ab/cd/abcd…`, complete or not there at all. Rejects when the directory cannot be made. */
export async function openFiles(directory: string): Promise<ObjectStore> {
  const incoming = join(directory, 'incoming');
  await mkdir(incoming, { recursive: true });
  await clearIncoming(incoming);
  const pathOf = (digest: string): string => {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`not a digest: ${digest}`);
    return join(directory, digest.slice(0, 2), digest.slice(2, 4), digest);
  };
  const read = (digest: string): Promise<Buffer | undefined> => readFile(pathOf(digest)).catch(absent);
  return {
    putChunk: async (digest, bytes) => {
      const target = pathOf(digest);
      try {
        // Bytes that rotted on the disk are replaced when somebody brings them again.
        if ((await read(digest))?.equals(bytes) === true) return ok(undefined);
        await makeFolder(dirname(dirname(target)));
        await makeFolder(dirname(target));
        await writeDurably(incoming, target, bytes);
        return ok(undefined);
      } catch (error) {
        const full = ['ENOSPC', 'EDQUOT'].includes(String(code(error)));
        return fail({ code: full ? 'full' : 'unreachable', message: error instanceof Error ? error.message : String(error) });
      }
    },
    getChunk: async (digest) => {
      const bytes = await read(digest);
      if (bytes !== undefined && (await sha256(bytes)) !== digest) throw new Error(`chunk ${digest} is damaged in ${pathOf(digest)}`);
      return bytes;
    },
    hasChunk: async (digest) => (await stat(pathOf(digest)).catch(absent)) !== undefined,
    deleteChunk: (digest) => rm(pathOf(digest), { force: true }),
    free: async () => {
      const { bavail, blocks } = await statfs(directory);
      return blocks === 0 ? 1 : bavail / blocks;
    },
  };
}
