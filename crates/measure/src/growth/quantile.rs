use crate::Fault;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Coefficients of a quantile regression: those that minimise Σ ρ(y − xβ), ρ(u) = u (τ − 1{u < 0}) (Koenker & Bassett 1978,
/// *Econometrica* 46, 33–50).
///
/// `design` has a row of variables for each y (with a 1 among them, if there is to be an intercept), one after the other. Solved as a
/// linear programme by the interior-point method of Portnoy & Koenker (1997), *Statistical Science* 12, 279–300: about twenty rounds of
/// O(n p²), to a mean duality gap of 1e-10 of the standard deviation of least squares. Where several solutions are equally good, the one
/// found lies among them.
///
/// [`Fault::Empty`] for no rows, [`Fault::Shape`] when the design is not a whole number of variables for each y, [`Fault::OutOfRange`]
/// for a τ outside (0, 1) or a number that is not finite, [`Fault::NoVariation`] when the variables are linearly dependent,
/// [`Fault::NotSettled`] when the fit does not end.
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
    Programme::new(design, y, p).solve(tau)
}

/// maximise yᵀa subject to Xᵀa = (1 − τ) Xᵀ1 and 0 ≤ a ≤ 1, whose multipliers are the coefficients.
pub(super) struct Programme<'a> {
    /// Rows of variables, equal neighbours taken once, each with where its y end.
    runs: Vec<(&'a [f64], usize)>,
    y: &'a [f64],
    p: usize,
}

const DEPENDENT: Fault = Fault::NoVariation { what: "a variable of the regression, given the others," };

/// One y: its place a in the programme and the rest s = 1 − a, the multipliers z of a ≥ 0 and w of a ≤ 1, the step of each (that of s is
/// −da), its weight q in Newton's equations and the side that does not hang on β.
#[derive(Clone, Copy)]
struct Node {
    a: f64,
    s: f64,
    z: f64,
    w: f64,
    da: f64,
    dz: f64,
    dw: f64,
    q: f64,
    side: f64,
}

impl Node {
    /// a = 1 − τ, and multipliers that split the residual: residual = w − z.
    fn start(tau: f64, residual: f64, scale: f64) -> Node {
        let least = 1e-3 * scale;
        let (z, w) = ((-residual).max(0.0) + least, residual.max(0.0) + least);
        Node { a: 1.0 - tau, s: tau, z, w, da: 0.0, dz: 0.0, dw: 0.0, q: 0.0, side: 0.0 }
    }

    fn weigh(&mut self) {
        self.q = 1.0 / (self.z / self.a + self.w / self.s);
        self.side = self.q * (self.w - self.z);
    }

    /// Straight to complementarity, z a = 0 and w s = 0.
    fn predict(&mut self, fitted: f64) {
        self.da = self.side - self.q * fitted;
        self.dz = -self.z * (1.0 + self.da / self.a);
        self.dw = -self.w * (1.0 - self.da / self.s);
    }

    /// Toward the central path z a = w s = centre, with the products of the predicted steps.
    fn aim(&mut self, centre: f64) {
        let of_z = (centre - self.da * self.dz) / self.a;
        let of_w = (centre + self.da * self.dw) / self.s;
        self.side += self.q * (of_z - of_w);
        (self.dz, self.dw) = (of_z, of_w);
    }

    fn correct(&mut self, fitted: f64) {
        self.da = self.side - self.q * fitted;
        self.dz -= self.z * (1.0 + self.da / self.a);
        self.dw -= self.w * (1.0 - self.da / self.s);
    }

    fn gap(&self) -> f64 {
        self.z * self.a + self.w * self.s
    }

    fn moved(mut self, (primal, dual): (f64, f64)) -> Node {
        self.a += primal * self.da;
        self.s -= primal * self.da;
        self.z += dual * self.dz;
        self.w += dual * self.dw;
        self
    }
}

