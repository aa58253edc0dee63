-- Time on task by school and subject: answers whose time is known, and their minutes.
SELECT
  s.school,
  s.subject,
  COUNT(s.duration_ms) AS timed,
  SUM(s.duration_ms) AS milliseconds,
  SUM(s.duration_ms) / 60000.0D AS minutes
FROM statement s
LEFT ANTI JOIN voided v ON v.statement = s.statement
WHERE s.point IS NOT NULL
GROUP BY s.school, s.subject
ORDER BY s.school, s.subject
