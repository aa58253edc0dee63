use super::nodes::Points;
use super::{Nodes, SeveralItem};
use crate::irt::accelerate::squared;
use crate::irt::logistic::{logistic, softplus};
use crate::irt::patterns::Patterns;
use crate::{Fault, Responses};
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

/// How items that ask for several abilities are calibrated.
#[derive(Debug, Clone, PartialEq)]
pub struct SeveralSettings {
    /// Which abilities (columns) each item (row) asks for, when that is known. `None` explores: every item asks for all, with the first
    /// D − 1 items asking for the first, the first two, … only, which fixes the rotation.
    pub pattern: Option<Vec<Vec<bool>>>,
    /// Whether abilities may correlate. Only with a pattern: otherwise correlations and rotation cannot be told apart.
    pub correlated: bool,
    /// Where integrals are summed; sets the number of abilities.
    pub nodes: Nodes,
    /// An EM step that moves no slope, intercept or correlation further than this is the last.
    pub tolerance: f64,
    /// EM steps at most.
    pub iterations: usize,
}

impl SeveralSettings {
    /// Exploring that many abilities, 2 to 5; tolerance 1e-4, at most 1,000 steps.
    pub fn new(dimensions: usize) -> Result<SeveralSettings, Fault> {
        Ok(SeveralSettings { pattern: None, correlated: false, nodes: Nodes::new(dimensions)?, tolerance: 1e-4, iterations: 1000 })
    }
}

/// What a calibration of several abilities found.
#[derive(Debug, Clone, PartialEq)]
pub struct SeveralCalibration {
    /// The items.
    pub items: Vec<SeveralItem>,
    /// Correlations of the abilities, whose means are 0 and standard deviations 1.
    pub correlation: DMatrix<f64>,
    /// ln of the marginal likelihood.
    pub log_likelihood: f64,
    /// Parameters estimated.
    pub parameters: usize,
    /// EM steps made.
    pub steps: usize,
}

/// Marginal maximum likelihood by EM, as [`crate::irt::calibrate`] does for one ability: full-information item factor analysis (Bock,
/// Gibbons & Muraki 1988, *Applied Psychological Measurement* 12, 261–280), on a grid or on quasi-random points.
///
/// The faults of [`crate::irt::calibrate`], and [`Fault::Shape`] or [`Fault::OutOfRange`] for a pattern of another size, an item that asks for
/// nothing or correlations without a pattern.
pub fn calibrate(responses: &Responses, settings: &SeveralSettings) -> Result<SeveralCalibration, Fault> {
    responses.require_binary()?;
    let dimensions = settings.nodes.dimensions();
    let pattern = pattern(responses.items(), dimensions, settings)?;
    let patterns = Patterns::new(responses, &[])?;
    for (item, counts) in patterns.counts().iter().enumerate() {
        match counts[..] {
            [wrong, right] if wrong + right == 0.0 => return Err(Fault::NoResponse { item }),
            [wrong, right] if wrong == 0.0 || right == 0.0 => return Err(Fault::Constant { item }),
            _ => {}
        }
    }
    let work = Work { dimensions, pattern, patterns, settings };
    let start = work.start();
    let mut fault = None;
    let map = |x: &[f64]| {
        work.step(x).unwrap_or_else(|found| {
            fault = Some(found);
            (x.to_vec(), f64::NEG_INFINITY)
        })
    };
    let rest = squared(start, settings.tolerance, settings.iterations, map, |x| work.correlation(x).cholesky().is_some())?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let (_, log_likelihood) = work.step(&rest.at)?;
    let items: Vec<SeveralItem> = rest.at[..work.size()]
        .chunks_exact(dimensions + 1)
        .map(|own| SeveralItem { slopes: own[..dimensions].to_vec(), intercept: own[dimensions] })
        .collect();
    let slopes: usize = work.pattern.iter().flatten().filter(|p| **p).count();
    let correlations = if settings.correlated { dimensions * (dimensions - 1) / 2 } else { 0 };
    Ok(SeveralCalibration {
        parameters: slopes + items.len() + correlations,
        items,
        correlation: work.correlation(&rest.at),
        log_likelihood,
        steps: rest.steps,
    })
}

fn pattern(items: usize, dimensions: usize, settings: &SeveralSettings) -> Result<Vec<Vec<bool>>, Fault> {
    let Some(pattern) = &settings.pattern else {
        if settings.correlated {
            return Err(Fault::Undetermined { what: "correlations of abilities without a pattern of items" });
        }
        return Ok((0..items).map(|j| (0..dimensions).map(|k| k <= j).collect()).collect());
    };
    if pattern.len() != items {
        return Err(Fault::Shape { what: "rows of the pattern", expected: items, found: pattern.len() });
    }
    for row in pattern {
        if row.len() != dimensions {
            return Err(Fault::Shape { what: "columns of the pattern", expected: dimensions, found: row.len() });
        }
        if !row.contains(&true) {
            return Err(Fault::OutOfRange { what: "the number of abilities an item asks for", value: 0.0, allowed: "at least 1" });
        }
    }
    Ok(pattern.clone())
}

