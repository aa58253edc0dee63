use crate::guardianship::NewGuardianship;
use crate::person::Person;
use base::{Conn, Result, db::Bulk, execute, fetch_all};

pub async fn upsert(conn: &mut Conn, guardian: i64, child: i64, relation: &str, starts: &str) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO guardianship (guardian, child, relation, starts) VALUES ($1, $2, $3, $4)
         ON CONFLICT (guardian, child) DO UPDATE SET relation = excluded.relation, ends = NULL",
        guardian,
        child,
        relation,
        starts
    )
    .map(|_| ())
}

pub async fn upsert_many(conn: &mut Conn, pairs: &[NewGuardianship<'_>], starts: &str) -> Result<()> {
    Bulk::into("guardianship")
        .ints("guardian", pairs.iter().map(|p| p.guardian))
        .ints("child", pairs.iter().map(|p| p.child))
        .texts("relation", pairs.iter().map(|p| p.relation.to_owned()))
        .texts("starts", pairs.iter().map(|_| starts.to_owned()))
        .suffix("ON CONFLICT (guardian, child) DO UPDATE SET relation = excluded.relation, ends = NULL")
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn end(conn: &mut Conn, guardian: i64, child: i64, last_day: &str) -> Result<()> {
    execute!(conn, "UPDATE guardianship SET ends = $3 WHERE guardian = $1 AND child = $2", guardian, child, last_day).map(|_| ())
}

pub async fn children(conn: &mut Conn, guardian: i64, today: &str) -> Result<Vec<Person>> {
    fetch_all!(
        conn,
        "SELECT p.id, p.name, p.gender, p.birth, p.status, p.demo FROM guardianship w JOIN person p ON p.id = w.child
         WHERE w.guardian = $1 AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2) ORDER BY p.name, p.id",
        guardian,
        today
    )
}

pub async fn guardians(conn: &mut Conn, child: i64, today: &str) -> Result<Vec<Person>> {
    fetch_all!(
        conn,
        "SELECT p.id, p.name, p.gender, p.birth, p.status, p.demo FROM guardianship w JOIN person p ON p.id = w.guardian
         WHERE w.child = $1 AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2) ORDER BY p.name, p.id",
        child,
        today
    )
}
