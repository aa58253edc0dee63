//! The mastery model against published numbers, an independent implementation, and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::{Mastery, Model, ScoreOutOfRange};
use proptest::prelude::*;

fn beta(alpha: f64, beta: f64) -> Mastery {
    Mastery { alpha, beta }
}

/// BDA3 §2.4, placenta praevia: 437 girls of 980 births, uniform prior. Published: posterior
/// Beta(438, 544), mean 0.446, central 95 % interval [0.415, 0.477].
#[test]
fn the_textbook_example_comes_out() {
    let model = Model::default();
    let births = (0..980).map(|i| f64::from(i < 437));
    let known = births.fold(model.prior, |known, girl| model.observe(known, girl, 0).unwrap());
    assert_eq!(known, beta(438.0, 544.0));
    assert!((known.mean() - 0.446).abs() < 5e-4);
    let (low, high) = known.interval(0.95);
    assert!((low - 0.415).abs() < 5e-4 && (high - 0.477).abs() < 5e-4, "{low} {high}");
    assert_eq!(model.effective_n(known), 980.0);
}

/// Quantiles at 2.5, 5, 95 and 97.5 % by bisection of mpmath 1.4's `betainc` at 30 digits.
#[test]
#[allow(clippy::excessive_precision)]
fn quantiles_agree_with_mpmath() {
    let expected = [
        (beta(1.0, 1.0), [0.025, 0.05, 0.95, 0.975]),
        (beta(2.0, 1.0), [0.158113883008, 0.22360679775, 0.974679434481, 0.987420882907]),
        (beta(1.0, 6.0), [0.00421074451449, 0.00851244461085, 0.393037768997, 0.45925812644]),
        (beta(5.0, 2.0), [0.358765421002, 0.418196590748, 0.937150108292, 0.956728131707]),
        (beta(0.5, 0.5), [0.00154133313344, 0.00615582970243, 0.993844170298, 0.998458666867]),
        (beta(3.25, 1.75), [0.236413906663, 0.296561939215, 0.930297099139, 0.954022288187]),
        (beta(21.0, 3.0), [0.719620664091, 0.75075125018, 0.963484700274, 0.972248492577]),
        (beta(438.0, 544.0), [0.415065492455, 0.42001117298, 0.472170905856, 0.477199770629]),
        (beta(101.0, 2.0), [0.946584589603, 0.954336403672, 0.996504975725, 0.997616515418]),
        (beta(1.0001, 40.5), [0.000625194723131, 0.00126613994882, 0.0713035937443, 0.0870631111279]),
        (beta(300.5, 1.5), [0.984578307382, 0.987091947316, 0.999415222529, 0.999641302232]),
    ];
    for (known, [q025, q05, q95, q975]) in expected {
        let (a, d) = known.interval(0.95);
        let (b, c) = known.interval(0.90);
        for (ours, theirs) in [(a, q025), (b, q05), (c, q95), (d, q975)] {
            assert!((ours - theirs).abs() < 1e-9, "{known:?}: {ours} instead of {theirs}");
        }
    }
}

#[test]
fn an_answer_counts_half_after_the_half_life_and_late_ones_find_their_place() {
    let model = Model { half_life_days: 30.0, ..Model::default() };
    let first = model.observe(model.prior, 1.0, 0).unwrap();
    let later = model.observe(first, 0.0, 30).unwrap();
    assert!((later.alpha - 1.5).abs() < 1e-12 && (later.beta - 2.0).abs() < 1e-12);
    // The same two answers, the older one arriving second.
    let second = model.observe(model.prior, 0.0, 0).unwrap();
    let late = model.observe(second, 1.0, -30).unwrap();
    assert!((late.alpha - later.alpha).abs() < 1e-12 && (late.beta - later.beta).abs() < 1e-12);
}

/// BDA3 §2.4: the posterior's standard deviation is 0.016, and the normal approximation gives
/// [0.415, 0.477] as well.
#[test]
fn the_normal_approximation_agrees_with_the_textbook() {
    let known = beta(438.0, 544.0);
    assert!((known.variance().sqrt() - 0.016).abs() < 5e-4);
    let (low, high) = measure::mean_interval(known.mean(), known.variance(), 0.95);
    assert!((low - 0.415).abs() < 5e-4 && (high - 0.477).abs() < 5e-4, "{low} {high}");
    assert_eq!(measure::mean_interval(0.99, 0.04, 0.9).1, 1.0);
}

