//! Groups, anchors, new items.

use super::data::{abilities, simulate};
use measure::irt::{Calibration, Estimate, Grid, Item, Method, Model, Priors, Settings, calibrate, new_item, score};
use measure::{Fault, Response, Responses};

fn bank(items: usize) -> Vec<Item> {
    (0..items).map(|j| Item::two_pl(0.8 + 0.02 * j as f64, -2.0 + 4.0 * j as f64 / items as f64).unwrap()).collect()
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
}

fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt())
}

#[test]
fn groups_are_found_where_they_are() {
    let (n, items) = (700, bank(15));
    let all: Vec<f64> = [abilities(n, 0.0, 1.0, 1), abilities(n, 0.7, 0.6, 2), abilities(n, -0.5, 1.4, 3)].concat();
    let responses = simulate(&items, &all, 1.0, 4);
    let groups: Vec<usize> = (0..3 * n).map(|i| i / n).collect();
    let found = calibrate(&responses, &Settings { groups, ..Settings::default() }).unwrap();
    // Group 0 as it was drawn is the unit.
    let (mean, sd) = moments(&all[..n]);
    for (population, own) in found.populations.iter().zip(all.chunks(n)) {
        near(population.mean, (moments(own).0 - mean) / sd, 0.1);
        near(population.sd, moments(own).1 / sd, 0.1);
    }
    assert_eq!(found.parameters, 30 + 4);
    let errors = found.errors().unwrap();
    assert_eq!(errors.populations[0], [None, None]);
    // √(σ²/n) and a little for the length of the test.
    assert!((0.6 / (n as f64).sqrt()..0.09).contains(&errors.populations[1][0].unwrap()));
}

/// A second form shares ten items with the bank and was given to abler learners: fixed anchors put its new items on the bank's scale.
#[test]
fn a_new_form_is_linked_by_its_anchors() {
    let items = bank(40);
    let responses = simulate(&items[..20], &abilities(1000, 0.9, 1.2, 8), 1.0, 9);
    let anchors: Vec<(usize, Item)> = (0..20).step_by(2).map(|j| (j, items[j].clone())).collect();
    let found = calibrate(&responses, &Settings { anchors, ..Settings::default() }).unwrap();
    let errors = found.errors().unwrap();
    near(found.populations[0].mean, 0.9, 0.15);
    near(found.populations[0].sd, 1.2, 0.15);
    for j in (1..20).step_by(2) {
        let (one, truth) = (found.bank.items()[j].parameters(), items[j].parameters());
        for k in 0..2 {
            near(one[k], truth[k], 3.5 * errors.items[j][k].unwrap());
        }
    }
    assert_eq!(found.bank.items()[4], items[4]);
    assert_eq!(found.estimated()[4], 0);
    assert!(errors.items[4].iter().all(Option::is_none) && errors.items[5][0].is_some() && errors.populations[0][0].is_some());
}

#[test]
fn a_population_far_away_moves_the_nodes() {
    let items: Vec<Item> = bank(20).iter().map(|i| Item::two_pl(i.parameters()[0], i.parameters()[1] + 5.0).unwrap()).collect();
    let responses = simulate(&items, &abilities(1500, 5.0, 1.5, 3), 1.0, 4);
    let found = calibrate(&responses, &Settings { anchors: items.into_iter().enumerate().collect(), ..Settings::default() }).unwrap();
    near(found.populations[0].mean, 5.0, 0.15);
    near(found.populations[0].sd, 1.5, 0.15);
    assert!(found.grid.nodes().last().unwrap() >= &13.0);
}

/// New items calibrated one by one from what the known ones say of their learners agree with all calibrated together.
#[test]
fn new_items_join_the_scale() {
    let truth = bank(14);
    let responses = simulate(&truth, &abilities(1000, 0.0, 1.0, 11), 1.0, 12);
    let known: Vec<Response> = responses.rows().filter(|r| r.item < 12).collect();
    let old = Responses::of_size(1000, 12, known).unwrap();
    let settings = Settings { anchors: truth[..12].iter().cloned().enumerate().collect(), ..Settings::default() };
    let found: Calibration = calibrate(&old, &settings).unwrap();
    let eap = score::abilities(&found.bank, &old, Method::Eap, &found.populations[0], &Grid::default()).unwrap();
    let together = calibrate(&responses, &settings).unwrap();
    for (j, original) in truth.iter().enumerate().skip(12) {
        let answers: Vec<(Estimate, usize)> =
            responses.rows().filter(|r| r.item == j).map(|r| (eap[r.learner].unwrap(), r.score as usize)).collect();
        let new = new_item(Model::TwoPl, &answers, &Priors::default()).unwrap();
        for k in 0..2 {
            near(new.item.parameters()[k], together.bank.items()[j].parameters()[k], 0.12);
            near(new.item.parameters()[k], original.parameters()[k], 4.0 * new.errors[k].unwrap());
        }
        assert_eq!(new.errors[2], None);
    }
    let near_each_other: Vec<(Estimate, usize)> = (0..50).map(|i| (Estimate { theta: 0.3, error: 0.0 }, i % 2)).collect();
    assert!(matches!(new_item(Model::TwoPl, &near_each_other, &Priors::default()), Err(Fault::Undetermined { .. })));
    assert!(new_item(Model::TwoPl, &near_each_other, &Priors::weak()).is_ok());
    assert_eq!(new_item(Model::TwoPl, &near_each_other[..1], &Priors::default()), Err(Fault::Constant { item: 0 }));
    assert_eq!(new_item(Model::TwoPl, &[], &Priors::default()), Err(Fault::NoResponse { item: 0 }));
    let nobody = [(Estimate { theta: f64::NAN, error: 0.1 }, 1)];
    assert_eq!(new_item(Model::TwoPl, &nobody, &Priors::default()), Err(Fault::NotFinite { learner: 0, item: 0 }));
}
