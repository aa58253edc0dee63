use statrs::distribution::{ContinuousCDF, Normal};

/// The interval of a mean of many independent estimates, by the normal approximation.
///
/// `variance` is that of the mean (the sum of the estimates' variances divided by their number
/// squared). Drawn in to \[0, 1\], where chances live. The approximation is the central limit
/// theorem's (BDA3 §4.1); with fewer than five estimates read it with care.
pub fn mean_interval(mean: f64, variance: f64, level: f64) -> (f64, f64) {
    let z = Normal::standard().inverse_cdf((1.0 + level.clamp(0.0, 0.999_999)) / 2.0);
    let half = z * variance.max(0.0).sqrt();
    ((mean - half).clamp(0.0, 1.0), (mean + half).clamp(0.0, 1.0))
}
