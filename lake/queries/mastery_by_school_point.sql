-- Mean mastery by school and knowledge point: today's learners of open schools whose consent holds.
-- The numbers behind the pages of the region; small cells are in them, so it is for the bureau only. What may be
-- published is decided at publication.
SELECT
  now.county,
  now.school,
  m.subject,
  m.point,
  COUNT(*) AS learners,
  AVG(m.mean) AS mean,
  SUM(m.alpha * m.beta / ((m.alpha + m.beta) * (m.alpha + m.beta) * (m.alpha + m.beta + 1.0D))) AS variances
FROM mastery m
JOIN (SELECT DISTINCT person, school, county FROM enrolment WHERE current) now ON now.person = m.person
JOIN organisation o ON o.code = now.school AND o.kind = 'school' AND o.closed IS NULL
GROUP BY now.county, now.school, m.subject, m.point
ORDER BY now.school, m.subject, m.point
