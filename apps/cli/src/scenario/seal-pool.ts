import { Worker } from 'node:worker_threads';
import type { SealedTask, SealTask } from './seal-thread.ts';

export type SealPool = { readonly seal: (task: Omit<SealTask, 'id'>) => Promise<SealedTask>; readonly stop: () => Promise<void> };

type Waiting = { readonly resolve: (sealed: SealedTask) => void; readonly reject: (error: Error) => void };

/** `threads` machines of bidders. A thread that dies fails everything that still waits. */
export function sealPool(threads: number): SealPool {
  const waiting = new Map<number, Waiting>();
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./seal-thread.ts', import.meta.url));
    worker.on('message', (sealed: SealedTask) => {
      waiting.get(sealed.id)?.resolve(sealed);
      waiting.delete(sealed.id);
    });
    worker.on('error', (error) => {
      for (const each of waiting.values()) each.reject(error);
      waiting.clear();
    });
    return worker;
  });
  let next = 0;
  return {
    seal: (task) => new Promise((resolve, reject) => {
      const id = next;
      next += 1;
      waiting.set(id, { resolve, reject });
      workers[id % workers.length]?.postMessage({ id, ...task } satisfies SealTask);
    }),
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
