-- Which facts a school shows to its teachers, and in which order; a fact without a row is shown in the catalogue's place.
CREATE TABLE fact_choice (
  school BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  fact TEXT NOT NULL,
  place BIGINT NOT NULL,
  shown BOOLEAN NOT NULL,
  PRIMARY KEY (school, fact)
);
