use super::{TODAY, count, pair};
use base::testing::TestBase;
use base::{Conn, fetch_all};
use content::item;
use people::{Action, OrganisationKind, Scope, permission};
use shuren::demo::Summary;

pub async fn answers_are_believable(conn: &mut Conn, summary: &Summary) {
    assert_eq!(records::count(conn).await.unwrap() as usize, summary.answers + summary.facts);
    assert!((105_000..=140_000).contains(&summary.answers), "{}", summary.answers);
    let share = summary.correct as f64 / summary.answers as f64;
    assert!((0.6..=0.78).contains(&share), "right: {share}");
    // Pupils differ: the spread of their shares is well above that of equal pupils with 28 answers each (0.085).
    let (mean, square) = pair(
        conn,
        "SELECT AVG(share), AVG(share * share) FROM (SELECT AVG(CAST(CASE WHEN success THEN 1 ELSE 0 END AS DOUBLE PRECISION)) AS share
         FROM statement WHERE score IS NOT NULL GROUP BY agent HAVING COUNT(*) >= 20) AS t",
    )
    .await;
    let spread = (square - mean * mean).sqrt();
    assert!((0.13..=0.25).contains(&spread), "between pupils: {spread}");
    let (city, village) = pair(
        conn,
        "SELECT AVG(CASE WHEN o.locality = 'urban' THEN s.score END),
                AVG(CASE WHEN o.locality = 'rural' THEN s.score END)
         FROM statement s JOIN role_assignment r ON r.person = s.agent AND r.role = 'student'
         JOIN org_above a ON a.org = r.org JOIN organisation o ON o.id = a.above AND o.kind = 'school'",
    )
    .await;
    assert!((city - village).abs() < 0.15, "a small gap: {city} {village}");
    // What the author calls hard is harder.
    let (easy, hard) = pair(
        conn,
        "SELECT AVG(CASE WHEN i.difficulty <= 2 THEN s.score END), AVG(CASE WHEN i.difficulty >= 4 THEN s.score END)
         FROM statement s JOIN activity a ON a.id = s.activity JOIN item i ON a.path LIKE 'item/' || i.code || '/%'",
    )
    .await;
    assert!(easy > hard + 0.1, "{easy} {hard}");
    let (first, last) = pair(conn, "SELECT CAST(MIN(at) AS DOUBLE PRECISION), CAST(MAX(at) AS DOUBLE PRECISION) FROM statement").await;
    let day = |at: f64| base::clock::date_of(at as i64).to_string();
    assert!(day(first).as_str() >= "2026-02-23" && day(last).as_str() < TODAY, "{} {}", day(first), day(last));
    // Nobody is kept from sleep: between eight and half past nine in the region, UTC + 8.
    let outside = "SELECT COUNT(*) FROM statement WHERE (at + 28800000) % 86400000 NOT BETWEEN 28800000 AND 77400000";
    assert_eq!(count(conn, outside).await, 0);
}

pub async fn every_practising_pupil_has_estimates_and_sittings(conn: &mut Conn, summary: &Summary) {
    assert_eq!(count(conn, "SELECT COUNT(DISTINCT person) FROM mastery").await as usize, summary.practising);
    assert_eq!(count(conn, "SELECT COUNT(*) FROM mastery").await as usize, summary.estimates);
    assert_eq!(count(conn, "SELECT CAST(SUM(n) AS BIGINT) FROM mastery").await as usize, summary.answers);
    let sittings = "SELECT CAST(SUM(done) AS BIGINT) FROM practice_session WHERE planned = done";
    assert_eq!(count(conn, sittings).await as usize, summary.answers);
    let right = count(conn, "SELECT CAST(SUM(correct) AS BIGINT) FROM practice_session").await;
    assert_eq!(right as usize, summary.correct);
    // All with consent in grades 4 to 12 of general schools; those in grade 3 since September.
    let expected = "SELECT COUNT(DISTINCT r.person) FROM role_assignment r JOIN organisation c ON c.id = r.org
        JOIN consent g ON g.person = r.person JOIN org_above a ON a.org = c.id
        JOIN organisation s ON s.id = a.above AND s.kind = 'school' AND NOT s.special
        WHERE r.role = 'student' AND (s.stages IN ('junior', 'senior') OR (s.stages LIKE 'primary%' AND c.entry_year <= 2024))";
    assert_eq!(count(conn, expected).await as usize, summary.practising);
    let subjects: Vec<(String, i64)> =
        fetch_all!(conn, "SELECT subject, COUNT(*) FROM practice_session GROUP BY subject ORDER BY COUNT(*) DESC").unwrap();
    assert!(subjects.len() >= 4 && subjects[0].0 == "math", "{subjects:?}");
}

