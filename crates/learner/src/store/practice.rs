use crate::practice::Sitting;
use base::db::Bulk;
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one};
use content::Subject;
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

/// Counts question `number` as answered; false when it is not the next one of this person's sitting.
pub async fn advance(conn: &mut Conn, id: Uuid, person: i64, number: i64, correct: bool) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE practice_session SET done = done + 1, correct = correct + $4 WHERE id = $1 AND person = $2 AND done = $3 - 1 AND done < planned",
        id.to_string(),
        person,
        number,
        i64::from(correct)
    )?;
    Ok(written == 1)
}
