use super::Pool;
use crate::Fault;
use std::ops::RangeInclusive;

/// What every test contains, whatever the learner answers: requirements on the test as a whole. With one, a [`Design`](super::Design)
/// chooses by shadow tests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Blueprint {
    requirements: Vec<Requirement>,
}

/// One requirement: the amounts of a test's items add up to no less and no more than this.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    name: String,
    /// Items with the amount that each brings, ascending; the others bring nothing.
    amounts: Vec<(usize, f64)>,
    least: f64,
    most: f64,
}

impl Requirement {
    /// Its name, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What these items bring.
    pub fn amount(&self, items: &[usize]) -> f64 {
        items.iter().map(|item| self.of(*item)).sum()
    }

    /// Whether these items meet it (within 10⁻⁶).
    pub fn met(&self, items: &[usize]) -> bool {
        (self.least - 1e-6..=self.most + 1e-6).contains(&self.amount(items))
    }

    pub(super) fn of(&self, item: usize) -> f64 {
        self.amounts.binary_search_by_key(&item, |(of, _)| *of).map_or(0.0, |place| self.amounts[place].1)
    }

    pub(super) fn amounts(&self) -> &[(usize, f64)] {
        &self.amounts
    }

    pub(super) fn range(&self) -> (f64, f64) {
        (self.least, self.most)
    }
}

impl Blueprint {
    /// No requirements yet.
    pub fn new() -> Blueprint {
        Blueprint::default()
    }

    /// And: of these items a test has a number within this range.
    pub fn number(self, name: impl Into<String>, of: impl IntoIterator<Item = usize>, range: RangeInclusive<usize>) -> Blueprint {
        let amounts = of.into_iter().map(|item| (item, 1.0));
        self.amount(name, amounts, *range.start() as f64, *range.end() as f64)
    }

    /// And: the amounts of a test's items (minutes, words, marks) add up to between `least` and `most`, either of which may be infinite.
    /// An item named twice brings its last amount.
    pub fn amount(mut self, name: impl Into<String>, amounts: impl IntoIterator<Item = (usize, f64)>, least: f64, most: f64) -> Blueprint {
        let of: std::collections::BTreeMap<usize, f64> = amounts.into_iter().collect();
        self.requirements.push(Requirement { name: name.into(), amounts: of.into_iter().collect(), least, most });
        self
    }

    /// From each content area of a pool a number of items within its range.
    pub fn areas(self, pool: &Pool, ranges: &[RangeInclusive<usize>]) -> Blueprint {
        ranges.iter().enumerate().fold(self, |all, (area, range)| {
            let of = (0..pool.area().len()).filter(|item| pool.area()[*item] == area);
            all.number(format!("area {area}"), of, range.clone())
        })
    }

    /// The requirements.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    pub(super) fn check(&self, items: usize) -> Result<(), Fault> {
        for Requirement { amounts, least, most, .. } in &self.requirements {
            if let Some((item, _)) = amounts.iter().find(|(item, _)| *item >= items) {
                return Err(Fault::OutOfRange { what: "an item of a requirement", value: *item as f64, allowed: "one of the bank" });
            }
            if let Some((_, amount)) = amounts.iter().find(|(_, amount)| !amount.is_finite()) {
                return Err(Fault::OutOfRange { what: "an item's amount", value: *amount, allowed: "finite" });
            }
            if least.is_nan() || most.is_nan() || least > most || *least == f64::INFINITY || *most == f64::NEG_INFINITY {
                return Err(Fault::OutOfRange { what: "a requirement's least", value: *least, allowed: "a number not above its most" });
            }
        }
        Ok(())
    }
}
