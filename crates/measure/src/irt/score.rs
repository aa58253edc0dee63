//! The ability of a learner from answers to items with known parameters.

use super::{Bank, Belief, Estimate, Grid, Item, Population};
use crate::{Fault, Responses};
use rayon::prelude::*;

/// How abilities are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Mean of the posterior; standard error: its standard deviation. Finite for every pattern. Bock & Mislevy (1982).
    Eap,
    /// Highest point of the posterior; standard error from its curvature there. Finite for every pattern.
    Map,
    /// Weighted likelihood: where d ln L/dθ + J/(2I) = 0; no prior, and the bias of order 1/n taken away. Standard error 1/√I.
    /// Finite for perfect and zero scores under models without guessing. Warm (1989), *Psychometrika* 54, 427–450; for more than two
    /// categories Samejima (1998) and Wang & Wang (2001), *Applied Psychological Measurement* 25, 317–331.
    Wle,
}

/// Estimates outside ±`FARTHEST` are held there: a test says nothing about anybody so far away.
pub const FARTHEST: f64 = 12.0;

/// The ability of one learner from (item, category) pairs. `population` is the prior of EAP and MAP and is not used by WLE.
///
/// [`Fault::Empty`] for WLE without an answer (EAP and MAP then give the prior), [`Fault::OutOfRange`] for an item or category that
/// there is not.
pub fn ability(bank: &Bank, answers: &[(usize, usize)], method: Method, population: &Population, grid: &Grid) -> Result<Estimate, Fault> {
    population.check()?;
    for (index, category) in answers {
        if *category >= bank.item(*index)?.categories() {
            return Err(Fault::OutOfRange {
                what: "a category",
                value: *category as f64,
                allowed: "below the item's number of categories",
            });
        }
    }
    match method {
        Method::Eap => {
            let mut belief = Belief::new(population, grid)?;
            answers.iter().try_for_each(|(index, category)| belief.observe(bank.item(*index)?, *category))?;
            Ok(belief.estimate())
        }
        Method::Map => Ok(map(bank, answers, population)),
        Method::Wle if answers.is_empty() => Err(Fault::Empty),
        Method::Wle => Ok(wle(bank, answers)),
    }
}

/// The abilities of all learners, in their order; `None` for a learner without a response, of whom nothing is known.
///
/// [`Fault::Shape`] when the bank has not as many items as the responses, [`Fault::NotCategory`] for a score that is not one of
/// 0, 1, …, m.
pub fn abilities(
    bank: &Bank,
    responses: &Responses,
    method: Method,
    population: &Population,
    grid: &Grid,
) -> Result<Vec<Option<Estimate>>, Fault> {
    if bank.len() != responses.items() {
        return Err(Fault::Shape { what: "items of the bank", expected: responses.items(), found: bank.len() });
    }
    let one = |learner: usize| {
        let own = responses.of(learner);
        let answers: Vec<(usize, usize)> =
            own.pairs().map(|(item, score)| Ok((item, bank.category(learner, item, score)?))).collect::<Result<_, Fault>>()?;
        if answers.is_empty() { Ok(None) } else { ability(bank, &answers, method, population, grid).map(Some) }
    };
    (0..responses.learners()).into_par_iter().with_min_len(64).map(one).collect()
}

/// d ln L/dθ and d² ln L/dθ².
fn slope(bank: &Bank, answers: &[(usize, usize)], theta: f64) -> (f64, f64) {
    answers.iter().fold((0.0, 0.0), |(first, second), (index, category)| {
        let local = bank.items()[*index].local(*category, theta);
        (first + local.first, second + local.second)
    })
}

fn map(bank: &Bank, answers: &[(usize, usize)], population: &Population) -> Estimate {
    let precision = 1.0 / (population.sd * population.sd);
    let posterior = |theta: f64| {
        let (first, second) = slope(bank, answers, theta);
        (first - precision * (theta - population.mean), second - precision)
    };
    let height = |theta: f64| {
        let likelihood: f64 = answers.iter().map(|(index, category)| bank.items()[*index].local(*category, theta).log).sum();
        likelihood + population.log_density(theta)
    };
    let gradient = |theta: f64| posterior(theta).0;
    let many = (!one_peak(bank, answers)).then_some(height);
    let theta = root(bracket(population.mean, population.sd, many, gradient), gradient);
    Estimate { theta, error: (-posterior(theta).1).max(f64::MIN_POSITIVE).sqrt().recip() }
}

