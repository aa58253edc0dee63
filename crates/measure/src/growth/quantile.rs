use crate::Fault;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Coefficients of a quantile regression: those that minimise Σ ρ(y − xβ), ρ(u) = u (τ − 1{u < 0}) (Koenker & Bassett 1978,
/// *Econometrica* 46, 33–50).
///
/// `design` has a row of variables for each y (with a 1 among them, if there is to be an intercept), one after the other. Solved as a linear
/// programme by the interior-point method of Portnoy & Koenker (1997), *Statistical Science* 12, 279–300: about twenty rounds of O(n p²), to a
/// mean duality gap of 1e-10 of the standard deviation of least squares. Where several solutions are equally good, the one found lies among them.
///
/// [`Fault::Empty`] for no rows, [`Fault::Shape`] when the design is not a whole number of variables for each y, [`Fault::OutOfRange`] for a τ outside (0, 1) or
/// a number that is not finite, [`Fault::NoVariation`] when the variables are linearly dependent, [`Fault::NotSettled`] when the fit does not end.
pub fn quantile_regression(design: &[f64], y: &[f64], tau: f64) -> Result<Vec<f64>, Fault> {
    if y.is_empty() || design.is_empty() {
        return Err(Fault::Empty);
    }
    let p = design.len() / y.len();
    if p * y.len() != design.len() {
        return Err(Fault::Shape { what: "numbers of the design", expected: p.max(1) * y.len(), found: design.len() });
    }
    if !(tau > 0.0 && tau < 1.0) {
        return Err(Fault::OutOfRange { what: "tau", value: tau, allowed: "between 0 and 1" });
    }
    if let Some(wrong) = design.iter().chain(y).find(|v| !v.is_finite()) {
        return Err(Fault::OutOfRange { what: "a number of the regression", value: *wrong, allowed: "finite" });
    }
    Programme { design, y, p }.solve(tau)
}

/// maximise yᵀa subject to Xᵀa = (1 − τ) Xᵀ1 and 0 ≤ a ≤ 1, whose multipliers are the coefficients.
pub(super) struct Programme<'a> {
    pub design: &'a [f64],
    pub y: &'a [f64],
    pub p: usize,
}

const DEPENDENT: Fault = Fault::NoVariation { what: "a variable of the regression, given the others," };

/// The point of the iteration: a, 1 − a, and the multipliers of a ≥ 0 and of a ≤ 1.
struct Point {
    a: Vec<f64>,
    s: Vec<f64>,
    z: Vec<f64>,
    w: Vec<f64>,
}

impl Point {
    /// a = 1 − τ everywhere, and multipliers that split the residuals of least squares: residual = w − z.
    fn start(tau: f64, residual: &[f64], scale: f64) -> Point {
        let least = 1e-3 * scale;
        Point {
            a: vec![1.0 - tau; residual.len()],
            s: vec![tau; residual.len()],
            z: residual.iter().map(|r| (-r).max(0.0) + least).collect(),
            w: residual.iter().map(|r| r.max(0.0) + least).collect(),
        }
    }
}

/// A step of each, and the weights 1 / (z/a + w/s).
struct Step {
    a: Vec<f64>,
    z: Vec<f64>,
    w: Vec<f64>,
    q: Vec<f64>,
}

