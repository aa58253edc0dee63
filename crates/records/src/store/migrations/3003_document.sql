-- Documents of other makers' applications (xAPI 1.0.3 part 3 §2.2): state, activity profile, agent profile. What a kind has
-- not is empty. Bytes that are no text are kept in base64 (packed).
CREATE TABLE document (
  id {id},
  kind TEXT NOT NULL,
  activity TEXT NOT NULL,
  agent TEXT NOT NULL,
  registration TEXT NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  packed BOOLEAN NOT NULL,
  content TEXT NOT NULL,
  etag TEXT NOT NULL,
  updated BIGINT NOT NULL,
  UNIQUE (kind, activity, agent, registration, name)
);
