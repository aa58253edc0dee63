use super::classes::Classes;
use super::climb::{Hill, Point, Summit, climb};
use super::expectation::expect;
use super::plan::Plan;
use super::start::start;
use super::structure::LogLinear;
use super::{Diagnosis, Profiles, QMatrix, Rule, Structure};
use crate::{Fault, Responses};

/// The least that a chance comes to 0 or 1 by: nobody is ever certain, and logarithms stay finite.
pub(super) const LEAST: f64 = 1e-10;

/// A cognitive diagnosis model: what items ask for, how it combines, and which profiles there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Which attributes each item asks for.
    pub q: QMatrix,
    /// How they combine, for each item.
    pub rules: Vec<Rule>,
    /// The profiles a learner may have.
    pub profiles: Profiles,
    /// How the profiles are distributed.
    pub structure: Structure,
}

/// Settings of the estimation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The iteration ends when a step of EM changes no probability (of a step's group or of a profile) by more than this …
    pub change: f64,
    /// … and the log-likelihood by no more than this part of itself.
    pub gain: f64,
    /// Most expectation steps of one start. [`Diagnosis::settled`] says whether they sufficed.
    pub iterations: usize,
    /// Whether EM is accelerated. The maxima are the same; a stop before the maximum is not.
    pub accelerate: bool,
    /// Number of starts; the highest end is kept. The first has the chances 0.2 without any attribute asked for, 0.8 with all and,
    /// where combinations differ, in between by their number; profiles weigh the same. The others draw the two chances of each step
    /// from (0, 0.4) and (0.6, 1).
    pub starts: usize,
    /// Seed of the further starts.
    pub seed: u64,
}

impl Default for Options {
    /// To the maximum: change 1e-5 and gain 1e-9, accelerated, one start, at most 20,000 expectation steps.
    fn default() -> Self {
        Options { change: 1e-5, gain: 1e-9, iterations: 20_000, accelerate: true, starts: 1, seed: 1 }
    }
}

impl Model {
    /// A model in which all profiles may occur, each with its own weight, and all items combine attributes in the same way.
    /// [`Fault::OutOfRange`] for more than 16 attributes: they need a hierarchy.
    pub fn new(q: QMatrix, rule: Rule) -> Result<Model, Fault> {
        let profiles = Profiles::all(q.attributes())?;
        Ok(Model { rules: vec![rule; q.items()], profiles, structure: Structure::Saturated, q })
    }

    /// Marginal maximum likelihood estimates by the EM algorithm (de la Torre 2009, 2011), accelerated, from sparse responses.
    ///
    /// Scores are 0 and 1 for items of one step, and 0, 1, …, H for items of H steps (sequential model, Ma & de la Torre 2016).
    /// A missing response says nothing. Learners without a response take no part. An item to which everybody responds alike has
    /// estimates at the bounds 1e-10 and 1 − 1e-10; a group of a step in which nobody is expected keeps its start and has
    /// [`super::Group::learners`] 0.
    ///
    /// The likelihood can have several maxima, above all for G-DINA with many attributes: see [`Options::starts`].
    ///
    /// Errors: [`Fault::Shape`] when responses, rules or profiles do not fit the Q-matrix, [`Fault::NotBinary`] and
    /// [`Fault::NotCategory`] for other scores, [`Fault::Repeated`], [`Fault::NotReached`] for a step nobody came to,
    /// [`Fault::OutOfRange`] for settings that are none. Whether the iteration ended by itself is told by [`Diagnosis::settled`].
    pub fn fit(&self, responses: &Responses, options: &Options) -> Result<Diagnosis, Fault> {
        self.check(responses)?;
        options.check()?;
        let classes = Classes::new(self);
        let mut estimation = Estimation::new(self, &classes, responses);
        let mut best: Option<Summit> = None;
        for n in 0..options.starts {
            let from = start(&classes, n, options.seed);
            let summit = estimation.climb(from, options).ok_or(Fault::NotSettled { what: "the likelihood", iterations: 1 })?;
            if best.as_ref().is_none_or(|best| summit.log_likelihood > best.log_likelihood) {
                best = Some(summit);
            }
        }
        let summit = best.ok_or(Fault::Empty)?;
        estimation.finish(summit)
    }

    fn check(&self, responses: &Responses) -> Result<(), Fault> {
        let q = &self.q;
        for (what, expected, found) in [
            ("items of the responses", q.items(), responses.items()),
            ("rules, one for each item", q.items(), self.rules.len()),
            ("attributes of the profiles", q.attributes(), self.profiles.attributes()),
        ] {
            if expected != found {
                return Err(Fault::Shape { what, expected, found });
            }
        }
        self.check_scores(responses)?;
        let mut most = vec![-1.0_f64; q.items()];
        for row in responses.rows() {
            most[row.item] = most[row.item].max(row.score);
        }
        for (item, most) in most.iter().enumerate() {
            // To reach step h takes a score of h − 1.
            let reached = (most + 1.0) as usize;
            if reached < q.steps(item).len() {
                return Err(Fault::NotReached { item, step: reached + 1 });
            }
        }
        Ok(())
    }

    /// Asks that scores are those that the items' steps can have, and one for a learner and an item.
    pub(super) fn check_scores(&self, responses: &Responses) -> Result<(), Fault> {
        if responses.items() != self.q.items() {
            return Err(Fault::Shape { what: "items of the responses", expected: self.q.items(), found: responses.items() });
        }
        for row in responses.rows() {
            let most = self.q.steps(row.item).len();
            if row.score.fract() != 0.0 || !(0.0..=most as f64).contains(&row.score) {
                let (learner, item, score) = (row.learner, row.item, row.score);
                return Err(if most == 1 {
                    Fault::NotBinary { learner, item, score }
                } else {
                    Fault::NotCategory { learner, item, score, most }
                });
            }
        }
        responses.require_single()
    }
}