impl<'a> Programme<'a> {
    /// Of rows of `p` variables, one after the other; quickest when equal rows are neighbours.
    pub(super) fn new(design: &'a [f64], y: &'a [f64], p: usize) -> Programme<'a> {
        let mut runs: Vec<(&[f64], usize)> = Vec::new();
        for (at, row) in design.chunks_exact(p).enumerate() {
            match runs.last_mut() {
                Some((last, end)) if *last == row => *end = at + 1,
                _ => runs.push((row, at + 1)),
            }
        }
        Programme { runs, y, p }
    }

    pub(super) fn solve(&self, tau: f64) -> Result<Vec<f64>, Fault> {
        const ROUNDS: usize = 200;
        let n = self.y.len() as f64;
        let mut beta = self.least_squares()?;
        let mut residual = self.y.to_vec();
        self.each(&mut residual, &beta, |residual, fitted| *residual -= fitted);
        let largest = |values: &[f64]| values.iter().fold(0.0_f64, |most, v| v.abs().max(most));
        // A line through all points is every quantile.
        if largest(&residual) <= 1e-12 * largest(self.y) {
            return Ok(beta.iter().copied().collect());
        }
        let scale = (residual.iter().map(|r| r * r).sum::<f64>() / n).sqrt();
        let mut nodes: Vec<Node> = residual.iter().map(|r| Node::start(tau, *r, scale)).collect();
        for _ in 0..ROUNDS {
            let gap: f64 = nodes.iter().map(Node::gap).sum();
            if gap <= 1e-10 * scale * n {
                return Ok(beta.iter().copied().collect());
            }
            let Some(toward) = self.step(&mut nodes, gap) else { break };
            let lengths = lengths(&nodes);
            nodes.iter_mut().for_each(|node| *node = node.moved(lengths));
            beta.axpy(lengths.1, &toward, 1.0);
        }
        Err(Fault::NotSettled { what: "a quantile regression", iterations: ROUNDS })
    }

    /// Mehrotra's predictor and corrector. Returns the step of β and leaves the others in the nodes; none when the weights differ by more
    /// than numbers can hold.
    fn step(&self, nodes: &mut [Node], gap: f64) -> Option<DVector<f64>> {
        nodes.iter_mut().for_each(Node::weigh);
        let system = self.weighted(nodes, |node| node.q)?;
        let predicted = system.solve(&self.transposed(nodes, |node| node.side));
        self.each(nodes, &predicted, Node::predict);
        let lengths = lengths(nodes);
        let left: f64 = nodes.iter().map(|node| node.moved(lengths).gap()).sum();
        let centre = gap / (2 * nodes.len()) as f64 * (left / gap).powi(3);
        nodes.iter_mut().for_each(|node| node.aim(centre));
        let corrected = system.solve(&self.transposed(nodes, |node| node.side));
        self.each(nodes, &corrected, Node::correct);
        Some(corrected)
    }

    fn least_squares(&self) -> Result<DVector<f64>, Fault> {
        let system = self.weighted(self.y, |_| 1.0).ok_or(DEPENDENT)?;
        let size = system.l_dirty().diagonal().map(|d| d * d);
        if size.min() <= 1e-12 * size.max() {
            return Err(DEPENDENT);
        }
        Ok(system.solve(&self.transposed(self.y, |y| *y)))
    }

    /// Hands each value what its row gives with the coefficients.
    fn each<T>(&self, values: &mut [T], beta: &DVector<f64>, act: impl Fn(&mut T, f64)) {
        let mut first = 0;
        for (x, end) in &self.runs {
            let fitted: f64 = x.iter().zip(beta.as_slice()).map(|(x, b)| x * b).sum();
            values[first..*end].iter_mut().for_each(|value| act(value, fitted));
            first = *end;
        }
    }

    /// Rows with the sums of something of their values.
    fn sums<T>(&self, values: &[T], of: impl Fn(&T) -> f64) -> impl Iterator<Item = (&[f64], f64)> {
        let mut first = 0;
        self.runs.iter().map(move |(x, end)| {
            let sum = values[first..*end].iter().map(&of).sum();
            first = *end;
            (*x, sum)
        })
    }

    /// Xᵀv.
    fn transposed<T>(&self, values: &[T], of: impl Fn(&T) -> f64) -> DVector<f64> {
        let mut sum = DVector::zeros(self.p);
        for (x, v) in self.sums(values, of) {
            sum.as_mut_slice().iter_mut().zip(x).for_each(|(s, x)| *s += x * v);
        }
        sum
    }

    /// Xᵀ diag(q) X, factored.
    fn weighted<T>(&self, values: &[T], of: impl Fn(&T) -> f64) -> Option<Cholesky<f64, Dyn>> {
        let p = self.p;
        let mut sum = vec![0.0; p * p];
        for (x, q) in self.sums(values, of) {
            for (i, xi) in x.iter().enumerate().filter(|(_, xi)| **xi != 0.0) {
                let w = q * xi;
                sum[i * p..=i * p + i].iter_mut().zip(x).for_each(|(s, xj)| *s += w * xj);
            }
        }
        // Row i of the lower triangle was written where column i of a matrix lies.
        Cholesky::new(DMatrix::from_column_slice(p, p, &sum).transpose())
    }
}

/// How far one may go along the steps of a and s, and of z and w, so that all stay positive; at most 1.
fn lengths(nodes: &[Node]) -> (f64, f64) {
    let shorten = |most: f64, value: f64, step: f64| if step < 0.0 { most.min(-0.99995 * value / step) } else { most };
    let shortest = |(primal, dual): (f64, f64), node: &Node| {
        (shorten(shorten(primal, node.a, node.da), node.s, -node.da), shorten(shorten(dual, node.z, node.dz), node.w, node.dw))
    };
    nodes.iter().fold((1.0, 1.0), shortest)
}
