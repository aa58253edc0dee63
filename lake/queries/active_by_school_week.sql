-- Students who answered in a week (from Monday on), by school.
SELECT
  s.school,
  CAST(DATE_TRUNC('week', s.day) AS DATE) AS week,
  COUNT(DISTINCT COALESCE(p.current, s.person)) AS active
FROM statement s
LEFT JOIN person p ON p.person = s.person
LEFT ANTI JOIN voided v ON v.statement = s.statement
WHERE s.point IS NOT NULL
GROUP BY s.school, CAST(DATE_TRUNC('week', s.day) AS DATE)
ORDER BY s.school, week
