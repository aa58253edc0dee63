//! Growth percentiles against published figures, a linear programme solved elsewhere, and their own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod published;
mod simulated;

use measure::Fault;
use measure::growth::{Growth, Settings, quantile_regression};
use proptest::prelude::*;
use simulated::Draw;

/// 300 learners: abilities first, then two earlier scores and a present one each.
fn cohort() -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut draw = Draw(31);
    let abilities: Vec<f64> = (0..300).map(|_| draw.ability()).collect();
    let of = |a: &f64| {
        let last = 500.0 + 60.0 * a + 40.0 * (draw.next() - 0.5);
        let before = 480.0 + 60.0 * a + 60.0 * (draw.next() - 0.5);
        (vec![last, before], 520.0 + 55.0 * a + 80.0 * (draw.next() - 0.5) * (1.0 + draw.next()))
    };
    abilities.iter().map(of).unzip()
}

fn check_loss(design: &[f64], y: &[f64], beta: &[f64], tau: f64) -> f64 {
    let residual = |(x, y): (&[f64], &f64)| y - x.iter().zip(beta).map(|(x, b)| x * b).sum::<f64>();
    design.chunks(beta.len()).zip(y).map(residual).map(|r| r * (tau - f64::from(u8::from(r < 0.0)))).sum()
}

/// HiGHS (scipy 1.17 `linprog`) on the same data: the least loss and its coefficients.
#[test]
fn quantile_regression_agrees_with_a_linear_programme() {
    let (earlier, y) = cohort();
    let design: Vec<f64> = earlier.iter().flat_map(|e| [1.0, e[0]]).collect();
    for (tau, loss, line) in [
        (0.1, 1702.346342434139, [-21.236712323103387, 0.9900645170536733]),
        (0.5, 4435.906897734277, [98.69534990961046, 0.8403497481846046]),
        (0.9, 1841.9088850969556, [103.57313800597046, 0.9330782222762793]),
    ] {
        let beta = quantile_regression(&design, &y, tau).unwrap();
        let ours = check_loss(&design, &y, &beta, tau);
        assert!((ours - loss).abs() < 1e-5, "{ours} instead of {loss}");
        assert!((beta[0] - line[0]).abs() < 1e-2 && (beta[1] - line[1]).abs() < 2e-5, "{beta:?} instead of {line:?}");
    }
}

/// Splines by scipy (`BSpline.design_matrix`), quantiles by HiGHS, percentiles counted there; where an optimum is not unique, one place
/// may differ.
#[test]
fn percentiles_agree_with_an_independent_computation() {
    let (earlier, present) = cohort();
    let last: Vec<Vec<f64>> = earlier.iter().map(|e| vec![e[0]]).collect();
    let check = |earlier: &[Vec<f64>], theirs: [i16; 12]| {
        let growth = Growth::fit(earlier, &present, &Settings::default()).unwrap();
        let ours: Vec<i16> = earlier.iter().zip(&present).map(|(e, p)| i16::from(growth.percentile(e, *p).unwrap())).collect();
        assert!(ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() <= 1), "{:?} instead of {theirs:?}", &ours[..12]);
        growth
    };
    let growth = check(&last, [83, 54, 30, 6, 3, 61, 85, 12, 44, 41, 86, 92]);
    let knots = [471.33359315, 493.37693011, 510.20120951, 533.55461881];
    assert!(growth.knots()[0].iter().zip(knots).all(|(a, b)| (a - b).abs() < 1e-7));
    let (low, high) = growth.boundaries()[0];
    assert!((low - 376.76885298499474).abs() < 1e-9 && (high - 621.3351492495409).abs() < 1e-9);
    check(&earlier, [45, 55, 34, 6, 17, 57, 86, 15, 48, 55, 86, 90]);
}

/// vectors.json `sgp` (R SGP on SGPdata, grade 3 in 2024 to grade 4 in 2025, 6,977 learners): within 1.
/// A debug build takes some seconds for it.
#[test]
fn the_published_percentiles_come_out() {
    let Some(text) = published::text("sgp_grade3_grade4.txt") else { return };
    let rows: Vec<Vec<f64>> = text.lines().map(|line| line.split(' ').map(|f| f.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), 6977);
    let earlier: Vec<Vec<f64>> = rows.iter().map(|r| vec![r[1]]).collect();
    let present: Vec<f64> = rows.iter().map(|r| r[2]).collect();
    let growth = Growth::fit(&earlier, &present, &Settings::default()).unwrap();
    assert!(growth.knots()[0].iter().zip([511.0, 549.0, 580.0, 617.8]).all(|(a, b)| (a - b).abs() < 1e-9));
    assert_eq!(growth.boundaries(), [(85.5, 859.5)]);
    let mut percentiles: Vec<u8> = Vec::new();
    for (e, p) in earlier.iter().zip(&present) {
        percentiles.push(growth.percentile(e, *p).unwrap());
    }
    let first = [(1002024, 88), (1002304, 35), (1004457, 70), (1004489, 74), (1007216, 61), (1008326, 27), (1009039, 96), (1011689, 6)];
    eprintln!("first eight: {:?}", &percentiles[..8]);
    for (at, (id, percentile)) in first.into_iter().enumerate() {
        assert_eq!(rows[at][0] as u32, id);
        assert!(percentiles[at].abs_diff(percentile) <= 1, "{id}: {} instead of {percentile}", percentiles[at]);
    }
    percentiles.sort_unstable();
    assert!(percentiles[rows.len() / 2].abs_diff(50) <= 1);
}

