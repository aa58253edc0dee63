//! Equating against published figures, an independent computation, and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod published;
mod simulated;

use measure::Fault;
use measure::equating::{Anchor, AnchorScores, Anchored, Degrees, Line, Scores, equipercentile, linear, mean};
use proptest::prelude::*;
use simulated::Draw;

/// ACT Mathematics, forms X and Y: learners with each score 0 … 40 (Kolen & Brennan, *Test Equating, Scaling, and Linking*, table 2.5).
const ACT_X: [u16; 41] = [
    0, 1, 1, 3, 9, 18, 59, 67, 91, 144, 149, 192, 192, 192, 201, 204, 217, 181, 184, 170, 201, 147, 163, 147, 140, 147, 126, 113, 100, 106,
    107, 91, 83, 73, 72, 75, 50, 37, 38, 23, 15,
];
const ACT_Y: [u16; 41] = [
    0, 1, 3, 13, 42, 59, 95, 131, 158, 161, 194, 164, 166, 197, 177, 158, 169, 132, 158, 151, 134, 137, 122, 110, 116, 132, 104, 104, 114,
    97, 107, 88, 80, 79, 70, 61, 48, 47, 29, 32, 12,
];

#[track_caller]
fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance, "{ours} instead of {theirs}");
}

#[track_caller]
fn line(ours: Line, [intercept, slope]: [f64; 2], tolerance: f64) {
    near(ours.intercept, intercept, tolerance);
    near(ours.slope, slope, tolerance);
}

fn act(counts: &[u16]) -> Scores {
    Scores::from_counts(&counts.iter().map(|c| f64::from(*c)).collect::<Vec<_>>()).unwrap()
}

/// vectors.json `equating_ACTmath` (R equate 2.0).
#[test]
fn act_mathematics_comes_out() {
    let (x, y) = (act(&ACT_X), act(&ACT_Y));
    near(x.mean(), 19.85239, 5e-6);
    near(x.deviation(), 8.212585, 5e-7);
    near(y.mean(), 18.97977, 5e-6);
    near(y.deviation(), 8.940397, 5e-7);
    near(mean(&x, &y).intercept, -0.8726221, 5e-8);
    line(linear(&x, &y), [-2.631971, 1.088622], 1e-6);
    let equivalent = equipercentile(&x, &y);
    for (score, expected) in [(0, -0.5), (10, 8.160667), (15, 13.39289), (20, 19.16472), (26, 26.16123), (30, 30.13048), (40, 39.90055)] {
        near(equivalent[score], expected, 5e-6);
    }
}

/// vectors.json `equating_KBneat` (Kolen & Brennan's common-item example, 1,655 and 1,638 learners, 36 items, 12 of them common; R equate
/// 2.0; synthetic population: the group that took X for the linear methods, both as they are for frequency estimation).
#[test]
fn the_common_item_example_comes_out() {
    let (Some(x), Some(y)) = (published::text("kbneat_x.txt"), published::text("kbneat_y.txt")) else { return };
    let read = |text: &str| {
        let counts: Vec<f64> = text.split_whitespace().map(|c| c.parse().unwrap()).collect();
        AnchorScores::from_counts(&counts, 36, 12).unwrap()
    };
    let neat = Anchored::new(read(&x), read(&y), 1.0).unwrap();
    line(neat.tucker().unwrap(), [0.536778, 1.028948], 1e-6);
    line(neat.levine(Anchor::Internal).unwrap(), [0.251348, 1.011166], 1e-6);
    line(neat.chained_linear(), [0.39368, 1.021272], 1e-6);
    let neat = Anchored::new(read(&x), read(&y), 1655.0 / (1655.0 + 1638.0)).unwrap();
    let equivalent = neat.frequency_estimation().unwrap();
    for (score, expected) in [(0, -0.5), (10, 10.81291), (20, 21.02108), (30, 30.96305)] {
        near(equivalent[score], expected, 5e-6);
    }
}

