/** People and their passwords. A thief of these rows may guess passwords at argon2id's price; an account signs nothing. */
import { randomUUID } from 'node:crypto';
import { fail, ok, unstorable, type Result } from '@zhaobiao/basics';
import type pg from 'pg';
import type { Passwords } from './password.ts';
import { sha256 } from './tokens.ts';

export type Account = { readonly id: string; readonly name: string; readonly party: string; readonly roles: readonly string[] };

export type NewAccount = { readonly login: string; readonly password: string; readonly name: string; readonly party: string; readonly roles: readonly string[] };
export type AccountFault = { readonly code: 'loginTaken' | 'loginForm' | 'passwordForm' };

const PASSWORD_LEAST = 10;
const PASSWORD_MOST = 256;

/** Spelling of a login for comparing: width, case and composition do not make another person. */
export const loginForm = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

/** Faults: `loginForm` (1 to 64 characters), `passwordForm` (10 to 256 characters), `loginTaken`. */
export async function createAccount(pool: pg.Pool, passwords: Pick<Passwords, 'hash'>, account: NewAccount): Promise<Result<Account, AccountFault>> {
  const login = loginForm(account.login);
  if (login === '' || login.length > 64 || unstorable(login) !== undefined) return fail({ code: 'loginForm' });
  const { length } = account.password;
  if (length < PASSWORD_LEAST || length > PASSWORD_MOST || unstorable(account.password) !== undefined) return fail({ code: 'passwordForm' });
  const id = randomUUID();
  const { rowCount } = await pool.query(
    'INSERT INTO account (id, login, name, password_hash, party, roles) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (login) DO NOTHING',
    [id, login, account.name, await passwords.hash(account.password), account.party, account.roles],
  );
  return rowCount === 1 ? ok({ id, name: account.name, party: account.party, roles: account.roles }) : fail({ code: 'loginTaken' });
}

export type LoginFault = { readonly code: 'loginFailed' } | { readonly code: 'loginPaused'; readonly seconds: number };

const FREE_ATTEMPTS = 5;
const FIRST_PAUSE = 60;
const LONGEST_PAUSE = 3_600;

/**
 * Counts an attempt before it is judged, so that many at once cannot all be first. After five failures the next is taken after 1 minute,
 * then 2, 4 … at most 60. Counted by what was typed: a login that does not exist pauses like one that does.
 */
async function countAttempt(pool: pg.Pool, login: Buffer): Promise<LoginFault | undefined> {
  await pool.query("DELETE FROM login_attempt WHERE last_at < clock_timestamp() - interval '1 day'");
  const { rows } = await pool.query<{ failed: number }>(
    `INSERT INTO login_attempt (login, failed) VALUES ($1, 1) ON CONFLICT (login) DO UPDATE SET failed = login_attempt.failed + 1, last_at = clock_timestamp(),
       locked_until = CASE WHEN login_attempt.failed + 1 < $2 THEN NULL
         ELSE clock_timestamp() + make_interval(secs => least($4::int, $3::int * power(2, least(login_attempt.failed + 1 - $2, 12)))) END
     WHERE login_attempt.locked_until IS NULL OR login_attempt.locked_until <= clock_timestamp() RETURNING failed`,
    [login, FREE_ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE],
  );
  if (rows.length > 0) return undefined;
  const paused = await pool.query<{ seconds: number }>('SELECT ceil(extract(epoch FROM locked_until - clock_timestamp()))::int AS seconds FROM login_attempt WHERE login = $1', [login]);
  return { code: 'loginPaused', seconds: Math.max(1, paused.rows[0]?.seconds ?? 1) };
}

type AccountRow = Account & { readonly password_hash: string };

/** The account of a login and password. Answer and time are the same whether the login is unknown or the password wrong. */
export async function checkLogin(pool: pg.Pool, passwords: Passwords, typed: { readonly login: string; readonly password: string }): Promise<Result<Account, LoginFault>> {
  const login = loginForm(typed.login);
  const name = sha256(login);
  const paused = await countAttempt(pool, name);
  if (paused !== undefined) return fail(paused);
  const storable = unstorable(login) === undefined && login.length <= 64;
  const { rows } = storable ? await pool.query<AccountRow>('SELECT id, name, password_hash, party, roles FROM account WHERE login = $1 AND active', [login]) : { rows: [] };
  const [row] = rows;
  const right = row === undefined ? await passwords.verifyNobody(typed.password) : await passwords.verify(typed.password, row.password_hash);
  if (row === undefined || !right) return fail({ code: 'loginFailed' });
  await pool.query('DELETE FROM login_attempt WHERE login = $1', [name]);
  return ok({ id: row.id, name: row.name, party: row.party, roles: row.roles });
}
