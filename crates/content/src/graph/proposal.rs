//! A change of a subject's graph on its way: drafted by one person, reviewed by a second, then published as a new version.

use super::check::Weight;
use super::outlook::foreign;
use super::snapshot::Change;
use super::version;
use crate::{Subject, graph, store};
use base::{Base, Conn, Error, Millis, Problem, Result, audit};
use people::permission::{self, Action, Scope};

pub use super::outlook::{Outlook, outlook};

/// Characters of a title at the most.
const LONGEST_TITLE: usize = 120;
/// Characters of a reason or an answer at the most.
const LONGEST_REASON: usize = 2_000;
/// Changes in a proposal at the most: more than a reviewer can look through.
const MOST_CHANGES: usize = 5_000;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its author works on it.
    Draft,
    /// It waits for a second person.
    Submitted,
    /// It became a version.
    Published,
    /// Its author gave it up.
    Withdrawn,
}

impl State {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Published => "published",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state of a word.
    pub(crate) fn parse(word: &str) -> Option<State> {
        [State::Draft, State::Submitted, State::Published, State::Withdrawn].into_iter().find(|s| s.code() == word)
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> std::borrow::Cow<'static, str> {
        base::message::get(
            lang,
            match self {
                State::Draft => "graph.state_draft",
                State::Submitted => "graph.state_submitted",
                State::Published => "graph.state_published",
                State::Withdrawn => "graph.state_withdrawn",
            },
        )
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Identifier.
    pub id: i64,
    /// The subject whose graph it changes.
    pub subject: Subject,
    /// What it is about.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// Who drafted it.
    pub author: i64,
    /// When it was begun.
    pub made: Millis,
    /// The version of the graph that its author has seen.
    pub based_on: i64,
    /// What it changes, in order.
    pub changes: Vec<Change>,
    /// Who decided, or gave it back.
    pub reviewer: Option<i64>,
    /// When.
    pub decided: Option<Millis>,
    /// What the reviewer said.
    pub answer: String,
}

/// [`Error::Forbidden`] unless the caller edits the graph: it belongs to the whole region.
pub async fn may_edit(conn: &mut Conn, scope: &Scope) -> Result<()> {
    let region = people::organisation::root(conn).await?.ok_or(Error::Forbidden)?;
    permission::require_organisation(conn, scope, Action::ManageItems, region.id).await
}

/// The proposals of a subject, newest first.
pub async fn list(conn: &mut Conn, scope: &Scope, subject: Subject) -> Result<Vec<Proposal>> {
    may_edit(conn, scope).await?;
    store::graph_proposal::list(conn, subject).await
}

/// Proposals that wait for the caller: submitted by somebody else.
pub async fn waiting(conn: &mut Conn, scope: &Scope) -> Result<Vec<Proposal>> {
    may_edit(conn, scope).await?;
    let mut all = store::graph_proposal::submitted(conn).await?;
    all.retain(|p| p.author != scope.person);
    Ok(all)
}

/// A proposal.
pub async fn get(conn: &mut Conn, scope: &Scope, id: i64) -> Result<Proposal> {
    may_edit(conn, scope).await?;
    store::graph_proposal::get(conn, id).await
}

/// Begins a draft; gives its identifier.
pub async fn begin(base: &Base, scope: &Scope, subject: Subject, title: &str, reason: &str, changes: Vec<Change>) -> Result<i64> {
    let mut problems = Vec::new();
    if title.trim().is_empty() || title.chars().count() > LONGEST_TITLE {
        problems.push(Problem::new("graph.bad_title").with("most", LONGEST_TITLE));
    }
    if reason.chars().count() > LONGEST_REASON {
        problems.push(Problem::new("content.text_too_long").with("most", LONGEST_REASON));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (scope, now, id) = (scope.clone(), base.clock.now(), base::id::next());
    let (title, reason) = (title.trim().to_owned(), reason.trim().to_owned());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                may_edit(conn, &scope).await?;
                let mut proposal = Proposal {
                    id,
                    subject,
                    title,
                    reason,
                    state: State::Draft,
                    author: scope.person,
                    made: now,
                    based_on: store::graph_version::newest(conn, subject).await?,
                    changes: Vec::new(),
                    reviewer: None,
                    decided: None,
                    answer: String::new(),
                };
                merge(conn, &mut proposal, changes).await?;
                store::graph_proposal::add(conn, &proposal).await?;
                Ok(id)
            })
        })
        .await
}

