import { chmod, mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@zhaobiao/basics';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFiles } from '../../objects/files.ts';
import { openCluster } from '../cluster/cluster.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { backup } from './backup.ts';
import type { BackupReport, BackupSource } from './backup.ts';
import { restore, verifyBackup } from './restore.ts';

const log = { info: () => undefined, warn: () => undefined };
let home: string;
let cluster: Cluster;
let pool: pg.Pool;
let source: BackupSource;
let report: BackupReport;
/** When each row's commit was confirmed to its writer. */
const confirmedAt = new Map<number, number>();
const opened: Cluster[] = [];

const at = (...parts: string[]): string => join(home, ...parts);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'backup-'));
  await chmod(home, 0o755);
  cluster = unwrap(await openCluster({ directory: at('first'), log }));
  opened.push(cluster);
  pool = new pg.Pool({ ...cluster.connection, max: 4 });
  await pool.query('CREATE TABLE paper (id integer PRIMARY KEY, filling text)');
  for (const folder of ['tiles/000', 'keys']) await mkdir(at(folder), { recursive: true });
  await writeFile(at('tiles', '000', 'tile'), 'tile');
  await writeFile(at('tiles', 'empty'), '');
  await writeFile(at('keys', 'log.key'), 'the secret of the log');
  source = { connection: cluster.connection, data: cluster.data, objects: at('objects'), tiles: at('tiles'), keys: [at('keys')] };
  const store = await openFiles(at('objects'));
  const bytes = randomBytes(100_000);
  unwrap(await store.putChunk(createHash('sha256').update(bytes).digest('hex'), bytes));

  // Written while it is copied: rows enough that the log is switched and pages change under the copy.
  const stop = new AbortController();
  const writers = [0, 1, 2].map(async (writer) => {
    for (let id = writer + 1; !stop.signal.aborted; id += 3) {
      await pool.query('INSERT INTO paper VALUES ($1, $2)', [id, 'x'.repeat(2_000)]);
      confirmedAt.set(id, Date.now());
      await pool.query('UPDATE paper SET filling = $2 WHERE id = $1', [Math.max(1, id - 300), 'y'.repeat(2_000)]);
    }
  });
  await new Promise((done) => setTimeout(done, 200));
  report = unwrap(await backup(source, at('backup')));
  stop.abort();
  await Promise.all(writers);
});

afterAll(async () => {
  await pool.end();
  for (const each of opened) await each.stop();
  await rm(home, { recursive: true, force: true });
});

async function restored(name: string, from = at('backup')): Promise<Cluster> {
  unwrap(await restore(from, { directory: at(name, 'db'), objects: at(name, 'objects'), tiles: at(name, 'tiles') }));
  const again = unwrap(await openCluster({ directory: at(name, 'db'), log }));
  opened.push(again);
  return again;
}

test('a backup made while rows are written, restored elsewhere, has every row confirmed before it ended', async () => {
  const again = await restored('second');
  const client = new pg.Client(again.connection);
  await client.connect();
  const { rows } = await client.query<{ id: number; sound: boolean }>(`SELECT id, length(filling) = 2000 AS sound FROM paper`);
  const there = new Set(rows.map((row) => row.id));
  const due = [...confirmedAt].filter(([, moment]) => moment < report.endedAt).map(([id]) => id);
  expect(due.length).toBeGreaterThan(50);
  expect(confirmedAt.size).toBeGreaterThan(due.length);
  expect(due.filter((id) => !there.has(id))).toEqual([]);
  expect(rows.every((row) => row.sound)).toBe(true);
  // The index agrees with the table, and the server goes on where the backup ended.
  await client.query('SET enable_seqscan = off');
  expect((await client.query<{ count: number }>('SELECT count(*)::integer AS count FROM paper WHERE id > 0')).rows[0]?.count).toBe(rows.length);
  await client.query('INSERT INTO paper VALUES (-1, $1)', ['after']);
  await client.end();
  await again.stop();
  const third = unwrap(await openCluster({ directory: at('second', 'db'), log }));
  opened.push(third);
  const check = new pg.Client(third.connection);
  await check.connect();
  expect((await check.query('SELECT filling FROM paper WHERE id = -1')).rows).toEqual([{ filling: 'after' }]);
  await check.end();
  // Objects and tiles came along, readable for those who serve them.
  expect(await readFile(at('second', 'tiles', '000', 'tile'), 'utf8')).toBe('tile');
  expect((await stat(at('second', 'tiles', 'empty'))).size).toBe(0);
  const store = await openFiles(at('second', 'objects'));
  const [digest] = (await readdir(at('objects'), { recursive: true })).map((path) => path.split('/').at(-1) ?? '').filter((name) => /^[0-9a-f]{64}$/.test(name));
  expect((await store.getChunk(digest ?? ''))?.length).toBe(100_000);
});

