-- A point's kind (knowledge, skill, ability, thinking, value, misconception), the curriculum standard it rests on, whether it is
-- no longer taught, and the identifier that another maker gave it (empty: derived from its code).
ALTER TABLE knowledge_point ADD COLUMN kind TEXT NOT NULL DEFAULT 'knowledge';
ALTER TABLE knowledge_point ADD COLUMN standard TEXT NOT NULL DEFAULT '';
ALTER TABLE knowledge_point ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE knowledge_point ADD COLUMN identifier TEXT NOT NULL DEFAULT '';

-- How points hang together. relation: prerequisite, part_of, related, misconception_of, ability_of.
CREATE TABLE knowledge_edge (
  origin BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  relation TEXT NOT NULL,
  destination BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  note TEXT NOT NULL,
  PRIMARY KEY (origin, relation, destination)
);
CREATE INDEX knowledge_edge_destination ON knowledge_edge (destination, relation);

-- Until now a point had one parent, which it built on.
INSERT INTO knowledge_edge (origin, relation, destination, note)
SELECT parent, 'prerequisite', id, '' FROM knowledge_point WHERE parent IS NOT NULL;
DROP INDEX knowledge_point_parent;
ALTER TABLE knowledge_point DROP COLUMN parent;

-- A change that somebody proposes to a subject's graph. state: draft, submitted, published, refused, withdrawn.
-- `changes` is JSON; `based_on` the version that the author saw.
CREATE TABLE graph_proposal (
  id {id},
  subject TEXT NOT NULL,
  title TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  author BIGINT NOT NULL,
  made BIGINT NOT NULL,
  based_on BIGINT NOT NULL,
  changes TEXT NOT NULL,
  reviewer BIGINT,
  decided BIGINT,
  answer TEXT NOT NULL
);
CREATE INDEX graph_proposal_subject ON graph_proposal (subject, state);

-- A subject's graph as it was published: whole, with what changed. Never edited.
CREATE TABLE graph_version (
  subject TEXT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  title TEXT NOT NULL,
  proposal BIGINT REFERENCES graph_proposal (id) DEFERRABLE,
  author BIGINT,
  reviewer BIGINT,
  changes TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  PRIMARY KEY (subject, number)
);
