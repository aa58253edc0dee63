//! Practice: a sitting of some questions, one after the other, each chosen for a reason.
//!
//! A sitting is a row; everything else follows from the statements, so that any node can serve the next
//! request and a reloaded page shows the same question. An attempt's UUID is its sitting's with
//! the number of the question in the last two bytes: it is the statement's id, so a form sent twice
//! counts once. The form carries a seal, so that only what was offered can be answered.

use crate::answer::Given;
use crate::choice::{self, Reason};
use crate::companion;
use crate::mastery::Estimate;
use crate::path::{Policy, Taken, level_of};
use crate::store::{mastery, path, practice as store};
use crate::taking;
use crate::{place, policy, visible};
use base::{Base, Conn, Error, Millis, Problem, Result};
use content::Subject;
use content::item::{self, Item};
use content::point::{self, Point};
use content::practice::{Pool, next_items};
use content::score::{self, Response};
use people::consent::{self, Purpose};
use people::{Action, Scope, permission};
use records::{Answered, Interaction, Stored};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A sitting of practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// Identifier.
    pub id: Uuid,
    /// Who practises.
    pub person: i64,
    /// The subject.
    pub subject: Subject,
    /// The point the learner chose; `None` when questions come from all points.
    pub point: Option<i64>,
    /// Questions planned.
    pub planned: i64,
    /// Questions answered.
    pub done: i64,
    /// Of these, right.
    pub correct: i64,
    /// When it began.
    pub started: Millis,
}

impl Sitting {
    /// The attempt, and statement, of the question with this number, from 1.
    pub fn attempt(&self, number: i64) -> Uuid {
        Uuid::from_u128(self.id.as_u128() | number as u128)
    }
}

/// A question to answer now.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The attempt; the form sends it back.
    pub attempt: Uuid,
    /// Its place in the sitting, from 1.
    pub number: i64,
    /// The question. Its key must not reach the page.
    pub item: Item,
    /// The point it asks for.
    pub point: Point,
    /// Why it was chosen.
    pub reason: Reason,
    /// The form sends it back: proof that this question was offered.
    pub token: String,
}

/// What comes next in a sitting.
#[derive(Debug, Clone)]
pub enum Next {
    /// A question.
    Offer(Box<Offer>),
    /// Nothing: all planned questions are answered, or there are no questions.
    Over,
}

/// An answer as the form sends it; nothing of it is trusted.
#[derive(Debug, Clone)]
pub struct Submission {
    /// [`Offer::attempt`].
    pub attempt: Uuid,
    /// Identifier of the item.
    pub item: i64,
    /// Version of the item.
    pub version: i64,
    /// [`Offer::token`].
    pub token: String,
    /// The form's fields, of which [`score::CHOICE`] and [`score::ANSWER`] are read.
    pub fields: Vec<(String, String)>,
    /// Time taken, as the page measured it.
    pub duration: Option<Millis>,
}

/// What a learner is told about an answer.
#[derive(Debug, Clone)]
pub struct Feedback {
    /// The attempt.
    pub attempt: Uuid,
    /// Its sitting.
    pub sitting: Uuid,
    /// Its place in the sitting, from 1.
    pub number: i64,
    /// The question as it was asked.
    pub item: Item,
    /// The point it asks for.
    pub point: Point,
    /// What was answered.
    pub response: Response,
    /// Score in \[0, 1\].
    pub score: f64,
    /// Whether it is wholly right.
    pub correct: bool,
    /// A right answer.
    pub key: Response,
    /// What is believed now.
    pub estimate: Estimate,
}

/// Longest time taken that is believed: an hour; a page left open tells nothing.
const LONGEST_DURATION: Millis = 3_600_000;

/// Subjects in which there is something to practise in the learner's grade or below.
pub async fn subjects(conn: &mut Conn, scope: &Scope) -> Result<Vec<Subject>> {
    permission::require_person(conn, scope, Action::Practise, scope.person).await?;
    let points = practisable(conn, scope, scope.person, None).await?;
    Ok(points.iter().map(|p| p.subject).collect::<BTreeSet<_>>().into_iter().collect())
}

/// Begins a sitting, on one point or on what the learner needs most in the subject.
/// [`Error::Conflict`] without consent or without questions.
pub async fn start(base: &Base, scope: &Scope, subject: Subject, point: Option<i64>) -> Result<Uuid> {
    begin(base, scope, new(base, scope, subject, point), None).await
}

/// A sitting of the caller's that has not begun.
pub(crate) fn new(base: &Base, scope: &Scope, subject: Subject, point: Option<i64>) -> Sitting {
    Sitting {
        id: Uuid::from_u128(Uuid::new_v4().as_u128() & !0xffff),
        person: scope.person,
        subject,
        point,
        planned: policy::SITTING,
        done: 0,
        correct: 0,
        started: base.clock.now(),
    }
}

