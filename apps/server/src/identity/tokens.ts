/** Opaque tokens for machines. Only their SHA-256 is kept: a thief of the table holds nothing he could send. */
import { createHash } from 'node:crypto';
import type pg from 'pg';

export type Tokens = {
  /** A new token of a party, 32 random bytes in base64url; valid for 24 hours. */
  readonly issue: (party: string) => Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** The party of a token that is valid now. */
  readonly find: (token: string) => Promise<{ readonly party: string; readonly digest: Buffer } | undefined>;
  readonly revoke: (digest: Buffer) => Promise<void>;
  /** True the first time a signed request is seen, false ever after: a captured request buys no second token. */
  readonly useOnce: (signed: Uint8Array) => Promise<boolean>;
};

const LENGTH = 32;
const KEPT_MS = 5_000;
const KEPT_COUNT = 20_000;

export const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

type Kept = { readonly party: string; readonly digest: Buffer; readonly until: number };

export function tokensOf(pool: pg.Pool, entropy: (length: number) => Uint8Array): Tokens {
  const kept = new Map<string, Kept>();
  return {
    issue: async (party) => {
      const token = Buffer.from(entropy(LENGTH)).toString('base64url');
      const { rows } = await pool.query<{ expires: string }>(
        `INSERT INTO api_token (digest, party, expires_at) VALUES ($1, $2, clock_timestamp() + interval '24 hours') RETURNING (extract(epoch FROM expires_at) * 1000)::bigint::text AS expires`,
        [sha256(token), party],
      );
      return { token, expiresAt: Number(rows[0]?.expires) };
    },
    find: async (token) => {
      const digest = sha256(token);
      const name = digest.toString('base64');
      const found = kept.get(name);
      if (found !== undefined && found.until > performance.now()) return found;
      const { rows } = await pool.query<{ party: string }>({ name: 'find-token', text: 'SELECT party FROM api_token WHERE digest = $1 AND expires_at > clock_timestamp()', values: [digest] });
      const [row] = rows;
      if (kept.size >= KEPT_COUNT) kept.clear();
      kept.delete(name);
      if (row === undefined) return undefined;
      kept.set(name, { party: row.party, digest, until: performance.now() + KEPT_MS });
      return { party: row.party, digest };
    },
    revoke: async (digest) => {
      kept.delete(digest.toString('base64'));
      await pool.query('DELETE FROM api_token WHERE digest = $1', [digest]);
    },
    useOnce: async (signed) => {
      const { rowCount } = await pool.query('INSERT INTO token_request (digest) VALUES ($1) ON CONFLICT (digest) DO NOTHING', [sha256(signed)]);
      return rowCount === 1;
    },
  };
}
