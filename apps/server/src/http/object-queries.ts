import type pg from 'pg';

/** Whether an act that is public names the object: a tender document, or a ciphertext once its bid is opened. */
export async function isPublicObject(pool: pg.Pool, digest: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'public-object',
    text: `SELECT 1 FROM object_ref r JOIN act a ON a.entry = decode(r.act, 'hex') WHERE r.object = $1 AND (a.until IS NULL OR a.published_by IS NOT NULL) LIMIT 1`,
    values: [digest],
  });
  return (rowCount ?? 0) > 0;
}
