//! The next step (AI 导学): for three moments, before class, in class and after class, a short path over the knowledge graph, each step with
//! reasons that open down to records.
//!
//! [`plan()`] is the planner, a pure function over plain structs ([`Ground`], [`Learner`], [`Policy`]); [`of_person`] asks it with what is
//! stored. Teachers say what comes ([`coming`]); learner and teachers wish ([`wish`]); [`take`] makes a sitting of a step, [`check`] a short
//! check of "I can do this already". Described in `docs/path.md`.

mod after;
mod before;
pub mod coming;
mod during;
mod ground;
mod known;
mod learner;
mod plan;
mod policy;
mod readiness;
mod step;
mod taking;
#[cfg(test)]
mod tests;
pub mod wish;

pub use coming::Coming;
pub use ground::{Ground, Node};
pub use learner::{Check, Hold, Known, Learner};
pub use plan::{Ask, Goal, plan};
pub use policy::{Policy, Questions};
pub use readiness::{Readiness, readiness};
pub use step::{Moment, Reason, Step, Task};
pub(crate) use taking::level_of;
pub use taking::{Taken, check, take, taken};
pub use wish::{Wanted, Wish, Wishes};

use crate::answer::day_number;
use crate::{place, visible};
use base::{Base, Conn, Result};
use content::Subject;
use content::point::{self, Point};
use people::consent::{self, Purpose};
use people::{Action, Scope, permission};
use std::collections::{BTreeSet, HashMap};

/// Latest answers on a step's point that stand beside it.
const EVIDENCE: i64 = 5;

/// A learner's path for a moment, with what it rests on.
#[derive(Debug, Clone)]
pub struct Path {
    /// The learner.
    pub person: i64,
    /// The subject.
    pub subject: Subject,
    /// The moment.
    pub moment: Moment,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Every point that is named, by identifier.
    pub points: HashMap<i64, Point>,
    /// The latest answers on the steps' points, newest first.
    pub answers: HashMap<i64, Vec<records::Answer>>,
    /// What lessons are about, of the days that count, by day.
    pub lessons: Vec<Coming>,
    /// What is wished.
    pub wishes: Wishes,
}

/// A learner's path in a subject for a moment. [`base::Error::Forbidden`] unless the caller may see the learner and the subject;
/// [`base::Error::Conflict`] without consent.
pub async fn of_person(conn: &mut Conn, base: &Base, scope: &Scope, person: i64, subject: Subject, moment: Moment) -> Result<Path> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    visible::require_subject(conn, scope, person, subject.code()).await?;
    consent::require(conn, person, Purpose::Learning).await?;
    let policy = Policy::default();
    let (now, today) = (base.clock.now(), base.clock.today());
    let since = today.checked_sub(jiff::Span::new().days(policy.days_behind)).unwrap_or(today);
    let lessons = coming::of_person(conn, person, &scope.today, subject, since).await?;
    let goals: Vec<Goal> = lessons.iter().filter_map(Coming::goal).collect();
    let grade = place::of(conn, scope, person).await?.map(|p| p.grade);
    let (ground, mut points) = known::ground(conn, subject, grade, &goals).await?;
    let learner = Learner { grade, ..known::learner(conn, person, now, &policy).await? };
    let wishes = wish::of_person(conn, person, now).await?;
    let ask = Ask { moment, ground: &ground, learner: &learner, goals: &goals, wishes: &wishes, today: day_number(now), policy: &policy };
    let steps = plan(&ask);
    let mut answers = HashMap::new();
    for step in &steps {
        if let Some(point) = points.get(&step.point) {
            answers.insert(step.point, records::answers(conn, person, &point.code, None, EVIDENCE).await?);
        }
    }
    let named: BTreeSet<i64> = steps
        .iter()
        .flat_map(|s| s.reasons.iter().filter_map(Reason::other).chain([s.point]))
        .chain(wishes.all().map(|w| w.point))
        .chain(goals.iter().map(|g| g.point))
        .collect();
    points.retain(|id, _| named.contains(id));
    Ok(Path { person, subject, moment, steps, points, answers, lessons, wishes })
}

/// The subjects in which a learner can have a path: those with something to practise in their grade or below, as far as the caller may see
/// them. [`base::Error::Conflict`] without consent.
pub async fn subjects(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Vec<Subject>> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    let visible = visible::subjects(conn, scope, person).await?;
    consent::require(conn, person, Purpose::Learning).await?;
    let points = crate::practice::practisable(conn, scope, person, None).await?;
    let subjects: BTreeSet<Subject> = points.iter().map(|p| p.subject).collect();
    Ok(subjects.into_iter().filter(|s| visible.as_ref().is_none_or(|v| v.iter().any(|c| c == s.code()))).collect())
}

/// Points that a teacher can say for lessons of a class: those of its grade first, then of the grades beside it.
pub async fn sayable(conn: &mut Conn, base: &Base, class: i64, subject: Subject) -> Result<Vec<Point>> {
    let grade = place::of_class(conn, class, base.clock.today()).await?.map(|p| p.grade);
    let mut points = point::list(conn, point::Filter { subject: Some(subject), ..point::Filter::default() }).await?;
    points.retain(|p| grade.is_none_or(|grade| (grade - 1..=grade + 1).contains(&p.grade)));
    points.sort_by(|a, b| (grade != Some(a.grade), a.grade, &a.code).cmp(&(grade != Some(b.grade), b.grade, &b.code)));
    Ok(points)
}

/// The calendar day of a day counted from 1970, as steps and reasons name it.
pub fn date(day: i64) -> base::Date {
    base::clock::date_of(day * 86_400_000 - i64::from(base::clock::OFFSET_SECONDS) * 1000)
}
