import type { Result } from '@zhaobiao/basics';
import { OBJECT_CHUNK } from '@zhaobiao/evidence';

/** Bytes of one chunk of an object at most; every chunk but the last has exactly this length. */
export const CHUNK_LENGTH = OBJECT_CHUNK;

/** Why a chunk could not be kept. `full`: no space is left; `unreachable`: the store did not answer or refused, `message` in its words. */
export type StoreFault = { readonly code: 'full' | 'unreachable'; readonly message: string };

/**
 * Where the bytes of objects lie: chunks named by the lower-case hex of their SHA-256. What is under a name never changes, so that
 * every operation may be repeated. A thief of the store reads public documents and sealed envelopes, not the keys to those.
 *
 * `getChunk`, `hasChunk` and `deleteChunk` reject when the store is out of reach; `getChunk` also when the bytes are damaged.
 */
export type ObjectStore = {
  /** Durable when it answers `ok`. `digest` must be that of `bytes`: the caller has hashed them. */
  putChunk(digest: string, bytes: Uint8Array): Promise<Result<void, StoreFault>>;
  /** The bytes, checked against the name; `undefined` when there are none. */
  getChunk(digest: string): Promise<Uint8Array | undefined>;
  hasChunk(digest: string): Promise<boolean>;
  deleteChunk(digest: string): Promise<void>;
  /** Free part of the disk, 0 … 1; 1 where the store has no end. */
  free(): Promise<number>;
};

export type DiskState = { readonly free: number; readonly uploadsPaused: boolean; readonly actsPaused: boolean };

/** Uploads end first, so that what is under way can still be decided, signed and logged: below 10 % no uploads, below 2 % no acts. */
export async function diskState(store: Pick<ObjectStore, 'free'>): Promise<DiskState> {
  const free = await store.free();
  return { free, uploadsPaused: free < 0.1, actsPaused: free < 0.02 };
}
