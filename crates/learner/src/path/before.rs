//! Before class: what the coming lessons need and the learner does not hold, then a look at what comes.

use super::plan::{Ask, Candidate};
use super::step::{Reason, Task};
use std::collections::{BTreeSet, VecDeque};

pub(super) fn candidates(ask: &Ask<'_>) -> Vec<Candidate> {
    let policy = ask.policy;
    let ahead = ask.today..=ask.today + policy.days_ahead;
    let mut found: Vec<Candidate> = Vec::new();
    // Whoever holds what comes needs nothing before it.
    let goals: Vec<_> = ask.goals.iter().filter(|g| ahead.contains(&g.day) && !ask.hold(g.point).is_held()).collect();
    for goal in &goals {
        let soon = 1.0 - (goal.day - ask.today) as f64 / (policy.days_ahead + 1) as f64;
        for (point, distance) in under(ask, goal.point) {
            let need = 1.0 - ask.learner.chance(point);
            let worth = need * policy.closeness.powi(distance as i32 - 1) * soon;
            let reason = Reason::Needed { goal: goal.point, day: goal.day };
            match found.iter_mut().find(|c| c.point == point) {
                Some(known) => {
                    known.worth += worth;
                    known.reasons.insert(known.reasons.len() - 1, reason);
                }
                None => {
                    let reasons = std::iter::once(reason).chain(ask.state(point)).collect();
                    found.push(Candidate { point, task: ask.task(point), worth, reasons });
                }
            }
        }
    }
    for goal in goals {
        // Behind everything that is needed, the nearest lesson first.
        let worth = 1e-3 / (1 + goal.day - ask.today) as f64;
        let reasons = vec![Reason::Coming { day: goal.day }];
        found.push(Candidate { point: goal.point, task: Task::Preview, worth, reasons });
    }
    found
}

/// The points under a goal that are not held, each with its distance. Below what is held, unknown or fading nothing is looked for.
fn under(ask: &Ask<'_>, goal: i64) -> Vec<(i64, usize)> {
    let (mut seen, mut found) = (BTreeSet::from([goal]), Vec::new());
    let mut next: VecDeque<(i64, usize)> = ask.ground.before(goal).iter().map(|p| (*p, 1)).collect();
    while let Some((point, distance)) = next.pop_front() {
        let hold = ask.hold(point);
        if distance > ask.policy.depth || !seen.insert(point) || hold.is_held() {
            continue;
        }
        let practisable = ask.ground.is_practisable(point);
        if practisable {
            found.push((point, distance));
        }
        if hold == super::learner::Hold::NotYet || !practisable {
            next.extend(ask.ground.before(point).iter().map(|p| (*p, distance + 1)));
        }
    }
    found
}
