import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@zhaobiao/basics';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import type { FreshDatabase } from '../../../test/database.ts';
import { migrate } from '../migrate.ts';
import { exportTables } from './export.ts';
import { importTables } from './import.ts';

let home: string;
let database: FreshDatabase;
const pools: pg.Pool[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'export-'));
  database = await freshDatabase();
  await mkdir(at('migrations'));
  await put('0001-first.sql', `
    CREATE TABLE setting (name text PRIMARY KEY, value text);
    INSERT INTO setting VALUES ('made by', 'migration');
    CREATE TABLE b_owner (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, price bigint, seen timestamptz, bytes bytea, ratio double precision,
      words tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(title, ''))) STORED);
    CREATE TABLE a_member (owner bigint NOT NULL REFERENCES b_owner (id), parent bigint REFERENCES a_member (owner), "order" integer, PRIMARY KEY (owner));`);
  await put('0002-second.sql', 'CREATE TABLE later (id integer PRIMARY KEY);');
});
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end();
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const at = (...parts: string[]): string => join(home, ...parts);
const put = (file: string, sql: string): Promise<void> => writeFile(at('migrations', file), sql);

/** A schema of its own in the test's database, as empty as a new database. */
async function empty(): Promise<pg.Pool> {
  const schema = `s${Math.trunc(performance.now() * 1_000)}`;
  const pool = new pg.Pool({ ...database.connection, options: `-c search_path=${schema}`, max: 3, pipeline: true });
  // A connection that is still saying goodbye when its database is dropped.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pools.push(pool);
  await pool.query(`CREATE SCHEMA ${schema}`);
  return pool;
}

const HARD = 'tab\tline\nback\\slash \\N 公共资源 🀄 "quote"';

async function filled(): Promise<pg.Pool> {
  const pool = await empty();
  unwrap(await migrate(pool, at('migrations')));
  await pool.query(`UPDATE setting SET value = 'changed since'`);
  await pool.query(`INSERT INTO b_owner (title, price, seen, bytes, ratio) VALUES ($1, 9007199254740991, '2026-03-16T09:30:00.123456+08:00', $2, 0.1), (NULL, NULL, NULL, NULL, NULL), ('', 0, NULL, '', 1e-300)`, [HARD, Buffer.from([0, 1, 255])]);
  await pool.query(`INSERT INTO b_owner (title) SELECT 'row ' || n || repeat('.', 500) FROM generate_series(1, 6000) AS n`);
  await pool.query('INSERT INTO a_member SELECT id, id - 1, id FROM b_owner WHERE id > 1 AND id < 4 UNION ALL SELECT 1, NULL, 1');
  return pool;
}

const rowsOf = async (pool: pg.Pool): Promise<unknown> =>
  (await pool.query(`SELECT (SELECT json_agg(s) FROM setting s) AS settings, (SELECT json_agg(m ORDER BY owner) FROM a_member m) AS members,
    (SELECT md5(string_agg(o::text, '|' ORDER BY id)) FROM b_owner o) AS owners, (SELECT count(*)::integer FROM b_owner WHERE words @@ 'row') AS found`)).rows[0];

test('an export brought into an empty database is the same rows, and goes on counting where it was', async () => {
  const first = await filled();
  const report = unwrap(await exportTables(first.options, at('one')));
  expect(report).toMatchObject({ tables: 4, rows: 6_003 + 3 + 1 });
  const second = await empty();
  expect(unwrap(await importTables(second.options, at('one'), at('migrations'), report.manifestDigest))).toEqual({ tables: 4, rows: 6_007, migrations: [] });
  expect(await rowsOf(second)).toEqual(await rowsOf(first));
  expect((await second.query('SELECT title FROM b_owner WHERE id = 1')).rows).toEqual([{ title: HARD }]);
  expect((await second.query(`INSERT INTO b_owner (title) VALUES ('next') RETURNING id::integer`)).rows).toEqual([{ id: 6_004 }]);
  await second.query('DELETE FROM b_owner WHERE id = 6004');
  unwrap(await exportTables(second.options, at('two')));
  for (const file of await readdir(at('one', 'tables'))) expect(await readFile(at('two', 'tables', file))).toEqual(await readFile(at('one', 'tables', file)));
});

test('an export is one moment, whatever is written meanwhile', async () => {
  const pool = await filled();
  const stop = new AbortController();
  const writer = (async () => {
    while (!stop.signal.aborted) await pool.query(`WITH made AS (INSERT INTO b_owner (title) VALUES ('both') RETURNING id) INSERT INTO a_member SELECT id, NULL, 0 FROM made`);
  })();
  unwrap(await exportTables(pool.options, at('moment')));
  stop.abort();
  await writer;
  const lines = async (table: string): Promise<number> => {
    const file = (await readdir(at('moment', 'tables'))).find((name) => name.endsWith(`-${table}.copy`)) ?? '';
    return (await readFile(at('moment', 'tables', file), 'utf8')).split('\n').length - 1;
  };
  expect((await lines('b_owner')) - 6_003).toBe((await lines('a_member')) - 3);
});

