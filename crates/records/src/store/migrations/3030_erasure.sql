-- What statements name of attachments: the bytes go with the last statement that names them.
CREATE TABLE statement_attachment (
  seq BIGINT NOT NULL,
  sha2 TEXT NOT NULL,
  PRIMARY KEY (seq, sha2)
) WITHOUT ROWID; -- sqlite
); -- postgres
CREATE INDEX statement_attachment_sha2 ON statement_attachment (sha2);
INSERT INTO statement_attachment (seq, sha2)
SELECT DISTINCT s.seq, LOWER(t.value) FROM statement AS s, json_tree(s.raw) AS t WHERE s.raw LIKE '%"sha2"%' AND t.key = 'sha2' AND t.type = 'text'; -- sqlite
SELECT DISTINCT s.seq, LOWER(m.found[1]) FROM statement AS s, regexp_matches(s.raw, '"sha2"\s*:\s*"([0-9A-Fa-f]+)"', 'g') AS m (found) WHERE s.raw LIKE '%"sha2"%'; -- postgres

-- All that belongs to a statement is found by its place. Places rise, so these indexes grow at one end.
CREATE INDEX statement_posting_seq ON statement_posting (seq);
CREATE INDEX statement_target_seq ON statement_target (seq);

-- Documents of an agent.
CREATE INDEX document_agent ON document (agent) WHERE agent <> '';
