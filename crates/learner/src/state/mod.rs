//! What is believed about a learner beside mastery: ability in a subject and how it grew, what of each point is still
//! remembered, pace. Made from the statements alone, by one fold ([`course`]); kept up to date behind the answers ([`follow()`]), and made
//! anew with the same result after every calibration, correction, erasure or merge.

pub mod ability;
pub mod course;
mod follow;
pub mod memory;
pub(crate) mod names;
pub mod pace;
mod remake;

pub use follow::follow;
pub(crate) use remake::{rebuild_all, remake};

use crate::calibration::{Calibration, Region, region};
use crate::mastery::Estimate;
use crate::store::{mastery as estimates, state as store};
use crate::{policy, visible};
use ability::Belief;
use base::{Conn, Error, Millis, Result};
use content::Subject;
use course::{Course, MonthRow, PointRow};
use memory::Memory;
use pace::Pace;
use people::{Action, Scope, permission};
use std::collections::HashMap;
use std::sync::Arc;

/// A learner's state.
#[derive(Debug, Clone)]
pub struct State {
    /// The learner.
    pub person: i64,
    /// Subjects with answers, in the order of a timetable.
    pub subjects: Vec<SubjectState>,
}

/// The state in one subject.
#[derive(Debug, Clone)]
pub struct SubjectState {
    /// The subject.
    pub subject: Subject,
    /// Ability in the last month with answers.
    pub ability: Ability,
    /// The belief that it is read from; for [`Calibration::chance`].
    pub belief: Belief,
    /// Months with answers, oldest first.
    pub growth: Vec<Month>,
    /// Points with answers, by identifier.
    pub points: Vec<PointState>,
    /// `None` while too few times can be compared.
    pub pace: Option<Pace>,
    /// Answers taken in.
    pub answers: i64,
    /// When the latest was given.
    pub last_at: Millis,
    /// What it was read with. [`crate::calibration::Model::None`]: every item counts as average.
    pub calibration: Arc<Calibration>,
}

/// An ability, in units of the spread among the region's learners, whose mean is 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ability {
    /// Mean of the belief (EAP).
    pub theta: f64,
    /// Its standard deviation.
    pub error: f64,
    /// Lower end of the [`policy::LEVEL`] interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What was believed at the end of a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// Ability.
    pub ability: Ability,
    /// Answers in the month.
    pub answers: i64,
    /// Of these, right.
    pub right: i64,
}

/// The state on one point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointState {
    /// The point.
    pub point: i64,
    /// Mastery, as everywhere; `None` for the moment before an estimate is made anew.
    pub mastery: Option<Estimate>,
    /// Memory.
    pub memory: Memory,
    /// Answers.
    pub answers: i64,
    /// Of these, right.
    pub right: i64,
    /// Right answers in a row at the end; wrong ones, negative.
    pub run: i64,
    /// When the latest was given.
    pub last_at: Millis,
}

impl Ability {
    fn of(theta: f64, error: f64) -> Ability {
        let half = policy::z() * error;
        Ability { theta, error, low: theta - half, high: theta + half }
    }
}

/// How an ability has moved over the months shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// One month is no trend.
    Unknown,
    /// Higher at the end than at the beginning, by more than chance would have it.
    Rising,
    /// No difference that could not be chance.
    Steady,
    /// Lower at the end.
    Falling,
}

/// The chance of a right answer to a typical item of the subject, as a pupil can understand it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The chance.
    pub chance: f64,
    /// Lower end of the [`policy::LEVEL`] interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl SubjectState {
    /// What an ability means for a typical item of the subject.
    pub fn expected(&self, ability: &Ability) -> Expected {
        let typical = |theta| self.calibration.typical(theta);
        Expected { chance: typical(ability.theta), low: typical(ability.low), high: typical(ability.high) }
    }

    /// From the first to the last of these months. Beliefs of two months share answers, so that their difference is surer than it
    /// is taken to be here: what is called a rise is one.
    pub fn trend(months: &[Month]) -> Trend {
        let (Some(first), Some(last), true) = (months.first(), months.last(), months.len() > 1) else { return Trend::Unknown };
        let (from, to) = (first.ability, last.ability);
        let reach = policy::z() * from.error.hypot(to.error);
        match to.theta - from.theta {
            up if up > reach => Trend::Rising,
            down if down < -reach => Trend::Falling,
            _ => Trend::Steady,
        }
    }
}

impl PointState {
    /// Whether it was known and will be about to be forgotten within [`policy::SOON_DAYS`] days.
    pub fn fades_soon(&self, now: Millis) -> bool {
        self.was_known() && !self.is_fading(now) && self.memory.recall(now + policy::SOON_DAYS * 86_400_000) < policy::RECALL
    }

    /// Whether it was known, surely or nearly, and is about to be forgotten.
    pub fn is_fading(&self, now: Millis) -> bool {
        self.was_known() && self.memory.recall(now) < policy::RECALL
    }