test('an export of an older release gets the migrations made since, after its rows', async () => {
  const first = await filled();
  unwrap(await exportTables(first.options, at('old')));
  await cp(at('migrations'), at('newer'), { recursive: true });
  await writeFile(at('newer', '0003-third.sql'), `ALTER TABLE setting ADD COLUMN length integer; UPDATE setting SET length = length(value);`);
  const second = await empty();
  expect(unwrap(await importTables(second.options, at('old'), at('newer'))).migrations).toEqual(['0003-third.sql']);
  expect((await second.query('SELECT * FROM setting')).rows).toEqual([{ name: 'made by', value: 'changed since', length: 13 }]);
});

test('refused: a damaged file by its name, a database that is not empty, an export of a schema this release does not know', async () => {
  const first = await filled();
  unwrap(await exportTables(first.options, at('refused')));
  expect(await importTables(first.options, at('refused'), at('migrations'))).toMatchObject({ ok: false, fault: { code: 'targetNotEmpty' } });
  await mkdir(at('none'));
  const second = await empty();
  expect(await importTables(second.options, at('refused'), at('none'))).toMatchObject({ ok: false, fault: { code: 'schemaDiffers', file: '0001-first.sql' } });
  const [name = ''] = await readdir(at('refused', 'tables'));
  await writeFile(at('refused', 'tables', name), '1\t\\N\t1\n');
  expect(await importTables(second.options, at('refused'), at('migrations'))).toMatchObject({ ok: false, fault: { code: 'damaged', file: `tables/${name}` } });
  expect((await second.query(`SELECT count(*)::integer AS count FROM pg_tables WHERE schemaname = current_schema()`)).rows).toEqual([{ count: 0 }]);
});

test('rows that the schema refuses roll the whole import back', async () => {
  const first = await filled();
  unwrap(await exportTables(first.options, at('broken')));
  await cp(at('migrations'), at('stricter'), { recursive: true });
  const manifest = JSON.parse(await readFile(at('broken', 'manifest.json'), 'utf8')) as { migrations: { file: string; digest: string }[] };
  await writeFile(at('stricter', '0001-first.sql'), `${await readFile(at('migrations', '0001-first.sql'), 'utf8')} ALTER TABLE a_member ADD CHECK ("order" < 3);`);
  const probe = await empty();
  unwrap(await migrate(probe, at('stricter')));
  const { rows } = await probe.query<{ file: string; digest: string }>('SELECT file, digest FROM migration');
  for (const migration of manifest.migrations) migration.digest = rows.find((row) => row.file === migration.file)?.digest ?? '';
  await writeFile(at('broken', 'manifest.json'), JSON.stringify(manifest));
  const second = await empty();
  expect(await importTables(second.options, at('broken'), at('stricter'))).toMatchObject({ ok: false, fault: { code: 'failed', message: expect.stringContaining('a_member_order_check') as string } });
  expect((await second.query('SELECT count(*)::integer AS count FROM b_owner')).rows).toEqual([{ count: 0 }]);
});

test('the platform’s own schema goes out and comes in', async () => {
  const schema = join(import.meta.dirname, '..', 'migrations');
  const first = await empty();
  const files = unwrap(await migrate(first, schema));
  const [chunk, object] = ['a'.repeat(64), 'b'.repeat(64)];
  await first.query(`INSERT INTO chunk VALUES ($1, 5, 1)`, [chunk]);
  await first.query(`INSERT INTO object VALUES ($1, 5, 1, 1)`, [object]);
  await first.query(`INSERT INTO object_chunk VALUES ($1, 0, $2)`, [object, chunk]);
  await first.query(`INSERT INTO act (entry, salt, bytes, name, stream, actor, at) VALUES ('\\x01', '\\x02', '\\x7b7d', 'publish', 'lot-1', 'party-1', 1773624600000)`);
  const report = unwrap(await exportTables(first.options, at('platform')));
  const second = await empty();
  expect(unwrap(await importTables(second.options, at('platform'), schema)).rows).toBe(report.rows);
  expect(unwrap(await migrate(second, schema))).toEqual([]);
  expect(files).toContain('0002-objects.sql');
  expect((await second.query(`SELECT entry, bytes, at FROM act`)).rows).toEqual([{ entry: Buffer.from([1]), bytes: Buffer.from('{}'), at: '1773624600000' }]);
  expect((await second.query('SELECT object, chunk FROM object_chunk')).rows).toEqual([{ object, chunk }]);
});
