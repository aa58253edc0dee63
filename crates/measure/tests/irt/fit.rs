use super::data::{LSAT7, abilities, lsat, simulate};
use measure::irt::{Bank, Grid, Item, Method, Population, Settings, calibrate, dependence, fit, score};
use measure::{Fault, Response, Responses};

/// S-X² of LSAT7 under two parameters, as R mirt's own tests have it.
#[test]
fn item_fit_of_the_law_school_admission_test() {
    let responses = lsat(&LSAT7);
    let found = calibrate(&responses, &Settings { tolerance: 1e-7, ..Settings::default() }).unwrap();
    let fits = fit::items(&found.bank, &responses, &found.populations[0], &found.grid, &found.estimated()).unwrap();
    for (fit, expected) in fits.iter().zip([4.749440, 14.451071, 1.270381, 5.237400, 0.941125]) {
        assert!((fit.statistic - expected).abs() < 0.01, "{fit:?} instead of {expected}");
        assert_eq!(fit.freedom, Some(2));
    }
    // For two degrees of freedom P(χ² > x) = e^(−x/2).
    assert!((fits[1].p.unwrap() - (-0.5 * fits[1].statistic).exp()).abs() < 1e-12);
}

/// Under the model the statistic has about the mean of its distribution, and an item of another form stands out.
#[test]
fn items_that_do_not_fit_stand_out() {
    let items: Vec<Item> = (0..20).map(|j| Item::two_pl(1.2, -1.5 + 0.15 * f64::from(j)).unwrap()).collect();
    let mut made_of = items.clone();
    made_of[10] = Item::four_pl(4.0, 0.0, 0.4, 0.8).unwrap();
    let responses = simulate(&made_of, &abilities(3000, 0.0, 1.0, 1), 1.0, 2);
    let found = calibrate(&responses, &Settings::default()).unwrap();
    let fits = fit::items(&found.bank, &responses, &Population::default(), &found.grid, &found.estimated()).unwrap();
    let low = fits.iter().enumerate().filter(|(j, f)| *j != 10 && f.p.unwrap() < 0.01).count();
    assert!(fits[10].p.unwrap() < 0.01 && low <= 1, "{fits:?}");
    let ratio: f64 =
        fits.iter().enumerate().filter(|f| f.0 != 10).map(|(_, f)| f.statistic / f.freedom.unwrap() as f64).sum::<f64>() / 19.0;
    assert!((ratio - 1.0).abs() < 0.25, "{ratio}");
}

#[test]
fn item_fit_of_polytomous_items() {
    let items: Vec<Item> = (0..8).map(|j| Item::graded(1.3, &[-1.0 + 0.1 * f64::from(j), 0.8]).unwrap()).collect();
    let responses = simulate(&items, &abilities(2000, 0.0, 1.0, 1), 1.0, 2);
    let bank = Bank::new(items).unwrap();
    let fits = fit::items(&bank, &responses, &Population::default(), &Grid::default(), &[0; 8]).unwrap();
    let ratio: f64 = fits.iter().map(|f| f.statistic / f.freedom.unwrap() as f64).sum::<f64>() / 8.0;
    assert!((ratio - 1.0).abs() < 0.3, "{ratio}");
    let none = Responses::of_size(1, 8, vec![Response { learner: 0, item: 0, score: 1.0, time: 0 }]).unwrap();
    assert_eq!(fit::items(&bank, &none, &Population::default(), &Grid::default(), &[0; 8]), Err(Fault::Empty));
    assert!(matches!(fit::items(&bank, &none, &Population::default(), &Grid::default(), &[0; 3]), Err(Fault::Shape { .. })));
}

