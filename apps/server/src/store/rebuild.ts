/**
 * Views are derived: each row follows from the fold of a stream. A view whose rows were made by another version of its `view.ts` is not served:
 * the server refuses to start until `zhaobiao rebuild VIEW` has filled a shadow table from the streams and put it in the old one's place.
 */
import { FOLD_VERSION, type StreamState } from '@zhaobiao/domain';
import { fail, ok, type Result } from '@zhaobiao/basics';
import type pg from 'pg';
import { MAILBOX_VIEW_VERSION, mailboxView } from '../recipient/view.ts';
import { VIEW_VERSION as TENDER_VIEW_VERSION, tenderView } from '../tender/view.ts';
import { refold } from './ledger.ts';
import { parseState } from './parse-state.ts';
import type { ViewRow } from './writes.ts';

/** A view table, kept by the room's `view.ts` in the transaction of each act. Its key columns are text. */
export type View = {
  /** Also the table's name. */
  readonly name: string;
  /** Raised when the same stream gives other rows than before. */
  readonly version: number;
  /** Only streams of this machine give rows. */
  readonly machine: StreamState['machine'];
  readonly rows: (state: StreamState) => readonly ViewRow[];
};

export const VIEWS: readonly View[] = [
  { name: 'tender_view', version: TENDER_VIEW_VERSION, machine: 'lot', rows: tenderView },
  { name: 'mailbox_view', version: MAILBOX_VIEW_VERSION, machine: 'mailbox', rows: mailboxView },
];

/** The rows of all views for a state: what an act writes beside it. */
export const viewRows = (state: StreamState): readonly ViewRow[] => VIEWS.flatMap((view) => (view.machine === state.machine ? view.rows(state) : []));

export type StaleView = { readonly name: string; readonly found: number | undefined; readonly expected: number };

type VersionRow = { readonly name: string; readonly version: number };

/**
 * The views that do not fit this release; none of them may be served. An empty platform has nothing to be stale: its views are recorded at their
 * present version. Throws when the database is out of reach.
 */
export async function checkViews(pool: pg.Pool, views: readonly View[] = VIEWS): Promise<readonly StaleView[]> {
  await pool.query(
    'INSERT INTO view_version (name, version) SELECT t.n, t.v FROM unnest($1::text[], $2::int[]) AS t(n, v) WHERE NOT EXISTS (SELECT 1 FROM stream) ON CONFLICT (name) DO NOTHING',
    [views.map((view) => view.name), views.map((view) => view.version)],
  );
  const { rows } = await pool.query<VersionRow>('SELECT name, version FROM view_version');
  const found = new Map(rows.map((row) => [row.name, row.version]));
  return views.filter((view) => found.get(view.name) !== view.version).map((view) => ({ name: view.name, found: found.get(view.name), expected: view.version }));
}

/** What `checkViews` found, as one sentence for the operator; `undefined` when there is nothing to say. */
export function staleViewsText(stale: readonly StaleView[]): string | undefined {
  if (stale.length === 0) return undefined;
  const named = stale.map(({ name, found, expected }) => `${name} (${found ?? 'none'} → ${expected})`).join(', ');
  return `these views were made by another release: ${named}. Run "zhaobiao rebuild ${stale.map(({ name }) => name).join(' ')}", then start again.`;
}

export type RebuildReport = { readonly view: string; readonly version: number; readonly streams: number; readonly rows: number };
export type RebuildFault = { readonly code: 'unknownView'; readonly known: readonly string[] };

const PAGE = 500;

type StreamRow = { readonly id: string; readonly fold_version: number; readonly state: string };

async function* states(client: pg.ClientBase, machine: string): AsyncGenerator<readonly StreamState[]> {
  for (let after = ''; ; ) {
    const { rows } = await client.query<StreamRow>('SELECT id, fold_version, state FROM stream WHERE machine = $1 AND id > $2 ORDER BY id LIMIT $3', [machine, after, PAGE]);
    const page: StreamState[] = [];
    for (const row of rows) page.push(row.fold_version === FOLD_VERSION ? parseState(row.state) : await refold(client, row.id));
    if (page.length > 0) yield page;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/** Table and columns come from our own `view.ts`, never from input. */
async function insert(client: pg.ClientBase, table: string, row: ViewRow): Promise<void> {
  const values = { ...row.key, ...row.values };
  const names = Object.keys(values);
  const set = Object.keys(row.values).map((name) => `${name} = excluded.${name}`);
  await client.query({
    text: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) ON CONFLICT (${Object.keys(row.key).join(', ')}) DO UPDATE SET ${set.join(', ')}`,
    values: Object.values(values),
  });
}

type IndexRow = { readonly name: string; readonly definition: string };

/** Indexes by what they are, without names: `btree (published_at DESC, lot)`. */
async function indexes(client: pg.ClientBase, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<IndexRow>(
    `SELECT c.relname::text AS name, (CASE WHEN i.indisunique THEN 'unique ' ELSE '' END) || regexp_replace(pg_get_indexdef(c.oid), '^.* USING ', '') AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = to_regclass($1) ORDER BY c.relname`,
    [table],
  );
  return new Map(rows.map((row) => [row.definition, row.name]));
}

/** The shadow takes the name of the table and its indexes the names of the table's, so that later migrations find what they know. */
async function swap(client: pg.ClientBase, table: string, shadow: string): Promise<void> {
  const before = await indexes(client, table);
  await client.query(`DROP TABLE ${table}`);
  for (const [definition, name] of await indexes(client, shadow)) {
    const wanted = before.get(definition);
    if (wanted !== undefined && wanted !== name) await client.query(`ALTER INDEX ${name} RENAME TO ${wanted}`);
  }
  await client.query(`ALTER TABLE ${shadow} RENAME TO ${table}`);
}

async function refill(client: pg.ClientBase, view: View): Promise<RebuildReport> {
  const shadow = `${view.name}_shadow`;
  await client.query('BEGIN');
  // Acts wait here, readers do not: they see the old rows until the swap commits.
  await client.query(`LOCK TABLE ${view.name} IN SHARE ROW EXCLUSIVE MODE`);
  await client.query(`CREATE TABLE ${shadow} (LIKE ${view.name} INCLUDING ALL)`);
  let streams = 0;
  for await (const page of states(client, view.machine)) {
    streams += page.length;
    for (const state of page) for (const row of view.rows(state)) if (row.table === view.name) await insert(client, shadow, row);
  }
  const { rows } = await client.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${shadow}`);
  await swap(client, view.name, shadow);
  await client.query('INSERT INTO view_version (name, version) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET version = excluded.version', [view.name, view.version]);
  await client.query('COMMIT');
  return { view: view.name, version: view.version, streams, rows: Number(rows[0]?.count ?? 0) };
}

/** Makes a view anew from the streams, in one transaction: whatever interrupts it, the old rows stay. Throws when the database is out of reach. */
export async function rebuild(pool: pg.Pool, name: string, views: readonly View[] = VIEWS): Promise<Result<RebuildReport, RebuildFault>> {
  const view = views.find((each) => each.name === name);
  if (!view) return fail({ code: 'unknownView', known: views.map((each) => each.name) });
  const client = await pool.connect();
  let broken = true;
  try {
    const report = await refill(client, view);
    broken = false;
    return ok(report);
  } finally {
    // Closing the connection rolls back what it has not committed.
    client.release(broken);
  }
}
