import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import pg from 'pg';
import type { ClientBase, ClientConfig } from 'pg';
import { copyToFile } from './copy.kernel.ts';
import { failed } from './fault.ts';
import type { BackupFault } from './fault.ts';
import { emptyTarget, EXPORT_FORMAT, writeManifest } from './manifest.ts';
import type { Manifest, TableMark } from './manifest.ts';
import { quoted, tablesOf } from './tables.ts';
import { markOf } from './tree.ts';
import type { FileMark } from './tree.ts';

export type ExportReport = { readonly tables: number; readonly rows: number; readonly bytes: number; readonly manifestDigest: string };

async function sequencesOf(client: ClientBase): Promise<NonNullable<Manifest['sequences']>> {
  const { rows } = await client.query<{ name: string; value: string | null }>(
    'SELECT sequencename::text AS name, last_value::text AS value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename',
  );
  return rows;
}

async function migrationsOf(client: ClientBase): Promise<NonNullable<Manifest['migrations']>> {
  const { rows } = await client.query<NonNullable<Manifest['migrations']>[number]>('SELECT number, file, digest FROM migration ORDER BY number');
  return rows;
}

async function copyTables(client: ClientBase, target: string): Promise<{ readonly files: readonly FileMark[]; readonly tables: readonly TableMark[] }> {
  await mkdir(join(target, 'tables'), { mode: 0o700 });
  const files: FileMark[] = [];
  const marks: TableMark[] = [];
  for (const [index, { name, columns, key }] of (await tablesOf(client)).entries()) {
    const file = `tables/${String(index + 1).padStart(3, '0')}-${name.replaceAll(/[^a-z0-9_]/g, '_')}.copy`;
    const list = columns.map(quoted).join(', ');
    const order = key.length === 0 ? '' : ` ORDER BY ${key.map(quoted).join(', ')}`;
    const rows = await copyToFile(client, `COPY (SELECT ${list} FROM ${quoted(name)}${order}) TO STDOUT`, join(target, file));
    files.push(await markOf(join(target, file), file));
    marks.push({ table: name, columns, rows, file });
  }
  return { files, tables: marks };
}

/**
 * Writes every row of one moment as COPY text, table by table, in key order: two exports of the same rows are the same bytes. Works with
 * any PostgreSQL, reads without holding anybody up, and is the way to another major version. Objects and tiles are copied as files;
 * keys are never in the database. Opens a connection of its own, since COPY cannot share a pipelined one.
 */
export async function exportTables(connection: ClientConfig, target: string): Promise<Result<ExportReport, BackupFault>> {
  const client = new pg.Client({ ...connection, pipeline: false });
  client.on('error', () => undefined);
  try {
    const empty = await emptyTarget(target);
    if (!empty.ok) return empty;
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Text must not depend on how the server happens to be set up.
    await client.query(`SET LOCAL client_encoding = 'UTF8'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1`);
    const { files, tables } = await copyTables(client, target);
    const manifest: Manifest = { format: EXPORT_FORMAT, files, folders: ['tables'], tables, sequences: await sequencesOf(client), migrations: await migrationsOf(client) };
    await client.query('COMMIT');
    const manifestDigest = await writeManifest(target, manifest);
    const bytes = files.reduce((sum, file) => sum + file.length, 0);
    return ok({ tables: tables.length, rows: tables.reduce((sum, table) => sum + table.rows, 0), bytes, manifestDigest });
  } catch (error) {
    return failed(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
