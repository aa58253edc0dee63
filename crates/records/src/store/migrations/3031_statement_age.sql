-- What is older than a purpose is kept is found by when it happened: a few bytes for every hundred pages, since statements lie in about that order.
-- On SQLite, where a region is small enough, owners are asked one by one along the index by agent.
CREATE INDEX statement_at ON statement USING brin (at) WITH (pages_per_range = 32, autosummarize = on); -- postgres
