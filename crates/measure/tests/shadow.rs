//! Shadow tests: every test meets its blueprint, nearly as precise as without one; exposure, enemies, conflicts, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::Fault;
use measure::adaptive::{Blueprint, Classification, Criterion, Design, End, Pool, Report, Stop, Test, assemble, simulate, sympson_hetter};
use measure::irt::{Bank, Grid, Item};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::distr::{Distribution, StandardUniform};
use rand_chacha::ChaCha8Rng;

fn normals(n: usize, seed: u64) -> Vec<f64> {
    let mut draws = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = || -> f64 {
        let [u, v]: [f64; 2] = [StandardUniform.sample(&mut draws), StandardUniform.sample(&mut draws)];
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    };
    (0..n).map(|_| draw()).collect()
}

/// a ~ lognormal(0, 0.3), b ~ N(0, 1); content areas of very different difficulty, so that content matters.
fn pool(items: usize, seed: u64) -> Pool {
    let z = normals(2 * items, seed);
    let area: Vec<usize> = (0..items).map(|i| if z[2 * i] < -0.4 { 0 } else { 1 + usize::from(z[2 * i] > 0.6) }).collect();
    let items = (0..items).map(|i| Item::two_pl((0.3 * z[2 * i + 1]).exp(), z[2 * i]).unwrap()).collect();
    Pool::new(Bank::new(items).unwrap(), Grid::default()).with_areas(area).unwrap()
}

/// Areas, a skill that cuts across them, and minutes.
fn blueprint(pool: &Pool) -> Blueprint {
    let n = pool.bank().len();
    Blueprint::new().areas(pool, &[5..=6, 4..=5, 5..=6]).number("applying", (0..n).filter(|i| i % 3 == 0), 4..=7).amount(
        "minutes",
        (0..n).map(|i| (i, 1.0 + (i * 13 % 5) as f64 / 2.0)),
        20.0,
        30.0,
    )
}

fn run(pool: &Pool, design: &Design, learners: usize) -> Report {
    simulate(pool, design, &normals(learners, 77), 5).unwrap()
}

#[test]
fn every_test_meets_its_blueprint_and_is_nearly_as_precise() {
    let enemies: Vec<(usize, usize)> = (0..60).map(|i| (2 * i, 2 * i + 1)).collect();
    let pool = pool(240, 1).with_enemies(&enemies).unwrap();
    let free = Design::new(Stop::length(15));
    let bound = Design { blueprint: Some(blueprint(&pool)), ..free.clone() };
    let (free, bound) = (run(&pool, &free, 200), run(&pool, &bound, 200));
    assert_eq!(bound.kept.len(), 5);
    for kept in &bound.kept {
        assert_eq!(kept.met, 1.0, "{kept:?}");
    }
    let minutes = &bound.kept[4];
    assert!(minutes.name == "minutes" && minutes.least >= 20.0 && minutes.most <= 30.0, "{minutes:?}");
    for outcome in &bound.outcomes {
        assert_eq!((outcome.items.len(), outcome.end), (15, End::Length));
        let of = |area: usize| outcome.items.iter().filter(|i| pool.area()[**i] == area).count();
        assert!((5..=6).contains(&of(0)) && (4..=5).contains(&of(1)) && (5..=6).contains(&of(2)));
        assert!(enemies.iter().all(|(a, b)| !(outcome.items.contains(a) && outcome.items.contains(b))), "{:?}", outcome.items);
        let mut once = outcome.items.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 15);
    }
    // Unconstrained tests do not meet it; meeting it costs little.
    let balanced = free.outcomes.iter().filter(|o| o.items.iter().filter(|i| pool.area()[**i] == 0).count() >= 5).count();
    assert!(balanced < 150, "{balanced}");
    assert!(bound.rmse < 1.15 * free.rmse && bound.mean_error < 1.15 * free.mean_error, "{} {}", bound.rmse, free.rmse);
    assert!((bound.rmse / bound.mean_error - 1.0).abs() < 0.15, "{} {}", bound.rmse, bound.mean_error);
}

/// Requirements that nothing hinders change nothing.
#[test]
fn with_nothing_required_it_is_the_ordinary_test() {
    let pool = pool(80, 2);
    let free = Design::new(Stop::length(8));
    let bound = Design { blueprint: Some(Blueprint::new().number("any", 0..80, 0..=8)), ..free.clone() };
    let (free, bound) = (run(&pool, &free, 30), run(&pool, &bound, 30));
    assert!(free.outcomes.iter().zip(&bound.outcomes).all(|(a, b)| a.items == b.items));
}

