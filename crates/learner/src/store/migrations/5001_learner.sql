-- What is believed about a learner on a knowledge point, as of the latest answer. Made from
-- statements alone, and made anew from them at any time.
CREATE TABLE mastery (
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  point BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  alpha DOUBLE PRECISION NOT NULL,
  beta DOUBLE PRECISION NOT NULL,
  n BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (person, point)
) WITHOUT ROWID; -- sqlite
); -- postgres

-- A learner or guardian asks whether an estimate is right; a teacher answers. Open while reply is NULL.
CREATE TABLE estimate_question (
  id {id},
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  point BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  asked_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  words TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  reply TEXT,
  replied_by BIGINT REFERENCES person (id) DEFERRABLE,
  replied_at BIGINT
);
CREATE INDEX estimate_question_person ON estimate_question (person, id);

-- A sitting of practice. id is a UUID whose last two bytes are zero; the attempts' are counted there.
CREATE TABLE practice_session (
  id TEXT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  subject TEXT NOT NULL,
  point BIGINT REFERENCES knowledge_point (id) DEFERRABLE,
  planned BIGINT NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  correct BIGINT NOT NULL DEFAULT 0,
  started BIGINT NOT NULL
);
CREATE INDEX practice_session_person ON practice_session (person, started);
