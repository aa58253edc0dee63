//! The study companion (智能学伴), grounded: no language model speaks here, only the item's own hints and steps, the knowledge graph and the
//! learner's records.
//!
//! At a question it offers a `ladder` ([`shown`], [`show_next`]): it asks back, says a little more with each rung, and at its end works out
//! another question of the kind; it never hands over the answer. Each rung shown is a statement, and a right answer after help counts accordingly
//! ([`credit`]). About `effort` it tells facts: to the learner first, kindly, and never of a character. Described in `docs/companion.md`.

mod effort;
mod ladder;
pub mod policy;

pub use effort::{Facts, Notice, Praise, Tried, clicked, notice, praise};
pub use ladder::{Rung, Worked, credit, gives_away, rungs};

use crate::practice::{self, Offer};
use crate::store::companion as store;
use base::db::Together;
use base::{Base, Conn, Error, Millis, Problem, Result, clock};
use content::item::{self, Item};
use content::point::{self, Point};
use content::{graph, help, score};
use futures::future::BoxFuture;
use people::consent::{self, Purpose};
use people::{Action, Scope, permission};
use records::help::Helped;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// The help shown at a question so far.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The rungs, in order.
    pub rungs: Vec<Rung>,
    /// When each was shown.
    pub at: Vec<Millis>,
    /// Whether there is a further one.
    pub more: bool,
}

/// The help shown at the question on offer.
pub async fn shown(conn: &mut Conn, offer: &Offer) -> Result<Shown> {
    let rows = store::of_attempts(conn, &BTreeSet::from([offer.attempt])).await?;
    let ladder = before_sibling(conn, &offer.item, &offer.point).await?;
    let mut rungs: Vec<Rung> = ladder.iter().take(rows.len()).cloned().collect();
    let sibling = rows.iter().find_map(|r| r.sibling);
    let (left, ended) = (rows.len() < ladder.len(), rows.len() > ladder.len());
    let others = item::count_by_point(conn, &[offer.point.id]).await?.get(&offer.point.id).is_some_and(|n| *n > 1);
    if let Some(id) = sibling {
        rungs.push(Rung::Sibling(Box::new(worked(item::get(conn, id).await?))));
    }
    Ok(Shown { rungs, at: rows.iter().map(|r| r.shown_at).collect(), more: left || !ended && others })
}

async fn before_sibling(conn: &mut Conn, item: &Item, point: &Point) -> Result<Vec<Rung>> {
    let before: Vec<i64> = graph::prerequisites(conn, &[point.id]).await?.iter().map(|e| e.origin).collect();
    let mut ground = point::many(conn, &before).await?;
    ground.sort_by(|a, b| a.code.cmp(&b.code));
    let names: Vec<String> = ground.into_iter().map(|p| p.name).collect();
    Ok(rungs(item, &point.description, &names))
}

fn worked(item: Item) -> Worked {
    Worked { steps: item.help().steps, key: score::key(&item.interaction), item }
}

