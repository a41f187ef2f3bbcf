/** The database of yesterday under the log of today: nothing is signed over it, however often it is started, until the matter is settled. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@zhaobiao/basics';
import { noteSigner, signer } from '@zhaobiao/evidence';
import pg from 'pg';
import { readHead, startLog } from '../../src/log/integrate.ts';
import { runLog, type Log } from '../../src/log/log.ts';
import { testCluster } from '../database.ts';
import { found, openSpineOn, register, seeded, type Spine } from '../spine.ts';
import { connectDatabase, type DatabasePool } from '../../src/store/connect.ts';
import { freshDatabase, type FreshDatabase } from '../database.ts';

const ORIGIN = 'test.example/restored';
const logSigner = noteSigner(ORIGIN, signer('ed25519', seeded('restored/log')(32)));

describe('a database restored from an older backup', () => {
  let today: FreshDatabase;
  let yesterday: string;
  let directory: string;
  let spine: Spine;
  const pools: DatabasePool[] = [];

  const connect = (database: string): DatabasePool => {
    const pool = connectDatabase({ ...today.connection, database, max: 4 }, () => undefined);
    pools.push(pool);
    return pool;
  };
  const close = async (pool: DatabasePool): Promise<void> => {
    pools.splice(pools.indexOf(pool), 1);
    await pool.end();
  };
  const logOf = (pool: DatabasePool): Log => runLog(pool, { directory, signer: logSigner, quantum: 8, everyMs: 1_000 }, () => undefined, false);
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ ...(await testCluster()).connection, database: 'postgres' });
    await client.connect();
    await client.query(statement);
    await client.end();
  };

  beforeAll(async () => {
    today = await freshDatabase();
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-restored-'));
    const first = connect(today.connection.database);
    await startLog(first, ORIGIN, seeded('restored/filler')(32));
    await found(openSpineOn(first, 'restored', async () => undefined));
    await logOf(first).beat();
    await close(first);
    yesterday = `${today.connection.database}_old`;
    await administer(`CREATE DATABASE ${yesterday} TEMPLATE ${today.connection.database}`);
    const second = connect(today.connection.database);
    spine = openSpineOn(second, 'restored', async () => undefined);
    await register(spine, spine.party(300, ['supplier']), '今天登记的单位');
    const log = logOf(second);
    for (let beat = 0; beat < 5; beat += 1) await log.beat();
  });
  afterAll(async () => {
    for (const pool of pools.splice(0)) await pool.end();
    await administer(`DROP DATABASE IF EXISTS ${yesterday} WITH (FORCE)`);
    await today.drop();
    await rm(directory, { recursive: true });
  });

  const checkpoint = (): Promise<Buffer> => readFile(join(directory, 'checkpoint'));

  it('is recognised at the first beat, says so, and neither grows nor signs', async () => {
    const pool = connect(yesterday);
    const [before, head] = [await checkpoint(), present(await readHead(pool), 'a head')];
    const log = logOf(pool);
    await log.beat();
    expect(log.fault()).toMatchObject({ code: 'restoredFromOlderBackup', message: expect.stringContaining('restored from an older backup') });
    await log.beat();
    expect((await readHead(pool))?.size).toBe(head.size);
    expect(await checkpoint()).toEqual(before);
    await close(pool);
  });

  it('does not get past the published size by being started again and again', async () => {
    const pool = connect(yesterday);
    const before = await checkpoint();
    for (let start = 0; start < 12; start += 1) {
      const log = logOf(pool);
      await log.beat();
      expect(log.fault()?.code).toBe('restoredFromOlderBackup');
    }
    expect(await checkpoint()).toEqual(before);
    await close(pool);
  });

  it('signs no second history either when its own log has grown beyond the published size', async () => {
    const pool = connect(yesterday);
    const before = await checkpoint();
    // Grown under another folder, as by an operator who moved the published files away and back.
    const elsewhere = await mkdtemp(join(tmpdir(), 'zhaobiao-restored-'));
    const apart = runLog(pool, { directory: elsewhere, signer: logSigner, quantum: 8, everyMs: 1_000 }, () => undefined, false);
    for (let beat = 0; beat < 8; beat += 1) await apart.beat();
    await rm(elsewhere, { recursive: true });
    const log = logOf(pool);
    await log.beat();
    expect(log.fault()?.code).toBe('restoredFromOlderBackup');
    expect(await checkpoint()).toEqual(before);
    await close(pool);
  });

  it('leaves the database of today as it was: it goes on', async () => {
    const log = logOf(spine.pool);
    const before = await checkpoint();
    await log.beat();
    expect(log.fault()).toBeUndefined();
    expect(await checkpoint()).not.toEqual(before);
  });
});
