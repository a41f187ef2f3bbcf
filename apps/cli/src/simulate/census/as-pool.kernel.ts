import type { DatabaseClient, DatabasePool } from '@zhaobiao/server';

/** A query that asks a pool only `query` reads one snapshot through a single client. */
export const asPool = (client: DatabaseClient): DatabasePool => client as unknown as DatabasePool;
