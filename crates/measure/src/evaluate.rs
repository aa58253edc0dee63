//! How good predicted chances are on answers that the model has not seen: discrimination, sharpness, calibration.
//!
//! Everywhere `predicted` holds chances in \[0, 1\] and `right` what came, in the same order. The functions refuse
//! ([`Fault`]) nothing to compare ([`Fault::Empty`]), different lengths ([`Fault::Shape`]) and a chance that is not one
//! ([`Fault::OutOfRange`]).

use crate::Fault;

/// One bin of a reliability table: predictions from `low` up to `high` (the last bin has its upper end).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of predictions in it.
    pub count: usize,
    /// Their mean; `None` in an empty bin.
    pub predicted: Option<f64>,
    /// Share of right answers among them; `None` in an empty bin.
    pub observed: Option<f64>,
}

/// The usual figures together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Number of predictions.
    pub count: usize,
    /// See [`auc`].
    pub auc: f64,
    /// See [`log_loss`].
    pub log_loss: f64,
    /// See [`accuracy`].
    pub accuracy: f64,
    /// See [`brier`].
    pub brier: f64,
    /// See [`calibration_error`], over ten bins.
    pub calibration_error: f64,
}

fn check(predicted: &[f64], right: &[bool]) -> Result<(), Fault> {
    if predicted.len() != right.len() {
        return Err(Fault::Shape { what: "outcomes of predictions", expected: predicted.len(), found: right.len() });
    }
    if predicted.is_empty() {
        return Err(Fault::Empty);
    }
    match predicted.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        Some(p) => Err(Fault::OutOfRange { what: "a predicted chance", value: *p, allowed: "from 0 to 1" }),
        None => Ok(()),
    }
}

/// All of [`Figures`].
pub fn figures(predicted: &[f64], right: &[bool]) -> Result<Figures, Fault> {
    Ok(Figures {
        count: predicted.len(),
        auc: auc(predicted, right)?,
        log_loss: log_loss(predicted, right)?,
        accuracy: accuracy(predicted, right)?,
        brier: brier(predicted, right)?,
        calibration_error: calibration_error(predicted, right, 10)?,
    })
}

/// The area under the ROC curve: the chance that a right answer had the higher prediction of a right and a wrong one drawn at
/// random, ties counting half (Hanley & McNeil 1982, *Radiology* 143, 29–36). 0.5 knows nothing. O(n log n).
/// [`Fault::OutOfRange`] also where all answers are right or all wrong: there is no pair to compare.
pub fn auc(predicted: &[f64], right: &[bool]) -> Result<f64, Fault> {
    check(predicted, right)?;
    let positives = right.iter().filter(|r| **r).count();
    let negatives = right.len() - positives;
    if positives == 0 || negatives == 0 {
        let allowed = "above 0 and below the number of answers";
        return Err(Fault::OutOfRange { what: "the number of right answers", value: positives as f64, allowed });
    }
    let mut order: Vec<(f64, bool)> = predicted.iter().copied().zip(right.iter().copied()).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    // Twice the number of pairs in the right order: whole numbers, hence exact.
    let (mut pairs, mut below) = (0_u128, 0_u128);
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let good = tied.iter().filter(|t| t.1).count() as u128;
        let bad = tied.len() as u128 - good;
        pairs += good * (2 * below + bad);
        below += bad;
    }
    Ok(pairs as f64 / (2.0 * positives as f64 * negatives as f64))
}

/// Mean of −ln of the chance given to what came, in nats. A chance of 0 or 1 that proves wrong counts as one of 10⁻¹⁵.
pub fn log_loss(predicted: &[f64], right: &[bool]) -> Result<f64, Fault> {
    mean(predicted, right, |p, right| -(if right { p } else { 1.0 - p }).max(1e-15).ln())
}

/// Share of answers on whose side of 0.5 the prediction was; a prediction of 0.5 counts as "right".
pub fn accuracy(predicted: &[f64], right: &[bool]) -> Result<f64, Fault> {
    mean(predicted, right, |p, right| f64::from((p >= 0.5) == right))
}

/// Mean squared difference between prediction and answer (Brier 1950).
pub fn brier(predicted: &[f64], right: &[bool]) -> Result<f64, Fault> {
    mean(predicted, right, |p, right| (p - f64::from(right)).powi(2))
}

fn mean(predicted: &[f64], right: &[bool], of: impl Fn(f64, bool) -> f64) -> Result<f64, Fault> {
    check(predicted, right)?;
    Ok(predicted.iter().zip(right).map(|(p, r)| of(*p, *r)).sum::<f64>() / predicted.len() as f64)
}

/// The reliability table: \[0, 1\] cut into `bins` equal parts, and in each what was predicted and what came
/// (DeGroot & Fienberg 1983, *The Statistician* 32, 12–22). [`Fault::OutOfRange`] for no bins.
pub fn reliability(predicted: &[f64], right: &[bool], bins: usize) -> Result<Vec<Bin>, Fault> {
    check(predicted, right)?;
    if bins == 0 {
        return Err(Fault::OutOfRange { what: "the number of bins", value: 0.0, allowed: "1 or more" });
    }
    let mut sums = vec![(0_usize, 0.0_f64, 0_usize); bins];
    for (p, r) in predicted.iter().zip(right) {
        let bin = &mut sums[((p * bins as f64) as usize).min(bins - 1)];
        *bin = (bin.0 + 1, bin.1 + p, bin.2 + usize::from(*r));
    }
    let bin = |(at, (count, sum, came)): (usize, (usize, f64, usize))| Bin {
        low: at as f64 / bins as f64,
        high: (at + 1) as f64 / bins as f64,
        count,
        predicted: (count > 0).then(|| sum / count as f64),
        observed: (count > 0).then(|| came as f64 / count as f64),
    };
    Ok(sums.into_iter().enumerate().map(bin).collect())
}

/// Expected calibration error: the difference between predicted and observed of [`reliability`], averaged with the bins'
/// counts (Naeini, Cooper & Hauskrecht 2015, AAAI).
pub fn calibration_error(predicted: &[f64], right: &[bool], bins: usize) -> Result<f64, Fault> {
    let gap = |b: &Bin| b.predicted.zip(b.observed).map_or(0.0, |(p, o)| b.count as f64 * (p - o).abs());
    Ok(reliability(predicted, right, bins)?.iter().map(gap).sum::<f64>() / predicted.len() as f64)
}
