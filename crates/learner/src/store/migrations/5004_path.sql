-- What a class's lessons are about, as a teacher says: one row a day and point.
CREATE TABLE coming (
  id {id},
  class BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  subject TEXT NOT NULL,
  point BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  day TEXT NOT NULL,
  said_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  said_at BIGINT NOT NULL,
  UNIQUE (class, subject, day, point)
);

-- What the learner or a teacher wishes about the learner's path: wanted is 'skip' or 'first'; ended_at when it was taken back.
CREATE TABLE path_wish (
  id {id},
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  point BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  wanted TEXT NOT NULL,
  by_person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX path_wish_person ON path_wish (person, at);

-- A sitting that is a step of a path: for which moment, what is done, the difficulty aimed at.
CREATE TABLE path_step (
  sitting TEXT PRIMARY KEY REFERENCES practice_session (id) ON DELETE CASCADE DEFERRABLE,
  moment TEXT NOT NULL,
  task TEXT NOT NULL,
  level BIGINT NOT NULL
);
