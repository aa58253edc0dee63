//! Cognitive diagnosis: simulated learners are found again, likelihoods are what their definition says, order does not matter, and bad
//! input is named.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::diagnosis::{Accuracy, Diagnosis, Model, Options, Profiles, QMatrix, Rule, Structure};
use measure::{Fault, Response, Responses};
use proptest::prelude::*;

/// SplitMix64, in (0, 1).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Rows over three attributes: singles, pairs and all, in turn.
fn rows(items: usize) -> Vec<Vec<bool>> {
    let sets: [u32; 7] = [1, 2, 4, 3, 6, 5, 7];
    (0..items).map(|i| (0..3).map(|k| sets[i % 7] >> k & 1 == 1).collect()).collect()
}

/// Learners with random profiles of three attributes who take each step with chance `p(steps asked and mastered, asked)`.
fn simulated(learners: usize, q: &QMatrix, missing: f64, seed: u64, p: impl Fn(u32, u32) -> f64) -> (Responses, Vec<u32>) {
    let (mut draws, mut all, mut truth) = (Draws(seed), Vec::new(), Vec::new());
    for learner in 0..learners {
        let profile = (0..3).fold(0, |set, k| set | u32::from(draws.next() < 0.55) << k);
        truth.push(profile);
        for item in 0..q.items() {
            let took = q.steps(item).iter().take_while(|mask| draws.next() < p((*mask & profile).count_ones(), mask.count_ones())).count();
            if draws.next() >= missing {
                all.push(Response { learner, item, score: took as f64, time: 0 });
            }
        }
    }
    (Responses::of_size(learners, q.items(), all).unwrap(), truth)
}

fn dina(mastered: u32, asked: u32) -> f64 {
    if mastered == asked { 0.85 } else { 0.2 }
}

fn additive(mastered: u32, asked: u32) -> f64 {
    0.15 + 0.7 * f64::from(mastered) / f64::from(asked)
}

fn fitted(q: &QMatrix, rule: Rule, responses: &Responses) -> Diagnosis {
    let fit = Model::new(q.clone(), rule).unwrap().fit(responses, &Options::default()).unwrap();
    assert!(fit.settled);
    fit
}

/// The marginal log-likelihood by its definition, from what the fit shows of itself.
fn by_definition(fit: &Diagnosis, responses: &Responses) -> f64 {
    let steps: Vec<_> = (0..responses.items()).map(|item| fit.steps(item)).collect();
    let chance = |profile: u32, item: usize, score: f64| {
        let mut chance = 1.0;
        for (h, step) in steps[item].iter().enumerate().take_while(|(h, _)| score >= *h as f64) {
            let own = profile & step.attributes;
            let group = match step.rule {
                Rule::Dina => usize::from(own == step.attributes),
                Rule::Dino => usize::from(own != 0),
                _ => {
                    let asked: Vec<u32> = (0..32).filter(|k| step.attributes >> k & 1 == 1).collect();
                    asked.iter().enumerate().map(|(i, k)| ((own >> k & 1) as usize) << i).sum()
                }
            };
            let p = step.groups[group].chance;
            chance *= if score > h as f64 { p } else { 1.0 - p };
        }
        chance
    };
    let profiles = || fit.model.profiles.list().iter().zip(&fit.weights);
    let of = |own: measure::OfLearner<'_>| {
        profiles()
            .map(|(profile, weight)| weight * own.pairs().map(|(item, score)| chance(*profile, item, score)).product::<f64>())
            .sum::<f64>()
    };
    responses.by_learner().map(|own| of(own).ln()).sum()
}

#[test]
fn a_simulated_test_is_found_again() {
    let q = QMatrix::new(&rows(21)).unwrap();
    let (responses, truth) = simulated(1500, &q, 0.1, 4, dina);
    let fit = fitted(&q, Rule::Dina, &responses);
    for item in 0..21 {
        let step = &fit.steps(item)[0];
        assert!((step.guess() - 0.2).abs() < 0.09 && (step.slip() - 0.15).abs() < 0.09, "{item}: {} {}", step.guess(), step.slip());
    }
    assert!(fit.prevalence().iter().all(|share| (share - 0.55).abs() < 0.06), "{:?}", fit.prevalence());
    let learners = fit.learners(&responses).unwrap();
    let right = learners.iter().zip(&truth).filter(|(l, t)| l.profile == **t).count() as f64 / 1500.0;
    let accuracy = Accuracy::of(&learners).unwrap();
    // The model's own judgement of itself comes true.
    assert!(right > 0.8 && (right - accuracy.profile).abs() < 0.03, "{right} {}", accuracy.profile);
    for (k, of) in accuracy.attributes.iter().enumerate() {
        let right = learners.iter().zip(&truth).filter(|(l, t)| (l.mastery[k] > 0.5) == (*t >> k & 1 == 1)).count() as f64 / 1500.0;
        assert!((right - of.accuracy).abs() < 0.03 && of.reliability.unwrap() > 0.6, "{right} {of:?}");
    }
}

