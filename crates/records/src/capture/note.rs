//! Storing what was noted, and taking it back.

use super::board::{Child, children};
use crate::event::{self, Event, Fact};
use crate::store::event as store;
use base::{Base, Conn, Error, Millis, Problem, Result, clock};
use people::permission::{self, Action, Scope};
use people::{OrganisationKind, Purpose, organisation, purpose_switch};
use uuid::Uuid;

/// Wishes that one request may bring.
pub const LONGEST_BATCH: usize = 200;
/// How long a phone may keep a fact before it is sent.
const LATEST: Millis = 30 * 86_400_000;
/// How far a phone's clock may be ahead; what is further ahead was noted now.
const AHEAD: Millis = 60_000;

/// One thing a teacher asks for. Nothing of it is trusted.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A fact about a child.
    Note(Noted),
    /// Take back a fact that the same person noted.
    TakeBack {
        /// Identifier of the statement that takes back.
        id: Uuid,
        /// Identifier of the fact's statement.
        target: Uuid,
    },
}

/// A fact as the phone sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// Identifier of its statement, made at the tap.
    pub id: Uuid,
    /// The child.
    pub person: i64,
    /// Code of the fact.
    pub fact: String,
    /// Code of the subject; empty for none.
    pub subject: String,
    /// When it was tapped; `None` for now.
    pub at: Option<Millis>,
    /// A few words.
    pub note: String,
}

/// What became of one wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Stored now.
    Stored,
    /// It had been stored before; nothing was changed.
    Known,
    /// The fact no longer counts.
    TakenBack,
    /// Nothing was stored, and why.
    Refused(Problem),
}

/// What holds for all wishes of a request.
struct Place {
    class: i64,
    off: Vec<Purpose>,
    taught: Option<Vec<String>>,
    children: Vec<Child>,
    by: i64,
    now: Millis,
    home: String,
}

/// Stores facts about the students of a class and takes facts back, each by itself: one that is refused keeps no other from
/// being stored. Outcomes come in the order of the wishes. [`Error::Forbidden`] unless the caller may note facts there,
/// [`Error::Invalid`] for more than [`LONGEST_BATCH`] wishes.
pub async fn apply(base: &Base, scope: &Scope, class: i64, wishes: Vec<Asked>) -> Result<Vec<Outcome>> {
    if wishes.len() > LONGEST_BATCH {
        return Err(Problem::new("records.batch_too_long").with("most", LONGEST_BATCH).into());
    }
    let (scope, now, home) = (scope.clone(), base.clock.now(), base.config.public_url());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let place = Place::look(conn, &scope, class, now, home).await?;
                let mut outcomes = Vec::new();
                for wish in wishes {
                    outcomes.push(match wish {
                        Asked::Note(noted) => place.note(conn, noted).await?,
                        Asked::TakeBack { id, target } => place.take_back(conn, id, target).await?,
                    });
                }
                Ok(outcomes)
            })
        })
        .await
}

impl Place {
    async fn look(conn: &mut Conn, scope: &Scope, class: i64, now: Millis, home: String) -> Result<Place> {
        permission::require_organisation(conn, scope, Action::Capture, class).await?;
        let school = organisation::above(conn, class, OrganisationKind::School).await?.ok_or(Error::NotFound)?;
        let off = purpose_switch::off(conn, school.id).await?;
        let taught = permission::subjects(conn, scope, class).await?;
        Ok(Place { class, off, taught, children: children(conn, class, &scope.today).await?, by: scope.person, now, home })
    }

    async fn note(&self, conn: &mut Conn, noted: Noted) -> Result<Outcome> {
        if let Some(known) = store::raw(conn, &noted.id.to_string()).await? {
            let mine = Event::read(&known).is_some_and(|e| e.by == self.by);
            return Ok(if mine { Outcome::Known } else { Outcome::Refused(Problem::new("records.identifier_taken")) });
        }
        match self.event(noted) {
            Err(problem) => Ok(Outcome::Refused(problem)),
            Ok(event) => {
                event::record(conn, &self.home, self.now, &[event]).await?;
                Ok(Outcome::Stored)
            }
        }
    }

    /// The event, or why it must not be stored.
    fn event(&self, noted: Noted) -> std::result::Result<Event, Problem> {
        let fact = Fact::of(&noted.fact).ok_or_else(|| Problem::new("records.fact_unknown"))?;
        let child = self.children.iter().find(|c| c.id == noted.person).ok_or_else(|| Problem::new("records.not_in_class"))?;
        let about = |problem: Problem| problem.with("name", &child.name);
        if self.off.contains(&fact.purpose()) {
            return Err(Problem::new("records.purpose_off"));
        }
        if child.refused.contains(&fact.purpose()) {
            return Err(about(Problem::new("records.purpose_refused")));
        }
        if self.taught.as_ref().is_some_and(|taught| !noted.subject.is_empty() && !taught.contains(&noted.subject)) {
            return Err(Problem::new("records.subject_not_taught"));
        }
        let at = noted.at.filter(|at| *at <= self.now + AHEAD).unwrap_or(self.now);
        if at < self.now - LATEST {
            return Err(about(Problem::new("records.noted_too_long_ago")).with("time", clock::local(at)));
        }
        let note = noted.note.trim();
        let event = Event {
            statement: noted.id,
            person: child.id,
            fact,
            class: self.class,
            subject: (!noted.subject.is_empty()).then_some(noted.subject),
            by: self.by,
            at,
            note: (!note.is_empty()).then(|| note.to_owned()),
        };
        event.check().map(|()| event)
    }

    async fn take_back(&self, conn: &mut Conn, id: Uuid, target: Uuid) -> Result<Outcome> {
        let raw = store::raw(conn, &target.to_string()).await?;
        let mine = raw.as_deref().and_then(Event::read).is_some_and(|e| e.by == self.by && e.class == self.class);
        if !mine {
            return Ok(Outcome::Refused(Problem::new("records.nothing_to_take_back")));
        }
        if store::raw(conn, &id.to_string()).await?.is_none() {
            event::append(conn, &self.home, self.now, &event::voiding(&self.home, id, target, self.by, self.now)).await?;
        }
        Ok(Outcome::TakenBack)
    }
}
