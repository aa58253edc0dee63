use super::data::{LSAT6, lsat};
use measure::irt::{Grid, Item, Method, Model, Population, Priors, Settings, calibrate, score};
use measure::{Fault, Response, Responses};

fn row(learner: usize, item: usize, score: f64) -> Response {
    Response { learner, item, score, time: 0 }
}

fn plain(rows: Vec<Response>) -> Result<measure::irt::Calibration, Fault> {
    calibrate(&Responses::new(rows).unwrap(), &Settings::default())
}

#[test]
fn constant_items_are_named_and_have_an_estimate_under_a_prior() {
    let with = |score: f64| {
        let mut rows: Vec<Response> = lsat(&LSAT6).rows().collect();
        rows.extend((0..1000).map(|learner| row(learner, 5, score)));
        Responses::new(rows).unwrap()
    };
    for score in [0.0, 1.0] {
        assert_eq!(calibrate(&with(score), &Settings::default()).unwrap_err(), Fault::Constant { item: 5 });
        let found = calibrate(&with(score), &Settings { priors: Priors::weak(), ..Settings::default() }).unwrap();
        let chance = found.bank.items()[5].probability(1, 0.0);
        assert!((chance - score).abs() < 0.02, "{chance}");
    }
}

#[test]
fn an_item_nobody_was_given_is_named() {
    let rows: Vec<Response> = lsat(&LSAT6).rows().collect();
    let responses = Responses::of_size(1000, 6, rows).unwrap();
    assert_eq!(calibrate(&responses, &Settings::default()).unwrap_err(), Fault::NoResponse { item: 5 });
}

#[test]
fn one_learner_and_scores_that_are_none() {
    assert_eq!(plain(vec![row(0, 0, 1.0), row(0, 1, 0.0)]).unwrap_err(), Fault::Constant { item: 0 });
    let alone = Responses::new(vec![row(0, 0, 1.0), row(0, 1, 0.0)]).unwrap();
    assert!(calibrate(&alone, &Settings { priors: Priors::weak(), ..Settings::default() }).unwrap().log_likelihood.is_finite());
    assert_eq!(plain(vec![row(0, 0, 0.5)]).unwrap_err(), Fault::NotBinary { learner: 0, item: 0, score: 0.5 });
    assert_eq!(plain(vec![row(0, 0, 2.0)]).unwrap_err(), Fault::NotBinary { learner: 0, item: 0, score: 2.0 });
    assert_eq!(plain(vec![row(0, 0, 1.0), row(0, 0, 0.0)]).unwrap_err(), Fault::Repeated { learner: 0, item: 0 });
    assert_eq!(Responses::new([row(0, 0, f64::NAN)]), Err(Fault::NotFinite { learner: 0, item: 0 }));
}

/// Perfect and zero scores, repeated learners and learners without a response are no trouble.
#[test]
fn perfect_and_zero_scores_count_like_any_other() {
    let rows: Vec<Response> = lsat(&LSAT6).rows().collect();
    let with_idle = Responses::of_size(1200, 5, rows).unwrap();
    let (one, other) = (calibrate(&lsat(&LSAT6), &Settings::default()).unwrap(), calibrate(&with_idle, &Settings::default()).unwrap());
    assert_eq!((one.bank, one.log_likelihood), (other.bank.clone(), other.log_likelihood));
    let (population, grid) = (Population::default(), Grid::default());
    for method in [Method::Eap, Method::Map, Method::Wle] {
        let all = score::abilities(&other.bank, &with_idle, method, &population, &grid).unwrap();
        assert!(all[..1000].iter().flatten().all(|e| e.theta.abs() < 12.0 && e.error.is_finite() && e.error > 0.0));
        assert_eq!((all.len(), all[1100]), (1200, None));
    }
}

/// Two learners who separate two items perfectly would have infinite slopes: they are held at the end of their range and named.
#[test]
fn what_would_be_infinite_is_held_and_named() {
    let rows = (0..40).flat_map(|l| (0..3).map(move |j| row(l, j, f64::from(u8::from(l >= 20)))));
    let found = calibrate(&Responses::new(rows).unwrap(), &Settings::default());
    let found = found.unwrap();
    assert!(!found.at_end.is_empty() && found.log_likelihood.is_finite());
}

#[test]
fn parts_that_nothing_connects() {
    let mut rows: Vec<Response> = lsat(&LSAT6).rows().collect();
    rows.extend(lsat(&LSAT6).rows().map(|r| row(r.learner + 1000, r.item + 5, r.score)));
    let responses = Responses::new(rows).unwrap();
    assert_eq!(calibrate(&responses, &Settings::default()).unwrap_err(), Fault::Disconnected { parts: 2, first: 0, item: 5 });
    let equivalent = calibrate(&responses, &Settings { equivalent: true, ..Settings::default() }).unwrap();
    assert!((equivalent.log_likelihood - 2.0 * -2466.6534).abs() < 0.05);
    // Anchors in both parts connect them.
    let anchor = |j: usize| (j, equivalent.bank.items()[j].clone());
    assert!(calibrate(&responses, &Settings { anchors: vec![anchor(0), anchor(7)], ..Settings::default() }).is_ok());
    let one = Settings { anchors: vec![anchor(0)], ..Settings::default() };
    assert!(matches!(calibrate(&responses, &one), Err(Fault::Disconnected { .. })));
}

#[test]
fn settings_that_do_not_fit() {
    let responses = lsat(&LSAT6);
    let fault = |settings: Settings| calibrate(&responses, &settings).unwrap_err();
    assert!(matches!(fault(Settings { groups: vec![0; 3], ..Settings::default() }), Fault::Shape { expected: 1000, found: 3, .. }));
    let hole: Vec<usize> = (0..1000).map(|i| if i % 2 == 0 { 0 } else { 2 }).collect();
    assert!(matches!(fault(Settings { groups: hole, ..Settings::default() }), Fault::OutOfRange { .. }));
    assert!(matches!(fault(Settings { tolerance: 0.0, ..Settings::default() }), Fault::OutOfRange { .. }));
    assert!(matches!(fault(Settings { iterations: 2, ..Settings::default() }), Fault::NotSettled { .. }));
    assert!(matches!(fault(Settings { exceptions: vec![(9, Model::Rasch)], ..Settings::default() }), Fault::OutOfRange { .. }));
    let bad = Item::Logistic { discrimination: 1.0, difficulty: f64::NAN, guessing: 0.0, ceiling: 1.0 };
    assert!(matches!(fault(Settings { anchors: vec![(0, bad)], ..Settings::default() }), Fault::OutOfRange { .. }));
    assert!(matches!(Grid::new(0.0, 1.0, 2), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Population::new(0.0, 0.0), Err(Fault::OutOfRange { .. })));
    let unlike = [(0, Item::two_pl(1.0, 0.0).unwrap()), (1, Item::two_pl(2.0, 0.0).unwrap())];
    assert!(matches!(fault(Settings { model: Model::OnePl, anchors: unlike.to_vec(), ..Settings::default() }), Fault::OutOfRange { .. }));
}
