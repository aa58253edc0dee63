//! Whether items and learners behave as the model says.

use super::{Bank, Estimate, Grid, Method, Population};
use crate::{Fault, Responses};
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The fit of an item: S-X².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemFit {
    /// Σ over groups of learners with one sum of scores: learners × Σₖ (observed − expected share)² / expected share.
    pub statistic: f64,
    /// Degrees of freedom; `None` where too few groups remain for the parameters.
    pub freedom: Option<usize>,
    /// The chance of a statistic as large under the model.
    pub p: Option<f64>,
}

/// S-X² of every item: Orlando & Thissen (2000), *Applied Psychological Measurement* 24, 50–64; for more categories Kang & Chen (2008),
/// *Journal of Educational Measurement* 45, 391–406.
///
/// Learners are grouped by their sum of scores on all items; only those who answered all count. `parameters` has the number of estimated
/// parameters of each item (see [`super::Calibration::estimated`]). Neighbouring groups are merged, from both ends inwards, until
/// each cell expects at least one learner.
///
/// [`Fault::Shape`], [`Fault::NotCategory`]; [`Fault::Empty`] when nobody answered all items.
pub fn items(
    bank: &Bank,
    responses: &Responses,
    population: &Population,
    grid: &Grid,
    parameters: &[usize],
) -> Result<Vec<ItemFit>, Fault> {
    for (what, found) in [("items of the bank", bank.len()), ("numbers of parameters", parameters.len())] {
        if found != responses.items() {
            return Err(Fault::Shape { what, expected: responses.items(), found });
        }
    }
    population.check()?;
    responses.require_single()?;
    let most: usize = bank.items().iter().map(|i| i.categories() - 1).sum();
    let mut learners = vec![0.0; most + 1];
    // With category k of item j and the sum s: observed[j][k][s].
    let mut observed: Vec<Vec<Vec<f64>>> = bank.items().iter().map(|i| vec![vec![0.0; most + 1]; i.categories()]).collect();
    for (learner, own) in responses.by_learner().enumerate() {
        let categories: Vec<(usize, usize)> =
            own.pairs().map(|(j, score)| Ok((j, bank.category(learner, j, score)?))).collect::<Result<_, Fault>>()?;
        if categories.len() == bank.len() {
            let sum: usize = categories.iter().map(|c| c.1).sum();
            learners[sum] += 1.0;
            categories.iter().for_each(|(j, k)| observed[*j][*k][sum] += 1.0);
        }
    }
    if learners.iter().all(|n| *n == 0.0) {
        return Err(Fault::Empty);
    }
    let weights = grid.weights(population);
    let chances: Vec<Vec<Vec<f64>>> = bank.items().iter().map(|item| at_nodes(item, grid)).collect();
    let sums = sum_scores(chances.iter(), most, grid.nodes().len());
    let whole: Vec<f64> = sums.iter().map(|s| s.iter().zip(&weights).map(|(p, w)| p * w).sum()).collect();
    let of = |j: usize| {
        let others = sum_scores(chances.iter().enumerate().filter(|(i, _)| *i != j).map(|(_, c)| c), most, grid.nodes().len());
        // The share of category k among learners with the sum s.
        let share = |k: usize, s: usize| {
            let Some(rest) = s.checked_sub(k) else { return 0.0 };
            let joint: f64 = others[rest].iter().zip(&chances[j][k]).zip(&weights).map(|((o, c), w)| o * c * w).sum();
            joint / whole[s].max(f64::MIN_POSITIVE)
        };
        let categories = chances[j].len();
        // At the lowest and the highest sum of scores everything is determined.
        let cells: Vec<Cell> = (1..most)
            .filter(|s| learners[*s] > 0.0)
            .map(|s| Cell {
                learners: learners[s],
                each: (0..categories).map(|k| (observed[j][k][s], learners[s] * share(k, s))).collect(),
            })
            .collect();
        statistic(merged(cells), categories, parameters[j])
    };
    Ok((0..bank.len()).into_par_iter().map(of).collect())
}

struct Cell {
    learners: f64,
    /// Observed and expected of each category.
    each: Vec<(f64, f64)>,
}

impl Cell {
    fn enough(&self) -> bool {
        self.each.iter().all(|(_, expected)| *expected >= 1.0)
    }

    fn take(&mut self, other: Cell) {
        self.learners += other.learners;
        self.each.iter_mut().zip(other.each).for_each(|(a, b)| *a = (a.0 + b.0, a.1 + b.1));
    }
}

/// Merges cells that expect less than one learner somewhere with the next towards the middle.
fn merged(cells: Vec<Cell>) -> Vec<Cell> {
    let middle = cells.len() / 2;
    let fold = |cells: Vec<Cell>| {
        let mut done: Vec<Cell> = Vec::new();
        let mut open: Option<Cell> = None;
        for cell in cells {
            let cell = match open.take() {
                Some(mut before) => {
                    before.take(cell);
                    before
                }
                None => cell,
            };
            if cell.enough() { done.push(cell) } else { open = Some(cell) }
        }
        (done, open)
    };
    let mut low = cells;
    let mut high = low.split_off(middle);
    high.reverse();
    let ((mut done, left), (mut upper, right)) = (fold(low), fold(high));
    // What is left of both sides meets in the middle.
    let rest = left.into_iter().chain(right).reduce(|mut a, b| {
        a.take(b);
        a
    });
    if let Some(rest) = rest {
        match done.last_mut().or(upper.last_mut()).filter(|_| !rest.enough()) {
            Some(neighbour) => neighbour.take(rest),
            None => done.push(rest),
        }
    }
    done.extend(upper.into_iter().rev());
    done
}

