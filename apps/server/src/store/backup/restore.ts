import { chmod, chown, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok } from '@zhaobiao/basics';
import type { Instant, Result } from '@zhaobiao/basics';
import { findPlace } from '../cluster/place.ts';
import { MAJOR } from '../cluster/settings.ts';
import { backupFault, failed } from './fault.ts';
import type { BackupFault } from './fault.ts';
import { BACKUP_FORMAT, checkFiles, readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { copyMarked, syncFolder, walk } from './tree.ts';

export type RestoreTarget = {
  /** The cluster's directory, as `openCluster` takes it; it may not hold data yet. */
  readonly directory: string;
  readonly objects?: string;
  readonly tiles?: string;
  /** The digest the backup's maker noted: a backup with another manifest is refused. */
  readonly manifestDigest?: string;
};

export type RestoreReport = { readonly files: number; readonly bytes: number; readonly data: string; readonly endedAt: Instant };

/** Checks a backup as it lies there: the first damaged or missing file is named. */
export async function verifyBackup(source: string, manifestDigest?: string): Promise<Result<Manifest, BackupFault>> {
  try {
    const manifest = await readManifest(source, BACKUP_FORMAT, manifestDigest);
    if (!manifest.ok) return manifest;
    const checked = await checkFiles(source, manifest.value);
    return checked.ok ? manifest : checked;
  } catch (error) {
    return failed(error);
  }
}

const hasContent = async (folder: string): Promise<boolean> => (await readdir(folder).catch(() => [])).length > 0;

/** Copies one part of the backup beside its target and checks each file again on the way; the target appears whole or not at all. */
async function bring(source: string, manifest: Manifest, part: string, target: string): Promise<Result<string, BackupFault>> {
  const fresh = `${target}.restoring`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  for (const folder of manifest.folders) {
    if (folder.startsWith(`${part}/`)) await mkdir(join(fresh, folder.slice(part.length + 1)), { recursive: true, mode: 0o700 });
  }
  for (const expected of manifest.files) {
    if (!expected.path.startsWith(`${part}/`)) continue;
    const found = await copyMarked(join(source, expected.path), join(fresh, expected.path.slice(part.length + 1)), expected.path);
    if (found?.sha256 === expected.sha256) continue;
    await rm(fresh, { recursive: true, force: true });
    return backupFault('damaged', `${expected.path} changed while it was restored.`, expected.path);
  }
  return ok(fresh);
}

async function giveTo(owner: { readonly uid: number; readonly gid: number } | undefined, folder: string): Promise<void> {
  if (owner === undefined) return;
  await chown(folder, owner.uid, owner.gid);
  for await (const { path } of walk(folder)) await chown(join(folder, path), owner.uid, owner.gid);
}

async function syncTree(folder: string): Promise<void> {
  await syncFolder(folder);
  for await (const entry of walk(folder)) if (entry.folder) await syncFolder(join(folder, entry.path));
}

/** Chunks are immutable and tiles are public: the modes their own writers give them. */
async function open(folder: string, fileMode: number): Promise<void> {
  await chmod(folder, 0o755);
  for await (const entry of walk(folder)) await chmod(join(folder, entry.path), entry.folder ? 0o755 : fileMode);
}

async function put(fresh: string, target: string): Promise<void> {
  // An empty folder may stand where the part belongs; rename replaces only that.
  if ((await stat(target).catch(() => undefined))?.isDirectory() === true) await rm(target, { recursive: true });
  await rename(fresh, target);
  await syncFolder(dirname(target));
}

/**
 * Restores a backup into places that hold nothing yet. Everything is verified before anything is written. The next `openCluster` of the
 * directory recovers the database to the moment the backup ended. Keys are not in a backup: bring them from where they are kept.
 */
export async function restore(source: string, target: RestoreTarget): Promise<Result<RestoreReport, BackupFault>> {
  try {
    const verified = await verifyBackup(source, target.manifestDigest);
    if (!verified.ok) return verified;
    const { value: manifest } = verified;
    const { cluster } = manifest;
    if (cluster === undefined) return backupFault('otherFormat', `${source} holds no copy of a database.`, 'manifest.json');
    if (String(cluster.major) !== MAJOR) return backupFault('otherFormat', `The backup is of PostgreSQL ${cluster.major}, this release brings ${MAJOR}: restore it with the release that made it, then export.`);
    const place = await findPlace(target.directory);
    if (!place.ok) return backupFault('failed', place.fault.message);
    const parts = [
      { part: 'tiles', to: target.tiles },
      { part: 'objects', to: target.objects },
      { part: 'data', to: place.value.data },
    ].flatMap(({ part, to }) => (to === undefined || !manifest.folders.includes(part) ? [] : [{ part, to }]));
    for (const { to } of parts) if (await hasContent(to)) return backupFault('targetNotEmpty', `${to} is not empty: nothing is overwritten by a restore.`);
    const brought: { readonly fresh: string; readonly to: string }[] = [];
    for (const { part, to } of parts) {
      const fresh = await bring(source, manifest, part, to);
      if (!fresh.ok) return fresh;
      brought.push({ fresh: fresh.value, to });
      if (part === 'data') await giveTo(place.value.account, fresh.value);
      else await open(fresh.value, part === 'objects' ? 0o440 : 0o644);
      await syncTree(fresh.value);
    }
    for (const { fresh, to } of brought) await put(fresh, to);
    const bytes = manifest.files.reduce((sum, file) => sum + file.length, 0);
    return ok({ files: manifest.files.length, bytes, data: place.value.data, endedAt: cluster.endedAt });
  } catch (error) {
    return failed(error);
  }
}
