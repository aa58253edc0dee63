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

/// Today's learners of the units of kind `$3` at or below `$1`, each once a unit.
macro_rules! learners {
    () => {
        "(SELECT DISTINCT u.id AS unit, r.person
          FROM org_above AS top
          JOIN organisation AS u ON u.id = top.org AND u.kind = $3 AND u.closed IS NULL
          JOIN org_above AS a ON a.above = u.id
          JOIN role_assignment AS r ON r.org = a.org AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
          WHERE top.above = $1) AS learner"
    };
}

/// A learner's mean over k points has a k²th of the sum of the points' variances.
pub async fn by_subject(conn: &mut Conn, top: i64, today: &str, kind: &str) -> Result<Vec<Row>> {
    fetch_all!(
        conn,
        concat!(
            "SELECT learner.unit, m.subject AS code, CAST(COUNT(*) AS BIGINT) AS learners, SUM(m.means / m.points) AS means,
                    SUM(m.variances / (m.points * m.points)) AS variances
             FROM ",
            learners!(),
            " JOIN mastery_subject AS m ON m.person = learner.person
             GROUP BY learner.unit, m.subject"
        ),
        top,
        today,
        kind
    )
}

/// The variance of a Beta's mean is αβ / ((α + β)² (α + β + 1)).
pub async fn by_point(conn: &mut Conn, top: i64, today: &str, kind: &str, subject: &str) -> Result<Vec<Row>> {
    fetch_all!(
        conn,
        concat!(
            "SELECT learner.unit, k.code, CAST(COUNT(*) AS BIGINT) AS learners, SUM(m.alpha / (m.alpha + m.beta)) AS means,
                    SUM(m.alpha * m.beta / ((m.alpha + m.beta) * (m.alpha + m.beta) * (m.alpha + m.beta + 1.0))) AS variances
             FROM ",
            learners!(),
            " JOIN mastery AS m ON m.person = learner.person
             JOIN knowledge_point AS k ON k.id = m.point AND k.subject = $4
             GROUP BY learner.unit, k.id, k.code"
        ),
        top,
        today,
        kind,
        subject
    )
}