/// Two groups, 600 and 500 learners, on forms of 20 items of which 8 are common; the second is abler by 0.3, its form harder by 0.2.
fn groups() -> (AnchorScores, AnchorScores) {
    let mut draw = Draw(21);
    let mut group = |learners: usize, ability: f64, hard: f64| {
        let pairs: Vec<(usize, usize)> = (0..learners)
            .map(|_| {
                let a = draw.ability() + ability;
                let right = |b: f64, draw: &mut Draw| usize::from(draw.next() < 1.0 / (1.0 + (-2.0 * (a - b)).exp()));
                let v: usize = (0..8).map(|i| right((f64::from(i) - 3.5) / 4.0, &mut draw)).sum();
                let own: usize = (0..12).map(|i| right((f64::from(i) - 5.5) / 6.0 + hard, &mut draw)).sum();
                (v + own, v)
            })
            .collect();
        AnchorScores::of(&pairs, 20, 8).unwrap()
    };
    let x = group(600, 0.0, 0.0);
    (x, group(500, 0.3, 0.2))
}

/// The same groups in numpy: moments and percentile ranks by the formulas of Kolen & Brennan, written anew, with a synthetic population
/// weighed 0.6; log-linear models by statsmodels 0.14 (`GLM`, Poisson, raw powers).
#[test]
fn simulated_groups_agree_with_an_independent_computation() {
    let (x, y) = groups();
    let neat = Anchored::new(x.clone(), y.clone(), 0.6).unwrap();
    line(neat.tucker().unwrap(), [-0.45091039163122915, 1.0195588812918184], 1e-9);
    line(neat.levine(Anchor::Internal).unwrap(), [-1.39220702856678, 1.0623838639162821], 1e-9);
    line(neat.levine(Anchor::External).unwrap(), [-1.060001906852854, 1.0467376566276843], 1e-9);
    line(neat.levine_true(Anchor::Internal), [-1.4025548916603388, 1.0633593770491554], 1e-9);
    line(neat.chained_linear(), [-0.8738129217665129, 1.038147915960113], 1e-9);
    line(neat.braun_holland().unwrap(), [-0.24354752012479963, 1.002219128345651], 1e-9);
    let (estimated, chained) = (neat.frequency_estimation().unwrap(), neat.chained_equipercentile());
    for (at, score) in [5, 10, 15].into_iter().enumerate() {
        near(estimated[score], [5.349509760790925, 9.487473141981209, 15.034823551101][at], 1e-9);
        near(chained[score], [4.991428571428572, 9.273504273504274, 14.770290394638868][at], 1e-9);
    }
    let (smooth, fit) = x.scores().smoothed(4).unwrap();
    near(fit.deviance, 17.117982058192418, 1e-7);
    near(smooth.counts()[10], 46.833368227327554, 1e-7);
    let (smooth, fit) = x.smoothed(Degrees { score: 3, anchor: 2, cross: 1 }, Anchor::Internal).unwrap();
    near(fit.deviance, 79.05685380805994, 1e-6);
    let cell = smooth.cells().find(|(s, v, _)| (*s, *v) == (10, 4)).unwrap().2;
    near(cell, 21.268862693833633, 1e-7);
}

