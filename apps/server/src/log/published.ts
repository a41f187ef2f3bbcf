/** The published log as it lies on the disk. Only paths that are a tile's one right spelling are opened. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTilePath, tilePath } from '@zhaobiao/evidence';

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const isFolder = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EISDIR';

/** The checkpoint of this moment; `undefined` before the first. */
export async function readCheckpoint(directory: string): Promise<Uint8Array | undefined> {
  return readFile(join(directory, 'checkpoint')).catch((error: unknown) => (isMissing(error) ? undefined : Promise.reject(error)));
}

/** A tile or entry bundle (8 kB) by its C2SP path; `undefined` when there is none. */
export async function readTileFile(directory: string, path: string): Promise<Uint8Array | undefined> {
  const tile = parseTilePath(path);
  if (tile === undefined) return undefined;
  return readFile(join(directory, tilePath(tile))).catch((error: unknown) => (isMissing(error) || isFolder(error) ? undefined : Promise.reject(error)));
}
