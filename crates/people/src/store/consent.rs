use crate::consent::Decision;
use base::{Conn, Millis, Result, db::Bulk, execute, fetch_all, fetch_optional};

pub async fn latest(conn: &mut Conn, person: i64, purpose: &str) -> Result<Option<bool>> {
    let row: Option<(bool,)> =
        fetch_optional!(conn, "SELECT given FROM consent WHERE person = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1", person, purpose)?;
    Ok(row.map(|(given,)| given))
}

pub async fn history(conn: &mut Conn, person: i64) -> Result<Vec<Decision>> {
    fetch_all!(
        conn,
        "SELECT c.purpose, c.given, p.name AS decided_by, c.at FROM consent c JOIN person p ON p.id = c.decided_by
         WHERE c.person = $1 ORDER BY c.id DESC",
        person
    )
}

pub async fn insert(conn: &mut Conn, id: i64, person: i64, purpose: &str, given: bool, by: i64, at: Millis) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO consent (id, person, purpose, given, decided_by, at) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        person,
        purpose,
        given,
        by,
        at
    )
    .map(|_| ())
}

pub async fn insert_many(conn: &mut Conn, people: &[i64], purpose: &str, by: i64, at: Millis) -> Result<()> {
    Bulk::into("consent")
        .ints("id", people.iter().map(|_| base::id::next()))
        .ints("person", people.iter().copied())
        .texts("purpose", people.iter().map(|_| purpose.to_owned()))
        .bools("given", people.iter().map(|_| true))
        .ints("decided_by", people.iter().map(|_| by))
        .ints("at", people.iter().map(|_| at))
        .insert(conn)
        .await
        .map(|_| ())
}
