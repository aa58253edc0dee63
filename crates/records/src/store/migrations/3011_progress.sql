-- What follows from statements and can be made anew from them: what a student did on a day, by area. An area is the path of
-- a subject (subject/math), of a dimension of facts (dimension/labour), or empty for what names neither.
CREATE TABLE progress_day (
  person BIGINT NOT NULL,
  day TEXT NOT NULL,
  area TEXT NOT NULL,
  answers BIGINT NOT NULL,
  correct BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  missing BIGINT NOT NULL,
  time BIGINT NOT NULL,
  PRIMARY KEY (person, day, area)
) WITHOUT ROWID; -- sqlite
); -- postgres

CREATE TABLE progress_person (
  person {id},
  last_at BIGINT NOT NULL
);

-- How far a projection has followed the statements: the seq of the last one taken in.
CREATE TABLE projection (
  name TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
);
INSERT INTO projection (name, seq) VALUES ('progress', 0);

-- What is no answer of the platform's own, by time; answers have an index of their own.
CREATE INDEX statement_other ON statement (agent, at) WHERE parent IS NULL AND agent IS NOT NULL;
