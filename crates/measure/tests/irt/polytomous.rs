use super::data::{LSAT7, abilities, lsat, simulate};
use measure::irt::{Grid, Item, Model, Population, Settings, calibrate};
use measure::{Fault, Responses};

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
}

/// With two categories every one of them is the two-parameter model.
#[test]
fn two_categories_are_two_parameters() {
    let responses = lsat(&LSAT7);
    for model in [Model::Graded, Model::GeneralisedPartialCredit, Model::Nominal] {
        let found = calibrate(&responses, &Settings { model, ..Settings::default() }).unwrap();
        near(found.log_likelihood, -2658.8051, 1e-3);
        near(found.bank.items()[2].parameters()[0].abs(), 1.7058, 0.005);
    }
    let rasch = calibrate(&responses, &Settings { model: Model::PartialCredit, ..Settings::default() }).unwrap();
    near(rasch.log_likelihood, -2664.9009, 1e-3);
}

fn recovered(model: Model, items: &[Item], tolerance: f64) {
    let responses = simulate(items, &abilities(800, 0.0, 1.0, 21), 0.9, 22);
    let found = calibrate(&responses, &Settings { model, ..Settings::default() }).unwrap();
    let errors = found.errors().unwrap();
    let (mut square, mut many, mut outside) = (0.0_f64, 0.0_f64, 0.0_f64);
    for ((one, truth), own) in found.bank.items().iter().zip(items).zip(&errors.items) {
        for ((a, b), e) in one.parameters().iter().zip(truth.parameters()).zip(own) {
            square += (a - b).powi(2);
            many += 1.0;
            outside += f64::from(u8::from(e.is_some_and(|e| (a - b).abs() > 3.0 * e)));
        }
    }
    assert!((square / many).sqrt() < tolerance, "{model:?}: {}", (square / many).sqrt());
    assert!(outside / many < 0.08, "{model:?}: {outside} of {many} outside");
}

#[test]
fn parameters_are_found_again_within_their_errors() {
    let at = |j: usize| -1.0 + 0.15 * j as f64;
    let graded: Vec<Item> = (0..6).map(|j| Item::graded(0.8 + 0.1 * j as f64, &[at(j) - 1.0, at(j), at(j) + 1.2]).unwrap()).collect();
    recovered(Model::Graded, &graded, 0.3);
    let credit: Vec<Item> =
        (0..6).map(|j| Item::partial_credit(0.6 + 0.1 * j as f64, &[at(j) - 0.6, at(j) + 0.2, at(j)]).unwrap()).collect();
    recovered(Model::GeneralisedPartialCredit, &credit, 0.5);
    let nominal: Vec<Item> = (0..6).map(|j| Item::nominal(&[0.5, 1.0 + 0.1 * j as f64, -0.4], &[at(j), 0.3, -0.2]).unwrap()).collect();
    recovered(Model::Nominal, &nominal, 0.4);
    let masters: Vec<Item> = (0..6).map(|j| Item::partial_credit(1.0, &[at(j) - 0.6, at(j) + 0.4]).unwrap()).collect();
    recovered(Model::PartialCredit, &masters, 0.2);
}

/// Models of one form may differ by item.
#[test]
fn one_form_of_several_models() {
    let items = vec![
        Item::two_pl(1.2, 0.0).unwrap(),
        Item::two_pl(0.9, 0.5).unwrap(),
        Item::graded(1.4, &[-0.5, 0.7]).unwrap(),
        Item::partial_credit(0.8, &[-0.3, 0.3]).unwrap(),
        Item::three_pl(1.5, 0.0, 0.25).unwrap(),
        Item::two_pl(1.1, -1.0).unwrap(),
    ];
    let responses = simulate(&items, &abilities(2500, 0.0, 1.0, 31), 1.0, 32);
    let exceptions = vec![(2, Model::Graded), (3, Model::GeneralisedPartialCredit), (4, Model::ThreePl)];
    let found = calibrate(&responses, &Settings { exceptions, ..Settings::default() }).unwrap();
    for (one, truth) in found.bank.items().iter().zip(&items) {
        for theta in [-1.0, 0.0, 1.0] {
            near(one.expected(theta), truth.expected(theta), 0.08);
        }
    }
}

