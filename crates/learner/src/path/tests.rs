//! The planner alone: what it puts on a path, in which order, and why.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::Standing;

const TODAY: i64 = 20_700;

/// Two chains that meet: 1 → 2 → 3 → 6 and 4 → 5 → 6, then 7 beyond, and 8 alone.
fn ground() -> Ground {
    let node = |point, grade, before: &[i64]| Node { point, grade, questions: 6, before: before.to_vec() };
    Ground::new(vec![
        node(1, 5, &[]),
        node(2, 6, &[1]),
        node(3, 7, &[2]),
        node(4, 6, &[]),
        node(5, 7, &[4]),
        node(6, 7, &[3, 5]),
        node(7, 7, &[6]),
        node(8, 7, &[]),
    ])
}

fn known(standing: Standing) -> Known {
    let (mean, missing) = match standing {
        Standing::Unknown => (0.5, 4),
        Standing::Weak => (0.25, 9),
        Standing::Growing => (0.5, 5),
        Standing::Secure => (0.9, 0),
    };
    Known { mean, standing, missing, last_day: TODAY - 2, recall: None }
}

fn learner(known_points: &[(i64, Standing)]) -> Learner {
    Learner { known: known_points.iter().map(|(p, s)| (*p, known(*s))).collect(), grade: Some(7), ..Learner::default() }
}

fn path(moment: Moment, learner: &Learner, goals: &[(i64, i64)], wishes: &Wishes) -> Vec<Step> {
    let goals: Vec<Goal> = goals.iter().map(|(point, in_days)| Goal { point: *point, day: TODAY + in_days }).collect();
    let (ground, policy) = (ground(), Policy::default());
    plan(&Ask { moment, ground: &ground, learner, goals: &goals, wishes, today: TODAY, policy: &policy })
}

fn points(steps: &[Step]) -> Vec<i64> {
    steps.iter().map(|s| s.point).collect()
}

fn wish(point: i64, wanted: Wanted, by_teacher: bool) -> Wish {
    Wish { point, wanted, by_teacher, by: String::new(), until: TODAY }
}

#[test]
fn before_class_comes_what_the_lesson_needs_the_roots_first_and_then_a_look_ahead() {
    let learner = learner(&[(3, Standing::Weak), (2, Standing::Weak), (1, Standing::Secure), (5, Standing::Secure)]);
    let steps = path(Moment::Before, &learner, &[(6, 1)], &Wishes::default());
    assert_eq!(points(&steps), [2, 3, 6]);
    assert_eq!((steps[0].task, steps[1].task, steps[2].task), (Task::Learn, Task::Learn, Task::Preview));
    assert_eq!(steps[1].reasons, [Reason::Needed { goal: 6, day: TODAY + 1 }, Reason::Weak]);
    assert!(steps[0].reasons.contains(&Reason::Weak) && steps[0].reasons.iter().any(|r| r.other() == Some(3) || r.other() == Some(6)));
    assert_eq!(steps[2].reasons, [Reason::Coming { day: TODAY + 1 }]);
}

#[test]
fn what_nobody_knows_is_checked_before_it_is_taught_and_nothing_is_looked_for_below() {
    let steps = path(Moment::Before, &learner(&[]), &[(6, 2)], &Wishes::default());
    assert_eq!(points(&steps), [3, 5, 6]);
    assert_eq!((steps[0].task, steps[0].questions), (Task::Check, Policy::default().questions.check));
    // What is needed by a secure point is held.
    let steps = path(Moment::Before, &learner(&[(6, Standing::Secure)]), &[(7, 2)], &Wishes::default());
    assert_eq!(points(&steps), [7]);
}

#[test]
fn lessons_that_are_over_far_ahead_or_already_held_ask_for_nothing_before_class() {
    let weak = learner(&[(3, Standing::Weak), (6, Standing::Secure)]);
    for goals in [&[(6, -1)][..], &[(6, 30)], &[(6, 1)], &[]] {
        assert_eq!(path(Moment::Before, &weak, goals, &Wishes::default()), []);
    }
}

#[test]
fn in_class_a_short_bridge_then_the_lesson_and_something_beyond_for_who_has_it() {
    let behind = learner(&[(3, Standing::Weak), (5, Standing::Secure)]);
    let steps = path(Moment::During, &behind, &[(6, 0), (8, 3)], &Wishes::default());
    assert_eq!(points(&steps), [3, 6]);
    assert_eq!((steps[0].task, steps[1].task), (Task::Review, Task::Practise), "minutes, not a lesson of its own");
    let ahead = learner(&[(6, Standing::Secure), (5, Standing::Secure), (3, Standing::Secure)]);
    let steps = path(Moment::During, &ahead, &[(6, 0)], &Wishes::default());
    assert_eq!(points(&steps), [6, 7]);
    assert_eq!((steps[0].task, steps[0].level, &steps[1].reasons[..]), (Task::Extend, 5, &[Reason::Beyond { goal: 6 }][..]));
}