#[test]
fn additive_chances_are_found_again() {
    let q = QMatrix::new(&rows(14)).unwrap();
    let (responses, _) = simulated(2000, &q, 0.0, 8, additive);
    let fit = fitted(&q, Rule::Acdm, &responses);
    for item in 0..14 {
        let step = &fit.steps(item)[0];
        for (group, of) in step.groups.iter().enumerate() {
            let expected = additive((group as u32).count_ones(), step.attributes.count_ones());
            // A wide bound for groups of few learners.
            assert!((of.chance - expected).abs() < 0.06 + 1.5 / of.learners.sqrt(), "{item} {group}: {of:?} {expected}");
        }
    }
}

#[test]
fn steps_are_found_again() {
    let one = |set: u32| (0..3).map(|k| set >> k & 1 == 1).collect::<Vec<_>>();
    let items: Vec<_> = (0..15)
        .map(|i| vec![one([1, 2, 4][i % 3]), one([3, 6, 5][i % 3]), one([2, 4, 1][i % 3])][..1 + i % 3 + usize::from(i % 3 == 0)].to_vec())
        .collect();
    let q = QMatrix::stepwise(&items).unwrap();
    let (responses, _) = simulated(2000, &q, 0.05, 3, dina);
    for rule in [Rule::Dina, Rule::Gdina] {
        let fit = fitted(&q, rule, &responses);
        for step in (0..15).flat_map(|item| fit.steps(item)) {
            let near = |chance: f64, expected: f64, n: f64| (chance - expected).abs() < 0.05 + 2.0 / n.sqrt();
            let (first, last) = (step.groups[0], step.groups[step.groups.len() - 1]);
            assert!(near(first.chance, 0.2, first.learners) && near(last.chance, 0.85, last.learners), "{step:?}");
        }
        assert!((by_definition(&fit, &responses) - fit.log_likelihood).abs() < 1e-6);
        let posterior = fit.posterior(responses.of(0));
        assert!((0..15).all(|item| (fit.scores(item, &posterior).iter().sum::<f64>() - 1.0).abs() < 1e-9));
    }
}

#[test]
fn the_likelihood_is_what_its_definition_says() {
    // Short histories run in two halves, long ones whole.
    for (items, seed) in [(9, 1), (50, 2)] {
        let q = QMatrix::new(&rows(items)).unwrap();
        let (responses, _) = simulated(150, &q, 0.15, seed, additive);
        for rule in [Rule::Dina, Rule::Dino, Rule::Acdm, Rule::Gdina] {
            let mut model = Model::new(q.clone(), rule).unwrap();
            for structure in [Structure::Saturated, Structure::LogLinear] {
                model.structure = structure;
                let fit = model.fit(&responses, &Options { iterations: 200, ..Options::default() }).unwrap();
                let difference = by_definition(&fit, &responses) - fit.log_likelihood;
                assert!(difference.abs() < 1e-6, "{items} {rule:?} {structure:?}: {difference}");
            }
        }
    }
}

#[test]
fn models_are_nested_and_acceleration_ends_at_the_same_maximum() {
    for seed in 0..6 {
        let q = QMatrix::new(&rows(10)).unwrap();
        let (responses, _) = simulated(400, &q, 0.1, seed, if seed % 2 == 0 { dina } else { additive });
        let of = |rule| fitted(&q, rule, &responses).log_likelihood;
        let (general, narrow) = (of(Rule::Gdina), [of(Rule::Dina), of(Rule::Dino), of(Rule::Acdm)]);
        assert!(narrow.iter().all(|l| *l <= general + 1e-3), "{general} {narrow:?}");
        let plain = Options { accelerate: false, change: 1e-6, gain: 1e-11, ..Options::default() };
        let slow = Model::new(q.clone(), Rule::Dina).unwrap().fit(&responses, &plain).unwrap();
        assert!(slow.settled && (slow.log_likelihood - narrow[0]).abs() < 2e-3, "{} {}", slow.log_likelihood, narrow[0]);
        let starts = Options { starts: 4, ..Options::default() };
        let best = Model::new(q.clone(), Rule::Dina).unwrap().fit(&responses, &starts).unwrap();
        assert!(best.log_likelihood >= narrow[0]);
    }
}

