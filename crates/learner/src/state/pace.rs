//! Pace: how long a learner takes against the region's median for the same items.

use crate::policy;

/// A learner's pace in a subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Time taken against the region's, in the middle: 1 is the region's median, 0.8 a fifth less time.
    pub ratio: f64,
    /// Lower end of the [`policy::LEVEL`] interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Answers it is made from.
    pub answers: i64,
}

/// ln of the ratio of a time to the region's median for the item, kept within a factor of twenty: a page left open, or a slip
/// of the finger, is no pace.
pub(crate) fn log_ratio(time: i64, median: i64) -> f32 {
    ((time.max(1) as f64 / median.max(1) as f64).ln()).clamp(-3.0, 3.0) as f32
}

/// Of the latest answers' log ratios; `None` below [`policy::LEAST_TIMES`]. The median with the distribution-free interval of order
/// statistics (David & Nagaraja 2003, *Order Statistics*, 3rd ed., §7.1), by the normal approximation to the binomial.
pub(crate) fn pace(latest: &[f32]) -> Option<Pace> {
    if latest.len() < policy::LEAST_TIMES {
        return None;
    }
    let mut sorted: Vec<f64> = latest.iter().map(|r| f64::from(*r)).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
    let half = policy::z() * (n as f64).sqrt() / 2.0;
    let low = (n as f64 / 2.0 - half).floor().max(1.0) as usize - 1;
    let high = ((n as f64 / 2.0 + half).ceil() as usize).min(n - 1);
    Some(Pace { ratio: middle.exp(), low: sorted[low].exp(), high: sorted[high].exp(), answers: n as i64 })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_the_latest_times_with_an_interval_around_it() {
        assert_eq!(pace(&[0.0; 3]), None);
        let times: Vec<f32> = (0..21).map(|i| (i as f32 - 10.0) / 10.0).collect();
        let p = pace(&times).unwrap();
        assert!((p.ratio - 1.0).abs() < 1e-9 && p.low < 1.0 && p.high > 1.0 && p.low > 0.5 && p.high < 2.0, "{p:?}");
        assert!((f64::from(log_ratio(30_000, 20_000)) - 1.5_f64.ln()).abs() < 1e-6);
        assert_eq!((log_ratio(3_600_000, 1_000), log_ratio(0, 20_000)), (3.0, -3.0));
    }

    #[test]
    fn it_is_the_same_in_any_order() {
        let a: Vec<f32> = (0..17).map(|i| ((i * 7) % 17) as f32 / 17.0).collect();
        let mut b = a.clone();
        b.reverse();
        assert_eq!(pace(&a), pace(&b));
    }
}
