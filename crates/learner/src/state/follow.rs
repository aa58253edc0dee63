//! States kept up to date behind the answers, outside of the transactions that answer people.

use super::remake::go_on;
use crate::store::mastery;
use base::{Base, Conn, Millis, Result};
use records::projection;
use std::collections::BTreeSet;

/// The projection's name.
const NAME: &str = "learner";
/// Statements in one step: on SQLite whoever answers waits for it.
const STEP: i64 = 60;

/// Takes in some of what was stored since the last step and is older than `settled` ([`records::progress::SETTLED`]); gives the number of
/// statements, 0 when there is nothing to do now. Reads only, unless there is something.
pub async fn follow(base: &Base, settled: Millis) -> Result<usize> {
    let mut conn = base.db.read().await?;
    let upto = projection::horizon(&mut conn, settled).await?;
    if !projection::waits(&mut conn, NAME, upto).await? {
        return Ok(0);
    }
    drop(conn);
    base.db.write(move |conn| Box::pin(async move { step(conn, upto).await })).await
}

async fn step(conn: &mut Conn, upto: i64) -> Result<usize> {
    let Some(from) = projection::lock(conn, NAME).await? else { return Ok(0) };
    let passed = projection::pass(conn, from, upto, STEP).await?;
    let Some(last) = passed.last else { return Ok(0) };
    let touched: Vec<i64> = passed.answered.union(&passed.taken_back).copied().collect();
    if !touched.is_empty() {
        // In one order with everybody who changes a person's statements: nobody waits for each other.
        mastery::hold(conn, &touched).await?;
        // What is not taken in while consent does not hold is when the person answers again, or at night.
        let consenting = mastery::consenting(conn, &touched).await?;
        let taken_back: BTreeSet<i64> = consenting.iter().copied().filter(|p| passed.taken_back.contains(p)).collect();
        go_on(conn, &consenting, &taken_back, upto).await?;
    }
    projection::reach(conn, NAME, last).await?;
    Ok(passed.statements)
}