/// Shows the next rung of the question on offer in one of the caller's sittings, unless `rung` (from 1) has been shown, so that a form sent
/// twice shows one. [`Error::Conflict`] without consent, when the question has been answered, or when there is no further help.
pub async fn show_next(base: &Base, scope: &Scope, offer: &Offer, rung: i64) -> Result<()> {
    let mut conn = base.db.read().await?;
    permission::require_person(&mut conn, scope, Action::Practise, scope.person).await?;
    let before = shown(&mut conn, offer).await?;
    if rung <= before.rungs.len() as i64 {
        return Ok(());
    }
    if rung > before.rungs.len() as i64 + 1 || !before.more {
        return Err(Error::Conflict(Problem::new("companion.no_more")));
    }
    let ladder = before_sibling(&mut conn, &offer.item, &offer.point).await?;
    let (kind, sibling) = match ladder.get(before.rungs.len()) {
        Some(next) => (next.code(), None),
        None => {
            let mut seen = store::siblings(&mut conn, scope.person, Millis::MIN).await?;
            drop(conn);
            ("sibling", Some(example(base, offer, &mut seen).await?))
        }
    };
    let helped = Helped {
        statement: Uuid::new_v4(),
        person: scope.person,
        item: offer.item.code.clone(),
        version: offer.item.version,
        point: offer.point.code.clone(),
        subject: offer.point.subject.code().to_owned(),
        session: practice::sitting_of(offer.attempt),
        attempt: offer.attempt,
        rung,
        kind: kind.to_owned(),
        at: base.clock.now(),
    };
    let home = base.config.public_url();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                consent::require(conn, helped.person, Purpose::Learning).await?;
                if records::answer(conn, helped.attempt).await?.is_some() {
                    return Err(Error::Conflict(Problem::new("companion.answered")));
                }
                let new = store::New {
                    attempt: helped.attempt,
                    rung: helped.rung,
                    person: helped.person,
                    kind: &helped.kind,
                    sibling,
                    statement: helped.statement,
                    at: helped.at,
                };
                if store::insert(conn, &new).await? {
                    records::help::record(conn, &home, helped.at, &helped).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Examples looked at before it is said that there is none.
const EXAMPLES: usize = 5;

/// Another item that can be shown worked out: one with steps, whose way does not say the question's answer.
async fn example(base: &Base, offer: &Offer, seen: &mut Vec<i64>) -> Result<i64> {
    for _ in 0..EXAMPLES {
        let Some(other) = help::sibling(base, &offer.item, seen, offer.attempt.as_u64_pair().0).await? else { break };
        seen.push(other.id);
        let worked = worked(other);
        if !worked.steps.is_empty() && !reveals(&offer.item, &worked) {
            return Ok(worked.item.id);
        }
    }
    Err(Error::Conflict(Problem::new("companion.no_more")))
}

/// Whether an example says the question's answer, by having the same one or in its steps.
fn reveals(item: &Item, example: &Worked) -> bool {
    let same = score::score(&item.interaction, &example.key).correct;
    // An option's letter is another option in another question.
    let same = same && !matches!(item.interaction, item::Interaction::Choice(_));
    same || gives_away(item, &example.item.stem) || example.steps.iter().any(|step| gives_away(item, step))
}

/// Items shown worked out to a learner since an instant: not to be asked again in the sitting.
pub(crate) async fn worked_out(conn: &mut Conn, person: i64, since: Millis) -> Result<Vec<i64>> {
    store::siblings(conn, person, since).await
}

/// The kinds of the rungs shown at an attempt. One query for all who answer at the same moment.
pub(crate) async fn kinds_of(base: &Base, attempt: Uuid) -> Result<Vec<String>> {
    base.db.gather(Attempt(attempt)).await
}

/// An attempt about to be answered.
#[derive(Debug, Clone)]
struct Attempt(Uuid);

impl Together for Attempt {
    type Outcome = Vec<String>;

    const READS: bool = true;

    fn together(conn: &mut Conn, items: Arc<[Attempt]>) -> BoxFuture<'_, Result<Vec<Result<Self::Outcome>>>> {
        Box::pin(async move {
            let rows = store::of_attempts(conn, &items.iter().map(|a| a.0).collect()).await?;
            let mut kinds: HashMap<String, Vec<String>> = HashMap::new();
            for row in rows {
                kinds.entry(row.attempt).or_default().push(row.kind);
            }
            Ok(items.iter().map(|a| Ok(kinds.get(&a.0.to_string()).cloned().unwrap_or_default())).collect())
        })
    }
}

/// Latest answers that are looked at for [`facts`].
const RECENT: i64 = 60;

/// What is known of the effort behind one of the caller's own answers: the sitting up to it, the answer before it on the point, the days with practice.
/// Only of oneself: nobody else is told. Empty for an answer of long ago.
pub async fn facts(conn: &mut Conn, scope: &Scope, now: Millis, attempt: Uuid) -> Result<Facts> {
    let recent = records::recent(conn, scope.person, RECENT).await?;
    let Some(place) = recent.iter().position(|a| a.answered.statement == attempt) else { return Ok(Facts::default()) };
    let past = &recent[place..];
    let (session, point) = (past[0].answered.session, &past[0].answered.point);
    let sitting: Vec<&records::Answer> = past.iter().take_while(|a| a.answered.session == session).collect();
    let rows = store::of_attempts(conn, &sitting.iter().map(|a| a.answered.statement).collect()).await?;
    let tried = |a: &&records::Answer| Tried {
        duration: a.answered.duration,
        correct: a.answered.correct,
        rungs: rows.iter().filter(|r| r.attempt == a.answered.statement.to_string()).count(),
    };
    let today = clock::date_of(now);
    let week = clock::start_of(today) - 6 * 86_400_000;
    let days: BTreeSet<base::Date> = past.iter().filter(|a| a.answered.at >= week).map(|a| clock::date_of(a.answered.at)).collect();
    Ok(Facts {
        sitting: sitting.iter().rev().map(tried).collect(),
        was_wrong_before: past[1..].iter().find(|a| a.answered.point == *point).is_some_and(|a| !a.answered.correct),
        days: days.len(),
    })
}