pub async fn nothing_is_recorded_without_consent(conn: &mut Conn) {
    let without = "SELECT COUNT(*) FROM statement s WHERE NOT EXISTS (SELECT 1 FROM consent c WHERE c.person = s.agent AND c.given)";
    assert_eq!(count(conn, without).await, 0);
}

/// Facts are about those who agreed to their purpose, as many as a school would note, and followed into the projection.
pub async fn facts_are_believable(base: &TestBase, conn: &mut Conn, summary: &Summary) {
    assert!((9_000..=22_000).contains(&summary.facts), "{}", summary.facts);
    let class_teacher = summary.visitors.iter().find(|v| v.login == "classteacher").unwrap().person;
    let scope = Scope::new(class_teacher, &base.clock);
    let class = permission::organisations(conn, &scope, Action::Capture, OrganisationKind::Class).await.unwrap().remove(0).id;
    let board = records::capture::board(conn, &scope, class).await.unwrap();
    assert!(board.facts.len() > 50 && board.children.len() > 30);
    let progress = learner::progress::class_progress(conn, &scope, &base.clock, class).await.unwrap();
    let seen: Vec<_> = progress.students.iter().filter_map(|s| s.seen.as_ref()).collect();
    assert!(seen.iter().all(|s| s.last.is_some()), "everybody has done something");
    assert!(seen.iter().any(|s| s.missing.is_some_and(|n| n > 0)), "homework is missing this week");
    assert!(seen.iter().map(|s| s.this.time + s.before.time).sum::<i64>() > 0);
    let against = "SELECT COUNT(*) FROM statement s JOIN activity f ON f.id = s.activity AND f.kind = 'fact'
        WHERE EXISTS (SELECT 1 FROM consent c WHERE c.person = s.agent AND NOT c.given AND c.purpose = 'classroom')
          AND f.path IN ('fact/raised-hand', 'fact/forgot-things', 'fact/asked-question')";
    assert_eq!(count(conn, against).await, 0);
}

/// Answers open as feedback, and score as they did: the options chosen are there, the items are of the grade.
pub async fn statements_read_back_as_the_platform_writes_them(base: &TestBase, conn: &mut Conn, summary: &Summary) {
    let student = summary.visitors.iter().find(|v| v.login == "student").unwrap().person;
    let scope = Scope::new(student, &base.clock);
    let answers = records::recent(conn, student, 200).await.unwrap();
    assert!(answers.len() >= 40, "{}", answers.len());
    for answer in &answers {
        let feedback = learner::practice::feedback(conn, &scope, answer.answered.statement).await.unwrap();
        assert_eq!(content::score::score(&feedback.item.interaction, &feedback.response).raw, answer.answered.score);
        assert!((7..=8).contains(&feedback.item.grade), "{}", feedback.item.code);
        if let (item::Interaction::Choice(c), content::Response::Choice { chosen }) = (&feedback.item.interaction, &feedback.response) {
            assert!(chosen.iter().all(|id| c.options.iter().any(|o| o.id == *id)), "{}: {chosen:?}", feedback.item.code);
        }
        let sitting = learner::practice::sitting(conn, &scope, feedback.sitting).await.unwrap();
        assert!((1..=sitting.planned).contains(&feedback.number));
    }
}
