//! All estimates, for copies elsewhere such as the lake.

use crate::Estimate;
use crate::store::mastery as store;
use base::{Conn, Result};

/// An estimate with the codes of its point and of the point's subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded {
    /// Code of the subject.
    pub subject: String,
    /// Code of the point.
    pub point: String,
    /// The estimate.
    pub estimate: Estimate,
}

/// The estimates of those of the next `persons` persons behind `after` (by identifier) whose consent to learning records holds, by
/// person and point, and the last of the persons; `None` when there are no more.
pub async fn estimates(conn: &mut Conn, after: i64, persons: i64) -> Result<Option<(i64, Vec<Coded>)>> {
    let Some(&last) = store::persons(conn, after, persons).await?.last() else { return Ok(None) };
    let rows = store::between(conn, after, last).await?;
    let coded = rows.into_iter().map(|r| Coded { subject: r.subject, point: r.code, estimate: Estimate::of(r.row) }).collect();
    Ok(Some((last, coded)))
}
