-- Who is there: accounts and sessions of people, used token requests. Rows, not acts: no right in a case follows from them.
-- What a thief of these tables could do: nothing with the digests of tokens and sessions; guess passwords at argon2id's price.

CREATE TABLE account (
  id text PRIMARY KEY,
  login text NOT NULL UNIQUE,
  name text NOT NULL,
  password_hash text NOT NULL,
  -- Stream id of the party the person belongs to; roles are those of the person within it.
  party text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}',
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Failures are counted by the digest of what was typed, whether or not such an account exists: an unknown login behaves like a known one.
CREATE TABLE login_attempt (
  login bytea PRIMARY KEY,
  failed integer NOT NULL,
  locked_until timestamptz,
  last_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX login_attempt_last ON login_attempt (last_at);

CREATE TABLE session (
  id_hash bytea PRIMARY KEY,
  account text NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  csrf text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires_at);

-- SHA-256 of each signed token request that was honoured. Kept for good, 32 bytes each: the signature names no moment, so that an old one would
-- otherwise be good again as soon as its row went.
CREATE TABLE token_request (digest bytea PRIMARY KEY);

CREATE INDEX api_token_expires ON api_token (expires_at);
