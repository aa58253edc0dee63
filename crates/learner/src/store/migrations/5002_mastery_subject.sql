-- A learner's estimates of a subject, summed up with every answer: a region's page reads a row a learner and not
-- a row a point. means and variances are sums over the points.
CREATE TABLE mastery_subject (
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  subject TEXT NOT NULL,
  points BIGINT NOT NULL,
  means DOUBLE PRECISION NOT NULL,
  variances DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (person, subject)
) WITHOUT ROWID; -- sqlite
); -- postgres
INSERT INTO mastery_subject (person, subject, points, means, variances)
SELECT m.person, k.subject, COUNT(*), SUM(m.alpha / (m.alpha + m.beta)),
       SUM(m.alpha * m.beta / ((m.alpha + m.beta) * (m.alpha + m.beta) * (m.alpha + m.beta + 1.0)))
FROM mastery AS m JOIN knowledge_point AS k ON k.id = m.point
GROUP BY m.person, k.subject;