/// A log-linear model of degree C keeps C moments, and the bivariate one with a product the covariance.
#[test]
fn smoothing_keeps_moments() {
    let x = act(&ACT_X);
    let (smooth, fit) = x.smoothed(2).unwrap();
    near(smooth.mean(), x.mean(), 1e-8);
    near(smooth.deviation(), x.deviation(), 1e-8);
    near(smooth.learners(), x.learners(), 1e-6);
    let finer = x.smoothed(6).unwrap().1;
    assert!(finer.deviance < fit.deviance && finer.aic < fit.aic && finer.terms == 6);
    let (first, _) = groups();
    let (smooth, _) = first.smoothed(Degrees { score: 2, anchor: 2, cross: 1 }, Anchor::Internal).unwrap();
    near(smooth.covariance(), first.covariance(), 1e-8);
    near(smooth.anchor().mean(), first.anchor().mean(), 1e-8);
    assert!(smooth.cells().all(|(x, v, c)| (c > 0.0) == (v <= x && x - v <= 12)));
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(Scores::of(&[], 5), Err(Fault::Empty));
    assert_eq!(Scores::from_counts(&[0.5, 0.5]), Err(Fault::TooFew { what: "learners", least: 2, found: 1 }));
    assert_eq!(Scores::of(&[3, 3], 5), Err(Fault::NoVariation { what: "the score" }));
    assert!(matches!(Scores::of(&[6], 5), Err(Fault::OutOfRange { what: "a score", .. })));
    assert!(matches!(Scores::from_counts(&[1.0, f64::NAN]), Err(Fault::OutOfRange { .. })));
    let few = Scores::of(&[1, 2, 5], 5).unwrap();
    assert!(matches!(few.smoothed(3), Err(Fault::OutOfRange { .. })));
    assert!(matches!(few.smoothed(0), Err(Fault::OutOfRange { .. })));
    assert_eq!((few.quantile(-1.0), few.quantile(f64::NAN), few.quantile(2.0)), (-0.5, -0.5, 5.5));
    assert!(AnchorScores::of(&[(1, 0), (2, 0)], 3, 2).is_err());
    assert!(matches!(AnchorScores::of(&[(1, 3)], 3, 2), Err(Fault::OutOfRange { .. })));
    assert!(matches!(AnchorScores::from_counts(&[1.0], 3, 2), Err(Fault::Shape { expected: 12, found: 1, .. })));
    let rising = AnchorScores::of(&[(1, 0), (3, 1), (3, 2)], 3, 2).unwrap();
    let falling = AnchorScores::of(&[(3, 0), (1, 1), (0, 2)], 3, 2).unwrap();
    assert!(matches!(Anchored::new(rising.clone(), falling, 1.0), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Anchored::new(rising.clone(), rising.clone(), 1.5), Err(Fault::OutOfRange { .. })));
    let other = AnchorScores::of(&[(1, 0), (3, 1)], 3, 1).unwrap();
    assert!(matches!(Anchored::new(rising.clone(), other, 1.0), Err(Fault::Shape { .. })));
    let gap = AnchorScores::of(&[(1, 0), (2, 0), (3, 2)], 3, 2).unwrap();
    assert!(matches!(Anchored::new(rising.clone(), gap, 1.0).unwrap().frequency_estimation(), Err(Fault::TooFew { .. })));
    assert!(matches!(rising.smoothed(Degrees { score: 0, anchor: 1, cross: 0 }, Anchor::External), Err(Fault::OutOfRange { .. })));
    let beyond = AnchorScores::of(&[(1, 2), (3, 2), (2, 1)], 3, 2).unwrap();
    assert!(matches!(beyond.smoothed(Degrees { score: 1, anchor: 1, cross: 0 }, Anchor::Internal), Err(Fault::OutOfRange { .. })));
}

fn counts() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0..30_u8, 3..25).prop_map(|c| c.into_iter().map(f64::from).collect())
}

proptest! {
    /// A form equates with itself to itself; equivalents never fall; rank and quantile undo each other.
    #[test]
    fn equipercentile_equating_is_what_it_says(a in counts(), b in counts()) {
        let (Ok(x), Ok(y)) = (Scores::from_counts(&a), Scores::from_counts(&b)) else { return Ok(()) };
        for (score, own) in equipercentile(&x, &x).into_iter().enumerate().filter(|(s, _)| a[*s] > 0.0) {
            prop_assert!((own - score as f64).abs() < 1e-6, "{score} {own}");
        }
        let to = equipercentile(&x, &y);
        prop_assert!(to.windows(2).all(|w| w[0] <= w[1] + 1e-9), "{to:?}");
        prop_assert!(to.iter().all(|e| (-0.5..=y.most() as f64 + 0.5).contains(e)));
        for (score, equivalent) in to.into_iter().enumerate() {
            prop_assert!((y.rank(equivalent) - x.rank(score as f64)).abs() < 1e-9);
        }
    }

    /// The linear equivalents of X have the mean and standard deviation of Y.
    #[test]
    fn linear_equating_is_what_it_says(a in counts(), b in counts()) {
        let (Ok(x), Ok(y)) = (Scores::from_counts(&a), Scores::from_counts(&b)) else { return Ok(()) };
        let line = linear(&x, &y);
        prop_assert!((line.at(x.mean()) - y.mean()).abs() < 1e-9);
        prop_assert!((line.slope * x.deviation() - y.deviation()).abs() < 1e-9);
        prop_assert!((mean(&x, &y).at(x.mean()) - y.mean()).abs() < 1e-9);
    }
}
