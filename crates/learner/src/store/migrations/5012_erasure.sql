-- What a family had erased: asked for once, carried out by a job in chunks. numbers is JSON, rows gone by table; nothing of what
-- went is kept.
CREATE TABLE erasure (
  id {id},
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  purpose TEXT NOT NULL,
  asked_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  asked_at BIGINT NOT NULL,
  job BIGINT NOT NULL,
  numbers TEXT NOT NULL,
  done_at BIGINT
);
CREATE INDEX erasure_person ON erasure (person, id);

-- How long a purpose's statements are kept: proposed by one person, approved by another. months NULL: until they are erased.
-- state: proposed, approved, rejected. The approved one decided last holds; all stay as history.
CREATE TABLE retention (
  id {id},
  purpose TEXT NOT NULL,
  months BIGINT,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  proposed_at BIGINT NOT NULL,
  decided_by BIGINT REFERENCES person (id) DEFERRABLE,
  decided_at BIGINT
);
CREATE INDEX retention_purpose ON retention (purpose, id);

-- The nights in which something was erased because its time had come: one row a day, whichever node began it.
CREATE TABLE retention_run (
  day TEXT PRIMARY KEY,
  job BIGINT NOT NULL,
  begun_at BIGINT NOT NULL,
  numbers TEXT NOT NULL,
  done_at BIGINT
);

-- Old sittings; the index grows at one end.
CREATE INDEX practice_session_started ON practice_session (started);
