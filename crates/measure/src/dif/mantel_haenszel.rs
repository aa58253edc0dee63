use super::matching::{Matched, Stratum};
use super::{ChiSquare, Group, Matching};
use crate::{Fault, Responses};

/// How much DIF, as ETS sorts items (Zwick 2012, *ETS Research Report* 12-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifClass {
    /// Negligible: the test is not significant at 5 %, or |Δ| < 1.
    A,
    /// Moderate: neither A nor C.
    B,
    /// Large: |Δ| ≥ 1.5, and significantly above 1 (one-sided 5 %).
    C,
}

/// The size of DIF.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DifEffect {
    /// Common odds ratio α: odds of a right answer in the reference over those in the focal group, at the same score.
    pub odds_ratio: f64,
    /// Standard error of ln α (Robins, Breslow & Greenland 1986, *Biometrics* 42, 311–323).
    pub log_error: f64,
    /// Δ = −2.35 ln α on the scale of ETS: negative when the item is harder for the focal group.
    pub delta: f64,
    /// Its class.
    pub class: DifClass,
}

/// DIF of one item by Mantel and Haenszel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MantelHaenszel {
    /// Learners compared: those of levels on which both groups stand.
    pub learners: usize,
    /// The test of α = 1, with Mantel's and Haenszel's continuity correction or without.
    pub test: ChiSquare,
    /// The size; none when no level has a right answer of one group and a wrong one of the other, in one direction or the other, so
    /// that α would be 0 or infinite.
    pub effect: Option<DifEffect>,
    /// Standardised difference of shares right, focal less reference, levels weighed by the focal group (STD P-DIF, Dorans & Kulick 1986,
    /// *Journal of Educational Measurement* 23, 355–368).
    pub difference: f64,
}

/// DIF of each item by Mantel and Haenszel (1959), *Journal of the National Cancer Institute* 22, 719–748, on test items by Holland &
/// Thayer (1988), in Wainer & Braun (eds), *Test Validity*, 129–145.
///
/// At each level of the matching score there is a table of group by answer; A right answers of the reference group are seen where
/// E(A) are expected if the groups are alike. χ² = (|Σ A − Σ E(A)| − ½)² / Σ var(A), without the ½ when `corrected` is false (when the
/// difference is below ½, corrected gives 0).
///
/// `groups` has the group of each learner. An item has no result (none) when no level has learners of both groups and both answers.
///
/// **Missing**: a number right is only comparable among those who answered the same items, so a learner who lacks an item of the matching
/// score is left out (of the items that the learner did answer, too). Where learners met different forms, match on
/// [`Matching::Given`] abilities cut into levels, or analyse each form apart. [`MantelHaenszel::learners`] tells how many are left.
///
/// [`Fault::NotBinary`], [`Fault::Repeated`]; [`Fault::Shape`] for other numbers of groups, anchors or matching values;
/// [`Fault::TooFew`] when a group has nobody.
pub fn mantel_haenszel(
    responses: &Responses,
    groups: &[Group],
    matching: Matching<'_>,
    corrected: bool,
) -> Result<Vec<Option<MantelHaenszel>>, Fault> {
    let matched = Matched::new(responses, groups, matching)?;
    Ok(matched.strata().iter().map(|strata| of_item(strata, corrected)).collect())
}

fn of_item(strata: &[Stratum], corrected: bool) -> Option<MantelHaenszel> {
    let (mut excess, mut variance, mut learners) = (0.0, 0.0, 0.0);
    let (mut gap, mut focal) = (0.0, 0.0);
    for s in strata.iter().filter(|s| s.sizes().iter().all(|n| *n > 0.0)) {
        let ([n_r, n_f], total) = (s.sizes(), s.total());
        let right = s.reference[0] + s.focal[0];
        excess += s.reference[0] - n_r * right / total;
        variance += n_r * n_f * right * (total - right) / (total * total * (total - 1.0));
        learners += total;
        gap += n_f * (s.focal[0] / n_f - s.reference[0] / n_r);
        focal += n_f;
    }
    if variance <= 0.0 {
        return None;
    }
    let distance = (excess.abs() - if corrected { 0.5 } else { 0.0 }).max(0.0);
    let test = ChiSquare::new(distance * distance / variance, 1);
    Some(MantelHaenszel { learners: learners as usize, test, effect: effect(strata, test), difference: gap / focal })
}

fn effect(strata: &[Stratum], test: ChiSquare) -> Option<DifEffect> {
    // R: right in the reference and wrong in the focal group, S: the other way round; weighed as Robins, Breslow and Greenland do.
    let (mut r, mut s, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for table in strata.iter().filter(|t| t.total() > 0.0) {
        let ([a, b], [c, d], total) = (table.reference, table.focal, table.total());
        let (p, q) = ((a + d) / total, (b + c) / total);
        let (along, against) = (a * d / total, b * c / total);
        r += along;
        s += against;
        pr += p * along;
        mixed += p * against + q * along;
        qs += q * against;
    }
    if r <= 0.0 || s <= 0.0 {
        return None;
    }
    let log_error = (pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s)).sqrt();
    let delta = -2.35 * (r / s).ln();
    Some(DifEffect { odds_ratio: r / s, log_error, delta, class: class(delta, 2.35 * log_error, test.p) })
}

fn class(delta: f64, error: f64, p: f64) -> DifClass {
    /// The upper 5 % point of the normal distribution.
    const ONE_SIDED: f64 = 1.644_853_626_951_472_7;
    let size = delta.abs();
    if p >= 0.05 || size < 1.0 {
        DifClass::A
    } else if size >= 1.5 && size - 1.0 > ONE_SIDED * error {
        DifClass::C
    } else {
        DifClass::B
    }
}
