//! Answers: stored once as statements, read back typed.

use crate::Activity;
use crate::statement::{self, Interaction};
use crate::store::{activity, answer as store, names};
use base::{Conn, Error, Millis, Problem, Result};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An answer a person gave to an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The statement's identifier, made where the answer was asked for, so that one answer sent
    /// twice is stored once.
    pub statement: Uuid,
    /// Who answered.
    pub person: i64,
    /// Code of the item.
    pub item: String,
    /// Version of the item.
    pub version: i64,
    /// How it is answered.
    pub interaction: Interaction,
    /// Code of its knowledge point.
    pub point: String,
    /// Code of its subject.
    pub subject: String,
    /// What was answered; `None` when a log does not say.
    pub response: Option<String>,
    /// Score in \[0, 1\].
    pub score: f64,
    /// Whether it counts as right.
    pub correct: bool,
    /// Time taken in milliseconds, kept to the hundredth of a second.
    pub duration: Option<Millis>,
    /// When it was answered.
    pub at: Millis,
    /// The sitting it belongs to (xAPI registration).
    pub session: Option<Uuid>,
}

/// Whether a statement was stored now or had been before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Stored by this call.
    New,
    /// A statement with this identifier was there; nothing was changed.
    Duplicate,
}

/// How many of a load were stored now, and how many had been before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Statements stored now.
    pub new: u64,
    /// Statements that were there before, or twice in the load.
    pub duplicates: u64,
}

impl std::ops::AddAssign<&[Stored]> for Recorded {
    fn add_assign(&mut self, stored: &[Stored]) {
        let new = stored.iter().filter(|s| **s == Stored::New).count() as u64;
        self.new += new;
        self.duplicates += stored.len() as u64 - new;
    }
}

/// A stored answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Place in the order of storing; a cursor for [`answers`].
    pub seq: i64,
    /// What was answered.
    pub answered: Answered,
    /// When it was stored.
    pub stored: Millis,
}

/// How many answers, and how many of them right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Tally {
    /// Answers.
    pub answers: i64,
    /// Right ones.
    pub correct: i64,
}

/// As little of an answer as an estimate needs.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PointAnswer {
    /// Who answered.
    pub person: i64,
    /// Path of the point's activity; see [`Activity::of_path`].
    pub point: String,
    /// Score in \[0, 1\].
    pub score: f64,
    /// When it was answered.
    pub at: Millis,
    /// Place in the order of storing.
    pub seq: i64,
}

/// Stores answers, leaving out those whose statement is there already, and tells of each which it was. Give them oldest
/// first, so that the newest is read first.
///
/// `home` is the region's public address ([`base::Config::public_url`]). Four SQL statements for any number of answers
/// when their items, points and subjects have been seen before. [`Error::Invalid`] when a score is not in \[0, 1\].
pub async fn record_answers(conn: &mut Conn, home: &str, stored: Millis, answers: &[Answered]) -> Result<Vec<Stored>> {
    for answered in answers {
        check(answered)?;
    }
    let persons: BTreeSet<i64> = answers.iter().map(|a| a.person).collect();
    names::hold(conn, &persons.into_iter().collect::<Vec<_>>()).await?;
    let mut places: BTreeMap<Uuid, i64> = answers.iter().map(|a| (a.statement, base::id::next())).collect();
    let claims: Vec<(String, i64)> = places.iter().map(|(id, seq)| (id.to_string(), *seq)).collect();
    if crate::store::statement::claim(conn, &claims).await? < claims.len() as u64 {
        let held = store::places(conn, claims.iter().map(|(id, _)| id)).await?;
        places.retain(|id, seq| held.get(&id.to_string()) == Some(seq));
    }
    let mut taken = |answered: &Answered| places.remove(&answered.statement);
    let fresh: Vec<Option<i64>> = answers.iter().map(&mut taken).collect();
    let outcomes = fresh.iter().map(|seq| if seq.is_some() { Stored::New } else { Stored::Duplicate }).collect();
    let fresh: Vec<(i64, &Answered)> = fresh.into_iter().zip(answers).filter_map(|(seq, answered)| Some((seq?, answered))).collect();
    if fresh.is_empty() {
        return Ok(outcomes);
    }
    let named: BTreeSet<Activity<'_>> = fresh.iter().flat_map(|(_, a)| activities(a)).collect();
    let ids = activity::intern(conn, &named.iter().collect::<Vec<_>>()).await?;
    let rows: Vec<store::Row<'_>> = fresh
        .into_iter()
        .map(|(seq, answered)| {
            let [item, point, subject] = activities(answered).map(|a| ids[&a.path()]);
            store::Row { seq, activity: item, context: [point, subject], raw: statement::write(home, answered), answered }
        })
        .collect();
    store::insert_many(conn, stored, rows).await?;
    Ok(outcomes)
}

