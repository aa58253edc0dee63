use crate::aggregate::By;
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

/// Today's consenting learners of the open schools at or below `$1`, each once a school.
macro_rules! of_schools {
    () => {
        concat!(
            "(SELECT DISTINCT u.id AS unit, r.person
              FROM org_above AS top
              JOIN organisation AS u ON u.id = top.org AND u.kind = 'school' AND u.closed IS NULL
              JOIN org_above AS a ON a.above = u.id
              JOIN role_assignment AS r ON r.org = a.org AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
              WHERE top.above = $1 AND ",
            consenting!("r.person"),
            ") AS learner"
        )
    };
}

/// The same learners of the school `$1` by open class, each once; those in none under the school itself. So the units'
/// sums make up the school's.
macro_rules! of_classes {
    () => {
        concat!(
            "(SELECT COALESCE(MIN(c.id), $1) AS unit, r.person
              FROM org_above AS top
              JOIN role_assignment AS r ON r.org = top.org AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
              LEFT JOIN (org_above AS a JOIN organisation AS c ON c.id = a.above AND c.kind = 'class' AND c.closed IS NULL) ON a.org = r.org
              WHERE top.above = $1 AND ",
            consenting!("r.person"),
            " GROUP BY r.person) AS learner"
        )
    };
}

/// A learner's mean over k points has a k²th of the sum of the points' variances.
macro_rules! by_subject {
    ($($learners:tt)+) => {
        concat!(
            "SELECT learner.unit, m.subject AS code, CAST(COUNT(*) AS BIGINT) AS learners, SUM(m.means / m.points) AS means,
                    SUM(m.variances / (m.points * m.points)) AS variances
             FROM ",
            $($learners)+,
            " JOIN mastery_subject AS m ON m.person = learner.person AND m.points > 0
             GROUP BY learner.unit, m.subject"
        )
    };
}

/// The variance of a Beta's mean is αβ / ((α + β)² (α + β + 1)).
macro_rules! by_point {
    ($($learners:tt)+) => {
        concat!(
            "SELECT learner.unit, k.code, CAST(COUNT(*) AS BIGINT) AS learners, SUM(m.alpha / (m.alpha + m.beta)) AS means,
                    SUM(m.alpha * m.beta / ((m.alpha + m.beta) * (m.alpha + m.beta) * (m.alpha + m.beta + 1.0))) AS variances
             FROM ",
            $($learners)+,
            " JOIN mastery AS m ON m.person = learner.person
             JOIN knowledge_point AS k ON k.id = m.point AND k.subject = $3
             GROUP BY learner.unit, k.id, k.code"
        )
    };
}

/// The schools at or below a place.
pub async fn schools(conn: &mut Conn, top: i64, today: &str, by: &By) -> Result<Vec<Row>> {
    match by {
        By::Subject => fetch_all!(conn, by_subject!(of_schools!()), top, today),
        By::PointsOf(subject) => fetch_all!(conn, by_point!(of_schools!()), top, today, subject),
    }
}

/// The classes of a school.
pub async fn classes(conn: &mut Conn, school: i64, today: &str, by: &By) -> Result<Vec<Row>> {
    match by {
        By::Subject => fetch_all!(conn, by_subject!(of_classes!()), school, today),
        By::PointsOf(subject) => fetch_all!(conn, by_point!(of_classes!()), school, today, subject),
    }
}

/// The open schools at or below a place, each with its county.
pub async fn counties(conn: &mut Conn, top: i64) -> Result<Vec<(i64, Option<i64>)>> {
    fetch_all!(
        conn,
        "SELECT u.id, MIN(c.id)
         FROM org_above AS top
         JOIN organisation AS u ON u.id = top.org AND u.kind = 'school' AND u.closed IS NULL
         LEFT JOIN (org_above AS a JOIN organisation AS c ON c.id = a.above AND c.kind = 'county') ON a.org = u.id
         WHERE top.above = $1
         GROUP BY u.id",
        top
    )
}