/// By hand: a greedy choice runs into a wall that the shadow test sees. 4 items, 2 to give, at most 5 minutes, at least one of each
/// area. Item 0 informs most but takes 4 minutes, and the only items of area 1 take 3 and 2 minutes.
#[test]
fn what_could_not_be_finished_is_not_begun() {
    let strong = [2.0, 1.2, 1.5, 0.6].map(|a| Item::two_pl(a, 0.0).unwrap()).to_vec();
    let pool = Pool::new(Bank::new(strong).unwrap(), Grid::default()).with_areas(vec![0, 0, 1, 1]).unwrap();
    let blueprint = Blueprint::new().areas(&pool, &[1..=1, 1..=1]).amount("minutes", [(0, 4.0), (1, 2.0), (2, 3.0), (3, 2.0)], 0.0, 5.0);
    let design = Design { blueprint: Some(blueprint), ..Design::new(Stop::length(2)) };
    let test = Test::new(&pool, &design).unwrap();
    let mut sitting = test.sit(1, 0);
    let mut given = Vec::new();
    while let Ok(item) = sitting.next_item() {
        given.push(item);
        sitting.answer(1).unwrap();
    }
    assert_eq!(given, [2, 1]);
}

#[test]
fn exposure_is_held_and_the_blueprint_with_it() {
    let pool = pool(150, 3);
    let design = Design { blueprint: Some(Blueprint::new().areas(&pool, &[3..=4, 3..=4, 3..=4])), ..Design::new(Stop::length(10)) };
    let open = run(&pool, &design, 300);
    let admission = sympson_hetter(&pool, &design, &normals(300, 8), 0.3, 9).unwrap();
    let held = run(&pool, &Design { admission, ..design.clone() }, 300);
    let drawn = run(&pool, &Design { among: 4, ..design }, 300);
    // Other learners than those of the rounds: within the noise of 300, twice.
    assert!(open.most_exposed() > 0.6 && held.most_exposed() < 0.3 + 0.1, "{} {}", open.most_exposed(), held.most_exposed());
    assert!(held.overlap < open.overlap && drawn.most_exposed() < open.most_exposed());
    for report in [&open, &held, &drawn] {
        assert!(report.kept.iter().all(|kept| kept.met == 1.0) && report.rmse < 0.5);
    }
    // Where nothing is eligible, the blueprint goes before exposure.
    let never = Design {
        admission: vec![1e-9; 150],
        blueprint: Some(Blueprint::new().areas(&pool, &[2..=2, 2..=2, 2..=2])),
        ..Design::new(Stop::length(6))
    };
    let report = run(&pool, &never, 5);
    assert!(report.kept.iter().all(|kept| kept.met == 1.0) && report.mean_length == 6.0);
}

/// One form for a class, against trying every form of 3 out of 12 items.
#[test]
fn a_form_for_a_class_is_the_best_that_meets_its_blueprint() {
    let enemies = [(0, 1), (4, 7)];
    let pool = pool(12, 6).with_enemies(&enemies).unwrap();
    let class = [-0.8, 0.1, 0.3, 1.2];
    let minutes = |i: usize| 1.0 + (i % 4) as f64;
    let blueprint =
        Blueprint::new().number("even", (0..12).step_by(2), 1..=2).amount("minutes", (0..12).map(|i| (i, minutes(i))), 0.0, 6.0);
    let worth = |form: &[usize]| {
        let of = |i: &usize| class.iter().map(|theta| pool.bank().items()[*i].information(*theta)).sum::<f64>();
        form.iter().map(of).sum::<f64>()
    };
    let informs = pool.information(&class);
    let found = assemble(&pool, &blueprint, &informs, 3).unwrap();
    let meets = |form: &[usize]| {
        let even = form.iter().filter(|i| **i % 2 == 0).count();
        (1..=2).contains(&even)
            && form.iter().map(|i| minutes(*i)).sum::<f64>() <= 6.0
            && !enemies.iter().any(|(a, b)| form.contains(a) && form.contains(b))
    };
    let triples = (0..12).flat_map(|a| (a + 1..12).flat_map(move |b| (b + 1..12).map(move |c| [a, b, c])));
    let best = triples.filter(|form| meets(form)).map(|form| worth(&form)).fold(0.0, f64::max);
    assert!(meets(&found) && worth(&found) > 0.99 * best, "{found:?} {} {best}", worth(&found));
    let refused = |worth: &[f64], length: usize| assemble(&pool, &blueprint, worth, length).unwrap_err();
    assert!(matches!(refused(&[], 3), Fault::Shape { .. }) && matches!(refused(&[f64::NAN; 12], 3), Fault::OutOfRange { .. }));
    assert!(matches!(refused(&informs, 13), Fault::OutOfRange { .. }) && matches!(refused(&informs, 7), Fault::Blueprint { .. }));
}

