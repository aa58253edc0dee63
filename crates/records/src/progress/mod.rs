//! What students did, day by day: answers, facts, time on task, last activity.
//!
//! A projection: all of it follows from the statements. [`follow()`] keeps it up to date from the stream a few seconds
//! behind, outside of the transactions that answer people; [`rebuild`] makes it anew from scratch, and a test proves that both
//! give the same. What is taken in of a statement is decided in one place (`fold`).

pub(crate) mod fold;
mod follow;

pub use follow::{Rebuilt, SETTLED, follow, rebuild, remake};

pub(crate) use fold::millis;
pub(crate) use follow::{horizon, target};

use crate::store::progress as store;
use base::{Conn, Date, Millis, Result};
use std::collections::{BTreeSet, HashMap};

/// What a student did on a day in an area.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Day {
    /// The student.
    pub person: i64,
    /// The day in the region, `YYYY-MM-DD`.
    pub day: String,
    /// Path of a subject (`subject/math`) or of a dimension (`dimension/labour`); empty for what names neither.
    pub area: String,
    /// Answers to items.
    pub answers: i64,
    /// Of these, right.
    pub correct: i64,
    /// Facts noted. A fact of a lesson stands in the area of its dimension and in that of its subject.
    pub facts: i64,
    /// Of these, homework that was not handed in.
    pub missing: i64,
    /// Time on task in milliseconds: durations that statements give, capped.
    pub time: Millis,
}

/// What these students did from a day on (included), in no order. Only for callers that have checked the scope.
pub async fn since(conn: &mut Conn, persons: &[i64], from: Date) -> Result<Vec<Day>> {
    store::since(conn, persons, &from.to_string()).await
}

/// When each of these students was last active, as far as statements tell. Only for callers that have checked the scope.
pub async fn last(conn: &mut Conn, persons: &[i64]) -> Result<HashMap<i64, Millis>> {
    Ok(store::last(conn, persons).await?.into_iter().collect())
}

/// Makes days anew whose statements are gone, in the caller's transaction.
pub(crate) async fn retell(conn: &mut Conn, touched: &BTreeSet<(i64, Date)>) -> Result<()> {
    if touched.is_empty() {
        return Ok(());
    }
    store::hold(conn).await?;
    follow::make_days(conn, touched).await
}

/// The Monday of a day's week.
pub fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day)
}
