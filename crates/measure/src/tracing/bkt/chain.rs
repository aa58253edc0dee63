//! One skill's answers as a hidden Markov chain with two states, and EM on it.

use super::{Emission, Parameters};
use std::collections::HashMap;

/// The answers of learners to the items of one skill. Learners with the same answers (to the same items, where items differ) are one
/// sequence with a weight.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    start: Vec<usize>,
    weight: Vec<f64>,
    right: Vec<bool>,
    /// Index of the item among the skill's; empty when items do not differ.
    item: Vec<u32>,
    /// Number of items that differ; 0 when they do not.
    items: usize,
    pub(super) answers: usize,
    pub(super) learners: usize,
}

impl Sequences {
    /// Number of items that differ; 0 when they do not.
    pub(super) fn items(&self) -> usize {
        self.items
    }

    /// From each learner's answers: item among the skill's `items`, and whether right.
    pub(super) fn new(learners: Vec<Vec<(u32, bool)>>, items: usize, differ: bool) -> Sequences {
        let mut all = Sequences { start: vec![0], items: if differ { items } else { 0 }, ..Sequences::default() };
        all.learners = learners.len();
        let mut known: HashMap<Vec<(u32, bool)>, usize> = HashMap::new();
        for mut answers in learners {
            all.answers += answers.len();
            if !differ {
                answers.iter_mut().for_each(|a| a.0 = 0);
            }
            if let Some(at) = known.get(&answers) {
                all.weight[*at] += 1.0;
                continue;
            }
            all.right.extend(answers.iter().map(|a| a.1));
            if differ {
                all.item.extend(answers.iter().map(|a| a.0));
            }
            all.start.push(all.right.len());
            all.weight.push(1.0);
            known.insert(answers, all.weight.len() - 1);
        }
        all
    }
}

/// Everything that EM moves: the skill's parameters and those of its items, where they differ.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) skill: Parameters,
    pub(super) items: Vec<Emission>,
}

/// The Beta densities that hold the parameters inside (0, 1), and the items' near the skill's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    /// What each parameter is drawn to.
    pub(super) to: Parameters,
    /// With the weight of how many observations.
    pub(super) weight: f64,
    /// The weight of the skill's guess and slip in its items'.
    pub(super) item_weight: f64,
    /// Whether `forget` is estimated.
    pub(super) forgetting: bool,
}

/// Smoothed counts: how often (`n`) there was an occasion and how often (`k`) it happened.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    k: f64,
    n: f64,
}

impl Share {
    fn add(&mut self, k: f64, n: f64) {
        self.k += k;
        self.n += n;
    }

    fn drawn_to(self, to: f64, weight: f64) -> f64 {
        ((self.k + to * weight) / (self.n + weight)).clamp(LEAST, 1.0 - LEAST)
    }
}

/// No probability comes nearer to 0 or 1.
const LEAST: f64 = 1e-4;

#[derive(Debug, Default)]
struct Counts {
    prior: Share,
    learn: Share,
    forget: Share,
    guess: Vec<Share>,
    slip: Vec<Share>,
}

/// Room for one sequence, reused: chance of knowing before (`ahead`) and after (`given`) each answer.
#[derive(Debug, Default)]
pub(super) struct Room {
    ahead: Vec<f64>,
    given: Vec<f64>,
    counts: Counts,
}

impl Sequences {
    /// One step of EM: the state after `state`, and the penalised log-likelihood of `state`.
    pub(super) fn step(&self, state: &State, hold: &Hold, room: &mut Room) -> (State, f64) {
        let kinds = self.items.max(1);
        room.counts = Counts { guess: vec![Share::default(); kinds], slip: vec![Share::default(); kinds], ..Counts::default() };
        let mut log_likelihood = 0.0;
        for (at, weight) in self.weight.iter().enumerate() {
            let range = self.start[at]..self.start[at + 1];
            let items = if self.items > 0 { &self.item[range.clone()] } else { &[] };
            log_likelihood += weight * self.smooth(&self.right[range], items, *weight, state, room);
        }
        (self.maximise(state, hold, &room.counts), log_likelihood + self.penalty(state, hold))
    }

    /// The log-likelihood alone, without the penalty.
    pub(super) fn log_likelihood(&self, state: &State, room: &mut Room) -> f64 {
        let of = |(at, weight): (usize, &f64)| {
            let range = self.start[at]..self.start[at + 1];
            let items = if self.items > 0 { &self.item[range.clone()] } else { &[] };
            weight * forward(&self.right[range], items, state, &mut room.ahead, &mut room.given)
        };
        self.weight.iter().enumerate().map(of).sum()
    }

