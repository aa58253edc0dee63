use super::sparse::chance;
use crate::Fault;
use std::collections::HashMap;

/// What a learner has done so far: overall, by skill and by item. The state that is carried from answer to answer; everything a model
/// says about the learner's next answer comes from here.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    pub(super) overall: Past,
    pub(super) skills: HashMap<u32, Past>,
    pub(super) items: HashMap<u32, Past>,
    pub(super) previous: Option<Previous>,
}

/// The answer before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Previous {
    pub(super) item: u32,
    pub(super) skill: Option<u32>,
    pub(super) right: bool,
}

/// Answers to one thing, in the order in which they came.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Past {
    pub(super) answers: u32,
    pub(super) right: u32,
    /// How many answers the learner had given, to anything, after the last of these.
    pub(super) at: u32,
    pub(super) time: i64,
    /// Right answers in a row, or wrong ones, negative.
    pub(super) run: i32,
    /// Exponentially fading means of the score, one for each of [`FADES`].
    pub(super) recent: [f64; 3],
    /// The same of the score less what was expected of anyone.
    pub(super) beyond: [f64; 3],
    /// Sum of the score less what was expected of anyone.
    pub(super) surplus: f64,
    /// Online estimate of what the learner adds to the log-odds, and its variance.
    pub(super) ability: f64,
    pub(super) variance: f64,
    /// Time of each answer, and the right ones up to it; kept only where windows of time are counted.
    pub(super) times: Vec<(i64, u32)>,
}

/// What remains of an answer's weight in [`Past::recent`] when another comes.
pub(super) const FADES: [f64; 3] = [0.5, 0.8, 0.95];

/// How an ability is estimated online: it is drawn from a normal distribution with mean 0 and walks on with every answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Walk {
    /// Variance between learners of what they add to the log-odds on every item.
    pub overall: f64,
    /// Variance that one answer adds to it.
    pub overall_drift: f64,
    /// Variance of what a learner adds on the items of one skill.
    pub skill: f64,
    /// Variance that one answer on the skill adds to it.
    pub skill_drift: f64,
}

impl Default for Walk {
    /// Chosen by log-loss on learners held back from the training part of assistments09 (see the README).
    fn default() -> Walk {
        Walk { overall: 0.8, overall_drift: 0.003, skill: 0.4, skill_drift: 0.02 }
    }
}

impl Walk {
    pub(super) fn check(&self) -> Result<(), Fault> {
        let all = [
            ("the variance overall", self.overall),
            ("its drift", self.overall_drift),
            ("the variance on a skill", self.skill),
            ("its drift", self.skill_drift),
        ];
        match all.into_iter().find(|(_, value)| !(*value >= 0.0 && value.is_finite())) {
            Some((what, value)) => Err(Fault::OutOfRange { what, value, allowed: "0 or more" }),
            None => Ok(()),
        }
    }
}

impl Past {
    pub(super) fn new(variance: f64) -> Past {
        Past {
            answers: 0,
            right: 0,
            at: 0,
            time: 0,
            run: 0,
            recent: [0.0; 3],
            beyond: [0.0; 3],
            surplus: 0.0,
            ability: 0.0,
            variance,
            times: Vec::new(),
        }
    }

    pub(super) fn wrong(&self) -> u32 {
        self.answers - self.right
    }

    /// Answers and right answers at most `window` before `now`.
    pub(super) fn within(&self, window: i64, now: i64) -> (u32, u32) {
        let from = now.saturating_sub(window);
        let old = self.times.partition_point(|t| t.0 < from);
        let before = if old == 0 { 0 } else { self.times[old - 1].1 };
        (self.answers - old as u32, self.right - before)
    }

    /// Takes an answer of which `expected` was the chance for anyone; `at` counts it among all of the learner's.
    fn add(&mut self, right: bool, expected: f64, at: u32, time: i64, keep_times: bool) {
        let score = f64::from(right);
        for (i, fade) in FADES.iter().enumerate() {
            // The first answer starts the mean of scores; the mean of surpluses starts at 0, as that of anyone.
            self.recent[i] = if self.answers == 0 { score } else { fade * self.recent[i] + (1.0 - fade) * score };
            self.beyond[i] = fade * self.beyond[i] + (1.0 - fade) * (score - expected);
        }
        self.surplus += score - expected;
        self.answers += 1;
        self.right += u32::from(right);
        self.run = if right { self.run.max(0) + 1 } else { self.run.min(0) - 1 };
        (self.at, self.time) = (at, time);
        if keep_times {
            self.times.push((time, self.right));
        }
    }
}

impl History {
    /// A learner about whom nothing is known.
    pub(super) fn new(walk: &Walk) -> History {
        History { overall: Past::new(walk.overall), skills: HashMap::new(), items: HashMap::new(), previous: None }
    }

    /// Number of answers so far.
    pub fn answers(&self) -> usize {
        self.overall.answers as usize
    }

    /// Number of right answers so far.
    pub fn right(&self) -> usize {
        self.overall.right as usize
    }

    /// Takes an answer; `easiness` is the log-odds of anyone's being right. Times are kept where `keep_times` says so.
    pub(super) fn add(&mut self, (item, skills): (usize, &[usize]), right: bool, easiness: f64, time: i64, walk: &Walk, keep_times: bool) {
        let expected = chance(easiness);
        let at = self.overall.answers + 1;
        self.overall.add(right, expected, at, time, keep_times);
        for skill in skills {
            self.skills.entry(*skill as u32).or_insert_with(|| Past::new(walk.skill)).add(right, expected, at, time, keep_times);
        }
        self.items.entry(item as u32).or_insert_with(|| Past::new(0.0)).add(right, expected, at, time, false);
        if let Some(skill) = skills.last() {
            self.learn_ability(*skill as u32, right, easiness, walk);
        }
        self.previous = Some(Previous { item: item as u32, skill: skills.last().map(|s| *s as u32), right });
    }

    /// One step of an extended Kalman filter on the log-odds easiness + ability overall + ability on the skill, the two taken as
    /// independent given the answers.
    fn learn_ability(&mut self, skill: u32, right: bool, easiness: f64, walk: &Walk) {
        let (overall, Some(own)) = (&mut self.overall, self.skills.get_mut(&skill)) else { return };
        let chance = chance(easiness + overall.ability + own.ability);
        let information = chance * (1.0 - chance);
        let gain = 1.0 / (1.0 + information * (overall.variance + own.variance));
        for (of, drift) in [(overall, walk.overall_drift), (own, walk.skill_drift)] {
            of.ability += of.variance * gain * (f64::from(right) - chance);
            of.variance += drift - of.variance * of.variance * information * gain;
        }
    }
}
