//! Answers of sittings, taken: what many learners send at the same moment is one transaction.

use crate::answer::{Applied, Given, answers};
use crate::store::{mastery, practice};
use base::db::Together;
use base::{Conn, Error, Millis, Problem, Result};
use futures::future::BoxFuture;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// An answer to a question of a sitting.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The region's public address.
    pub home: String,
    /// When it arrived.
    pub now: Millis,
    /// The sitting.
    pub sitting: Uuid,
    /// The question's place in it, from 1.
    pub number: i64,
    /// What was answered.
    pub given: Given,
}

impl Together for Taken {
    /// `None` when the question was not the sitting's next one: it has been answered before.
    type Outcome = Option<Applied>;

    fn together(conn: &mut Conn, items: Arc<[Taken]>) -> BoxFuture<'_, Result<Vec<Result<Self::Outcome>>>> {
        Box::pin(async move {
            let mut outcomes: Vec<Option<Result<Option<Applied>>>> = items.iter().map(|_| None).collect();
            for round in rounds(&items) {
                let taken: Vec<&Taken> = round.iter().map(|i| &items[*i]).collect();
                for (i, outcome) in round.iter().zip(take(conn, &taken).await?) {
                    outcomes[*i] = Some(outcome);
                }
            }
            Ok(outcomes.into_iter().flatten().collect())
        })
    }
}

/// The places of the items, in rounds that hold each learner at most once: a form sent twice meets what the first did. By
/// learner, so that two nodes that write about the same ones do not wait for each other.
fn rounds(items: &[Taken]) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..items.len()).collect();
    left.sort_by_key(|i| items[*i].given.answered.person);
    let mut rounds = Vec::new();
    while !left.is_empty() {
        let mut seen = HashSet::new();
        let (round, rest) = left.into_iter().partition(|i| seen.insert(items[*i].given.answered.person));
        rounds.push(round);
        left = rest;
    }
    rounds
}

/// Takes one answer a learner.
async fn take(conn: &mut Conn, taken: &[&Taken]) -> Result<Vec<Result<Option<Applied>>>> {
    let person = |t: &Taken| t.given.answered.person;
    let persons: Vec<i64> = taken.iter().map(|t| person(t)).collect();
    let consenting: HashSet<i64> = mastery::consenting(conn, &persons).await?.into_iter().collect();
    let allowed = taken.iter().filter(|t| consenting.contains(&person(t)));
    let advanced = practice::advance(conn, allowed.map(|t| (t.sitting, person(t), t.number, t.given.answered.correct))).await?;
    let counted: Vec<Given> = taken.iter().filter(|t| advanced.contains(&t.sitting)).map(|t| t.given.clone()).collect();
    let mut applied = match taken.first() {
        Some(first) => answers(conn, &first.home, first.now, &counted).await?.into_iter(),
        None => return Ok(Vec::new()),
    };
    let outcome = |t: &&Taken| match (consenting.contains(&person(t)), advanced.contains(&t.sitting)) {
        (false, _) => Err(Error::Conflict(Problem::new("people.consent_missing"))),
        (true, false) => Ok(None),
        (true, true) => Ok(applied.next()),
    };
    Ok(taken.iter().map(outcome).collect())
}
