use crate::retention::{Rule, Run};
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one, fetch_optional};

macro_rules! rules {
    ($($rest:tt)+) => {
        concat!(
            "SELECT r.id, r.purpose, r.months, r.reason, r.source, r.state, r.proposed_by, a.name AS proposed_by_name, r.proposed_at,
                    d.name AS decided_by_name, r.decided_at
             FROM retention AS r JOIN person AS a ON a.id = r.proposed_by LEFT JOIN person AS d ON d.id = r.decided_by ",
            $($rest)+
        )
    };
}

/// A rule to be proposed.
pub struct New<'a> {
    pub id: i64,
    pub purpose: &'a str,
    pub months: Option<i64>,
    pub reason: &'a str,
    pub source: &'a str,
    pub proposed_by: i64,
    pub at: Millis,
}

pub async fn insert(conn: &mut Conn, new: &New<'_>) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO retention (id, purpose, months, reason, source, state, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7)",
        new.id,
        new.purpose,
        new.months,
        new.reason,
        new.source,
        new.proposed_by,
        new.at
    )
    .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Rule> {
    fetch_one!(conn, rules!("WHERE r.id = $1"), id)
}

/// All rules ever proposed, newest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Rule>> {
    fetch_all!(conn, rules!("ORDER BY r.id DESC"))
}

/// The rule that holds for a purpose, if one was ever approved.
pub async fn in_force(conn: &mut Conn, purpose: &str) -> Result<Option<Rule>> {
    fetch_optional!(conn, rules!("WHERE r.purpose = $1 AND r.state = 'approved' ORDER BY r.decided_at DESC, r.id DESC LIMIT 1"), purpose)
}

pub async fn is_proposed(conn: &mut Conn, purpose: &str) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(conn, "SELECT id FROM retention WHERE purpose = $1 AND state = 'proposed'", purpose)?;
    Ok(row.is_some())
}

/// One writer at a time, until the transaction ends. SQLite has one anyway.
pub async fn take_turns(conn: &mut Conn) -> Result<()> {
    if !conn.is_sqlite() {
        execute!(conn, "LOCK TABLE retention IN SHARE ROW EXCLUSIVE MODE")?;
    }
    Ok(())
}

/// False when somebody has decided already.
pub async fn decide(conn: &mut Conn, id: i64, state: &str, by: i64, at: Millis) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE retention SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'proposed'",
        id,
        state,
        by,
        at
    )?;
    Ok(written == 1)
}

const RUN: &str = "SELECT day, job, begun_at, numbers, done_at FROM retention_run";

pub async fn last_run(conn: &mut Conn) -> Result<Option<Run>> {
    fetch_optional!(conn, base::sqlx::AssertSqlSafe(format!("{RUN} ORDER BY day DESC LIMIT 1")))
}

pub async fn run_of(conn: &mut Conn, day: &str) -> Result<Option<Run>> {
    fetch_optional!(conn, base::sqlx::AssertSqlSafe(format!("{RUN} WHERE day = $1")), day)
}

/// False when another node has begun this day's run.
pub async fn begin(conn: &mut Conn, day: &str, at: Millis) -> Result<bool> {
    let written = execute!(
        conn,
        "INSERT INTO retention_run (day, job, begun_at, numbers) VALUES ($1, 0, $2, '{}') ON CONFLICT (day) DO NOTHING",
        day,
        at
    )?;
    Ok(written == 1)
}

/// Names the job that does it.
pub async fn entrust(conn: &mut Conn, day: &str, job: i64) -> Result<()> {
    execute!(conn, "UPDATE retention_run SET job = $2 WHERE day = $1", day, job).map(|_| ())
}

/// What the day's run has erased, locked until the transaction ends.
pub async fn numbers(conn: &mut Conn, day: &str) -> Result<String> {
    let lock = if conn.is_sqlite() { "" } else { " FOR UPDATE" };
    let (numbers,): (String,) =
        fetch_one!(conn, base::sqlx::AssertSqlSafe(format!("SELECT numbers FROM retention_run WHERE day = $1{lock}")), day)?;
    Ok(numbers)
}

pub async fn count(conn: &mut Conn, day: &str, numbers: &str, done_at: Option<Millis>) -> Result<()> {
    execute!(conn, "UPDATE retention_run SET numbers = $2, done_at = $3 WHERE day = $1", day, numbers, done_at).map(|_| ())
}
