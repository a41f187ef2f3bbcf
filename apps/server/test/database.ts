import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { present, unwrap } from '@zhaobiao/basics';
import pg from 'pg';
import { openCluster } from '../src/store/cluster/cluster.ts';
import type { Cluster } from '../src/store/cluster/cluster.ts';
import { urlOf } from '../src/store/cluster/settings.ts';
import type { Connection } from '../src/store/cluster/settings.ts';
import { migrate } from '../src/store/migrate.ts';

/** A database of one test file's own, with the whole schema and no rows. */
export type FreshDatabase = { readonly url: string; readonly connection: Connection; drop(): Promise<void> };

const MIGRATIONS = join(import.meta.dirname, '..', 'src', 'store', 'migrations');
const TEMPLATE = 'template_zhaobiao';
const TEMPLATE_LOCK = 7_210_358_115;

let opening: Promise<Cluster> | undefined;

/** The cluster of this test run; the first caller starts it, the run's teardown removes it. */
export function testCluster(): Promise<Cluster> {
  const silent = { info: () => undefined, warn: () => undefined };
  const directory = present(process.env['ZHAOBIAO_TEST_CLUSTER'], 'ZHAOBIAO_TEST_CLUSTER (set by apps/server/test/global-setup.ts)');
  opening ??= openCluster({ directory, log: silent }).then(unwrap);
  return opening;
}

async function asAdministrator<Value>(cluster: Cluster, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ ...cluster.connection, database: 'postgres' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the template once a run: under another name until it is whole, so that a killed test leaves none half migrated. */
async function ensureTemplate(cluster: Cluster, client: pg.Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE]);
  if (rowCount === 0) {
    const building = `building_${randomUUID().replaceAll('-', '')}`;
    await client.query(`CREATE DATABASE ${building}`);
    const pool = new pg.Pool({ ...cluster.connection, database: building, max: 1 });
    try {
      unwrap(await migrate(pool, MIGRATIONS));
    } finally {
      await pool.end();
    }
    await client.query(`ALTER DATABASE ${building} RENAME TO ${TEMPLATE}`);
  }
  await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
}

/** A copy of the migrated template; `drop` ends whatever is still connected to it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const cluster = await testCluster();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(cluster, async (client) => {
    await ensureTemplate(cluster, client);
    await client.query(`CREATE DATABASE ${database} TEMPLATE ${TEMPLATE}`);
  });
  const connection = { ...cluster.connection, database };
  const drop = async (): Promise<void> => {
    await asAdministrator(cluster, (client) => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
  };
  return { url: urlOf(connection), connection, drop };
}
