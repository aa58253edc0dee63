-- The catalogue of data sets: what they hold, for whom, under which class of the data-security law.
CREATE TABLE dataset (
  id {id},
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  category TEXT NOT NULL,
  grade TEXT NOT NULL,
  product TEXT NOT NULL,
  licence TEXT NOT NULL,
  contributor TEXT NOT NULL,
  period_days BIGINT NOT NULL,
  created_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  created BIGINT NOT NULL
);

-- A version of a data set: prepared by one person, published by another. state: draft, published, rejected, withdrawn.
CREATE TABLE dataset_version (
  id {id},
  dataset BIGINT NOT NULL REFERENCES dataset (id) DEFERRABLE,
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  as_of TEXT NOT NULL,
  lines BIGINT NOT NULL,
  small BIGINT NOT NULL,
  complementary BIGINT NOT NULL,
  smallest BIGINT,
  quality TEXT NOT NULL,
  content TEXT NOT NULL,
  prepared_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  prepared BIGINT NOT NULL,
  decided_by BIGINT REFERENCES person (id) DEFERRABLE,
  decided BIGINT,
  downloads BIGINT NOT NULL DEFAULT 0,
  UNIQUE (dataset, number)
);

-- What readers of open data write back. Nobody is asked who they are.
CREATE TABLE dataset_feedback (
  id {id},
  dataset BIGINT NOT NULL REFERENCES dataset (id) DEFERRABLE,
  words TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX dataset_feedback_dataset ON dataset_feedback (dataset, at);
