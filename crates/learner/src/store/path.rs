use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};
use uuid::Uuid;

/// A wish as stored.
#[derive(sqlx::FromRow)]
pub struct WishRow {
    pub point: i64,
    pub wanted: String,
    pub by_person: i64,
    pub by_name: String,
    pub at: Millis,
}

/// A check that was finished.
#[derive(sqlx::FromRow)]
pub struct CheckRow {
    pub point: i64,
    pub started: Millis,
    pub planned: i64,
    pub correct: i64,
}

/// Wishes since an instant that were not taken back, oldest first.
pub async fn wishes(conn: &mut Conn, person: i64, since: Millis) -> Result<Vec<WishRow>> {
    fetch_all!(
        conn,
        "SELECT w.point, w.wanted, w.by_person, p.name AS by_name, w.at
         FROM path_wish AS w JOIN person AS p ON p.id = w.by_person
         WHERE w.person = $1 AND w.at >= $2 AND w.ended_at IS NULL ORDER BY w.at, w.id",
        person,
        since
    )
}

pub async fn insert_wish(conn: &mut Conn, id: i64, person: i64, point: i64, wanted: &str, by: i64, at: Millis) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO path_wish (id, person, point, wanted, by_person, at) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        person,
        point,
        wanted,
        by,
        at
    )
    .map(|_| ())
}

/// Takes back what somebody wished about a point of a person's path.
pub async fn end_wishes(conn: &mut Conn, person: i64, point: i64, by: i64, at: Millis) -> Result<()> {
    execute!(
        conn,
        "UPDATE path_wish SET ended_at = $4 WHERE person = $1 AND point = $2 AND by_person = $3 AND ended_at IS NULL",
        person,
        point,
        by,
        at
    )
    .map(|_| ())
}

pub async fn insert_step(conn: &mut Conn, sitting: Uuid, moment: &str, task: &str, level: i64) -> Result<()> {
    execute!(conn, "INSERT INTO path_step (sitting, moment, task, level) VALUES ($1, $2, $3, $4)", sitting.to_string(), moment, task, level)
        .map(|_| ())
}

/// Moment, task and level of a sitting that is a step of a path.
pub async fn step(conn: &mut Conn, sitting: Uuid) -> Result<Option<(String, String, i64)>> {
    fetch_optional!(conn, "SELECT moment, task, level FROM path_step WHERE sitting = $1", sitting.to_string())
}

/// Checks begun since an instant and finished, oldest first.
pub async fn checks(conn: &mut Conn, person: i64, since: Millis) -> Result<Vec<CheckRow>> {
    fetch_all!(
        conn,
        "SELECT s.point, s.started, s.planned, s.correct
         FROM practice_session AS s JOIN path_step AS t ON t.sitting = s.id
         WHERE s.person = $1 AND s.started >= $2 AND t.task = 'check' AND s.done = s.planned AND s.point IS NOT NULL
         ORDER BY s.started, s.id",
        person,
        since
    )
}

/// Wishes about a person's path: what goes with the purpose of learning.
pub async fn remove(conn: &mut Conn, person: i64) -> Result<u64> {
    execute!(conn, "DELETE FROM path_wish WHERE person = $1", person)
}

/// Everybody's wishes that were uttered before an instant.
pub async fn remove_before(conn: &mut Conn, before: Millis) -> Result<u64> {
    execute!(conn, "DELETE FROM path_wish WHERE at < $1", before)
}

/// Two persons turned out to be one.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE path_wish SET person = $2 WHERE person = $1", from, to)?;
    execute!(conn, "UPDATE path_wish SET by_person = $2 WHERE by_person = $1", from, to).map(|_| ())
}
