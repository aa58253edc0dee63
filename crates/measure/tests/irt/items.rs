use measure::Fault;
use measure::irt::{Bank, Item};
use proptest::prelude::*;

fn items() -> Vec<Item> {
    vec![
        Item::rasch(0.3).unwrap(),
        Item::two_pl(1.4, -0.7).unwrap(),
        Item::two_pl(-0.8, 0.4).unwrap(),
        Item::three_pl(1.1, 0.5, 0.2).unwrap(),
        Item::four_pl(1.7, 0.0, 0.15, 0.93).unwrap(),
        Item::graded(1.3, &[-1.0, 0.2, 1.5]).unwrap(),
        Item::graded(-1.3, &[1.5, 0.2, -1.0]).unwrap(),
        Item::partial_credit(0.9, &[-0.5, 0.8, 0.1]).unwrap(),
        Item::nominal(&[0.4, 1.2, -0.3], &[0.5, -0.6, 0.1]).unwrap(),
    ]
}

/// The 3PL of a = 1.8, b = 1.0, c = 0.2 with the constant 1.7: Hambleton, Swaminathan & Rogers (1991), *Fundamentals of Item Response
/// Theory*, have c + (1 − c)/2 = 0.6 at θ = b; and the information is the textbook's formula a²(1 − c) / ((c + eˣ)(1 + e⁻ˣ)²).
#[test]
fn three_parameters_as_the_textbook_has_them() {
    let item = Item::three_pl(1.7 * 1.8, 1.0, 0.2).unwrap();
    assert!((item.probability(1, 1.0) - 0.6).abs() < 1e-12);
    for theta in [-3.0, 0.0, 0.9, 1.4, 3.0] {
        let x = 1.7 * 1.8 * (theta - 1.0_f64);
        let expected = (1.7_f64 * 1.8).powi(2) * 0.8 / ((0.2 + x.exp()) * (1.0 + (-x).exp()).powi(2));
        assert!((item.information(theta) - expected).abs() < 1e-12);
    }
}

#[test]
fn nothing_is_lost_in_the_tails() {
    for item in items() {
        for theta in [-300.0, -40.0, 40.0, 300.0] {
            item.each(theta, |k, local| {
                assert!(local.log.is_finite() && local.first.is_finite() && local.second.is_finite(), "{item:?} {k} {theta} {local:?}");
            });
            assert!(item.information(theta).is_finite());
        }
    }
}

#[test]
fn two_categories_are_one_model() {
    let all = [
        Item::two_pl(1.3, 0.4).unwrap(),
        Item::graded(1.3, &[0.4]).unwrap(),
        Item::partial_credit(1.3, &[0.4]).unwrap(),
        Item::nominal(&[1.3], &[-1.3 * 0.4]).unwrap(),
    ];
    for theta in [-2.0, 0.1, 1.7] {
        for item in &all {
            let (one, other) = (item.local(1, theta), all[0].local(1, theta));
            assert!((one.log - other.log).abs() < 1e-12 && (one.first - other.first).abs() < 1e-12, "{item:?}");
            assert!((one.second - other.second).abs() < 1e-12 && (item.information(theta) - all[0].information(theta)).abs() < 1e-12);
        }
    }
}

#[test]
fn what_is_no_item_is_named() {
    assert!(matches!(Item::two_pl(f64::NAN, 0.0), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Item::three_pl(1.0, 0.0, 1.0), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Item::four_pl(1.0, 0.0, 0.3, 0.2), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Item::graded(1.0, &[0.0, 0.0]), Err(Fault::OutOfRange { .. })));
    assert!(matches!(Item::graded(1.0, &[]), Err(Fault::Shape { .. })));
    assert!(matches!(Item::nominal(&[1.0], &[]), Err(Fault::Shape { .. })));
    assert_eq!(Bank::new(vec![]), Err(Fault::Empty));
    assert!(matches!(Bank::new(items()).unwrap().item(99), Err(Fault::OutOfRange { .. })));
}

#[test]
fn another_scale_keeps_every_probability() {
    let bank = Bank::new(items()).unwrap();
    let moved = bank.rescaled(1.6, -0.4).unwrap();
    for theta in [-2.0, 0.0, 1.3] {
        for (one, other) in bank.items().iter().zip(moved.items()) {
            for k in 0..one.categories() {
                assert!((one.probability(k, theta) - other.probability(k, 1.6 * theta - 0.4)).abs() < 1e-12);
            }
        }
        assert!((bank.expected(theta) - moved.expected(1.6 * theta - 0.4)).abs() < 1e-12);
        assert!((bank.information(theta) - 1.6 * 1.6 * moved.information(1.6 * theta - 0.4)).abs() < 1e-9);
    }
}

proptest! {
    #[test]
    fn derivatives_are_those_of_the_probabilities(theta in -4.0..4.0_f64, which in 0..9_usize) {
        let item = &items()[which];
        let (mut sum, mut slopes, step) = (0.0, 0.0, 1e-5);
        item.each(theta, |k, local| {
            sum += local.probability;
            slopes += local.probability * local.first;
            let at = |t: f64| item.local(k, t).log;
            assert!((local.log.exp() - local.probability).abs() < 1e-12);
            assert!((item.probability(k, theta) - local.probability).abs() < 1e-12);
            let first = (at(theta + step) - at(theta - step)) / (2.0 * step);
            assert!((local.first - first).abs() < 1e-7, "{item:?} {k} {theta}: {} instead of {first}", local.first);
            let second = (item.local(k, theta + step).first - item.local(k, theta - step).first) / (2.0 * step);
            assert!((local.second - second).abs() < 1e-7, "{item:?} {k} {theta}: {} instead of {second}", local.second);
        });
        prop_assert!((sum - 1.0).abs() < 1e-12 && slopes.abs() < 1e-12);
        // Information is also minus the expected second derivative.
        let mut expected = 0.0;
        item.each(theta, |_, local| expected -= local.probability * local.second);
        prop_assert!((item.information(theta) - expected).abs() < 1e-10);
    }
}
