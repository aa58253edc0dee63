-- Answers, right ones and their share, by county, month and subject.
-- Learners are counted once, also those who turned out to be one person. Statements taken back do not count.
SELECT
  s.county,
  SUBSTR(CAST(s.day AS STRING), 1, 7) AS month,
  s.subject,
  COUNT(DISTINCT COALESCE(p.current, s.person)) AS learners,
  COUNT(*) AS answers,
  SUM(CASE WHEN s.success THEN 1 ELSE 0 END) AS correct,
  AVG(CASE WHEN s.success THEN 1.0D ELSE 0.0D END) AS share
FROM statement s
LEFT JOIN person p ON p.person = s.person
LEFT ANTI JOIN voided v ON v.statement = s.statement
WHERE s.point IS NOT NULL
GROUP BY s.county, SUBSTR(CAST(s.day AS STRING), 1, 7), s.subject
ORDER BY s.county, month, s.subject
