use base::{Conn, Millis, Result, fetch_all};

/// A statement with the names of its numbers.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub seq: i64,
    pub person: Option<i64>,
    pub verb: String,
    pub object: Option<String>,
    /// Whether it is an answer to one of the platform's items, recorded by the platform.
    pub own_answer: bool,
    pub at: Millis,
    pub stored: Millis,
    pub success: Option<bool>,
    pub score: Option<f64>,
    pub voided: bool,
    pub raw: String,
}

pub async fn statements(conn: &mut Conn, after: i64, before: i64, limit: i64) -> Result<Vec<Row>> {
    fetch_all!(
        conn,
        "SELECT s.seq, p.id AS person, v.iri AS verb, a.path AS object, s.parent IS NOT NULL AS own_answer, s.at, s.stored, s.success, s.score,
                s.voided, s.raw
         FROM statement AS s
         JOIN verb AS v ON v.id = s.verb
         LEFT JOIN activity AS a ON a.id = s.activity
         LEFT JOIN person AS p ON p.id = s.agent
         WHERE s.seq > $1 AND s.seq < $2 ORDER BY s.seq LIMIT $3",
        after,
        before,
        limit
    )
}

pub async fn voided(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = fetch_all!(
        conn,
        "SELECT DISTINCT t.target FROM statement_target AS t
         JOIN statement_id AS i ON i.id = t.target
         JOIN statement AS s ON s.seq = i.seq AND s.voided
         WHERE t.voids AND t.target > $1 ORDER BY t.target LIMIT $2",
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
