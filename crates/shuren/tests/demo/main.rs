//! The demo region: the same from the same seed on both databases, and such as a school would believe.
//!
//! Size s takes some seconds to load, so that it is loaded once on each database and looked at from
//! all sides.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod history;
mod people;

use base::testing::{START, TestBase, bases};
use base::{Conn, Error, fetch_all};
use shuren::demo::{self, Size, State};

/// The day on which the region is looked at: in the middle of the autumn term.
const TODAY: &str = "2026-11-20";
const DAYS_SINCE_START: i64 = 80;

/// Everything drawn, without identifiers and instants that the database's use gives.
const TABLES: &[&str] = &[
    "SELECT id || '|' || kind || '|' || COALESCE(parent, 0) || '|' || code || '|' || name || '|' || stages FROM organisation ORDER BY id",
    "SELECT id || '|' || name || '|' || gender || '|' || birth FROM person ORDER BY id",
    "SELECT person || '|' || role || '|' || org || '|' || COALESCE(subject, '') || '|' || starts FROM role_assignment
     ORDER BY person, org, role, subject",
    "SELECT guardian || '|' || child || '|' || relation FROM guardianship ORDER BY guardian, child",
    "SELECT person || '|' || purpose || '|' || CASE WHEN given THEN 'yes' ELSE 'no' END FROM consent ORDER BY person, purpose",
    "SELECT person || '|' || day || '|' || area || '|' || answers || '|' || correct || '|' || facts || '|' || missing || '|' || time
     FROM progress_day ORDER BY person, day, area",
    "SELECT person || '|' || login FROM account ORDER BY person",
    "SELECT agent || '|' || at || '|' || raw FROM statement ORDER BY agent, at",
    "SELECT person || '|' || started || '|' || subject || '|' || done || '|' || correct FROM practice_session ORDER BY person, started",
    "SELECT m.person || '|' || p.code || '|' || m.n || '|' || m.last_at FROM mastery m JOIN knowledge_point p ON p.id = m.point
     ORDER BY m.person, p.code",
];

async fn empty() -> Vec<TestBase> {
    let crates = [base::MIGRATIONS, ::people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS];
    let all = bases(&crates).await;
    for base in &all {
        base.clock.set(START + DAYS_SINCE_START * 86_400_000);
    }
    all
}

#[tokio::test]
async fn the_same_seed_draws_the_same_believable_region_on_both_databases() {
    let mut digests = Vec::new();
    for base in empty().await {
        let summary = demo::load(&base, Size::S, 1, |_| {}).await.unwrap();
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(demo::state(&mut conn).await.unwrap(), State::Loaded);
        people::as_many_as_promised_and_all_marked(&mut conn, &summary).await;
        people::one_class_teacher_and_teachers_of_subjects_for_every_class(&mut conn).await;
        people::ages_fit_grades_and_guardians_are_grown_up(&mut conn).await;
        people::documented_accounts_open_and_meet_in_one_class(&base, &mut conn, &summary).await;
        history::answers_are_believable(&mut conn, &summary).await;
        history::every_practising_pupil_has_estimates_and_sittings(&mut conn, &summary).await;
        history::nothing_is_recorded_without_consent(&mut conn).await;
        history::facts_are_believable(&base, &mut conn, &summary).await;
        history::statements_read_back_as_the_platform_writes_them(&base, &mut conn, &summary).await;
        digests.push(digest(&mut conn, TABLES).await);
        let refused = demo::load(&base, Size::S, 1, |_| {}).await.unwrap_err();
        assert!(matches!(refused, Error::Conflict(p) if p.key == "cli.demo_region_exists"));
    }
    assert!(digests.windows(2).all(|d| d[0] == d[1]), "{digests:?}");
}

/// One number.
async fn count(conn: &mut Conn, sql: &'static str) -> i64 {
    let rows: Vec<(i64,)> = fetch_all!(conn, sql).unwrap();
    rows[0].0
}

/// Two shares or means.
async fn pair(conn: &mut Conn, sql: &'static str) -> (f64, f64) {
    let rows: Vec<(f64, f64)> = fetch_all!(conn, sql).unwrap();
    rows[0]
}

/// SHA-256 of the rows of queries that give one text column each.
async fn digest(conn: &mut Conn, queries: &[&'static str]) -> String {
    let mut text = String::new();
    for sql in queries {
        let rows: Vec<(String,)> = fetch_all!(conn, *sql).unwrap();
        assert!(!rows.is_empty(), "{sql}");
        for (row,) in rows {
            text += &row;
            text.push('\n');
        }
    }
    base::seal::sha256(text)
}
