import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instant, ok } from '@zhaobiao/basics';
import type { Instant, Result } from '@zhaobiao/basics';
import pg from 'pg';
import type { Connection } from '../cluster/settings.ts';
import { backupFault, failed } from './fault.ts';
import type { BackupFault } from './fault.ts';
import { BACKUP_FORMAT, emptyTarget, isWithin, writeManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { copyMarked, markOf, syncFolder, walk } from './tree.ts';
import type { FileMark } from './tree.ts';

export type BackupSource = {
  /** The private cluster: how to reach it and where its data directory lies (`Cluster.connection`, `Cluster.data`). */
  readonly connection: Connection;
  readonly data: string;
  /** Folders of the object store and of the log's tiles; absent where they lie in a bucket, which is backed up by its own means. */
  readonly objects?: string;
  readonly tiles?: string;
  /** Files and folders with keys. They are never copied: a backup that held them would open what the guardians keep shut. */
  readonly keys: readonly string[];
};

export type BackupReport = {
  readonly files: number;
  readonly bytes: number;
  /** The moment a restore leads to, by the database's clock: whatever was confirmed before it is in the backup. Milliseconds since 1970. */
  readonly endedAt: Instant;
  /** To be kept apart from the backup; `restore` can be told to accept no other. */
  readonly manifestDigest: string;
  /** What is not in the backup and must be kept elsewhere. */
  readonly keptApart: readonly string[];
};

type Copied = { readonly files: FileMark[]; readonly folders: string[] };

/** What PostgreSQL rebuilds at its start, or what belongs to the running server only (PostgreSQL manual, 25.3.4.2). */
const EMPTY = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'];
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts', 'backup_label', 'tablespace_map', 'global/pg_control'];

function skipped(path: string): boolean {
  const [top = '', second] = path.split('/');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (LEFT_OUT.includes(path) || name === 'pg_internal.init' || name.startsWith('pgsql_tmp')) return true;
  return EMPTY.includes(top) && second !== undefined && path !== 'pg_wal/archive_status' && path !== 'pg_wal/summaries';
}

async function copyTree(from: string, target: string, name: string, copied: Copied, skip?: (path: string) => boolean): Promise<void> {
  await mkdir(join(target, name), { recursive: true, mode: 0o700 });
  copied.folders.push(name);
  for await (const { path, folder } of walk(from, skip)) {
    const inside = `${name}/${path}`;
    if (folder) {
      await mkdir(join(target, inside), { recursive: true, mode: 0o700 });
      copied.folders.push(inside);
      continue;
    }
    const mark = await copyMarked(join(from, path), join(target, inside), inside);
    if (mark !== undefined) copied.files.push(mark);
  }
}

async function addFile(target: string, path: string, content: string | Buffer, copied: Copied): Promise<void> {
  await writeFile(join(target, path), content, { mode: 0o600, flag: 'wx', flush: true });
  copied.files.push(await markOf(join(target, path), path));
}

/** pg_control is one block, rewritten in place: read until two readings agree, and last, as PostgreSQL's own backup does. */
async function copyControl(data: string, target: string, copied: Copied): Promise<void> {
  const read = (): Promise<Buffer> => readFile(join(data, 'global', 'pg_control'));
  let control = await read();
  for (let again = await read(); !again.equals(control); again = await read()) control = again;
  await addFile(target, 'data/global/pg_control', control, copied);
}

type Stopped = { readonly label: string; readonly stopLsn: string; readonly lastSegment: string };

/** The log from the checkpoint the copy began with to the record that ends it: with it the copy becomes one moment. */
async function copyLog(data: string, target: string, stopped: Stopped, copied: Copied): Promise<Result<void, BackupFault>> {
  const first = /START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/.exec(stopped.label)?.[1];
  if (first === undefined) return backupFault('failed', 'PostgreSQL described the beginning of the backup in a way that is not understood.');
  const present = (await readdir(join(data, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= stopped.lastSegment).sort();
  if (present[0] !== first || present.at(-1) !== stopped.lastSegment) {
    return backupFault('walLost', `PostgreSQL's log between ${first} and ${stopped.lastSegment} is not complete; repeat the backup.`);
  }
  for (const name of present) {
    const mark = await copyMarked(join(data, 'pg_wal', name), join(target, 'data', 'pg_wal', name), `data/pg_wal/${name}`);
    if (mark === undefined) return backupFault('walLost', `PostgreSQL's log segment ${name} vanished; repeat the backup.`);
    copied.files.push(mark);
  }
  return ok(undefined);
}

async function copyCluster(client: pg.Client, data: string, target: string, copied: Copied): Promise<Result<NonNullable<Manifest['cluster']>, BackupFault>> {
  const { rows: [control] } = await client.query<{ system: string; major: number }>(
    `SELECT system_identifier::text AS system, current_setting('server_version_num')::integer / 10000 AS major FROM pg_control_system()`,
  );
  if ((await readdir(join(data, 'pg_tblspc'))).length > 0) return backupFault('tablespaces', 'The database uses tablespaces, which this backup does not follow.');
  // The slot keeps the log from being recycled while we copy; being temporary it goes with the connection, whatever happens.
  await client.query('SELECT pg_create_physical_replication_slot($1, true, true)', [`backup_${randomBytes(8).toString('hex')}`]);
  const { rows: [started] } = await client.query<{ lsn: string }>(`SELECT pg_backup_start('zhaobiao', true)::text AS lsn`);
  await copyTree(data, target, 'data', copied, skipped);
  await copyControl(data, target, copied);
  const { rows: [ended] } = await client.query<{ at: string }>('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at');
  const { rows: [stopped] } = await client.query<Stopped>(
    `SELECT labelfile AS label, lsn::text AS "stopLsn", pg_walfile_name(lsn) AS "lastSegment" FROM pg_backup_stop(false)`,
  );
  const endedAt = instant(Number(ended?.at));
  if (control === undefined || started === undefined || stopped === undefined || endedAt === undefined) return backupFault('failed', 'PostgreSQL did not answer the backup commands.');
  await addFile(target, 'data/backup_label', stopped.label, copied);
  const log = await copyLog(data, target, stopped, copied);
  return log.ok ? ok({ ...control, startLsn: started.lsn, stopLsn: stopped.stopLsn, endedAt }) : log;
}

/**
 * Copies the running installation into `target`, a new folder, without stopping it. What was confirmed before `endedAt` is in it;
 * objects and manifest are written after that moment.
 *
 * Order matters. Tiles first: the log they show must not be longer than the database's, or the restored server would rightly refuse to
 * start. Objects last: whatever the copied rows name was in the store by then, and is never removed while named.
 */
export async function backup(source: BackupSource, target: string): Promise<Result<BackupReport, BackupFault>> {
  const client = new pg.Client(source.connection);
  client.on('error', () => undefined);
  try {
    const copiedFolders = [source.data, source.objects, source.tiles].filter((folder) => folder !== undefined);
    const inside = source.keys.find((key) => copiedFolders.some((folder) => isWithin(key, folder)));
    if (inside !== undefined) return backupFault('keysInside', `${inside} holds keys and lies inside a folder to be copied: move it elsewhere first.`);
    if (copiedFolders.some((folder) => isWithin(target, folder))) return backupFault('targetNotEmpty', `${target} lies inside what is to be copied.`);
    const empty = await emptyTarget(target);
    if (!empty.ok) return empty;
    await client.connect();
    const { rows } = await client.query<{ data: string }>(`SELECT current_setting('data_directory') AS data`);
    if ((await realpath(rows[0]?.data ?? '').catch(() => '')) !== (await realpath(source.data))) {
      return backupFault('otherCluster', `The server that answers does not keep its data in ${source.data}; for a database of your own use the export.`);
    }
    const copied: Copied = { files: [], folders: [] };
    if (source.tiles !== undefined) await copyTree(source.tiles, target, 'tiles', copied);
    const cluster = await copyCluster(client, source.data, target, copied);
    if (!cluster.ok) return cluster;
    if (source.objects !== undefined) await copyTree(source.objects, target, 'objects', copied, (path) => path === 'incoming');
    for (const folder of copied.folders) await syncFolder(join(target, folder));
    const manifestDigest = await writeManifest(target, { format: BACKUP_FORMAT, ...copied, cluster: cluster.value });
    const bytes = copied.files.reduce((sum, file) => sum + file.length, 0);
    return ok({ files: copied.files.length, bytes, endedAt: cluster.value.endedAt, manifestDigest, keptApart: [...source.keys] });
  } catch (error) {
    return failed(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
