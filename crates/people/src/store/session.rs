use crate::permission::Ask;
use crate::session::{Listed, Session};
use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};

pub async fn insert(conn: &mut Conn, hash: &str, person: i64, now: Millis, expires: Millis, address: &str, agent: &str) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO session (token_hash, person, created, last_seen, expires, address, agent) VALUES ($1, $2, $3, $3, $4, $5, $6)",
        hash,
        person,
        now,
        expires,
        address,
        agent
    )
    .map(|_| ())
}

const BY_HASH: &str = "SELECT s.person, p.name, s.last_seen, s.expires, s.second_factor, a.must_change, a.totp_confirmed,
       (SELECT {list} FROM (
          SELECT DISTINCT r.role FROM role_assignment r WHERE r.person = s.person AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
          UNION SELECT 'guardian' FROM guardianship w WHERE w.guardian = s.person AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2)
       ) held) AS roles,
       ($4 = $4 AND {condition}) AS allowed
     FROM session s JOIN person p ON p.id = s.person JOIN account a ON a.person = s.person
     WHERE s.token_hash = $1 AND s.expires > $3 AND NOT a.disabled AND p.status = 'active'";

#[derive(sqlx::FromRow)]
struct Admitted {
    #[sqlx(flatten)]
    session: Session,
    allowed: bool,
}

/// The condition of the permission table reads the caller in `$1` and today in `$2`: here the caller is the session's person.
pub async fn admit(conn: &mut Conn, hash: &str, now: Millis, today: &str, ask: Ask) -> Result<Option<(Session, bool)>> {
    let list = if conn.is_sqlite() { "group_concat(held.role, ',')" } else { "string_agg(held.role, ',')" };
    let (condition, target) = ask.condition("CAST($4 AS BIGINT)");
    let sql = BY_HASH.replace("{list}", list).replace("{condition}", &condition.replace("$1", "s.person"));
    let row: Option<Admitted> = fetch_optional!(conn, base::sqlx::AssertSqlSafe(sql), hash, today, now, target)?;
    Ok(row.map(|row| (row.session, row.allowed)))
}

pub async fn touch(conn: &mut Conn, hash: &str, now: Millis, expires: Millis) -> Result<()> {
    execute!(conn, "UPDATE session SET last_seen = $2, expires = $3 WHERE token_hash = $1", hash, now, expires).map(|_| ())
}

pub async fn second_factor(conn: &mut Conn, hash: &str) -> Result<()> {
    execute!(conn, "UPDATE session SET second_factor = TRUE WHERE token_hash = $1", hash).map(|_| ())
}

pub async fn of_person(conn: &mut Conn, person: i64, now: Millis) -> Result<Vec<Listed>> {
    fetch_all!(
        conn,
        "SELECT token_hash, created, last_seen, address, agent FROM session WHERE person = $1 AND expires > $2 ORDER BY last_seen DESC",
        person,
        now
    )
}

pub async fn delete(conn: &mut Conn, person: i64, hash: &str) -> Result<()> {
    execute!(conn, "DELETE FROM session WHERE person = $1 AND token_hash = $2", person, hash).map(|_| ())
}

pub async fn delete_others(conn: &mut Conn, person: i64, keep: &str) -> Result<()> {
    execute!(conn, "DELETE FROM session WHERE person = $1 AND token_hash <> $2", person, keep).map(|_| ())
}

pub async fn sweep(conn: &mut Conn, now: Millis) -> Result<u64> {
    execute!(conn, "DELETE FROM session WHERE expires <= $1", now)
}
