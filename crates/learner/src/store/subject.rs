use super::mastery::Row;
use base::db::Bulk;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, execute, fetch_all};
use measure::Mastery;
use std::collections::{BTreeMap, HashMap};

/// What a learner's sums of a subject are, or change by.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    pub points: i64,
    pub means: f64,
    pub variances: f64,
}

impl Sums {
    /// One point's part.
    pub fn of(row: &Row) -> Sums {
        let mastery = Mastery { alpha: row.alpha, beta: row.beta };
        Sums { points: 1, means: mastery.mean(), variances: mastery.variance() }
    }

    pub fn plus(self, other: Sums) -> Sums {
        Sums { points: self.points + other.points, means: self.means + other.means, variances: self.variances + other.variances }
    }

    pub fn minus(self, other: Sums) -> Sums {
        Sums { points: self.points - other.points, means: self.means - other.means, variances: self.variances - other.variances }
    }
}

/// Adds changes to learners' sums of subjects.
pub async fn add(conn: &mut Conn, changes: HashMap<(i64, &str), Sums>) -> Result<()> {
    // In one order, so that two nodes do not wait for each other.
    let rows: BTreeMap<(i64, &str), Sums> = changes.into_iter().collect();
    bulk(rows.iter().map(|(key, sums)| (*key, *sums)).collect())
        .suffix(
            "ON CONFLICT (person, subject) DO UPDATE SET points = mastery_subject.points + excluded.points,
               means = mastery_subject.means + excluded.means, variances = mastery_subject.variances + excluded.variances",
        )
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn delete(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    let sql = if conn.is_sqlite() {
        "DELETE FROM mastery_subject WHERE person IN (SELECT value FROM json_each($1))"
    } else {
        "DELETE FROM mastery_subject WHERE person IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))"
    };
    execute!(conn, sql, serde_json::to_string(persons)?).map(|_| ())
}

pub async fn insert_many(conn: &mut Conn, rows: Vec<((i64, &str), Sums)>) -> Result<()> {
    bulk(rows).insert(conn).await.map(|_| ())
}

fn bulk(rows: Vec<((i64, &str), Sums)>) -> Bulk {
    Bulk::into("mastery_subject")
        .ints("person", rows.iter().map(|((person, _), _)| *person))
        .texts("subject", rows.iter().map(|((_, subject), _)| (*subject).to_owned()))
        .ints("points", rows.iter().map(|(_, s)| s.points))
        .reals("means", rows.iter().map(|(_, s)| s.means))
        .reals("variances", rows.iter().map(|(_, s)| s.variances))
}

/// Whoever has an estimate on one of these points, by id. Reads all estimates.
pub async fn persons_with(conn: &mut Conn, points: &[i64]) -> Result<Vec<i64>> {
    let sql = if conn.is_sqlite() {
        "SELECT DISTINCT person FROM mastery WHERE point IN (SELECT value FROM json_each($1)) ORDER BY person"
    } else {
        "SELECT DISTINCT person FROM mastery WHERE point IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)) ORDER BY person"
    };
    let rows: Vec<(i64,)> = fetch_all!(conn, sql, serde_json::to_string(points)?)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Sums up the estimates of persons who have no sums, by the subjects that the points are in now. The variance of a Beta's mean
/// is αβ / ((α + β)² (α + β + 1)).
pub async fn sum_up(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    let persons_of = if conn.is_sqlite() {
        "SELECT value FROM json_each($1)"
    } else {
        "SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)"
    };
    let sql = format!(
        "INSERT INTO mastery_subject (person, subject, points, means, variances)
         SELECT m.person, k.subject, COUNT(*), SUM(m.alpha / (m.alpha + m.beta)),
                SUM(m.alpha * m.beta / ((m.alpha + m.beta) * (m.alpha + m.beta) * (m.alpha + m.beta + 1.0)))
         FROM mastery AS m JOIN knowledge_point AS k ON k.id = m.point
         WHERE m.person IN ({persons_of}) GROUP BY m.person, k.subject"
    );
    execute!(conn, AssertSqlSafe(sql), serde_json::to_string(persons)?).map(|_| ())
}
