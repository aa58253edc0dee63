use crate::Fault;
use nalgebra::DMatrix;

/// Points at which integrals over several abilities are summed, given for independent standard normal abilities and turned to the
/// population's correlation.
#[derive(Debug, Clone, PartialEq)]
pub struct Nodes {
    dimensions: usize,
    standard: Vec<f64>,
    log_weight: Vec<f64>,
}

pub(super) struct Points {
    /// θ of each point, `points × dimensions`.
    pub theta: Vec<f64>,
    /// ln of weights that sum to 1.
    pub log_weight: Vec<f64>,
}

impl Nodes {
    /// For 2 and 3 dimensions a grid of 31 or 17 nodes on each axis from −5 to 5, without corners that weigh nothing; for 4 and 5
    /// dimensions 6,000 quasi-random points. [`Fault::OutOfRange`] for another number.
    pub fn new(dimensions: usize) -> Result<Nodes, Fault> {
        match dimensions {
            2 => Nodes::grid(2, 31),
            3 => Nodes::grid(3, 17),
            _ => Nodes::quasi_random(dimensions, 6000),
        }
    }

    /// A grid of `each` nodes on each axis from −5 to 5. Exact while posteriors are wider than the spacing.
    pub fn grid(dimensions: usize, each: usize) -> Result<Nodes, Fault> {
        check(dimensions)?;
        if each < 5 || each.checked_pow(dimensions as u32).is_none_or(|n| n > 1_000_000) {
            return Err(Fault::OutOfRange {
                what: "the nodes on each axis",
                value: each as f64,
                allowed: "5 or more, 1,000,000 together at most",
            });
        }
        let axis: Vec<f64> = (0..each).map(|q| -5.0 + 10.0 * q as f64 / (each - 1) as f64).collect();
        let (mut standard, mut log_weight) = (Vec::new(), Vec::new());
        for index in 0..each.pow(dimensions as u32) {
            let point: Vec<f64> = (0..dimensions).map(|k| axis[index / each.pow(k as u32) % each]).collect();
            let log = -0.5 * point.iter().map(|z| z * z).sum::<f64>();
            // Corners beyond the ends of the axes weigh less than these.
            if log > -13.0 {
                standard.extend(point);
                log_weight.push(log);
            }
        }
        let sum = log_weight.iter().map(|w| w.exp()).sum::<f64>().ln();
        log_weight.iter_mut().for_each(|w| *w -= sum);
        Ok(Nodes { dimensions, standard, log_weight })
    }

    /// `points` points of equal weight that fill the space evenly: multiples of powers of the generalised golden ratio (Roberts 2018), in
    /// mirrored pairs, through the normal quantile function. The same points in every step, so that EM settles; their error falls
    /// about as 1/points.
    pub fn quasi_random(dimensions: usize, points: usize) -> Result<Nodes, Fault> {
        check(dimensions)?;
        if !(100..=1_000_000).contains(&points) {
            return Err(Fault::OutOfRange { what: "the number of points", value: points as f64, allowed: "from 100 to 1,000,000" });
        }
        use statrs::distribution::{ContinuousCDF, Normal};
        // The root above 1 of x^(D+1) = x + 1.
        let ratio = (0..64).fold(2.0_f64, |x, _| (1.0 + x).powf(1.0 / (dimensions as f64 + 1.0)));
        let pairs = points / 2;
        let mut standard = Vec::with_capacity(2 * pairs * dimensions);
        for n in 1..=pairs {
            let of =
                |k: usize| Normal::standard().inverse_cdf((0.5 + n as f64 * ratio.powi(-(k as i32 + 1))).fract().clamp(1e-9, 1.0 - 1e-9));
            let point: Vec<f64> = (0..dimensions).map(of).collect();
            standard.extend(&point);
            standard.extend(point.iter().map(|z| -z));
        }
        Ok(Nodes { dimensions, standard, log_weight: vec![-((2 * pairs) as f64).ln(); 2 * pairs] })
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.log_weight.len()
    }

    /// Whether there are none; there always are.
    pub fn is_empty(&self) -> bool {
        self.log_weight.is_empty()
    }

    /// Number of abilities.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    pub(super) fn points(&self, correlation: &DMatrix<f64>) -> Result<Points, Fault> {
        if correlation.nrows() != self.dimensions || correlation.ncols() != self.dimensions {
            return Err(Fault::Shape { what: "abilities of the nodes", expected: correlation.nrows(), found: self.dimensions });
        }
        let Some(root) = correlation.clone().cholesky().map(|c| c.l()) else {
            return Err(Fault::Undetermined { what: "the correlations of the abilities" });
        };
        let mut theta = Vec::with_capacity(self.standard.len());
        for z in self.standard.chunks_exact(self.dimensions) {
            theta.extend((0..self.dimensions).map(|i| (0..=i).map(|k| root[(i, k)] * z[k]).sum::<f64>()));
        }
        Ok(Points { theta, log_weight: self.log_weight.clone() })
    }
}

fn check(dimensions: usize) -> Result<(), Fault> {
    if (2..=5).contains(&dimensions) {
        return Ok(());
    }
    Err(Fault::OutOfRange { what: "the number of abilities", value: dimensions as f64, allowed: "from 2 to 5" })
}
