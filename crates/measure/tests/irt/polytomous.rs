use super::data::{LSAT7, abilities, lsat, simulate};
use measure::irt::{Item, Model, Settings, calibrate};
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
    let responses = simulate(items, &abilities(4000, 0.0, 1.0, 21), 0.9, 22);
    let found = calibrate(&responses, &Settings { model, ..Settings::default() }).unwrap();
    let errors = found.errors().unwrap();
    let (mut square, mut many, mut outside) = (0.0_f64, 0.0_f64, 0.0_f64);
    for ((one, truth), own) in found.bank.items().iter().zip(items).zip(&errors.items) {
        for ((a, b), e) in one.parameters().iter().zip(truth.parameters()).zip(own) {
            square += (a - b).powi(2);
            many += 1.0;
            outside += f64::from(u8::from(e.is_some_and(|e| (a - b).abs() > 2.5 * e)));
        }
    }
    assert!((square / many).sqrt() < tolerance, "{model:?}: {}", (square / many).sqrt());
    assert!(outside / many < 0.08, "{model:?}: {outside} of {many} outside");
}

#[test]
fn parameters_are_found_again_within_their_errors() {
    let at = |j: usize| -1.0 + 0.15 * j as f64;
    let graded: Vec<Item> = (0..10).map(|j| Item::graded(0.8 + 0.1 * j as f64, &[at(j) - 1.0, at(j), at(j) + 1.2]).unwrap()).collect();
    recovered(Model::Graded, &graded, 0.1);
    let credit: Vec<Item> =
        (0..10).map(|j| Item::partial_credit(0.6 + 0.1 * j as f64, &[at(j) - 0.6, at(j) + 0.2, at(j)]).unwrap()).collect();
    recovered(Model::GeneralisedPartialCredit, &credit, 0.12);
    let nominal: Vec<Item> = (0..10).map(|j| Item::nominal(&[0.5, 1.0 + 0.1 * j as f64, -0.4], &[at(j), 0.3, -0.2]).unwrap()).collect();
    recovered(Model::Nominal, &nominal, 0.12);
    let masters: Vec<Item> = (0..10).map(|j| Item::partial_credit(1.0, &[at(j) - 0.6, at(j) + 0.4]).unwrap()).collect();
    recovered(Model::PartialCredit, &masters, 0.1);
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
    let responses = simulate(&items, &abilities(5000, 0.0, 1.0, 31), 1.0, 32);
    let exceptions = vec![(2, Model::Graded), (3, Model::GeneralisedPartialCredit), (4, Model::ThreePl)];
    let found = calibrate(&responses, &Settings { exceptions, ..Settings::default() }).unwrap();
    for (one, truth) in found.bank.items().iter().zip(&items) {
        for theta in [-1.0, 0.0, 1.0] {
            near(one.expected(theta), truth.expected(theta), 0.06);
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
