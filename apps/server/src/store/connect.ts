import pg from 'pg';

export type DatabasePool = pg.Pool;
export type DatabaseClient = pg.PoolClient;

/** A pool as the platform uses it: statements pipelined. The caller is told of lost idle connections; the pool replaces them. */
export function connectDatabase(connection: pg.PoolConfig, onLost: (error: Error) => void): DatabasePool {
  const pool = new pg.Pool({ ...connection, pipeline: true });
  pool.on('error', onLost);
  return pool;
}
