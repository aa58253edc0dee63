use crate::calibration::Run;
use base::db::Bulk;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one, fetch_optional};

/// A calibration as stored.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub id: i64,
    pub subject: String,
    pub made_at: Millis,
    pub model: String,
    pub protocol: String,
    pub fit: String,
    pub reading: String,
}

/// An item of a calibration as stored.
#[derive(Debug, Clone, Copy, PartialEq, sqlx::FromRow)]
pub struct ItemRow {
    pub item: i64,
    pub point: i64,
    pub discrimination: f64,
    pub difficulty: f64,
    pub answers: i64,
    pub median_time: Option<Millis>,
}

pub async fn insert(conn: &mut Conn, row: &Row) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO calibration (id, subject, made_at, model, protocol, fit, reading) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        row.subject.clone(),
        row.made_at,
        row.model.clone(),
        row.protocol.clone(),
        row.fit.clone(),
        row.reading.clone()
    )
    .map(|_| ())
}

pub async fn insert_items(conn: &mut Conn, calibration: i64, rows: &[ItemRow]) -> Result<()> {
    Bulk::into("item_parameter")
        .ints("calibration", rows.iter().map(|_| calibration))
        .ints("item", rows.iter().map(|r| r.item))
        .ints("point", rows.iter().map(|r| r.point))
        .reals("discrimination", rows.iter().map(|r| r.discrimination))
        .reals("difficulty", rows.iter().map(|r| r.difficulty))
        .ints("answers", rows.iter().map(|r| r.answers))
        .ints("median_time", rows.iter().map(|r| r.median_time))
        .insert(conn)
        .await
        .map(|_| ())
}

/// The latest of each subject.
pub async fn in_force(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, "SELECT subject, CAST(MAX(id) AS BIGINT) AS id FROM calibration GROUP BY subject")
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Row> {
    fetch_one!(conn, "SELECT id, subject, made_at, model, protocol, fit, reading FROM calibration WHERE id = $1", id)
}

pub async fn items(conn: &mut Conn, calibration: i64) -> Result<Vec<ItemRow>> {
    fetch_all!(
        conn,
        "SELECT item, point, discrimination, difficulty, answers, median_time FROM item_parameter WHERE calibration = $1 ORDER BY item",
        calibration
    )
}

/// Lets go of a subject's calibrations but the latest `keep`; their figures stay, their items go.
pub async fn forget_items(conn: &mut Conn, subject: &str, keep: i64) -> Result<()> {
    execute!(
        conn,
        "DELETE FROM item_parameter WHERE calibration IN (
           SELECT c.id FROM calibration AS c WHERE c.subject = $1
             AND (SELECT COUNT(*) FROM calibration AS n WHERE n.subject = $1 AND n.id > c.id) >= $2)",
        subject,
        keep
    )
    .map(|_| ())
}

/// Learners with estimates, for the share of them to take.
pub async fn learners(conn: &mut Conn) -> Result<i64> {
    let (n,): (i64,) = fetch_one!(conn, "SELECT CAST(COUNT(DISTINCT person) AS BIGINT) FROM mastery_subject")?;
    Ok(n)
}

const RUN: &str = "SELECT day, job, begun_at, done_at FROM calibration_run";

pub async fn run_of(conn: &mut Conn, day: &str) -> Result<Option<Run>> {
    fetch_optional!(conn, base::sqlx::AssertSqlSafe(format!("{RUN} WHERE day = $1")), day)
}

/// False when another node has begun this day's run.
pub async fn begin(conn: &mut Conn, day: &str, at: Millis) -> Result<bool> {
    let written =
        execute!(conn, "INSERT INTO calibration_run (day, job, begun_at) VALUES ($1, 0, $2) ON CONFLICT (day) DO NOTHING", day, at)?;
    Ok(written == 1)
}

/// Names the job that does it.
pub async fn entrust(conn: &mut Conn, day: &str, job: i64) -> Result<()> {
    execute!(conn, "UPDATE calibration_run SET job = $2 WHERE day = $1", day, job).map(|_| ())
}

pub async fn done(conn: &mut Conn, day: &str, at: Millis) -> Result<()> {
    execute!(conn, "UPDATE calibration_run SET done_at = $2 WHERE day = $1", day, at).map(|_| ())
}
