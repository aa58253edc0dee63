use super::{Group, Matching, logistic, mantel_haenszel};
use crate::{Fault, Responses};

/// Which test decides that an item has DIF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detection {
    /// Mantel–Haenszel, with the continuity correction.
    MantelHaenszel,
    /// Logistic regression, uniform DIF.
    Uniform,
    /// Logistic regression, uniform or non-uniform DIF.
    Either,
}

/// What purification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purified {
    /// The items that are matched on: those without DIF. For [`Matching::Anchors`].
    pub anchors: Vec<bool>,
    /// Rounds taken.
    pub rounds: usize,
    /// Whether the last round changed nothing. When it did, the sets go round in a circle or rounds ran out: look at the items by hand.
    pub settled: bool,
}

/// Takes the items that a test finds at the level `level` (0.05 for 5 %) out of the matching score, tests again with the rest, and goes
/// on until the set of items found stays the same, at most `rounds` times (Holland & Thayer 1988; iterated as by Candell & Drasgow 1988,
/// *Applied Psychological Measurement* 12, 253–260). An item without a result stays in.
///
/// [`Fault::TooFew`] when fewer than two items are left to match on; [`Fault::OutOfRange`] for a level outside (0, 1); else as the tests.
pub fn purify(responses: &Responses, groups: &[Group], detection: Detection, level: f64, rounds: usize) -> Result<Purified, Fault> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Fault::OutOfRange { what: "the level", value: level, allowed: "between 0 and 1" });
    }
    let mut anchors = vec![true; responses.items()];
    for round in 1..=rounds {
        let kept = without_dif(responses, groups, &anchors, detection, level)?;
        if kept == anchors {
            return Ok(Purified { anchors, rounds: round, settled: true });
        }
        let found = kept.iter().filter(|k| **k).count();
        if found < 2 {
            return Err(Fault::TooFew { what: "items without DIF to match on", least: 2, found });
        }
        anchors = kept;
    }
    Ok(Purified { anchors, rounds, settled: false })
}

fn without_dif(responses: &Responses, groups: &[Group], anchors: &[bool], detection: Detection, level: f64) -> Result<Vec<bool>, Fault> {
    let matching = Matching::Anchors(anchors);
    let p: Vec<Option<f64>> = match detection {
        Detection::MantelHaenszel => {
            mantel_haenszel(responses, groups, matching, true)?.iter().map(|item| item.map(|i| i.test.p)).collect()
        }
        Detection::Uniform => logistic(responses, groups, matching)?.iter().map(|item| item.map(|i| i.uniform.p)).collect(),
        Detection::Either => logistic(responses, groups, matching)?.iter().map(|item| item.map(|i| i.either.p)).collect(),
    };
    Ok(p.iter().map(|p| p.is_none_or(|p| p >= level)).collect())
}
