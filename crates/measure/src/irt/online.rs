//! New items, tried out among known ones.

use super::errors::covariance;
use super::layout::estimable;
use super::maximise::{Counts, maximise, score};
use super::working::{Kind, Working};
use super::{Estimate, Item, Model, Priors};
use crate::Fault;

/// A new item as its first answers have it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    /// The item, on the scale of the abilities.
    pub item: Item,
    /// Standard errors of its parameters, in the order of [`Item::parameters`]; `None` for those that the model sets.
    pub errors: Vec<Option<f64>>,
    /// EM steps made.
    pub steps: usize,
}

/// Nodes of one learner's ability: ±4.5 standard errors.
const NODES: usize = 19;
const SPAN: f64 = 4.5;
const STEPS: usize = 500;
const TOLERANCE: f64 = 1e-6;

/// Calibrates one new item from answers of learners whose abilities are known from other items: `answers` has each learner's ability
/// with its standard error, and the category given.
///
/// An ability with the standard error 0 is taken as known (Stocking's method A). Otherwise its uncertainty, taken as normal, is
/// integrated over, and sharpened by the answers to the new item in several EM steps (MEM: Ban, Hanson, Wang, Yi & Harris 2001, *Journal of
/// Educational Measurement* 38, 191–212). The abilities should be EAP or MAP estimates with their posterior standard deviations and not
/// have seen the new item.
///
/// [`Fault::Constant`], [`Fault::EmptyCategory`], [`Fault::NoResponse`] (of item 0, and only without a prior of the intercept),
/// [`Fault::NotBinary`], [`Fault::NotFinite`] (naming the answer's index as the learner), [`Fault::Undetermined`] when the abilities are too
/// much alike to tell the parameters apart, [`Fault::NotSettled`].
pub fn new_item(model: Model, answers: &[(Estimate, usize)], priors: &Priors) -> Result<NewItem, Fault> {
    priors.check()?;
    let mut found = vec![0.0; 2];
    for (learner, (ability, category)) in answers.iter().enumerate() {
        if !(ability.theta.is_finite() && ability.error.is_finite() && ability.error >= 0.0) {
            return Err(Fault::NotFinite { learner, item: 0 });
        }
        if model.binary() && *category > 1 {
            return Err(Fault::NotBinary { learner, item: 0, score: *category as f64 });
        }
        if *category > usize::from(u8::MAX) {
            return Err(Fault::NotCategory { learner, item: 0, score: *category as f64, most: usize::from(u8::MAX) });
        }
        found.resize(found.len().max(category + 1), 0.0);
        found[*category] += 1.0;
    }
    estimable(0, &found, priors)?;
    let kind = Kind::of(model, 1.0);
    let categories = found.len();
    let size = Working::sizes(&kind, categories);
    let item = Working { kind, model, categories, first: 0, size, cell: 0 };
    let tried = Tried::new(answers, item, *priors);
    let mut own = vec![0.0; size];
    tried.item.start(&found, &mut own);
    for steps in 1..=STEPS {
        let before = own.clone();
        let (given, curved, moment) = tried.expect(&own);
        maximise(&tried.item, &mut own, &tried.counts(&given, &curved, &found, &moment), priors);
        let moved = own.iter().zip(&before).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if moved <= TOLERANCE {
            return Ok(NewItem { item: tried.item.item(&own, 1.0)?, errors: tried.errors(&own, &found)?, steps });
        }
    }
    Err(Fault::NotSettled { what: "the new item", iterations: STEPS })
}

/// Each learner's ability as a few nodes of their own.
struct Tried<'a> {
    answers: &'a [(Estimate, usize)],
    item: Working,
    priors: Priors,
    nodes: Vec<f64>,
    weights: Vec<f64>,
    /// Learner i's nodes are at `start[i]..start[i + 1]`.
    start: Vec<usize>,
}

impl Tried<'_> {
    fn new(answers: &[(Estimate, usize)], item: Working, priors: Priors) -> Tried<'_> {
        let (mut nodes, mut weights, mut start) = (Vec::new(), Vec::new(), vec![0]);
        for (ability, _) in answers {
            if ability.error == 0.0 {
                nodes.push(ability.theta);
                weights.push(1.0);
            } else {
                let z = (0..NODES).map(|i| SPAN * (2.0 * i as f64 / (NODES - 1) as f64 - 1.0));
                let own: Vec<(f64, f64)> = z.map(|z| (ability.theta + ability.error * z, (-0.5 * z * z).exp())).collect();
                let sum: f64 = own.iter().map(|o| o.1).sum();
                nodes.extend(own.iter().map(|o| o.0));
                weights.extend(own.iter().map(|o| o.1 / sum));
            }
            start.push(nodes.len());
        }
        Tried { answers, item, priors, nodes, weights, start }
    }

    /// Weights of all nodes after the answers, by category of curved items, and Σ θ of each category.
    fn expect(&self, own: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let (categories, many) = (self.item.categories, self.nodes.len());
        let (mut given, mut curved, mut moment) = (self.weights.clone(), vec![0.0; (categories - 1) * many], vec![0.0; categories]);
        let (mut p, mut jacobian) = (vec![0.0; categories], vec![0.0; categories * own.len()]);
        for (i, (_, category)) in self.answers.iter().enumerate() {
            let range = self.start[i]..self.start[i + 1];
            let mut sum = 0.0;
            for q in range.clone() {
                self.item.chances(own, self.nodes[q], &mut p, &mut jacobian);
                given[q] *= p[*category].max(1e-300);
                sum += given[q];
            }
            for q in range {
                given[q] /= sum;
                moment[*category] += given[q] * self.nodes[q];
                if *category > 0 {
                    curved[(category - 1) * many + q] = given[q];
                }
            }
        }
        (given, curved, moment)
    }

    fn counts<'b>(&'b self, given: &'b [f64], curved: &'b [f64], count: &'b [f64], moment: &'b [f64]) -> Counts<'b> {
        Counts { nodes: &self.nodes, given, count, moment, curved }
    }

    fn errors(&self, own: &[f64], found: &[f64]) -> Result<Vec<Option<f64>>, Fault> {
        let gradient = |x: &[f64]| {
            let (given, curved, moment) = self.expect(x);
            let (mut gradient, mut unused) = (vec![0.0; x.len()], vec![0.0; x.len() * x.len()]);
            let counts = self.counts(&given, &curved, found, &moment);
            score(&self.item, x, &counts, &self.priors, Some((&mut gradient, &mut unused)));
            gradient
        };
        let free: Vec<usize> = self.item.inside(own).collect();
        let covariance = covariance(&free, own, gradient)?;
        let parameters = |x: &[f64]| self.item.item(x, 1.0).map(|item| item.parameters());
        let mut rows = Vec::new();
        for i in &free {
            let step = 1e-5 * (1.0 + own[*i].abs());
            let (mut above, mut below) = (own.to_vec(), own.to_vec());
            above[*i] += step;
            below[*i] -= step;
            rows.push(parameters(&above)?.iter().zip(parameters(&below)?).map(|(a, b)| (a - b) / (2.0 * step)).collect::<Vec<f64>>());
        }
        let variance = |k: usize| {
            let pairs = (0..free.len()).flat_map(|i| (0..free.len()).map(move |j| (i, j)));
            pairs.map(|(i, j)| rows[i][k] * rows[j][k] * covariance[(i, j)]).sum::<f64>()
        };
        Ok((0..parameters(own)?.len()).map(|k| Some(variance(k)).filter(|v| *v > 0.0).map(f64::sqrt)).collect())
    }
}
