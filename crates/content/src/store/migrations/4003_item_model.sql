-- A question with its numbers left open, from which items are made. `source` is its text (docs/item-models.md).
-- status: draft, active, retired. `upcoming` is the number of the instance to make next.
CREATE TABLE item_model (
  id {id},
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  point BIGINT NOT NULL REFERENCES knowledge_point (id) DEFERRABLE,
  difficulty BIGINT NOT NULL,
  answer TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT NOT NULL,
  status TEXT NOT NULL,
  upcoming BIGINT NOT NULL,
  author BIGINT,
  changed BIGINT NOT NULL
);
CREATE INDEX item_model_point ON item_model (point, status);

-- An item that was made from a model. Items of one model are enemies: they never stand on one paper.
ALTER TABLE item ADD COLUMN model BIGINT REFERENCES item_model (id);
CREATE INDEX item_of_model ON item (model);

-- Further hints, worked steps, and what wrong answers show (JSON of content::help::Written).
ALTER TABLE item_version ADD COLUMN help TEXT NOT NULL DEFAULT '{}';
