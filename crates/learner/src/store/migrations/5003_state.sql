-- What the region's answers tell of its items and of how to read them, one row a night and subject. model is none where there
-- were too few; protocol, fit and reading are JSON: how it was made, how well it does, what it is read with.
CREATE TABLE calibration (
  id {id},
  subject TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  model TEXT NOT NULL,
  protocol TEXT NOT NULL,
  fit TEXT NOT NULL,
  reading TEXT NOT NULL
);
CREATE INDEX calibration_subject ON calibration (subject, id);

-- Items of a calibration, by their activity and that of their knowledge point; median_time in milliseconds.
CREATE TABLE item_parameter (
  calibration BIGINT NOT NULL REFERENCES calibration (id) DEFERRABLE,
  item BIGINT NOT NULL,
  point BIGINT NOT NULL,
  discrimination DOUBLE PRECISION NOT NULL,
  difficulty DOUBLE PRECISION NOT NULL,
  answers BIGINT NOT NULL,
  median_time BIGINT,
  PRIMARY KEY (calibration, item)
) WITHOUT ROWID; -- sqlite
); -- postgres

-- One night's work, so that one node begins it.
CREATE TABLE calibration_run (
  day TEXT PRIMARY KEY,
  job BIGINT NOT NULL,
  begun_at BIGINT NOT NULL,
  done_at BIGINT
);

-- What is believed about a learner in a subject beside mastery: ability by month, memory by point, pace. A projection of the
-- statements, read with a calibration (0: none). course is JSON and belongs to the code; the columns before it are for sums.
CREATE TABLE learner_state (
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  subject TEXT NOT NULL,
  calibration BIGINT NOT NULL,
  theta DOUBLE PRECISION NOT NULL,
  error DOUBLE PRECISION NOT NULL,
  answers BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  course TEXT NOT NULL,
  PRIMARY KEY (person, subject)
) WITHOUT ROWID; -- sqlite
); -- postgres

-- How far a learner's state has come: the place and the time of the latest answer taken in.
CREATE TABLE learner_reach (
  person BIGINT PRIMARY KEY REFERENCES person (id) DEFERRABLE,
  seq BIGINT NOT NULL,
  last_at BIGINT NOT NULL
) WITHOUT ROWID; -- sqlite
); -- postgres
INSERT INTO projection (name, seq) VALUES ('learner', 0);

-- Something that children may take part in: a club, a course, a competition, a visit. Offered by the region or by a school, open to
-- everybody of its grades.
CREATE TABLE opportunity (
  id {id},
  org BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  subject TEXT,
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  grade_from BIGINT NOT NULL,
  grade_to BIGINT NOT NULL,
  until_day TEXT NOT NULL,
  offered_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  offered_at BIGINT NOT NULL
);
CREATE INDEX opportunity_org ON opportunity (org, until_day);

-- A child invited to one, or who asked to come along. evidence is JSON: the facts for which a teacher thought of the child; empty when the
-- family came by itself. Open while answer is NULL.
CREATE TABLE invitation (
  id {id},
  opportunity BIGINT NOT NULL REFERENCES opportunity (id) DEFERRABLE,
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  evidence TEXT NOT NULL,
  words TEXT NOT NULL,
  invited_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  invited_at BIGINT NOT NULL,
  asked BOOLEAN NOT NULL,
  answer TEXT,
  answered_by BIGINT REFERENCES person (id) DEFERRABLE,
  answered_at BIGINT,
  UNIQUE (opportunity, person)
);
CREATE INDEX invitation_person ON invitation (person, id);
