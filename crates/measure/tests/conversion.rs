//! Conversion by rank against the published example and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::Fault;
use measure::conversion::{Band, Conversion, Interval};
use proptest::prelude::*;

/// The five bands of the provinces with "3 + 1 + 2" (as the provinces' 实施方案 print them): shares of about 15, 35, 35, 13, 2 %.
fn five() -> Vec<Band> {
    let rules = [(0.15, 86.0, 100.0), (0.35, 71.0, 85.0), (0.35, 56.0, 70.0), (0.13, 41.0, 55.0), (0.02, 30.0, 40.0)];
    rules.map(|(share, low, high)| Band { share, low, high }).to_vec()
}

/// vectors.json `gaokao_conv`: raw 61 … 79 onto 71 … 85.
#[test]
fn the_published_example() {
    let band = Interval { raw: (61.0, 79.0), converted: (71.0, 85.0), learners: 100 };
    assert!((band.convert(77.0, false) - 83.4444).abs() < 5e-5);
    assert!((band.convert(70.0, false) - 78.0).abs() < 1e-12);
    assert_eq!((band.convert(61.0, false), band.convert(79.0, false)), (71.0, 85.0));
}

/// A hundred learners with raw scores 1 … 100: bands of 15, 35, 35, 13 and 2.
#[test]
fn bands_take_their_shares() {
    let raw: Vec<f64> = (1..=100).map(f64::from).collect();
    let conversion = Conversion::new(&raw, &five()).unwrap();
    let found: Vec<(f64, f64, usize)> = conversion.intervals().iter().flatten().map(|i| (i.raw.0, i.raw.1, i.learners)).collect();
    assert_eq!(found, [(86.0, 100.0, 15), (51.0, 85.0, 35), (16.0, 50.0, 35), (3.0, 15.0, 13), (1.0, 2.0, 2)]);
    assert_eq!(conversion.convert(100.0, false), Some((0, 100.0)));
    assert_eq!(conversion.convert(51.0, false), Some((1, 71.0)));
    assert_eq!(conversion.convert(0.5, false), None);
}

/// Who ties across a bound goes up, and the band below gets what is left.
#[test]
fn ties_go_up_and_single_scores_are_settled_by_the_rules() {
    let mut raw = vec![90.0; 10];
    raw.extend([80.0; 20]);
    raw.extend((0..70).map(f64::from));
    let conversion = Conversion::new(&raw, &five()).unwrap();
    let first = conversion.intervals()[0].unwrap();
    assert_eq!((first.raw, first.learners), ((80.0, 90.0), 30));
    let all_alike = Conversion::new(&[60.0; 8], &five()).unwrap();
    assert_eq!(all_alike.convert(60.0, false), Some((0, 93.0)));
    assert_eq!(all_alike.convert(60.0, true), Some((0, 100.0)));
    assert!(all_alike.intervals()[1..].iter().all(Option::is_none));
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(Conversion::new(&[], &five()), Err(Fault::Empty));
    assert!(matches!(Conversion::new(&[f64::NAN], &five()), Err(Fault::OutOfRange { what: "a raw score", .. })));
    assert!(matches!(Conversion::new(&[1.0], &five()[1..]), Err(Fault::OutOfRange { what: "the sum of the shares of bands", .. })));
    let wrong = |band| Conversion::new(&[1.0], &[Band { share: 0.5, low: 50.0, high: 100.0 }, band]);
    assert!(wrong(Band { share: 0.0, low: 0.0, high: 49.0 }).is_err());
    assert!(wrong(Band { share: 0.5, low: 0.0, high: 51.0 }).is_err());
    assert!(wrong(Band { share: 0.5, low: 49.0, high: 0.0 }).is_err());
    assert!(wrong(Band { share: 0.5, low: 0.0, high: 49.0 }).is_ok());
}

proptest! {
    #[test]
    fn order_is_kept_and_everybody_is_somewhere(raw in prop::collection::vec(0..150_u8, 1..300)) {
        let raw: Vec<f64> = raw.into_iter().map(f64::from).collect();
        let conversion = Conversion::new(&raw, &five()).unwrap();
        let mut sorted = raw.clone();
        sorted.sort_by(f64::total_cmp);
        let converted: Vec<f64> = sorted.iter().map(|r| conversion.convert(*r, false).unwrap().1).collect();
        prop_assert!(converted.windows(2).all(|w| w[0] <= w[1] + 1e-9));
        prop_assert!(converted.iter().all(|t| (30.0 - 1e-9..=100.0 + 1e-9).contains(t)));
        prop_assert_eq!(conversion.intervals().iter().flatten().map(|i| i.learners).sum::<usize>(), raw.len());
        prop_assert_eq!(Conversion::new(&sorted, &five()).unwrap(), conversion);
    }
}
