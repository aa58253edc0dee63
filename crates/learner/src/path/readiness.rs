//! What a class needs before a lesson: for each point that the lesson builds on, how many of the class hold it.

use super::coming;
use super::known;
use super::learner::{Hold, Known, Learner};
use super::policy::Policy;
use crate::answer::day_number;
use crate::mastery::Estimate;
use crate::store::mastery as store;
use base::{Base, Conn, Result};
use content::Subject;
use content::point::Point;
use people::{Role, Scope, role};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What stands before a lesson's point, counted over a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// What the lesson builds on.
    pub before: Point,
    /// The lesson's points that build on it.
    pub goals: Vec<i64>,
    /// Students who hold it.
    pub held: i64,
    /// Students who do not hold it yet, or in whom it fades.
    pub not_yet: i64,
    /// Students of whom nothing is known.
    pub unknown: i64,
}

/// For points of a lesson, what they build on directly, what most of the class lacks first. [`base::Error::Forbidden`] unless the caller teaches the
/// class the subject. Students without consent count as unknown.
pub async fn readiness(conn: &mut Conn, base: &Base, scope: &Scope, class: i64, subject: Subject, goals: &[i64]) -> Result<Vec<Readiness>> {
    coming::require(conn, scope, class, subject).await?;
    let (policy, today) = (Policy::default(), day_number(base.clock.now()));
    let (ground, points) = known::ground(conn, subject, None, &[]).await?;
    let mut before: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for goal in goals {
        for point in ground.before(*goal) {
            before.entry(*point).or_default().insert(*goal);
        }
    }
    let students = role::at(conn, class, Role::Student, &scope.today).await?;
    let mut learners: HashMap<i64, Learner> = students.iter().map(|s| (s.id, Learner::default())).collect();
    for row in store::of_class(conn, class, &scope.today, subject.code()).await? {
        if let Some(learner) = learners.get_mut(&row.person) {
            learner.known.insert(row.point, Known::of(&Estimate::of(row)));
        }
    }
    let count =
        |point: i64, wanted: fn(Hold) -> bool| learners.values().filter(|l| wanted(l.hold(&ground, &policy, today, point))).count() as i64;
    let mut found: Vec<Readiness> = before
        .into_iter()
        .filter_map(|(point, goals)| {
            Some(Readiness {
                before: points.get(&point)?.clone(),
                goals: goals.into_iter().collect(),
                held: count(point, Hold::is_held),
                not_yet: count(point, |hold| matches!(hold, Hold::NotYet | Hold::Fading)),
                unknown: count(point, |hold| hold == Hold::Unknown),
            })
        })
        .collect();
    found.sort_by(|a, b| (b.not_yet, b.unknown, &a.before.code).cmp(&(a.not_yet, a.unknown, &b.before.code)));
    Ok(found)
}
