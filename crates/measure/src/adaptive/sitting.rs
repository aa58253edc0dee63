use super::shadow::Assembler;
use super::{Blueprint, Classification, Criterion, Design, Pool};
use crate::Fault;
use crate::draws::Draws;
use crate::irt::Estimate;
use crate::irt::score::{Method, ability};

/// Which side of the cut score a learner is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Below it.
    Below,
    /// At or above it.
    Above,
}

/// Why a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It has its greatest length.
    Length,
    /// The standard error is small enough.
    Error,
    /// The decision is made.
    Classified,
    /// No item is left that may be given.
    Exhausted,
}

/// One learner's adaptive test: asks for the next item, takes the answer, and so on to the end.
#[derive(Debug, Clone)]
pub struct Sitting<'a> {
    pool: &'a Pool,
    design: &'a Design,
    draws: Draws,
    /// Items that may still be chosen.
    open: Vec<bool>,
    /// Those that exposure control set aside.
    aside: Vec<usize>,
    /// Items given, by content area.
    given: Vec<usize>,
    answers: Vec<(usize, usize)>,
    /// The item that is out for an answer.
    pending: Option<usize>,
    weights: Vec<f64>,
    estimate: Estimate,
    /// ln L(cut + half width) − ln L(cut − half width).
    ratio: f64,
    stratum: &'a [usize],
    assembler: Option<&'a Assembler>,
    /// The test assembled last.
    shadow: Vec<usize>,
    /// Items that exposure control leaves to this test, where there is a blueprint.
    eligible: Vec<bool>,
}

/// A test that learners can sit: a pool and a design that fit each other.
#[derive(Debug, Clone)]
pub struct Test<'a> {
    pool: &'a Pool,
    design: &'a Design,
    prior: Vec<f64>,
    /// For the stratified criterion, the stratum of each item.
    stratum: Vec<usize>,
    /// Where the design has a blueprint.
    assembler: Option<Assembler>,
}

impl<'a> Test<'a> {
    /// [`Fault::Shape`] or [`Fault::OutOfRange`] when the design does not fit the pool, [`Fault::Blueprint`] when no test meets it.
    pub fn new(pool: &'a Pool, design: &'a Design) -> Result<Test<'a>, Fault> {
        design.check(pool)?;
        let mut stratum = vec![0; pool.bank().len()];
        if let Criterion::Stratified { strata } = design.criterion {
            let mut order: Vec<usize> = (0..stratum.len()).collect();
            order.sort_by(|a, b| pool.peak()[*a].1.total_cmp(&pool.peak()[*b].1).then(a.cmp(b)));
            let items = order.len();
            order.into_iter().enumerate().for_each(|(rank, item)| stratum[item] = rank * strata / items);
        }
        let assembler = design.blueprint.as_ref().map(|blueprint| Assembler::new(pool, blueprint, design.stop.most)).transpose()?;
        Ok(Test { pool, design, prior: pool.grid().weights(&design.prior), stratum, assembler })
    }

    /// The pool.
    pub fn pool(&self) -> &'a Pool {
        self.pool
    }

    /// The design.
    pub fn design(&self) -> &'a Design {
        self.design
    }

    /// A new sitting. Equal seeds and sittings draw alike.
    pub fn sit(&'a self, seed: u64, sitting: u64) -> Sitting<'a> {
        let items = self.pool.bank().len();
        let Estimate { theta, error } = moments(self.pool.grid().nodes(), &self.prior);
        let mut draws = Draws::new(seed, sitting);
        let eligible = match &self.assembler {
            Some(_) => (0..items).map(|item| self.design.admission.get(item).is_none_or(|k| draws.uniform() < *k)).collect(),
            None => Vec::new(),
        };
        Sitting {
            pool: self.pool,
            design: self.design,
            draws,
            open: vec![true; items],
            aside: Vec::new(),
            given: vec![0; self.pool.areas()],
            answers: Vec::with_capacity(self.design.stop.most),
            pending: None,
            weights: self.prior.clone(),
            estimate: Estimate { theta, error },
            ratio: 0.0,
            stratum: &self.stratum,
            shadow: self.assembler.as_ref().map_or_else(Vec::new, |assembler| assembler.first().to_vec()),
            assembler: self.assembler.as_ref(),
            eligible,
        }
    }
}

