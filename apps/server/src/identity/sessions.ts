/** Sessions of people: opaque, in the database, idle after 30 minutes, over after 12 hours. Only the digest of the cookie is kept. */
import type pg from 'pg';
import type { Account } from './accounts.ts';
import type { Identity } from './identity.ts';
import { sha256 } from './tokens.ts';

export type Sessions = {
  /** A new session; the former one of the same browser ends, so that an identifier known before the log-in is worth nothing after it. */
  readonly begin: (account: Pick<Account, 'id'>, former: string | undefined) => Promise<{ readonly cookie: string; readonly csrf: string }>;
  readonly find: (cookie: string) => Promise<Extract<Identity, { readonly kind: 'session' }> | undefined>;
  readonly end: (digest: Buffer) => Promise<void>;
};

export const SESSION_SECONDS = 12 * 3_600;
const BYTES = 32;

type Row = { readonly account: string; readonly name: string; readonly party: string; readonly roles: readonly string[]; readonly csrf: string; readonly stale: boolean };

export function sessionsOf(pool: pg.Pool, entropy: (length: number) => Uint8Array): Sessions {
  const fresh = (): string => Buffer.from(entropy(BYTES)).toString('base64url');
  return {
    begin: async (account, former) => {
      const [cookie, csrf] = [fresh(), fresh()];
      await pool.query("DELETE FROM session WHERE id_hash = $1 OR expires_at < clock_timestamp() OR seen_at < clock_timestamp() - interval '30 minutes'", [former === undefined ? null : sha256(former)]);
      await pool.query('INSERT INTO session (id_hash, account, csrf, expires_at) VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))', [sha256(cookie), account.id, csrf, SESSION_SECONDS]);
      return { cookie, csrf };
    },
    find: async (cookie) => {
      const digest = sha256(cookie);
      const { rows } = await pool.query<Row>({
        name: 'find-session',
        text: `SELECT s.account, a.name, a.party, a.roles, s.csrf, s.seen_at < clock_timestamp() - interval '1 minute' AS stale FROM session s JOIN account a ON a.id = s.account
          WHERE s.id_hash = $1 AND a.active AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - interval '30 minutes'`,
        values: [digest],
      });
      const [row] = rows;
      if (row === undefined) return undefined;
      if (row.stale) await pool.query('UPDATE session SET seen_at = clock_timestamp() WHERE id_hash = $1', [digest]);
      const { account, name, party, roles, csrf } = row;
      return { kind: 'session', account, name, party, roles, csrf, digest };
    },
    end: async (digest) => void (await pool.query('DELETE FROM session WHERE id_hash = $1', [digest])),
  };
}
