//! Classical test theory against published figures, an independent computation, and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod published;
mod simulated;

use measure::classical::{Covariances, KELLEY, alpha_interval, compound, items, keats, kr21, lord, options};
use measure::{Fault, Response, Responses};
use nalgebra::DMatrix;
use proptest::prelude::*;
use simulated::{answers, shuffled};

fn ones(responses: &Responses) -> Vec<f64> {
    vec![1.0; responses.items()]
}

#[track_caller]
fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance, "{ours} instead of {theirs}");
}

/// Simulated answers of 400 learners to 12 items; difficulty, item–rest correlation, D, α with Feldt's interval, SEM, the one-factor
/// fit by numpy, pandas (`DataFrame.cov`), scipy (`stats.f.ppf`, BFGS on the sum of squared residuals) and plain formulas.
#[test]
fn complete_answers_agree_with_an_independent_computation() {
    let all = answers(4, 400, 12, 0.0);
    let found = items(&all, &ones(&all), KELLEY).unwrap();
    for (item, p, rest, d) in [
        (0, 0.8075, 0.37211411368897584, 0.46038934897630557),
        (1, 0.7225, 0.35132837851723436, 0.5487980216241086),
        (2, 0.6875, 0.37161842353360913, 0.5816511387163561),
    ] {
        near(found[item].difficulty.unwrap(), p, 1e-12);
        near(found[item].rest_correlation.unwrap(), rest, 1e-12);
        near(found[item].discrimination.unwrap(), d, 1e-12);
    }
    let reliability = Covariances::of(&all).unwrap();
    near(reliability.alpha(), 0.759120786834413, 1e-12);
    let (low, high) = reliability.alpha_interval(0.95).unwrap();
    near(low, 0.7227395216407726, 1e-9);
    near(high, 0.7925792524341124, 1e-9);
    near(reliability.sem(reliability.alpha()).unwrap(), 1.4159725827071485, 1e-12);
    near(reliability.alpha_without()[1].unwrap(), 0.747521440416963, 1e-12);
    let factor = reliability.one_factor().unwrap();
    near(factor.omega, 0.7606616298288867, 1e-8);
    near(factor.omega_standardised, 0.7594397495775079, 1e-8);
    near(factor.loadings[0], 0.429539214516, 1e-7);
    near(factor.residual, 0.03424474235273761, 1e-8);
}

/// The same with a fifth of the answers missing: totals are shares, covariances pairwise.
#[test]
fn missing_answers_agree_with_an_independent_computation() {
    let all = answers(4, 400, 12, 0.2);
    let found = items(&all, &ones(&all), KELLEY).unwrap();
    near(found[0].difficulty.unwrap(), 0.798165137615, 1e-12);
    near(found[0].rest_correlation.unwrap(), 0.33600348848389544, 1e-12);
    near(found[2].discrimination.unwrap(), 0.6039215686274509, 1e-12);
    let reliability = Covariances::of(&all).unwrap();
    assert_eq!(reliability.learners(), 243);
    near(reliability.alpha(), 0.7576585960881117, 1e-12);
    let (low, high) = reliability.alpha_interval(0.95).unwrap();
    near(low, 0.7101167509969968, 1e-9);
    near(high, 0.8003519798611076, 1e-9);
    near(reliability.one_factor().unwrap().omega, 0.7599381773756405, 1e-8);
}

/// Verbal aggression (316 × 24): α, the first items' difficulty and item–rest correlation as R psych prints them.
#[test]
fn the_verbal_aggression_data_come_out() {
    let Some(text) = published::text("verbal.txt") else { return };
    let mut rows = Vec::new();
    for (learner, line) in text.lines().skip(1).enumerate() {
        let fields = line.split('\t').take(24).enumerate();
        rows.extend(fields.map(|(item, f)| Response { learner, item, score: f.trim().parse().unwrap(), time: 0 }));
    }
    let all = Responses::new(rows).unwrap();
    near(Covariances::of(&all).unwrap().alpha(), 0.8761213, 5e-8);
    let found = items(&all, &ones(&all), KELLEY).unwrap();
    for (item, p, rest) in [(0, 0.712, 0.4394), (1, 0.6013, 0.4807), (2, 0.5127, 0.4793)] {
        near(found[item].difficulty.unwrap(), p, 5e-5);
        near(found[item].rest_correlation.unwrap(), rest, 5e-5);
    }
}

