//! Answer similarity against published figures, an independent computation, and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod published;
mod simulated;

use measure::similarity::{generalised_binomial, k_index, match_chance, omega};
use measure::{Fault, Response, Responses};
use proptest::prelude::*;
use simulated::{answers, shuffled};

#[track_caller]
fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance, "{ours} instead of {theirs}");
}

const FIRST: [f64; 5] = [0.9, 0.8, 0.7, 0.6, 0.5];
const SECOND: [f64; 5] = [0.8, 0.7, 0.6, 0.5, 0.4];

/// vectors.json `gbt_toy`: five items scored right or wrong.
#[test]
fn matches_under_a_model() {
    let chances: Vec<f64> = FIRST.iter().zip(SECOND).map(|(p, q)| match_chance(&[1.0 - p, *p], &[1.0 - q, q]).unwrap()).collect();
    near(generalised_binomial(&chances, 4).unwrap(), 0.2983, 5e-5);
    near(generalised_binomial(&chances, 5).unwrap(), 0.061938, 1e-12);
    assert_eq!(generalised_binomial(&chances, 0), Ok(1.0));
    // The source answered 1, 1, 0, 0, 1; the first learner gave all five of these answers.
    let of_source = [0.9, 0.8, 1.0 - 0.7, 1.0 - 0.6, 0.5];
    let found = omega(&of_source, 5).unwrap();
    near(found.value, 2.154554539, 5e-10);
    // scipy 1.17: stats.norm.sf(2.154554539).
    near(found.p, 0.015598354881303355, 1e-10);
}

/// vectors.json `copy_K_index` (R CopyDetect 1.3, its example data, 1,000 learners × 20 items, learners 286 and 868 counted from 0).
#[test]
fn the_k_index_comes_out() {
    let Some(text) = published::text("form1_first1000x20.txt") else { return };
    let all = measure::text::wide(&text).unwrap();
    let found = k_index(&all, &[1.0; 20], 286, 868).unwrap();
    assert_eq!((found.wrong_copier, found.wrong_source, found.matches, found.group), (8, 4, 4, 65));
    near(found.share, 0.5576923, 5e-8);
    near(found.k, 0.09673388, 5e-9);
}

/// 300 simulated learners, ten items; K, K₁, K₂ in numpy and scipy (`polyfit` of the groups' shares, `binom.sf`).
#[test]
fn the_k_index_and_its_steadied_forms_agree_with_an_independent_computation() {
    let all = answers(41, 300, 10, 0.0);
    let found = k_index(&all, &[1.0; 10], 9, 2).unwrap();
    let (counts, figures) = ([5, 6, 5, 62], [0.7096774193548386, 0.44132327604396704, 0.2379509730585585, 0.3671863900571751]);
    assert_eq!([found.wrong_copier, found.wrong_source, found.matches, found.group], counts);
    for (ours, theirs) in [found.share, found.k, found.k1.unwrap(), found.k2.unwrap()].into_iter().zip(figures) {
        near(ours, theirs, 1e-9);
    }
}

/// Only the same wrong option is a match, and items that one of the pair was not given do not count.
#[test]
fn options_and_missing_answers() {
    let choose = |learner, item, option| Response { learner, item, score: option, time: 0 };
    let rows = [[0.0, 1.0, 2.0, 0.0], [0.0, 1.0, 1.0, 3.0], [0.0, 1.0, 2.0, 0.0], [0.0, 0.0, 0.0, 0.0]];
    let all = |without: &[(usize, usize)]| {
        let given = rows.iter().enumerate().flat_map(|(l, row)| row.iter().enumerate().map(move |(i, o)| choose(l, i, *o)));
        Responses::new(given.filter(|r| !without.contains(&(r.learner, r.item)))).unwrap()
    };
    let found = k_index(&all(&[]), &[0.0; 4], 0, 1).unwrap();
    assert_eq!((found.items, found.wrong_copier, found.wrong_source, found.matches, found.group), (4, 2, 3, 1, 2));
    near(found.share, 1.0 / 3.0, 1e-12);
    near(found.k, 1.0 - (2.0_f64 / 3.0).powi(3), 1e-12);
    // Without the copier's answer to item 2, three items are compared; learner 2 answered all of them, learner 3 too.
    let found = k_index(&all(&[(0, 2)]), &[0.0; 4], 0, 1).unwrap();
    assert_eq!((found.items, found.wrong_copier, found.wrong_source, found.matches, found.group), (3, 1, 2, 1, 2));
}