impl Sitting<'_> {
    /// The item to give next, or why the test is over. The same item until it is answered.
    pub fn next_item(&mut self) -> Result<usize, End> {
        if let Some(item) = self.pending {
            return Ok(item);
        }
        if let Some(end) = self.over() {
            return Err(end);
        }
        let item = self.choose().ok_or(End::Exhausted)?;
        self.pending = Some(item);
        Ok(item)
    }

    /// The answer to the item that is out, as a category 0, 1, …, m. [`Fault::OutOfRange`] for a category that the item does not have
    /// or when no item is out; nothing has changed then.
    pub fn answer(&mut self, category: usize) -> Result<Estimate, Fault> {
        let none = Fault::OutOfRange { what: "an answer", value: category as f64, allowed: "given after an item" };
        let item = self.pending.ok_or(none)?;
        if category >= self.pool.categories(item) {
            return Err(Fault::OutOfRange { what: "a category", value: category as f64, allowed: "below the item's number of categories" });
        }
        self.pending = None;
        self.answers.push((item, category));
        self.given[self.pool.area()[item]] += 1;
        self.open[item] = false;
        for enemy in self.pool.enemies(item) {
            self.open[*enemy] = false;
        }
        let mut sum = 0.0;
        for (weight, chance) in self.weights.iter_mut().zip(self.pool.chances(item, category)) {
            *weight *= chance;
            sum += *weight;
        }
        self.weights.iter_mut().for_each(|weight| *weight /= sum);
        self.estimate = moments(self.pool.grid().nodes(), &self.weights);
        if let Some(Classification::Sprt { cut, half_width, .. }) = self.design.stop.classification {
            let log = |theta: f64| self.pool.bank().items()[item].local(category, theta).log;
            self.ratio += log(cut + half_width) - log(cut - half_width);
        }
        Ok(self.estimate)
    }

    /// The present estimate: mean and standard deviation of the belief (EAP).
    pub fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// The estimate by another method from the answers so far; faults as of [`ability`].
    pub fn score(&self, method: Method) -> Result<Estimate, Fault> {
        ability(self.pool.bank(), &self.answers, method, &self.design.prior, self.pool.grid())
    }

    /// Items and categories so far, in order.
    pub fn answers(&self) -> &[(usize, usize)] {
        &self.answers
    }

    /// The decision: the one that the rule makes, and before it makes one, by the estimate. `None` where the design classifies nobody.
    pub fn decision(&self) -> Option<Decision> {
        let cut = self.design.stop.classification?.cut();
        let nearer = if self.estimate.theta >= cut { Decision::Above } else { Decision::Below };
        Some(self.decided().unwrap_or(nearer))
    }

    fn decided(&self) -> Option<Decision> {
        let (above, below) = match self.design.stop.classification? {
            Classification::Sprt { alpha, beta, .. } => {
                (self.ratio >= ((1.0 - beta) / alpha).ln(), self.ratio <= (beta / (1.0 - alpha)).ln())
            }
            Classification::Interval { cut, z } => {
                let Estimate { theta, error } = self.estimate;
                (theta - z * error > cut, theta + z * error < cut)
            }
        };
        if above { Some(Decision::Above) } else { below.then_some(Decision::Below) }
    }

    fn over(&self) -> Option<End> {
        let stop = &self.design.stop;
        let length = self.answers.len();
        if length >= stop.least.max(1) {
            if self.decided().is_some() {
                return Some(End::Classified);
            }
            if stop.error.is_some_and(|error| self.estimate.error <= error) {
                return Some(End::Error);
            }
        }
        (length >= stop.most).then_some(End::Length)
    }

    /// The best item, or one of the best, of the best test that meets the blueprint.
    fn choose_from_shadow(&mut self, assembler: &Assembler, blueprint: &Blueprint, mut values: Vec<f64>) -> Option<usize> {
        // Better than any number of items that are not eligible is one that is.
        let worth = 1.0 + values.iter().copied().fold(0.0, f64::max) * self.design.stop.most as f64;
        let eligible = values.iter_mut().zip(&self.eligible);
        eligible.filter(|(_, eligible)| !**eligible).for_each(|(value, _)| *value -= worth);
        let given: Vec<usize> = self.answers.iter().map(|(item, _)| *item).collect();
        self.shadow = assembler.assemble(self.pool, blueprint, &values, &given, &self.open, &self.shadow);
        let mut free: Vec<usize> = self.shadow.iter().copied().filter(|item| self.open[*item]).collect();
        free.sort_unstable_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
        let among = self.design.among.min(free.len());
        free.get(if among > 1 { self.draws.below(among) } else { 0 }).copied()
    }

    /// Chooses by content, criterion, randomesque draw and admission.
    fn choose(&mut self) -> Option<usize> {
        let values = self.values();
        if let (Some(assembler), Some(blueprint)) = (self.assembler, &self.design.blueprint) {
            return self.choose_from_shadow(assembler, blueprint, values);
        }
        let area = self.lacking();
        let mut chosen = None;
        for _ in 0..=self.open.len() {
            let Some(item) = self.draw(&values, area) else { break };
            let admitted = self.design.admission.get(item).is_none_or(|k| self.draws.uniform() < *k);
            if admitted {
                chosen = Some(item);
                break;
            }
            self.open[item] = false;
            self.aside.push(item);
        }
        // All of the area were set aside: the first of them that no enemy has closed since.
        chosen.or_else(|| self.set_aside(area))
    }

    fn set_aside(&self, area: Option<usize>) -> Option<usize> {
        let free = |item: &&usize| {
            let taken = |other: usize| self.answers.iter().any(|(given, _)| *given == other);
            !taken(**item)
                && !self.pool.enemies(**item).iter().any(|enemy| taken(*enemy))
                && area.is_none_or(|a| self.pool.area()[**item] == a)
        };
        self.aside.iter().find(free).copied()
    }

    /// One of the best open items.
    fn draw(&mut self, values: &[f64], area: Option<usize>) -> Option<usize> {
        let allowed = |item: usize| self.open[item] && area.is_none_or(|a| self.pool.area()[item] == a);
        if self.design.among == 1 {
            let (mut best, mut top) = (None, f64::NEG_INFINITY);
            for (item, value) in values.iter().enumerate() {
                if *value > top && allowed(item) {
                    (best, top) = (Some(item), *value);
                }
            }
            return best;
        }
        let mut items: Vec<usize> = (0..values.len()).filter(|item| allowed(*item)).collect();
        let among = self.design.among.min(items.len());
        if among == 0 {
            return None;
        }
        let better = |a: &usize, b: &usize| values[*b].total_cmp(&values[*a]).then(a.cmp(b));
        if among < items.len() {
            items.select_nth_unstable_by(among - 1, better);
        }
        items[..among].sort_unstable_by(better);
        Some(items[self.draws.below(among)])
    }

    /// The content area whose part of the test falls most short of its share, among those with an item left.
    fn lacking(&self) -> Option<usize> {
        if self.design.shares.is_empty() {
            return None;
        }
        let sum: f64 = self.design.shares.iter().sum();
        let next = (self.answers.len() + 1) as f64;
        let lack = |area: usize| self.design.shares[area] / sum * next - self.given[area] as f64;
        let left = |area: &usize| {
            (0..self.open.len()).any(|item| self.open[item] && self.pool.area()[item] == *area) || self.set_aside(Some(*area)).is_some()
        };
        (0..self.given.len()).filter(left).max_by(|a, b| lack(*a).total_cmp(&lack(*b)).then(b.cmp(a)))
    }

    /// How good each item is now; higher is better.
    fn values(&self) -> Vec<f64> {
        let theta = self.estimate.theta;
        match self.design.criterion {
            Criterion::Information => {
                let (low, high, part) = self.pool.around(theta);
                low.iter().zip(high).map(|(low, high)| low + part * (high - low)).collect()
            }
            Criterion::KullbackLeibler { width } => {
                let node = self.pool.nearest(theta);
                let reach = width / (self.answers.len().max(1) as f64).sqrt() / self.pool.grid().spacing();
                let reach = (reach.round() as usize).max(1);
                let nodes = node.saturating_sub(reach)..(node + reach + 1).min(self.weights.len());
                (0..self.open.len())
                    .map(|item| if self.open[item] { divergence(self.pool, item, node, nodes.clone()) } else { 0.0 })
                    .collect()
            }
            Criterion::Stratified { strata } => {
                let now = self.answers.len() * strata / self.design.stop.most;
                let far = |item: usize| (self.pool.peak()[item].0 - theta).abs() + 1e3 * self.stratum[item].abs_diff(now) as f64;
                (0..self.open.len()).map(|item| -far(item)).collect()
            }
        }
    }
}

/// Σ over nodes of Σₖ Pₖ(θ̂) ln (Pₖ(θ̂) / Pₖ(θ)).
fn divergence(pool: &Pool, item: usize, node: usize, nodes: std::ops::Range<usize>) -> f64 {
    let of = |category: usize| {
        let (p, logs) = (pool.chances(item, category)[node], pool.logs(item, category));
        p * nodes.clone().map(|other| logs[node] - logs[other]).sum::<f64>()
    };
    (0..pool.categories(item)).map(of).sum()
}

fn moments(nodes: &[f64], weights: &[f64]) -> Estimate {
    let (mut mean, mut square) = (0.0, 0.0);
    for (weight, theta) in weights.iter().zip(nodes) {
        mean += weight * theta;
        square += weight * theta * theta;
    }
    Estimate { theta: mean, error: (square - mean * mean).max(0.0).sqrt() }
}
