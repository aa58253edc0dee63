//! Gradient-boosted trees on what a learner has done: logistic regression whose log-odds are a sum of small regression trees
//! (Friedman 2001, *Annals of Statistics* 29, 1189–1232; second-order gains as Chen & Guestrin 2016, KDD).
//!
//! Every tree is grown on a part of the answers and of the facts, for the gradient of the log-loss of the sum so far. The facts are
//! counts, recency, runs, gaps, spacing, an ability estimated online and what usually follows the answer before: see
//! [`Kind`](super::Kind). Those that say what is usual (how easy is the item?) are reckoned, for the learners of the fit, from other
//! learners than themselves.

use super::bins::Cuts;
use super::facts::{COUNT, Explanation, Fact, dense};
use super::group::{Group, hash, mix};
use super::history::{History, Walk};
use super::sparse::chance;
use super::trees::{Shape, Slope, Table, Tree, drawn, grow, slope};
use crate::{Fault, OfLearner, Responses};
use rayon::prelude::*;
use std::sync::Arc;

/// How a [`Boosted`] is fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Number of trees.
    pub trees: usize,
    /// Leaves of a tree, from 2.
    pub leaves: usize,
    /// What part of a tree's own best values it adds.
    pub rate: f64,
    /// Strength of the penalty on the square of a leaf's value.
    pub penalty: f64,
    /// The least sum of p (1 − p) over the answers of a leaf.
    pub least: f64,
    /// Share of the answers from which a tree is grown.
    pub answers: f64,
    /// Share of the facts from which a tree is grown.
    pub facts: f64,
    /// Number of bins into which each fact is cut, 2 to 254.
    pub bins: usize,
    /// How ability is estimated online.
    pub walk: Walk,
}