#[test]
fn a_hierarchy_leaves_the_permitted_profiles() {
    assert_eq!(Profiles::hierarchy(3, &[(0, 1), (1, 2)]).unwrap().list(), [0, 1, 3, 7]);
    assert_eq!(Profiles::hierarchy(3, &[(2, 0), (2, 1)]).unwrap().list(), [0, 4, 5, 6, 7]);
    assert_eq!(Profiles::hierarchy(31, &(0..30).map(|k| (k, k + 1)).collect::<Vec<_>>()).unwrap().list().len(), 32);
    assert_eq!(Profiles::hierarchy(2, &[(0, 1), (1, 0)]), Err(Fault::Circle { attribute: 0 }));
    let q = QMatrix::new(&rows(12)).unwrap();
    let (responses, _) = simulated(500, &q, 0.0, 5, dina);
    let free = fitted(&q, Rule::Gdina, &responses);
    let model = Model { profiles: Profiles::hierarchy(3, &[(0, 1), (1, 2)]).unwrap(), ..free.model.clone() };
    let chain = model.fit(&responses, &Options::default()).unwrap();
    assert!(chain.log_likelihood < free.log_likelihood && chain.parameters() < free.parameters());
    assert!(chain.learners(&responses).unwrap().iter().all(|l| l.mastery[0] >= l.mastery[1] && l.mastery[1] >= l.mastery[2]));
}

#[test]
fn a_wrong_row_of_the_q_matrix_is_found() {
    let q = QMatrix::new(&rows(21)).unwrap();
    let (responses, _) = simulated(2000, &q, 0.0, 6, dina);
    // Item 3 asks for attributes 0 and 1, item 0 for 0 alone.
    let wrong = q.with(3, 0, 0b101).unwrap().with(0, 0, 0b011).unwrap();
    let judged = fitted(&wrong, Rule::Gdina, &responses).validate(&responses, 0.95).unwrap();
    assert_eq!((judged[3].given, judged[3].suggested, judged[0].suggested), (0b101, 0b011, 0b001));
    let changed = judged.iter().filter(|v| v.given != v.suggested).count();
    assert!(changed <= 4 && judged.iter().all(|v| v.suggested_share >= 0.95), "{changed}");
}

#[test]
fn what_is_wrong_is_named() {
    let q = QMatrix::new(&rows(7)).unwrap();
    let wide =
        |table: &[&[f64]]| Responses::from_wide(&table.iter().map(|r| r.iter().map(|s| Some(*s)).collect()).collect::<Vec<_>>()).unwrap();
    let model = Model::new(q.clone(), Rule::Dina).unwrap();
    let fit = |responses: &Responses| model.fit(responses, &Options::default()).map(|fit| fit.log_likelihood);
    assert_eq!(QMatrix::new(&[]), Err(Fault::Empty));
    assert_eq!(QMatrix::new(&[vec![true, false], vec![false, false]]), Err(Fault::AsksNothing { item: 1, step: 1 }));
    assert_eq!(QMatrix::new(&[vec![true, false]]), Err(Fault::AskedByNone { attribute: 1 }));
    assert!(matches!(QMatrix::new(&[vec![true, false], vec![true]]), Err(Fault::Shape { .. })));
    assert!(matches!(QMatrix::new(&vec![vec![true]; 3]).unwrap().with(0, 0, 2), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Profiles::all(17), Err(Fault::OutOfRange { .. })));
    assert!(matches!(fit(&wide(&[&[1.0, 0.0]])), Err(Fault::Shape { .. })));
    assert_eq!(fit(&wide(&[&[1.0, 0.0, 2.0, 0.0, 0.0, 1.0, 1.0]])), Err(Fault::NotBinary { learner: 0, item: 2, score: 2.0 }));
    assert_eq!(fit(&wide(&[&[1.0, 0.0, 0.5, 0.0, 0.0, 1.0, 1.0]])), Err(Fault::NotBinary { learner: 0, item: 2, score: 0.5 }));
    let some = |item: usize, score: f64| Response { learner: 0, item, score, time: 0 };
    let twice = Responses::of_size(1, 7, (0..7).chain([3]).map(|item| some(item, 1.0)).collect()).unwrap();
    assert_eq!(fit(&twice), Err(Fault::Repeated { learner: 0, item: 3 }));
    let six = Responses::of_size(1, 7, (0..6).map(|item| some(item, 1.0)).collect()).unwrap();
    assert_eq!(fit(&six), Err(Fault::NotReached { item: 6, step: 1 }));
    let zero = Options { starts: 0, ..Options::default() };
    assert!(matches!(model.fit(&twice, &zero), Err(Fault::Repeated { .. } | Fault::OutOfRange { .. })));
    assert_eq!(Accuracy::of(&[]), Err(Fault::Empty));
    let good = wide(&[&[1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0], &[0.0; 7]]);
    assert!(matches!(fitted(&q, Rule::Dina, &good).validate(&good, f64::NAN), Err(Fault::OutOfRange { .. })));
}