    /// Whether the latest answers were right and what is believed is not low: only what was known can fade.
    pub fn was_known(&self) -> bool {
        self.run > 0 && self.mastery.is_some_and(|m| m.mean >= policy::SECURE)
    }
}

impl Month {
    fn of(row: &MonthRow) -> Month {
        let MonthRow(month, theta, error, answers, right) = *row;
        Month {
            year: month.div_euclid(12) as i16,
            month: month.rem_euclid(12) as i8 + 1,
            ability: Ability::of(f64::from(theta), f64::from(error)),
            answers: i64::from(answers),
            right: i64::from(right),
        }
    }
}

/// A learner's state as far as the caller may see it: a teacher sees the subjects taught, and nothing ([`Error::Conflict`]) while consent
/// does not hold. `subject` is `None` for all.
pub async fn of_person(conn: &mut Conn, scope: &Scope, person: i64, subject: Option<Subject>) -> Result<State> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    let visible = visible::subjects(conn, scope, person).await?;
    let mut state = load(conn, &[person]).await?.remove(&person).unwrap_or(State { person, subjects: Vec::new() });
    state.subjects.retain(|s| subject.is_none_or(|wanted| wanted == s.subject));
    state.subjects.retain(|s| visible.as_ref().is_none_or(|v| v.iter().any(|code| code == s.subject.code())));
    Ok(state)
}

/// The states of a class's consenting students of today in a subject, by person; those without an answer are left out.
/// [`Error::Forbidden`] unless the caller may see the class and, as a subject teacher, teaches the subject there.
pub async fn of_class(conn: &mut Conn, scope: &Scope, class: i64, subject: Subject) -> Result<Vec<State>> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    if permission::subjects(conn, scope, class).await?.is_some_and(|taught| !taught.iter().any(|t| t == subject.code())) {
        return Err(Error::Forbidden);
    }
    let rows = store::of_class(conn, class, &scope.today, subject.code()).await?;
    let own = estimates::of_class(conn, class, &scope.today, subject.code()).await?;
    let own: HashMap<(i64, i64), Estimate> = own.into_iter().map(|r| ((r.person, r.point), Estimate::of(r))).collect();
    let region = region(conn).await?;
    let mut states = Vec::new();
    for row in rows {
        let person = row.person;
        states.push(State { person, subjects: SubjectState::of(row, &region, &own)?.into_iter().collect() });
    }
    Ok(states)
}

/// States of persons. Only for callers that have checked the scope.
pub(crate) async fn load(conn: &mut Conn, persons: &[i64]) -> Result<HashMap<i64, State>> {
    let rows = store::of_persons(conn, persons).await?;
    let mut own = HashMap::new();
    for person in persons {
        let estimates = estimates::of_person(conn, *person).await?;
        own.extend(estimates.into_iter().map(|e| ((e.row.person, e.row.point), Estimate::of(e.row))));
    }
    let region = region(conn).await?;
    let mut states: HashMap<i64, State> = HashMap::new();
    for row in rows {
        let person = row.person;
        let subjects = &mut states.entry(person).or_insert_with(|| State { person, subjects: Vec::new() }).subjects;
        subjects.extend(SubjectState::of(row, &region, &own)?);
    }
    states.values_mut().for_each(|state| state.subjects.sort_by_key(|s| s.subject));
    Ok(states)
}

impl SubjectState {
    /// `None` for what was written before the code changed: it is made anew soon.
    fn of(row: store::Row, region: &Region, own: &HashMap<(i64, i64), Estimate>) -> Result<Option<SubjectState>> {
        let subject = Subject::parse(&row.subject).ok_or_else(|| Error::internal(format!("a state in {:?}", row.subject)))?;
        let Some(course) = course(&row) else { return Ok(None) };
        let calibration = region.of(subject)?;
        let decay = calibration.reading.forgetting.decay;
        let point = |p: &PointRow| {
            let PointRow(point, (stability, difficulty), day, last_at, answers, right, run) = *p;
            PointState {
                point,
                mastery: own.get(&(row.person, point)).copied(),
                memory: Memory { stability, difficulty, day, decay },
                answers: i64::from(answers),
                right: i64::from(right),
                run: i64::from(run),
                last_at,
            }
        };
        Ok(Some(SubjectState {
            subject,
            ability: Ability::of(row.theta, row.error),
            belief: course.belief().clone(),
            growth: course.months.iter().map(Month::of).collect(),
            points: course.points.iter().map(point).collect(),
            pace: pace::pace(course.times()),
            answers: row.answers,
            last_at: row.last_at,
            calibration,
        }))
    }
}

/// The fold as stored; `None` when it is none of this code's.
fn course(row: &store::Row) -> Option<Course> {
    serde_json::from_str(&row.course).ok().filter(Course::is_sound)
}
