//! Answers: the statements stored and the estimates changed, all or none.

use crate::mastery::Estimate;
use crate::store::mastery::{self as store, Row};
use crate::store::subject::{self, Sums};
use base::{Conn, Error, Millis, Result, clock};
use measure::{Mastery, Model};
use records::{Answered, Stored};
use std::collections::{BTreeMap, HashMap};

/// An answer, and the point whose code is in it.
#[derive(Debug, Clone)]
pub struct Given {
    /// What was answered, with the point's subject.
    pub answered: Answered,
    /// Identifier of the point.
    pub point: i64,
}

impl Given {
    /// Of which estimate.
    fn of(&self) -> (i64, i64) {
        (self.answered.person, self.point)
    }
}

/// What an answer did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Applied {
    /// Whether the statement is new; a repeated one changes nothing.
    pub stored: Stored,
    /// The estimate afterwards.
    pub estimate: Estimate,
}

/// Stores answers and changes the estimates, in the caller's transaction, and gives what became of each. `home` is the
/// region's public address. Seven SQL statements for any number of answers; the caller has checked that the persons may
/// answer.
pub async fn answers(conn: &mut Conn, home: &str, now: Millis, given: &[Given]) -> Result<Vec<Applied>> {
    let answered: Vec<Answered> = given.iter().map(|g| g.answered.clone()).collect();
    let stored = records::record_answers(conn, home, now, &answered).await?;
    let mut applied = vec![None; given.len()];
    // Once is enough, unless an estimate has several answers here, or another node changes it meanwhile.
    loop {
        let left: Vec<usize> = (0..given.len()).filter(|i| applied[*i].is_none()).collect();
        if left.is_empty() {
            return applied.into_iter().map(|a| a.ok_or_else(|| Error::internal("an answer was left out"))).collect();
        }
        apply(conn, given, &stored, &left, &mut applied).await?;
    }
}

/// Applies at most one new answer to each estimate that those `left` are about.
async fn apply(conn: &mut Conn, given: &[Given], stored: &[Stored], left: &[usize], applied: &mut [Option<Applied>]) -> Result<()> {
    let known = store::of_pairs(conn, left.iter().map(|i| given[*i].of())).await?;
    let mut changes: BTreeMap<(i64, i64), (usize, Row)> = BTreeMap::new();
    for &i in left {
        let (pair, before) = (given[i].of(), known.get(&given[i].of()).copied());
        match (stored[i], before) {
            (Stored::New, before) if !changes.contains_key(&pair) => {
                let row = observe(pair.0, pair.1, before, given[i].answered.score, given[i].answered.at)?;
                changes.insert(pair, (i, row));
            }
            (Stored::New, _) => {}
            (Stored::Duplicate, Some(row)) => applied[i] = Some(Applied { stored: stored[i], estimate: Estimate::of(row) }),
            (Stored::Duplicate, None) => return Err(Error::NotFound),
        }
    }
    let rows: Vec<Row> = changes.values().map(|(_, row)| *row).collect();
    let mut sums: HashMap<(i64, &str), Sums> = HashMap::new();
    for pair in store::put(conn, &rows).await? {
        let (i, row) = &changes[&pair];
        applied[*i] = Some(Applied { stored: stored[*i], estimate: Estimate::of(*row) });
        let before = known.get(&pair).map(Sums::of).unwrap_or_default();
        let sum = sums.entry((pair.0, &given[*i].answered.subject)).or_default();
        *sum = sum.plus(Sums::of(row).minus(before));
    }
    subject::add(conn, sums).await
}

/// The estimate's row after one more answer.
pub(crate) fn observe(person: i64, point: i64, known: Option<Row>, score: f64, at: Millis) -> Result<Row> {
    let model = Model::default();
    let (before, last_at, n) = match known {
        None => (model.prior, at, 0),
        Some(row) => (Mastery { alpha: row.alpha, beta: row.beta }, row.last_at, row.n),
    };
    let after = model.observe(before, score, day_number(at) - day_number(last_at)).map_err(Error::internal)?;
    Ok(Row { person, point, alpha: after.alpha, beta: after.beta, n: n + 1, last_at: last_at.max(at) })
}

/// Days since 1970 in the region's calendar.
pub(crate) fn day_number(at: Millis) -> i64 {
    (at + i64::from(clock::OFFSET_SECONDS) * 1000).div_euclid(86_400_000)
}
