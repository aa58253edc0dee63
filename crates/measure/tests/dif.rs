//! Differential item functioning against published figures, another implementation, and its own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod published;
mod simulated;

use measure::dif::{Detection, DifClass, Group, LogisticDif, MantelHaenszel, Matching, logistic, mantel_haenszel, purify};
use measure::{Fault, Response, Responses};
use proptest::prelude::*;
use simulated::{Draw, answers, shuffled};

#[track_caller]
fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{ours} instead of {theirs}");
}

fn every_second(learners: usize) -> Vec<Group> {
    (0..learners).map(|l| if l % 2 == 1 { Group::Focal } else { Group::Reference }).collect()
}

/// 800 learners, ten items; for the focal group the first is harder by 0.6 and the second depends less on ability.
fn with_dif() -> (Responses, Vec<Group>) {
    let (mut draw, mut rows) = (Draw(11), Vec::new());
    for learner in 0..800 {
        let a = draw.ability();
        for item in 0..10 {
            let focal = learner % 2 == 1;
            let b = 2.0 * (item as f64 - 4.5) / 10.0 + if focal && item == 0 { 0.6 } else { 0.0 };
            let slope = if focal && item == 1 { 0.4 } else { 2.0 };
            let score = f64::from(u8::from(draw.next() < 1.0 / (1.0 + (-slope * (a - b)).exp())));
            rows.push(Response { learner, item, score, time: 0 });
        }
    }
    (Responses::new(rows).unwrap(), every_second(800))
}

#[track_caller]
fn check(found: &MantelHaenszel, [chi, p, odds, error, gap]: [f64; 5]) {
    let effect = found.effect.unwrap();
    near(found.test.value, chi, 1e-10);
    near(found.test.p / p, 1.0, 1e-8);
    near(effect.odds_ratio, odds, 1e-10);
    near(effect.log_error, error, 1e-10);
    near(found.difference, gap, 1e-12);
    near(effect.delta, -2.35 * odds.ln(), 1e-10);
}

/// Mantel–Haenszel by statsmodels 0.14 (`StratifiedTable`: `test_null_odds`, `oddsratio_pooled`, `logodds_pooled_se`).
#[test]
fn mantel_haenszel_agrees_with_statsmodels() {
    let (all, groups) = with_dif();
    let found: Vec<MantelHaenszel> = mantel_haenszel(&all, &groups, Matching::Score, true).unwrap().into_iter().flatten().collect();
    check(&found[0], [27.988087550393626, 1.2206456778685038e-07, 2.797924494357443, 0.19457661494990372, -0.15172699077552018]);
    check(&found[1], [19.818485372210613, 8.515514682505554e-06, 2.124688646943773, 0.16960495693159322, -0.13082905708432382]);
    check(&found[2], [1.176151777788552, 0.27814081177606287, 0.805844053041171, 0.1838655024918385, 0.03528827154844598]);
    // Δ is −2.418 ± 0.457, −1.771 ± 0.399 and 0.507.
    let classes: Vec<DifClass> = found.iter().take(3).map(|f| f.effect.unwrap().class).collect();
    assert_eq!(classes, [DifClass::C, DifClass::C, DifClass::A]);
    let plain = mantel_haenszel(&all, &groups, Matching::Score, false).unwrap();
    near(plain[0].unwrap().test.value, 28.96705452900248, 1e-10);
}

/// Logistic regression by statsmodels 0.14 (`GLM`, binomial, tolerance 1e-13).
#[test]
fn logistic_regression_agrees_with_statsmodels() {
    let (all, groups) = with_dif();
    let found: Vec<LogisticDif> = logistic(&all, &groups, Matching::Score).unwrap().into_iter().flatten().collect();
    for (item, [uniform, non_uniform, either, r2, r2_either]) in [
        [30.535954832529796, 1.737728104554094, 32.27368293708389, 0.04230562218411632, 0.044664915579796016],
        [21.53619487048877, 12.927538138394652, 34.46373300888342, 0.031123484751388403, 0.049407520138162825],
        [1.4992634607046966, 2.89389261965448, 4.3931560803591765, 0.0019769059547912193, 0.005782287311565937],
    ]
    .into_iter()
    .enumerate()
    {
        let item = &found[item];
        near(item.uniform.value, uniform, 1e-8);
        near(item.non_uniform.value, non_uniform, 1e-8);
        near(item.either.value, either, 1e-8);
        near(item.uniform_r2, r2, 1e-10);
        near(item.either_r2, r2_either, 1e-10);
        assert_eq!(item.either.freedom, 2);
    }
    let theirs = [-1.65473899, 0.62922661, 0.56713074, -0.32017757];
    found[1].coefficients.unwrap().iter().zip(theirs).for_each(|(a, b)| near(*a, b, 1e-7));
}

