use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, fetch_all};

/// An answer with as little as a model of learners needs.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub person: i64,
    pub item: i64,
    pub point: i64,
    pub score: f64,
    pub correct: bool,
    pub at: Millis,
    pub seq: i64,
    pub duration: Option<String>,
}

/// The answers of each person behind a place of the person's own, up to `upto`: by person and time.
pub async fn behind(conn: &mut Conn, places: &[(i64, i64)], upto: i64) -> Result<Vec<Row>> {
    let duration = if conn.is_sqlite() { "json_extract(s.raw, '$.result.duration')" } else { "s.raw::json #>> '{result,duration}'" };
    // CROSS JOIN keeps SQLite to this order, from the persons to their statements.
    let sql = format!(
        "SELECT s.agent AS person, s.activity AS item, s.parent AS point, s.score, s.success AS correct, s.at, s.seq, {duration} AS duration
         FROM (SELECT value FROM {}) AS w CROSS JOIN statement AS s
         WHERE s.agent = CAST(w.value->>0 AS BIGINT) AND s.parent IS NOT NULL AND s.seq > CAST(w.value->>1 AS BIGINT) AND s.seq <= $2
           AND s.score IS NOT NULL AND s.success IS NOT NULL AND s.activity IS NOT NULL AND NOT s.voided
         ORDER BY s.agent, s.at, s.seq",
        conn.listed()
    );
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(places)?, upto)
}

pub async fn paths(conn: &mut Conn, activities: &[i64]) -> Result<Vec<(i64, String)>> {
    let sql = format!(
        "SELECT a.id, a.path FROM (SELECT value FROM {}) AS w CROSS JOIN activity AS a WHERE a.id = CAST(w.value->>0 AS BIGINT)",
        conn.listed()
    );
    let list: Vec<[i64; 1]> = activities.iter().map(|a| [*a]).collect();
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(&list)?)
}
