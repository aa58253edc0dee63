-- Coverage: of the subject's knowledge points, how many somebody in the school has answered.
SELECT a.school, a.subject, a.answered, k.points, CAST(a.answered AS DOUBLE) / k.points AS coverage
FROM (
  SELECT s.school, s.subject, COUNT(DISTINCT s.point) AS answered
  FROM statement s
  LEFT ANTI JOIN voided v ON v.statement = s.statement
  WHERE s.point IS NOT NULL
  GROUP BY s.school, s.subject
) a
JOIN (SELECT subject, COUNT(*) AS points FROM point GROUP BY subject) k ON k.subject = a.subject
ORDER BY a.school, a.subject