/// Ten learners with totals 0 … 4 on four items; the upper 27 % are 2.7 learners: the one with 4, and 1.7 of the three with 3.
#[test]
fn tied_learners_share_their_places() {
    let pattern = [
        [0, 0, 0, 0],
        [1, 0, 0, 0],
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 0, 0],
        [1, 0, 1, 0],
        [1, 1, 1, 0],
        [1, 1, 0, 1],
        [1, 1, 1, 0],
        [1, 1, 1, 1],
    ];
    let table: Vec<Vec<Option<f64>>> = pattern.iter().map(|r| r.iter().map(|x| Some(f64::from(*x))).collect()).collect();
    let found = items(&Responses::from_wide(&table).unwrap(), &[1.0; 4], KELLEY).unwrap();
    // Item 3: of the upper group, the one with 4 and a third of the 1.7; of the lower (one with 0 and 1.7 of the two with 1), nobody.
    near(found[3].upper.unwrap(), (1.0 + 1.7 / 3.0) / 2.7, 1e-12);
    assert_eq!(found[3].lower, Some(0.0));
    near(found[0].lower.unwrap(), 1.7 / 2.7, 1e-12);
}

/// A test of two items and a choice among three options, counted by hand.
#[test]
fn options_are_counted_by_group() {
    let choose = |learner, item, option: u8| Response { learner, item, score: f64::from(option), time: 0 };
    let mut rows = Vec::new();
    for (learner, [a, b]) in [[0, 0], [0, 0], [0, 1], [1, 1], [2, 0], [2, 2]].into_iter().enumerate() {
        rows.extend([choose(learner, 0, a), choose(learner, 1, b)]);
    }
    rows.push(choose(6, 1, 0));
    let all = Responses::new(rows).unwrap();
    let found = options(&all, &[3, 3], &[0, 0], 2).unwrap();
    assert_eq!(found[0].iter().map(|o| o.chosen).collect::<Vec<_>>(), [3, 1, 2]);
    near(found[0][0].share.unwrap(), 0.5, 1e-12);
    // Choosers of option 2 of the first item: one right, one wrong on the second.
    near(found[0][2].mean_rest.unwrap(), 0.5, 1e-12);
    // Key: rest 1, 1, 0 against 0, 1, 0 of the others. Pearson's r of (1,1,1,0,0,0) and (1,1,0,0,1,0) is 1/3.
    near(found[0][0].rest_correlation.unwrap(), 1.0 / 3.0, 1e-12);
    for item in &found {
        for group in 0..2 {
            near(item.iter().map(|o| o.by_group[group].unwrap()).sum(), 1.0, 1e-12);
        }
    }
}

/// Feldt's interval for α = 0.79 with n = 41 and k = 26, by scipy 1.17's `stats.f.ppf`.
#[test]
fn the_interval_of_alpha() {
    let (low, high) = alpha_interval(0.79, 41, 26, 0.95).unwrap();
    near(low, 0.6851372816667141, 1e-8);
    near(high, 0.8725839361273218, 1e-8);
}

/// A matrix that one factor explains exactly: the loadings and ω come out.
#[test]
fn an_exact_factor_is_found() {
    let loadings = [0.8, 0.7, 0.6, -0.5, 0.4];
    let sd = [1.0, 2.0, 0.5, 1.0, 3.0];
    let matrix = DMatrix::from_fn(5, 5, |i, j| if i == j { sd[i] * sd[i] } else { loadings[i] * loadings[j] * sd[i] * sd[j] });
    let factor = Covariances::from_matrix(matrix, 100).unwrap().one_factor().unwrap();
    factor.loadings.iter().zip(loadings).for_each(|(ours, theirs)| near(*ours, theirs, 1e-9));
    let common = loadings.iter().zip(sd).map(|(l, s)| l * s).sum::<f64>().powi(2);
    let unique: f64 = loadings.iter().zip(sd).map(|(l, s)| (1.0 - l * l) * s * s).sum();
    near(factor.omega, common / (common + unique), 1e-9);
    near(factor.residual, 0.0, 1e-9);
}

