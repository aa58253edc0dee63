//! Taking a step: a sitting of just this step, at the difficulty that the policy's target asks for.

use super::of_person;
use super::policy::Policy;
use super::step::{Moment, Task};
use crate::practice::{self, Sitting};
use crate::store::path as store;
use base::{Base, Conn, Error, Result};
use content::point;
use people::Scope;
use uuid::Uuid;

/// What a sitting is a step of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The moment for which the path was made.
    pub moment: Moment,
    /// What is done.
    pub task: Task,
    /// The difficulty aimed at.
    pub level: i64,
}

/// Begins the step of the caller's own path that is about a point. [`Error::NotFound`] when the path has no such step any more;
/// [`Error::Conflict`] without consent or without questions.
pub async fn take(base: &Base, scope: &Scope, moment: Moment, point: i64) -> Result<Uuid> {
    let mut conn = base.db.read().await?;
    let subject = point::get(&mut conn, point).await?.subject;
    let path = of_person(&mut conn, base, scope, scope.person, subject, moment).await?;
    drop(conn);
    let step = path.steps.into_iter().find(|s| s.point == point).ok_or(Error::NotFound)?;
    let sitting = Sitting { planned: step.questions, ..practice::new(base, scope, subject, Some(point)) };
    practice::begin(base, scope, sitting, Some(Taken { moment, task: step.task, level: step.level })).await
}

/// Begins a short check of a point, for "I can do this already". [`Error::Conflict`] without consent or without questions.
pub async fn check(base: &Base, scope: &Scope, moment: Moment, point: i64) -> Result<Uuid> {
    let subject = point::get(&mut base.db.read().await?, point).await?.subject;
    let policy = Policy::default();
    let sitting = Sitting { planned: policy.questions.check, ..practice::new(base, scope, subject, Some(point)) };
    // At the difficulty of the point itself: neither easier nor harder than what others are asked.
    practice::begin(base, scope, sitting, Some(Taken { moment, task: Task::Check, level: 3 })).await
}

/// What a sitting is a step of; `None` for ordinary practice. Only for callers that have checked whose sitting it is.
pub async fn taken(conn: &mut Conn, sitting: Uuid) -> Result<Option<Taken>> {
    let Some((moment, task, level)) = store::step(conn, sitting).await? else { return Ok(None) };
    Ok(Moment::parse(&moment).zip(Task::parse(&task)).map(|(moment, task)| Taken { moment, task, level }))
}

/// The difficulty that a sitting aims at, if it is a step.
pub(crate) async fn level_of(conn: &mut Conn, sitting: Uuid) -> Result<Option<i64>> {
    Ok(store::step(conn, sitting).await?.map(|(_, _, level)| level))
}
