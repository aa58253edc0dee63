//! Names of invented people: a surname by how common it is, and a given name of the generation.

use super::chance::Chance;
use base::{Error, Result};

const CSV: &str = include_str!("../../demo/names.csv");

/// Sexes as `person.gender` has them.
pub(super) const MALE: &str = "male";
pub(super) const FEMALE: &str = "female";

pub(super) struct Names {
    /// With the sum of weights up to and including each.
    surnames: Vec<(&'static str, f64)>,
    boys: Vec<&'static str>,
    girls: Vec<&'static str>,
    men: Vec<&'static str>,
    women: Vec<&'static str>,
}

impl Names {
    pub fn read() -> Result<Names> {
        let mut names = Names { surnames: Vec::new(), boys: Vec::new(), girls: Vec::new(), men: Vec::new(), women: Vec::new() };
        let mut total = 0.0;
        for line in CSV.lines().skip(1) {
            let wrong = || Error::internal(format!("demo/names.csv: {line:?}"));
            let mut cells = line.split(',');
            let (Some(kind), Some(name), Some(note)) = (cells.next(), cells.next(), cells.next()) else { return Err(wrong()) };
            match (kind, note) {
                ("surname", weight) => {
                    total += weight.parse::<f64>().map_err(|_| wrong())?;
                    names.surnames.push((name, total));
                }
                ("given_male", _) => names.boys.push(name),
                ("given_female", _) => names.girls.push(name),
                ("given_adult", MALE) => names.men.push(name),
                ("given_adult", FEMALE) => names.women.push(name),
                _ => return Err(wrong()),
            }
        }
        Ok(names)
    }

    /// A surname, the common ones more often.
    pub fn surname(&self, chance: &mut Chance) -> &'static str {
        let total = self.surnames.last().map_or(0.0, |(_, sum)| *sum);
        let at = chance.uniform() * total;
        let index = self.surnames.partition_point(|(_, sum)| *sum <= at);
        self.surnames.get(index).map_or("", |(name, _)| name)
    }

    /// A given name for a child.
    pub fn child(&self, gender: &str, chance: &mut Chance) -> &'static str {
        chance.pick(if gender == MALE { &self.boys } else { &self.girls }).copied().unwrap_or_default()
    }

    /// A given name for an adult.
    pub fn adult(&self, gender: &str, chance: &mut Chance) -> &'static str {
        chance.pick(if gender == MALE { &self.men } else { &self.women }).copied().unwrap_or_default()
    }
}
