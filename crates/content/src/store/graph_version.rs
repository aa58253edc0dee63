use super::damaged;
use crate::Subject;
use crate::graph::Snapshot;
use crate::graph::version::Version;
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one};

#[derive(sqlx::FromRow)]
struct Row {
    subject: String,
    number: i64,
    at: Millis,
    title: String,
    proposal: Option<i64>,
    author: Option<i64>,
    reviewer: Option<i64>,
    changes: String,
    snapshot: String,
}

fn subject_of(word: &str) -> Result<Subject> {
    Subject::parse(word).ok_or_else(|| damaged("subject", word))
}

impl TryFrom<Row> for Version {
    type Error = Error;
    fn try_from(row: Row) -> Result<Version> {
        Ok(Version {
            subject: subject_of(&row.subject)?,
            number: row.number,
            at: row.at,
            title: row.title,
            proposal: row.proposal,
            author: row.author,
            reviewer: row.reviewer,
            changes: serde_json::from_str(&row.changes)?,
        })
    }
}

pub async fn list(conn: &mut Conn, subject: Subject) -> Result<Vec<Version>> {
    let rows: Vec<Row> = fetch_all!(
        conn,
        "SELECT subject, number, at, title, proposal, author, reviewer, changes, '' AS snapshot
         FROM graph_version WHERE subject = $1 ORDER BY number DESC",
        subject.code()
    )?;
    rows.into_iter().map(Version::try_from).collect()
}

pub async fn get(conn: &mut Conn, subject: Subject, number: i64) -> Result<(Version, Snapshot)> {
    let row: Row = fetch_one!(
        conn,
        "SELECT subject, number, at, title, proposal, author, reviewer, changes, snapshot
         FROM graph_version WHERE subject = $1 AND number = $2",
        subject.code(),
        number
    )?;
    let snapshot = serde_json::from_str(&row.snapshot)?;
    Ok((row.try_into()?, snapshot))
}

pub async fn latest(conn: &mut Conn) -> Result<Vec<(Subject, i64, Millis)>> {
    let rows: Vec<(String, i64, Millis)> = fetch_all!(
        conn,
        "SELECT v.subject, v.number, v.at FROM graph_version v
         JOIN (SELECT subject, MAX(number) AS number FROM graph_version GROUP BY subject) n
           ON n.subject = v.subject AND n.number = v.number ORDER BY v.subject"
    )?;
    rows.into_iter().map(|(subject, number, at)| Ok((subject_of(&subject)?, number, at))).collect()
}

/// The number of a subject's newest version; 0 when there is none.
pub async fn newest(conn: &mut Conn, subject: Subject) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM graph_version WHERE subject = $1";
    let (number,): (i64,) = fetch_one!(conn, sql, subject.code())?;
    Ok(number)
}

pub async fn add(conn: &mut Conn, version: &Version, snapshot: &Snapshot) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO graph_version (subject, number, at, title, proposal, author, reviewer, changes, snapshot)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        version.subject.code(),
        version.number,
        version.at,
        &version.title,
        version.proposal,
        version.author,
        version.reviewer,
        serde_json::to_string(&version.changes)?,
        serde_json::to_string(snapshot)?
    )
    .map(|_| ())
}