/// By the same route with statsmodels: rounds find {0, 1, 5, 7}, {0, 1, 7}, {0, 1}, {0, 1}.
#[test]
fn purification_finds_the_items_that_differ() {
    let (all, groups) = with_dif();
    let purified = purify(&all, &groups, Detection::MantelHaenszel, 0.05, 10).unwrap();
    assert_eq!((purified.rounds, purified.settled), (4, true));
    assert_eq!(purified.anchors, (0..10).map(|i| i > 1).collect::<Vec<_>>());
    let found = mantel_haenszel(&all, &groups, Matching::Anchors(&purified.anchors), true).unwrap();
    check(&found[0].unwrap(), [32.57301961635775, 1.1479735273489666e-08, 3.005788315425911, 0.1946967088729549, -0.1587442855000777]);
    check(&found[1].unwrap(), [23.424733407127828, 1.2989763095161422e-06, 2.261410986272412, 0.17027465489893487, -0.14359456034015078]);
    assert!(!purify(&all, &groups, Detection::MantelHaenszel, 0.05, 2).unwrap().settled);
    assert!(purify(&all, &groups, Detection::Either, 0.01, 10).unwrap().settled);
    assert!(purify(&all, &groups, Detection::Uniform, 0.01, 10).unwrap().settled);
}

/// Verbal aggression, women and men: difR's figures (vectors.json `dif_verbal`).
#[test]
fn the_verbal_aggression_data_come_out() {
    let Some(text) = published::text("verbal.txt") else { return };
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut groups) = (Vec::new(), Vec::new());
    for (learner, line) in lines.enumerate() {
        let fields: Vec<f64> = line.split('\t').map(|f| f.trim().parse().unwrap()).collect();
        groups.push(if fields[25] == 1.0 { Group::Focal } else { Group::Reference });
        rows.extend(fields[..24].iter().enumerate().map(|(item, s)| Response { learner, item, score: *s, time: 0 }));
    }
    let all = Responses::new(rows).unwrap();
    let at = |name: &str| names.iter().position(|n| *n == name).unwrap();
    let found = mantel_haenszel(&all, &groups, Matching::Score, true).unwrap();
    let of = |name: &str| found[at(name)].unwrap();
    for (name, chi) in [
        ("S2WantShout", 9.6032),
        ("S4WantShout", 4.1188),
        ("S2DoCurse", 6.3029),
        ("S2DoScold", 6.8395),
        ("S3DoCurse", 5.7817),
        ("S3DoScold", 3.888),
    ] {
        assert!((of(name).test.value - chi).abs() < 5.1e-5, "{name}: {}", of(name).test.value);
    }
    for (name, odds, delta) in [("S2WantShout", 2.8804, -2.4861), ("S2DoCurse", 0.3209, 2.6709), ("S3DoCurse", 0.4616, 1.8165)] {
        let effect = of(name).effect.unwrap();
        assert!((effect.odds_ratio - odds).abs() < 5.1e-5 && (effect.delta - delta).abs() < 5.1e-5, "{name}: {effect:?}");
    }
    let found = logistic(&all, &groups, Matching::Score).unwrap();
    for (name, either, uniform) in [("S2WantShout", 11.41109, 11.30311), ("S2DoCurse", 7.693481, 7.637181)] {
        let item = found[at(name)].unwrap();
        assert!((item.either.value - either).abs() < 1e-5 && (item.uniform.value - uniform).abs() < 1e-5, "{name}: {item:?}");
    }
}

/// Learners who lack an item of the score are not compared; unknown groups are left out; levels may be given.
#[test]
fn what_is_missing_is_left_out_and_levels_may_be_given() {
    let (all, mut groups) = with_dif();
    let fewer = Responses::of_size(800, 10, all.rows().filter(|r| r.learner >= 100 || r.item != 9).collect()).unwrap();
    let found = logistic(&fewer, &groups, Matching::Score).unwrap();
    assert_eq!(found[0].unwrap().learners, 700);
    let anchors: Vec<bool> = (0..10).map(|i| i != 9).collect();
    assert_eq!(logistic(&fewer, &groups, Matching::Anchors(&anchors)).unwrap()[0].unwrap().learners, 800);
    let scores: Vec<f64> = all.by_learner().map(|own| own.score.iter().sum()).collect();
    assert_eq!(
        mantel_haenszel(&all, &groups, Matching::Given(&scores), true).unwrap(),
        mantel_haenszel(&all, &groups, Matching::Score, true).unwrap()
    );
    groups[..100].fill(Group::Neither);
    assert_eq!(logistic(&all, &groups, Matching::Score).unwrap()[0].unwrap().learners, 700);
}

