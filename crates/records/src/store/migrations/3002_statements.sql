-- Agents by what identifies them (an mbox, an account …: xAPI's inverse functional identifiers). The
-- account that this platform gives a person has the person's own number as id, and needs no row until
-- somebody else's statement names it. After a merge several identifiers have one id.
CREATE TABLE agent (
  ifi TEXT PRIMARY KEY,
  id BIGINT NOT NULL,
  person BIGINT REFERENCES person (id) DEFERRABLE
) WITHOUT ROWID; -- sqlite
); -- postgres
CREATE INDEX agent_id ON agent (id);
CREATE INDEX agent_person ON agent (person);

-- Who vouches for statements: the agent of an application, as JSON.
CREATE TABLE authority (
  id {id},
  json TEXT NOT NULL UNIQUE,
  agent BIGINT
);

-- What foreign statements told of an activity, merged (xAPI's canonical definition), as JSON.
ALTER TABLE activity ADD COLUMN definition TEXT;

-- One xAPI statement a row, the platform's own and those of other applications: raw as written, without
-- what is added when it is read (stored, authority, version), and the columns that queries need.
-- Identifiers in it are looked up or made in the transaction that writes the row and are never deleted:
-- they have no foreign keys, which would cost as much as the row itself.
ALTER TABLE statement RENAME TO statement_3001;
CREATE TABLE statement (
  seq {id}, -- sqlite
  seq BIGINT NOT NULL, -- postgres
  agent BIGINT,
  verb BIGINT NOT NULL,
  activity BIGINT,
  parent BIGINT,
  registration TEXT,
  at BIGINT NOT NULL,
  stored BIGINT NOT NULL,
  success BOOLEAN,
  score DOUBLE PRECISION,
  authority BIGINT,
  version TEXT NOT NULL,
  voided BOOLEAN NOT NULL DEFAULT FALSE,
  raw TEXT NOT NULL
); -- sqlite
) PARTITION BY RANGE (seq); -- postgres
CREATE TABLE statement_default PARTITION OF statement DEFAULT; -- postgres

INSERT INTO statement (seq, agent, verb, activity, parent, registration, at, stored, success, score, version, raw)
SELECT s.seq, s.agent, s.verb, s.activity, p.activity,
  json_extract(s.raw, '$.context.registration'), -- sqlite
  s.raw::json #>> '{context,registration}', -- postgres
  s.at, s.stored, s.success, s.score, '1.0.0', s.raw
FROM statement_3001 AS s
LEFT JOIN (
  SELECT c.seq, MIN(c.activity) AS activity
  FROM statement_context AS c JOIN activity AS a ON a.id = c.activity AND a.kind = 'point' GROUP BY c.seq
) AS p ON p.seq = s.seq;

ALTER TABLE statement ADD PRIMARY KEY (seq); -- postgres
CREATE INDEX statement_agent_verb ON statement (agent, verb, seq);
CREATE INDEX statement_verb ON statement (verb, seq);
CREATE INDEX statement_activity ON statement (activity, seq);
CREATE INDEX statement_registration ON statement (registration, seq) WHERE registration IS NOT NULL;
CREATE INDEX statement_authority ON statement (authority, seq) WHERE authority IS NOT NULL;
-- The platform's own answers, which alone have a parent: by time, and by knowledge point.
CREATE INDEX statement_answer ON statement (agent, at) WHERE parent IS NOT NULL;
CREATE INDEX statement_parent ON statement (agent, parent, seq) WHERE parent IS NOT NULL;

-- Identifiers of statements. A table of its own, because no partition could keep them unique.
CREATE TABLE statement_id (
  id TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
) WITHOUT ROWID; -- sqlite
); -- postgres
INSERT INTO statement_id (id, seq) SELECT id, seq FROM statement_3001;

-- What else a statement is found by: agents, verbs, activities and registrations that are not in its own
-- columns. related is false for what the plain filters find (members of a group, an agent as object, all
-- of a statement it refers to) and true for what only related_agents and related_activities find.
CREATE TABLE statement_posting (
  key BIGINT NOT NULL,
  related BOOLEAN NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (key, related, seq)
) WITHOUT ROWID; -- sqlite
); -- postgres
INSERT INTO statement_posting (key, related, seq) SELECT activity, TRUE, seq FROM statement_context;

-- Statements about statements, by the identifier they refer to, which may come later.
CREATE TABLE statement_target (
  target TEXT NOT NULL,
  seq BIGINT NOT NULL,
  voids BOOLEAN NOT NULL,
  PRIMARY KEY (target, seq)
) WITHOUT ROWID; -- sqlite
); -- postgres

DROP TABLE statement_context;
DROP TABLE statement_3001;

-- Attachments once each, by the SHA-2 that statements name; sealed, in chunks of base64.
CREATE TABLE attachment (
  sha2 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  created BIGINT NOT NULL
) WITHOUT ROWID; -- sqlite
); -- postgres
CREATE TABLE attachment_chunk (
  sha2 TEXT NOT NULL REFERENCES attachment (sha2) DEFERRABLE,
  ordinal BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (sha2, ordinal)
);