fn wle(bank: &Bank, answers: &[(usize, usize)]) -> Estimate {
    // J = Σ Σₖ P′P″/P and I = Σ Σₖ P′²/P, with P′ = P l′ and P″ = P (l″ + l′²).
    let parts = |theta: f64| {
        let (mut j, mut information) = (0.0, 0.0);
        for (index, _) in answers {
            bank.items()[*index].each(theta, |_, l| {
                j += l.probability * l.first * (l.second + l.first * l.first);
                information += l.probability * l.first * l.first;
            });
        }
        (j, information)
    };
    let gradient = |theta: f64| {
        let (j, information) = parts(theta);
        slope(bank, answers, theta).0 + if information > 0.0 { 0.5 * j / information } else { 0.0 }
    };
    let height = |theta: f64| {
        let likelihood: f64 = answers.iter().map(|(index, category)| bank.items()[*index].local(*category, theta).log).sum();
        // For one- and two-parameter items the estimate maximises ln L + ½ ln I; elsewhere this only says which root to take.
        likelihood + 0.5 * parts(theta).1.max(f64::MIN_POSITIVE).ln()
    };
    let many = (!one_peak(bank, answers)).then_some(height);
    let theta = root(bracket(0.0, 1.0, many, gradient), gradient);
    Estimate { theta, error: parts(theta).1.sqrt().recip() }
}

/// Whether the likelihood has one peak: so it is for every model here but guessing and ceilings.
fn one_peak(bank: &Bank, answers: &[(usize, usize)]) -> bool {
    let asymptote = |item: &Item| matches!(item, Item::Logistic { guessing, ceiling, .. } if *guessing > 0.0 || *ceiling < 1.0);
    !answers.iter().any(|(index, _)| asymptote(&bank.items()[*index]))
}

/// Two points within ±[`FARTHEST`] of a centre between which the gradient falls through 0: reached by walking up from the centre when
/// there is one peak, otherwise on either side of the highest of the points tried, half a unit apart. The same point twice when there
/// is no such root: the end of the range towards which the height grows, or a kink of the grid.
fn bracket(centre: f64, unit: f64, height: Option<impl Fn(f64) -> f64>, gradient: impl Fn(f64) -> f64) -> (f64, f64) {
    let at = |step: i32| centre + 0.5 * unit * f64::from(step);
    let span = (2.0 * FARTHEST) as i32;
    let Some(height) = height else {
        let up = gradient(centre) > 0.0;
        let towards = if up { 1 } else { -1 };
        let turned = (1..=span).find(|step| (gradient(at(step * towards)) > 0.0) != up);
        return match turned {
            Some(step) if up => (at(step - 1), at(step)),
            Some(step) => (at(-step), at(1 - step)),
            None => (at(span * towards), at(span * towards)),
        };
    };
    let (mut best, mut top) = (0, f64::NEG_INFINITY);
    for step in -span..=span {
        let here = height(at(step));
        if here > top {
            (best, top) = (step, here);
        }
    }
    let (low, high) = (at((best - 1).max(-span)), at((best + 1).min(span)));
    if gradient(low) > 0.0 && gradient(high) < 0.0 { (low, high) } else { (at(best), at(best)) }
}

/// The root of a gradient that is positive at `low` and negative at `high`, by false position in Illinois' form.
fn root((mut low, mut high): (f64, f64), gradient: impl Fn(f64) -> f64) -> f64 {
    let (mut below, mut above) = (gradient(low), gradient(high));
    let mut side = 0;
    while high - low > 1e-13 * (1.0 + low.abs()) {
        let next = low + (high - low) * below / (below - above);
        let here = gradient(next);
        if here.abs() < 1e-13 || next <= low || next >= high {
            return next;
        }
        if here > 0.0 {
            (low, below) = (next, here);
            above *= if side > 0 { 0.5 } else { 1.0 };
            side = 1;
        } else {
            (high, above) = (next, here);
            below *= if side < 0 { 0.5 } else { 1.0 };
            side = -1;
        }
    }
    0.5 * (low + high)
}
