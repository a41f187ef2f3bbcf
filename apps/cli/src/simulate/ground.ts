/** The private PostgreSQL of a run, which can be stopped as by a power cut and started again under the same address. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@zhaobiao/basics';
import { MIGRATIONS, connectDatabase, migrate, openCluster, type DatabasePool } from '@zhaobiao/server';
import type { ProcessSettings } from './wire.ts';

export type Ground = {
  readonly database: ProcessSettings['database'];
  readonly pool: DatabasePool;
  /** Holds `objects/` and `log/`. */
  readonly directory: string;
  /** `immediate` stop and start: what was committed stays, what was not is gone. */
  readonly powerCut: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const pidOf = async (data: string): Promise<number | undefined> => {
  const [line] = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(line);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error(`waited half a minute: ${what}`);
}

/** The command line under which the server was started, as it wrote it down itself. */
async function startAgain(data: string): Promise<void> {
  const line = (await readFile(join(data, 'postmaster.opts'), 'utf8')).trim();
  const [, program = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  const args = [...rest.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  const owner = await stat(data);
  const account = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
  spawn(program, args, { cwd: data, detached: true, stdio: 'ignore', env: { LC_ALL: 'C' }, ...account }).unref();
}

/** Opens a database of this run's own under the system's temporary folder; `close` removes every trace. */
export async function openGround(): Promise<Ground> {
  const home = await mkdtemp(join(tmpdir(), 'zhaobiao-simulate-'));
  const silent = { info: () => undefined, warn: () => undefined };
  const opened = await openCluster({ directory: join(home, 'postgres'), log: silent });
  if (!opened.ok) throw new Error(opened.fault.message);
  const cluster = opened.value;
  const directory = join(home, 'platform');
  for (const name of ['objects', 'log']) await mkdir(join(directory, name), { recursive: true });
  const pool = connectDatabase({ ...cluster.connection, max: 6 }, () => undefined);
  const migrated = await migrate(pool, MIGRATIONS);
  if (!migrated.ok) throw new Error(`the database cannot be set up: ${migrated.fault.code}`);
  return {
    database: cluster.connection,
    pool,
    directory,
    powerCut: async () => {
      const pid = present(await pidOf(cluster.data), 'a running PostgreSQL');
      process.kill(pid, 'SIGQUIT');
      await until('PostgreSQL ends', async () => !alive(pid));
      await pause(100);
      await startAgain(cluster.data);
      await until('PostgreSQL answers', () => pool.query('SELECT 1').then(() => true, () => false));
    },
    close: async () => {
      await pool.end();
      await cluster.stop();
      await rm(home, { recursive: true, force: true });
      await rm(dirname(cluster.data), { recursive: true, force: true });
    },
  };
}
