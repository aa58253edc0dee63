use crate::Fault;
use statrs::distribution::{ContinuousCDF, Normal};

/// Chance that two learners give the same answer to an item when each answers alone: Σ p q over its options, from the chance of each
/// option for either, as a response model has it at their abilities. Where only right and wrong are known, give the chances of both.
///
/// [`Fault::Shape`] for unequal numbers of options, [`Fault::OutOfRange`] for chances that are not in 0 to 1 or do not sum to 1 (within
/// 1e-6).
pub fn match_chance(first: &[f64], second: &[f64]) -> Result<f64, Fault> {
    if first.len() != second.len() {
        return Err(Fault::Shape { what: "options of an item", expected: first.len(), found: second.len() });
    }
    for chances in [first, second] {
        require_chances(chances)?;
        let sum: f64 = chances.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(Fault::OutOfRange { what: "the sum of the chances of an item's options", value: sum, allowed: "1" });
        }
    }
    Ok(first.iter().zip(second).map(|(p, q)| p * q).sum())
}

/// Generalised binomial test: chance of at least `matches` matching answers, right or wrong, when item i matches with chance `chances[i]`
/// ([`match_chance`]) and items are independent (van der Linden & Sotaridona 2006, *Journal of Educational and Behavioral Statistics* 31,
/// 283–304). Exact, by adding one item at a time; O(n²). Give the items that both answered.
///
/// [`Fault::OutOfRange`] for a chance outside 0 to 1 or more matches than items.
pub fn generalised_binomial(chances: &[f64], matches: usize) -> Result<f64, Fault> {
    require_chances(chances)?;
    require_matches(chances, matches)?;
    if matches == 0 {
        return Ok(1.0);
    }
    // `of[m]`: chance of m matches among the items so far.
    let mut of = vec![0.0; chances.len() + 1];
    of[0] = 1.0;
    for (items, p) in chances.iter().enumerate() {
        for m in (1..=items + 1).rev() {
            of[m] = of[m] * (1.0 - p) + of[m - 1] * p;
        }
        of[0] *= 1.0 - p;
    }
    // Smallest first, so that a tiny tail keeps its digits.
    Ok(of[matches..].iter().rev().sum::<f64>().min(1.0))
}

/// Wollack's ω of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Omega {
    /// Matches above expectation, in standard deviations.
    pub value: f64,
    /// Chance of a value as large, by the normal approximation; poor for short tests and far tails, where [`generalised_binomial`] is
    /// exact.
    pub p: f64,
}

/// ω = (h − Σ P) / √(Σ P (1 − P)): h is the number of items on which the copier has the source's answer, P the chance that somebody of
/// the copier's ability gives *that answer*, the source's being taken as given (Wollack 1997, *Applied Psychological Measurement* 21,
/// 307–320). Give the items that both answered.
///
/// [`Fault::OutOfRange`] for a chance outside 0 to 1 or more matches than items, [`Fault::NoVariation`] when all chances are 0 or 1.
pub fn omega(chances: &[f64], matches: usize) -> Result<Omega, Fault> {
    require_chances(chances)?;
    require_matches(chances, matches)?;
    let expected: f64 = chances.iter().sum();
    let variance: f64 = chances.iter().map(|p| p * (1.0 - p)).sum();
    if variance <= 0.0 {
        return Err(Fault::NoVariation { what: "the number of matches" });
    }
    let value = (matches as f64 - expected) / variance.sqrt();
    Ok(Omega { value, p: Normal::standard().sf(value) })
}

fn require_chances(chances: &[f64]) -> Result<(), Fault> {
    match chances.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        None => Ok(()),
        Some(p) => Err(Fault::OutOfRange { what: "a chance", value: *p, allowed: "from 0 to 1" }),
    }
}

fn require_matches(chances: &[f64], matches: usize) -> Result<(), Fault> {
    if matches > chances.len() {
        return Err(Fault::OutOfRange { what: "the number of matches", value: matches as f64, allowed: "at most the number of items" });
    }
    Ok(())
}
