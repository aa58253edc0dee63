use crate::session::{Admission, Listed, Session};
use base::{Conn, Millis, Result, execute, fetch_all};

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

const BY_HASH: &str = "SELECT w.place, s.person, p.name, s.last_seen, s.expires, s.second_factor, a.must_change, a.totp_confirmed,
       (SELECT {list} FROM (
          SELECT DISTINCT r.role FROM role_assignment r WHERE r.person = s.person AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
          UNION SELECT 'guardian' FROM guardianship w WHERE w.guardian = s.person AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2)
       ) held) AS roles,
       {condition} AS allowed
     FROM (SELECT CAST(value->>0 AS BIGINT) AS place, value->>1 AS hash, CAST(value->>2 AS BIGINT) AS now,
                  CAST(value->>3 AS BIGINT) AS target FROM {asked}) AS w
     {inner} session s ON s.token_hash = w.hash AND s.expires > w.now
     {inner} person p ON p.id = s.person AND p.status = 'active'
     {inner} account a ON a.person = s.person AND NOT a.disabled";

#[derive(sqlx::FromRow)]
struct Admitted {
    place: i64,
    #[sqlx(flatten)]
    session: Session,
    allowed: bool,
}

/// The sessions of requests that ask for the same kind of thing on the same day, with whether each may do it, by place in `asked`.
/// The condition of the permission table reads the caller in `$1` and today in `$2`: here the caller is the session's person.
pub async fn admit(conn: &mut Conn, asked: &[(usize, &Admission)]) -> Result<Vec<(usize, Session, bool)>> {
    let Some((_, first)) = asked.first() else { return Ok(Vec::new()) };
    let list: Vec<_> = asked.iter().map(|(place, a)| (place, &a.hash, a.now, a.ask.target())).collect();
    // CROSS JOIN keeps SQLite to this order, from what is asked to the sessions.
    let (roles, inner) = match conn.is_sqlite() {
        true => ("group_concat(held.role, ',')", "CROSS JOIN"),
        false => ("string_agg(held.role, ',')", "JOIN"),
    };
    let condition = first.ask.condition("w.target").replace("$1", "s.person");
    let sql =
        BY_HASH.replace("{list}", roles).replace("{condition}", &condition).replace("{inner}", inner).replace("{asked}", conn.listed());
    let rows: Vec<Admitted> = fetch_all!(conn, base::sqlx::AssertSqlSafe(sql), serde_json::to_string(&list)?, &first.today)?;
    Ok(rows.into_iter().map(|row| (row.place as usize, row.session, row.allowed)).collect())
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