#[test]
fn after_class_what_was_taught_comes_before_what_has_been_weak_and_what_fades_before_what_is_new() {
    let mut learner =
        learner(&[(1, Standing::Secure), (3, Standing::Secure), (8, Standing::Weak), (6, Standing::Weak), (5, Standing::Secure)]);
    learner.known.get_mut(&1).unwrap().last_day = TODAY - 90;
    let steps = path(Moment::After, &learner, &[(6, -1)], &Wishes::default());
    assert_eq!(points(&steps), [6, 8, 1]);
    assert_eq!(steps[0].reasons, [Reason::Taught { day: TODAY - 1 }, Reason::Weak]);
    assert_eq!((steps[2].task, steps[2].reasons[0]), (Task::Review, Reason::Fading { days: 90 }));
}

#[test]
fn nobody_is_sent_to_a_weak_point_whose_ground_is_missing() {
    let learner = learner(&[(1, Standing::Weak), (2, Standing::Weak), (3, Standing::Weak)]);
    let steps = path(Moment::After, &learner, &[(3, -1)], &Wishes::default());
    assert_eq!(points(&steps)[..3], [1, 2, 3]);
    assert_eq!(steps[0].reasons[0], Reason::Root { of: 3 });
}

#[test]
fn a_wish_changes_the_order_and_a_check_takes_a_step_away() {
    let mut learner = learner(&[(3, Standing::Weak), (8, Standing::Growing), (1, Standing::Secure), (2, Standing::Secure)]);
    let plain = path(Moment::After, &learner, &[], &Wishes::default());
    assert_eq!(points(&plain)[..2], [3, 8]);
    let first = path(Moment::After, &learner, &[], &Wishes::new([wish(8, Wanted::First, true)]));
    assert_eq!(points(&first)[..2], [8, 3]);
    assert_eq!(first[0].reasons, [Reason::WishedByTeacher, Reason::Growing { missing: 5 }]);
    let unasked = path(Moment::After, &learner, &[], &Wishes::new([wish(5, Wanted::First, false)]));
    assert_eq!((unasked[0].point, unasked[0].reasons[0]), (5, Reason::WishedByOneself), "a point that was not on the path");
    let skipped = path(Moment::After, &learner, &[], &Wishes::new([wish(3, Wanted::Skip, false)]));
    assert!(!points(&skipped).contains(&3));
    learner.checks.insert(8, Check { day: TODAY, asked: 3, right: 3 });
    assert!(!points(&path(Moment::After, &learner, &[], &Wishes::default())).contains(&8));
    learner.checks.insert(8, Check { day: TODAY, asked: 3, right: 1 });
    assert!(points(&path(Moment::After, &learner, &[], &Wishes::default())).contains(&8));
}

#[test]
fn a_path_is_short_names_a_point_once_and_says_why_whatever_is_known() {
    // All 4^8 mixtures would take long; these are spread over them.
    let standings = [Standing::Unknown, Standing::Weak, Standing::Growing, Standing::Secure];
    for n in (0..65_536_u32).step_by(37) {
        let mixture: Vec<(i64, Standing)> = (0..8).map(|i| (i64::from(i) + 1, standings[(n >> (2 * i)) as usize & 3])).collect();
        let learner = learner(&mixture);
        for moment in Moment::ALL {
            let steps = path(moment, &learner, &[(6, 0), (3, -2), (7, 4)], &Wishes::default());
            let mut seen = points(&steps);
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), steps.len(), "{mixture:?}");
            assert!(steps.len() <= Policy::default().steps);
            assert!(steps.iter().all(|s| !s.reasons.is_empty() && (1..=5).contains(&s.level) && (0.0..=1.0).contains(&s.expected)));
            let again = path(moment, &learner, &[(6, 0), (3, -2), (7, 4)], &Wishes::default());
            assert_eq!(steps, again);
        }
    }
}

#[test]
fn what_cannot_be_practised_is_passed_through() {
    let node = |point, questions, before: &[i64]| Node { point, grade: 7, questions, before: before.to_vec() };
    let ground = Ground::new(vec![node(1, 4, &[]), node(2, 0, &[1]), node(3, 4, &[2])]);
    let (learner, policy, wishes) = (learner(&[(1, Standing::Weak)]), Policy::default(), Wishes::default());
    let goals = [Goal { point: 3, day: TODAY + 1 }];
    let ask =
        Ask { moment: Moment::Before, ground: &ground, learner: &learner, goals: &goals, wishes: &wishes, today: TODAY, policy: &policy };
    assert_eq!(points(&plan(&ask)), [1, 3]);
}
