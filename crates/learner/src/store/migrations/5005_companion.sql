-- Rungs of help that were shown at a question, before it was answered. attempt is the statement that the answer will be; statement is
-- the one that tells of the rung; sibling the item that was shown worked out.
CREATE TABLE help_shown (
  attempt TEXT NOT NULL,
  rung BIGINT NOT NULL,
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  kind TEXT NOT NULL,
  sibling BIGINT REFERENCES item (id) DEFERRABLE,
  statement TEXT NOT NULL,
  shown_at BIGINT NOT NULL,
  PRIMARY KEY (attempt, rung)
);
CREATE INDEX help_shown_person ON help_shown (person, shown_at);
