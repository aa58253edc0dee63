//! Agreement of raters against published figures, other implementations, and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::Fault;
use measure::agreement::{Intraclass, Ratings, Scale, Weights, krippendorff};
use proptest::prelude::*;

#[track_caller]
fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance, "{ours} instead of {theirs}");
}

/// vectors.json `qwk`; scikit-learn's `cohen_kappa_score(weights="quadratic")` gives the same.
#[test]
fn quadratic_weighted_kappa() {
    let ratings = Ratings::of(&[0, 1, 2, 3, 2, 1, 0, 3], &[0, 2, 2, 3, 1, 1, 1, 3], 4).unwrap();
    near(ratings.kappa(Weights::Quadratic).unwrap().value, 0.8333333333, 1e-10);
    assert_eq!((ratings.exact(), ratings.adjacent(1)), (0.625, 1.0));
    // Means 1.5 and 1.625, variances 1.25 and 0.984375.
    near(ratings.shift().unwrap(), 0.125 / ((1.25 + 0.984375) / 2.0_f64).sqrt(), 1e-12);
}

/// Cohen (1968): 200 diagnoses, κ = .492, weighted κ = .348. Standard errors by statsmodels 0.14 (`cohens_kappa`).
#[test]
fn cohens_table() {
    let table = Ratings::from_counts(3, &[88.0, 10.0, 2.0, 14.0, 40.0, 6.0, 18.0, 10.0, 12.0]).unwrap();
    let kappa = table.kappa(Weights::Equal).unwrap();
    near(kappa.value, 0.4915, 5e-5);
    near(kappa.standard_error, 0.0510, 5e-5);
    let (low, high) = kappa.interval(0.95);
    near(low, 0.3916, 5e-5);
    near(high, 0.5915, 5e-5);
    let cohen = [[0.0, 1.0, 3.0], [1.0, 0.0, 6.0], [3.0, 6.0, 0.0]];
    let weighted = table.kappa_by(|i, j| cohen[i][j]).unwrap();
    near(weighted.value, 0.348, 5e-4);
    near(weighted.standard_error, 0.0755, 5e-5);
    for (weights, value, error) in [(Weights::Quadratic, 0.4545, 0.0665), (Weights::Linear, 0.4737, 0.0544)] {
        let kappa = table.kappa(weights).unwrap();
        near(kappa.value, value, 5e-5);
        near(kappa.standard_error, error, 5e-5);
    }
}

/// Shrout & Fleiss (1979), tables 2 and 4: six targets, four judges.
#[test]
fn shrout_and_fleiss() {
    let scores = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
    let scores: Vec<Vec<f64>> = scores.iter().map(|row| row.iter().map(|s| f64::from(*s)).collect()).collect();
    let icc = Intraclass::of(&scores).unwrap();
    let ours =
        [icc.one_way_single, icc.agreement_single, icc.consistency_single, icc.one_way_mean, icc.agreement_mean, icc.consistency_mean];
    ours.iter().zip([0.17, 0.29, 0.71, 0.44, 0.62, 0.91]).for_each(|(ours, theirs)| near(*ours, theirs, 5e-3));
}

/// Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": four observers, twelve units, some missing.
#[test]
fn krippendorffs_example() {
    let observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];
    let units: Vec<Vec<f64>> = (0..12).map(|u| observers.iter().map(|o| o[u]).filter(|v| *v > 0).map(f64::from).collect()).collect();
    for (scale, alpha) in [(Scale::Nominal, 0.743), (Scale::Ordinal, 0.815), (Scale::Interval, 0.849)] {
        near(krippendorff(&units, scale).unwrap(), alpha, 5e-4);
    }
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(Ratings::of(&[], &[], 3), Err(Fault::Empty));
    assert_eq!(Ratings::of(&[0], &[], 3), Err(Fault::Shape { what: "ratings of the second rater", expected: 1, found: 0 }));
    assert!(matches!(Ratings::of(&[0], &[3], 3), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Ratings::from_counts(1, &[f64::NAN]), Err(Fault::OutOfRange { .. })));
    let same = Ratings::of(&[1, 1], &[1, 1], 3).unwrap();
    assert_eq!((same.exact(), same.kappa(Weights::Equal)), (1.0, Err(Fault::NoVariation { what: "the level of both raters" })));
    assert!(same.shift().is_err() && same.kappa_by(|_, _| -1.0).is_err());
    assert_eq!(krippendorff(&[vec![1.0], vec![2.0]], Scale::Nominal), Err(Fault::Empty));
    assert_eq!(krippendorff(&[vec![1.0, 1.0]], Scale::Ordinal), Err(Fault::NoVariation { what: "the ratings" }));
    assert!(krippendorff(&[vec![1.0, f64::NAN]], Scale::Ordinal).is_err());
    assert_eq!(Intraclass::of(&[vec![1.0, 2.0]]), Err(Fault::TooFew { what: "things rated", least: 2, found: 1 }));
    assert!(matches!(Intraclass::of(&[vec![1.0, 2.0], vec![1.0]]), Err(Fault::Shape { .. })));
    assert_eq!(Intraclass::of(&[vec![1.0, 2.0], vec![1.0, 2.0]]), Err(Fault::NoVariation { what: "the mean score of things" }));
}

fn pairs() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..5_usize, 0..5_usize), 2..60)
}

proptest! {
    #[test]
    fn raters_and_things_may_change_places(pairs in pairs()) {
        let (a, b): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
        let (c, d): (Vec<usize>, Vec<usize>) = pairs.iter().rev().copied().unzip();
        for weights in [Weights::Equal, Weights::Linear, Weights::Quadratic] {
            let (one, two) = (Ratings::of(&a, &b, 5).unwrap().kappa(weights), Ratings::of(&d, &c, 5).unwrap().kappa(weights));
            match (one, two) {
                (Ok(one), Ok(two)) => {
                    prop_assert!((one.value - two.value).abs() < 1e-12 && (one.standard_error - two.standard_error).abs() < 1e-7);
                    prop_assert!(one.value <= 1.0 + 1e-12 && one.value.is_finite() && one.standard_error.is_finite());
                }
                (one, two) => prop_assert_eq!(one.is_err(), two.is_err()),
            }
        }
    }

    /// Fleiss & Cohen (1973): with large samples of equal margins QWK is an intraclass correlation; exactly, Krippendorff's interval α
    /// of two raters with the same margins is QWK corrected for n.
    #[test]
    fn interval_alpha_and_quadratic_kappa_agree_on_equal_margins(pairs in pairs()) {
        let both: Vec<(usize, usize)> = pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
        let (a, b): (Vec<usize>, Vec<usize>) = both.iter().copied().unzip();
        let units: Vec<Vec<f64>> = both.iter().map(|(a, b)| vec![*a as f64, *b as f64]).collect();
        let kappa = Ratings::of(&a, &b, 5).unwrap().kappa(Weights::Quadratic);
        if let (Ok(kappa), Ok(alpha)) = (kappa, krippendorff(&units, Scale::Interval)) {
            let n = 2.0 * both.len() as f64;
            prop_assert!((1.0 - alpha - (1.0 - kappa.value) * (n - 1.0) / n).abs() < 1e-9, "{} {alpha}", kappa.value);
        }
    }
}
