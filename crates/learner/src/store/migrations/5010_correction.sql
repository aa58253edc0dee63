-- A learner or guardian asks that a statement be corrected; a teacher answers; a refusal can be appealed once, to the
-- school's leaders. verdict and decision are 'upheld' (the statement stays) or 'voided' (it was taken back).
CREATE TABLE correction (
  id {id},
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  statement TEXT NOT NULL UNIQUE,
  recorder BIGINT REFERENCES person (id) DEFERRABLE,
  reason TEXT NOT NULL,
  words TEXT NOT NULL,
  asked_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  asked_at BIGINT NOT NULL,
  verdict TEXT,
  reply TEXT,
  replied_by BIGINT REFERENCES person (id) DEFERRABLE,
  replied_at BIGINT,
  appeal TEXT,
  appealed_by BIGINT REFERENCES person (id) DEFERRABLE,
  appealed_at BIGINT,
  decision TEXT,
  decision_words TEXT,
  decided_by BIGINT REFERENCES person (id) DEFERRABLE,
  decided_at BIGINT
);
CREATE INDEX correction_person ON correction (person, id);
