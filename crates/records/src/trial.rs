//! Answers as models of learners take them: who, what, how well, how fast, when. Numbers only, because a region has millions.

use crate::store::trial as store;
use crate::{Activity, progress};
use base::{Conn, Millis, Result};
use std::collections::HashMap;

/// An answer as a model takes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// Who answered.
    pub person: i64,
    /// The item's activity in this database; [`named`] knows its code and version.
    pub item: i64,
    /// The point's activity likewise.
    pub point: i64,
    /// Score in \[0, 1\].
    pub score: f64,
    /// Whether it counts as right.
    pub correct: bool,
    /// Time taken, where it was measured.
    pub duration: Option<Millis>,
    /// When it was answered.
    pub at: Millis,
    /// Place in the order of storing.
    pub seq: i64,
}

/// Before the first place in the order of storing.
pub const START: i64 = -1;

/// The answers of each person behind a place of the person's own ([`START`] for all), up to `upto`: by person, then by time and
/// place. Only for callers that have checked the scope.
pub async fn trials(conn: &mut Conn, places: &[(i64, i64)], upto: i64) -> Result<Vec<Trial>> {
    let rows = store::behind(conn, places, upto).await?;
    let trial = |r: store::Row| Trial {
        person: r.person,
        item: r.item,
        point: r.point,
        score: r.score,
        correct: r.correct,
        duration: r.duration.as_deref().and_then(progress::millis),
        at: r.at,
        seq: r.seq,
    };
    Ok(rows.into_iter().map(trial).collect())
}

/// What these activities of the database are; those of other makers are left out.
pub async fn named(conn: &mut Conn, activities: &[i64]) -> Result<HashMap<i64, Activity<'static>>> {
    let paths = store::paths(conn, activities).await?;
    Ok(paths.into_iter().filter_map(|(id, path)| Some((id, Activity::of_path(&path)?))).collect())
}
