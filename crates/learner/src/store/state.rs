use base::db::Bulk;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all};
use std::collections::HashMap;

/// A learner's state in a subject as stored.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub person: i64,
    pub subject: String,
    pub calibration: i64,
    pub theta: f64,
    pub error: f64,
    pub answers: i64,
    pub last_at: Millis,
    pub course: String,
}

/// How far a learner's state has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Reach {
    pub person: i64,
    pub seq: i64,
    pub last_at: Millis,
}

fn list(persons: &[i64]) -> Result<String> {
    Ok(serde_json::to_string(&persons.iter().map(|p| [p]).collect::<Vec<_>>())?)
}

pub async fn of_persons(conn: &mut Conn, persons: &[i64]) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT s.person, s.subject, s.calibration, s.theta, s.error, s.answers, s.last_at, s.course
         FROM (SELECT value FROM {}) AS w CROSS JOIN learner_state AS s WHERE s.person = CAST(w.value->>0 AS BIGINT)
         ORDER BY s.person, s.subject",
        conn.listed()
    );
    fetch_all!(conn, AssertSqlSafe(sql), list(persons)?)
}

/// States of a class's consenting students of today in a subject.
pub async fn of_class(conn: &mut Conn, class: i64, today: &str, subject: &str) -> Result<Vec<Row>> {
    fetch_all!(
        conn,
        concat!(
            "SELECT s.person, s.subject, s.calibration, s.theta, s.error, s.answers, s.last_at, s.course
             FROM role_assignment AS r JOIN learner_state AS s ON s.person = r.person AND s.subject = $3
             WHERE r.org = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2) AND ",
            consenting!("r.person"),
            " ORDER BY s.person"
        ),
        class,
        today,
        subject
    )
}

pub async fn reaches(conn: &mut Conn, persons: &[i64]) -> Result<HashMap<i64, Reach>> {
    let sql = format!(
        "SELECT r.person, r.seq, r.last_at FROM (SELECT value FROM {}) AS w CROSS JOIN learner_reach AS r
         WHERE r.person = CAST(w.value->>0 AS BIGINT)",
        conn.listed()
    );
    let rows: Vec<Reach> = fetch_all!(conn, AssertSqlSafe(sql), list(persons)?)?;
    Ok(rows.into_iter().map(|row| (row.person, row)).collect())
}

pub async fn delete(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    for table in ["learner_state", "learner_reach"] {
        let sql = format!("DELETE FROM {table} WHERE person IN (SELECT CAST(value->>0 AS BIGINT) FROM {})", conn.listed());
        execute!(conn, AssertSqlSafe(sql), list(persons)?)?;
    }
    Ok(())
}

pub async fn put(conn: &mut Conn, rows: &[Row]) -> Result<()> {
    Bulk::into("learner_state")
        .ints("person", rows.iter().map(|r| r.person))
        .texts("subject", rows.iter().map(|r| r.subject.clone()))
        .ints("calibration", rows.iter().map(|r| r.calibration))
        .reals("theta", rows.iter().map(|r| r.theta))
        .reals("error", rows.iter().map(|r| r.error))
        .ints("answers", rows.iter().map(|r| r.answers))
        .ints("last_at", rows.iter().map(|r| r.last_at))
        .texts("course", rows.iter().map(|r| r.course.clone()))
        .suffix(
            "ON CONFLICT (person, subject) DO UPDATE SET calibration = excluded.calibration, theta = excluded.theta,
               error = excluded.error, answers = excluded.answers, last_at = excluded.last_at, course = excluded.course",
        )
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn put_reaches(conn: &mut Conn, rows: &[Reach]) -> Result<()> {
    Bulk::into("learner_reach")
        .ints("person", rows.iter().map(|r| r.person))
        .ints("seq", rows.iter().map(|r| r.seq))
        .ints("last_at", rows.iter().map(|r| r.last_at))
        .suffix("ON CONFLICT (person) DO UPDATE SET seq = excluded.seq, last_at = excluded.last_at")
        .insert(conn)
        .await
        .map(|_| ())
}
