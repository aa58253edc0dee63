//! Adaptive tests: the right item, the right estimate, content, exposure and length in bounds, and bad input named.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::Fault;
use measure::adaptive::{Classification, Criterion, Decision, Design, End, Pool, Report, Stop, Test, simulate, sympson_hetter};
use measure::irt::score::{Method, ability};
use measure::irt::{Bank, Grid, Item, Population};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::distr::{Distribution, StandardUniform};
use rand_chacha::ChaCha8Rng;

struct Normal(ChaCha8Rng);

impl Normal {
    fn new(seed: u64) -> Normal {
        Normal(ChaCha8Rng::seed_from_u64(seed))
    }

    fn draw(&mut self) -> f64 {
        let [u, v]: [f64; 2] = [StandardUniform.sample(&mut self.0), StandardUniform.sample(&mut self.0)];
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    fn many(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.draw()).collect()
    }
}

/// a ~ lognormal(0, 0.3), b ~ N(0, 1).
fn bank(items: usize, seed: u64) -> Bank {
    let mut normal = Normal::new(seed);
    Bank::new((0..items).map(|_| Item::two_pl((0.3 * normal.draw()).exp(), normal.draw()).unwrap()).collect()).unwrap()
}

fn pool(items: usize, seed: u64) -> Pool {
    Pool::new(bank(items, seed), Grid::default())
}

fn run(pool: &Pool, design: &Design, learners: usize) -> Report {
    simulate(pool, design, &Normal::new(77).many(learners), 5).unwrap()
}

fn lengths(report: &Report) -> impl Iterator<Item = usize> + '_ {
    report.outcomes.iter().map(|o| o.items.len())
}

/// The bar: 500 learners × 20 of 500 items, RMSE at most 0.30. And the test's own standard error is an honest one.
#[test]
fn twenty_of_five_hundred_items_are_enough() {
    let report = run(&pool(500, 1), &Design::new(Stop::length(20)), 500);
    assert!(report.rmse <= 0.30 && report.bias.abs() < 0.05, "{} {}", report.rmse, report.bias);
    assert!((report.rmse / report.mean_error - 1.0).abs() < 0.1, "{} {}", report.rmse, report.mean_error);
    assert!(lengths(&report).all(|n| n == 20) && report.outcomes.iter().all(|o| o.end == End::Length));
    let exposed: f64 = report.exposure.iter().sum();
    assert!((exposed - 20.0).abs() < 1e-9 && report.mean_length == 20.0);
}

#[test]
fn the_most_informative_item_comes_next_and_the_estimate_is_the_one_of_scoring() {
    let pool = pool(120, 2);
    let design = Design::new(Stop::length(15));
    let test = Test::new(&pool, &design).unwrap();
    let mut sitting = test.sit(3, 0);
    let (mut given, mut right) = (Vec::new(), false);
    while let Ok(item) = sitting.next_item() {
        let theta = sitting.estimate().theta;
        let information = |i: usize| pool.bank().items()[i].information(theta);
        let best = (0..120).filter(|i| !given.contains(i)).map(information).fold(0.0, f64::max);
        assert!(information(item) >= 0.99 * best && !given.contains(&item), "{item}: {} {best}", information(item));
        assert_eq!(sitting.next_item(), Ok(item));
        given.push(item);
        right = !right;
        let estimate = sitting.answer(usize::from(right)).unwrap();
        let scored = ability(pool.bank(), sitting.answers(), Method::Eap, &Population::default(), pool.grid()).unwrap();
        assert!((estimate.theta - scored.theta).abs() < 1e-9 && (estimate.error - scored.error).abs() < 1e-9);
    }
    assert_eq!(sitting.next_item(), Err(End::Length));
    let map = sitting.score(Method::Map).unwrap();
    assert!((map.theta - sitting.estimate().theta).abs() < 0.1);
}

#[test]
fn all_criteria_measure_and_strata_spread_the_exposure() {
    let pool = pool(300, 4);
    let of = |criterion| run(&pool, &Design { criterion, ..Design::new(Stop::length(20)) }, 400);
    let information = of(Criterion::Information);
    let divergence = of(Criterion::KullbackLeibler { width: 3.0 });
    let strata = of(Criterion::Stratified { strata: 4 });
    assert!(
        information.rmse < 0.33 && divergence.rmse < 0.33 && strata.rmse < 0.40,
        "{} {} {}",
        information.rmse,
        divergence.rmse,
        strata.rmse
    );
    assert!(strata.never_given() < information.never_given() && strata.overlap < information.overlap);
    // From the weakest quarter of the bank to the strongest.
    let strength = |item: &usize| pool.bank().items()[*item].parameters()[0];
    for outcome in &strata.outcomes {
        let means: Vec<f64> = outcome.items.chunks(5).map(|part| part.iter().map(strength).sum::<f64>()).collect();
        assert!(means.windows(2).all(|two| two[0] < two[1]), "{means:?}");
    }
}

