import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import type { Binaries } from './binaries.ts';
import { clusterFault, errorText } from './fault.ts';
import type { ClusterFault } from './fault.ts';
import type { Place } from './place.ts';
import { MAJOR, SIZES, USER } from './settings.ts';

const run = promisify(execFile);

const passwordFile = (place: Place): string => join(place.base, 'password');

/** The password of the TCP route, made once; whoever reads the file can read and write every row. */
export async function password(place: Place): Promise<string> {
  const found = await readFile(passwordFile(place), 'utf8').catch(() => undefined);
  if (found !== undefined) return found.trim();
  const fresh = randomBytes(24).toString('base64url');
  await writeFile(passwordFile(place), fresh, { mode: 0o600, flag: 'wx' });
  return fresh;
}

/** A file only the account may read, for initdb alone. */
async function handOver(place: Place, secret: string): Promise<string> {
  const path = join(place.base, `password.${randomUUID()}`);
  await writeFile(path, secret, { mode: 0o600, flag: 'wx' });
  if (place.account !== undefined) await chown(path, place.account.uid, place.account.gid);
  return path;
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

async function initdb(place: Place, binaries: Binaries, target: string, tcp: boolean): Promise<void> {
  const secret = tcp ? await handOver(place, await password(place)) : undefined;
  const access = secret === undefined ? ['--auth-local=trust', '--auth-host=reject'] : ['--auth=scram-sha-256', `--pwfile=${secret}`];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const sizes = Object.entries(SIZES).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    await run(binaries.initdb, ['-D', target, '-U', USER, ...locale, ...access, '--no-instructions', ...sizes], {
      cwd: target,
      ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C' } }),
      ...(place.account ?? {}),
    });
  } finally {
    if (secret !== undefined) await rm(secret, { force: true });
  }
}

/** Makes the data directory if there is none. It appears under its name only when whole: a kill on the way leaves nothing half. */
export async function initialise(place: Place, binaries: Binaries, tcp: boolean): Promise<Result<'made' | 'found', ClusterFault>> {
  const version = (await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === MAJOR) return ok('found');
  if (version !== '') {
    return clusterFault('otherVersion', `The data in ${place.data} are of PostgreSQL ${version}, this release brings ${MAJOR}: export with the release before, then import.`);
  }
  const fresh = join(place.base, `data.new-${randomUUID()}`);
  try {
    for (const name of await readdir(place.base)) {
      if (name.startsWith('data.new-')) await rm(join(place.base, name), { recursive: true, force: true });
    }
    await mkdir(fresh, { mode: 0o700 });
    await chmod(fresh, 0o700);
    if (place.account !== undefined) await chown(fresh, place.account.uid, place.account.gid);
    await initdb(place, binaries, fresh, tcp);
    await rename(fresh, place.data);
    await syncFolder(place.base);
    return ok('made');
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    return clusterFault('initFailed', `A database could not be made in ${place.data}: ${errorText(error).trim().split('\n').slice(-3).join(' | ')}.`);
  }
}
