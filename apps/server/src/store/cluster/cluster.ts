import { rm, rmdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import pg from 'pg';
import { readyBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { clusterFault, errorText } from './fault.ts';
import type { ClusterFault, ClusterLog } from './fault.ts';
import { initialise, password } from './initialise.ts';
import { tryExclusive, tryShared, waitFor } from './lock.ts';
import type { Lock } from './lock.ts';
import { findPlace, ownedFile, socketFolder } from './place.ts';
import type { Place } from './place.ts';
import { answers, isAlive, readPostmaster, start, stopPostmaster, whose } from './postmaster.ts';
import { connectionOf, DATABASE, urlOf } from './settings.ts';
import type { Connection, Route } from './settings.ts';

/** The private PostgreSQL of one installation. */
export type Cluster = {
  readonly url: string;
  readonly connection: Connection;
  /** The data directory, which may lie elsewhere than asked for (see `findPlace`). */
  readonly data: string;
  /** Whether it was running already: after a `kill -9` of Node, or because another process of this installation uses it. */
  readonly adopted: boolean;
  /** Gives the cluster back; the last process to do so stops PostgreSQL. Close the pools first. */
  stop(): Promise<Result<'stopped' | 'stillUsed', ClusterFault>>;
};

export type ClusterOptions = {
  readonly directory: string;
  readonly log: ClusterLog;
  /** `tcp`: loopback with a password instead of a socket; always so on Windows. */
  readonly transport?: 'socket' | 'tcp';
  /** How long another start or stop of the same cluster is waited for. */
  readonly patienceMilliseconds?: number;
};

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function freshRoute(place: Place, tcp: boolean): Promise<Result<Route, ClusterFault>> {
  if (tcp) return ok({ kind: 'tcp', port: await freePort(), password: await password(place) });
  const folder = await socketFolder(place);
  return folder.ok ? ok({ kind: 'socket', folder: folder.value }) : folder;
}

/** A cleaner of temporary folders may take the socket of a running server; nothing but a restart brings it back. */
const socketIsGone = async (route: Route): Promise<boolean> =>
  route.kind === 'socket' && (await stat(join(route.folder, '.s.PGSQL.5432')).catch(() => undefined)) === undefined;

/** The route of a postmaster that runs on our data, `undefined` where none does, after clearing what a dead or silent one left. */
async function runningRoute(place: Place, tcp: boolean, log: ClusterLog): Promise<Result<Route | undefined, ClusterFault>> {
  const found = await readPostmaster(place.data);
  if (found === undefined || !isAlive(found.pid)) return ok(undefined);
  const owner = await whose(found.pid, place.data);
  if (owner === 'other') {
    log.warn(`postmaster.pid named process ${found.pid}, which is another program by now; the file is removed.`);
    await rm(join(place.data, 'postmaster.pid'), { force: true });
    return ok(undefined);
  }
  const route: Route = tcp
    ? { kind: 'tcp', port: found.port, password: await password(place) }
    : { kind: 'socket', folder: found.socketFolder };
  for (const until = performance.now() + 15_000; performance.now() < until; await pause(100)) {
    if (await answers(route, place.data)) return ok(route);
    const now = await readPostmaster(place.data);
    if (now === undefined || !isAlive(now.pid)) return ok(undefined);
    if (now.ready && (await socketIsGone(route))) break;
  }
  if (owner === 'unknown') {
    return clusterFault('notAnswering', `Process ${found.pid} holds the data in ${place.data} but does not answer: stop it, or delete ${join(place.data, 'postmaster.pid')} if it is another program.`);
  }
  log.warn(`PostgreSQL (process ${found.pid}) holds our data but does not answer; it is restarted.`);
  const stopped = await stopPostmaster(found.pid, place, undefined);
  return stopped.ok ? ok(undefined) : stopped;
}

async function ensureDatabase(route: Route): Promise<void> {
  const client = new pg.Client(connectionOf(route, 'postgres'));
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

type Running = { readonly route: Route; readonly adopted: boolean; readonly binaries: Binaries };

async function bringUp(place: Place, tcp: boolean, log: ClusterLog): Promise<Result<Running, ClusterFault>> {
  const binaries = await readyBinaries(place.account);
  if (!binaries.ok) return binaries;
  const running = await runningRoute(place, tcp, log);
  if (!running.ok) return running;
  if (running.value !== undefined) return ok({ route: running.value, adopted: true, binaries: binaries.value });
  const made = await initialise(place, binaries.value, tcp);
  if (!made.ok) return made;
  if (made.value === 'made') log.info(`A new database was made in ${place.data}.`);
  const route = await freshRoute(place, tcp);
  if (!route.ok) return route;
  const started = await start(place, binaries.value, route.value, log);
  return started.ok ? ok({ route: route.value, adopted: false, binaries: binaries.value }) : started;
}

const openLock = (place: Place, milliseconds: number): Promise<Lock | undefined> =>
  waitFor(() => tryExclusive(join(place.base, 'open.lock')), milliseconds);

async function giveBack(place: Place, { route, binaries }: Running, users: Lock, patience: number): Promise<Result<'stopped' | 'stillUsed', ClusterFault>> {
  const gate = await openLock(place, patience);
  users.release();
  if (gate === undefined) return ok('stillUsed');
  try {
    const alone = tryExclusive(join(place.base, 'users.lock'));
    if (alone === undefined) return ok('stillUsed');
    alone.release();
    const found = await readPostmaster(place.data);
    if (found === undefined || !isAlive(found.pid) || (await whose(found.pid, place.data)) === 'other') return ok('stopped');
    const stopped = await stopPostmaster(found.pid, place, binaries);
    if (stopped.ok && route.kind === 'socket') await rmdir(route.folder).catch(() => undefined);
    return stopped.ok ? ok('stopped') : stopped;
  } finally {
    gate.release();
  }
}

/**
 * Opens the private PostgreSQL of `directory`: made on the first call, started if it does not run, adopted if it does.
 *
 * Two kernel locks in the base keep processes apart: `open.lock` (exclusive) around each start and stop, `users.lock` (shared) as long
 * as a process uses the cluster. Both vanish with their holder, so a killed process leaves nothing to clean up, and the server it
 * left running is adopted by the next start.
 */
export async function openCluster(options: ClusterOptions): Promise<Result<Cluster, ClusterFault>> {
  const { directory, log, patienceMilliseconds = 90_000 } = options;
  const tcp = process.platform === 'win32' || options.transport === 'tcp';
  const found = await findPlace(directory);
  if (!found.ok) return found;
  const place = found.value;
  try {
    for (const name of ['open.lock', 'users.lock', 'postgres.log']) await ownedFile(join(place.base, name));
    const gate = await openLock(place, patienceMilliseconds);
    if (gate === undefined) return clusterFault('busy', `Another process is starting or stopping the database in ${place.base}; wait for it to end.`);
    try {
      const running = await bringUp(place, tcp, log);
      if (!running.ok) return running;
      const { route, adopted } = running.value;
      await ensureDatabase(route);
      const users = await waitFor(() => tryShared(join(place.base, 'users.lock')), 5_000);
      if (users === undefined) return clusterFault('busy', `The database in ${place.base} is being stopped; start again.`);
      const connection = connectionOf(route, DATABASE);
      let stopping: ReturnType<Cluster['stop']> | undefined;
      const stop: Cluster['stop'] = () => (stopping ??= giveBack(place, running.value, users, patienceMilliseconds));
      return ok({ url: urlOf(connection), connection, data: place.data, adopted, stop });
    } finally {
      gate.release();
    }
  } catch (error) {
    return clusterFault('notPermitted', `The database in ${place.base} cannot be used: ${errorText(error)}.`);
  }
}