struct Work<'a> {
    dimensions: usize,
    pattern: Vec<Vec<bool>>,
    patterns: Patterns,
    settings: &'a SeveralSettings,
}

/// What the E step finds: learners at each point who were given each item, Σ θ of the right answers of each item, ΣθΘ′ of all.
#[derive(Clone)]
struct Expected {
    log_likelihood: f64,
    given: Vec<f64>,
    moment: Vec<f64>,
    count: Vec<f64>,
    first: DVector<f64>,
    square: DMatrix<f64>,
}

impl Work<'_> {
    fn size(&self) -> usize {
        self.pattern.len() * (self.dimensions + 1)
    }

    /// Slopes of 1 shared among the abilities asked for, and correlations of 0. Exploring, items start with unlike slopes, since equal ones
    /// would stay equal.
    fn start(&self) -> Vec<f64> {
        let mut at = Vec::with_capacity(self.size() + self.dimensions * self.dimensions);
        for (j, (row, counts)) in self.pattern.iter().zip(self.patterns.counts()).enumerate() {
            let asked = row.iter().filter(|p| **p).count() as f64;
            let unlike = |k: usize| if asked > 1.0 && j % self.dimensions == k { 1.0 } else { 0.4 };
            let slope = |k: usize| if asked > 1.0 { unlike(k) } else { 1.0 };
            at.extend(row.iter().enumerate().map(|(k, p)| if *p { slope(k) } else { 0.0 }));
            at.push(1.2 * ((counts[1] + 0.1) / (counts[0] + 0.1)).ln());
        }
        at.extend(DMatrix::<f64>::identity(self.dimensions, self.dimensions).iter());
        at
    }

    fn correlation(&self, at: &[f64]) -> DMatrix<f64> {
        DMatrix::from_column_slice(self.dimensions, self.dimensions, &at[self.size()..])
    }

    fn step(&self, at: &[f64]) -> Result<(Vec<f64>, f64), Fault> {
        let points = self.settings.nodes.points(&self.correlation(at))?;
        let expected = self.expect(at, &points);
        let mut next = at.to_vec();
        let (width, many) = (self.dimensions + 1, points.log_weight.len());
        for (j, own) in next[..self.size()].chunks_exact_mut(width).enumerate() {
            let moment = &expected.moment[j * self.dimensions..(j + 1) * self.dimensions];
            let given = &expected.given[j * many..(j + 1) * many];
            maximise(own, &self.pattern[j], moment, expected.count[j], given, &points);
        }
        self.to_scale(&mut next, &expected);
        Ok((next, expected.log_likelihood))
    }

    /// Means back to 0 and standard deviations to 1, items moved along.
    fn to_scale(&self, next: &mut [f64], expected: &Expected) {
        let (d, size) = (self.dimensions, self.size());
        let covariance = &expected.square - &expected.first * expected.first.transpose();
        let sd: Vec<f64> = (0..d).map(|k| covariance[(k, k)].max(1e-4).sqrt()).collect();
        for own in next[..size].chunks_exact_mut(d + 1) {
            for k in 0..d {
                own[d] += own[k] * expected.first[k];
                own[k] *= sd[k];
            }
        }
        if self.settings.correlated {
            for i in 0..d {
                for k in 0..d {
                    next[size + i * d + k] = if i == k { 1.0 } else { covariance[(i, k)] / (sd[i] * sd[k]) };
                }
            }
        }
    }

    fn expect(&self, at: &[f64], points: &Points) -> Expected {
        let (d, many, items) = (self.dimensions, points.log_weight.len(), self.pattern.len());
        let width = d + 1;
        let line = |j: usize, theta: &[f64]| (0..d).map(|k| at[j * width + k] * theta[k]).sum::<f64>() + at[j * width + d];
        // ln P(wrong), negative.
        let base: Vec<f64> = (0..items).flat_map(|j| points.theta.chunks_exact(d).map(move |theta| softplus(line(j, theta)))).collect();
        let mut axes = vec![vec![0.0; many]; d];
        points.theta.chunks_exact(d).enumerate().for_each(|(q, theta)| (0..d).for_each(|k| axes[k][q] = theta[k]));
        let chunk = self.patterns.patterns.len().div_ceil(16).max(64);
        let parts: Vec<Expected> = self
            .patterns
            .patterns
            .par_chunks(chunk)
            .map(|own| {
                let mut sum = Expected {
                    log_likelihood: 0.0,
                    given: vec![0.0; items * many],
                    moment: vec![0.0; items * d],
                    count: vec![0.0; items],
                    first: DVector::zeros(d),
                    square: DMatrix::zeros(d, d),
                };
                let (mut form, mut here, mut below, mut weights) = (usize::MAX, vec![0.0; many], vec![0.0; many], vec![0.0; many]);
                let mut given_items: &[u32] = &[];
                for pattern in own {
                    if pattern.form != form {
                        hand_over(given_items, &mut here, &mut sum.given);
                        form = pattern.form;
                        given_items = &self.patterns.items[pattern.start..pattern.end];
                        below.copy_from_slice(&points.log_weight);
                        for item in given_items {
                            below.iter_mut().zip(&base[*item as usize * many..]).for_each(|(b, s)| *b -= s);
                        }
                    }
                    let (mut slopes, mut intercept) = (vec![0.0; d], 0.0);
                    for (j, x) in self.patterns.pairs(pattern).filter(|p| p.1 == 1) {
                        debug_assert_eq!(x, 1);
                        (0..d).for_each(|k| slopes[k] += at[j * width + k]);
                        intercept += at[j * width + d];
                    }
                    weights.copy_from_slice(&below);
                    for (axis, slope) in axes.iter().zip(&slopes) {
                        weights.iter_mut().zip(axis).for_each(|(w, theta)| *w += slope * theta);
                    }
                    let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    let mut total = 0.0;
                    for w in weights.iter_mut() {
                        let log = *w - most;
                        *w = if log < -40.0 { 0.0 } else { log.exp() };
                        total += *w;
                    }
                    sum.log_likelihood += pattern.weight * (intercept + most + total.ln());
                    let scale = pattern.weight / total;
                    weights.iter_mut().for_each(|w| *w *= scale);
                    here.iter_mut().zip(&weights).for_each(|(h, w)| *h += w);
                    let mean: Vec<f64> = axes.iter().map(|axis| axis.iter().zip(&weights).map(|(t, w)| t * w).sum()).collect();
                    for (j, _) in self.patterns.pairs(pattern).filter(|p| p.1 == 1) {
                        (0..d).for_each(|k| sum.moment[j * d + k] += mean[k]);
                        sum.count[j] += pattern.weight;
                    }
                    for i in 0..d {
                        sum.first[i] += mean[i];
                        for k in 0..=i {
                            let product: f64 = axes[i].iter().zip(&axes[k]).zip(&weights).map(|((a, b), w)| a * b * w).sum();
                            sum.square[(i, k)] += product;
                        }
                    }
                }
                hand_over(given_items, &mut here, &mut sum.given);
                sum
            })
            .collect();
        let mut parts = parts.into_iter();
        let learners: f64 = self.patterns.patterns.iter().map(|p| p.weight).sum();
        let mut all = parts.next().unwrap_or_else(|| Expected {
            log_likelihood: 0.0,
            given: vec![0.0; items * many],
            moment: vec![0.0; items * d],
            count: vec![0.0; items],
            first: DVector::zeros(d),
            square: DMatrix::zeros(d, d),
        });
        for part in parts {
            all.log_likelihood += part.log_likelihood;
            for (a, b) in [(&mut all.given, &part.given), (&mut all.moment, &part.moment), (&mut all.count, &part.count)] {
                a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            }
            all.first += part.first;
            all.square += part.square;
        }
        all.first /= learners;
        all.square /= learners;
        all.square.fill_upper_triangle_with_lower_triangle();
        all
    }
}

