/** An object store whose faults are switched on and off: full, out of reach, or acknowledging nothing of what it did. */
import { fail, type Result } from '@zhaobiao/basics';

/** The part of the object store that writes and reads chunks (`apps/server/src/objects/store.ts`). */
export type ChunkStore = {
  putChunk(digest: string, bytes: Uint8Array): Promise<Result<void, { readonly code: 'full' | 'unreachable'; readonly message: string }>>;
  getChunk(digest: string): Promise<Uint8Array | undefined>;
  hasChunk(digest: string): Promise<boolean>;
  deleteChunk(digest: string): Promise<void>;
  free(): Promise<number>;
};

/** `lost`: the request never arrived. `unanswered`: it was done, but the answer was lost. */
export type ObjectsFault = 'none' | 'full' | 'lost' | 'unanswered';

export type FailingObjects = ChunkStore & { readonly become: (fault: ObjectsFault) => void };

export function failingObjects(store: ChunkStore): FailingObjects {
  let fault: ObjectsFault = 'none';
  const away = (): Error => new Error('the object store does not answer');
  const reading = <Value>(read: () => Promise<Value>): Promise<Value> => (fault === 'lost' || fault === 'unanswered' ? Promise.reject(away()) : read());
  return {
    become: (next) => {
      fault = next;
    },
    putChunk: async (digest, bytes) => {
      if (fault === 'full') return fail({ code: 'full', message: 'no space left' });
      if (fault === 'lost') return fail({ code: 'unreachable', message: away().message });
      const stored = await store.putChunk(digest, bytes);
      return fault === 'unanswered' ? fail({ code: 'unreachable', message: away().message }) : stored;
    },
    getChunk: (digest) => reading(() => store.getChunk(digest)),
    hasChunk: (digest) => reading(() => store.hasChunk(digest)),
    deleteChunk: (digest) => reading(() => store.deleteChunk(digest)),
    free: () => (fault === 'full' ? Promise.resolve(0) : store.free()),
  };
}