#[test]
fn content_is_balanced_and_enemies_never_meet() {
    let enemies: Vec<(usize, usize)> = (0..199).map(|i| (i, i + 1)).collect();
    let pool = pool(200, 6).with_areas((0..200).map(|i| i % 3).collect()).unwrap().with_enemies(&enemies).unwrap();
    let design = Design { shares: vec![0.5, 0.3, 0.2], ..Design::new(Stop::length(20)) };
    let report = run(&pool, &design, 200);
    for outcome in &report.outcomes {
        let of = |area: usize| outcome.items.iter().filter(|i| *i % 3 == area).count();
        assert_eq!([of(0), of(1), of(2)], [10, 6, 4]);
        let mut sorted = outcome.items.clone();
        sorted.sort_unstable();
        assert!(sorted.windows(2).all(|two| two[1] - two[0] > 1), "{sorted:?}");
    }
}

#[test]
fn exposure_is_held() {
    let pool = pool(200, 7);
    let free = Design::new(Stop::length(15));
    let open = run(&pool, &free, 600);
    let some = run(&pool, &Design { among: 8, ..free.clone() }, 600);
    let admission = sympson_hetter(&pool, &free, &Normal::new(8).many(1000), 0.25, 9).unwrap();
    let held = run(&pool, &Design { admission, ..free.clone() }, 600);
    assert!(open.most_exposed() > 0.6 && some.most_exposed() < open.most_exposed(), "{} {}", open.most_exposed(), some.most_exposed());
    // Other learners than those of the rounds: within the noise of 600.
    assert!(held.most_exposed() < 0.25 + 0.06, "{}", held.most_exposed());
    assert!(held.overlap < some.overlap && held.overlap < open.overlap && held.rmse < open.rmse + 0.08 && lengths(&held).all(|n| n == 15));
}

#[test]
fn a_test_ends_when_it_knows_enough() {
    let pool = pool(300, 10);
    let stop = Stop { least: 4, most: 40, error: Some(0.35), classification: None };
    let report = run(&pool, &Design::new(stop), 300);
    assert!(report.outcomes.iter().all(|o| (o.end == End::Error && o.error <= 0.35) || o.items.len() == 40));
    assert!(report.mean_length < 20.0 && lengths(&report).all(|n| (4..=40).contains(&n)), "{}", report.mean_length);
    for classification in
        [Classification::Sprt { cut: 0.3, half_width: 0.2, alpha: 0.05, beta: 0.05 }, Classification::Interval { cut: 0.3, z: 1.645 }]
    {
        let stop = Stop { least: 3, most: 40, error: None, classification: Some(classification) };
        let report = run(&pool, &Design::new(stop), 500);
        assert!(report.right.unwrap() > 0.9 && report.mean_length < 30.0, "{:?} {}", report.right, report.mean_length);
        // Errors are those near the cut.
        let far = report.outcomes.iter().filter(|o| (o.truth - 0.3).abs() > 0.5);
        let (n, wrong) = far.fold((0.0, 0.0), |(n, wrong), o| {
            let side = if o.truth >= 0.3 { Decision::Above } else { Decision::Below };
            (n + 1.0, wrong + f64::from(u8::from(o.decision != Some(side))))
        });
        assert!(wrong / n < 0.05, "{classification:?} {wrong} of {n}");
    }
}

#[test]
fn items_of_several_categories_work_alike() {
    let mut normal = Normal::new(12);
    let mut thresholds = || {
        let mut of = normal.many(3);
        of.sort_by(f64::total_cmp);
        of[1] = of[1].max(of[0] + 0.1);
        of[2] = of[2].max(of[1] + 0.1);
        of
    };
    let items = (0..60).map(|i| if i % 2 == 0 { Item::graded(1.4, &thresholds()) } else { Item::partial_credit(1.1, &thresholds()) });
    let pool = Pool::new(Bank::new(items.collect::<Result<_, _>>().unwrap()).unwrap(), Grid::default());
    for criterion in [Criterion::Information, Criterion::KullbackLeibler { width: 3.0 }, Criterion::Stratified { strata: 3 }] {
        let report = run(&pool, &Design { criterion, ..Design::new(Stop::length(12)) }, 200);
        assert!(report.rmse < 0.4, "{criterion:?} {}", report.rmse);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let pool = pool(100, 13);
    let design = Design { among: 4, ..Design::new(Stop::length(10)) };
    let with = |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| run(&pool, &design, 150));
    assert_eq!(with(1), with(3));
}

