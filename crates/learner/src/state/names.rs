//! From activities in statements to points and subjects.

use base::{Conn, Result};
use content::Subject;
use records::{Activity, trial};
use std::collections::{BTreeSet, HashMap};

/// Learns which points these activities are: identifier and subject, `None` for what content does not have.
pub(crate) async fn points(conn: &mut Conn, activities: &[i64]) -> Result<HashMap<i64, (i64, Subject)>> {
    let named = trial::named(conn, activities).await?;
    let codes: Vec<(i64, &str)> = named
        .iter()
        .filter_map(|(id, activity)| match activity {
            Activity::Point(code) => Some((*id, code.as_ref())),
            _ => None,
        })
        .collect();
    let known = content::point::by_codes(conn, &codes.iter().map(|(_, code)| *code).collect::<Vec<_>>()).await?;
    Ok(codes.into_iter().filter_map(|(id, code)| known.get(code).map(|p| (id, (p.id, p.subject)))).collect())
}

/// Adds the subjects of points that are not known yet.
pub(crate) async fn learn(conn: &mut Conn, points: impl Iterator<Item = i64>, known: &mut HashMap<i64, Option<Subject>>) -> Result<()> {
    let new: BTreeSet<i64> = points.filter(|p| !known.contains_key(p)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let found = self::points(conn, &new.iter().copied().collect::<Vec<_>>()).await?;
    known.extend(new.into_iter().map(|p| (p, found.get(&p).map(|(_, subject)| *subject))));
    Ok(())
}
