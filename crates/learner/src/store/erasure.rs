use crate::erasure::Erasure;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one, fetch_optional};

macro_rules! erasures {
    ($($rest:tt)+) => {
        concat!(
            "SELECT e.id, e.person, e.purpose, p.name AS asked_by, e.asked_at, e.job, e.numbers, e.done_at
             FROM erasure AS e JOIN person AS p ON p.id = e.asked_by ",
            $($rest)+
        )
    };
}

/// An erasure to be carried out.
pub struct New<'a> {
    pub id: i64,
    pub person: i64,
    pub purpose: &'a str,
    pub asked_by: i64,
    pub at: Millis,
    pub job: i64,
}

pub async fn insert(conn: &mut Conn, new: &New<'_>) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO erasure (id, person, purpose, asked_by, asked_at, job, numbers) VALUES ($1, $2, $3, $4, $5, $6, '{}')",
        new.id,
        new.person,
        new.purpose,
        new.asked_by,
        new.at,
        new.job
    )
    .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Erasure> {
    fetch_one!(conn, erasures!("WHERE e.id = $1"), id)
}

pub async fn latest(conn: &mut Conn, person: i64, purpose: &str) -> Result<Option<Erasure>> {
    fetch_optional!(conn, erasures!("WHERE e.person = $1 AND e.purpose = $2 ORDER BY e.id DESC LIMIT 1"), person, purpose)
}

pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Vec<Erasure>> {
    fetch_all!(conn, erasures!("WHERE e.person = $1 ORDER BY e.id DESC"), person)
}

pub async fn count(conn: &mut Conn, id: i64, numbers: &str, done_at: Option<Millis>) -> Result<()> {
    execute!(conn, "UPDATE erasure SET numbers = $2, done_at = $3 WHERE id = $1", id, numbers, done_at).map(|_| ())
}

/// Two persons turned out to be one.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE erasure SET person = $2 WHERE person = $1", from, to)?;
    execute!(conn, "UPDATE erasure SET asked_by = $2 WHERE asked_by = $1", from, to).map(|_| ())
}

/// Requests about these statements: their words tell what the statements told.
pub async fn remove_corrections(conn: &mut Conn, statements: &[String]) -> Result<u64> {
    let sql = format!("DELETE FROM correction WHERE statement IN {}", texts(conn));
    execute!(conn, AssertSqlSafe(sql), serde_json::to_string(statements)?)
}

/// Shares of one of these statements by itself. Shares of days stay: they show what there is.
pub async fn remove_shares(conn: &mut Conn, learners: &[i64], statements: &[String]) -> Result<u64> {
    let learners = serde_json::to_string(learners)?;
    let of = if conn.is_sqlite() {
        "(SELECT value FROM json_each($2))"
    } else {
        "(SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($2::json))) AS l (value))"
    };
    let sql = format!("DELETE FROM record_share WHERE learner IN {of} AND statement IN {}", texts(conn));
    execute!(conn, AssertSqlSafe(sql), serde_json::to_string(statements)?, learners)
}

/// The texts of the JSON list in `$1`.
fn texts(conn: &Conn) -> &'static str {
    if conn.is_sqlite() {
        "(SELECT value FROM json_each($1))"
    } else {
        "(SELECT value FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))"
    }
}

pub async fn estimates(conn: &mut Conn, persons: &[i64]) -> Result<i64> {
    let of = if conn.is_sqlite() {
        "(SELECT value FROM json_each($1))"
    } else {
        "(SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))"
    };
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM mastery WHERE person IN {of}");
    let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), serde_json::to_string(persons)?)?;
    Ok(n)
}

/// Sittings and questions of a person.
pub async fn beside(conn: &mut Conn, person: i64) -> Result<(i64, i64)> {
    fetch_one!(
        conn,
        "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM practice_session WHERE person = $1) AS sittings,
                (SELECT CAST(COUNT(*) AS BIGINT) FROM estimate_question WHERE person = $1) AS questions",
        person
    )
}

pub async fn remove_beside(conn: &mut Conn, person: i64) -> Result<(u64, u64)> {
    let sittings = execute!(conn, "DELETE FROM practice_session WHERE person = $1", person)?;
    let questions = execute!(conn, "DELETE FROM estimate_question WHERE person = $1", person)?;
    Ok((sittings, questions))
}

/// Everybody's sittings that began before an instant, some at a time.
pub async fn remove_sittings_before(conn: &mut Conn, before: Millis, limit: i64) -> Result<u64> {
    execute!(
        conn,
        "DELETE FROM practice_session WHERE id IN (SELECT id FROM practice_session WHERE started < $1 ORDER BY started LIMIT $2)",
        before,
        limit
    )
}

/// Everybody's questions that were asked before an instant.
pub async fn remove_questions_before(conn: &mut Conn, before: Millis) -> Result<u64> {
    execute!(conn, "DELETE FROM estimate_question WHERE asked_at < $1", before)
}