/// l_z by hand: two items with P = 0.7 and 0.4 at the estimate, right and wrong.
#[test]
fn person_fit_by_hand() {
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let bank = Bank::new(vec![Item::rasch(-logit(0.7)).unwrap(), Item::rasch(-logit(0.4)).unwrap()]).unwrap();
    let rows = vec![Response { learner: 0, item: 0, score: 1.0, time: 0 }, Response { learner: 0, item: 1, score: 0.0, time: 0 }];
    let responses = Responses::new(rows).unwrap();
    let at = [Some(measure::irt::Estimate { theta: 0.0, error: 1.0 })];
    let found = fit::persons(&bank, &responses, &at, Method::Map, &Population::default()).unwrap()[0].unwrap();
    let expected = 0.7 * 0.7_f64.ln() + 0.3 * 0.3_f64.ln() + 0.4 * 0.4_f64.ln() + 0.6 * 0.6_f64.ln();
    let variance = 0.21 * logit(0.7).powi(2) + 0.24 * logit(0.4).powi(2);
    let lz = (0.7_f64.ln() + 0.6_f64.ln() - expected) / variance.sqrt();
    assert!((found.lz - lz).abs() < 1e-12);
}

/// l_z* of learners who follow the model is about N(0, 1), and random answers stand out.
#[test]
fn person_fit_is_standardised() {
    let items: Vec<Item> = (0..60).map(|j| Item::two_pl(1.3, -2.0 + 0.067 * f64::from(j)).unwrap()).collect();
    let responses = simulate(&items, &abilities(1000, 0.0, 1.0, 1), 1.0, 2);
    let bank = Bank::new(items).unwrap();
    for method in [Method::Map, Method::Wle] {
        let (population, grid) = (Population::default(), Grid::default());
        let estimates = score::abilities(&bank, &responses, method, &population, &grid).unwrap();
        let fits: Vec<f64> =
            fit::persons(&bank, &responses, &estimates, method, &population).unwrap().into_iter().flatten().map(|f| f.corrected).collect();
        let mean = fits.iter().sum::<f64>() / fits.len() as f64;
        let sd = (fits.iter().map(|f| (f - mean).powi(2)).sum::<f64>() / fits.len() as f64).sqrt();
        assert!(mean.abs() < 0.12 && (sd - 1.0).abs() < 0.12, "{method:?}: {mean} {sd}");
    }
    let upside_down = (0..60).map(|item| Response { learner: 0, item, score: f64::from(u8::from(item >= 30)), time: 0 });
    let responses = Responses::new(upside_down).unwrap();
    let estimates = score::abilities(&bank, &responses, Method::Wle, &Population::default(), &Grid::default()).unwrap();
    assert!(fit::persons(&bank, &responses, &estimates, Method::Wle, &Population::default()).unwrap()[0].unwrap().lz < -5.0);
}

/// Two items with one answer between them depend; the others have about −1/(items − 1).
#[test]
fn dependent_items_stand_out() {
    let items: Vec<Item> = (0..20).map(|j| Item::two_pl(1.0, -1.0 + 0.1 * f64::from(j)).unwrap()).collect();
    let responses = simulate(&items, &abilities(1500, 0.0, 1.0, 1), 1.0, 2);
    let copied = responses
        .rows()
        .map(|r| if r.item == 7 && r.learner % 2 == 0 { Response { score: responses.of(r.learner).score[6], ..r } } else { r });
    let responses = Responses::of_size(1500, 20, copied.collect()).unwrap();
    let bank = calibrate(&responses, &Settings::default()).unwrap().bank;
    let estimates = score::abilities(&bank, &responses, Method::Eap, &Population::default(), &Grid::default()).unwrap();
    let pairs = dependence::q3(&bank, &responses, &estimates, 30).unwrap();
    assert_eq!(pairs.len(), 190);
    let (ours, others): (Vec<dependence::Dependence>, Vec<_>) = pairs.into_iter().partition(|p| p.items == (6, 7));
    assert!(ours[0].q3 > 0.2 && ours[0].learners == 1500, "{ours:?}");
    let mean = others.iter().map(|p| p.q3).sum::<f64>() / others.len() as f64;
    assert!(others.iter().all(|p| p.q3.abs() < 0.2) && (mean + 1.0 / 19.0).abs() < 0.02, "{mean}");
}
