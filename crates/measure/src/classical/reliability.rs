use super::OneFactor;
use crate::{Fault, Responses};
use nalgebra::DMatrix;
use statrs::function::beta::inv_beta_reg;

/// Variances and covariances of items, from which the coefficients of reliability follow.
///
/// **Missing**: each covariance is taken over the learners who answered both items (pairwise), which is unbiased where answers are
/// missing by design or at random, and the usual covariance where nothing is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariances {
    matrix: DMatrix<f64>,
    learners: usize,
}

impl Covariances {
    /// Of all items, with divisor n − 1.
    ///
    /// [`Fault::TooFew`] for fewer than two items, or two items that fewer than two learners answered both;
    /// [`Fault::Repeated`] for two responses of a learner to an item; [`Fault::NoVariation`] when the total score does not vary.
    pub fn of(responses: &Responses) -> Result<Covariances, Fault> {
        responses.require_single()?;
        let k = responses.items();
        if k < 2 {
            return Err(Fault::TooFew { what: "items", least: 2, found: k });
        }
        let complete = responses.by_learner().all(|own| own.is_empty() || own.len() == k);
        let pairs = if complete { Pairs::complete(responses) } else { Pairs::shared(responses) };
        if pairs.least < 2 {
            return Err(Fault::TooFew { what: "learners who answered both items of a pair", least: 2, found: pairs.least });
        }
        Covariances::from_matrix(pairs.covariance, pairs.least)
    }

    /// From a covariance matrix that is known otherwise, of `learners` learners.
    ///
    /// [`Fault::Shape`] when it is not square, [`Fault::TooFew`] for fewer than two items or learners, [`Fault::OutOfRange`] for an entry
    /// that is not finite, [`Fault::NoVariation`] when the total score does not vary.
    pub fn from_matrix(matrix: DMatrix<f64>, learners: usize) -> Result<Covariances, Fault> {
        if !matrix.is_square() {
            return Err(Fault::Shape { what: "columns of the covariance matrix", expected: matrix.nrows(), found: matrix.ncols() });
        }
        for (what, found) in [("items", matrix.nrows()), ("learners", learners)] {
            if found < 2 {
                return Err(Fault::TooFew { what, least: 2, found });
            }
        }
        if let Some(wrong) = matrix.iter().find(|c| !c.is_finite()) {
            return Err(Fault::OutOfRange { what: "a covariance", value: *wrong, allowed: "finite" });
        }
        // What is left of a constant total is rounding.
        if matrix.sum() <= 1e-12 * matrix.iter().map(|c| c.abs()).sum::<f64>() {
            return Err(Fault::NoVariation { what: "the total score" });
        }
        Ok(Covariances { matrix, learners })
    }

    /// Items × items.
    pub fn matrix(&self) -> &DMatrix<f64> {
        &self.matrix
    }

    /// Learners behind the covariance that has the fewest; all of them where nothing is missing.
    pub fn learners(&self) -> usize {
        self.learners
    }

    /// Variance of the sum score: the sum of all entries.
    pub fn total_variance(&self) -> f64 {
        self.matrix.sum()
    }

    /// Coefficient α = k/(k−1) · (1 − Σ var(item) / var(total)) (Cronbach 1951, *Psychometrika* 16, 297–334; KR-20 where items are
    /// scored 0 and 1). At most 1; negative where items run against each other. Items that do not vary count among the k. A lower
    /// bound of reliability when errors are uncorrelated, the reliability when the items measure one thing equally.
    pub fn alpha(&self) -> f64 {
        let k = self.matrix.nrows() as f64;
        k / (k - 1.0) * (1.0 - self.matrix.trace() / self.total_variance())
    }

    /// The interval of α at the level (0.95 for 95 %): [`alpha_interval`] with the smallest number of learners behind a covariance.
    /// [`Fault::OutOfRange`] for a level outside (0, 1).
    pub fn alpha_interval(&self, level: f64) -> Result<(f64, f64), Fault> {
        alpha_interval(self.alpha(), self.learners, self.matrix.nrows(), level)
    }

    /// α of the test without each item in turn; none where the rest does not vary or is a single item.
    pub fn alpha_without(&self) -> Vec<Option<f64>> {
        let k = self.matrix.nrows() as f64;
        let (trace, total) = (self.matrix.trace(), self.total_variance());
        let without = |item: usize| {
            let own = self.matrix[(item, item)];
            let rest = total - 2.0 * self.matrix.column(item).sum() + own;
            (k > 2.0 && rest > 1e-12 * total).then(|| (k - 1.0) / (k - 2.0) * (1.0 - (trace - own) / rest))
        };
        (0..self.matrix.nrows()).map(without).collect()
    }