/// Begins a draft that leads back to an earlier version.
pub async fn begin_return(base: &Base, scope: &Scope, subject: Subject, number: i64, title: &str) -> Result<i64> {
    let mut conn = base.db.read().await?;
    may_edit(&mut conn, scope).await?;
    let (_, then) = version::get(&mut conn, subject, number).await?;
    let now = graph::snapshot(&mut conn).await?.of_subject(subject);
    drop(conn);
    begin(base, scope, subject, title, "", now.changes_to(&then)).await
}

/// Adds changes to the caller's draft; one of the same point or edge takes the place of the earlier one.
pub async fn add(base: &Base, scope: &Scope, id: i64, changes: Vec<Change>) -> Result<()> {
    edit(base, scope, id, move |conn, proposal| Box::pin(async move { merge(conn, proposal, changes).await })).await
}

/// Takes a change out of the caller's draft, by its place.
pub async fn leave_out(base: &Base, scope: &Scope, id: i64, at: usize) -> Result<()> {
    edit(base, scope, id, move |_, proposal| {
        Box::pin(async move {
            if at >= proposal.changes.len() {
                return Err(Error::NotFound);
            }
            proposal.changes.remove(at);
            Ok(())
        })
    })
    .await
}

/// Hands the caller's draft to a second person. [`Error::Invalid`] with everything that is wrong with it.
pub async fn submit(base: &Base, scope: &Scope, id: i64) -> Result<()> {
    edit(base, scope, id, |conn, proposal| {
        Box::pin(async move {
            if proposal.changes.is_empty() {
                return Err(Error::invalid("graph.no_changes"));
            }
            let outlook = outlook(conn, proposal).await?;
            if !outlook.problems.is_empty() {
                return Err(Error::Invalid(outlook.problems));
            }
            proposal.based_on = store::graph_version::newest(conn, proposal.subject).await?;
            proposal.state = State::Submitted;
            Ok(())
        })
    })
    .await
}

/// Gives the caller's own proposal up, or takes it back.
pub async fn withdraw(base: &Base, scope: &Scope, id: i64) -> Result<()> {
    let now = base.clock.now();
    decide(base, scope, id, "knowledge.withdraw", move |proposal, caller| {
        if proposal.author != caller {
            return Err(Error::Forbidden);
        }
        if !matches!(proposal.state, State::Draft | State::Submitted) {
            return Err(closed());
        }
        (proposal.state, proposal.decided) = (State::Withdrawn, Some(now));
        Ok(())
    })
    .await
}

/// Gives somebody else's proposal back to be worked on, with what is to be done.
pub async fn give_back(base: &Base, scope: &Scope, id: i64, answer: &str) -> Result<()> {
    let (answer, now) = (answer.trim().to_owned(), base.clock.now());
    if answer.is_empty() || answer.chars().count() > LONGEST_REASON {
        return Err(Problem::new("graph.no_answer").with("most", LONGEST_REASON).into());
    }
    decide(base, scope, id, "knowledge.give_back", move |proposal, caller| {
        second_person(proposal, caller)?;
        (proposal.state, proposal.reviewer, proposal.decided, proposal.answer) = (State::Draft, Some(caller), Some(now), answer);
        Ok(())
    })
    .await
}

