use super::classes::Classes;
use super::climb::Summit;
use super::expectation::Expected;
use super::{Model, Rule};
use crate::{Fault, OfLearner, Responses};
use rayon::prelude::*;

/// Learners that one task takes at a time.
const TOGETHER: usize = 256;

/// An estimated model: what [`Model::fit`] found.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The model.
    pub model: Model,
    /// Marginal log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// Expectation steps done in the start that was kept.
    pub iterations: usize,
    /// Whether the iteration ended by itself, and not because it had done as many steps as allowed.
    pub settled: bool,
    /// Learners with at least one response.
    pub learners: usize,
    /// Weight of each profile among learners, in the order of [`super::Profiles::list`]. Profiles that no item tells apart share their weight equally
    /// (in the log-linear structure: as its coefficients say).
    pub weights: Vec<f64>,
    classes: Classes,
    chances: Vec<f64>,
    expected: Vec<f64>,
}

/// A step of an item as estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Attributes it asks for, bit `k` for attribute `k`.
    pub attributes: u32,
    /// How they combine.
    pub rule: Rule,
    /// Its groups: without and with what it asks for (DINA, DINO); otherwise group `g` masters the `i`-th lowest attribute asked for
    /// when bit `i` of `g` is set.
    pub groups: Vec<Group>,
}

/// Learners whom a step cannot tell apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Chance that one of them who reached the step takes it.
    pub chance: f64,
    /// Expected number of learners in the group who reached the step. Where it is near 0, the chance says nothing.
    pub learners: f64,
}

/// What is believed about one learner.
#[derive(Debug, Clone, PartialEq)]
pub struct Learner {
    /// Chance that the learner masters each attribute (the expectation a posteriori).
    pub mastery: Vec<f64>,
    /// The most probable profile (the maximum a posteriori); among equals the one with the fewest attributes.
    pub profile: u32,
    /// Its posterior probability.
    pub profile_chance: f64,
}

impl Step {
    /// Chance of the group without anything asked for: the guessing parameter of DINA and DINO.
    pub fn guess(&self) -> f64 {
        self.groups.first().map_or(f64::NAN, |g| g.chance)
    }

    /// Chance of failing in the group that masters all that is asked for: the slip.
    pub fn slip(&self) -> f64 {
        self.groups.last().map_or(f64::NAN, |g| 1.0 - g.chance)
    }
}

impl Diagnosis {
    pub(super) fn new(model: &Model, classes: Classes, chances: Vec<f64>, weights: Vec<f64>, expected: &Expected, summit: &Summit) -> Self {
        Diagnosis {
            model: model.clone(),
            log_likelihood: summit.log_likelihood,
            iterations: summit.iterations,
            settled: summit.settled,
            learners: expected.class.iter().sum::<f64>().round() as usize,
            weights,
            classes,
            chances,
            expected: expected.reached.clone(),
        }
    }

    /// The steps of an item; one where it is right or wrong.
    ///
    /// # Panics
    /// When there is no such item.
    pub fn steps(&self, item: usize) -> Vec<Step> {
        let group = |at: usize| Group { chance: self.chances[at], learners: self.expected[at] };
        self.classes.steps[item]
            .iter()
            .map(|s| Step { attributes: s.mask, rule: s.rule, groups: (s.first..s.first + s.groups).map(group).collect() })
            .collect()
    }

    /// Number of free parameters: of the steps' groups that some profile belongs to, and of the structure. Profiles that no item
    /// tells apart are counted, as is the custom.
    pub fn parameters(&self) -> usize {
        let of = |step: &super::classes::Step| {
            let mut possible = vec![false; step.groups];
            self.classes.profile_of.iter().for_each(|profile| possible[step.rule.group(step.mask, *profile)] = true);
            step.rule.parameters(step.mask, possible.into_iter().filter(|p| *p).count())
        };
        self.classes.steps.iter().flatten().map(of).sum::<usize>() + self.model.structure.parameters(&self.model.profiles)
    }

    /// Akaike's criterion (1974), −2 ln L + 2 p.
    pub fn aic(&self) -> f64 {
        2.0 * (self.parameters() as f64 - self.log_likelihood)
    }

    /// Schwarz' criterion (1978), −2 ln L + p ln n.
    pub fn bic(&self) -> f64 {
        self.parameters() as f64 * (self.learners as f64).ln() - 2.0 * self.log_likelihood
    }