impl Options {
    fn check(&self) -> Result<(), Fault> {
        for (what, value) in [("change", self.change), ("gain", self.gain)] {
            if value.is_nan() || value < 0.0 {
                return Err(Fault::OutOfRange { what, value, allowed: "0 or more" });
            }
        }
        for (what, value) in [("iterations", self.iterations), ("starts", self.starts)] {
            if value == 0 {
                return Err(Fault::OutOfRange { what, value: 0.0, allowed: "1 or more" });
            }
        }
        Ok(())
    }
}

/// The likelihood as a hill: a point is the chances, followed by the classes' weights or the log-linear coefficients.
struct Estimation<'a> {
    model: &'a Model,
    classes: &'a Classes,
    responses: &'a Responses,
    plan: Plan,
    log_linear: Option<LogLinear>,
    /// Number of profiles of each class.
    profiles: Vec<f64>,
}

impl<'a> Estimation<'a> {
    fn new(model: &'a Model, classes: &'a Classes, responses: &'a Responses) -> Self {
        let list = model.profiles.list();
        let log_linear = (model.structure == Structure::LogLinear).then(|| LogLinear::new(&model.profiles));
        let plan = Plan::new(classes, list, responses, true);
        Estimation { model, classes, responses, plan, log_linear, profiles: classes.gather(&vec![1.0; list.len()]) }
    }

    fn climb(&mut self, chances: Vec<f64>, options: &Options) -> Option<Summit> {
        let mut start = chances;
        match &self.log_linear {
            Some(log_linear) => start.resize(start.len() + log_linear.coefficients, 0.0),
            None => start.extend(self.profiles.iter().map(|n| n / self.model.profiles.list().len() as f64)),
        }
        if let Some(summit) = climb(self, start.clone(), options) {
            return Some(summit);
        }
        // A product of two halves vanished: with whole patterns it does not.
        self.plan = Plan::new(self.classes, self.model.profiles.list(), self.responses, false);
        climb(self, start, options)
    }

    fn weights(&self, point: &Point) -> Vec<f64> {
        let rest = &point[self.classes.chances..];
        match &self.log_linear {
            Some(log_linear) => self.classes.gather(&log_linear.weights(rest)),
            None => rest.to_vec(),
        }
    }

    fn finish(&self, summit: Summit) -> Result<Diagnosis, Fault> {
        let class_weights = self.weights(&summit.at);
        let chances = &summit.at[..self.classes.chances];
        let expected = expect(&self.plan, self.classes, chances, &class_weights)
            .ok_or(Fault::NotSettled { what: "the likelihood", iterations: summit.iterations })?;
        let weights = match &self.log_linear {
            Some(log_linear) => log_linear.weights(&summit.at[self.classes.chances..]),
            None => self.classes.class_of.iter().map(|c| class_weights[*c] / self.profiles[*c]).collect(),
        };
        Ok(Diagnosis::new(self.model, self.classes.clone(), chances.to_vec(), weights, &expected, &summit))
    }
}

impl Hill for Estimation<'_> {
    fn step(&mut self, at: &Point) -> Option<(f64, Point)> {
        let mut next = at.clone();
        let expected = expect(&self.plan, self.classes, &at[..self.classes.chances], &self.weights(at))?;
        for step in self.classes.steps.iter().flatten() {
            let range = step.first..step.first + step.groups;
            step.rule.maximise(&mut next[range.clone()], &expected.reached[range.clone()], &expected.taken[range], LEAST);
        }
        let rest = &mut next[self.classes.chances..];
        match &self.log_linear {
            Some(log_linear) => log_linear.maximise(rest, self.classes, &expected.class),
            None => {
                let total: f64 = expected.class.iter().sum();
                rest.iter_mut().zip(&expected.class).for_each(|(weight, learners)| *weight = learners / total);
            }
        }
        Some((expected.log_likelihood, next))
    }

    fn mend(&self, point: &mut Point, near: &Point) {
        for step in self.classes.steps.iter().flatten() {
            let chances = &mut point[step.first..step.first + step.groups];
            let out = |p: &f64| !(LEAST..=1.0 - LEAST).contains(p);
            if step.rule == Rule::Acdm && chances.iter().any(out) {
                chances.copy_from_slice(&near[step.first..step.first + step.groups]);
            }
            chances.iter_mut().for_each(|p| *p = p.clamp(LEAST, 1.0 - LEAST));
        }
        if self.log_linear.is_none() {
            // A weight of 0 would stay 0: none falls below a tenth of what EM makes of it.
            let weights = &mut point[self.classes.chances..];
            weights.iter_mut().zip(&near[self.classes.chances..]).for_each(|(w, near)| *w = w.max(0.1 * near));
            let sum: f64 = weights.iter().sum();
            weights.iter_mut().for_each(|w| *w /= sum);
        }
    }

    fn change(&self, from: &Point, to: &Point) -> f64 {
        let chances = from.iter().zip(to).take(self.classes.chances).map(|(a, b)| (a - b).abs());
        let weights = self.weights(from).into_iter().zip(self.weights(to)).zip(&self.profiles).map(|((a, b), n)| (a - b).abs() / n);
        chances.chain(weights).fold(0.0, f64::max)
    }
}