test('keys are not in the backup, and are listed as what to keep apart', async () => {
  expect(report.keptApart).toEqual([at('keys')]);
  const entries = await readdir(at('backup'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files).toHaveLength(report.files + 1);
  for (const file of files) expect((await readFile(file)).includes('the secret of the log')).toBe(false);
  expect(await backup({ ...source, keys: [join(cluster.data, 'server.key')] }, at('other'))).toMatchObject({ ok: false, fault: { code: 'keysInside' } });
});

describe('refused', () => {
  test('a damaged, shortened or missing file, by its name; nothing is written', async () => {
    const { files } = unwrap(await verifyBackup(at('backup')));
    const picked = [files.find((file) => file.path.startsWith('data/base/') && file.length > 0), files.find((file) => file.path.startsWith('objects/')), files.find((file) => file.path.startsWith('data/pg_wal/'))];
    for (const file of picked) {
      const path = at('backup', file?.path ?? '');
      const bytes = await readFile(path);
      const flipped = Buffer.from(bytes);
      flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
      for (const damage of [flipped, bytes.subarray(1), undefined]) {
        if (damage === undefined) await rm(path);
        else await writeFile(path, damage);
        expect(await restore(at('backup'), { directory: at('third', 'db') })).toMatchObject({ ok: false, fault: { code: 'damaged', file: file?.path } });
      }
      await writeFile(path, bytes);
    }
    await expect(stat(at('third'))).rejects.toThrow('ENOENT');
    expect((await verifyBackup(at('backup'))).ok).toBe(true);
  });

  test('a manifest that was exchanged, unfinished, or leads out of the folder', async () => {
    expect((await verifyBackup(at('backup'), report.manifestDigest)).ok).toBe(true);
    expect(await verifyBackup(at('backup'), '0'.repeat(64))).toMatchObject({ ok: false, fault: { code: 'damaged', file: 'manifest.json' } });
    const manifest = await readFile(at('backup', 'manifest.json'), 'utf8');
    await writeFile(at('backup', 'manifest.json'), manifest.replace('"path": "data/PG_VERSION"', '"path": "data/../../PG_VERSION"'));
    expect(await verifyBackup(at('backup'))).toMatchObject({ ok: false, fault: { code: 'damaged', file: 'manifest.json' } });
    await rm(at('backup', 'manifest.json'));
    expect(await verifyBackup(at('backup'))).toMatchObject({ ok: false, fault: { code: 'incomplete' } });
    await writeFile(at('backup', 'manifest.json'), manifest);
  });

  test('a target that holds something, a restore over living data, another server', async () => {
    expect(await backup(source, at('backup'))).toMatchObject({ ok: false, fault: { code: 'targetNotEmpty' } });
    expect(await backup(source, at('objects', 'backup'))).toMatchObject({ ok: false, fault: { code: 'targetNotEmpty' } });
    expect(await restore(at('backup'), { directory: at('first') })).toMatchObject({ ok: false, fault: { code: 'targetNotEmpty' } });
    await mkdir(at('elsewhere', 'pg_tblspc'), { recursive: true });
    expect(await backup({ ...source, data: at('elsewhere') }, at('fourth'))).toMatchObject({ ok: false, fault: { code: 'otherCluster' } });
  });
});
