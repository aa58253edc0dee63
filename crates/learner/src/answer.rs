//! One answer: the statement stored and the estimate changed, both or neither.

use crate::mastery::Estimate;
use crate::store::mastery as store;
use crate::store::subject::{self, Sums};
use base::{Conn, Error, Millis, Result, clock};
use measure::{Mastery, Model};
use records::{Answered, Stored};

/// What an answer did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Applied {
    /// Whether the statement is new; a repeated one changes nothing.
    pub stored: Stored,
    /// The estimate afterwards.
    pub estimate: Estimate,
}

/// Stores an answer and changes the estimate, in the caller's transaction. `point` is the identifier
/// of the point whose code is in `answered`, with its subject; `home` the region's public address. Six short SQL
/// statements; the caller has checked that the person may answer.
pub async fn answer(conn: &mut Conn, home: &str, now: Millis, answered: &Answered, point: i64) -> Result<Applied> {
    let stored = records::record_answer(conn, home, now, answered).await?;
    let person = answered.person;
    loop {
        let known = store::get(conn, person, point).await?;
        let row = match (stored, known) {
            (Stored::New, known) => observe(person, point, known, answered.score, answered.at)?,
            (Stored::Duplicate, Some(row)) => return Ok(Applied { stored, estimate: Estimate::of(row) }),
            (Stored::Duplicate, None) => return Err(Error::NotFound),
        };
        // Another node may have changed the row since it was read: then look again.
        let written = match known {
            None => store::insert(conn, &row).await?,
            Some(known) => store::update(conn, &row, known.n).await?,
        };
        if written {
            let before = known.as_ref().map(Sums::of).unwrap_or_default();
            subject::add(conn, person, &answered.subject, Sums::of(&row).minus(before)).await?;
            return Ok(Applied { stored, estimate: Estimate::of(row) });
        }
    }
}

/// The estimate's row after one more answer.
pub(crate) fn observe(person: i64, point: i64, known: Option<store::Row>, score: f64, at: Millis) -> Result<store::Row> {
    let model = Model::default();
    let (before, last_at, n) = match known {
        None => (model.prior, at, 0),
        Some(row) => (Mastery { alpha: row.alpha, beta: row.beta }, row.last_at, row.n),
    };
    let after = model.observe(before, score, day_number(at) - day_number(last_at)).map_err(Error::internal)?;
    Ok(store::Row { person, point, alpha: after.alpha, beta: after.beta, n: n + 1, last_at: last_at.max(at) })
}

/// Days since 1970 in the region's calendar.
pub(crate) fn day_number(at: Millis) -> i64 {
    (at + i64::from(clock::OFFSET_SECONDS) * 1000).div_euclid(86_400_000)
}