/// Of items that measure one thing equally, α is ω is the reliability: k r / (1 + (k − 1) r).
#[test]
fn alpha_and_omega_meet_where_items_are_parallel() {
    let matrix = DMatrix::from_fn(8, 8, |i, j| if i == j { 1.0 } else { 0.3 });
    let reliability = Covariances::from_matrix(matrix, 100).unwrap();
    near(reliability.alpha(), 8.0 * 0.3 / 3.1, 1e-12);
    near(reliability.one_factor().unwrap().omega, 8.0 * 0.3 / 3.1, 1e-9);
}

/// √(x (n − x) / (n − 1)): of 20 items, half right, 2.294; and the laws that hold between the three.
#[test]
fn conditional_errors() {
    near(lord(10.0, 20).unwrap(), (100.0_f64 / 19.0).sqrt(), 1e-12);
    assert_eq!(lord(0.0, 20), Ok(0.0));
    let k = kr21(12.0, 16.0, 20).unwrap();
    near(k, 20.0 / 19.0 * (1.0 - 12.0 * 8.0 / 320.0), 1e-12);
    near(keats(10.0, 20, k, k).unwrap(), lord(10.0, 20).unwrap(), 1e-12);
    assert!(keats(10.0, 20, 0.9, k).unwrap() < lord(10.0, 20).unwrap());
    // A learner who has all of one part and none of the other could hardly have scored otherwise.
    assert_eq!(compound(&[(10.0, 10), (0.0, 10)]), Ok(0.0));
    assert!(compound(&[(5.0, 10), (5.0, 10)]).unwrap() > 2.0);
    assert_eq!(
        lord(21.0, 20),
        Err(Fault::OutOfRange { what: "a number-right score", value: 21.0, allowed: "from 0 to the number of items" })
    );
    assert_eq!(lord(0.0, 1), Err(Fault::TooFew { what: "items", least: 2, found: 1 }));
    assert!(lord(f64::NAN, 20).is_err() && compound(&[]).is_err() && keats(1.0, 20, 0.9, 1.0).is_err());
}