impl Programme<'_> {
    pub(super) fn solve(&self, tau: f64) -> Result<Vec<f64>, Fault> {
        const ROUNDS: usize = 200;
        let n = self.y.len();
        let mut beta = self.least_squares()?;
        let residual: Vec<f64> = self.rows().zip(self.y).map(|(x, y)| y - dot(x, beta.as_slice())).collect();
        // A line through all points is every quantile.
        if largest(&residual) <= 1e-12 * largest(self.y) {
            return Ok(beta.iter().copied().collect());
        }
        let scale = (residual.iter().map(|r| r * r).sum::<f64>() / n as f64).sqrt();
        let mut at = Point::start(tau, &residual, scale);
        let mut step = Step { a: vec![0.0; n], z: vec![0.0; n], w: vec![0.0; n], q: vec![0.0; n] };
        for _ in 0..ROUNDS {
            let gap: f64 = (0..n).map(|i| at.z[i] * at.a[i] + at.w[i] * at.s[i]).sum();
            if gap <= 1e-10 * scale * n as f64 {
                return Ok(beta.iter().copied().collect());
            }
            let Some(toward) = self.step(&at, gap, &mut step) else { break };
            let primal = (0..n).fold(1.0, |most, i| shorten(shorten(most, at.a[i], step.a[i]), at.s[i], -step.a[i]));
            let dual = (0..n).fold(1.0, |most, i| shorten(shorten(most, at.z[i], step.z[i]), at.w[i], step.w[i]));
            for i in 0..n {
                at.a[i] += primal * step.a[i];
                at.s[i] -= primal * step.a[i];
                at.z[i] += dual * step.z[i];
                at.w[i] += dual * step.w[i];
            }
            beta.axpy(dual, &toward, 1.0);
        }
        Err(Fault::NotSettled { what: "a quantile regression", iterations: ROUNDS })
    }

    fn least_squares(&self) -> Result<DVector<f64>, Fault> {
        let system = self.weighted(&vec![1.0; self.y.len()]).ok_or(DEPENDENT)?;
        let size = system.l_dirty().diagonal().map(|d| d * d);
        if size.min() <= 1e-12 * size.max() {
            return Err(DEPENDENT);
        }
        Ok(system.solve(&self.transposed(self.y)))
    }

    /// Mehrotra's predictor and corrector. Returns the step of β and leaves the others in `step`; none when the weights differ by more than
    /// numbers can hold.
    fn step(&self, at: &Point, gap: f64, step: &mut Step) -> Option<DVector<f64>> {
        let n = self.y.len();
        for i in 0..n {
            step.q[i] = 1.0 / (at.z[i] / at.a[i] + at.w[i] / at.s[i]);
        }
        let system = self.weighted(&step.q)?;
        // Predictor: straight to complementarity. Newton's equations leave a-steps q (w − z − X dβ).
        let mut right: Vec<f64> = (0..n).map(|i| step.q[i] * (at.w[i] - at.z[i])).collect();
        let predicted = system.solve(&self.transposed(&right));
        for (i, x) in self.rows().enumerate() {
            let da = right[i] - step.q[i] * dot(x, predicted.as_slice());
            step.a[i] = da;
            step.z[i] = -at.z[i] * (1.0 + da / at.a[i]);
            step.w[i] = -at.w[i] * (1.0 - da / at.s[i]);
        }
        let primal = (0..n).fold(1.0, |most, i| shorten(shorten(most, at.a[i], step.a[i]), at.s[i], -step.a[i]));
        let dual = (0..n).fold(1.0, |most, i| shorten(shorten(most, at.z[i], step.z[i]), at.w[i], step.w[i]));
        let left: f64 = (0..n)
            .map(|i| {
                (at.z[i] + dual * step.z[i]) * (at.a[i] + primal * step.a[i])
                    + (at.w[i] + dual * step.w[i]) * (at.s[i] - primal * step.a[i])
            })
            .sum();
        let centre = gap / (2 * n) as f64 * (left / gap).powi(3);
        // Corrector: toward the central path, with the products of the predicted steps.
        for i in 0..n {
            let of_z = centre / at.a[i] - step.a[i] * step.z[i] / at.a[i];
            let of_w = centre / at.s[i] + step.a[i] * step.w[i] / at.s[i];
            right[i] += step.q[i] * (of_z - of_w);
            // What the corrected multipliers start from.
            step.z[i] = of_z;
            step.w[i] = of_w;
        }
        let corrected = system.solve(&self.transposed(&right));
        for (i, x) in self.rows().enumerate() {
            let da = right[i] - step.q[i] * dot(x, corrected.as_slice());
            step.a[i] = da;
            step.z[i] -= at.z[i] * (1.0 + da / at.a[i]);
            step.w[i] -= at.w[i] * (1.0 - da / at.s[i]);
        }
        Some(corrected)
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.design.chunks_exact(self.p)
    }

    /// Xᵀv.
    fn transposed(&self, v: &[f64]) -> DVector<f64> {
        let mut sum = DVector::zeros(self.p);
        for (x, v) in self.rows().zip(v) {
            sum.as_mut_slice().iter_mut().zip(x).for_each(|(s, x)| *s += x * v);
        }
        sum
    }

    /// Xᵀ diag(q) X, factored.
    fn weighted(&self, q: &[f64]) -> Option<Cholesky<f64, Dyn>> {
        let p = self.p;
        let mut sum = vec![0.0; p * p];
        for (x, q) in self.rows().zip(q) {
            for (i, xi) in x.iter().enumerate().filter(|(_, xi)| **xi != 0.0) {
                let w = q * xi;
                sum[i * p..=i * p + i].iter_mut().zip(x).for_each(|(s, xj)| *s += w * xj);
            }
        }
        // Row i of the lower triangle is column i of the upper one.
        Cholesky::new(DMatrix::from_column_slice(p, p, &sum).transpose())
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, v| v.abs().max(most))
}

/// How far one may go, at most `most`, so that a positive value stays positive.
fn shorten(most: f64, value: f64, step: f64) -> f64 {
    if step < 0.0 { most.min(-0.99995 * value / step) } else { most }
}
