//! Figures of predictions against published examples and their own laws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::Fault;
use measure::evaluate::{accuracy, auc, brier, calibration_error, figures, log_loss, reliability};
use proptest::prelude::*;

/// The example in scikit-learn's documentation of `roc_auc_score` and `roc_curve`: 0.75.
#[test]
fn the_area_of_the_documented_example() {
    assert_eq!(auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]), Ok(0.75));
    assert_eq!(auc(&[0.5; 4], &[false, true, true, false]), Ok(0.5));
}

/// The example in scikit-learn's documentation of `log_loss`: 0.21616… for chances 0.9, 0.1, 0.2, 0.65 of spam, ham, ham, spam.
#[test]
fn the_log_loss_of_the_documented_example() {
    let loss = log_loss(&[0.9, 0.1, 0.2, 0.65], &[true, false, false, true]).unwrap();
    assert!((loss - 0.21616).abs() < 5e-6, "{loss}");
    assert!((log_loss(&[1.0, 0.5], &[false, true]).unwrap() - (1e15_f64.ln() + 2_f64.ln()) / 2.0).abs() < 1e-9);
}

/// The example in scikit-learn's documentation of `brier_score_loss`: 0.0375.
#[test]
fn the_brier_score_of_the_documented_example() {
    let score = brier(&[0.1, 0.9, 0.8, 0.3], &[false, true, true, false]).unwrap();
    assert!((score - 0.0375).abs() < 1e-12);
}

#[test]
fn a_reliability_table_by_hand() {
    let (predicted, right) = ([0.0, 0.05, 0.5, 0.55, 1.0], [false, true, true, false, true]);
    let bins = reliability(&predicted, &right, 10).unwrap();
    assert_eq!(bins.len(), 10);
    assert_eq!((bins[0].count, bins[0].predicted, bins[0].observed), (2, Some(0.025), Some(0.5)));
    assert_eq!((bins[3].count, bins[3].predicted, bins[3].observed), (0, None, None));
    assert_eq!((bins[9].count, bins[9].observed), (1, Some(1.0)));
    let error = calibration_error(&predicted, &right, 10).unwrap();
    assert!((error - (2.0 * 0.475 + 2.0 * 0.025) / 5.0).abs() < 1e-12, "{error}");
    assert_eq!(accuracy(&predicted, &right), Ok(0.6));
}

#[test]
fn what_cannot_be_compared_is_named() {
    assert_eq!(figures(&[], &[]), Err(Fault::Empty));
    assert!(matches!(auc(&[0.5], &[true, false]), Err(Fault::Shape { .. })));
    assert!(matches!(auc(&[0.5, 0.6], &[true, true]), Err(Fault::OutOfRange { .. })));
    assert!(matches!(log_loss(&[f64::NAN], &[true]), Err(Fault::OutOfRange { .. })));
    assert!(matches!(brier(&[1.1], &[true]), Err(Fault::OutOfRange { .. })));
    assert!(matches!(reliability(&[0.5], &[true], 0), Err(Fault::OutOfRange { .. })));
}

proptest! {
    #[test]
    fn the_area_is_the_share_of_pairs_in_order(rows in prop::collection::vec((0..20_u8, any::<bool>()), 2..60)) {
        let predicted: Vec<f64> = rows.iter().map(|r| f64::from(r.0) / 20.0).collect();
        let right: Vec<bool> = rows.iter().map(|r| r.1).collect();
        prop_assume!(right.iter().any(|r| *r) && right.iter().any(|r| !*r));
        let (mut pairs, mut good) = (0.0, 0.0);
        for (p, _) in predicted.iter().zip(&right).filter(|x| *x.1) {
            for (q, _) in predicted.iter().zip(&right).filter(|x| !*x.1) {
                pairs += 1.0;
                good += if p > q { 1.0 } else if p == q { 0.5 } else { 0.0 };
            }
        }
        let area = auc(&predicted, &right).unwrap();
        prop_assert!((area - good / pairs).abs() < 1e-12);
        // Whatever keeps the order keeps the area.
        let squared: Vec<f64> = predicted.iter().map(|p| p * p).collect();
        prop_assert_eq!(auc(&squared, &right).unwrap(), area);
    }
}
