use base::{Conn, Result, fetch_all};

/// The learners of one unit in one column.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub unit: i64,
    pub code: String,
    pub learners: i64,
    /// Sum of the learners' means.
    pub means: f64,
    /// Sum of the variances of the learners' means.
    pub variances: f64,
}

/// Units of a kind at or below `top` × the column; the variance of a Beta's mean is
/// αβ / ((α + β)² (α + β + 1)), and that of a learner's mean over k points a k²th of their sum.
macro_rules! sums {
    ($column:literal, $condition:literal) => {
        concat!(
            "SELECT unit, code, CAST(COUNT(*) AS BIGINT) AS learners, SUM(mean) AS means, SUM(variance) AS variances FROM (
               SELECT u.id AS unit, ",
            $column,
            " AS code, m.person, AVG(m.alpha / (m.alpha + m.beta)) AS mean,
                 SUM(m.alpha * m.beta / ((m.alpha + m.beta) * (m.alpha + m.beta) * (m.alpha + m.beta + 1.0)))
                   / (COUNT(*) * COUNT(*)) AS variance
               FROM org_above AS top
               JOIN organisation AS u ON u.id = top.org AND u.kind = $3 AND u.closed IS NULL
               JOIN org_above AS a ON a.above = u.id
               JOIN role_assignment AS r ON r.org = a.org AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
               JOIN mastery AS m ON m.person = r.person
               JOIN knowledge_point AS k ON k.id = m.point
               WHERE top.above = $1",
            $condition,
            " GROUP BY u.id, ",
            $column,
            ", m.person) AS learner
             GROUP BY unit, code"
        )
    };
}

pub async fn by_subject(conn: &mut Conn, top: i64, today: &str, kind: &str) -> Result<Vec<Row>> {
    fetch_all!(conn, sums!("k.subject", ""), top, today, kind)
}

pub async fn by_point(conn: &mut Conn, top: i64, today: &str, kind: &str, subject: &str) -> Result<Vec<Row>> {
    fetch_all!(conn, sums!("k.code", " AND k.subject = $4"), top, today, kind, subject)
}
