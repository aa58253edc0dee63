//! In class: a short bridge to what the lesson needs, the lesson's own points, and something beyond for whoever holds them.

use super::plan::{Ask, Candidate};
use super::step::{Reason, Task};

pub(super) fn candidates(ask: &Ask<'_>) -> Vec<Candidate> {
    // Today's lesson, else the next one, else the last.
    let ahead = ask.goals.iter().map(|g| g.day).filter(|day| *day >= ask.today).min();
    let Some(day) = ahead.or(ask.goals.iter().map(|g| g.day).max()) else { return Vec::new() };
    let lesson: Vec<i64> = ask.goals.iter().filter(|g| g.day == day).map(|g| g.point).collect();
    let mut found = Vec::new();
    let mut put = |point: i64, task: Task, reasons: Vec<Reason>| {
        // In the order of the lesson: each worth less than what stands before it.
        let worth = 1.0 / (1 + found.len()) as f64;
        found.push(Candidate { point, task, worth, reasons });
    };
    for &goal in &lesson {
        let mut bridges: Vec<i64> = ask.ground.before(goal).iter().copied().filter(|p| !ask.hold(*p).is_held()).collect();
        bridges.sort_by(|a, b| ask.learner.chance(*a).total_cmp(&ask.learner.chance(*b)));
        for bridge in bridges.into_iter().filter(|p| !lesson.contains(p)).take(ask.policy.bridges) {
            // Minutes, not a lesson of its own: a look whether it is there, else a refresher.
            let task = if ask.task(bridge) == Task::Check { Task::Check } else { Task::Review };
            put(bridge, task, std::iter::once(Reason::Needed { goal, day }).chain(ask.state(bridge)).collect());
        }
        let task = match ask.hold(goal) {
            hold if hold.is_held() => Task::Extend,
            super::learner::Hold::Fading => Task::Review,
            _ => Task::Practise,
        };
        put(goal, task, std::iter::once(Reason::Coming { day }).chain(ask.state(goal)).collect());
    }
    for &goal in lesson.iter().filter(|g| ask.hold(**g).is_held()) {
        let reachable = |p: &&i64| ask.ground.before(**p).iter().all(|b| ask.hold(*b).is_held()) && !ask.hold(**p).is_held();
        let in_grade = |p: &&i64| ask.learner.grade.is_none_or(|grade| ask.ground.node(**p).is_some_and(|n| n.grade <= grade));
        for &next in ask.ground.after(goal).iter().filter(reachable).filter(in_grade).take(1) {
            put(next, Task::Extend, vec![Reason::Beyond { goal }]);
        }
    }
    found
}
