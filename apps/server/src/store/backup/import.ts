import { join } from 'node:path';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import pg from 'pg';
import type { ClientBase, ClientConfig, Pool } from 'pg';
import { migrate } from '../migrate.ts';
import { copyFromFile } from './copy.kernel.ts';
import { backupFault, failed } from './fault.ts';
import type { BackupFault } from './fault.ts';
import { checkFiles, EXPORT_FORMAT, readManifest } from './manifest.ts';
import type { Manifest, TableMark } from './manifest.ts';
import { inLoadingOrder, quoted, tablesOf } from './tables.ts';

export type ImportReport = { readonly tables: number; readonly rows: number; readonly migrations: readonly string[] };

async function isFresh(pool: Pick<Pool, 'connect'>): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') LIMIT 1`);
    return rowCount === 0;
  } finally {
    client.release();
  }
}

async function load(client: ClientBase, source: string, mark: TableMark): Promise<Result<void, BackupFault>> {
  const columns = mark.columns.map(quoted).join(', ');
  const rows = await copyFromFile(client, `COPY ${quoted(mark.table)} (${columns}) FROM STDIN`, join(source, mark.file));
  return rows === mark.rows ? ok(undefined) : backupFault('damaged', `${mark.file} gave ${rows} rows instead of ${mark.rows}.`, mark.file);
}

/** Fills the tables of a schema that this import has just made, in one transaction; a fault leaves it open for the caller to give up. */
async function fill(client: ClientBase, source: string, manifest: Manifest): Promise<Result<void, BackupFault>> {
  await client.query('BEGIN');
  await client.query(`SET LOCAL client_encoding = 'UTF8'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'`);
  const ordered = await inLoadingOrder(client, await tablesOf(client));
  if (!ordered.ok) return ordered;
  const marks = new Map((manifest.tables ?? []).map((mark) => [mark.table, mark]));
  const strange = [...marks.values()].find((mark) => !ordered.value.some((table) => table.name === mark.table));
  if (strange !== undefined) return backupFault('schemaDiffers', `The export has a table ${strange.table} that the migrations do not make.`, strange.file);
  // Rows that migrations put in are in the export as well, in the state they had there.
  for (const table of ordered.value.toReversed()) await client.query(`DELETE FROM ${quoted(table.name)}`);
  for (const table of ordered.value) {
    const mark = marks.get(table.name);
    const loaded = mark === undefined ? ok(undefined) : await load(client, source, mark);
    if (!loaded.ok) return loaded;
  }
  for (const { name, value } of manifest.sequences ?? []) {
    if (value !== null) await client.query('SELECT setval($1::regclass, $2::bigint, true)', [quoted(name), value]);
  }
  await client.query('COMMIT');
  return ok(undefined);
}

async function fillFrom(pool: Pick<Pool, 'connect'>, source: string, manifest: Manifest): Promise<Result<void, BackupFault>> {
  const client = await pool.connect();
  let broken = true;
  try {
    const filled = await fill(client, source, manifest);
    broken = !filled.ok;
    return filled;
  } finally {
    // Closing a connection rolls back what it has not committed.
    client.release(broken);
  }
}

/**
 * Brings an export into an empty database: the schema as it was when exported, its rows in one transaction, then the migrations made
 * since. All files are verified before the first row. A failure leaves the schema without rows; use another empty database then.
 */
export async function importTables(connection: ClientConfig, source: string, migrations: string, manifestDigest?: string): Promise<Result<ImportReport, BackupFault>> {
  const pool = new pg.Pool({ ...connection, pipeline: false, max: 1 });
  pool.on('error', () => undefined);
  try {
    const read = await readManifest(source, EXPORT_FORMAT, manifestDigest);
    if (!read.ok) return read;
    const manifest = read.value;
    const checked = await checkFiles(source, manifest);
    if (!checked.ok) return checked;
    if (!(await isFresh(pool))) return backupFault('targetNotEmpty', 'The database already has tables: an import needs an empty one.');
    const exported = manifest.migrations ?? [];
    const before = await migrate(pool, migrations, { upTo: exported.at(-1)?.number ?? 0, expected: exported });
    if (!before.ok) return backupFault('schemaDiffers', `The export does not fit this release: ${before.fault.code} ${before.fault.file} ${before.fault.message ?? ''}`.trim(), before.fault.file);
    const filled = await fillFrom(pool, source, manifest);
    if (!filled.ok) return filled;
    const after = await migrate(pool, migrations);
    if (!after.ok) return backupFault('schemaDiffers', `The rows are in, but ${after.fault.file} failed on them: ${after.fault.message ?? after.fault.code}`, after.fault.file);
    const rows = (manifest.tables ?? []).reduce((sum, mark) => sum + mark.rows, 0);
    return ok({ tables: manifest.tables?.length ?? 0, rows, migrations: after.value });
  } catch (error) {
    return failed(error);
  } finally {
    await pool.end();
  }
}
