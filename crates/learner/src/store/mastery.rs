use base::db::Bulk;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};
use std::collections::{BTreeSet, HashMap};

/// An estimate as stored.
#[derive(Debug, Clone, Copy, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub person: i64,
    pub point: i64,
    pub alpha: f64,
    pub beta: f64,
    pub n: i64,
    pub last_at: Millis,
}

/// An estimate with its point's subject.
#[derive(sqlx::FromRow)]
pub struct OfSubject {
    pub subject: String,
    #[sqlx(flatten)]
    pub row: Row,
}

/// An estimate with the codes of its point and subject.
#[derive(sqlx::FromRow)]
pub struct Coded {
    pub subject: String,
    pub code: String,
    #[sqlx(flatten)]
    pub row: Row,
}

pub async fn get(conn: &mut Conn, person: i64, point: i64) -> Result<Option<Row>> {
    fetch_optional!(conn, "SELECT person, point, alpha, beta, n, last_at FROM mastery WHERE person = $1 AND point = $2", person, point)
}

/// The rows of these persons and points that there are.
pub async fn of_pairs(conn: &mut Conn, pairs: impl Iterator<Item = (i64, i64)>) -> Result<HashMap<(i64, i64), Row>> {
    let list = serde_json::to_string(&pairs.collect::<BTreeSet<_>>())?;
    let sql = format!(
        "SELECT m.person, m.point, m.alpha, m.beta, m.n, m.last_at FROM {} CROSS JOIN mastery AS m
         WHERE m.person = CAST(value->>0 AS BIGINT) AND m.point = CAST(value->>1 AS BIGINT)",
        conn.listed()
    );
    let rows: Vec<Row> = fetch_all!(conn, AssertSqlSafe(sql), list)?;
    Ok(rows.into_iter().map(|row| ((row.person, row.point), row)).collect())
}

/// Puts rows that have one answer more than those stored, or none there, and gives the persons and points of those that were
/// put: the others were changed meanwhile by another node. Give each pair once, in one order, so that two nodes do
/// not wait for each other.
pub async fn put(conn: &mut Conn, rows: &[Row]) -> Result<Vec<(i64, i64)>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let list = rows.iter().map(|r| (r.person, r.point, r.alpha, r.beta, r.n, r.last_at)).collect::<Vec<_>>();
    let sql = format!(
        "INSERT INTO mastery (person, point, alpha, beta, n, last_at)
         SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT), CAST(value->>2 AS DOUBLE PRECISION),
                CAST(value->>3 AS DOUBLE PRECISION), CAST(value->>4 AS BIGINT), CAST(value->>5 AS BIGINT)
         FROM {} WHERE true
         ON CONFLICT (person, point) DO UPDATE
           SET alpha = excluded.alpha, beta = excluded.beta, n = excluded.n, last_at = excluded.last_at
           WHERE mastery.n = excluded.n - 1
         RETURNING person, point",
        conn.listed()
    );
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(&list)?)
}

pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Vec<OfSubject>> {
    fetch_all!(
        conn,
        "SELECT k.subject, m.person, m.point, m.alpha, m.beta, m.n, m.last_at
         FROM mastery AS m JOIN knowledge_point AS k ON k.id = m.point WHERE m.person = $1",
        person
    )
}

/// Estimates of consenting persons behind `after` up to `last`.
pub async fn between(conn: &mut Conn, after: i64, last: i64) -> Result<Vec<Coded>> {
    fetch_all!(
        conn,
        concat!(
            "SELECT k.subject, k.code, m.person, m.point, m.alpha, m.beta, m.n, m.last_at
             FROM mastery AS m JOIN knowledge_point AS k ON k.id = m.point
             WHERE m.person > $1 AND m.person <= $2 AND ",
            consenting!("m.person"),
            " ORDER BY m.person, m.point"
        ),
        after,
        last
    )
}

/// Estimates of a class's consenting students of today in a subject.
pub async fn of_class(conn: &mut Conn, class: i64, today: &str, subject: &str) -> Result<Vec<Row>> {
    fetch_all!(
        conn,
        concat!(
            "SELECT m.person, m.point, m.alpha, m.beta, m.n, m.last_at
             FROM role_assignment AS r
             JOIN mastery AS m ON m.person = r.person
             JOIN knowledge_point AS k ON k.id = m.point
             WHERE r.org = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2) AND k.subject = $3 AND ",
            consenting!("r.person")
        ),
        class,
        today,
        subject
    )
}

pub async fn subjects_of_class(conn: &mut Conn, class: i64, today: &str) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = fetch_all!(
        conn,
        concat!(
            "SELECT DISTINCT k.subject
             FROM role_assignment AS r
             JOIN mastery AS m ON m.person = r.person
             JOIN knowledge_point AS k ON k.id = m.point
             WHERE r.org = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2) AND ",
            consenting!("r.person"),
            " ORDER BY k.subject"
        ),
        class,
        today
    )?;
    Ok(rows.into_iter().map(|(subject,)| subject).collect())
}

pub async fn persons(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = fetch_all!(conn, "SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT $2", after, limit)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those of the persons whose consent holds.
pub async fn consenting(conn: &mut Conn, persons: &[i64]) -> Result<Vec<i64>> {
    let sql = if conn.is_sqlite() {
        concat!("SELECT p.id FROM person AS p WHERE p.id IN (SELECT value FROM json_each($1)) AND ", consenting!("p.id"))
    } else {
        concat!(
            "SELECT p.id FROM person AS p WHERE p.id IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)) AND ",
            consenting!("p.id")
        )
    };
    let rows: Vec<(i64,)> = fetch_all!(conn, sql, serde_json::to_string(persons)?)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Waits for the answers of these persons that are being written and keeps new ones waiting until the transaction ends.
/// An answer's statement refers to its person, so it holds the person's row from its first insert on; and as
/// whoever takes several rows takes them in one order, nobody waits for each other. SQLite has one writer.
pub async fn hold(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    if !conn.is_sqlite() {
        let sql = "SELECT id FROM person WHERE id IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)) ORDER BY id FOR UPDATE";
        let _: Vec<(i64,)> = fetch_all!(conn, sql, serde_json::to_string(persons)?)?;
    }
    Ok(())
}

pub async fn delete(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    let sql = if conn.is_sqlite() {
        "DELETE FROM mastery WHERE person IN (SELECT value FROM json_each($1))"
    } else {
        "DELETE FROM mastery WHERE person IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))"
    };
    execute!(conn, sql, serde_json::to_string(persons)?).map(|_| ())
}

pub async fn insert_many(conn: &mut Conn, rows: &[Row]) -> Result<()> {
    Bulk::into("mastery")
        .ints("person", rows.iter().map(|r| r.person))
        .ints("point", rows.iter().map(|r| r.point))
        .reals("alpha", rows.iter().map(|r| r.alpha))
        .reals("beta", rows.iter().map(|r| r.beta))
        .ints("n", rows.iter().map(|r| r.n))
        .ints("last_at", rows.iter().map(|r| r.last_at))
        .insert(conn)
        .await
        .map(|_| ())
}

/// Moves a person's sittings and questions to another.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE practice_session SET person = $2 WHERE person = $1", from, to)?;
    execute!(conn, "UPDATE estimate_question SET person = $2 WHERE person = $1", from, to)?;
    execute!(conn, "UPDATE estimate_question SET asked_by = $2 WHERE asked_by = $1", from, to).map(|_| ())
}
