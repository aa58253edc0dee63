use crate::practice::Sitting;
use base::db::Bulk;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one};
use content::Subject;
use std::collections::HashSet;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    person: i64,
    subject: String,
    point: Option<i64>,
    planned: i64,
    done: i64,
    correct: i64,
    started: Millis,
}

impl TryFrom<Row> for Sitting {
    type Error = Error;
    fn try_from(row: Row) -> Result<Sitting> {
        Ok(Sitting {
            id: Uuid::parse_str(&row.id).map_err(Error::internal)?,
            person: row.person,
            subject: Subject::parse(&row.subject).ok_or_else(|| Error::internal(format!("stored subject {:?} is unknown", row.subject)))?,
            point: row.point,
            planned: row.planned,
            done: row.done,
            correct: row.correct,
            started: row.started,
        })
    }
}

pub async fn insert(conn: &mut Conn, sitting: &Sitting) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO practice_session (id, person, subject, point, planned, started) VALUES ($1, $2, $3, $4, $5, $6)",
        sitting.id.to_string(),
        sitting.person,
        sitting.subject.code(),
        sitting.point,
        sitting.planned,
        sitting.started
    )
    .map(|_| ())
}

pub async fn insert_many(conn: &mut Conn, sittings: &[Sitting]) -> Result<()> {
    Bulk::into("practice_session")
        .texts("id", sittings.iter().map(|s| s.id.to_string()))
        .ints("person", sittings.iter().map(|s| s.person))
        .texts("subject", sittings.iter().map(|s| s.subject.code().to_owned()))
        .ints("point", sittings.iter().map(|s| s.point))
        .ints("planned", sittings.iter().map(|s| s.planned))
        .ints("done", sittings.iter().map(|s| s.done))
        .ints("correct", sittings.iter().map(|s| s.correct))
        .ints("started", sittings.iter().map(|s| s.started))
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: Uuid, person: i64) -> Result<Sitting> {
    let row: Row = fetch_one!(
        conn,
        "SELECT id, person, subject, point, planned, done, correct, started FROM practice_session WHERE id = $1 AND person = $2",
        id.to_string(),
        person
    )?;
    row.try_into()
}

pub async fn of_person(conn: &mut Conn, person: i64, limit: i64) -> Result<Vec<Sitting>> {
    let rows: Vec<Row> = fetch_all!(
        conn,
        "SELECT id, person, subject, point, planned, done, correct, started FROM practice_session
         WHERE person = $1 ORDER BY started DESC, id LIMIT $2",
        person,
        limit
    )?;
    rows.into_iter().map(Sitting::try_from).collect()
}

/// Counts a question of each sitting as answered and gives the sittings in which it was the next one of this person's.
/// Give each sitting once: `(sitting, person, number of the question, whether right)`.
pub async fn advance(conn: &mut Conn, answered: impl Iterator<Item = (Uuid, i64, i64, bool)>) -> Result<HashSet<Uuid>> {
    let list: Vec<_> = answered.map(|(id, person, number, right)| (id.to_string(), person, number, i64::from(right))).collect();
    let sql = format!(
        "UPDATE practice_session SET done = done + 1, correct = correct + w.gained
         FROM (SELECT value->>0 AS sitting, CAST(value->>1 AS BIGINT) AS learner, CAST(value->>2 AS BIGINT) AS number,
                      CAST(value->>3 AS BIGINT) AS gained FROM {}) AS w
         WHERE id = w.sitting AND person = w.learner AND done = w.number - 1 AND done < planned
         RETURNING id",
        conn.listed()
    );
    let rows: Vec<(String,)> = fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(&list)?)?;
    rows.into_iter().map(|(id,)| Uuid::parse_str(&id).map_err(Error::internal)).collect()
}
