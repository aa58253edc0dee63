//! After class: what was taught and is not steady, what is weak, what fades; then, with time left, what is new and within reach.
//!
//! The worth of a candidate is what practice can still win: the chance that is missing, more where lessons go on from it and where much builds on
//! it.

use super::learner::Hold;
use super::plan::{Ask, Candidate};
use super::step::{Reason, Task};

pub(super) fn candidates(ask: &Ask<'_>) -> Vec<Candidate> {
    let policy = ask.policy;
    let builds = |point: i64| 1.0 + policy.builds * (1.0 + ask.ground.weight(point) as f64).ln();
    let missing = |point: i64| (1.0 - ask.learner.chance(point)) * builds(point);
    let mut found = Vec::new();
    for goal in ask.goals.iter().filter(|g| g.day <= ask.today && ask.today - g.day <= policy.days_behind) {
        let secure = ask.learner.known.get(&goal.point).is_some_and(|k| k.standing == crate::Standing::Secure);
        if !secure && ask.hold(goal.point) != Hold::Implied {
            let task = if ask.hold(goal.point) == Hold::Unknown { Task::Practise } else { ask.task(goal.point) };
            let state = ask.state(goal.point).or(nearly(ask, goal.point));
            let reasons = std::iter::once(Reason::Taught { day: goal.day }).chain(state).collect();
            found.push(Candidate { point: goal.point, task, worth: policy.taught * missing(goal.point), reasons });
        }
    }
    for node in ask.ground.nodes() {
        let (point, hold) = (node.point, ask.hold(node.point));
        let is_known = ask.learner.known.contains_key(&point) || ask.learner.checks.contains_key(&point);
        match hold {
            Hold::NotYet | Hold::Fading if is_known => {
                found.push(Candidate {
                    point,
                    task: ask.task(point),
                    worth: missing(point),
                    reasons: ask.state(point).into_iter().collect(),
                });
            }
            Hold::Held => {
                if let Some(reason) = nearly(ask, point) {
                    found.push(Candidate { point, task: Task::Practise, worth: policy.begun * missing(point), reasons: vec![reason] });
                }
            }
            // Begun: an answer or two, too few to say anything.
            Hold::Unknown if is_known => {
                let reasons = ask.state(point).into_iter().collect();
                found.push(Candidate { point, task: Task::Practise, worth: policy.begun * missing(point), reasons });
            }
            Hold::Unknown if ask.learner.grade == Some(node.grade) && within_reach(ask, point) => {
                let reasons = if node.before.is_empty() { vec![Reason::Unknown] } else { vec![Reason::Unknown, Reason::Within] };
                found.push(Candidate { point, task: Task::Practise, worth: policy.new * missing(point), reasons });
            }
            _ => {}
        }
    }
    found
}

/// How much is missing where one can build on a point and it is not yet secure.
fn nearly(ask: &Ask<'_>, point: i64) -> Option<Reason> {
    let known = ask.learner.known.get(&point).filter(|k| k.standing == crate::Standing::Growing)?;
    let checked = ask.learner.checks.get(&point).is_some_and(|c| ask.today - c.day <= ask.policy.check_days);
    (!checked).then_some(Reason::Growing { missing: known.missing })
}

/// Whether everything that stands before a point is held.
fn within_reach(ask: &Ask<'_>, point: i64) -> bool {
    ask.ground.before(point).iter().all(|p| ask.hold(*p).is_held())
}
