use crate::purpose_switch::Switched;
use base::{Conn, Millis, Result, execute, fetch_all};

pub async fn off(conn: &mut Conn, school: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        fetch_all!(conn, "SELECT purpose FROM purpose_switch WHERE school = $1 AND NOT allowed ORDER BY purpose", school)?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

pub async fn off_for(conn: &mut Conn, person: i64, today: &str) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = fetch_all!(
        conn,
        "SELECT DISTINCT s.purpose FROM role_assignment r JOIN org_above a ON a.org = r.org JOIN purpose_switch s ON s.school = a.above
         WHERE r.person = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2) AND NOT s.allowed
         ORDER BY s.purpose",
        person,
        today
    )?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

pub async fn all(conn: &mut Conn, school: i64) -> Result<Vec<Switched>> {
    fetch_all!(
        conn,
        "SELECT s.purpose, s.allowed, p.name AS decided_by, s.at FROM purpose_switch s JOIN person p ON p.id = s.decided_by
         WHERE s.school = $1 ORDER BY s.purpose",
        school
    )
}

pub async fn set(conn: &mut Conn, school: i64, purpose: &str, allowed: bool, by: i64, at: Millis) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO purpose_switch (school, purpose, allowed, decided_by, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (school, purpose) DO UPDATE SET allowed = excluded.allowed, decided_by = excluded.decided_by, at = excluded.at",
        school,
        purpose,
        allowed,
        by,
        at
    )
    .map(|_| ())
}
