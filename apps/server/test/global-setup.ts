import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryExclusive, tryShared, waitFor } from '../src/store/cluster/lock.ts';
import type { Lock } from '../src/store/cluster/lock.ts';
import { findPlace } from '../src/store/cluster/place.ts';
import { isAlive, readPostmaster, whose } from '../src/store/cluster/postmaster.ts';

const PREFIX = 'zhaobiao-test-';
const RUN_LOCK = 'run.lock';
/** A younger folder may belong to a run that is beginning this moment and does not hold its lock yet. */
const SETTLED = 10_000;

let run: { readonly directory: string; readonly lock: Lock | undefined } | undefined;

/** Ends the cluster of a run at once, its data being of no further use, and removes every trace of it. */
async function discard(directory: string): Promise<void> {
  const place = await findPlace(join(directory, 'cluster'));
  const server = place.ok ? await readPostmaster(place.value.data) : undefined;
  if (place.ok && server !== undefined && isAlive(server.pid) && (await whose(server.pid, place.value.data)) !== 'other') {
    process.kill(server.pid, 'SIGQUIT');
    for (let waited = 0; isAlive(server.pid) && waited < 200; waited += 1) await new Promise((done) => setTimeout(done, 25));
    if (server.socketFolder !== '') await rm(server.socketFolder, { recursive: true, force: true });
  }
  if (place.ok) await rm(place.value.base, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}

/** Removes what runs that were killed left behind: nobody holds their lock any more. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(tmpdir(), name);
    const found = await stat(join(directory, RUN_LOCK)).catch(() => stat(directory).catch(() => undefined));
    if (found === undefined || found.uid !== (process.getuid?.() ?? found.uid) || Date.now() - found.mtimeMs < SETTLED) continue;
    const lock = found.isFile() ? tryExclusive(join(directory, RUN_LOCK)) : undefined;
    lock?.release();
    if (lock !== undefined || found.isDirectory()) await discard(directory);
  }
}

/** Prepares one private cluster for the whole run. It is started by the first test that asks for a database, so others do not wait. */
export async function setup(): Promise<void> {
  await sweep();
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  const lock = await waitFor(() => tryShared(join(directory, RUN_LOCK)), 5_000);
  await chmod(directory, 0o755);
  run = { directory, lock };
  process.env['ZHAOBIAO_TEST_CLUSTER'] = join(directory, 'cluster');
}

export async function teardown(): Promise<void> {
  if (run === undefined) return;
  run.lock?.release();
  await discard(run.directory);
  run = undefined;
}