#[test]
fn requirements_that_contradict_are_named() {
    let pool = pool(60, 4);
    let told = |blueprint: Blueprint, length: usize| {
        let design = Design { blueprint: Some(blueprint), ..Design::new(Stop::length(length)) };
        match Test::new(&pool, &design) {
            Err(Fault::Blueprint { items, conflict }) if items == length => conflict,
            other => panic!("{other:?}"),
        }
    };
    let few = Blueprint::new().areas(&pool, &[0..=2, 0..=2, 0..=2]).number("harmless", 0..60, 0..=60);
    assert_eq!(told(few, 8), ["length", "area 0", "area 1", "area 2"]);
    assert_eq!(told(Blueprint::new().number("easy", 0..3, 4..=5), 8), ["easy"]);
    let long = Blueprint::new().amount("minutes", (0..60).map(|i| (i, 2.0)), 0.0, 15.0);
    assert_eq!(told(long, 8), ["length", "minutes"]);
    let fault = Fault::Blueprint { items: 8, conflict: vec!["length".to_owned(), "minutes".to_owned()] };
    assert_eq!(fault.to_string(), "no test of 8 items from this bank meets all of [\"length\", \"minutes\"]");
}

#[test]
fn what_does_not_go_with_a_blueprint_is_refused() {
    let pool = pool(60, 5);
    let good = Design { blueprint: Some(Blueprint::new().areas(&pool, &[1..=8])), ..Design::new(Stop::length(8)) };
    assert!(Test::new(&pool, &good).is_ok());
    let refused = |design: Design| assert!(matches!(Test::new(&pool, &design), Err(Fault::OutOfRange { .. })), "{design:?}");
    refused(Design { stop: Stop { least: 4, error: Some(0.3), ..good.stop }, ..good.clone() });
    let classification = Some(Classification::Interval { cut: 0.0, z: 1.96 });
    refused(Design { stop: Stop { classification, ..good.stop }, ..good.clone() });
    refused(Design { shares: vec![1.0; 3], ..good.clone() });
    refused(Design { criterion: Criterion::Stratified { strata: 2 }, ..good.clone() });
    refused(Design { blueprint: Some(Blueprint::new().number("x", [60], 0..=1)), ..good.clone() });
    refused(Design { blueprint: Some(Blueprint::new().amount("x", [(0, f64::NAN)], 0.0, 1.0)), ..good.clone() });
    refused(Design { blueprint: Some(Blueprint::new().amount("x", [(0, 1.0)], 2.0, 1.0)), ..good.clone() });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn whatever_is_required_every_test_has_it_or_none_is_begun(
        seed in 0..1000_u64, length in 1..9_usize, ranges in proptest::collection::vec((0..4_usize, 0..5_usize), 3), most in 8.0..20.0_f64, kl in any::<bool>(),
    ) {
        let pool = pool(40, seed).with_enemies(&[(0, 1), (1, 2), (3, 4), (5, 6)]).unwrap();
        let ranges: Vec<_> = ranges.iter().map(|(least, wide)| *least..=least + wide).collect();
        let blueprint = Blueprint::new().areas(&pool, &ranges).amount("minutes", (0..40).map(|i| (i, 1.0 + (i % 4) as f64)), 0.0, most);
        let criterion = if kl { Criterion::KullbackLeibler { width: 3.0 } } else { Criterion::Information };
        let design = Design { criterion, blueprint: Some(blueprint), ..Design::new(Stop::length(length)) };
        match simulate(&pool, &design, &normals(8, seed), 3) {
            Ok(report) => {
                prop_assert!(report.kept.iter().all(|kept| kept.met == 1.0), "{:?}", report.kept);
                for outcome in &report.outcomes {
                    prop_assert_eq!(outcome.items.len(), length);
                    let has = |item: usize| outcome.items.contains(&item);
                    prop_assert!(!(has(0) && has(1) || has(1) && has(2) || has(3) && has(4) || has(5) && has(6)));
                }
            }
            Err(Fault::Blueprint { conflict, .. }) => prop_assert!(!conflict.is_empty()),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }
}
