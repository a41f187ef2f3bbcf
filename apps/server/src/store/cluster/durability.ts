import { fail, ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import type { Pool } from 'pg';

/** Settings under which a confirmed act could be lost in a power cut. */
export type NotDurable = { readonly code: 'notDurable'; readonly settings: Readonly<Record<string, string>> };

/**
 * Whether a commit on connections of this pool survives a power cut: fsync and full_page_writes on, synchronous_commit anything but off
 * (`local`, `remote_write`, `remote_apply` flush here as well). Throws what the connection throws.
 */
export async function checkDurability(pool: Pick<Pool, 'query'>): Promise<Result<void, NotDurable>> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`,
  );
  return rows.length === 0 ? ok(undefined) : fail({ code: 'notDurable', settings: Object.fromEntries(rows.map((row) => [row.name, row.setting])) });
}
