//! The planner: a pure function from what is known to a few steps, each with its reasons. It asks no database, no clock and no chance, so
//! that it can be tested, simulated, and explained.
//!
//! Candidates come from the moment ([`super::before`], [`super::during`], [`super::after`]), each with a worth. They are taken best first;
//! before each stands what it builds on and the learner does not hold, so that nobody is sent to a point whose ground is missing. What the learner
//! or a teacher wished changes the order, never the reasons.

use super::ground::Ground;
use super::learner::{Hold, Learner};
use super::policy::Policy;
use super::step::{Moment, Reason, Step, Task};
use super::wish::{Wanted, Wishes};
use super::{after, before, during};
use std::collections::BTreeSet;

/// A point that a lesson is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// The point.
    pub point: i64,
    /// The lesson's day, counted from 1970.
    pub day: i64,
}

/// Everything that a path follows from.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// For which moment.
    pub moment: Moment,
    /// The points and what comes before what.
    pub ground: &'a Ground,
    /// What is known of the learner.
    pub learner: &'a Learner,
    /// What lessons are about, of past and coming days.
    pub goals: &'a [Goal],
    /// What the learner and teachers wish.
    pub wishes: &'a Wishes,
    /// Today, counted from 1970.
    pub today: i64,
    /// The numbers.
    pub policy: &'a Policy,
}

/// A point that might become a step.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub point: i64,
    pub task: Task,
    pub worth: f64,
    pub reasons: Vec<Reason>,
}

impl Ask<'_> {
    pub(super) fn hold(&self, point: i64) -> Hold {
        self.learner.hold(self.ground, self.policy, self.today, point)
    }

    /// What is done about a point that is not held.
    pub(super) fn task(&self, point: i64) -> Task {
        match self.hold(point) {
            Hold::Unknown => Task::Check,
            Hold::Fading => Task::Review,
            Hold::NotYet if self.learner.chance(point) < 0.5 => Task::Learn,
            _ => Task::Practise,
        }
    }

    /// What the records say about a point, as a reason; `None` where they say that all is well.
    pub(super) fn state(&self, point: i64) -> Option<Reason> {
        let known = self.learner.known.get(&point);
        match (self.hold(point), known) {
            (Hold::Held | Hold::Implied, _) => None,
            (Hold::Unknown, _) => Some(Reason::Unknown),
            (Hold::Fading, Some(k)) => Some(Reason::Fading { days: self.today - k.last_day }),
            (_, Some(k)) if k.standing == crate::Standing::Weak => Some(Reason::Weak),
            (_, Some(k)) if k.standing == crate::Standing::Growing => Some(Reason::Growing { missing: k.missing }),
            (_, _) => match self.learner.checks.get(&point) {
                Some(check) => Some(Reason::CheckFailed { right: check.right, asked: check.asked }),
                None => Some(Reason::Unknown),
            },
        }
    }

    /// What must be mended before a point: the points under it that are not held, deepest first, as far as the policy looks.
    /// Below a point that is only unknown or fading nothing is looked for: a few questions on it tell more.
    pub(super) fn roots(&self, point: i64) -> Vec<i64> {
        let mut found = Vec::new();
        self.dig(point, self.policy.depth, &mut BTreeSet::from([point]), &mut found);
        found
    }

    fn dig(&self, point: i64, depth: usize, seen: &mut BTreeSet<i64>, found: &mut Vec<i64>) {
        if depth == 0 {
            return;
        }
        for &before in self.ground.before(point) {
            let hold = self.hold(before);
            if hold.is_held() || !seen.insert(before) {
                continue;
            }
            if hold == Hold::NotYet || !self.ground.is_practisable(before) {
                self.dig(before, depth - 1, seen, found);
            }
            if self.ground.is_practisable(before) {
                found.push(before);
            }
        }
    }

    fn step(&self, candidate: Candidate) -> Step {
        let policy = self.policy;
        let mean = self.learner.chance(candidate.point);
        let level = match candidate.task {
            // Whoever holds a point is given the hardest there is.
            Task::Extend => 5,
            _ => policy.level(mean),
        };
        let questions = match candidate.task {
            Task::Check => policy.questions.check,
            Task::Learn | Task::Practise => policy.questions.practise,
            Task::Review => policy.questions.review,
            Task::Preview => policy.questions.preview,
            Task::Extend => policy.questions.extend,
        };
        Step {
            point: candidate.point,
            task: candidate.task,
            questions,
            level,
            expected: policy.expected(mean, level),
            reasons: candidate.reasons,
        }
    }
}

