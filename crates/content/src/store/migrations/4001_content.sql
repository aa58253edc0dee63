-- What can be known: one thing that is taught and practised, in one grade of one subject.
CREATE TABLE knowledge_point (
  id {id},
  code TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  stage TEXT NOT NULL,
  grade BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent BIGINT REFERENCES knowledge_point (id) DEFERRABLE,
  description TEXT NOT NULL
);
CREATE INDEX knowledge_point_class ON knowledge_point (subject, stage, grade);
CREATE INDEX knowledge_point_parent ON knowledge_point (parent);

-- A question's identity and class. status: draft, active, retired. `version` is the current one.
CREATE TABLE item (
  id {id},
  code TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  stage TEXT NOT NULL,
  grade BIGINT NOT NULL,
  point BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  difficulty BIGINT NOT NULL,
  source TEXT NOT NULL,
  status TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX item_point ON item (point, status);
CREATE INDEX item_class ON item (subject, stage, grade, status);

-- What a pupil sees and how it is scored. A version that has been answered is never changed.
CREATE TABLE item_version (
  item BIGINT NOT NULL REFERENCES item (id) DEFERRABLE,
  version BIGINT NOT NULL,
  stem TEXT NOT NULL,
  hint TEXT NOT NULL,
  explanation TEXT NOT NULL,
  interaction TEXT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (item, version)
);