fn statistic(cells: Vec<Cell>, categories: usize, parameters: usize) -> ItemFit {
    let chi = |cell: &Cell| cell.each.iter().filter(|e| e.1 > 0.0).map(|(o, e)| (o - e) * (o - e) / e).sum::<f64>();
    let statistic: f64 = cells.iter().map(chi).sum();
    let freedom = (cells.len() * (categories - 1)).checked_sub(parameters).filter(|f| *f > 0);
    let p = freedom.and_then(|f| ChiSquared::new(f as f64).ok()).map(|d| d.sf(statistic));
    ItemFit { statistic, freedom, p }
}

fn at_nodes(item: &super::Item, grid: &Grid) -> Vec<Vec<f64>> {
    let mut chances = vec![vec![0.0; grid.nodes().len()]; item.categories()];
    for (q, theta) in grid.nodes().iter().enumerate() {
        item.each(*theta, |k, local| chances[k][q] = local.probability);
    }
    chances
}

/// The chance of each sum of scores at each node: Lord & Wingersky (1984), *Applied Psychological Measurement* 8, 453–461.
fn sum_scores<'a>(chances: impl Iterator<Item = &'a Vec<Vec<f64>>>, most: usize, nodes: usize) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; nodes]; most + 1];
    sums[0].fill(1.0);
    let mut reach = 0;
    for item in chances {
        let m = item.len() - 1;
        reach = (reach + m).min(most);
        // From the top, so that what is added has not this item in it yet.
        for s in (0..=reach).rev() {
            let (below, here) = sums.split_at_mut(s);
            here[0].iter_mut().zip(&item[0]).for_each(|(h, c)| *h *= c);
            for (k, chance) in item.iter().enumerate().take(s + 1).skip(1) {
                here[0].iter_mut().zip(&below[s - k]).zip(chance).for_each(|((h, b), c)| *h += b * c);
            }
        }
    }
    sums
}

/// The fit of a learner's pattern of scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonFit {
    /// l_z: ln of the likelihood at the estimate, standardised; far below 0 when easy items are missed and hard ones solved. Drasgow, Levine &
    /// Williams (1985), *British Journal of Mathematical and Statistical Psychology* 38, 67–86. With estimated abilities its
    /// spread is less than 1.
    pub lz: f64,
    /// l_z*: corrected for the ability having been estimated from the same scores, so that it is about N(0, 1). Snijders (2001),
    /// *Psychometrika* 66, 331–342; for more categories Sinharay (2016), *Psychometrika* 81, 992–1013.
    pub corrected: f64,
}

/// The fit of each learner; `None` where there is no ability, or nothing that could fit or not (no item whose score is open at this θ).
/// `abilities` are estimates by `method`, with `population` as prior, as [`super::score::abilities`] gives them. For EAP, which solves no
/// likelihood equation, the correction of MAP is taken.
pub fn persons(
    bank: &Bank,
    responses: &Responses,
    abilities: &[Option<Estimate>],
    method: Method,
    population: &Population,
) -> Result<Vec<Option<PersonFit>>, Fault> {
    check(bank, responses, abilities)?;
    population.check()?;
    let one = |(learner, ability): (usize, &Option<Estimate>)| {
        let Some(Estimate { theta, .. }) = *ability else { return Ok(None) };
        let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
        // I, Σ P′ ln P and J.
        let (mut information, mut covariance, mut j) = (0.0, 0.0, 0.0);
        for (index, score) in responses.of(learner).pairs() {
            let category = bank.category(learner, index, score)?;
            let (mut mean, mut square) = (0.0, 0.0);
            bank.items()[index].each(theta, |k, l| {
                if k == category {
                    observed += l.log;
                }
                mean += l.probability * l.log;
                square += l.probability * l.log * l.log;
                information += l.probability * l.first * l.first;
                covariance += l.probability * l.first * l.log;
                j += l.probability * l.first * (l.second + l.first * l.first);
            });
            expected += mean;
            variance += square - mean * mean;
        }
        let ratio = covariance / information;
        let pull = match method {
            Method::Wle => j / (2.0 * information),
            Method::Eap | Method::Map => (population.mean - theta) / (population.sd * population.sd),
        };
        let left = variance - covariance * ratio;
        // What rounding leaves of a variance that is 0.
        let none = 1e-9 * (1.0 + variance);
        if !(information > 0.0 && variance > none && left > none) {
            return Ok(None);
        }
        let distance = observed - expected;
        Ok(Some(PersonFit { lz: distance / variance.sqrt(), corrected: (distance + ratio * pull) / left.sqrt() }))
    };
    abilities.iter().enumerate().map(one).collect()
}

pub(super) fn check(bank: &Bank, responses: &Responses, abilities: &[Option<Estimate>]) -> Result<(), Fault> {
    for (what, expected, found) in
        [("items of the bank", responses.items(), bank.len()), ("abilities", responses.learners(), abilities.len())]
    {
        if found != expected {
            return Err(Fault::Shape { what, expected, found });
        }
    }
    Ok(())
}