#[test]
fn a_category_that_nobody_has_is_named() {
    let items =
        vec![Item::graded(1.0, &[-0.5, 0.5]).unwrap(), Item::graded(1.2, &[-0.5, 0.5]).unwrap(), Item::graded(1.1, &[0.0, 1.0]).unwrap()];
    let responses = simulate(&items, &abilities(300, 0.0, 1.0, 1), 1.0, 2);
    let without = responses.rows().map(|r| measure::Response { score: if r.item == 1 && r.score == 1.0 { 2.0 } else { r.score }, ..r });
    let responses = Responses::new(without).unwrap();
    for model in [Model::Graded, Model::PartialCredit, Model::GeneralisedPartialCredit, Model::Nominal] {
        let fault = calibrate(&responses, &Settings { model, ..Settings::default() }).unwrap_err();
        assert_eq!(fault, Fault::EmptyCategory { item: 1, category: 1 });
    }
    let binary = calibrate(&responses, &Settings::default()).unwrap_err();
    assert!(matches!(binary, Fault::NotBinary { .. }));
}

/// The log-likelihood that is reported is that of the items that are reported: summed here learner by learner on a finer grid, without any
/// of the calibration's short cuts, from sparse answers to items of all models; and no small change of a parameter is better.
#[test]
fn the_likelihood_is_that_of_the_items() {
    let items = vec![
        Item::two_pl(1.2, 0.0).unwrap(),
        Item::graded(1.4, &[-0.5, 0.7]).unwrap(),
        Item::partial_credit(0.8, &[-0.3, 0.3, 0.9]).unwrap(),
        Item::nominal(&[0.5, 1.3], &[0.2, -0.3]).unwrap(),
        Item::three_pl(1.5, 0.0, 0.25).unwrap(),
        Item::two_pl(1.1, -1.0).unwrap(),
    ];
    let responses = simulate(&items, &abilities(600, 0.0, 1.0, 41), 0.8, 42);
    let exceptions = vec![(1, Model::Graded), (2, Model::GeneralisedPartialCredit), (3, Model::Nominal), (4, Model::ThreePl)];
    let found = calibrate(&responses, &Settings { exceptions, tolerance: 1e-6, ..Settings::default() }).unwrap();
    let grid = Grid::new(-8.0, 8.0, 81).unwrap();
    let weights = grid.weights(&Population::default());
    let likelihood = |items: &[Item]| -> f64 {
        // ln P at [item][category][node].
        let table: Vec<Vec<Vec<f64>>> = items
            .iter()
            .map(|item| (0..item.categories()).map(|k| grid.nodes().iter().map(|t| item.local(k, *t).log).collect()).collect())
            .collect();
        let of = |own: measure::OfLearner<'_>| {
            let at = |q: usize| weights[q] * own.pairs().map(|(j, x)| table[j][x as usize][q]).sum::<f64>().exp();
            (0..weights.len()).map(at).sum::<f64>().ln()
        };
        responses.by_learner().filter(|own| !own.is_empty()).map(of).sum()
    };
    near(likelihood(found.bank.items()), found.log_likelihood, 1e-6);
    for j in 0..items.len() {
        for k in 0..items[j].parameters().len() {
            for by in [-0.02, 0.02] {
                let mut moved = found.bank.items().to_vec();
                match &mut moved[j] {
                    Item::Logistic { discrimination, difficulty, guessing, ceiling } => {
                        *[discrimination, difficulty, guessing, ceiling][k] += by;
                    }
                    Item::Graded { discrimination, thresholds: at } | Item::PartialCredit { discrimination, steps: at } => {
                        *(if k == 0 { discrimination } else { &mut at[k - 1] }) += by;
                    }
                    Item::Nominal { slopes, intercepts } => {
                        let m = slopes.len();
                        *(if k < m { &mut slopes[k] } else { &mut intercepts[k - m] }) += by;
                    }
                }
                let free = !matches!((&moved[j], j, k), (Item::Logistic { .. }, 0 | 5, 2 | 3) | (Item::Logistic { .. }, 4, 3));
                if free && moved[j].check().is_ok() {
                    assert!(likelihood(&moved) < found.log_likelihood, "item {j}, parameter {k}, by {by}");
                }
            }
        }
    }
}