/// Publishes somebody else's proposal as a new version, checked once more; gives the versions it made.
/// [`Error::Conflict`] when one of its points or edges was changed by somebody else since it was submitted.
pub async fn publish(base: &Base, scope: &Scope, id: i64) -> Result<Vec<(Subject, i64)>> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                may_edit(conn, &scope).await?;
                let mut proposal = store::graph_proposal::get(conn, id).await?;
                second_person(&proposal, scope.person)?;
                let outlook = outlook(conn, &proposal).await?;
                if let Some(code) = outlook.moved.first() {
                    return Err(Error::Conflict(Problem::new("graph.moved_on").with("code", code)));
                }
                if !outlook.problems.is_empty() {
                    return Err(Error::Invalid(outlook.problems));
                }
                let (now, reviewer) = (clock.now(), Some(scope.person));
                let origin = version::Origin { title: &proposal.title, proposal: Some(id), author: Some(proposal.author), reviewer };
                let (_, versions) = graph::publish(conn, now, &proposal.changes, Weight::Orphan, origin).await?;
                (proposal.state, proposal.reviewer, proposal.decided) = (State::Published, reviewer, Some(now));
                save(conn, &proposal, State::Submitted).await?;
                let told: Vec<_> = versions.iter().map(|(s, n)| format!("{} {n}", s.code())).collect();
                note(conn, &clock, &scope, "knowledge.publish", &proposal, serde_json::json!({ "versions": told })).await?;
                Ok(versions)
            })
        })
        .await
}

async fn merge(conn: &mut Conn, proposal: &mut Proposal, changes: Vec<Change>) -> Result<()> {
    for change in changes {
        let target = change.target();
        proposal.changes.retain(|c| c.target() != target);
        proposal.changes.push(change);
    }
    if proposal.changes.len() > MOST_CHANGES {
        return Err(Problem::new("graph.too_many_changes").with("most", MOST_CHANGES).into());
    }
    let problems = foreign(proposal, &graph::snapshot(conn).await?);
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

type Editing<'c> = futures::future::BoxFuture<'c, Result<()>>;

/// Works on the caller's own draft.
async fn edit<F>(base: &Base, scope: &Scope, id: i64, work: F) -> Result<()>
where
    F: for<'c> FnOnce(&'c mut Conn, &'c mut Proposal) -> Editing<'c> + Send + 'static,
{
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                may_edit(conn, &scope).await?;
                let mut proposal = store::graph_proposal::get(conn, id).await?;
                if proposal.author != scope.person {
                    return Err(Error::Forbidden);
                }
                if proposal.state != State::Draft {
                    return Err(closed());
                }
                work(conn, &mut proposal).await?;
                save(conn, &proposal, State::Draft).await?;
                if proposal.state == State::Submitted {
                    note(conn, &clock, &scope, "knowledge.submit", &proposal, serde_json::json!({})).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Changes where a proposal stands, and puts it on record.
async fn decide(
    base: &Base,
    scope: &Scope,
    id: i64,
    action: &'static str,
    work: impl FnOnce(&mut Proposal, i64) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                may_edit(conn, &scope).await?;
                let mut proposal = store::graph_proposal::get(conn, id).await?;
                let from = proposal.state;
                work(&mut proposal, scope.person)?;
                save(conn, &proposal, from).await?;
                note(conn, &clock, &scope, action, &proposal, serde_json::json!({})).await
            })
        })
        .await
}

/// Writes a proposal that stood at `from`; [`Error::Conflict`] when somebody was quicker.
async fn save(conn: &mut Conn, proposal: &Proposal, from: State) -> Result<()> {
    if store::graph_proposal::change(conn, proposal, from).await? { Ok(()) } else { Err(closed()) }
}

fn second_person(proposal: &Proposal, caller: i64) -> Result<()> {
    if proposal.state != State::Submitted {
        return Err(closed());
    }
    if proposal.author == caller { Err(Error::invalid("graph.own_proposal")) } else { Ok(()) }
}

fn closed() -> Error {
    Error::Conflict(Problem::new("graph.not_open"))
}

async fn note(
    conn: &mut Conn,
    clock: &base::Clock,
    scope: &Scope,
    action: &str,
    proposal: &Proposal,
    mut detail: serde_json::Value,
) -> Result<()> {
    detail["subject"] = proposal.subject.code().into();
    detail["changes"] = proposal.changes.len().into();
    let target = format!("graph_proposal:{}", proposal.id);
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target, detail }).await
}
