use crate::progress::Day;
use crate::progress::fold::Row;
use crate::xapi::VOIDED;
use base::db::Bulk;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Date, Millis, Result, clock, execute, fetch_all, fetch_one, fetch_optional};
use jiff::ToSpan;
use std::collections::HashSet;

/// A statement on its way into the projection.
#[derive(sqlx::FromRow)]
pub struct Passing {
    pub seq: i64,
    pub agent: Option<i64>,
    pub at: Millis,
    /// Its text when it takes another one back.
    pub voiding: Option<String>,
}

/// `FROM` of a list of JSON arrays in `$1`, one row each with `value->>0` and so on.
fn listed(conn: &Conn) -> String {
    format!("(SELECT value FROM {}) AS w CROSS JOIN", conn.listed())
}

fn list(persons: &[i64]) -> Result<String> {
    Ok(serde_json::to_string(&persons.iter().map(|p| [p]).collect::<Vec<_>>())?)
}

/// Days as instants: person, first instant, the next day's first.
fn ranges(days: &[(i64, Date)]) -> Result<String> {
    let ends = |day: Date| [clock::start_of(day), clock::start_of(day.saturating_add(1.day()))];
    Ok(serde_json::to_string(&days.iter().map(|(person, day)| [*person, ends(*day)[0], ends(*day)[1]]).collect::<Vec<_>>())?)
}

/// How long the oldest transaction that writes has been at work, in milliseconds. SQLite's one writer works in the order of
/// storing. Readers, such as a backup, have no transaction id after their first minute.
pub async fn age_of_oldest_write(conn: &mut Conn) -> Result<Millis> {
    if conn.is_sqlite() {
        return Ok(0);
    }
    let (age,): (i64,) = fetch_one!(
        conn,
        "SELECT CAST(COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - MIN(xact_start)), 0) * 1000 AS BIGINT) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - INTERVAL '60 seconds')"
    )?;
    Ok(age.max(0))
}

pub async fn any_between(conn: &mut Conn, upto: i64) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "SELECT seq FROM statement WHERE seq > (SELECT seq FROM projection WHERE name = 'progress') AND seq <= $1 LIMIT 1",
        upto
    )?;
    Ok(row.is_some())
}

/// How far it has come, locked until the transaction ends; `None` while another node is at work.
pub async fn lock(conn: &mut Conn) -> Result<Option<i64>> {
    let wait = if conn.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let row: Option<(i64,)> = fetch_optional!(conn, AssertSqlSafe(format!("SELECT seq FROM projection WHERE name = 'progress' {wait}")))?;
    Ok(row.map(|(seq,)| seq))
}

/// Waits for whoever is at work, and keeps others waiting until the transaction ends.
pub async fn hold(conn: &mut Conn) -> Result<()> {
    if !conn.is_sqlite() {
        let _: Option<(i64,)> = fetch_optional!(conn, "SELECT seq FROM projection WHERE name = 'progress' FOR UPDATE")?;
    }
    Ok(())
}

pub async fn reach(conn: &mut Conn, seq: i64) -> Result<()> {
    execute!(conn, "UPDATE projection SET seq = $1 WHERE name = 'progress' AND seq < $1", seq).map(|_| ())
}

pub async fn between(conn: &mut Conn, from: i64, upto: i64, limit: i64) -> Result<Vec<Passing>> {
    fetch_all!(
        conn,
        "SELECT seq, agent, at, CASE WHEN verb = (SELECT id FROM verb WHERE iri = $4) THEN raw END AS voiding
         FROM statement WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
        from,
        upto,
        limit,
        VOIDED
    )
}

/// Whose statements these are, and of when.
pub async fn places(conn: &mut Conn, ids: &[String]) -> Result<Vec<(i64, Millis)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = listed(conn);
    let sql = format!(
        "SELECT s.agent, s.at FROM {rows} statement_id AS i CROSS JOIN statement AS s WHERE i.id = w.value->>0 AND s.seq = i.seq AND s.agent IS NOT NULL"
    );
    let ids = serde_json::to_string(&ids.iter().map(|id| [id]).collect::<Vec<_>>())?;
    fetch_all!(conn, AssertSqlSafe(sql), ids)
}

