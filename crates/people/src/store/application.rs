use crate::application::{Application, Listed};
use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};

/// What a secret is checked against.
#[derive(sqlx::FromRow)]
pub struct Kept {
    pub id: i64,
    pub name: String,
    pub grants: String,
    pub secret: String,
    pub former: Option<String>,
    pub former_until: Option<Millis>,
    pub last_used: Option<Millis>,
}

pub async fn by_key(conn: &mut Conn, key: &str) -> Result<Option<Kept>> {
    fetch_optional!(
        conn,
        "SELECT id, name, grants, secret, former, former_until, last_used FROM application WHERE key = $1 AND revoked IS NULL",
        key
    )
}

pub async fn insert(conn: &mut Conn, application: &Application, secret: &str, by: Option<i64>, now: Millis) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO application (id, name, key, secret, grants, created, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        application.id,
        &application.name,
        &application.key,
        secret,
        application.grants.to_string(),
        now,
        by
    )
    .map(|_| ())
}

/// The new secret stands; the present one opens until `until`. Nothing happens to a revoked application.
pub async fn rotate(conn: &mut Conn, id: i64, secret: &str, until: Millis) -> Result<u64> {
    execute!(
        conn,
        "UPDATE application SET former = secret, former_until = $3, secret = $2 WHERE id = $1 AND revoked IS NULL",
        id,
        secret,
        until
    )
}

pub async fn revoke(conn: &mut Conn, id: i64, now: Millis) -> Result<u64> {
    execute!(conn, "UPDATE application SET revoked = $2 WHERE id = $1 AND revoked IS NULL", id, now)
}

pub async fn used(conn: &mut Conn, id: i64, now: Millis) -> Result<()> {
    execute!(conn, "UPDATE application SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used < $2)", id, now).map(|_| ())
}

const LISTED: &str = "SELECT a.id, a.name, a.key, a.grants, a.created, p.name AS created_by, a.former_until, a.last_used, a.revoked
     FROM application a LEFT JOIN person p ON p.id = a.created_by";

pub async fn all(conn: &mut Conn) -> Result<Vec<Listed>> {
    fetch_all!(conn, base::sqlx::AssertSqlSafe(format!("{LISTED} ORDER BY a.id DESC")))
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Option<Listed>> {
    fetch_optional!(conn, base::sqlx::AssertSqlSafe(format!("{LISTED} WHERE a.id = $1")), id)
}