#[test]
fn what_cannot_be_known_is_none_and_what_is_wrong_is_named() {
    let groups = every_second(60);
    let all = answers(5, 60, 4, 0.0);
    // A constant item, and a score that tells right from wrong without error.
    let constant = Responses::new(all.rows().map(|r| if r.item == 0 { Response { score: 1.0, ..r } } else { r })).unwrap();
    assert_eq!(mantel_haenszel(&constant, &groups, Matching::Score, true).unwrap()[0], None);
    assert_eq!(logistic(&constant, &groups, Matching::Score).unwrap()[0], None);
    let first: Vec<f64> = all.by_learner().map(|own| own.score[0]).collect();
    let told = logistic(&all, &groups, Matching::Given(&first)).unwrap()[0].unwrap();
    assert_eq!(told.coefficients, None);
    assert!(told.either.value.abs() < 1e-8 && told.either.p > 0.999);
    assert_eq!(logistic(&all, &groups, Matching::Given(&[1.0; 60])).unwrap()[0], None);
    assert_eq!(logistic(&all, &groups, Matching::Given(&[f64::NAN; 60])).unwrap()[0], None);
    assert_eq!(mantel_haenszel(&all, &groups, Matching::Given(&[f64::NAN; 60]), true).unwrap()[0], None);
    // A score that only one group reaches leaves nobody to compare.
    let apart: Vec<f64> = (0..60).map(|l| (l % 2) as f64).collect();
    assert_eq!(mantel_haenszel(&all, &groups, Matching::Given(&apart), true).unwrap()[0], None);

    let graded = Responses::new([Response { learner: 0, item: 0, score: 2.0, time: 0 }]).unwrap();
    assert!(matches!(mantel_haenszel(&graded, &groups[..1], Matching::Score, true), Err(Fault::NotBinary { .. })));
    assert!(matches!(mantel_haenszel(&all, &groups[1..], Matching::Score, true), Err(Fault::Shape { .. })));
    assert!(matches!(mantel_haenszel(&all, &groups, Matching::Anchors(&[true]), true), Err(Fault::Shape { .. })));
    assert!(matches!(logistic(&all, &groups, Matching::Given(&[1.0])), Err(Fault::Shape { .. })));
    assert!(matches!(logistic(&all, &[Group::Focal; 60], Matching::Score), Err(Fault::TooFew { .. })));
    assert!(matches!(purify(&all, &groups, Detection::Either, 1.0, 5), Err(Fault::OutOfRange { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn order_does_not_matter_and_changing_the_groups_turns_the_sign(seed in any::<u64>(), learners in 40..120_usize) {
        let (all, groups) = (answers(seed, learners, 6, 0.02), every_second(learners));
        let (other, place) = shuffled(&all, seed ^ 7);
        let mut moved = groups.clone();
        place.iter().zip(&groups).for_each(|(to, group)| moved[*to] = *group);
        let turned: Vec<Group> = groups.iter().map(|g| if *g == Group::Focal { Group::Reference } else { Group::Focal }).collect();
        let found = mantel_haenszel(&all, &groups, Matching::Score, true).unwrap();
        prop_assert_eq!(&found, &mantel_haenszel(&other, &moved, Matching::Score, true).unwrap());
        for (a, b) in found.iter().zip(mantel_haenszel(&all, &turned, Matching::Score, true).unwrap()) {
            if let (Some(a), Some(b)) = (a, b) {
                prop_assert!((a.test.value - b.test.value).abs() < 1e-9 && a.test.value.is_finite());
                if let (Some(a), Some(b)) = (a.effect, b.effect) {
                    prop_assert!((a.delta + b.delta).abs() < 1e-9 && (a.log_error - b.log_error).abs() < 1e-9);
                }
            }
        }
        for (a, b) in logistic(&all, &groups, Matching::Score).unwrap().iter().zip(logistic(&all, &turned, Matching::Score).unwrap()) {
            if let (Some(a), Some(b)) = (a, b) {
                prop_assert!((a.either.value - b.either.value).abs() < 1e-6, "{a:?} {b:?}");
            }
        }
    }
}