/// Which of these are persons: statements may be of others.
pub async fn persons(conn: &mut Conn, ids: &[i64]) -> Result<HashSet<i64>> {
    let rows = listed(conn);
    let sql = format!("SELECT p.id FROM {rows} person AS p WHERE p.id = CAST(w.value->>0 AS BIGINT)");
    let found: Vec<(i64,)> = fetch_all!(conn, AssertSqlSafe(sql), list(ids)?)?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Persons with statements or with days, by identifier.
pub async fn persons_after(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = fetch_all!(
        conn,
        "SELECT p.id FROM person AS p WHERE p.id > $1 AND (EXISTS (SELECT 1 FROM statement AS s WHERE s.agent = p.id)
           OR EXISTS (SELECT 1 FROM progress_person AS d WHERE d.person = p.id)) ORDER BY p.id LIMIT $2",
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Statements of persons, taken by each of the two indexes by time.
macro_rules! rows {
    ($rows:expr, $when:literal) => {{
        let rows = $rows;
        let of = |kind: &str| {
            format!(
                concat!(
                    "SELECT s.agent AS person, s.at, s.parent IS NOT NULL AS answer, s.success, s.raw FROM {} statement AS s ",
                    "WHERE s.agent = CAST(w.value->>0 AS BIGINT) AND s.parent {} AND NOT s.voided",
                    $when
                ),
                rows, kind
            )
        };
        AssertSqlSafe(format!("{} UNION ALL {}", of("IS NOT NULL"), of("IS NULL AND s.agent IS NOT NULL")))
    }};
}

pub async fn of_days(conn: &mut Conn, days: &[(i64, Date)]) -> Result<Vec<Row>> {
    let sql = rows!(listed(conn), " AND s.at >= CAST(w.value->>1 AS BIGINT) AND s.at < CAST(w.value->>2 AS BIGINT)");
    fetch_all!(conn, sql, ranges(days)?)
}

pub async fn of_persons(conn: &mut Conn, persons: &[i64]) -> Result<Vec<Row>> {
    let sql = rows!(listed(conn), "");
    fetch_all!(conn, sql, list(persons)?)
}

pub async fn forget_days(conn: &mut Conn, days: &[(i64, Date)]) -> Result<()> {
    let listed = serde_json::to_string(&days.iter().map(|(person, day)| (person, day.to_string())).collect::<Vec<_>>())?;
    let sql =
        format!("DELETE FROM progress_day WHERE (person, day) IN (SELECT CAST(value->>0 AS BIGINT), value->>1 FROM {})", conn.listed());
    execute!(conn, AssertSqlSafe(sql), listed).map(|_| ())
}

pub async fn forget(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    let sql = format!("DELETE FROM progress_day WHERE person IN (SELECT CAST(value->>0 AS BIGINT) FROM {})", conn.listed());
    execute!(conn, AssertSqlSafe(sql), list(persons)?).map(|_| ())
}

pub async fn insert_days(conn: &mut Conn, days: &[Day]) -> Result<()> {
    Bulk::into("progress_day")
        .ints("person", days.iter().map(|d| d.person))
        .texts("day", days.iter().map(|d| d.day.clone()))
        .texts("area", days.iter().map(|d| d.area.clone()))
        .ints("answers", days.iter().map(|d| d.answers))
        .ints("correct", days.iter().map(|d| d.correct))
        .ints("facts", days.iter().map(|d| d.facts))
        .ints("missing", days.iter().map(|d| d.missing))
        .ints("time", days.iter().map(|d| d.time))
        .insert(conn)
        .await
        .map(|_| ())
}

/// When these persons were last active, anew.
pub async fn make_last(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    let listed = list(persons)?;
    let sql = format!("DELETE FROM progress_person WHERE person IN (SELECT CAST(value->>0 AS BIGINT) FROM {})", conn.listed());
    execute!(conn, AssertSqlSafe(sql), &listed)?;
    let newest = |kind: &str| {
        format!("(SELECT s.at FROM statement AS s WHERE s.agent = p.id AND s.parent {kind} AND NOT s.voided ORDER BY s.at DESC LIMIT 1)")
    };
    let sql = format!(
        "INSERT INTO progress_person (person, last_at)
         SELECT n.id, CASE WHEN n.other IS NULL OR n.answer > n.other THEN n.answer ELSE n.other END FROM (
           SELECT p.id, {} AS answer, {} AS other FROM {} person AS p WHERE p.id = CAST(w.value->>0 AS BIGINT)
         ) AS n WHERE n.answer IS NOT NULL OR n.other IS NOT NULL",
        newest("IS NOT NULL"),
        newest("IS NULL AND s.agent IS NOT NULL"),
        self::listed(conn)
    );
    execute!(conn, AssertSqlSafe(sql), &listed).map(|_| ())
}

pub async fn since(conn: &mut Conn, persons: &[i64], from: &str) -> Result<Vec<Day>> {
    let rows = listed(conn);
    let sql = format!(
        "SELECT d.person, d.day, d.area, d.answers, d.correct, d.facts, d.missing, d.time FROM {rows} progress_day AS d
         WHERE d.person = CAST(w.value->>0 AS BIGINT) AND d.day >= $2"
    );
    fetch_all!(conn, AssertSqlSafe(sql), list(persons)?, from)
}

pub async fn last(conn: &mut Conn, persons: &[i64]) -> Result<Vec<(i64, Millis)>> {
    let rows = listed(conn);
    let sql = format!("SELECT p.person, p.last_at FROM {rows} progress_person AS p WHERE p.person = CAST(w.value->>0 AS BIGINT)");
    fetch_all!(conn, AssertSqlSafe(sql), list(persons)?)
}
