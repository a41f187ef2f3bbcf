/** Every view row against the fold it was made from, in both directions. */
import { present, type JsonObject } from '@zhaobiao/basics';
import type { StreamState } from '@zhaobiao/domain';
import type pg from 'pg';
import type { View } from '../rebuild.ts';
import type { ViewRow } from '../writes.ts';
import { asStored, differsAt, parseRow } from './parse-json.ts';
import type { Tally } from './tally.ts';

export type ViewComparison = {
  readonly add: (state: StreamState) => Promise<void>;
  /** After the last stream: what is still waiting, and rows that no stream gives. */
  readonly finish: () => Promise<void>;
  readonly rows: () => number;
};

const PAGE = 500;

const keyText = (key: JsonObject): string => Object.values(key).join(' ');

/** Rows of one page by their key; tables and columns come from our own `view.ts`. */
async function stored(client: pg.ClientBase, table: string, rows: readonly ViewRow[]): Promise<ReadonlyMap<string, JsonObject>> {
  const names = Object.keys(present(rows[0], 'a row').key);
  const keys = names.map((name) => rows.map((row) => String(row.key[name])));
  const unnested = names.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const matched = names.map((name) => `v.${name} = k.${name}`).join(' AND ');
  const found = await client.query<{ row: string }>(`SELECT row_to_json(v)::text AS row FROM ${table} v JOIN unnest(${unnested}) AS k(${names.join(', ')}) ON ${matched}`, keys);
  return new Map(found.rows.map(({ row: text }) => [parseRow(text), text] as const).map(([row]) => [names.map((name) => String(row[name])).join(' '), row]));
}

function compare(table: string, row: ViewRow, found: JsonObject | undefined, tally: Tally): void {
  const where = `${table} ${keyText(row.key)}`;
  if (!found) return tally.note('viewRowMissing', where, 'the fold gives this row, the view has none');
  for (const [name, value] of Object.entries(row.values)) {
    if (differsAt(found[name], asStored(value)) !== undefined) tally.note('viewMismatch', where, `column ${name} is not what the fold gives`);
  }
}

export function viewComparison(client: pg.ClientBase, views: readonly View[], tally: Tally): ViewComparison {
  const waiting = new Map<string, ViewRow[]>(views.map((view) => [view.name, []]));
  const seen = new Map<string, Set<string>>(views.map((view) => [view.name, new Set()]));
  const flush = async (table: string): Promise<void> => {
    const rows = waiting.get(table) ?? [];
    if (rows.length === 0) return;
    const found = await stored(client, table, rows);
    for (const row of rows) compare(table, row, found.get(keyText(row.key)), tally);
    waiting.set(table, []);
  };
  const stray = async (table: string): Promise<void> => {
    const keys = present(seen.get(table), table);
    const { rows } = await client.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${table}`);
    if (Number(rows[0]?.count) === keys.size) return;
    const names = await client.query<{ name: string }>(
      `SELECT a.attname::text AS name FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY k.place`,
      [table],
    );
    const list = await client.query<{ key: string }>(`SELECT concat_ws(' ', ${names.rows.map(({ name }) => name).join(', ')}) AS key FROM ${table}`);
    for (const { key } of list.rows) if (!keys.has(key)) tally.note('viewRowStray', `${table} ${key}`, 'no stream gives this row');
  };
  return {
    add: async (state) => {
      for (const view of views) {
        for (const row of view.machine === state.machine ? view.rows(state) : []) {
          const rows = waiting.get(row.table);
          if (!rows) continue;
          rows.push(row);
          seen.get(row.table)?.add(keyText(row.key));
          if (rows.length >= PAGE) await flush(row.table);
        }
      }
    },
    finish: async () => {
      for (const { name } of views) {
        await flush(name);
        await stray(name);
      }
    },
    rows: () => [...seen.values()].reduce((sum, keys) => sum + keys.size, 0),
  };
}
