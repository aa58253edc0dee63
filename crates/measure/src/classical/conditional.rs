use crate::Fault;

/// Standard error of measurement at a number-right score, in score points: √(x (n − x) / (n − 1)) (Lord 1955, *Educational and
/// Psychological Measurement* 15, 325–336).
///
/// It takes the items as a random sample from a pool, of which the learner knows a share: largest in the middle, 0 at 0 and at n,
/// where it says only that the binomial model has nothing left to vary.
///
/// [`Fault::TooFew`] for fewer than two items, [`Fault::OutOfRange`] for a score outside 0 to n.
pub fn lord(score: f64, items: usize) -> Result<f64, Fault> {
    compound(&[(score, items)])
}

/// [`lord`]'s, drawn in so that its mean square over the learners is that of a given reliability: lord · √((1 − ρ) / (1 − KR-21))
/// (Keats 1957, *Psychometrika* 22, 29–41). Items are rarely as unequal as a random sample allows, so that Lord's figure is
/// usually too large.
///
/// `reliability` is ρ (coefficient α, say) and `kr21` comes from [`kr21`].
///
/// [`Fault::OutOfRange`] for a reliability above 1 or a KR-21 of 1 or above; else as [`lord`].
pub fn keats(score: f64, items: usize, reliability: f64, kr21: f64) -> Result<f64, Fault> {
    if !(reliability.is_finite() && reliability <= 1.0) {
        return Err(Fault::OutOfRange { what: "the reliability", value: reliability, allowed: "at most 1" });
    }
    if !(kr21.is_finite() && kr21 < 1.0) {
        return Err(Fault::OutOfRange { what: "KR-21", value: kr21, allowed: "below 1" });
    }
    Ok(lord(score, items)? * ((1.0 - reliability) / (1.0 - kr21)).sqrt())
}

/// KR-21, the reliability of number-right scores if all items were equally difficult: n/(n−1) · (1 − m (n − m) / (n v)), with the mean m
/// and the variance v of the scores (Kuder & Richardson 1937, *Psychometrika* 2, 151–160).
///
/// [`Fault::TooFew`] for fewer than two items, [`Fault::OutOfRange`] for a mean outside 0 to n or a variance that is not above 0.
pub fn kr21(mean: f64, variance: f64, items: usize) -> Result<f64, Fault> {
    if items < 2 {
        return Err(Fault::TooFew { what: "items", least: 2, found: items });
    }
    let n = items as f64;
    if !(mean >= 0.0 && mean <= n) {
        return Err(Fault::OutOfRange { what: "the mean score", value: mean, allowed: "from 0 to the number of items" });
    }
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(Fault::OutOfRange { what: "the variance of the scores", value: variance, allowed: "above 0" });
    }
    Ok(n / (n - 1.0) * (1.0 - mean * (n - mean) / (n * variance)))
}

/// Standard error of measurement of a test made of parts (by content, or by difficulty): √(Σ x_h (n_h − x_h) / (n_h − 1)) over the
/// parts (Feldt 1984, *Educational and Psychological Measurement* 44, 883–891, the compound binomial model). Two learners with one total
/// can have different ones. `parts` has the number right and the number of items of each.
///
/// [`Fault::TooFew`] for a part of fewer than two items or no part, [`Fault::OutOfRange`] for a score outside 0 to n.
pub fn compound(parts: &[(f64, usize)]) -> Result<f64, Fault> {
    if parts.is_empty() {
        return Err(Fault::TooFew { what: "parts", least: 1, found: 0 });
    }
    let mut variance = 0.0;
    for (score, items) in parts {
        if *items < 2 {
            return Err(Fault::TooFew { what: "items", least: 2, found: *items });
        }
        let n = *items as f64;
        if !(*score >= 0.0 && *score <= n) {
            return Err(Fault::OutOfRange { what: "a number-right score", value: *score, allowed: "from 0 to the number of items" });
        }
        variance += score * (n - score) / (n - 1.0);
    }
    Ok(variance.sqrt())
}