#[test]
fn what_is_wrong_is_named() {
    let settings = Settings::default();
    let (earlier, present) = cohort();
    assert_eq!(Growth::fit(&[], &[], &settings), Err(Fault::Empty));
    assert!(matches!(Growth::fit(&earlier, &present[1..], &settings), Err(Fault::Shape { .. })));
    assert!(matches!(Growth::fit(&[vec![]], &[1.0], &settings), Err(Fault::TooFew { .. })));
    assert!(matches!(Growth::fit(&[vec![1.0], vec![]], &[1.0, 2.0], &settings), Err(Fault::Shape { .. })));
    assert!(matches!(Growth::fit(&[vec![f64::NAN]], &[1.0], &settings), Err(Fault::OutOfRange { .. })));
    assert_eq!(Growth::fit(&earlier[..99], &present[..99], &settings), Err(Fault::TooFew { what: "learners", least: 150, found: 99 }));
    assert_eq!(Growth::fit(&vec![vec![5.0]; 300], &present, &settings), Err(Fault::NoVariation { what: "an earlier score" }));
    let doubled: Vec<Vec<f64>> = earlier.iter().map(|e| vec![e[0], e[0]]).collect();
    assert!(matches!(Growth::fit(&doubled, &present, &settings), Err(Fault::NoVariation { .. })));
    assert!(matches!(Growth::fit(&earlier, &present, &Settings { knots: vec![1.0], margin: 0.1 }), Err(Fault::OutOfRange { .. })));
    // Everybody has the same present score: all quantiles are it.
    let alike = Growth::fit(&earlier, &[500.0; 300], &settings).unwrap();
    assert!(alike.quantiles(&earlier[0]).unwrap().iter().all(|q| (q - 500.0).abs() < 1e-6));
    assert!(matches!(alike.percentile(&[1.0], 2.0), Err(Fault::Shape { .. })));
    assert!(alike.percentile(&[1.0, f64::INFINITY], 2.0).is_err() && alike.percentile(&earlier[0], f64::NAN).is_err());
    // A score beyond the boundaries is drawn to them.
    assert!(alike.percentile(&[9999.0, -9999.0], 2.0).is_ok());
    assert!(matches!(quantile_regression(&[1.0; 5], &[1.0, 2.0], 0.5), Err(Fault::Shape { .. })));
    assert!(matches!(quantile_regression(&[1.0; 2], &[1.0, 2.0], 1.0), Err(Fault::OutOfRange { .. })));
    assert!(matches!(quantile_regression(&[1.0; 4], &[1.0, 2.0], 0.5), Err(Fault::NoVariation { .. })));
    assert_eq!(quantile_regression(&[], &[], 0.5), Err(Fault::Empty));
}

/// Learners in another order: the same model, to the last digit.
#[test]
fn the_order_of_learners_does_not_matter() {
    let (mut earlier, mut present) = cohort();
    let growth = Growth::fit(&earlier, &present, &Settings::default()).unwrap();
    earlier.rotate_left(77);
    present.rotate_left(77);
    earlier[50..].reverse();
    present[50..].reverse();
    assert_eq!(Growth::fit(&earlier, &present, &Settings::default()).unwrap(), growth);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// With a constant alone, the regression is a quantile; shifting and scaling y does the same to it.
    #[test]
    fn a_constant_is_a_quantile(y in prop::collection::vec(-100.0..100.0f64, 5..60), tau in 0.05..0.95f64, scale in 0.1..50.0f64) {
        let one = vec![1.0; y.len()];
        let found = quantile_regression(&one, &y, tau).unwrap()[0];
        let n = y.len() as f64;
        let below = y.iter().filter(|v| **v < found - 1e-5).count() as f64;
        let above = y.iter().filter(|v| **v > found + 1e-5).count() as f64;
        prop_assert!(below <= tau * n + 1e-9 && above <= (1.0 - tau) * n + 1e-9, "{below} below, {above} above {found}");
        let moved: Vec<f64> = y.iter().map(|v| v * scale + 7.0).collect();
        let other = quantile_regression(&one, &moved, tau).unwrap()[0];
        let loss = |y: &[f64], q: f64| check_loss(&one, y, &[q], tau);
        prop_assert!((loss(&moved, other) - scale * loss(&y, found)).abs() < 1e-5 * scale);
    }
}