#[test]
fn what_is_wrong_is_named() {
    let all = answers(3, 10, 5, 0.0);
    let key = [1.0; 5];
    assert!(matches!(k_index(&all, &key[1..], 0, 1), Err(Fault::Shape { .. })));
    assert!(matches!(k_index(&all, &key, 0, 10), Err(Fault::OutOfRange { .. })));
    assert!(matches!(k_index(&all, &key, 1, 1), Err(Fault::OutOfRange { .. })));
    let perfect = Responses::of_size(
        3,
        2,
        vec![Response { learner: 0, item: 0, score: 1.0, time: 0 }, Response { learner: 1, item: 0, score: 1.0, time: 0 }],
    )
    .unwrap();
    assert_eq!(k_index(&perfect, &[1.0; 2], 0, 1), Err(Fault::TooFew { what: "wrong answers of the source", least: 1, found: 0 }));
    assert_eq!(k_index(&perfect, &[1.0; 2], 0, 2), Err(Fault::TooFew { what: "items that both of the pair answered", least: 1, found: 0 }));
    assert!(matches!(match_chance(&[0.5, 0.5], &[1.0]), Err(Fault::Shape { .. })));
    assert!(matches!(match_chance(&[0.5, 0.4], &[0.5, 0.5]), Err(Fault::OutOfRange { .. })));
    assert!(matches!(generalised_binomial(&[0.5, f64::NAN], 1), Err(Fault::OutOfRange { .. })));
    assert!(matches!(generalised_binomial(&[0.5], 2), Err(Fault::OutOfRange { .. })));
    assert_eq!(omega(&[1.0, 0.0], 1), Err(Fault::NoVariation { what: "the number of matches" }));
}

proptest! {
    /// The tail falls with the number of matches, from 1 to the product; the order of items does not matter; with equal chances it is the
    /// binomial one.
    #[test]
    fn the_generalised_binomial_is_a_distribution(chances in prop::collection::vec(0.0..=1.0f64, 1..40), p in 0.01..0.99f64) {
        let tail: Vec<f64> = (0..=chances.len()).map(|m| generalised_binomial(&chances, m).unwrap()).collect();
        prop_assert!((tail[0] - 1.0).abs() < 1e-12 && tail.windows(2).all(|w| w[0] >= w[1]));
        prop_assert!((tail[chances.len()] - chances.iter().product::<f64>()).abs() < 1e-12);
        let expected: f64 = tail[1..].iter().sum();
        prop_assert!((expected - chances.iter().sum::<f64>()).abs() < 1e-9);
        let turned: Vec<f64> = chances.iter().rev().copied().collect();
        prop_assert!((generalised_binomial(&turned, chances.len() / 2).unwrap() - tail[chances.len() / 2]).abs() < 1e-12);
        let same = vec![p; chances.len()];
        prop_assert!((generalised_binomial(&same, 1).unwrap() - (1.0 - (1.0 - p).powi(chances.len() as i32))).abs() < 1e-12);
    }

    #[test]
    fn the_order_of_learners_does_not_matter(seed in any::<u64>()) {
        let all = answers(seed, 60, 8, 0.1);
        let (other, place) = shuffled(&all, seed ^ 3);
        let key = [1.0; 8];
        match (k_index(&all, &key, 4, 9), k_index(&other, &key, place[4], place[9])) {
            (Ok(a), Ok(b)) => {
                prop_assert_eq!((a.matches, a.group, a.wrong_copier), (b.matches, b.group, b.wrong_copier));
                prop_assert!((a.k - b.k).abs() < 1e-12 && (0.0..=1.0).contains(&a.k));
            }
            (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
        }
    }
}
