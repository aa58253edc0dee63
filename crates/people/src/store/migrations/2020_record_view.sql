-- Who looked at a learner's record: one row a viewer, learner, page and ten minutes (slot). who is a person or, where
-- by_link, the share whose link was opened; role and org are what the viewer was at that time.
CREATE TABLE record_view (
  id {id},
  learner BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  who BIGINT NOT NULL,
  by_link BOOLEAN NOT NULL,
  page TEXT NOT NULL,
  role TEXT,
  org BIGINT REFERENCES organisation (id) DEFERRABLE,
  at BIGINT NOT NULL,
  slot BIGINT NOT NULL
);
CREATE UNIQUE INDEX record_view_once ON record_view (learner, slot, who, page);
CREATE INDEX record_view_learner ON record_view (learner, id);
CREATE INDEX record_view_who ON record_view (who);