    fn smooth(&self, right: &[bool], items: &[u32], weight: f64, state: &State, room: &mut Room) -> f64 {
        let log_likelihood = forward(right, items, state, &mut room.ahead, &mut room.given);
        let Parameters { learn, forget, .. } = state.skill;
        let counts = &mut room.counts;
        let mut known = room.given.last().copied().unwrap_or_default();
        for t in (0..right.len()).rev() {
            if t + 1 < right.len() {
                // Of the learners who are in a state at t + 1, the share that came from each state at t.
                let (given, ahead) = (room.given[t], room.ahead[t + 1]);
                let learnt = known * (1.0 - given) * learn / ahead;
                let forgot = (1.0 - known) * given * forget / (1.0 - ahead);
                let now = known - learnt + forgot;
                counts.learn.add(weight * learnt, weight * (1.0 - now));
                counts.forget.add(weight * forgot, weight * now);
                known = now;
            }
            let kind = items.get(t).map_or(0, |i| *i as usize);
            let (with, without) = (weight * known, weight * (1.0 - known));
            counts.guess[kind].add(if right[t] { without } else { 0.0 }, without);
            counts.slip[kind].add(if right[t] { 0.0 } else { with }, with);
        }
        counts.prior.add(weight * known, weight);
        log_likelihood
    }

    fn maximise(&self, before: &State, hold: &Hold, counts: &Counts) -> State {
        let Parameters { prior, learn, forget, answer } = hold.to;
        let total = |of: &[Share]| of.iter().fold(Share::default(), |sum, s| Share { k: sum.k + s.k, n: sum.n + s.n });
        let answer = Emission {
            guess: total(&counts.guess).drawn_to(answer.guess, hold.weight),
            slip: total(&counts.slip).drawn_to(answer.slip, hold.weight),
        };
        let of_item = |(guess, slip): (&Share, &Share)| {
            inside(Emission { guess: guess.drawn_to(answer.guess, hold.item_weight), slip: slip.drawn_to(answer.slip, hold.item_weight) })
        };
        State {
            skill: Parameters {
                prior: counts.prior.drawn_to(prior, hold.weight),
                learn: counts.learn.drawn_to(learn, hold.weight),
                forget: if hold.forgetting { counts.forget.drawn_to(forget, hold.weight) } else { 0.0 },
                answer: inside(answer),
            },
            items: if before.items.is_empty() { Vec::new() } else { counts.guess.iter().zip(&counts.slip).map(of_item).collect() },
        }
    }

    /// The logarithm of the Beta densities, up to a constant.
    fn penalty(&self, state: &State, hold: &Hold) -> f64 {
        let beta = |p: f64, to: f64| to * p.ln() + (1.0 - to) * (1.0 - p).ln();
        let (Parameters { prior, learn, forget, answer }, to) = (state.skill, hold.to);
        let forget = if hold.forgetting { beta(forget, to.forget) } else { 0.0 };
        let skill = beta(prior, to.prior) + beta(learn, to.learn) + beta(answer.guess, to.answer.guess) + beta(answer.slip, to.answer.slip);
        let item = |of: &Emission| beta(of.guess, answer.guess) + beta(of.slip, answer.slip);
        hold.weight * (skill + forget) + hold.item_weight * state.items.iter().map(item).sum::<f64>()
    }
}

/// Keeps guess + slip below 1: a learner who knows answers rightly more often than one who does not.
pub(super) fn inside(of: Emission) -> Emission {
    let sum = of.guess + of.slip;
    if sum < MOST {
        return of;
    }
    Emission { guess: of.guess * MOST / sum, slip: of.slip * MOST / sum }
}

const MOST: f64 = 0.99;

/// The forward pass: fills `ahead` and `given`, returns the log-likelihood.
fn forward(right: &[bool], items: &[u32], state: &State, ahead: &mut Vec<f64>, given: &mut Vec<f64>) -> f64 {
    ahead.clear();
    given.clear();
    let (mut known, mut product, mut sum) = (state.skill.prior, 1.0_f64, 0.0);
    for (t, right) in right.iter().enumerate() {
        let answer = items.get(t).map_or(state.skill.answer, |i| state.items[*i as usize]);
        let (with, without) = if *right { (1.0 - answer.slip, answer.guess) } else { (answer.slip, 1.0 - answer.guess) };
        let joint = known * with;
        let chance = joint + (1.0 - known) * without;
        ahead.push(known);
        let posterior = joint / chance;
        given.push(posterior);
        // Never quite 1: the backward pass divides by what is left.
        known = state.skill.next(posterior).min(1.0 - 1e-12);
        product *= chance;
        // Each chance is at least LEAST: no underflow between two looks.
        if product < 1e-200 {
            sum += product.ln();
            product = 1.0;
        }
    }
    sum + product.ln()
}
