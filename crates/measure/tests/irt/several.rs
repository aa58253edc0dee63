use super::data::{LSAT6, LSAT7, lsat, normal};
use measure::irt::several::{Nodes, SeveralItem, SeveralSettings, abilities, calibrate};
use measure::{Fault, Response, Responses};
use nalgebra::DMatrix;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
}

/// Two tests that share no ability: the likelihood of both is the sum of theirs (R mirt's −2466.6534 and −2658.8051).
#[test]
fn abilities_that_have_nothing_in_common_are_calibrated_apart() {
    let mut rows: Vec<Response> = lsat(&LSAT6).rows().collect();
    rows.extend(lsat(&LSAT7).rows().map(|r| Response { item: r.item + 5, ..r }));
    let pattern = (0..10).map(|j| vec![j < 5, j >= 5]).collect();
    let settings = SeveralSettings { pattern: Some(pattern), nodes: Nodes::grid(2, 21).unwrap(), ..SeveralSettings::new(2).unwrap() };
    let found = calibrate(&Responses::new(rows).unwrap(), &settings).unwrap();
    near(found.log_likelihood, -2466.6534 - 2658.8051, 1e-2);
    near(found.items[2].slopes[0], 0.8905, 0.005);
    near(found.items[7].slopes[1], 1.7058, 0.005);
    assert_eq!((found.items[7].slopes[0], found.parameters), (0.0, 20));
}

fn simulated(items: &[SeveralItem], correlation: f64, learners: usize, seed: u64) -> (Responses, Vec<Vec<f64>>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for learner in 0..learners {
        let common = normal(&mut random);
        let of = |own: f64| correlation.sqrt() * common + (1.0 - correlation).sqrt() * own;
        let theta: Vec<f64> = items[0].slopes.iter().map(|_| of(normal(&mut random))).collect();
        for (item, own) in items.iter().enumerate() {
            let right = random.random::<f64>() < own.probability(&theta);
            rows.push(Response { learner, item, score: f64::from(u8::from(right)), time: 0 });
        }
        truth.push(theta);
    }
    (Responses::new(rows).unwrap(), truth)
}

#[test]
fn slopes_and_correlation_are_found_again() {
    let items: Vec<SeveralItem> = (0..20)
        .map(|j| SeveralItem { slopes: if j % 2 == 0 { vec![1.3, 0.0] } else { vec![0.0, 1.0] }, intercept: -1.0 + 0.1 * f64::from(j) })
        .collect();
    let (responses, truth) = simulated(&items, 0.5, 400, 7);
    let pattern = items.iter().map(|i| i.slopes.iter().map(|a| *a != 0.0).collect()).collect();
    let settings = SeveralSettings {
        pattern: Some(pattern),
        correlated: true,
        nodes: Nodes::grid(2, 15).unwrap(),
        tolerance: 1e-3,
        ..SeveralSettings::new(2).unwrap()
    };
    let found = calibrate(&responses, &settings).unwrap();
    near(found.correlation[(0, 1)], 0.5, 0.15);
    let mean = |k: usize| found.items.iter().map(|i| i.slopes[k]).sum::<f64>() / 10.0;
    near(mean(0), 1.3, 0.2);
    near(mean(1), 1.0, 0.2);
    let eap = abilities(&found.items, &found.correlation, &responses, &settings.nodes).unwrap();
    let spread =
        eap.iter().zip(&truth).map(|(e, t)| ((e.as_ref().unwrap().theta[0] - t[0]) / e.as_ref().unwrap().error[0]).powi(2)).sum::<f64>();
    near((spread / 400.0).sqrt(), 1.0, 0.12);
}

/// Exploring two abilities reaches at least the likelihood of the true pattern, and quasi-random points agree with the grid.
#[test]
fn exploring_and_the_two_kinds_of_nodes() {
    let items: Vec<SeveralItem> =
        (0..8).map(|j| SeveralItem { slopes: if j % 2 == 0 { vec![1.5, 0.0] } else { vec![0.0, 1.2] }, intercept: 0.2 }).collect();
    let (responses, _) = simulated(&items, 0.0, 250, 9);
    let pattern: Vec<Vec<bool>> = items.iter().map(|i| i.slopes.iter().map(|a| *a != 0.0).collect()).collect();
    let at = |pattern: Option<Vec<Vec<bool>>>, nodes: Nodes| {
        calibrate(&responses, &SeveralSettings { pattern, nodes, tolerance: 5e-3, ..SeveralSettings::new(2).unwrap() }).unwrap()
    };
    let grid = at(Some(pattern.clone()), Nodes::grid(2, 15).unwrap());
    let points = at(Some(pattern), Nodes::quasi_random(2, 1000).unwrap());
    near(points.log_likelihood, grid.log_likelihood, 1.0);
    let free = at(None, Nodes::grid(2, 15).unwrap());
    assert!(free.log_likelihood > grid.log_likelihood && free.parameters == 8 + 15);
}

#[test]
fn what_does_not_fit_is_named() {
    let responses = lsat(&LSAT6);
    let settings = |pattern, correlated| SeveralSettings { pattern, correlated, ..SeveralSettings::new(2).unwrap() };
    assert!(matches!(Nodes::new(6), Err(Fault::OutOfRange { .. })));
    assert!(matches!(calibrate(&responses, &settings(None, true)), Err(Fault::Undetermined { .. })));
    assert!(matches!(calibrate(&responses, &settings(Some(vec![vec![true, false]]), false)), Err(Fault::Shape { .. })));
    assert!(matches!(calibrate(&responses, &settings(Some(vec![vec![false, false]; 5]), false)), Err(Fault::OutOfRange { .. })));
    let same = Responses::new((0..4).map(|l| Response { learner: l, item: 0, score: 1.0, time: 0 })).unwrap();
    assert_eq!(calibrate(&same, &settings(None, false)), Err(Fault::Constant { item: 0 }));
    let two = DMatrix::from_element(2, 2, 1.0);
    assert!(matches!(abilities(&[], &two, &responses, &Nodes::new(2).unwrap()), Err(Fault::Shape { .. })));
}
