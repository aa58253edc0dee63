use super::damaged;
use crate::Subject;
use crate::graph::proposal::{Proposal, State};
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one};
use sqlx::AssertSqlSafe;

const COLUMNS: &str = "id, subject, title, reason, state, author, made, based_on, changes, reviewer, decided, answer";

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    subject: String,
    title: String,
    reason: String,
    state: String,
    author: i64,
    made: Millis,
    based_on: i64,
    changes: String,
    reviewer: Option<i64>,
    decided: Option<Millis>,
    answer: String,
}

impl TryFrom<Row> for Proposal {
    type Error = Error;
    fn try_from(row: Row) -> Result<Proposal> {
        Ok(Proposal {
            id: row.id,
            subject: Subject::parse(&row.subject).ok_or_else(|| damaged("subject", &row.subject))?,
            title: row.title,
            reason: row.reason,
            state: State::parse(&row.state).ok_or_else(|| damaged("state", &row.state))?,
            author: row.author,
            made: row.made,
            based_on: row.based_on,
            changes: serde_json::from_str(&row.changes)?,
            reviewer: row.reviewer,
            decided: row.decided,
            answer: row.answer,
        })
    }
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Proposal> {
    let row: Row = fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM graph_proposal WHERE id = $1")), id)?;
    row.try_into()
}

pub async fn list(conn: &mut Conn, subject: Subject) -> Result<Vec<Proposal>> {
    let sql = format!("SELECT {COLUMNS} FROM graph_proposal WHERE subject = $1 ORDER BY id DESC");
    let rows: Vec<Row> = fetch_all!(conn, AssertSqlSafe(sql), subject.code())?;
    rows.into_iter().map(Proposal::try_from).collect()
}

pub async fn submitted(conn: &mut Conn) -> Result<Vec<Proposal>> {
    let sql = format!("SELECT {COLUMNS} FROM graph_proposal WHERE state = 'submitted' ORDER BY id");
    let rows: Vec<Row> = fetch_all!(conn, AssertSqlSafe(sql))?;
    rows.into_iter().map(Proposal::try_from).collect()
}

pub async fn add(conn: &mut Conn, proposal: &Proposal) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO graph_proposal (id, subject, title, reason, state, author, made, based_on, changes, reviewer, decided, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, '')",
        proposal.id,
        proposal.subject.code(),
        &proposal.title,
        &proposal.reason,
        proposal.state.code(),
        proposal.author,
        proposal.made,
        proposal.based_on,
        serde_json::to_string(&proposal.changes)?
    )
    .map(|_| ())
}

/// Writes what may change of a proposal that stands at `from`; false when it does not.
pub async fn change(conn: &mut Conn, proposal: &Proposal, from: State) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE graph_proposal SET state = $2, based_on = $3, changes = $4, reviewer = $5, decided = $6, answer = $7
         WHERE id = $1 AND state = $8",
        proposal.id,
        proposal.state.code(),
        proposal.based_on,
        serde_json::to_string(&proposal.changes)?,
        proposal.reviewer,
        proposal.decided,
        &proposal.answer,
        from.code()
    )?;
    Ok(written == 1)
}
