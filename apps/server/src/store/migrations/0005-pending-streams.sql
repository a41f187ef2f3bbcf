-- The streams an act wrote to, so that its place in the log keeps the order of each of them, not only of the first. Acts that wait already have none: their first counts.
ALTER TABLE log_pending ADD COLUMN streams text[] NOT NULL DEFAULT '{}';