#[test]
fn what_is_wrong_is_named() {
    let pool = pool(30, 14);
    let good = Design::new(Stop::length(10));
    let truths = [0.0, 1.0];
    let refused = |design: Design| {
        assert!(matches!(simulate(&pool, &design, &truths, 1), Err(Fault::OutOfRange { .. } | Fault::Shape { .. })), "{design:?}")
    };
    for stop in [
        Stop::length(0),
        Stop::length(31),
        Stop { least: 11, ..good.stop },
        Stop { error: Some(0.0), ..good.stop },
        Stop { error: Some(f64::NAN), ..good.stop },
        Stop { classification: Some(Classification::Sprt { cut: 0.0, half_width: 0.0, alpha: 0.05, beta: 0.05 }), ..good.stop },
        Stop { classification: Some(Classification::Sprt { cut: 0.0, half_width: 0.2, alpha: 0.5, beta: 0.05 }), ..good.stop },
        Stop { classification: Some(Classification::Interval { cut: f64::NAN, z: 2.0 }), ..good.stop },
    ] {
        refused(Design { stop, ..good.clone() });
    }
    refused(Design { among: 0, ..good.clone() });
    refused(Design { shares: vec![0.5, 0.5], ..good.clone() });
    refused(Design { shares: vec![0.0], ..good.clone() });
    refused(Design { admission: vec![1.0; 29], ..good.clone() });
    refused(Design { admission: vec![0.0; 30], ..good.clone() });
    refused(Design { criterion: Criterion::Stratified { strata: 0 }, ..good.clone() });
    refused(Design { criterion: Criterion::KullbackLeibler { width: f64::NAN }, ..good.clone() });
    refused(Design { prior: Population { mean: 0.0, sd: 0.0 }, ..good.clone() });
    assert_eq!(simulate(&pool, &good, &[], 1), Err(Fault::Empty));
    assert!(matches!(simulate(&pool, &good, &[f64::NAN], 1), Err(Fault::OutOfRange { .. })));
    assert!(matches!(sympson_hetter(&pool, &good, &truths, 0.2, 1), Err(Fault::OutOfRange { .. })));
    assert!(matches!(pool.clone().with_areas(vec![0]), Err(Fault::Shape { .. })));
    assert!(matches!(pool.clone().with_enemies(&[(3, 3)]), Err(Fault::OutOfRange { .. })));
    let test = Test::new(&pool, &good).unwrap();
    let mut sitting = test.sit(1, 0);
    assert!(matches!(sitting.answer(1), Err(Fault::OutOfRange { .. })));
    let item = sitting.next_item().unwrap();
    assert!(matches!(sitting.answer(2), Err(Fault::OutOfRange { .. })));
    assert_eq!((sitting.answers().len(), sitting.next_item()), (0, Ok(item)));
}

#[test]
fn one_item_one_learner_and_far_abilities_are_finite() {
    let lone = Pool::new(Bank::new(vec![Item::two_pl(1.0, 0.0).unwrap()]).unwrap(), Grid::default());
    let report = simulate(&lone, &Design::new(Stop::length(1)), &[0.4], 1).unwrap();
    assert_eq!((report.overlap, report.mean_length), (None, 1.0));
    let steep = Bank::new((0..40).map(|i| Item::two_pl(30.0, f64::from(i) / 10.0 - 2.0).unwrap()).collect()).unwrap();
    let report = simulate(&Pool::new(steep, Grid::default()), &Design::new(Stop::length(40)), &[-50.0, 50.0, 0.0], 1).unwrap();
    assert!(report.outcomes.iter().all(|o| o.theta.is_finite() && o.error.is_finite()));
    // All are enemies of the first: the test runs out.
    let enemies: Vec<(usize, usize)> = (0..10).flat_map(|i| (i + 1..10).map(move |k| (i, k))).collect();
    let hostile = pool(10, 3).with_enemies(&enemies).unwrap();
    let report = run(&hostile, &Design::new(Stop::length(5)), 3);
    assert!(report.outcomes.iter().all(|o| o.items.len() == 1 && o.end == End::Exhausted));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_design_a_test_keeps_its_rules(
        seed in 0..1000_u64, most in 1..20_usize, among in 1..9_usize, kind in 0..3_usize, areas in 1..4_usize, balanced in any::<bool>(), k in 0.05..1.0_f64,
    ) {
        let pool = pool(40, seed).with_areas((0..40).map(|i| i % areas).collect()).unwrap().with_enemies(&[(0, 1), (2, 3)]).unwrap();
        let criterion = [Criterion::Information, Criterion::KullbackLeibler { width: 3.0 }, Criterion::Stratified { strata: 4 }][kind];
        let design = Design {
            criterion,
            among,
            shares: if balanced { vec![1.0; areas] } else { Vec::new() },
            admission: (0..40).map(|i| if i % 5 == 0 { 1.0 } else { k }).collect(),
            ..Design::new(Stop { least: 1, error: Some(0.5), ..Stop::length(most) })
        };
        let report = run(&pool, &design, 12);
        for outcome in &report.outcomes {
            let mut sorted = outcome.items.clone();
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(sorted.len(), outcome.items.len());
            prop_assert!((1..=most).contains(&sorted.len()) && outcome.end != End::Exhausted);
            prop_assert!(!(sorted.contains(&0) && sorted.contains(&1) || sorted.contains(&2) && sorted.contains(&3)));
        }
        // Overlap by its meaning: shared items of all pairs over pairs and mean length.
        let shared = |a: &[usize], b: &[usize]| a.iter().filter(|i| b.contains(i)).count();
        let pairs = (0..12).flat_map(|i| (0..i).map(move |k| (i, k)));
        let sum: usize = pairs.map(|(i, k)| shared(&report.outcomes[i].items, &report.outcomes[k].items)).sum();
        prop_assert!((report.overlap.unwrap() - sum as f64 / 66.0 / report.mean_length).abs() < 1e-9);
    }
}
