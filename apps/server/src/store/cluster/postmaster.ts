import { spawn } from 'node:child_process';
import { open, readFile, readlink, realpath, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import { clusterFault, errorCode, errorText } from './fault.ts';
import type { ClusterFault, ClusterLog } from './fault.ts';
import type { Place } from './place.ts';
import { connectionOf, enforced } from './settings.ts';
import type { Route } from './settings.ts';

/** What postmaster.pid says of the server that wrote it. */
export type Postmaster = { readonly pid: number; readonly port: number; readonly socketFolder: string; readonly ready: boolean };

export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? '', ready: lines[7] === 'ready' };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Whether a living process is the postmaster of `data`. After a power loss the number in postmaster.pid may belong to somebody
 * else by now; a postmaster works in its data directory, which Linux shows. Elsewhere only an answer on the socket can tell.
 */
export async function whose(pid: number, data: string): Promise<'ours' | 'other' | 'unknown'> {
  if (process.platform !== 'linux') return 'unknown';
  try {
    const [program, folder] = await Promise.all([readlink(`/proc/${pid}/exe`), readlink(`/proc/${pid}/cwd`)]);
    return basename(program.replace(/ \(deleted\)$/, '')) === 'postgres' && folder === data ? 'ours' : 'other';
  } catch (error) {
    return ['ENOENT', 'ESRCH'].includes(errorCode(error)) ? 'other' : 'unknown';
  }
}

/** Whether the server at `route` answers and serves exactly `data`. */
export async function answers(route: Route, data: string): Promise<boolean> {
  const client = new pg.Client({ ...connectionOf(route, 'postgres'), connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return (await realpath(rows[0]?.data_directory ?? '')) === (await realpath(data));
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const LOG_LIMIT = 8 * 1024 * 1024;

async function logTail(place: Place, from: number): Promise<string> {
  const text = (await readFile(place.logFile).catch(() => Buffer.alloc(0))).subarray(from).toString('utf8');
  return text.trim().split('\n').slice(-4).join(' | ');
}

type Started = { readonly exited: () => boolean };

/** Starts the server apart from our own process group and session, so that Ctrl-C and `kill -9` of Node do not reach it. */
async function launch(place: Place, binaries: Binaries, route: Route, logFrom: number): Promise<Started> {
  const log = await open(place.logFile, logFrom === 0 ? 'w' : 'a', 0o640);
  const options = enforced(route);
  const windows = process.platform === 'win32';
  // pg_ctl gives up administrator rights, without which postgres.exe refuses to start.
  const [program, args] = windows
    ? [binaries.pgCtl, ['start', '-W', '-D', place.data, '-o', options.map((part) => `"${part}"`).join(' ')]]
    : [binaries.postgres, ['-D', place.data, ...options]];
  let exited = false;
  const child = spawn(program, args, {
    cwd: place.data,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    windowsHide: true,
    // On Windows a process without the system's own variables does not start; elsewhere nothing of ours is handed on.
    ...(windows ? {} : { env: { LC_ALL: 'C' } }),
    ...(place.account ?? {}),
  });
  child.once('error', () => (exited = true));
  child.once('exit', (status) => (exited = !windows || status !== 0));
  child.unref();
  await log.close();
  return { exited: () => exited };
}

/**
 * Starts the server and waits until it answers; recovery after a power loss may take minutes and is waited for.
 * A predecessor that was killed may leave processes that end within moments: until then the start is repeated.
 */
export async function start(place: Place, binaries: Binaries, route: Route, log: ClusterLog): Promise<Result<void, ClusterFault>> {
  for (let attempt = 1; ; attempt += 1) {
    const size = await stat(place.logFile).then((found) => found.size, () => 0);
    if (size > LOG_LIMIT) await rename(place.logFile, `${place.logFile}.1`);
    const logFrom = size > LOG_LIMIT ? 0 : size;
    const server = await launch(place, binaries, route, logFrom);
    const began = performance.now();
    for (let told = 0; !server.exited(); await pause(20)) {
      const file = await readPostmaster(place.data);
      if (file?.ready === true && isAlive(file.pid) && (await answers(route, place.data))) return ok(undefined);
      const seconds = Math.floor((performance.now() - began) / 1_000);
      if (seconds >= told + 10) log.info(`PostgreSQL is recovering after an interruption (${seconds} s) …`);
      if (seconds >= told + 10) told = seconds;
      if (process.platform === 'win32' && seconds > 30 && file === undefined) break;
      if (seconds > 1_800) return clusterFault('startFailed', `PostgreSQL in ${place.data} has not answered for half an hour; see ${place.logFile}.`);
    }
    const tail = await logTail(place, logFrom);
    if (attempt >= 20 || !/shared memory block|lock file/.test(tail)) {
      return clusterFault('startFailed', `PostgreSQL did not start in ${place.data}: ${tail || `see ${place.logFile}`}.`);
    }
    await pause(250);
  }
}

async function gone(pid: number, milliseconds: number): Promise<boolean> {
  for (const until = performance.now() + milliseconds; isAlive(pid); await pause(20)) {
    if (performance.now() > until) return false;
  }
  return true;
}

/** Ends the server in an orderly way (open transactions are rolled back), at the last by the immediate mode, which loses nothing committed. */
export async function stopPostmaster(pid: number, place: Place, binaries: Binaries | undefined): Promise<Result<void, ClusterFault>> {
  try {
    if (process.platform === 'win32' && binaries !== undefined) {
      spawn(binaries.pgCtl, ['stop', '-W', '-m', 'fast', '-D', place.data], { stdio: 'ignore' });
    } else {
      process.kill(pid, 'SIGINT');
    }
    if (await gone(pid, 60_000)) return ok(undefined);
    if (process.platform !== 'win32') process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return ok(undefined);
    return clusterFault('notPermitted', `PostgreSQL (process ${pid}) could not be stopped: ${errorText(error)}.`);
  }
  return (await gone(pid, 30_000)) ? ok(undefined) : clusterFault('notAnswering', `PostgreSQL (process ${pid}) does not end; its data are in ${place.data}.`);
}
