-- Verbs by their IRI. The first is known to the code.
CREATE TABLE verb (
  id {id},
  iri TEXT NOT NULL UNIQUE
);
INSERT INTO verb (id, iri) VALUES (1, 'http://adlnet.gov/expapi/verbs/answered');

-- Activities. Those of this platform are kept by their path below the public address, so that a
-- changed address loses nothing: item/CODE/VERSION, point/CODE, subject/CODE.
CREATE TABLE activity (
  id {id},
  kind TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE
);
CREATE INDEX activity_kind ON activity (kind);

-- One xAPI statement a row: raw as written, and the columns that queries need.
CREATE TABLE statement (
  seq {id},
  id TEXT NOT NULL UNIQUE,
  agent BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  verb BIGINT NOT NULL REFERENCES verb (id) DEFERRABLE,
  activity BIGINT NOT NULL REFERENCES activity (id) DEFERRABLE,
  at BIGINT NOT NULL,
  stored BIGINT NOT NULL,
  success BOOLEAN,
  score DOUBLE PRECISION,
  raw TEXT NOT NULL
);
CREATE INDEX statement_agent ON statement (agent, at);

-- The context activities of a statement: what "answers of this person on this point" reads.
CREATE TABLE statement_context (
  agent BIGINT NOT NULL,
  activity BIGINT NOT NULL REFERENCES activity (id) DEFERRABLE,
  seq BIGINT NOT NULL REFERENCES statement (seq) DEFERRABLE,
  PRIMARY KEY (agent, activity, seq)
) WITHOUT ROWID; -- sqlite
); -- postgres
