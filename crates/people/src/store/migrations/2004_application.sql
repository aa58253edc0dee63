-- Programs of other makers. Secrets are kept as keyed digests; after a rotation the former one opens until former_until.
CREATE TABLE application (
  id {id},
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,
  former TEXT,
  former_until BIGINT,
  grants TEXT NOT NULL,
  created BIGINT NOT NULL,
  created_by BIGINT REFERENCES person (id) DEFERRABLE,
  last_used BIGINT,
  revoked BIGINT
);
CREATE INDEX application_created_by ON application (created_by);
