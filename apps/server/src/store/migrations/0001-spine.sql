-- The spine: streams, acts, what is hidden in them, idempotency, due clocks, the log. Written only through perform.ts and log/.
-- What a thief of this database could do: read everything that is not sealed to the guardians; change nothing that a receipt, a witness or a bundle does not show.

-- A stream is the smallest thing with its own order. `state` is its fold (StreamState, JSON), kept beside it so that deciding needs one row.
CREATE TABLE stream (
  id text PRIMARY KEY,
  machine text NOT NULL,
  owner text,
  version integer NOT NULL CHECK (version > 0),
  stage text NOT NULL,
  fold_version integer NOT NULL,
  -- From this moment on, those who would share this stream's lock read it without: late bids never hold up the close.
  shut_at bigint,
  state text NOT NULL
);
CREATE INDEX stream_by_owner ON stream (owner, machine) WHERE owner IS NOT NULL;
CREATE INDEX stream_by_machine ON stream (machine, id);

-- One accepted command. `bytes` are canonical and are what was hashed; `entry` is what the log holds.
CREATE TABLE act (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry bytea NOT NULL UNIQUE,
  salt bytea NOT NULL,
  bytes bytea NOT NULL,
  name text NOT NULL,
  stream text NOT NULL,
  actor text NOT NULL,
  at bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Null: public at once. Otherwise the act that publishes it, or 'never'.
  until text,
  published_by bigint
);
CREATE INDEX act_sealed ON act (stream, until) WHERE until IS NOT NULL AND published_by IS NULL;
CREATE INDEX act_published ON act (published_by) WHERE published_by IS NOT NULL;

CREATE TABLE act_event (
  stream text NOT NULL,
  version integer NOT NULL,
  act bigint NOT NULL,
  ordinal smallint NOT NULL,
  PRIMARY KEY (stream, version)
);

-- Values that stand in the act as commitments. Erasing a row forgets the value and changes no hash.
CREATE TABLE disclosure (
  act bigint NOT NULL,
  ordinal smallint NOT NULL,
  name text NOT NULL,
  class text NOT NULL,
  stream text NOT NULL,
  salt bytea,
  value text,
  published_by bigint,
  PRIMARY KEY (act, ordinal, name)
);
CREATE INDEX disclosure_hidden ON disclosure (stream, class) WHERE published_by IS NULL;

-- A repeat of a key gets the first answer, also after the deadline.
CREATE TABLE request (
  actor text NOT NULL,
  key text NOT NULL,
  digest bytea NOT NULL,
  status smallint NOT NULL,
  answer text NOT NULL,
  PRIMARY KEY (actor, key)
);

-- What time will do. Rows follow from the fold of the stream; workers claim them with SKIP LOCKED.
CREATE TABLE due (
  stream text NOT NULL,
  id text NOT NULL,
  machine text NOT NULL,
  act text NOT NULL,
  at bigint NOT NULL,
  amber_at bigint NOT NULL,
  suspended_at bigint,
  attempts integer NOT NULL DEFAULT 0,
  next_try_at bigint NOT NULL,
  last_error text,
  PRIMARY KEY (stream, id)
);
CREATE INDEX due_next ON due (next_try_at);

-- The log: acts wait in log_pending, get an index in log_entry, and log_head is moved by compare-and-swap.
CREATE TABLE log_pending (act bigint PRIMARY KEY, entry bytea NOT NULL);
CREATE TABLE log_entry (index bigint PRIMARY KEY, act bigint NOT NULL UNIQUE, entry bytea NOT NULL);
CREATE TABLE log_head (
  origin text PRIMARY KEY,
  size bigint NOT NULL,
  -- Compact range of the tree of that size, left to right, 32 bytes each.
  hashes bytea NOT NULL,
  -- Secret from which fillers are derived, so that they need no rows: filler(i) = HMAC-SHA-256(seed, i).
  filler_seed bytea NOT NULL,
  -- Size of the last checkpoint whose tiles are complete.
  published bigint NOT NULL DEFAULT 0
);

-- People and machines: rows, not acts.
CREATE TABLE api_token (digest bytea PRIMARY KEY, party text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp(), expires_at timestamptz NOT NULL);

-- The demonstration's clock: how far it stands from the database's. Empty in production.
CREATE TABLE demo_clock (one boolean PRIMARY KEY DEFAULT true CHECK (one), offset_ms bigint NOT NULL);

-- View: what the portal lists. A row per lot, equal to the fold of its stream.
CREATE TABLE view_version (name text PRIMARY KEY, version integer NOT NULL);
CREATE TABLE tender_view (
  lot text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  title text,
  stage text NOT NULL,
  procuring_entity text NOT NULL,
  agency text,
  procedure text NOT NULL,
  published_at bigint,
  closing_at bigint,
  document_version integer,
  tender_digest text
);
CREATE INDEX tender_view_recent ON tender_view (published_at DESC, lot);

-- Roots of complete subtrees at levels 8, 16, 24 …: with the entries they are all that tiles and proofs need. One row per 256 entries.
CREATE TABLE log_node (level smallint NOT NULL, index bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (level, index));
