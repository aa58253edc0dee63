use crate::correction::Correction;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one, fetch_optional};

macro_rules! corrections {
    ($($rest:tt)+) => {
        concat!(
            "SELECT c.id, c.person, p.name AS person_name, c.statement, c.recorder, c.reason, c.words, a.name AS asked_by, c.asked_at,
                    c.verdict, c.reply, r.name AS replied_by, c.replied_at, c.appeal, b.name AS appealed_by, c.appealed_at,
                    c.decision, c.decision_words, d.name AS decided_by, c.decided_at
             FROM correction AS c
             JOIN person AS p ON p.id = c.person
             JOIN person AS a ON a.id = c.asked_by
             LEFT JOIN person AS r ON r.id = c.replied_by
             LEFT JOIN person AS b ON b.id = c.appealed_by
             LEFT JOIN person AS d ON d.id = c.decided_by ",
            $($rest)+
        )
    };
}

/// A request to be stored.
pub struct New<'a> {
    pub id: i64,
    pub person: i64,
    pub statement: &'a str,
    pub recorder: Option<i64>,
    pub reason: &'a str,
    pub words: &'a str,
    pub asked_by: i64,
    pub at: Millis,
}

/// False when there is one about this statement.
pub async fn insert(conn: &mut Conn, new: &New<'_>) -> Result<bool> {
    let written = execute!(
        conn,
        "INSERT INTO correction (id, person, statement, recorder, reason, words, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (statement) DO NOTHING",
        new.id,
        new.person,
        new.statement,
        new.recorder,
        new.reason,
        new.words,
        new.asked_by,
        new.at
    )?;
    Ok(written == 1)
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Correction> {
    fetch_one!(conn, corrections!("WHERE c.id = $1"), id)
}

pub async fn of_statement(conn: &mut Conn, person: i64, statement: &str) -> Result<Option<Correction>> {
    fetch_optional!(conn, corrections!("WHERE c.statement = $2 AND c.person = $1"), person, statement)
}

pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Vec<Correction>> {
    fetch_all!(conn, corrections!("WHERE c.person = $1 ORDER BY c.id DESC"), person)
}

/// Requests of a place's students of today, those that wait first.
pub async fn below(conn: &mut Conn, org: i64, today: &str, appealed: bool) -> Result<Vec<Correction>> {
    fetch_all!(
        conn,
        corrections!(
            "WHERE c.person IN (SELECT m.person FROM org_above AS u JOIN role_assignment AS m ON m.org = u.org
               WHERE u.above = $1 AND m.role = 'student' AND m.starts <= $2 AND (m.ends IS NULL OR m.ends >= $2))
               AND (c.appeal IS NOT NULL OR NOT $3)
             ORDER BY CASE WHEN c.verdict IS NULL OR (c.appeal IS NOT NULL AND c.decision IS NULL) THEN 0 ELSE 1 END, c.id DESC LIMIT 200"
        ),
        org,
        today,
        appealed
    )
}

/// False when it has an answer already.
pub async fn reply(conn: &mut Conn, id: i64, verdict: &str, words: &str, by: i64, at: Millis) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE correction SET verdict = $2, reply = $3, replied_by = $4, replied_at = $5 WHERE id = $1 AND verdict IS NULL",
        id,
        verdict,
        words,
        by,
        at
    )?;
    Ok(written == 1)
}

/// False unless it was refused and not appealed against.
pub async fn appeal(conn: &mut Conn, id: i64, words: &str, by: i64, at: Millis) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE correction SET appeal = $2, appealed_by = $3, appealed_at = $4 WHERE id = $1 AND verdict = 'upheld' AND appeal IS NULL",
        id,
        words,
        by,
        at
    )?;
    Ok(written == 1)
}

/// False unless an appeal waits.
pub async fn decide(conn: &mut Conn, id: i64, decision: &str, words: &str, by: i64, at: Millis) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE correction SET decision = $2, decision_words = $3, decided_by = $4, decided_at = $5
         WHERE id = $1 AND appeal IS NOT NULL AND decision IS NULL",
        id,
        decision,
        words,
        by,
        at
    )?;
    Ok(written == 1)
}

/// Two persons turned out to be one.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE correction SET person = $2 WHERE person = $1", from, to)?;
    execute!(conn, "UPDATE correction SET recorder = $2 WHERE recorder = $1", from, to)?;
    execute!(conn, "UPDATE correction SET asked_by = $2 WHERE asked_by = $1", from, to)?;
    execute!(conn, "UPDATE correction SET appealed_by = $2 WHERE appealed_by = $1", from, to).map(|_| ())
}
