import { ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import type { ClientBase } from 'pg';
import { backupFault } from './fault.ts';
import type { BackupFault } from './fault.ts';

export type Table = { readonly name: string; readonly columns: readonly string[]; readonly key: readonly string[] };

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Ordinary tables of the current schema with the columns that are stored, not computed; `migration` is left out, it describes the others. */
export async function tablesOf(client: ClientBase): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.relname::text AS name,
       array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
       coalesce((SELECT array(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum ORDER BY k.place)
         FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS key
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> 'migration' ORDER BY c.relname`,
  );
  return rows;
}

/** The tables in an order in which each comes after those its foreign keys name. A table that names itself is no hindrance to COPY. */
export async function inLoadingOrder(client: ClientBase, tables: readonly Table[]): Promise<Result<readonly Table[], BackupFault>> {
  const { rows } = await client.query<{ table: string; needs: string }>(
    `SELECT c.relname::text AS "table", f.relname::text AS needs FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND n.nspname = current_schema() AND k.conrelid <> k.confrelid`,
  );
  const ordered: Table[] = [];
  for (let left = tables; left.length > 0; ) {
    const ready = left.filter((table) => rows.every((row) => row.table !== table.name || !left.some((other) => other.name === row.needs)));
    if (ready.length === 0) return backupFault('foreignKeyCycle', `The tables ${left.map((table) => table.name).join(', ')} name each other in a circle and cannot be loaded one by one.`);
    ordered.push(...ready);
    left = left.filter((table) => !ready.includes(table));
  }
  return ok(ordered);
}
