use super::roster::{chunks, over_rows};
use crate::consent::{Decision, Standing};
use base::{Conn, Millis, Result, db::Bulk, execute, fetch_all, fetch_optional};
use std::collections::HashMap;

pub async fn latest(conn: &mut Conn, person: i64, purpose: &str) -> Result<Option<bool>> {
    let row: Option<(bool,)> =
        fetch_optional!(conn, "SELECT given FROM consent WHERE person = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1", person, purpose)?;
    Ok(row.map(|(given,)| given))
}

/// Persons and the purposes they have agreed to.
pub async fn given(conn: &mut Conn, persons: &[i64]) -> Result<Vec<(i64, String)>> {
    let mut given = Vec::new();
    for list in chunks(persons) {
        let sql = over_rows(
            conn,
            "SELECT c.person, c.purpose FROM consent c WHERE c.person IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows}) AND c.given
               AND NOT EXISTS (SELECT 1 FROM consent n WHERE n.person = c.person AND n.purpose = c.purpose AND n.id > c.id)",
        );
        let found: Vec<(i64, String)> = fetch_all!(conn, sql, list)?;
        given.extend(found);
    }
    Ok(given)
}

pub async fn history(conn: &mut Conn, person: i64) -> Result<Vec<Decision>> {
    fetch_all!(
        conn,
        "SELECT c.purpose, c.given, p.name AS decided_by, c.at FROM consent c JOIN person p ON p.id = c.decided_by
         WHERE c.person = $1 ORDER BY c.id DESC",
        person
    )
}

pub async fn of_class(conn: &mut Conn, class: i64, purpose: &str, today: &str) -> Result<Vec<Standing>> {
    fetch_all!(
        conn,
        "SELECT p.id AS person, p.name,
           (SELECT c.given FROM consent c WHERE c.person = p.id AND c.purpose = $2 ORDER BY c.id DESC LIMIT 1) AS given
         FROM role_assignment r JOIN person p ON p.id = r.person
         WHERE r.org = $1 AND r.role = 'student' AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3)
         ORDER BY p.name, p.id",
        class,
        purpose,
        today
    )
}

/// Adds one decision for each person. The latest is the one with the greatest id, so each gets one beyond those
/// the person has, whatever the clocks of the nodes that made them.
pub async fn insert(conn: &mut Conn, people: &[i64], purpose: &str, given: bool, by: i64, at: Millis) -> Result<()> {
    let newest = newest(conn, people).await?;
    let after = |person: &i64| base::id::next().max(newest.get(person).map_or(0, |id| id + 1));
    Bulk::into("consent")
        .ints("id", people.iter().map(after))
        .ints("person", people.iter().copied())
        .texts("purpose", people.iter().map(|_| purpose.to_owned()))
        .bools("given", people.iter().map(|_| given))
        .ints("decided_by", people.iter().map(|_| by))
        .ints("at", people.iter().map(|_| at))
        .insert(conn)
        .await
        .map(|_| ())
}

/// The greatest id of each person's decisions. On PostgreSQL writers about one person take turns from here on;
/// SQLite has one writer anyway.
async fn newest(conn: &mut Conn, people: &[i64]) -> Result<HashMap<i64, i64>> {
    let listed = "IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows})";
    let mut newest = HashMap::new();
    for list in chunks(people) {
        if !conn.is_sqlite() {
            let sql = over_rows(conn, &format!("SELECT id FROM person WHERE id {listed} ORDER BY id FOR NO KEY UPDATE"));
            execute!(conn, sql, &list)?;
        }
        let sql = over_rows(conn, &format!("SELECT person, MAX(id) FROM consent WHERE person {listed} GROUP BY person"));
        let found: Vec<(i64, i64)> = fetch_all!(conn, sql, list)?;
        newest.extend(found);
    }
    Ok(newest)
}
