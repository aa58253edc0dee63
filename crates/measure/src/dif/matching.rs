use crate::{Fault, Responses};

/// The group of a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The group that the other is compared with.
    Reference,
    /// The group for which an item might be harder or easier.
    Focal,
    /// Not known, or another: left out.
    Neither,
}

/// What learners are matched on before their groups are compared.
#[derive(Debug, Clone, Copy)]
pub enum Matching<'a> {
    /// Number right on all items, the studied one among them (which the Mantel–Haenszel test needs to hold its level: Holland & Thayer
    /// 1988).
    Score,
    /// Number right on the items marked, and on the studied one.
    Anchors(&'a [bool]),
    /// Anything known of each learner (an ability, a score elsewhere); equal values make a level. Not a number: left out.
    Given(&'a [f64]),
}

/// Who is compared with whom: the level of each learner, and of which group.
pub(super) struct Matched<'a> {
    responses: &'a Responses,
    groups: &'a [Group],
    /// Level before the studied item is added; none for who is left out.
    level: Vec<Option<usize>>,
    /// Whether a right answer to the item raises the level by one.
    adds: Vec<bool>,
    /// What the levels are worth.
    value: Vec<f64>,
}

/// Learners of one level: how many of either group were right and how many were wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Stratum {
    pub reference: [f64; 2],
    pub focal: [f64; 2],
}

/// At `[0]` those who were right.
const RIGHT: usize = 0;
const WRONG: usize = 1;

impl<'a> Matched<'a> {
    pub(super) fn new(responses: &'a Responses, groups: &'a [Group], matching: Matching<'_>) -> Result<Matched<'a>, Fault> {
        responses.require_binary()?;
        responses.require_single()?;
        require(groups.len(), responses.learners(), "groups of learners")?;
        for (group, what) in [(Group::Reference, "learners of the reference group"), (Group::Focal, "learners of the focal group")] {
            if !groups.contains(&group) {
                return Err(Fault::TooFew { what, least: 1, found: 0 });
            }
        }
        let items = responses.items();
        let number_right = |anchor: &[bool]| {
            let all = anchor.iter().filter(|a| **a).count();
            let of = |own: crate::OfLearner<'_>| {
                let (answered, right) =
                    own.pairs().filter(|(i, _)| anchor[*i]).fold((0, 0), |(n, r), (_, s)| (n + 1, r + usize::from(s > 0.5)));
                (answered == all).then_some(right)
            };
            (responses.by_learner().map(of).collect(), anchor.iter().map(|a| !a).collect(), (0..=all + 1).map(|v| v as f64).collect())
        };
        let (level, adds, value) = match matching {
            Matching::Score => number_right(&vec![true; items]),
            Matching::Anchors(anchor) => {
                require(anchor.len(), items, "marks of anchors")?;
                number_right(anchor)
            }
            Matching::Given(given) => {
                require(given.len(), responses.learners(), "matching values")?;
                let mut value: Vec<f64> = given.iter().copied().filter(|v| v.is_finite()).collect();
                value.sort_by(f64::total_cmp);
                value.dedup();
                let place = |v: &f64| v.is_finite().then(|| value.partition_point(|w| w < v));
                (given.iter().map(place).collect(), vec![false; items], value)
            }
        };
        Ok(Matched { responses, groups, level, adds, value })
    }

    /// Each item's strata, one for each level; the value of a level is in [`Matched::values`].
    pub(super) fn strata(&self) -> Vec<Vec<Stratum>> {
        let mut strata = vec![vec![Stratum::default(); self.value.len()]; self.responses.items()];
        for (learner, own) in self.responses.by_learner().enumerate() {
            let Some(level) = self.level[learner] else { continue };
            for (item, score) in own.pairs() {
                let (right, answer) = if score > 0.5 { (1, RIGHT) } else { (0, WRONG) };
                let stratum = &mut strata[item][level + if self.adds[item] { right } else { 0 }];
                match self.groups[learner] {
                    Group::Reference => stratum.reference[answer] += 1.0,
                    Group::Focal => stratum.focal[answer] += 1.0,
                    Group::Neither => {}
                }
            }
        }
        strata
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.value
    }
}

impl Stratum {
    /// Learners of the reference and of the focal group.
    pub(super) fn sizes(&self) -> [f64; 2] {
        [self.reference[RIGHT] + self.reference[WRONG], self.focal[RIGHT] + self.focal[WRONG]]
    }

    pub(super) fn total(&self) -> f64 {
        self.sizes().iter().sum()
    }
}

fn require(found: usize, expected: usize, what: &'static str) -> Result<(), Fault> {
    if found == expected { Ok(()) } else { Err(Fault::Shape { what, expected, found }) }
}
