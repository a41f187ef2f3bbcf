import { Worker } from 'node:worker_threads';
import type { Reopened } from '@zhaobiao/evidence';
import type { OpenTask, OpenedTask } from './open-thread.ts';

export type OpenPool = { readonly open: (task: Omit<OpenTask, 'id'>) => Promise<Reopened>; readonly stop: () => Promise<void> };

/** One thread, started when first needed and let go when idle; a thread that dies fails what it held, and the clock tries again. */
export function openPool(idleMs = 60_000): OpenPool {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let next = 0;
  const waiting = new Map<number, { readonly resolve: (reopened: Reopened) => void; readonly reject: (error: Error) => void }>();
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };
  const fail = (error: Error): void => {
    worker = undefined;
    for (const each of waiting.values()) each.reject(error);
    waiting.clear();
  };
  const begin = (): Worker => {
    const thread = new Worker(new URL('./open-thread.ts', import.meta.url));
    thread.on('message', ({ id, reopened }: OpenedTask) => {
      waiting.get(id)?.resolve(reopened);
      waiting.delete(id);
      if (waiting.size === 0) idle = setTimeout(() => void end(), idleMs).unref();
    });
    thread.on('error', fail);
    return thread;
  };
  return {
    open: (task) => {
      clearTimeout(idle);
      worker ??= begin();
      const thread = worker;
      next += 1;
      const id = next;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, ...task } satisfies OpenTask);
      });
    },
    stop: end,
  };
}
