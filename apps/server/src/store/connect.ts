import pg from 'pg';

export type DatabasePool = pg.Pool;
export type DatabaseClient = pg.PoolClient;

/**
 * A pool as the platform uses it: statements pipelined. `onLost` is told of connections that break; the pool replaces them. Also of those in use:
 * the driver emits an error of its own beside the rejected query, and an `error` that nobody listens to ends the process.
 */
export function connectDatabase(connection: pg.PoolConfig, onLost: (error: Error) => void): DatabasePool {
  const pool = new pg.Pool({ ...connection, pipeline: true });
  pool.on('error', onLost);
  pool.on('connect', (client) => {
    client.on('error', onLost);
    // Our statements are few and always ask by key: planning each anew cost a sixth of the database's work per act. Dialects without the setting go on as they are.
    client.query('SET plan_cache_mode = force_generic_plan').catch(() => undefined);
  });
  return pool;
}