fn hand_over(items: &[u32], here: &mut [f64], given: &mut [f64]) {
    let many = here.len();
    for item in items {
        given[*item as usize * many..][..many].iter_mut().zip(here.iter()).for_each(|(g, h)| *g += h);
    }
    here.fill(0.0);
}

/// Newton's method for one item: a logistic regression on the points.
fn maximise(own: &mut [f64], asked: &[bool], moment: &[f64], count: f64, given: &[f64], points: &Points) {
    let d = asked.len();
    let free: Vec<usize> = (0..d).filter(|k| asked[*k]).chain([d]).collect();
    let many = free.len();
    let mut x = vec![0.0; many];
    for _ in 0..8 {
        let mut gradient = DVector::from_fn(many, |i, _| if free[i] == d { count } else { moment[free[i]] });
        let mut information = DMatrix::<f64>::zeros(many, many);
        for (theta, n) in points.theta.chunks_exact(d).zip(given) {
            if *n < 1e-12 {
                continue;
            }
            free.iter().enumerate().for_each(|(i, k)| x[i] = if *k == d { 1.0 } else { theta[*k] });
            let p = logistic(free.iter().zip(&x).map(|(k, x)| own[*k] * x).sum());
            let variance = n * p * (1.0 - p);
            for i in 0..many {
                gradient[i] -= n * p * x[i];
                for j in 0..=i {
                    information[(i, j)] += variance * x[i] * x[j];
                }
            }
        }
        (0..many).for_each(|i| information[(i, i)] += 1e-10);
        information.fill_upper_triangle_with_lower_triangle();
        let Some(step) = information.cholesky().map(|c| c.solve(&gradient)) else { return };
        let longest = step.amax();
        let scale = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        let most = crate::irt::working::STEEPEST;
        free.iter().zip(step.iter()).for_each(|(k, s)| own[*k] = (own[*k] + scale * s).clamp(-8.0 * most, 8.0 * most));
        free.iter().filter(|k| **k < d).for_each(|k| own[*k] = own[*k].clamp(-most, most));
        if longest < 1e-5 {
            return;
        }
    }
}
