/** The database is gone for a while under load: callers hear 503, the process stays, and everything goes on by itself when the database is back. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { present, unwrap, type JsonObject } from '@zhaobiao/basics';
import { noteKeyText, noteSigner, signer } from '@zhaobiao/evidence';
import { databaseClock } from '../../src/clock/clock.ts';
import { buildHttp } from '../../src/http/build.ts';
import type { Platform } from '../../src/http/platform.ts';
import { loadLaw } from '../../src/law.ts';
import { startLog } from '../../src/log/integrate.ts';
import { runLog } from '../../src/log/log.ts';
import { openFiles } from '../../src/objects/files.ts';
import { openCluster, type Cluster } from '../../src/store/cluster/cluster.ts';
import { connectDatabase, type DatabasePool } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';
import { found, openSpineOn, register, seeded, type Spine } from '../spine.ts';

const GONE_MS = 4_000;
const CALLERS = 12;

describe('a database that goes away', () => {
  let home: string;
  let cluster: Cluster;
  let pool: DatabasePool;
  let spine: Spine;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'zhaobiao-away-'));
    const silent = { info: () => undefined, warn: () => undefined };
    cluster = unwrap(await openCluster({ directory: join(home, 'postgres'), log: silent }));
    pool = connectDatabase({ ...cluster.connection, max: 8, connectionTimeoutMillis: 2_000 }, () => undefined);
    unwrap(await migrate(pool, join(import.meta.dirname, '../../src/store/migrations')));
    spine = openSpineOn(pool, 'away', async () => undefined);
    await found(spine);
  });
  afterAll(async () => {
    await pool.end();
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
    await rm(dirname(cluster.data), { recursive: true, force: true });
  });

  async function stop(): Promise<void> {
    const pid = Number((await readFile(join(cluster.data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    const alive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while (alive()) await pause(20);
  }

  /** Under the command line that the server wrote down itself, so that its address stays. */
  async function start(): Promise<void> {
    const line = (await readFile(join(cluster.data, 'postmaster.opts'), 'utf8')).trim();
    const args = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    const owner = await stat(cluster.data);
    const account = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
    spawn(present(line.split(' ')[0], 'program'), args, { cwd: cluster.data, detached: true, stdio: 'ignore', env: { LC_ALL: 'C' }, ...account }).unref();
  }

  it('answers storeUnavailable while it is gone, loses nothing that was acknowledged, and goes on by itself', async () => {
    const heard: { readonly key: string; readonly status: number; readonly body: JsonObject }[] = [];
    let serial = 0;
    const work = { running: true };
    const caller = async (): Promise<void> => {
      while (work.running) {
        const firm = spine.party(2_000 + (serial += 1), ['supplier']);
        const key = `away${serial}`;
        const keys = [{ scheme: 'ed25519', keyId: firm.signer.keyId, publicKey: Buffer.from(firm.signer.publicKey).toString('hex') }];
        const command = { creditCode: firm.creditCode, name: '断库', roles: ['supplier'], keys, contact: null };
        for (let status = 503; status === 503 && work.running; ) {
          const answer = await spine.act(spine.people.registrar, 'registerParty', command, { key });
          ({ status } = answer);
          heard.push({ key, status, body: answer.body });
        }
      }
    };
    const callers = Array.from({ length: CALLERS }, caller);
    await pause(500);
    const before = heard.length;
    await stop();
    await pause(GONE_MS);
    const during = heard.slice(before).filter((each) => each.status === 503);
    await start();
    const back = heard.length;
    while (heard.slice(back).filter((each) => each.status === 201).length < 50) await pause(50);
    work.running = false;
    await Promise.all(callers);
    expect(before).toBeGreaterThan(0);
    expect(during.length).toBeGreaterThan(0);
    expect(new Set(heard.map((each) => each.status))).toEqual(new Set([201, 503]));
    expect(during.map((each) => (each.body['refused'] as JsonObject)['code'])).toEqual(during.map(() => 'storeUnavailable'));
    const acknowledged = heard.filter((each) => each.status === 201);
    const { rows } = await pool.query<{ key: string; act: string }>("SELECT r.key, encode(a.entry, 'hex') AS act FROM request r JOIN act a ON a.stream = r.answer::json ->> 'party' WHERE r.key LIKE 'away%'");
    const stored = new Map(rows.map((row) => [row.key, row.act]));
    for (const { key, body } of acknowledged) expect(stored.get(key)).toBe(body['act']);
    // Lost answers were asked for again under their keys: no key made two acts.
    expect(stored.size).toBe(rows.length);
  }, 120_000);

  it('answers HTTP requests with 503 while it is gone, is not ready and says why, and with clockStale once the clock is too old', async () => {
    const clock = await databaseClock(pool, false);
    const logSigner = noteSigner('test.example/away', signer('ed25519', seeded('away/log')(32)));
    await startLog(pool, 'test.example/away', seeded('away/filler')(32));
    const log = runLog(pool, { directory: join(home, 'log'), signer: logSigner, quantum: 8, everyMs: 3_600_000 }, () => undefined, false);
    const { digest, procedures } = loadLaw();
    const platform: Platform = {
      door: { ...spine.door, clock }, log, logDirectory: join(home, 'log'), logKey: noteKeyText(logSigner.key), origin: 'test.example/away', rulebook: { digest, procedures },
      objects: { pool, store: await openFiles(join(home, 'objects')), now: () => clock.now() ?? spine.door.clock.now()!, quotaBytes: 1024 ** 3 },
      settings: { demo: false, secureCookies: false, publicOrigin: 'http://portal.test', logLevel: 'silent' },
    };
    const app = await buildHttp(platform);
    const { registrar } = spine.people;
    const firm = spine.party(9_000, ['supplier']);
    await register(spine, firm, '断库前的单位');
    const ready = (): Promise<number> => app.inject({ method: 'GET', url: '/readyz' }).then((answer) => answer.statusCode);
    const { signCommand } = await import('@zhaobiao/client');
    const token = await app.inject({ method: 'POST', url: '/api/v1/tokens', payload: signCommand({ act: 'obtainToken', stream: registrar.party, key: 'away-token', tender: null, command: {} }, registrar.signer, seeded('away-token')) });
    const suspend = async () => {
      const { act: _act, ...payload } = signCommand({ act: 'suspendParty', stream: firm.party, key: 'away-suspend', tender: null, command: { party: firm.party, reason: '断库' } }, registrar.signer, seeded('away-suspend'));
      return app.inject({ method: 'POST', url: '/api/v1/acts/suspendParty', headers: { authorization: `Bearer ${token.json<{ token: string }>().token}` }, payload });
    };
    try {
      expect(token.statusCode).toBe(201);
      expect(await ready()).toBe(200);
      await stop();
      expect(await ready()).toBe(503);
      const away = await suspend();
      expect([away.statusCode, away.json<{ refused: { code: string } }>().refused.code]).toEqual([503, 'storeUnavailable']);
      const own = performance.now.bind(performance);
      await start();
      await vi.waitFor(() => pool.query('SELECT 1'), { timeout: 20_000, interval: 100 });
      vi.spyOn(performance, 'now').mockImplementation(() => own() + 31_000);
      const stale = await suspend();
      expect([stale.statusCode, stale.json<{ refused: { code: string } }>().refused.code]).toEqual([503, 'clockStale']);
      await clock.remeasure();
      expect((await suspend()).statusCode).toBe(201);
      expect(await ready()).toBe(200);
    } finally {
      vi.restoreAllMocks();
      clock.stop();
      await app.close();
    }
  }, 120_000);
});