    /// How many kinds of profiles the items tell apart at all. Fewer than there are profiles means that the Q-matrix is not complete
    /// (Chiu, Douglas & Li 2009): the rest is told from each other by the prior alone.
    pub fn kinds(&self) -> usize {
        self.classes.len()
    }

    /// Share of learners that master each attribute.
    pub fn prevalence(&self) -> Vec<f64> {
        self.mastery(&self.weights)
    }

    /// Posterior probability of each profile (in the order of [`super::Profiles::list`]) after a learner's responses; without any, the prior.
    /// The responses are not checked: those of a set that [`Diagnosis::learners`] accepts are sound.
    pub fn posterior(&self, own: OfLearner<'_>) -> Vec<f64> {
        let of_class = self.of_class(own);
        let prior = self.classes.gather(&self.weights);
        let share = |(weight, class): (&f64, &usize)| if prior[*class] > 0.0 { weight / prior[*class] * of_class[*class] } else { 0.0 };
        self.weights.iter().zip(&self.classes.class_of).map(share).collect()
    }

    /// Posterior probability of each class.
    pub(super) fn of_class(&self, own: OfLearner<'_>) -> Vec<f64> {
        let mut log: Vec<f64> = self.classes.gather(&self.weights).into_iter().map(f64::ln).collect();
        for (item, score) in own.pairs() {
            for (h, step) in self.classes.steps[item].iter().enumerate().take_while(|(h, _)| score >= *h as f64) {
                let chance = |p: &f64| if score > h as f64 { p.ln() } else { (1.0 - p).ln() };
                let of: Vec<f64> = self.chances[step.first..step.first + step.groups].iter().map(chance).collect();
                for (log, profile) in log.iter_mut().zip(&self.classes.profile_of) {
                    *log += of[step.rule.group(step.mask, *profile)];
                }
            }
        }
        let most = log.iter().fold(f64::NEG_INFINITY, |most, l| most.max(*l));
        log.iter_mut().for_each(|l| *l = (*l - most).exp());
        let sum: f64 = log.iter().sum();
        log.iter_mut().for_each(|l| *l /= sum);
        log
    }

    /// What is believed about one learner; the responses are not checked, see [`Diagnosis::posterior`].
    pub fn learner(&self, own: OfLearner<'_>) -> Learner {
        let posterior = self.posterior(own);
        let profiles = self.model.profiles.list().iter().zip(&posterior);
        let few_first = |p: u32| (p.count_ones(), p);
        let (mut profile, mut chance) = (0, -1.0);
        for (candidate, weight) in profiles {
            let close = (weight - chance).abs() <= 1e-12;
            if (close && few_first(*candidate) < few_first(profile)) || (!close && *weight > chance) {
                (profile, chance) = (*candidate, *weight);
            }
        }
        Learner { mastery: self.mastery(&posterior), profile, profile_chance: chance }
    }

    /// What is believed about each learner of a set, who need not be those of the estimation. Faults as of [`Model::fit`] for scores
    /// that the items cannot have.
    pub fn learners(&self, responses: &Responses) -> Result<Vec<Learner>, Fault> {
        self.model.check_scores(responses)?;
        let of = |learner| self.learner(responses.of(learner));
        Ok((0..responses.learners()).into_par_iter().with_min_len(TOGETHER).map(of).collect())
    }

    /// Chance of each score 0, 1, …, H on an item, for a learner of this posterior.
    ///
    /// # Panics
    /// When there is no such item or the posterior is not one of this model.
    pub fn scores(&self, item: usize, posterior: &[f64]) -> Vec<f64> {
        let steps = &self.classes.steps[item];
        let mut scores = vec![0.0; steps.len() + 1];
        for (profile, weight) in self.classes.profile_of.iter().zip(self.classes.gather(posterior)) {
            let mut reached = weight;
            for (h, step) in steps.iter().enumerate() {
                let p = self.chances[step.first + step.rule.group(step.mask, *profile)];
                scores[h] += reached * (1.0 - p);
                reached *= p;
            }
            scores[steps.len()] += reached;
        }
        scores
    }

    fn mastery(&self, weights: &[f64]) -> Vec<f64> {
        let mut mastery = vec![0.0; self.model.q.attributes()];
        for (profile, weight) in self.model.profiles.list().iter().zip(weights) {
            for (k, sum) in mastery.iter_mut().enumerate() {
                *sum += f64::from(profile >> k & 1) * weight;
            }
        }
        mastery
    }

    pub(super) fn classes(&self) -> &Classes {
        &self.classes
    }
}
