/** A pool whose process can be killed between any two statements. Casts: the driver's `query` has a dozen shapes, all handed on unchanged. */
import type { DatabaseClient, DatabasePool } from '@zhaobiao/server';
import type { Kill } from './wire.ts';

type Query = (...args: readonly unknown[]) => unknown;

const textOf = ([first]: readonly unknown[]): string => {
  if (typeof first === 'string') return first;
  return typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
};

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

type Connected = { readonly connection?: { readonly stream?: { readonly writableCorked?: number; uncork?: () => void } } };

/** Statements that wait to be sent together leave now: the database is to see everything before the fatal one. */
function flush(client: DatabaseClient): void {
  const socket = (client as Connected).connection?.stream;
  for (let corked = socket?.writableCorked ?? 0; corked > 0; corked -= 1) socket?.uncork?.();
}

export type Mortality = { readonly arm: (kill: Kill) => void; readonly guard: (pool: DatabasePool) => void };

export function mortality(): Mortality {
  let armed: Kill | undefined;
  let left = 0;
  const fatal = (text: string): Kill['moment'] | undefined => {
    if (armed === undefined || (armed.commits && text !== 'COMMIT')) return undefined;
    left -= 1;
    return left === 0 ? armed.moment : undefined;
  };
  const wrap = (client: DatabaseClient): void => {
    const query = client.query.bind(client) as unknown as Query;
    const mortal: Query = (...args) => {
      const moment = fatal(textOf(args));
      if (moment === 'before') {
        flush(client);
        die();
      }
      // The pool's own statements bring a callback instead of taking a promise.
      const told = args.at(-1);
      const answered = moment === 'answered' && typeof told === 'function' ? [...args.slice(0, -1), die] : args;
      const answer = query(...answered);
      // The next turn of the event loop: the statement has left the process, its answer has not been read.
      if (moment === 'sent') {
        flush(client);
        setImmediate(die);
      }
      if (moment === 'answered' && answer instanceof Promise) void answer.then(die, die);
      return answer;
    };
    (client as { query: unknown }).query = mortal;
  };
  return {
    arm: (kill) => {
      armed = kill;
      left = kill.statement;
    },
    guard: (pool) => {
      pool.on('connect', wrap);
    },
  };
}
