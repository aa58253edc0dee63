//! What is known of a learner, as a planner needs it: pure, from estimates, memory and checks.

use super::ground::Ground;
use super::policy::Policy;
use crate::answer::day_number;
use crate::mastery::{Estimate, Standing};
use std::collections::HashMap;

/// What is believed of a learner on a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Expected chance of a right answer.
    pub mean: f64,
    /// The estimate in a word.
    pub standing: Standing,
    /// Right answers in a row that would make it secure.
    pub missing: u32,
    /// Day of the latest answer, counted from 1970.
    pub last_day: i64,
    /// Chance that what was learnt is recalled today; `None` where no memory model speaks.
    pub recall: Option<f64>,
}

/// The latest short check on a point that was finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The day it was taken.
    pub day: i64,
    /// Questions.
    pub asked: i64,
    /// Of these, right.
    pub right: i64,
}

/// Everything a planner knows of a learner.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    /// By point.
    pub known: HashMap<i64, Known>,
    /// By point.
    pub checks: HashMap<i64, Check>,
    /// The learner's grade; `None` where it is not known.
    pub grade: Option<i64>,
}

/// Whether one can build on a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Yes.
    Held,
    /// Yes: a point that builds on it is secure.
    Implied,
    /// It was secure and is fading.
    Fading,
    /// Nobody knows yet.
    Unknown,
    /// Not yet.
    NotYet,
}

impl Hold {
    /// Whether nothing needs to be done about it.
    pub fn is_held(self) -> bool {
        matches!(self, Hold::Held | Hold::Implied)
    }
}

impl Learner {
    /// Whether the learner can build on a point today.
    pub fn hold(&self, ground: &Ground, policy: &Policy, today: i64, point: i64) -> Hold {
        let known = self.known.get(&point);
        let checked = self.checks.get(&point).filter(|c| today - c.day <= policy.check_days);
        match (known.map_or(Standing::Unknown, |k| k.standing), checked) {
            (Standing::Weak, _) => Hold::NotYet,
            (_, Some(check)) if check.right >= policy.check_pass => Hold::Held,
            (Standing::Secure, _) if known.is_some_and(|k| k.fades(policy, today)) => Hold::Fading,
            (Standing::Secure, _) => Hold::Held,
            (Standing::Growing, _) if known.is_some_and(|k| k.chance() >= policy.ready) => Hold::Held,
            (Standing::Growing, _) => Hold::NotYet,
            (Standing::Unknown, Some(_)) => Hold::NotYet,
            (Standing::Unknown, None) if self.is_implied(ground, point) => Hold::Implied,
            (Standing::Unknown, None) => Hold::Unknown,
        }
    }

    /// Whether something that builds on the point is secure.
    fn is_implied(&self, ground: &Ground, point: i64) -> bool {
        ground.all_after(point).iter().any(|p| self.known.get(p).is_some_and(|k| k.standing == Standing::Secure))
    }

    /// Chance of a right answer today; one half where nothing is known.
    pub fn chance(&self, point: i64) -> f64 {
        self.known.get(&point).map_or(0.5, Known::chance)
    }
}

impl Known {
    /// What an estimate says; of memory it says nothing.
    pub fn of(estimate: &Estimate) -> Known {
        Known {
            mean: estimate.mean,
            standing: estimate.standing(),
            missing: estimate.right_answers_to_secure(),
            last_day: day_number(estimate.last_at),
            recall: None,
        }
    }

    /// Chance of a right answer today.
    pub fn chance(&self) -> f64 {
        self.mean * self.recall.unwrap_or(1.0)
    }

    /// Whether it should be asked again before it is forgotten.
    pub fn fades(&self, policy: &Policy, today: i64) -> bool {
        match self.recall {
            Some(recall) => recall < policy.recall,
            None => today - self.last_day >= policy.rest_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ground::Node;
    use super::*;

    const TODAY: i64 = 20_000;

    fn known(standing: Standing, mean: f64) -> Known {
        Known { mean, standing, missing: 1, last_day: TODAY, recall: None }
    }

    #[test]
    fn a_point_is_held_by_answers_by_a_check_or_by_what_builds_on_it() {
        let node = |point, before: &[i64]| Node { point, grade: 7, questions: 3, before: before.to_vec() };
        let ground = Ground::new(vec![node(1, &[]), node(2, &[1]), node(3, &[2]), node(4, &[])]);
        let policy = Policy::default();
        let mut learner = Learner::default();
        let hold = |learner: &Learner, point| learner.hold(&ground, &policy, TODAY, point);
        assert_eq!(hold(&learner, 1), Hold::Unknown);
        learner.known.insert(3, known(Standing::Secure, 0.9));
        assert_eq!((hold(&learner, 1), hold(&learner, 3), hold(&learner, 4)), (Hold::Implied, Hold::Held, Hold::Unknown));
        learner.known.insert(1, known(Standing::Weak, 0.2));
        assert_eq!(hold(&learner, 1), Hold::NotYet, "answers count more than what follows from others");
        learner.known.insert(4, known(Standing::Growing, 0.5));
        assert_eq!(hold(&learner, 4), Hold::NotYet);
        learner.checks.insert(4, Check { day: TODAY, asked: 3, right: 3 });
        assert_eq!(hold(&learner, 4), Hold::Held);
        learner.checks.insert(4, Check { day: TODAY - policy.check_days - 1, asked: 3, right: 3 });
        assert_eq!(hold(&learner, 4), Hold::NotYet, "a check does not hold for ever");
        learner.known.insert(3, Known { last_day: TODAY - policy.rest_days, ..known(Standing::Secure, 0.9) });
        assert_eq!(hold(&learner, 3), Hold::Fading);
        learner.known.insert(3, Known { recall: Some(0.95), last_day: 0, ..known(Standing::Secure, 0.9) });
        assert_eq!(hold(&learner, 3), Hold::Held, "the memory model is asked before the calendar");
    }
}
