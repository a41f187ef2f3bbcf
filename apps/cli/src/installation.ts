/** The installation a command works on: settings from the environment and `.env`, the database opened beside a running server or without one. */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MIGRATIONS, connectDatabase, openCluster, settingsOf, type Cluster, type DatabasePool, type Settings } from '@zhaobiao/server';
import type { Out } from './command.ts';

/** An option of every command that works on an installation. */
export const DATA = { kind: 'text', value: 'DIR', zh: '数据目录；默认取 DATA_DIR 或 ./var', en: 'the data directory; DATA_DIR or ./var unless given' } as const;
export const JSON_LINE = { kind: 'flag', zh: '只输出一行 JSON', en: 'print one line of JSON' } as const;

export type Installation = {
  readonly settings: Settings;
  readonly pool: DatabasePool;
  /** Absent with `DATABASE_URL`. */
  readonly cluster: Cluster | undefined;
  /** How `pg` reaches the database. */
  readonly connection: Parameters<typeof connectDatabase>[0];
};

export function settingsFor(data: string | undefined): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = settingsOf(process.env);
  return data === undefined ? settings : { ...settings, dataDirectory: resolve(data) };
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isDirectory() === true;

async function openDatabase(settings: Settings, fresh: boolean, out: Out): Promise<Pick<Installation, 'connection' | 'cluster'>> {
  if (settings.databaseUrl !== undefined) return { connection: { connectionString: settings.databaseUrl }, cluster: undefined };
  const directory = join(settings.dataDirectory, 'postgres');
  // A mistyped folder must not become an empty platform.
  if (!fresh && !(await isFolder(directory))) throw new Error(`${settings.dataDirectory} 里没有平台。 There is no platform in ${settings.dataDirectory}.`);
  const cluster = await openCluster({ directory, log: { info: () => undefined, warn: out.note } });
  if (!cluster.ok) throw new Error(cluster.fault.message);
  return { connection: { ...cluster.value.connection }, cluster: cluster.value };
}

/** A command of one release must not read the tables of another. */
async function checkSchema(pool: DatabasePool): Promise<void> {
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).toSorted();
  const known = await pool.query<{ known: boolean }>("SELECT to_regclass('migration') IS NOT NULL AS known");
  const applied = known.rows[0]?.known ? (await pool.query<{ file: string }>('SELECT file FROM migration ORDER BY number')).rows.map((row) => row.file) : [];
  if (applied.join() !== files.join()) throw new Error('数据库属于另一版本，请先运行 zhaobiao migrate。 The database is of another release: run "zhaobiao migrate" first.');
}

export type OpenOptions = {
  readonly data: string | undefined;
  readonly out: Out;
  /** The database may be new or of an older release: the command itself makes it what it must be. */
  readonly fresh?: boolean;
};

/** Opens, works, and gives everything back; PostgreSQL is stopped only when nobody else uses it. Throws one sentence when it cannot open. */
export async function withInstallation<Value>({ data, out, fresh = false }: OpenOptions, work: (installation: Installation) => Promise<Value>): Promise<Value> {
  const settings = settingsFor(data);
  const { connection, cluster } = await openDatabase(settings, fresh, out);
  let closing = false;
  const pool = connectDatabase({ ...connection, max: 4 }, (error) => {
    // PostgreSQL, about to stop, says goodbye to connections that are being closed.
    if (!closing) out.note(error.message);
  });
  try {
    if (!fresh) await checkSchema(pool);
    return await work({ settings, pool, cluster, connection });
  } finally {
    closing = true;
    await pool.end();
    await cluster?.stop();
  }
}
