import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@zhaobiao/basics';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import type { FreshDatabase } from '../../test/database.ts';
import { migrate } from './migrate.ts';

let database: FreshDatabase;
let pool: pg.Pool;
let directory: string;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  // A schema of its own hides the migrations the template has already seen.
  const schema = `s${Math.trunc(performance.now() * 1_000)}`;
  pool = new pg.Pool({ ...database.connection, options: `-c search_path=${schema}`, pipeline: true });
  // A connection that is still saying goodbye when its database is dropped.
  pool.on('connect', (client) => client.on('error', () => undefined));
  await pool.query(`CREATE SCHEMA ${schema}`);
  directory = await mkdtemp(join(tmpdir(), 'migrations-'));
});
afterEach(async () => {
  await pool.end();
  await rm(directory, { recursive: true });
});

const put = (file: string, sql: string): Promise<void> => writeFile(join(directory, file), sql);

test('files are applied once, in order', async () => {
  await put('0002-second.sql', 'INSERT INTO paper VALUES (2);');
  await put('0001-first.sql', 'CREATE TABLE paper (id integer); INSERT INTO paper VALUES (1);');
  await put('notes.txt', 'not a migration');
  expect(await migrate(pool, directory)).toEqual({ ok: true, value: ['0001-first.sql', '0002-second.sql'] });
  await put('0003-third.sql', 'INSERT INTO paper VALUES (3);');
  expect(unwrap(await migrate(pool, directory))).toEqual(['0003-third.sql']);
  expect((await pool.query('SELECT id FROM paper ORDER BY id')).rows.map((row: { id: number }) => row.id)).toEqual([1, 2, 3]);
});

test('a file changed after it was applied is refused by name, other line ends are not a change', async () => {
  await put('0001-first.sql', 'CREATE TABLE paper (id integer);\n');
  unwrap(await migrate(pool, directory));
  await put('0001-first.sql', 'CREATE TABLE paper (id integer);\r\n');
  expect(unwrap(await migrate(pool, directory))).toEqual([]);
  await put('0001-first.sql', 'CREATE TABLE paper (id bigint);\n');
  expect(await migrate(pool, directory)).toEqual({ ok: false, fault: { code: 'migrationChanged', file: '0001-first.sql' } });
});

test('a database of a newer release, a number used twice and a late number are refused', async () => {
  await put('0001-first.sql', 'SELECT 1');
  await put('0003-third.sql', 'SELECT 1');
  unwrap(await migrate(pool, directory));
  await put('0002-second.sql', 'SELECT 1');
  expect(await migrate(pool, directory)).toMatchObject({ fault: { code: 'migrationOutOfOrder', file: '0002-second.sql' } });
  await rm(join(directory, '0002-second.sql'));
  await put('0003-zwei.sql', 'SELECT 1');
  expect(await migrate(pool, directory)).toMatchObject({ fault: { code: 'migrationOutOfOrder', file: '0003-zwei.sql' } });
  await rm(join(directory, '0003-zwei.sql'));
  await rm(join(directory, '0003-third.sql'));
  expect(await migrate(pool, directory)).toMatchObject({ fault: { code: 'migrationUnknown', file: '0003-third.sql' } });
});

test('a failing file leaves nothing of itself, keeps those before it, and the lock is free again', async () => {
  await put('0001-first.sql', 'CREATE TABLE paper (id integer);');
  await put('0002-second.sql', 'CREATE TABLE pen (id integer); SELECT * FROM nowhere;');
  expect(await migrate(pool, directory)).toMatchObject({ fault: { code: 'migrationFailed', file: '0002-second.sql', message: 'relation "nowhere" does not exist' } });
  expect((await pool.query(`SELECT to_regclass('paper')::text AS paper, to_regclass('pen')::text AS pen`)).rows).toEqual([{ paper: 'paper', pen: null }]);
  await put('0002-second.sql', 'CREATE TABLE pen (id integer);');
  expect(unwrap(await migrate(pool, directory))).toEqual(['0002-second.sql']);
});

test('of processes that start at once one applies and the others find nothing to do', async () => {
  await put('0001-first.sql', 'CREATE TABLE paper (id integer); SELECT pg_sleep(0.2);');
  const outcomes = await Promise.all([1, 2, 3].map(() => migrate(pool, directory)));
  expect(outcomes.map((outcome) => unwrap(outcome).length).sort()).toEqual([0, 0, 1]);
});
