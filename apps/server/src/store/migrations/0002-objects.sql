-- Large objects (documents, envelopes, videos): an object is a list of chunks of 8 MiB, and a chunk is bytes named by their SHA-256.
-- The bytes lie in the object store; here stands what they belong to. Moments are milliseconds since 1970, digests lower-case hex.

-- A chunk whose bytes are, or are about to be, in the store. stored_at is renewed before bytes are written, and bytes are deleted only
-- under this row's lock 48 hours after it: so a chunk that two parties send never goes for one while it comes for the other.
CREATE TABLE chunk (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  length integer NOT NULL CHECK (length BETWEEN 1 AND 8388608),
  stored_at bigint NOT NULL
);
CREATE INDEX chunk_stored_at ON chunk (stored_at);

-- An upload under way, or one that ended in an object nothing refers to yet (it counts in its party's quota until then).
CREATE TABLE upload (
  id text PRIMARY KEY,
  party text NOT NULL,
  length bigint NOT NULL CHECK (length BETWEEN 0 AND 2147483648),
  chunk_count integer NOT NULL CHECK (chunk_count BETWEEN 0 AND 256),
  created_at bigint NOT NULL,
  completed_at bigint,
  digest text,
  CHECK ((completed_at IS NULL) = (digest IS NULL))
);
CREATE INDEX upload_party ON upload (party);
CREATE INDEX upload_created_at ON upload (created_at);
CREATE INDEX upload_digest ON upload (digest);

-- received_at is null for a digest that was declared in advance and whose bytes have not come.
CREATE TABLE upload_chunk (
  upload text NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  index integer NOT NULL CHECK (index >= 0),
  digest text NOT NULL,
  length integer NOT NULL,
  received_at bigint,
  PRIMARY KEY (upload, index)
);
CREATE INDEX upload_chunk_digest ON upload_chunk (digest);

-- created_at moves to the latest upload of the same content, so that its 48 hours begin anew.
CREATE TABLE object (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  length bigint NOT NULL,
  chunk_count integer NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX object_created_at ON object (created_at);

CREATE TABLE object_chunk (
  object text NOT NULL REFERENCES object (digest) ON DELETE CASCADE,
  index integer NOT NULL CHECK (index >= 0),
  chunk text NOT NULL REFERENCES chunk (digest),
  PRIMARY KEY (object, index)
);
CREATE INDEX object_chunk_chunk ON object_chunk (chunk);

-- Inserted in the transaction of the act that names the object; from then on the object stays.
CREATE TABLE object_ref (
  object text NOT NULL REFERENCES object (digest),
  act text NOT NULL,
  PRIMARY KEY (object, act)
);
CREATE INDEX object_ref_act ON object_ref (act);