#[test]
fn one_learner_perfect_and_zero_scores_have_finite_estimates() {
    let q = QMatrix::new(&rows(7)).unwrap();
    let of = |scores: &[f64]| Responses::from_wide(&scores.iter().map(|s| vec![Some(*s); 7]).collect::<Vec<_>>()).unwrap();
    for scores in [&[1.0][..], &[0.0], &[1.0, 0.0], &[1.0, 1.0], &[0.0, 0.0, 0.0]] {
        let responses = of(scores);
        for rule in [Rule::Dina, Rule::Dino, Rule::Acdm, Rule::Gdina] {
            for structure in [Structure::Saturated, Structure::LogLinear] {
                let model = Model { structure, ..Model::new(q.clone(), rule).unwrap() };
                let fit = model.fit(&responses, &Options::default()).unwrap();
                let chances = (0..7).flat_map(|item| fit.steps(item)).flat_map(|s| s.groups).map(|g| g.chance);
                assert!(fit.log_likelihood.is_finite() && chances.into_iter().all(|p| p > 0.0 && p < 1.0));
                assert!(fit.learners(&responses).unwrap().iter().flat_map(|l| &l.mastery).all(|p| (0.0..=1.0 + 1e-12).contains(p)));
                assert!(fit.validate(&responses, 0.95).unwrap().iter().all(|v| v.suggested_share.is_finite()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn order_and_copies_and_the_absent_change_nothing(seed in 0..1000_u64, shift in 1..40_usize, rule in 0..4_usize) {
        let q = QMatrix::new(&rows(8)).unwrap();
        let (responses, _) = simulated(80, &q, 0.2, seed, additive);
        prop_assume!((0..8).all(|item| responses.rows().any(|r| r.item == item)));
        let rule = [Rule::Dina, Rule::Dino, Rule::Acdm, Rule::Gdina][rule];
        let options = Options { iterations: 60, ..Options::default() };
        let model = Model::new(q, rule).unwrap();
        let fit = model.fit(&responses, &options).unwrap();
        let turned = |r: Response| Response { learner: (r.learner + shift) % 80, ..r };
        let others = Responses::of_size(85, 8, responses.rows().map(turned).collect()).unwrap();
        let again = model.fit(&others, &options).unwrap();
        prop_assert_eq!(fit.log_likelihood, again.log_likelihood);
        prop_assert_eq!(fit.learner(responses.of(3)), again.learner(others.of((3 + shift) % 80)));
        // Nobody is known without a response but by the prior.
        let absent = again.learner(others.of(82));
        for (p, share) in absent.mastery.iter().zip(again.prevalence()) {
            prop_assert!((p - share).abs() < 1e-9);
        }
        let double = responses.rows().flat_map(|r| [r, Response { learner: r.learner + 80, ..r }]).collect();
        let double = model.fit(&Responses::of_size(160, 8, double).unwrap(), &Options { iterations: 5, accelerate: false, ..options }).unwrap();
        let single = model.fit(&responses, &Options { iterations: 5, accelerate: false, ..options }).unwrap();
        prop_assert!((double.log_likelihood - 2.0 * single.log_likelihood).abs() < 1e-3, "{} {}", double.log_likelihood, single.log_likelihood);
    }

    #[test]
    fn the_order_of_items_changes_nothing(seed in 0..1000_u64, shift in 1..8_usize) {
        let q = QMatrix::new(&rows(8)).unwrap();
        let (responses, _) = simulated(120, &q, 0.1, seed, dina);
        let fit = fitted(&q, Rule::Dina, &responses);
        let moved = |item: usize| (item + shift) % 8;
        let mut turned_rows = rows(8);
        turned_rows.rotate_right(shift);
        let turned = responses.rows().map(|r| Response { item: moved(r.item), ..r }).collect();
        let again = fitted(&QMatrix::new(&turned_rows).unwrap(), Rule::Dina, &Responses::of_size(120, 8, turned).unwrap());
        prop_assert!((fit.log_likelihood - again.log_likelihood).abs() < 1e-2, "{} {}", fit.log_likelihood, again.log_likelihood);
    }
}
