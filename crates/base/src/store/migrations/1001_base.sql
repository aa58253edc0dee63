-- One value per name: the secret's fingerprint, the region's settings that are not a node's.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- Running processes. A node's number goes into the identifiers it makes.
CREATE TABLE node (
  id {id},
  name TEXT NOT NULL,
  started BIGINT NOT NULL,
  seen BIGINT NOT NULL
);

-- Long work. state: queued, running, done, failed, cancelled.
CREATE TABLE job (
  id {id},
  kind TEXT NOT NULL,
  owner BIGINT,
  args TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  result TEXT,
  error TEXT,
  attempts BIGINT NOT NULL DEFAULT 0,
  cancel BOOLEAN NOT NULL DEFAULT FALSE,
  lease_until BIGINT NOT NULL DEFAULT 0,
  lease_token BIGINT NOT NULL DEFAULT 0,
  run_at BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at);
CREATE INDEX job_owner ON job (owner, created);

-- Who did what to whom, chained by hash. Rows are added, never changed.
CREATE TABLE audit (
  seq {id},
  at BIGINT NOT NULL,
  actor BIGINT,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_target ON audit (target, seq);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; -- sqlite
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; -- sqlite
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$; -- postgres
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only(); -- postgres

-- Uploaded files, in base64 chunks, so that every node and every backup has them.
CREATE TABLE blob (
  id {id},
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  created BIGINT NOT NULL
);
CREATE TABLE blob_chunk (
  blob BIGINT NOT NULL REFERENCES blob (id) ON DELETE CASCADE DEFERRABLE,
  ordinal BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (blob, ordinal)
);