#[test]
fn a_score_out_of_range_is_refused() {
    let model = Model::default();
    assert_eq!(model.observe(model.prior, 1.01, 0), Err(ScoreOutOfRange(1.01)));
    assert!(model.observe(model.prior, -0.1, 0).is_err());
    assert!(model.observe(model.prior, f64::NAN, 0).is_err());
}

/// Each answer: score and day.
fn history() -> impl Strategy<Value = Vec<(f64, i64)>> {
    prop::collection::vec((prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0f64], 0i64..400), 1..60)
}

fn believe(model: &Model, answers: &[(f64, i64)]) -> Mastery {
    let mut latest = None;
    answers.iter().fold(model.prior, |known, &(score, day)| {
        let days = day - latest.unwrap_or(day);
        latest = Some(latest.unwrap_or(day).max(day));
        model.observe(known, score, days).unwrap()
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter(answers in history(), seed in any::<u64>()) {
        let model = Model::default();
        let mut shuffled = answers.clone();
        let n = shuffled.len();
        for i in 0..n {
            shuffled.swap(i, (seed.rotate_left(i as u32) % n as u64) as usize);
        }
        let (a, b) = (believe(&model, &answers), believe(&model, &shuffled));
        prop_assert!((a.alpha - b.alpha).abs() < 1e-9 && (a.beta - b.beta).abs() < 1e-9, "{a:?} {b:?}");
    }

    #[test]
    fn the_interval_is_ordered_holds_the_mean_and_grows_with_the_level(answers in history(), level in 0.5..0.999f64) {
        let known = believe(&Model::default(), &answers);
        let (low, high) = known.interval(level);
        prop_assert!((known.below(low) - (1.0 - level) / 2.0).abs() < 1e-6 && (known.below(high) - (1.0 + level) / 2.0).abs() < 1e-6);
        prop_assert!(0.0 <= low && low <= high && high <= 1.0, "{known:?}: {low} {high}");
        prop_assert!(low <= known.mean() && known.mean() <= high, "{known:?}: {low} {high}");
        let (wider_low, wider_high) = known.interval(level + (1.0 - level) / 2.0);
        prop_assert!(wider_low <= low && high <= wider_high);
    }

    /// Taken back, it is as if it had never been given, weighed as of the latest answer.
    #[test]
    fn an_answer_taken_back_leaves_the_others(answers in history(), score in 0.0..=1.0f64, days in 0i64..400) {
        let model = Model::default();
        let known = believe(&model, &answers);
        let more = model.observe(known, score, -days).unwrap();
        let again = model.without(more, score, days).unwrap();
        prop_assert!((again.alpha - known.alpha).abs() < 1e-9 && (again.beta - known.beta).abs() < 1e-9, "{known:?} {again:?}");
        prop_assert_eq!(model.without(known, 1.5, 0), Err(ScoreOutOfRange(1.5)));
    }

    #[test]
    fn one_more_success_never_lowers_the_estimate(answers in history(), days in 0i64..30) {
        let model = Model::default();
        let known = believe(&model, &answers);
        let right = model.observe(known, 1.0, days).unwrap();
        let wrong = model.observe(known, 0.0, days).unwrap();
        prop_assert!(right.mean() > wrong.mean());
        let (right, wrong) = (right.interval(0.9), wrong.interval(0.9));
        prop_assert!(right.0 >= wrong.0 && right.1 >= wrong.1);
    }

    #[test]
    fn nothing_is_ever_not_a_number(answers in history(), days in prop_oneof![Just(0i64), Just(i64::MAX), Just(i64::MIN), -90_000i64..90_000], level in any::<f64>()) {
        let model = Model::default();
        let known = model.observe(believe(&model, &answers), 0.5, days).unwrap();
        let (low, high) = known.interval(level);
        let all = [known.alpha, known.beta, known.mean(), low, high, model.effective_n(known)];
        prop_assert!(all.iter().all(|x| x.is_finite()), "{all:?}");
        prop_assert!(known.alpha >= 1.0 - 1e-12 && known.beta >= 1.0 - 1e-12);
    }
}