fn activities(answered: &Answered) -> [Activity<'_>; 3] {
    [Activity::item(&answered.item, answered.version), Activity::point(&answered.point), Activity::subject(&answered.subject)]
}

fn check(answered: &Answered) -> Result<()> {
    if (0.0..=1.0).contains(&answered.score) {
        return Ok(());
    }
    Err(Error::from(Problem::new("records.score_out_of_range").with("score", answered.score).with("item", &answered.item)))
}

/// A person's answers on a knowledge point, newest first, stored before `before` (a
/// [`Answer::seq`]; `None` from the newest on). Only for callers that have checked the scope.
pub async fn answers(conn: &mut Conn, person: i64, point: &str, before: Option<i64>, limit: i64) -> Result<Vec<Answer>> {
    let rows = store::of_point(conn, person, &Activity::point(point).path(), before.unwrap_or(i64::MAX), limit).await?;
    rows.into_iter().map(Answer::of).collect()
}

/// A person's latest answers, newest first. Only for callers that have checked the scope.
pub async fn recent(conn: &mut Conn, person: i64, limit: i64) -> Result<Vec<Answer>> {
    store::recent(conn, person, limit).await?.into_iter().map(Answer::of).collect()
}

/// Answers of persons from an instant on by point, each person's points together, in the order of storing. Only for callers that have
/// checked the scope.
pub async fn points_since(conn: &mut Conn, persons: &[i64], since: Millis) -> Result<Vec<PointAnswer>> {
    store::points_since(conn, persons, since).await
}

/// The versions of items (code and version) that persons answered not wholly rightly from an instant on. Only for callers that have
/// checked the scope.
pub async fn missed(conn: &mut Conn, persons: &[i64], since: Millis) -> Result<Vec<(String, i64)>> {
    let paths = store::missed(conn, persons, since).await?;
    let item = |path: &String| match Activity::of_path(path) {
        Some(Activity::Item { code, version }) => Some((code.into_owned(), version)),
        _ => None,
    };
    Ok(paths.iter().filter_map(item).collect())
}

/// What persons answered to versions of items (code and version) from an instant on, each person's oldest first. Only for callers
/// that have checked the scope.
pub async fn answers_to(conn: &mut Conn, persons: &[i64], items: &[(&str, i64)], since: Millis) -> Result<Vec<Answer>> {
    let paths: Vec<String> = items.iter().map(|(code, version)| Activity::item(code, *version).path()).collect();
    store::to_items(conn, persons, &paths, since).await?.into_iter().map(Answer::of).collect()
}

/// The answer with this statement identifier. Only for callers that have checked the scope.
pub async fn answer(conn: &mut Conn, id: Uuid) -> Result<Option<Answer>> {
    store::get(conn, &id.to_string()).await?.map(Answer::of).transpose()
}

/// The answer's statement with this identifier, as JSON. Only for callers that have checked the scope.
pub async fn statement(conn: &mut Conn, id: Uuid) -> Result<Option<String>> {
    Ok(store::get(conn, &id.to_string()).await?.map(|row| row.raw))
}

/// A person's answers given from an instant (included) to another (not included). Only for
/// callers that have checked the scope.
pub async fn tally(conn: &mut Conn, person: i64, from: Millis, to: Millis) -> Result<Tally> {
    store::tally(conn, person, from, to).await
}

/// Statements stored.
pub async fn count(conn: &mut Conn) -> Result<i64> {
    store::count(conn).await
}

/// All answers of persons by point, each person's points together, in the order of storing; for
/// making estimates anew.
pub async fn of_persons(conn: &mut Conn, persons: &[i64]) -> Result<Vec<PointAnswer>> {
    store::of_persons(conn, persons).await
}

/// Two persons turned out to be one: the statements of `from` become `to`'s. Their text stays as it
/// was written.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    names::reassign(conn, from, to).await?;
    crate::store::statement::reassign(conn, from, to).await
}

impl Answer {
    pub(crate) fn of(row: store::Found) -> Result<Answer> {
        let said = statement::read(&row.raw)?;
        let answered = Answered {
            statement: said.statement,
            person: row.agent,
            item: said.item,
            version: said.version,
            interaction: said.interaction,
            point: said.point,
            subject: said.subject,
            response: said.response,
            score: row.score,
            correct: row.success,
            duration: said.duration,
            at: row.at,
            session: said.session,
        };
        Ok(Answer { seq: row.seq, answered, stored: row.stored })
    }
}
