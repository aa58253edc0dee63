-- What a school has decided about noting facts, purpose by purpose; a purpose without a row is allowed.
CREATE TABLE purpose_switch (
  school BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  purpose TEXT NOT NULL,
  allowed BOOLEAN NOT NULL,
  decided_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  at BIGINT NOT NULL,
  PRIMARY KEY (school, purpose)
);
