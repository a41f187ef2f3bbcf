-- View: what has been put into mailboxes, a row per lot, equal to the fold of the lot's mailbox stream. Who is named here has the document of a tender or a bid in.
-- What its thief could do: learn before the opening who may be bidding for what (招标投标法 22). It is read only by asking for one's own messages.
CREATE TABLE mailbox_view (
  lot text PRIMARY KEY,
  -- Everybody who was ever told anything of this lot.
  parties text[] NOT NULL,
  deliveries text NOT NULL
);
CREATE INDEX mailbox_view_parties ON mailbox_view USING gin (parties);
-- No mailbox is older than this table, so there is nothing to fill it with.
INSERT INTO view_version (name, version) VALUES ('mailbox_view', 1);
