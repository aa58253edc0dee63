use crate::share::{Candidate, Share};
use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};

macro_rules! shares {
    ($($rest:tt)+) => {
        concat!(
            "SELECT h.id, h.learner, l.name AS learner_name, h.statement, h.from_day, h.to_day, h.recipient, r.name AS recipient_name,
                    c.name AS created_by, h.created_at, h.expires_at, h.revoked_at
             FROM record_share AS h
             JOIN person AS l ON l.id = h.learner
             JOIN person AS c ON c.id = h.created_by
             LEFT JOIN person AS r ON r.id = h.recipient ",
            $($rest)+
        )
    };
}

/// A share to be stored.
pub struct New<'a> {
    pub id: i64,
    pub learner: i64,
    pub statement: Option<String>,
    pub from_day: Option<String>,
    pub to_day: Option<String>,
    pub recipient: Option<i64>,
    pub token_hash: Option<&'a str>,
    pub created_by: i64,
    pub at: Millis,
    pub expires_at: Millis,
}

pub async fn insert(conn: &mut Conn, new: &New<'_>) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO record_share (id, learner, statement, from_day, to_day, recipient, token_hash, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id,
        new.learner,
        new.statement.as_deref(),
        new.from_day.as_deref(),
        new.to_day.as_deref(),
        new.recipient,
        new.token_hash,
        new.created_by,
        new.at,
        new.expires_at
    )
    .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Share>> {
    fetch_optional!(conn, shares!("WHERE h.id = $1"), id)
}

pub async fn by_token(conn: &mut Conn, hash: &str) -> Result<Option<Share>> {
    fetch_optional!(conn, shares!("WHERE h.token_hash = $1"), hash)
}

pub async fn of_learner(conn: &mut Conn, learner: i64) -> Result<Vec<Share>> {
    fetch_all!(conn, shares!("WHERE h.learner = $1 ORDER BY h.id DESC LIMIT 200"), learner)
}

pub async fn given_to(conn: &mut Conn, recipient: i64, now: Millis) -> Result<Vec<Share>> {
    fetch_all!(
        conn,
        shares!("WHERE h.recipient = $1 AND h.revoked_at IS NULL AND h.expires_at > $2 ORDER BY h.id DESC LIMIT 200"),
        recipient,
        now
    )
}

/// False when there is none of this learner that holds.
pub async fn revoke(conn: &mut Conn, learner: i64, id: i64, at: Millis) -> Result<bool> {
    let written =
        execute!(conn, "UPDATE record_share SET revoked_at = $3 WHERE id = $2 AND learner = $1 AND revoked_at IS NULL", learner, id, at)?;
    Ok(written == 1)
}

/// Who works at the learner's schools today, by name.
pub async fn candidates(conn: &mut Conn, learner: i64, today: &str) -> Result<Vec<Candidate>> {
    fetch_all!(
        conn,
        "SELECT DISTINCT p.id, p.name, g.role, o.name AS org_name
         FROM role_assignment AS m
         JOIN org_above AS up ON up.org = m.org
         JOIN organisation AS s ON s.id = up.above AND s.kind = 'school'
         JOIN org_above AS down ON down.above = s.id
         JOIN role_assignment AS g ON g.org = down.org AND g.role IN ('class_teacher', 'subject_teacher', 'counsellor', 'school_leader')
         JOIN organisation AS o ON o.id = g.org
         JOIN person AS p ON p.id = g.person
         WHERE m.person = $1 AND m.role = 'student' AND m.starts <= $2 AND (m.ends IS NULL OR m.ends >= $2)
           AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)
         ORDER BY p.name, p.id, g.role, o.name",
        learner,
        today
    )
}

/// Two persons turned out to be one.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE record_share SET learner = $2 WHERE learner = $1", from, to)?;
    execute!(conn, "UPDATE record_share SET recipient = $2 WHERE recipient = $1", from, to)?;
    execute!(conn, "UPDATE record_share SET created_by = $2 WHERE created_by = $1", from, to).map(|_| ())
}
