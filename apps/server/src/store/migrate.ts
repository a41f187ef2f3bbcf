import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import type { Pool, PoolClient } from 'pg';

/**
 * Why the schema cannot be brought up to date. `file` names the migration: changed after it was applied, unknown to this release
 * (the database is of a newer one), numbered twice or below one already applied, or failed with PostgreSQL's `message`.
 */
export type MigrateFault = {
  readonly code: 'migrationChanged' | 'migrationUnknown' | 'migrationOutOfOrder' | 'migrationFailed';
  readonly file: string;
  readonly message?: string;
};

type Migration = { readonly number: number; readonly file: string; readonly sql: string; readonly digest: string };

/** Any constant that nothing else locks; it is the name under which two processes starting at once take turns. */
const LOCK = 7_210_358_114;

/** Line ends are made uniform before hashing: git may write CRLF on Windows. */
async function read(directory: string): Promise<readonly Migration[]> {
  const files = (await readdir(directory)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
      return { number: Number(file.slice(0, 4)), file, sql, digest: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

type Applied = { readonly number: number; readonly file: string; readonly digest: string };

/** The migrations still to do, or the first one that contradicts what the database remembers. */
function pending(files: readonly Migration[], applied: readonly Applied[]): Result<readonly Migration[], MigrateFault> {
  const twice = files.find((migration, index) => files[index - 1]?.number === migration.number);
  if (twice !== undefined) return fail({ code: 'migrationOutOfOrder', file: twice.file });
  for (const row of applied) {
    const found = files.find((migration) => migration.number === row.number);
    if (found === undefined) return fail({ code: 'migrationUnknown', file: row.file });
    if (found.digest !== row.digest) return fail({ code: 'migrationChanged', file: found.file });
  }
  const last = Math.max(0, ...applied.map((row) => row.number));
  const open = files.filter((migration) => !applied.some((row) => row.number === migration.number));
  const late = open.find((migration) => migration.number < last);
  return late === undefined ? ok(open) : fail({ code: 'migrationOutOfOrder', file: late.file });
}

/** For an import: stop after the number `upTo`; refuse before anything is done when the files are not those `expected`. */
export type MigrationPart = { readonly upTo?: number; readonly expected?: readonly Applied[] };

async function apply(client: PoolClient, migration: Migration): Promise<Result<void, MigrateFault>> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO migration (number, file, digest) VALUES ($1, $2, $3)', [migration.number, migration.file, migration.digest]);
    await client.query('COMMIT');
    return ok(undefined);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    return fail({ code: 'migrationFailed', file: migration.file, message: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Applies the numbered SQL files of `directory` (`0001-name.sql`, plain SQL, no transaction statements) that the database has not seen,
 * each in its own transaction with its checksum. An applied file may never change. Processes that start at once take turns under an
 * advisory lock; those that come later find nothing to do. Returns the files applied now. Throws when the database is out of reach.
 */
export async function migrate(pool: Pick<Pool, 'connect'>, directory: string, part: MigrationPart = {}): Promise<Result<readonly string[], MigrateFault>> {
  const all = await read(directory);
  const known = pending(all, part.expected ?? []);
  if (!known.ok) return known;
  const files = all.filter((migration) => migration.number <= (part.upTo ?? Number.POSITIVE_INFINITY));
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS migration (
      number integer PRIMARY KEY, file text NOT NULL, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<Applied>('SELECT number, file, digest FROM migration ORDER BY number');
    const open = pending(files, rows);
    let outcome: Result<readonly string[], MigrateFault> = open.ok ? ok(open.value.map((migration) => migration.file)) : open;
    for (const migration of open.ok ? open.value : []) {
      const done = await apply(client, migration);
      if (!done.ok) {
        outcome = done;
        break;
      }
    }
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    broken = false;
    return outcome;
  } finally {
    // A connection that failed on the way may still hold the lock: it is closed instead of going back to the pool.
    client.release(broken);
  }
}
