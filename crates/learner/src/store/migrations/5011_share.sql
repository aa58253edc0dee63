-- A part of a learner's record shown to somebody: one statement, or the days from from_day to to_day; to a person of the
-- school, or to whoever has the link. Of the link's token only the SHA-256 is kept.
CREATE TABLE record_share (
  id {id},
  learner BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  statement TEXT,
  from_day TEXT,
  to_day TEXT,
  recipient BIGINT REFERENCES person (id) DEFERRABLE,
  token_hash TEXT UNIQUE,
  created_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX record_share_learner ON record_share (learner, id);
CREATE INDEX record_share_recipient ON record_share (recipient, id);
