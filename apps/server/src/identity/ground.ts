/** Everything that knows who is there. */
import type pg from 'pg';
import { partiesOf, type Parties } from './parties.ts';
import { argon2Passwords, type Passwords } from './password.ts';
import { sessionsOf, type Sessions } from './sessions.ts';
import { tokensOf, type Tokens } from './tokens.ts';

export type Identities = { readonly parties: Parties; readonly tokens: Tokens; readonly sessions: Sessions; readonly passwords: Passwords };

export const identitiesOf = (pool: pg.Pool, entropy: (length: number) => Uint8Array): Identities => ({
  parties: partiesOf(pool),
  tokens: tokensOf(pool, entropy),
  sessions: sessionsOf(pool, entropy),
  passwords: argon2Passwords(),
});
