import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import { canReach, chooseAccount } from './account.ts';
import type { Account } from './account.ts';
import { clusterFault, errorCode, errorText } from './fault.ts';
import type { ClusterFault } from './fault.ts';

/**
 * Where everything of one cluster lies. `base` is the asked-for directory itself, or a stand-in when PostgreSQL could not use that.
 * Whoever copies `data` has every row the platform has, sealed envelopes included but not the keys to them.
 */
export type Place = { readonly base: string; readonly data: string; readonly logFile: string; readonly account: Account | undefined };

const POINTER = 'data-lies-in';
const OWNER = 'belongs-to';
/** PostgreSQL's MAXPGPATH is 1024; below it the longest file name it makes needs about 200. */
const LONGEST_DATA_PATH = 800;

export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const text = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then((content) => content.trim(), () => undefined);

/** `dev:inode`, so that a checkout that was moved is told from one that was copied. */
async function identity(directory: string): Promise<string> {
  const { dev, ino } = await stat(directory);
  return `${dev}:${ino}`;
}

/** Root keeps the owner of the folder a file lies in, so that a start without `sudo` still works after one with it. */
async function giveToFolderOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(path));
  await chown(path, uid, gid);
}

/** Makes an empty file if there is none. */
export async function ownedFile(path: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o640 });
    await giveToFolderOwner(path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

async function writeOwned(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, `${content}\n`);
  await giveToFolderOwner(`${path}.new`);
  await rename(`${path}.new`, path);
}

async function claim(directory: string, base: string): Promise<Result<void, ClusterFault>> {
  const [path, mark] = (await text(join(base, OWNER)))?.split('\n') ?? [];
  const mine = await identity(directory);
  const other = path !== undefined && path !== directory && mark !== mine ? await text(join(path, POINTER)) : undefined;
  if (other === base) {
    return clusterFault('belongsElsewhere', `The database in ${base} belongs to ${path ?? ''}, of which ${directory} is a copy: delete ${join(directory, POINTER)} to begin an empty one here.`);
  }
  if (path !== directory || mark !== mine) await writeOwned(join(base, OWNER), `${directory}\n${mine}`);
  return ok(undefined);
}

async function standIn(directory: string, account: Account | undefined): Promise<string> {
  const root = account === undefined ? join(homedir(), '.local', 'share', 'zhaobiao') : '/var/lib/zhaobiao';
  const base = join(root, `postgres-${shortHash(directory)}`);
  await mkdir(base, { recursive: true, mode: 0o755 });
  return base;
}

/** The base of the cluster asked for at `directory`, made if need be. The choice is written down beside it and kept from then on. */
export async function findPlace(asked: string): Promise<Result<Place, ClusterFault>> {
  try {
    await mkdir(asked, { recursive: true, mode: 0o755 });
    const directory = await realpath(asked);
    const pointed = await text(join(directory, POINTER));
    const hasData = pointed === undefined && (await stat(join(directory, 'data')).catch(() => undefined)) !== undefined;
    const account = await chooseAccount(join(pointed ?? directory, 'data'));
    const reachable = Buffer.byteLength(directory) <= LONGEST_DATA_PATH && (await canReach(account, directory));
    if (hasData && !reachable) {
      return clusterFault('notPermitted', `PostgreSQL cannot reach its data in ${directory}: open the folders above it for the account ${account?.uid ?? ''}, or move the checkout.`);
    }
    const base = pointed ?? (reachable ? directory : await standIn(directory, account));
    if (base !== directory) {
      const claimed = await claim(directory, base);
      if (!claimed.ok) return claimed;
      if (pointed === undefined) await writeOwned(join(directory, POINTER), base);
    }
    return ok({ base, data: join(base, 'data'), logFile: join(base, 'postgres.log'), account });
  } catch (error) {
    return clusterFault('notPermitted', `The database folder ${asked} cannot be used: ${errorText(error)}.`);
  }
}

/** sun_path holds 108 bytes on Linux and 104 on macOS and BSD, the closing zero included. */
const SOCKET_PATH = process.platform === 'linux' ? 107 : 103;
const fits = (folder: string): boolean => Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= SOCKET_PATH;

async function privateFolder(folder: string, account: Account | undefined): Promise<boolean> {
  const uid = account?.uid ?? process.getuid?.();
  try {
    await mkdir(folder, { mode: 0o700 });
    if (account !== undefined) await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
  } catch {
    // It is there already, or cannot be made: the check below decides.
  }
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
}

/**
 * A folder for the socket: short, 0700, of the account. It is what keeps other users of the machine out, because who reaches the
 * socket is trusted; one that somebody else made first under this name is left alone.
 */
export async function socketFolder(place: Place): Promise<Result<string, ClusterFault>> {
  const name = `zhaobiao-${shortHash(place.data)}`;
  for (const root of new Set([tmpdir(), '/tmp', '/var/tmp', '/run'])) {
    if (!(await canReach(place.account, root).catch(() => false))) continue;
    for (const suffix of ['', '-2', '-3']) {
      const folder = join(root, name + suffix);
      if (fits(folder) && (await privateFolder(folder, place.account))) return ok(folder);
    }
  }
  return clusterFault('notPermitted', `No short private folder for PostgreSQL's socket can be made under ${tmpdir()} or /tmp.`);
}
