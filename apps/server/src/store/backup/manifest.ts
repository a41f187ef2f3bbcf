import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { ok } from '@zhaobiao/basics';
import type { Instant, Result } from '@zhaobiao/basics';
import { backupFault, systemCode } from './fault.ts';
import type { BackupFault } from './fault.ts';
import { parseManifest } from './parse-manifest.ts';
import { markOf, syncFolder } from './tree.ts';
import type { FileMark } from './tree.ts';

export const BACKUP_FORMAT = 'zhaobiao/backup/v1';
export const EXPORT_FORMAT = 'zhaobiao/export/v1';

export type TableMark = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly file: string;
};

/** What a backup or an export consists of. It is written last: a folder without it was never finished. */
export type Manifest = {
  readonly format: typeof BACKUP_FORMAT | typeof EXPORT_FORMAT;
  readonly files: readonly FileMark[];
  /** Folders that must exist though they may be empty. */
  readonly folders: readonly string[];
  /** A backup: PostgreSQL's major version, its identity, the log positions between which it was copied, and when that ended. */
  readonly cluster?: { readonly major: number; readonly system: string; readonly startLsn: string; readonly stopLsn: string; readonly endedAt: Instant };
  /** An export: rows of each table, sequences, and the migrations the rows fit. */
  readonly tables?: readonly TableMark[];
  readonly sequences?: readonly { readonly name: string; readonly value: string | null }[];
  readonly migrations?: readonly { readonly number: number; readonly file: string; readonly digest: string }[];
};

const FILE = 'manifest.json';

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Makes the target folder, which must be new or empty. */
export async function emptyTarget(target: string): Promise<Result<string, BackupFault>> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  if ((await readdir(target)).length > 0) return backupFault('targetNotEmpty', `${target} is not empty: a backup needs a folder of its own.`);
  return ok(resolve(target));
}

/** Writes the manifest durably and returns its SHA-256: whoever keeps that elsewhere can tell this backup from any other. */
export async function writeManifest(target: string, manifest: Manifest): Promise<string> {
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`);
  const file = await open(join(target, `${FILE}.new`), 'wx', 0o600);
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(join(target, `${FILE}.new`), join(target, FILE));
  await syncFolder(target);
  return digestOf(bytes);
}

/** Reads the manifest of `source`. With `expected`, the digest noted when the backup was made, a swapped backup is refused too. */
export async function readManifest(source: string, format: Manifest['format'], expected?: string): Promise<Result<Manifest, BackupFault>> {
  const bytes = await readFile(join(source, FILE)).catch((error: unknown) => (systemCode(error) === 'ENOENT' ? undefined : Promise.reject(error)));
  if (bytes === undefined) return backupFault('incomplete', `${source} holds no finished backup: ${FILE} is missing.`, FILE);
  if (expected !== undefined && digestOf(bytes) !== expected) return backupFault('damaged', `${FILE} is not the one of that backup: its digest differs.`, FILE);
  const manifest = parseManifest(bytes);
  if (manifest === undefined) return backupFault('damaged', `${FILE} cannot be read.`, FILE);
  return manifest.format === format ? ok(manifest) : backupFault('otherFormat', `${source} holds ${manifest.format}, not ${format}.`, FILE);
}

/** The first file that is missing or differs from its mark. */
export async function checkFiles(source: string, manifest: Manifest): Promise<Result<void, BackupFault>> {
  for (const expected of manifest.files) {
    const found = await markOf(join(source, ...expected.path.split('/')), expected.path).catch((error: unknown) => (systemCode(error) === 'ENOENT' ? undefined : Promise.reject(error)));
    if (found === undefined) return backupFault('damaged', `${expected.path} is missing from the backup.`, expected.path);
    if (found.sha256 !== expected.sha256 || found.length !== expected.length) return backupFault('damaged', `${expected.path} is damaged: its digest differs from the manifest's.`, expected.path);
  }
  return ok(undefined);
}

export const isWithin = (path: string, folder: string): boolean => resolve(path) === resolve(folder) || resolve(path).startsWith(resolve(folder) + sep);
