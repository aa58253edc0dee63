use crate::Fault;

/// A normal distribution of θ: of a group of learners, or of what is believed of one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Population {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

impl Default for Population {
    /// The reference group: mean 0, standard deviation 1.
    fn default() -> Self {
        Population { mean: 0.0, sd: 1.0 }
    }
}

impl Population {
    /// [`Fault::OutOfRange`] unless the mean is finite and the standard deviation finite and positive.
    pub fn new(mean: f64, sd: f64) -> Result<Population, Fault> {
        let population = Population { mean, sd };
        population.check().map(|()| population)
    }

    pub(super) fn check(&self) -> Result<(), Fault> {
        if !self.mean.is_finite() {
            return Err(Fault::OutOfRange { what: "a population's mean", value: self.mean, allowed: "finite" });
        }
        if !(self.sd > 0.0 && self.sd.is_finite()) {
            return Err(Fault::OutOfRange { what: "a population's standard deviation", value: self.sd, allowed: "positive and finite" });
        }
        Ok(())
    }

    /// ln of the density up to a constant.
    pub(super) fn log_density(&self, theta: f64) -> f64 {
        let z = (theta - self.mean) / self.sd;
        -0.5 * z * z
    }
}

/// Equally spaced points of θ at which integrals are summed. For smooth functions that fade out within it, such as a normal density
/// times a likelihood, the error of the sum falls as exp(−2π²σ²/h²), h the spacing and σ the width of what is integrated
/// (Trefethen & Weideman 2014, *SIAM Review* 56, 385–458): a spacing of 0.2 is exact to 1e-9 down to σ = 0.2.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    nodes: Vec<f64>,
}

impl Default for Grid {
    /// 71 nodes from −7 to 7.
    fn default() -> Self {
        Grid { nodes: (0..71).map(|q| -7.0 + 0.2 * f64::from(q)).collect() }
    }
}

impl Grid {
    /// `nodes` points from `low` to `high`, both among them. [`Fault::OutOfRange`] for fewer than 3 or an empty range.
    pub fn new(low: f64, high: f64, nodes: usize) -> Result<Grid, Fault> {
        if nodes < 3 {
            return Err(Fault::OutOfRange { what: "the number of nodes", value: nodes as f64, allowed: "at least 3" });
        }
        if !(low.is_finite() && high.is_finite() && low < high) {
            return Err(Fault::OutOfRange { what: "the upper end of the nodes", value: high, allowed: "finite and above the lower end" });
        }
        let step = (high - low) / (nodes - 1) as f64;
        Ok(Grid { nodes: (0..nodes).map(|q| low + step * q as f64).collect() })
    }

    /// The nodes, rising.
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    /// The distance between two nodes.
    pub fn spacing(&self) -> f64 {
        self.nodes[1] - self.nodes[0]
    }

    /// The weights of a population at the nodes; they sum to 1.
    pub fn weights(&self, of: &Population) -> Vec<f64> {
        let mut weights: Vec<f64> = self.nodes.iter().map(|theta| of.log_density(*theta)).collect();
        normalise(&mut weights);
        weights
    }
}

/// Turns logarithms of weights into weights that sum to 1; gives ln of their sum before.
pub(super) fn normalise(logs: &mut [f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for log in logs.iter_mut() {
        *log = (*log - most).exp();
        sum += *log;
    }
    logs.iter_mut().for_each(|w| *w /= sum);
    most + sum.ln()
}