/// Begins a sitting, which may be a step of a path.
pub(crate) async fn begin(base: &Base, scope: &Scope, sitting: Sitting, step: Option<Taken>) -> Result<Uuid> {
    let (id, scope) = (sitting.id, scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::Practise, scope.person).await?;
                consent::require(conn, scope.person, Purpose::Learning).await?;
                if let Some(point) = sitting.point {
                    replenish(conn, scope.person, point, sitting.started).await?;
                }
                if candidates(conn, &scope, &sitting).await?.is_empty() {
                    return Err(Error::Conflict(Problem::new("learner.nothing_to_practise")));
                }
                store::insert(conn, &sitting).await?;
                match step {
                    Some(step) => path::insert_step(conn, id, step.moment.code(), step.task.code(), step.level).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(id)
}

/// Makes more questions of the point's item models when fewer than a sitting has are new to the learner.
async fn replenish(conn: &mut Conn, person: i64, point: i64, now: Millis) -> Result<()> {
    let Some(chosen) = point::many(conn, &[point]).await?.into_iter().next() else { return Ok(()) };
    let recent = records::recent(conn, person, choice::MEMORY).await?;
    let seen: BTreeSet<&str> = recent.iter().filter(|a| a.answered.point == chosen.code).map(|a| a.answered.item.as_str()).collect();
    let there = item::count_by_point(conn, &[point]).await?.get(&point).copied().unwrap_or(0);
    let missing = policy::SITTING - (there - seen.len() as i64).max(0);
    if missing > 0 {
        content::model::replenish(conn, now, point, missing as usize).await?;
    }
    Ok(())
}

/// One of the caller's sittings; [`Error::NotFound`] for anybody else's.
pub async fn sitting(conn: &mut Conn, scope: &Scope, id: Uuid) -> Result<Sitting> {
    store::get(conn, id, scope.person).await
}

/// A learner's latest sittings, newest first; [`Error::Conflict`] for teachers while consent does not hold.
pub async fn sittings(conn: &mut Conn, scope: &Scope, person: i64, limit: i64) -> Result<Vec<Sitting>> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    visible::require(conn, scope, person).await?;
    store::of_person(conn, person, limit).await
}

/// Stores sittings that are over, with their counts as given; for the demo region. Their answers'
/// statements carry the sitting's identifier with the number of the question, as [`Offer::attempt`] does.
pub async fn record_past(conn: &mut Conn, sittings: &[Sitting]) -> Result<()> {
    store::insert_many(conn, sittings).await
}

/// The next question of one of the caller's sittings. Reads only; the same state gives the same question.
pub async fn next(base: &Base, scope: &Scope, id: Uuid) -> Result<Next> {
    let mut conn = base.db.read().await?;
    let sitting = sitting(&mut conn, scope, id).await?;
    if sitting.done >= sitting.planned {
        return Ok(Next::Over);
    }
    let number = sitting.done + 1;
    let attempt = sitting.attempt(number);
    let points = candidates(&mut conn, scope, &sitting).await?;
    let recent = records::recent(&mut conn, sitting.person, choice::MEMORY).await?;
    let estimates = mastery::of_person(&mut conn, sitting.person).await?;
    let estimates: HashMap<i64, Estimate> = estimates.iter().map(|e| (e.row.point, Estimate::of(e.row))).collect();
    let Some((point, reason)) = choice::point(points, &estimates, &recent, &sitting, base.clock.now()) else {
        return Ok(Next::Over);
    };
    let seed = attempt.as_u64_pair();
    // What was shown worked out is no question any more.
    let worked = companion::worked_out(&mut conn, sitting.person, sitting.started).await?;
    let items = next_items(&mut conn, &Pool::Points(vec![point.id]), &worked, choice::ITEMS, seed.0 ^ seed.1).await?;
    let level = match level_of(&mut conn, id).await? {
        Some(level) => level,
        None => Policy::default().level(estimates.get(&point.id).map_or(0.5, |e| e.mean)),
    };
    let Some(item) = choice::item(items, &recent, level) else { return Ok(Next::Over) };
    let token = token(base, sitting.person, attempt, item.id, item.version);
    Ok(Next::Offer(Box::new(Offer { attempt, number, item, point, reason, token })))
}