/// The path: at most [`Policy::steps`] steps, in the order in which to take them. The same question has the same answer.
pub fn plan(ask: &Ask<'_>) -> Vec<Step> {
    let found = match ask.moment {
        Moment::Before => before::candidates(ask),
        Moment::During => during::candidates(ask),
        Moment::After => after::candidates(ask),
    };
    let mut taken: Vec<Candidate> = Vec::new();
    for candidate in in_order(ask, found) {
        let chain = chain(ask, candidate, &taken);
        let room = ask.policy.steps.saturating_sub(taken.len());
        if chain.len() <= room || taken.is_empty() {
            taken.extend(chain.into_iter().take(room));
        }
    }
    taken.into_iter().map(|c| ask.step(c)).collect()
}

/// What can be practised and was not put aside; first what was wished, then by worth, then in the order of the ground.
fn in_order(ask: &Ask<'_>, found: Vec<Candidate>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for candidate in found {
        match candidates.iter_mut().find(|c| c.point == candidate.point) {
            // One point, several reasons: the first names the task, all count.
            Some(known) => {
                known.worth = known.worth.max(candidate.worth);
                for reason in candidate.reasons {
                    if !known.reasons.contains(&reason) {
                        known.reasons.push(reason);
                    }
                }
            }
            None => candidates.push(candidate),
        }
    }
    for (point, reason) in ask.wishes.first() {
        match candidates.iter_mut().find(|c| c.point == point) {
            Some(known) => known.reasons.insert(0, reason),
            None if ask.hold(point).is_held() => {}
            None => {
                let reasons = std::iter::once(reason).chain(ask.state(point)).collect();
                candidates.push(Candidate { point, task: ask.task(point), worth: 0.0, reasons });
            }
        }
    }
    candidates.retain(|c| ask.ground.is_practisable(c.point) && ask.wishes.of(c.point) != Some(Wanted::Skip));
    let rank = |c: &Candidate| (ask.wishes.of(c.point) != Some(Wanted::First), std::cmp::Reverse(ordered(c.worth)));
    candidates.sort_by_key(rank);
    candidates
}

/// A worth as something that sorts; worths are finite and not negative.
fn ordered(worth: f64) -> u64 {
    (worth.clamp(0.0, 1e6) * 1e9) as u64
}

/// The candidate behind what it builds on and is not held, without what is on the path already. What is asked, checked or refreshed
/// stands alone: its own answers say first whether anything under it is missing.
fn chain(ask: &Ask<'_>, candidate: Candidate, taken: &[Candidate]) -> Vec<Candidate> {
    let is_taken = |point: i64| taken.iter().any(|c| c.point == point);
    let mut chain = Vec::new();
    let needs_ground = match candidate.task {
        // A lesson has no time for the ground of its ground.
        _ if ask.moment == Moment::During => false,
        Task::Check | Task::Review | Task::Extend => false,
        Task::Preview => true,
        // Only once answers say that it is missing itself: an unknown point may well be held.
        Task::Learn | Task::Practise => ask.hold(candidate.point) == Hold::NotYet,
    };
    if needs_ground {
        for root in ask.roots(candidate.point) {
            if !is_taken(root) && ask.wishes.of(root) != Some(Wanted::Skip) {
                let reasons = std::iter::once(Reason::Root { of: candidate.point }).chain(ask.state(root)).collect();
                chain.push(Candidate { point: root, task: ask.task(root), worth: candidate.worth, reasons });
            }
        }
    }
    if !is_taken(candidate.point) {
        chain.push(candidate);
    }
    chain
}
