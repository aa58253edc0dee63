use super::Grid;
use super::calibrate::{Calibration, Scale, Work};
use super::maximise::score;
use crate::Fault;
use nalgebra::DMatrix;

/// Standard errors of what a calibration estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Errors {
    /// Of each item's parameters, in the order of [`super::Item::parameters`]; `None` for one that was not estimated: an anchor's, a
    /// discrimination or asymptote that the model sets, or one that stands at the end of its range.
    pub items: Vec<Vec<Option<f64>>>,
    /// Of each group's mean and standard deviation; `None` where the scale sets it.
    pub populations: Vec<[Option<f64>; 2]>,
}

impl Calibration {
    /// Standard errors from the observed information: the second derivatives of ln of the marginal likelihood (and prior), by central
    /// differences of its gradient, which the E step gives exactly (Fisher's identity; Jamshidian & Jennrich 2000, *Journal of the Royal
    /// Statistical Society B* 62, 257–270). Carried over to discriminations and difficulties by the delta method.
    ///
    /// Takes two E steps for each parameter, and the inversion of a matrix of their number.
    /// [`Fault::Undetermined`] when the information is not positive: the responses do not determine the parameters together.
    pub fn errors(&self) -> Result<Errors, Fault> {
        let (work, at) = (&self.work, &self.at);
        let free = work.free(at);
        let covariance = covariance(&free, at, |x| work.gradient(x, &self.grid))?;
        let place = |i: usize| free.binary_search(&i).ok();
        // The standard error of a function of the parameters that depends on those listed.
        let delta = |of: &dyn Fn(&[f64]) -> Option<Vec<f64>>, on: &[usize]| -> Option<Vec<Option<f64>>> {
            let on: Vec<usize> = on.iter().copied().filter(|i| place(*i).is_some()).collect();
            let mut rows = Vec::new();
            for i in &on {
                let (mut above, mut below) = (at.clone(), at.clone());
                let step = 1e-5 * (1.0 + at[*i].abs());
                above[*i] += step;
                below[*i] -= step;
                rows.push(of(&above)?.iter().zip(of(&below)?).map(|(a, b)| (a - b) / (2.0 * step)).collect::<Vec<f64>>());
            }
            let error = |k: usize| {
                let mut variance = 0.0;
                for (i, one) in on.iter().zip(&rows) {
                    for (j, two) in on.iter().zip(&rows) {
                        variance += one[k] * two[k] * place(*i).zip(place(*j)).map_or(0.0, |at| covariance[at]);
                    }
                }
                (variance > 0.0).then(|| variance.sqrt())
            };
            Some((0..of(at)?.len()).map(error).collect())
        };
        let mut items = Vec::with_capacity(work.items.len());
        for item in &work.items {
            let mut on: Vec<usize> = (item.first..item.first + item.size).collect();
            if work.unit(at) != 1.0 {
                on.push(work.size + 1);
            }
            let of = |x: &[f64]| item.item(&x[item.first..item.first + item.size], work.unit(x)).ok().map(|i| i.parameters());
            let own = if item.size == 0 { None } else { delta(&of, &on) };
            items.push(own.unwrap_or_else(|| vec![None; self.bank.items()[items.len()].parameters().len()]));
        }
        let mut populations = Vec::with_capacity(self.populations.len());
        for g in 0..self.populations.len() {
            let of = |x: &[f64]| work.populations(x).get(g).map(|p| vec![p.mean / work.unit(x), p.sd / work.unit(x)]);
            let mut on = vec![work.size + 2 * g, work.size + 2 * g + 1];
            if work.unit(at) != 1.0 && g > 0 {
                on.push(work.size + 1);
            }
            let own = delta(&of, &on).unwrap_or_else(|| vec![None, None]);
            // In units of its own spread group 0 has spread 1, whatever that unit is.
            populations.push(if g == 0 && work.unit(at) != 1.0 { [None, None] } else { [own[0], own[1]] });
        }
        Ok(Errors { items, populations })
    }
}

/// The inverse of the negative Jacobian of a gradient, in the coordinates that are free.
pub(super) fn covariance(free: &[usize], at: &[f64], gradient: impl Fn(&[f64]) -> Vec<f64>) -> Result<DMatrix<f64>, Fault> {
    let many = free.len();
    let mut information = DMatrix::zeros(many, many);
    for (column, i) in free.iter().enumerate() {
        let step = 1e-4 * (1.0 + at[*i].abs());
        let shifted = |by: f64| {
            let mut x = at.to_vec();
            x[*i] += by;
            gradient(&x)
        };
        let (above, below) = (shifted(step), shifted(-step));
        free.iter().enumerate().for_each(|(row, j)| information[(row, column)] = (below[*j] - above[*j]) / (2.0 * step));
    }
    let symmetric = (&information + information.transpose()) * 0.5;
    let undetermined = Fault::Undetermined { what: "the parameters together" };
    let diagonal = symmetric.diagonal();
    let cholesky = symmetric.cholesky().ok_or(undetermined.clone())?;
    // What a parameter tells beyond the others, as a share of what it tells alone; less than this is rounding.
    let root = cholesky.l_dirty();
    if (0..many).any(|i| root[(i, i)] * root[(i, i)] < 1e-7 * diagonal[i]) {
        return Err(undetermined);
    }
    Ok(cholesky.inverse())
}

impl Work {
    /// The parameters that are sought and stand inside their range, rising.
    fn free(&self, at: &[f64]) -> Vec<usize> {
        let mut free = Vec::new();
        for item in &self.items {
            let own = &at[item.first..item.first + item.size];
            free.extend(item.inside(own).map(|i| item.first + i));
        }
        let held = match self.scale {
            Scale::Anchors => 0..0,
            Scale::Reference => 0..2,
            Scale::Slopes => 0..1,
        };
        free.extend((0..2 * self.data.patterns.groups).filter(|i| !held.contains(i)).map(|i| self.size + i));
        free
    }

    /// The gradient of the objective, exactly: that of the expected complete likelihood.
    fn gradient(&self, at: &[f64], grid: &Grid) -> Vec<f64> {
        let expected = self.expect(at, grid);
        let mut gradient = vec![0.0; at.len()];
        let mut unused = Vec::new();
        for (j, item) in self.items.iter().enumerate() {
            let own = item.first..item.first + item.size;
            unused.resize(item.size * item.size, 0.0);
            let into = Some((&mut gradient[own.clone()], unused.as_mut_slice()));
            score(item, &at[own], &self.counts(j, &expected, grid.nodes()), &self.priors, into);
        }
        for (g, ([n, first, second], p)) in expected.group.iter().zip(self.populations(at)).enumerate() {
            let variance = p.sd * p.sd;
            gradient[self.size + 2 * g] = (first - n * p.mean) / variance;
            gradient[self.size + 2 * g + 1] = (second - 2.0 * p.mean * first + n * p.mean * p.mean) / variance - n;
        }
        gradient
    }
}
