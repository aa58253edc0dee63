use super::data::{LSAT7, abilities, lsat, scores, simulate};
use measure::Fault;
use measure::irt::score::{abilities as all, ability};
use measure::irt::{Bank, Belief, Grid, Item, Method, Population, Settings, calibrate};
use proptest::prelude::*;

fn answers(pattern: usize) -> Vec<(usize, usize)> {
    scores(pattern).map(|(item, score)| (item, score as usize)).collect()
}

/// EAP and MAP of the first six patterns of LSAT7, as R mirt's own tests have them (within 0.01 there, since they come from an
/// earlier version's nodes).
#[test]
fn abilities_of_the_law_school_admission_test() {
    let bank = calibrate(&lsat(&LSAT7), &Settings::default()).unwrap().bank;
    let (population, grid) = (Population::default(), Grid::default());
    let eap = [-1.8665957, -1.5266920, -1.5134024, -1.1852276, -1.0946830, -0.7666992];
    let map = [-1.8165552, -1.4946906, -1.4822982, -1.1789899, -1.0958928, -0.7951026];
    for pattern in 0..6 {
        let at = |method| ability(&bank, &answers(pattern), method, &population, &grid).unwrap();
        assert!((at(Method::Eap).theta - eap[pattern]).abs() < 1e-2, "{:?}", at(Method::Eap));
        assert!((at(Method::Map).theta - map[pattern]).abs() < 1e-2, "{:?}", at(Method::Map));
    }
}

/// Warm's estimate of a Rasch test: for the sum r of n items of difficulty 0, ln L + ½ ln I has its top at
/// p = (r + ½) / (n + 1), so θ = ln((r + ½) / (n − r + ½)).
#[test]
fn weighted_likelihood_has_its_closed_form() {
    let bank = Bank::new((0..10).map(|_| Item::rasch(0.0).unwrap()).collect()).unwrap();
    for right in 0..=10 {
        let answers: Vec<(usize, usize)> = (0..10).map(|j| (j, usize::from(j < right))).collect();
        let found = ability(&bank, &answers, Method::Wle, &Population::default(), &Grid::default()).unwrap();
        let (r, n) = (right as f64, 10.0);
        assert!((found.theta - ((r + 0.5) / (n - r + 0.5)).ln()).abs() < 1e-9, "{right}: {found:?}");
        let p = (r + 0.5) / (n + 1.0);
        assert!((found.error - 1.0 / (n * p * (1.0 - p)).sqrt()).abs() < 1e-9);
    }
}

#[test]
fn a_belief_grows_answer_by_answer() {
    let bank =
        Bank::new(vec![Item::two_pl(1.2, 0.0).unwrap(), Item::three_pl(1.5, 0.5, 0.2).unwrap(), Item::graded(1.0, &[-1.0, 1.0]).unwrap()])
            .unwrap();
    let (population, grid) = (Population::new(0.2, 0.9).unwrap(), Grid::new(-7.0, 7.0, 141).unwrap());
    let mut belief = Belief::new(&population, &grid).unwrap();
    assert!((belief.estimate().theta - 0.2).abs() < 1e-9 && (belief.estimate().error - 0.9).abs() < 1e-9);
    let answers = [(0, 1), (1, 0), (2, 2)];
    for (item, category) in answers {
        belief.observe(&bank.items()[item], category).unwrap();
    }
    assert_eq!(belief.estimate(), ability(&bank, &answers, Method::Eap, &population, &grid).unwrap());
    assert!((belief.predict(&bank.items()[2]).iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((belief.above(-8.0) - 1.0).abs() < 1e-12 && belief.above(8.0) < 1e-12 && belief.above(0.0) > belief.above(0.5));
    assert!(matches!(belief.observe(&bank.items()[0], 2), Err(Fault::OutOfRange { .. })));
    assert!(matches!(ability(&bank, &[(7, 0)], Method::Map, &population, &grid), Err(Fault::OutOfRange { .. })));
    assert_eq!(ability(&bank, &[], Method::Wle, &population, &grid), Err(Fault::Empty));
    assert!((ability(&bank, &[], Method::Map, &population, &grid).unwrap().theta - 0.2).abs() < 1e-9);
}

#[test]
fn standard_errors_are_honest() {
    let items: Vec<Item> = (0..30).map(|j| Item::two_pl(1.2, -2.0 + 0.13 * f64::from(j)).unwrap()).collect();
    let truth = abilities(600, 0.0, 1.0, 4);
    let responses = simulate(&items, &truth, 1.0, 5);
    let bank = Bank::new(items).unwrap();
    for method in [Method::Eap, Method::Map, Method::Wle] {
        let found = all(&bank, &responses, method, &Population::default(), &Grid::default()).unwrap();
        let z = found.iter().zip(&truth).map(|(e, t)| (e.unwrap().theta - t) / e.unwrap().error);
        let spread = (z.map(|z| z * z).sum::<f64>() / truth.len() as f64).sqrt();
        assert!((spread - 1.0).abs() < 0.1, "{method:?}: {spread}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_better_score_never_lowers_an_ability(pattern in 0..32_usize, item in 0..5_usize) {
        let bank = Bank::new((0..5).map(|j| Item::two_pl(0.7 + 0.2 * f64::from(j), 0.5 * f64::from(j) - 1.0).unwrap()).collect()).unwrap();
        let (worse, better) = (pattern & !(1 << (4 - item)), pattern | 1 << (4 - item));
        for method in [Method::Eap, Method::Map, Method::Wle] {
            let at = |p| ability(&bank, &answers(p), method, &Population::default(), &Grid::default()).unwrap().theta;
            prop_assert!(at(better) > at(worse));
        }
    }
}