#[test]
fn what_cannot_be_known_is_none_and_what_is_wrong_is_named() {
    let row = |learner, item, score| Response { learner, item, score, time: 0 };
    // Item 0 is right for all, nobody saw item 2, learner 2 answered one item only.
    let rows = vec![row(0, 0, 1.0), row(0, 1, 1.0), row(1, 0, 1.0), row(1, 1, 0.0), row(2, 0, 1.0)];
    let all = Responses::of_size(4, 3, rows).unwrap();
    let found = items(&all, &[1.0; 3], KELLEY).unwrap();
    assert_eq!((found[0].difficulty, found[0].rest_correlation), (Some(1.0), None));
    assert_eq!((found[2].answered, found[2].difficulty, found[2].discrimination), (0, None, None));
    assert_eq!(Covariances::of(&all), Err(Fault::TooFew { what: "learners who answered both items of a pair", least: 2, found: 0 }));

    let one = Responses::new([row(0, 0, 1.0), row(0, 1, 0.0)]).unwrap();
    assert_eq!(items(&one, &[1.0; 2], KELLEY).unwrap()[1].difficulty, Some(0.0));
    assert!(matches!(Covariances::of(&one), Err(Fault::TooFew { .. })));

    let same = Responses::new((0..9).flat_map(|l| [row(l, 0, 1.0), row(l, 1, 0.3)])).unwrap();
    assert_eq!(Covariances::of(&same), Err(Fault::NoVariation { what: "the total score" }));
    let partly = Responses::new((0..9).flat_map(|l| [row(l, 0, 1.0), row(l, 1, (l % 2) as f64), row(l, 2, (l % 3) as f64)])).unwrap();
    assert_eq!(Covariances::of(&partly).unwrap().one_factor(), Err(Fault::Constant { item: 0 }));

    let twice = Responses::new([row(0, 0, 1.0), row(0, 0, 0.0)]).unwrap();
    assert_eq!(items(&twice, &[1.0], KELLEY), Err(Fault::Repeated { learner: 0, item: 0 }));
    assert_eq!(items(&one, &[1.0], KELLEY), Err(Fault::Shape { what: "full marks of items", expected: 2, found: 1 }));
    assert!(matches!(items(&one, &[0.5, 1.0], KELLEY), Err(Fault::OutOfRange { what: "a score", .. })));
    for wrong in [0.0, 0.6, f64::NAN] {
        assert!(matches!(items(&one, &[1.0; 2], wrong), Err(Fault::OutOfRange { .. })));
        assert!(matches!(items(&one, &[1.0, wrong.min(0.0)], KELLEY), Err(Fault::OutOfRange { .. })));
    }
    assert!(matches!(options(&one, &[2, 2], &[0, 2], 5), Err(Fault::OutOfRange { what: "a key", .. })));
    assert!(matches!(options(&one, &[2, 2], &[0, 0], 0), Err(Fault::OutOfRange { .. })));
    assert!(matches!(options(&one, &[1, 1], &[0, 0], 5), Err(Fault::NotCategory { learner: 0, item: 0, .. })));
    assert!(Covariances::from_matrix(DMatrix::from_element(2, 2, f64::NAN), 9).is_err());
    assert!(alpha_interval(0.8, 20, 10, 1.0).is_err() && alpha_interval(f64::NAN, 20, 10, 0.9).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_learners_and_rows_does_not_matter(
        seed in any::<u64>(), learners in 30..80_usize, missing in prop_oneof![Just(0.0), Just(0.3)]
    ) {
        let all = answers(seed, learners, 6, missing);
        let (other, _) = shuffled(&all, seed ^ 1);
        let (a, b) = (items(&all, &ones(&all), KELLEY).unwrap(), items(&other, &ones(&all), KELLEY).unwrap());
        for (a, b) in a.iter().zip(&b) {
            prop_assert_eq!(a.answered, b.answered);
            for (a, b) in [(a.difficulty, b.difficulty), (a.discrimination, b.discrimination), (a.rest_correlation, b.rest_correlation)] {
                prop_assert!((a.unwrap_or(9.0) - b.unwrap_or(9.0)).abs() < 1e-12);
            }
        }
        if let (Ok(a), Ok(b)) = (Covariances::of(&all), Covariances::of(&other)) {
            prop_assert!((a.alpha() - b.alpha()).abs() < 1e-10);
            if let (Ok(a), Ok(b)) = (a.one_factor(), b.one_factor()) {
                prop_assert!((a.omega - b.omega).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn learners_without_answers_change_nothing_and_doubling_changes_no_item(seed in any::<u64>(), learners in 20..60_usize) {
        let all = answers(seed, learners, 6, 0.0);
        let more = Responses::of_size(learners + 5, 6, all.rows().collect()).unwrap();
        prop_assert_eq!(items(&all, &ones(&all), KELLEY).unwrap(), items(&more, &ones(&all), KELLEY).unwrap());
        let again = all.rows().map(|r| Response { learner: r.learner + learners, ..r });
        let twice = Responses::new(all.rows().chain(again)).unwrap();
        for (a, b) in items(&all, &ones(&all), KELLEY).unwrap().iter().zip(&items(&twice, &ones(&all), KELLEY).unwrap()) {
            prop_assert!((a.discrimination.unwrap() - b.discrimination.unwrap()).abs() < 1e-12);
        }
    }
}