    /// The one factor that explains most of the correlations, with coefficient ω.
    /// [`Fault::Constant`] for an item that does not vary, [`Fault::TooFew`] for fewer than three items (two do not determine a
    /// factor), [`Fault::NotSettled`] when the fit does not end.
    pub fn one_factor(&self) -> Result<OneFactor, Fault> {
        OneFactor::fit(&self.matrix)
    }

    /// Standard error of measurement in score points: sd(total) · √(1 − reliability).
    /// [`Fault::OutOfRange`] for a reliability above 1 or that is not a number.
    pub fn sem(&self, reliability: f64) -> Result<f64, Fault> {
        if !(reliability.is_finite() && reliability <= 1.0) {
            return Err(Fault::OutOfRange { what: "the reliability", value: reliability, allowed: "at most 1" });
        }
        Ok((self.total_variance() * (1.0 - reliability)).sqrt())
    }
}

/// The interval of coefficient α of `items` items answered by `learners` learners, at a level of confidence (0.95 for 95 %).
///
/// (1 − α) / (1 − α̂) is distributed as F with n − 1 and (n − 1)(k − 1) degrees of freedom (Feldt 1965, *Psychometrika* 30, 357–370),
/// when scores are normal and items exchangeable; with skewed scores or few learners read it as approximate.
///
/// [`Fault::TooFew`] for fewer than two learners or items, [`Fault::OutOfRange`] for a level outside (0, 1) or an α above 1.
pub fn alpha_interval(alpha: f64, learners: usize, items: usize, level: f64) -> Result<(f64, f64), Fault> {
    for (what, found) in [("learners", learners), ("items", items)] {
        if found < 2 {
            return Err(Fault::TooFew { what, least: 2, found });
        }
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Fault::OutOfRange { what: "the level", value: level, allowed: "between 0 and 1" });
    }
    if !(alpha.is_finite() && alpha <= 1.0) {
        return Err(Fault::OutOfRange { what: "alpha", value: alpha, allowed: "at most 1" });
    }
    let freedom = (learners as f64 - 1.0, (learners as f64 - 1.0) * (items as f64 - 1.0));
    let bound = |p: f64| 1.0 - (1.0 - alpha) * f_quantile(freedom.0, freedom.1, p);
    Ok((bound((1.0 + level) / 2.0), bound((1.0 - level) / 2.0)))
}

/// Quantile of the F distribution: if X is Beta(a/2, b/2), then (b/a) X / (1 − X) is F with a and b degrees of freedom.
fn f_quantile(a: f64, b: f64, p: f64) -> f64 {
    let x = inv_beta_reg(a / 2.0, b / 2.0, p);
    b / a * x / (1.0 - x)
}

/// Covariances with the least number of learners behind one.
struct Pairs {
    covariance: DMatrix<f64>,
    least: usize,
}

impl Pairs {
    /// Everybody answered everything, or nothing.
    fn complete(responses: &Responses) -> Pairs {
        let (k, n) = (responses.items(), responses.len() / responses.items());
        let mean = means(responses);
        let mut sums = DMatrix::<f64>::zeros(k, k);
        let mut row = vec![0.0; k];
        for own in responses.by_learner().filter(|own| !own.is_empty()) {
            own.pairs().for_each(|(item, score)| row[item] = score - mean[item]);
            for i in 0..k {
                let x = row[i];
                sums.column_mut(i).as_mut_slice()[..=i].iter_mut().zip(&row).for_each(|(s, y)| *s += x * y);
            }
        }
        sums.fill_lower_triangle_with_upper_triangle();
        Pairs { covariance: sums / (n as f64 - 1.0), least: n }
    }

    /// Each pair over those who answered both.
    fn shared(responses: &Responses) -> Pairs {
        let k = responses.items();
        let mean = means(responses);
        // Of the pair i, j over those who answered both: products, and in column j the sum of i.
        let (mut products, mut sums) = (DMatrix::<f64>::zeros(k, k), DMatrix::<f64>::zeros(k, k));
        let mut count = DMatrix::<usize>::zeros(k, k);
        for own in responses.by_learner() {
            for (j, y) in own.pairs() {
                for (i, x) in own.pairs() {
                    products[(i, j)] += (x - mean[i]) * (y - mean[j]);
                    sums[(i, j)] += x - mean[i];
                    count[(i, j)] += 1;
                }
            }
        }
        let covariance = DMatrix::from_fn(k, k, |i, j| {
            let n = count[(i, j)] as f64;
            (products[(i, j)] - sums[(i, j)] * sums[(j, i)] / n) / (n - 1.0)
        });
        Pairs { covariance, least: count.iter().copied().min().unwrap_or_default() }
    }
}

fn means(responses: &Responses) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_usize); responses.items()];
    for row in responses.rows() {
        sums[row.item].0 += row.score;
        sums[row.item].1 += 1;
    }
    sums.iter().map(|(sum, n)| if *n == 0 { 0.0 } else { sum / *n as f64 }).collect()
}
