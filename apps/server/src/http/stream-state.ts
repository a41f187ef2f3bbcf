import { FOLD_VERSION, type StreamState } from '@zhaobiao/domain';
import type pg from 'pg';
import { refold } from '../store/ledger.ts';

type Row = { readonly id: string; readonly fold_version: number; readonly state: string };

async function parsed<Room>(pool: pg.Pool, row: Row): Promise<StreamState<Room>> {
  if (row.fold_version === FOLD_VERSION) return JSON.parse(row.state);
  const client = await pool.connect();
  try {
    const state: StreamState = await refold(client, row.id);
    // Through JSON, as every stored state: the room's type is that of the machine the caller asked for.
    return JSON.parse(JSON.stringify(state));
  } finally {
    client.release();
  }
}

/** The fold of a stream for reading, without a lock; `undefined` when nothing has happened in it. */
export async function streamState<Room>(pool: pg.Pool, id: string): Promise<StreamState<Room> | undefined> {
  const { rows } = await pool.query<Row>({ name: 'read-stream', text: 'SELECT id, fold_version, state FROM stream WHERE id = $1', values: [id] });
  return rows[0] && parsed<Room>(pool, rows[0]);
}

/** The folds of the streams of a machine that one stream owns, in order of id. */
export async function ownedStates<Room>(pool: pg.Pool, owner: string, machine: string): Promise<readonly StreamState<Room>[]> {
  const { rows } = await pool.query<Row>({ name: 'read-owned', text: 'SELECT id, fold_version, state FROM stream WHERE owner = $1 AND machine = $2 ORDER BY id', values: [owner, machine] });
  return Promise.all(rows.map((row) => parsed<Room>(pool, row)));
}

/** The folds of a machine's streams at a stage, in order of id. */
export async function statesAt<Room>(pool: pg.Pool, machine: string, stage: string): Promise<readonly StreamState<Room>[]> {
  const { rows } = await pool.query<Row>({ name: 'read-at-stage', text: 'SELECT id, fold_version, state FROM stream WHERE machine = $1 AND stage = $2 ORDER BY id', values: [machine, stage] });
  return Promise.all(rows.map((row) => parsed<Room>(pool, row)));
}
