-- Mean mastery by school and subject: each learner's mean over the points answered, then the mean over learners.
SELECT own.county, own.school, own.subject, COUNT(*) AS learners, AVG(own.mean) AS mean
FROM (
  SELECT now.county, now.school, m.subject, m.person, AVG(m.mean) AS mean
  FROM mastery m
  JOIN (SELECT DISTINCT person, school, county FROM enrolment WHERE current) now ON now.person = m.person
  JOIN organisation o ON o.code = now.school AND o.kind = 'school' AND o.closed IS NULL
  GROUP BY now.county, now.school, m.subject, m.person
) own
GROUP BY own.county, own.school, own.subject
ORDER BY own.school, own.subject
