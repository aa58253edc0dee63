use crate::Fault;

/// What the numbers of a rating mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Names: a disagreement is a disagreement.
    Nominal,
    /// An order: a disagreement counts by how many ratings lie between.
    Ordinal,
    /// Equal steps: a disagreement counts by the square of the difference.
    Interval,
}

/// Krippendorff's α = 1 − observed / expected disagreement, for any number of raters.
///
/// `things` has for each thing rated the ratings that it got, from whomever; a thing rated once tells nothing and is left out, so
/// that raters who shared the work are compared where they meet. Observed disagreement is that of the pairs of ratings of one
/// thing, expected that of all pairs of ratings (Krippendorff 2004, *Content Analysis*, 2nd ed., ch. 11).
///
/// [`Fault::OutOfRange`] for a rating that is not a finite number, [`Fault::Empty`] when nothing is rated twice,
/// [`Fault::NoVariation`] when all ratings are one.
pub fn krippendorff(things: &[Vec<f64>], scale: Scale) -> Result<f64, Fault> {
    if let Some(wrong) = things.iter().flatten().find(|r| !r.is_finite()) {
        return Err(Fault::OutOfRange { what: "a rating", value: *wrong, allowed: "finite" });
    }
    let paired: Vec<&Vec<f64>> = things.iter().filter(|t| t.len() > 1).collect();
    let mut values: Vec<f64> = paired.iter().flat_map(|t| t.iter().copied()).collect();
    if values.is_empty() {
        return Err(Fault::Empty);
    }
    let n = values.len() as f64;
    values.sort_by(f64::total_cmp);
    let counts: Vec<(f64, f64)> = values.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64)).collect();
    let at = position(&counts, scale);
    let place = |value: f64| counts.partition_point(|(v, _)| *v < value);
    let distance = |a: usize, b: usize| match scale {
        Scale::Nominal => f64::from(u8::from(a != b)),
        Scale::Ordinal | Scale::Interval => (at[a] - at[b]).powi(2),
    };
    let mut expected = 0.0;
    for a in 0..counts.len() {
        expected += (0..counts.len()).map(|b| counts[a].1 * counts[b].1 * distance(a, b)).sum::<f64>();
    }
    if expected <= 0.0 {
        return Err(Fault::NoVariation { what: "the ratings" });
    }
    let mut observed = 0.0;
    for thing in paired {
        let places: Vec<usize> = thing.iter().map(|value| place(*value)).collect();
        let apart: f64 = places.iter().flat_map(|a| places.iter().map(|b| distance(*a, *b))).sum();
        observed += apart / (thing.len() as f64 - 1.0);
    }
    Ok(1.0 - (n - 1.0) * observed / expected)
}

/// Where each value lies: at its rank among all ratings (ties in the middle) or at itself.
fn position(counts: &[(f64, f64)], scale: Scale) -> Vec<f64> {
    let mut before = 0.0;
    counts
        .iter()
        .map(|(value, count)| {
            let rank = before + count / 2.0;
            before += count;
            if scale == Scale::Ordinal { rank } else { *value }
        })
        .collect()
}