/// Scores an answer, stores it and changes the estimate. The same attempt again changes nothing and is
/// told what the first was told. [`Error::Invalid`] when the form holds no answer to the question, or one
/// that was not offered.
pub async fn submit(base: &Base, scope: &Scope, submission: Submission) -> Result<Feedback> {
    let Submission { attempt, item, version, .. } = submission;
    if token(base, scope.person, attempt, item, version) != submission.token {
        return Err(Error::invalid("learner.not_offered"));
    }
    let (item, point) = content::practice::asked(base, item, version).await?;
    let fields = submission.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let response = score::read(&item.interaction, fields)?;
    let score = score::score(&item.interaction, &response);
    if score.undecided {
        // Not wrong, and nobody marks practice: it is given back, and costs nothing.
        return Err(Error::invalid("learner.answer_undecided"));
    }
    let credit = companion::credit(companion::kinds_of(base, attempt).await?.iter().map(String::as_str));
    let now = base.clock.now();
    let answered = Answered {
        statement: attempt,
        person: scope.person,
        item: item.code.clone(),
        version,
        interaction: interaction(&item),
        point: point.code.clone(),
        // Not the item's, should it differ: estimates are summed up by their points' subjects.
        subject: point.subject.code().to_owned(),
        response: Some(response.to_xapi()),
        score: score.raw * credit,
        correct: score.correct,
        duration: submission.duration.filter(|d| (0..=LONGEST_DURATION).contains(d)),
        at: now,
        session: Some(sitting_of(attempt)),
    };
    let given = Given { answered, point: point.id };
    let taken = taking::Taken { home: base.config.public_url(), now, sitting: sitting_of(attempt), number: number_of(attempt), given };
    let applied = base.db.gather(taken).await?;
    match applied {
        Some(applied) if applied.stored == Stored::New => Ok(Feedback {
            attempt,
            sitting: sitting_of(attempt),
            number: number_of(attempt),
            key: score::key(&item.interaction),
            item,
            point,
            response,
            score: score.raw * credit,
            correct: score.correct,
            estimate: applied.estimate,
        }),
        _ => feedback(&mut base.db.read().await?, scope, attempt).await,
    }
}

/// What one of the caller's answers was worth; [`Error::NotFound`] for anybody else's.
pub async fn feedback(conn: &mut Conn, scope: &Scope, attempt: Uuid) -> Result<Feedback> {
    let answer = records::answer(conn, attempt).await?.filter(|a| a.answered.person == scope.person).ok_or(Error::NotFound)?.answered;
    let current = item::by_code(conn, &answer.item).await?;
    let item = item::get_version(conn, current.id, answer.version).await?;
    let point = point::by_code(conn, &answer.point).await?;
    let estimate = mastery::get(conn, scope.person, point.id).await?.map(Estimate::of).ok_or(Error::NotFound)?;
    let response = Response::of_xapi(&item.interaction, &answer.response.unwrap_or_default());
    Ok(Feedback {
        attempt,
        sitting: sitting_of(attempt),
        number: number_of(attempt),
        key: score::key(&item.interaction),
        item,
        point,
        response,
        score: answer.score,
        correct: answer.correct,
        estimate,
    })
}

pub(crate) fn sitting_of(attempt: Uuid) -> Uuid {
    Uuid::from_u128(attempt.as_u128() & !0xffff)
}

fn number_of(attempt: Uuid) -> i64 {
    (attempt.as_u128() & 0xffff) as i64
}

fn token(base: &Base, person: i64, attempt: Uuid, item: i64, version: i64) -> String {
    base.seal.index("practice", &format!("{person}/{attempt}/{item}/{version}"))
}

fn interaction(item: &Item) -> Interaction {
    match item.interaction {
        item::Interaction::Choice(_) => Interaction::Choice,
        item::Interaction::Numeric(_) => Interaction::Numeric,
        item::Interaction::ShortText(_) => Interaction::FillIn,
    }
}

/// The points a sitting may ask for.
async fn candidates(conn: &mut Conn, scope: &Scope, sitting: &Sitting) -> Result<Vec<Point>> {
    match sitting.point {
        None => practisable(conn, scope, sitting.person, Some(sitting.subject)).await,
        Some(chosen) => {
            let points = point::many(conn, &[chosen]).await?;
            with_items(conn, points.into_iter().filter(|p| p.subject == sitting.subject).collect()).await
        }
    }
}

/// Points of a learner's stage, in their grade or below, that have questions.
pub(crate) async fn practisable(conn: &mut Conn, scope: &Scope, person: i64, subject: Option<Subject>) -> Result<Vec<Point>> {
    let place = place::of(conn, scope, person).await?;
    let filter = point::Filter { subject, stage: place.map(|p| p.stage), ..point::Filter::default() };
    let mut points = point::list(conn, filter).await?;
    points.retain(|p| place.is_none_or(|place| p.grade <= place.grade));
    with_items(conn, points).await
}

async fn with_items(conn: &mut Conn, mut points: Vec<Point>) -> Result<Vec<Point>> {
    let ids: Vec<i64> = points.iter().map(|p| p.id).collect();
    let items = item::count_by_point(conn, &ids).await?;
    points.retain(|p| items.contains_key(&p.id));
    Ok(points)
}
