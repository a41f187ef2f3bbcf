import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Locks between processes that the kernel takes back when their holder dies, `kill -9` included: no pid files to misjudge.
 * Node has no flock; SQLite's file locks (fcntl, LockFileEx) are the same thing and come with Node on every system.
 * The file stays empty. Nothing else in the process may open it: closing any descriptor of it would drop the lock.
 */
export type Lock = { release(): void };

function hold(path: string, statements: readonly string[]): Lock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    for (const statement of statements) file.exec(statement);
  } catch (error) {
    file.close();
    if (error instanceof Error && /database (table )?is locked/.test(error.message)) return undefined;
    throw error;
  }
  let held = true;
  return {
    release: () => {
      if (held) file.close();
      held = false;
    },
  };
}

/** The exclusive lock, or `undefined` while anybody holds the file, shared or exclusive. */
export const tryExclusive = (path: string): Lock | undefined => hold(path, ['BEGIN EXCLUSIVE']);

/** A shared lock, or `undefined` while somebody holds it exclusively. */
export const tryShared = (path: string): Lock | undefined => hold(path, ['BEGIN', 'SELECT count(*) FROM sqlite_schema']);

/** Asks until the lock is given or `milliseconds` have passed. */
export async function waitFor(attempt: () => Lock | undefined, milliseconds: number): Promise<Lock | undefined> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const lock = attempt();
    if (lock !== undefined || performance.now() >= until) return lock;
    await pause(50);
  }
}
