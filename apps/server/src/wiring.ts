/** The composition: the only place that names adapters. Everything else is handed what it needs. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { arrayBuffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { noteKeyText, noteSigner, type NoteSigner } from '@zhaobiao/evidence';
import { instantOf, type Instant } from '@zhaobiao/basics';
import type pg from 'pg';
import { databaseClock, moveDemoClock, type Clock } from './clock/clock.ts';
import type { Platform } from './http/platform.ts';
import { openKeys, type PlatformKeys } from './identity/keys.ts';
import { dueWorker } from './jobs/due.ts';
import { keepHouse } from './jobs/housekeeping.ts';
import { loop } from './jobs/loop.ts';
import { platformSigner } from './jobs/platform-signer.ts';
import { loadLaw } from './law.ts';
import { readHead, startLog } from './log/integrate.ts';
import { runLog, type Log } from './log/log.ts';
import { publishedSize } from './log/publish.ts';
import { readObject } from './objects/read.ts';
import { openObjects } from './objects/open.ts';
import type { ObjectGround } from './objects/upload.ts';
import { clockCommands } from './opening/clock-commands.ts';
import { openPool } from './opening/open-pool.ts';
import type { Door } from './perform.ts';
import type { Settings } from './settings.ts';
import { checkDurability } from './store/cluster/durability.ts';
import { openCluster, type Cluster } from './store/cluster/cluster.ts';
import { connectDatabase } from './store/connect.ts';
import { migrate } from './store/migrate.ts';
import { checkViews, staleViewsText, viewRows } from './store/rebuild.ts';

export type Reporter = { readonly info: (text: string) => void; readonly warn: (text: string) => void; readonly error: (error: unknown) => void };

export type Wired = {
  readonly platform: Platform;
  readonly door: Door;
  readonly keys: PlatformKeys;
  readonly log: Log;
  readonly logSigner: NoteSigner;
  readonly pool: pg.Pool;
  readonly clock: Clock;
  /** Performs what is due now; gives how many it tried. */
  readonly runDue: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Origin of the demonstration's log; elsewhere the founding names it (`zhaobiao admin found`). */
export const DEMO_ORIGIN = 'zhaobiao.demo/log';
const QUOTA = 20 * 1024 ** 3;
/** 57014 and others that mean "wait": an idle client that loses its server only says so here, the pool replaces it. */
const quiet = (reporter: Reporter) => (error: Error) => reporter.warn(`a database connection was lost: ${error.message}`);

async function database(settings: Settings, reporter: Reporter): Promise<{ readonly connection: pg.PoolConfig; readonly cluster: Cluster | undefined }> {
  if (settings.databaseUrl !== undefined) return { connection: { connectionString: settings.databaseUrl }, cluster: undefined };
  const cluster = await openCluster({ directory: join(settings.dataDirectory, 'postgres'), log: reporter });
  if (!cluster.ok) throw new Error(cluster.fault.message);
  return { connection: { ...cluster.value.connection }, cluster: cluster.value };
}

async function objectGround(settings: Settings, pool: pg.Pool, clock: Clock): Promise<ObjectGround> {
  const store = await openObjects(settings.objectsUrl ?? pathToFileURL(join(settings.dataDirectory, 'objects')).href);
  if (!store.ok) throw new Error(store.fault.message);
  return { pool, store: store.value, now: () => clock.now() ?? instantOf(Date.now()), quotaBytes: QUOTA };
}

async function readWhole(ground: ObjectGround, digest: string): Promise<Uint8Array | undefined> {
  const reading = await readObject(ground, digest);
  if (!reading.ok) return undefined;
  return new Uint8Array(await arrayBuffer(reading.value.stream));
}

function workers(settings: Settings, due: ReturnType<typeof dueWorker>, reporter: Reporter) {
  return settings.workers ? loop(due.runOnce, 200, reporter.error) : { poke: () => undefined, stop: async () => undefined };
}

/** The log's name. A demonstration begins its own; a real installation has one from its founding, and does not start before it. */
async function logOrigin(pool: pg.Pool, settings: Settings, entropy: (length: number) => Uint8Array): Promise<string> {
  if (settings.demo) await startLog(pool, DEMO_ORIGIN, entropy(32));
  const head = await readHead(pool);
  if (head) return head.origin;
  throw new Error('平台尚未启用，请先运行 zhaobiao admin found。 This platform is not founded yet: run "zhaobiao admin found" first.');
}

/** Opens everything an installation consists of. Throws with one clear sentence when it cannot. */
export async function wire(settings: Settings, reporter: Reporter): Promise<Wired> {
  const { connection, cluster } = await database(settings, reporter);
  const pool = connectDatabase({ ...connection, max: 20, idleTimeoutMillis: 60_000, connectionTimeoutMillis: 10_000 }, quiet(reporter));
  const migrated = await migrate(pool, join(import.meta.dirname, 'store', 'migrations'));
  if (!migrated.ok) throw new Error(`the database cannot be brought up to date: ${migrated.fault.code} ${migrated.fault.file} ${migrated.fault.message ?? ''}`);
  const stale = await checkViews(pool);
  if (stale.length > 0) throw new Error(staleViewsText(stale));
  const entropy = (length: number): Uint8Array => randomBytes(length);
  const clock = await databaseClock(pool, settings.demo);
  const keys = await openKeys(join(settings.dataDirectory, 'keys'), entropy);
  const { law, digest, procedures } = loadLaw();
  const objects = await objectGround(settings, pool, clock);
  const opening = openPool();
  const house = await keepHouse(objects, objects.store, settings.workers, reporter.error);

  const origin = await logOrigin(pool, settings, entropy);
  const logSigner = noteSigner(origin, keys.log);
  const logDirectory = join(settings.dataDirectory, 'log');
  const published = await publishedSize(logDirectory, logSigner, origin);
  if (!published.ok) throw new Error(published.fault.message);
  const log = runLog(pool, { directory: logDirectory, signer: logSigner, quantum: settings.logQuantum, everyMs: settings.logEveryMs }, reporter.error, settings.workers);

  let poke: () => void = () => undefined;
  const door: Door = { pool, clock, law, entropy, views: viewRows, actsPaused: house.actsPaused, accepted: ({ dues }) => dues > 0 && poke() };
  const due = dueWorker(door, platformSigner(keys.platform), clockCommands({ pool, clock, openPool: opening, readWhole: (object) => readWhole(objects, object) }));
  const running = workers(settings, due, reporter);
  poke = running.poke;

  const platform: Platform = {
    door, objects, log, logDirectory, logKey: noteKeyText(logSigner.key), origin, rulebook: { digest, procedures },
    settings: { demo: settings.demo, secureCookies: !settings.demo, publicOrigin: `http://${settings.host}:${settings.port}` },
    ...(settings.demo ? { moveClock: async (to: Instant) => (await moveDemoClock(pool, to)) && (await clock.remeasure().then(() => true)) } : {}),
    probes: cluster ? [] : [{ name: 'durability', check: async () => durabilityFault(pool) }],
  };
  const stop = async (): Promise<void> => {
    await running.stop();
    await log.stop();
    await opening.stop();
    house.stop();
    clock.stop();
    await pool.end();
    await cluster?.stop();
  };
  return { platform, door, keys, log, logSigner, pool, clock, runDue: due.runOnce, stop };
}

async function durabilityFault(pool: pg.Pool): Promise<string | undefined> {
  const durable = await checkDurability(pool);
  return durable.ok ? undefined : `the database does not keep what it acknowledges: ${JSON.stringify(durable.fault.settings)}`;
}
