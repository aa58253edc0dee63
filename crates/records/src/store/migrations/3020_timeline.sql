-- A person's statements by time. The platform's own answers, by far the most, have an index by time already
-- (statement_answer); this one holds all others.
CREATE INDEX statement_told ON statement (agent, at, seq) WHERE parent IS NULL AND agent IS NOT NULL;
