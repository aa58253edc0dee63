-- Releases of the lake, each with the sealed salt of its pseudonyms.
CREATE TABLE lake_release (
  name TEXT PRIMARY KEY,
  salt TEXT NOT NULL,
  created BIGINT NOT NULL
);