impl Default for Settings {
    /// Chosen by log-loss on learners held back from the training part of assistments09 (see the README).
    fn default() -> Settings {
        Settings {
            trees: 200,
            leaves: 24,
            rate: 0.08,
            penalty: 10.0,
            least: 20.0,
            answers: 0.5,
            facts: 0.5,
            bins: 63,
            walk: Walk::default(),
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Boosted {
    group: Arc<Group>,
    cuts: Cuts,
    base: f64,
    trees: Vec<Tree>,
}

impl Boosted {
    /// Fits the trees to the learners' answers; `skills_of` lists the skills of each item. The result does not depend on the number of
    /// threads, nor on the order of learners.
    ///
    /// O(trees × answers × facts). [`Fault::NotBinary`] for other scores than 0 and 1, [`Fault::Shape`] when `skills_of` is not as long as there
    /// are items, [`Fault::OutOfRange`] for settings that cannot be.
    pub fn fit(responses: &Responses, skills_of: &[Vec<usize>], settings: &Settings) -> Result<Boosted, Fault> {
        settings.check()?;
        let group = Group::new(responses, skills_of, settings.walk, false)?;
        Ok(Boosted::on(Arc::new(group), responses, settings))
    }

    /// The fit with what is known of the items.
    pub(super) fn on(group: Arc<Group>, responses: &Responses, settings: &Settings) -> Boosted {
        let dense = group.dense(responses);
        let cuts = Cuts::new(&dense, settings.bins);
        let rows: Vec<[u8; COUNT]> = dense.par_iter().map(|row| cuts.bins(row)).collect();
        drop(dense);
        let columns = (0..COUNT).into_par_iter().map(|fact| rows.iter().map(|row| row[fact]).collect()).collect();
        let table = Table { columns, bins: (0..COUNT).map(|fact| cuts.count(fact)).collect() };
        // A number for each answer by which it is drawn, whoever comes first.
        let keys = |own: OfLearner<'_>| {
            let learner = hash(own);
            (0..own.len() as u64).map(move |at| mix(learner.wrapping_add(at)))
        };
        let keys: Vec<u64> = responses.by_learner().flat_map(keys).collect();
        let right: Vec<bool> = responses.rows().map(|r| r.score == 1.0).collect();

        let share = (right.iter().filter(|r| **r).count() as f64 + 1.0) / (right.len() as f64 + 2.0);
        let base = (share / (1.0 - share)).ln();
        let useful: Vec<usize> = (0..COUNT).filter(|fact| table.bins[*fact] > 2).collect();
        let shape = Shape { leaves: settings.leaves, rate: settings.rate, penalty: settings.penalty, least: settings.least };
        let mut log_odds = vec![base; right.len()];
        let mut slopes: Vec<Slope> = vec![(0, 0); right.len()];
        let mut trees = Vec::with_capacity(settings.trees);
        for round in 0..settings.trees {
            slopes.par_iter_mut().zip(&log_odds).zip(&right).for_each(|((s, l), r)| *s = slope(chance(*l), *r));
            let chosen: Vec<u32> = (0..keys.len() as u32).filter(|row| drawn(keys[*row as usize], round, settings.answers)).collect();
            let mut facts = useful.clone();
            facts.sort_by_key(|fact| mix(mix(round as u64) ^ *fact as u64));
            facts.truncate(((useful.len() as f64 * settings.facts).ceil() as usize).max(1));
            facts.sort_unstable();
            if chosen.is_empty() || facts.is_empty() {
                continue;
            }
            let tree = grow(&table, &slopes, chosen, &facts, &shape);
            log_odds.par_iter_mut().zip(&rows).for_each(|(l, row)| *l += tree.value(row));
            trees.push(tree);
        }
        Boosted { group, cuts, base, trees }
    }

    /// A learner about whom nothing is known.
    pub fn start(&self) -> History {
        self.group.start()
    }

    /// Chance of a right answer to the item at the time. An item unknown to the fit is one of which nothing is known.
    pub fn predict(&self, history: &History, item: usize, time: i64) -> f64 {
        chance(self.log_odds(history, item, time))
    }

    pub(super) fn log_odds(&self, history: &History, item: usize, time: i64) -> f64 {
        let row = self.cuts.bins(&self.group.reckon(self.group.norms(), history, item, time));
        self.trees.iter().fold(self.base, |sum, tree| sum + tree.value(&row))
    }

    /// Takes an answer.
    pub fn observe(&self, history: &mut History, item: usize, right: bool, time: i64) {
        self.group.observe(self.group.norms(), history, item, right, time);
    }

    /// The chance with the `most` facts that move it most: the effect of a fact is the sum, over all trees, of what the splits by
    /// it add on this question's way to a leaf.
    pub fn explain(&self, history: &History, item: usize, time: i64, most: usize) -> Explanation {
        let (base, facts) = self.reasons(history, item, time);
        Explanation::of(self.predict(history, item, time), base, facts, most)
    }

    /// The base and all facts with their effects.
    pub(super) fn reasons(&self, history: &History, item: usize, time: i64) -> (f64, Vec<Fact>) {
        let values = self.group.reckon(self.group.norms(), history, item, time);
        let row = self.cuts.bins(&values);
        let mut effects = [0.0; COUNT];
        let base = self.trees.iter().fold(self.base, |sum, tree| sum + tree.apportion(&row, &mut effects));
        let question = self.group.question(item, time);
        (base, (0..COUNT).map(|at| dense(at, &question, values[at], effects[at])).collect())
    }

    /// The chance of a right answer before each of the answers of [`Responses::rows`], in that order, from those before it of the same learner.
    pub fn trace(&self, responses: &Responses) -> Result<Vec<f64>, Fault> {
        self.group.trace(responses, |history, item, time| self.predict(history, item, time))
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Fault> {
        let share = |what, value: f64| (!(value > 0.0 && value <= 1.0)).then_some((what, value, "above 0 and at most 1"));
        let some = |what, value: f64| (!(value > 0.0 && value.is_finite())).then_some((what, value, "above 0"));
        let wrong = share("the rate", self.rate)
            .or(share("the share of answers", self.answers))
            .or(share("the share of facts", self.facts))
            .or(some("the penalty", self.penalty))
            .or(some("the least of a leaf", self.least))
            .or((!(2..=254).contains(&self.bins)).then_some(("the number of bins", self.bins as f64, "2 to 254")))
            .or((!(2..=1024).contains(&self.leaves)).then_some(("the number of leaves", self.leaves as f64, "2 to 1024")));
        match wrong {
            Some((what, value, allowed)) => Err(Fault::OutOfRange { what, value, allowed }),
            None => self.walk.check(),
        }
    }
}
