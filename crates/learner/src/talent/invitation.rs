//! Invitations, and coming along unasked.

use super::{Evidence, Opportunity, record, reminders};
use crate::store::talent as store;
use crate::{place, policy, visible};
use base::{Base, Conn, Error, Millis, Problem, Result};
use people::{Action, Role, Scope, guardianship, permission, role};

/// An invitation to one child, or a child that asked to come along.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    /// Identifier.
    pub id: i64,
    /// The opportunity.
    pub opportunity: i64,
    /// The child.
    pub person: i64,
    evidence: String,
    /// What the teacher wrote to it; empty when nothing.
    pub words: String,
    /// Name of who invited; of who asked, where nobody had.
    pub invited_by: String,
    /// When.
    pub invited_at: Millis,
    asked: bool,
    answer: Option<String>,
    answered_by: Option<i64>,
    /// When it was answered.
    pub answered_at: Option<Millis>,
}

const ACCEPTED: &str = "accepted";
const DECLINED: &str = "declined";

impl Invitation {
    /// The facts for which a teacher thought of the child; none when the family came by itself.
    pub fn evidence(&self) -> Result<Vec<Evidence>> {
        Ok(serde_json::from_str(&self.evidence)?)
    }

    /// Whether the family came by itself.
    pub fn is_asked(&self) -> bool {
        self.asked
    }

    /// Whether the child comes; `None` while nobody has said.
    pub fn comes(&self) -> Option<bool> {
        self.answer.as_deref().map(|answer| answer == ACCEPTED)
    }
}

/// An opportunity as a child's family sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The opportunity.
    pub opportunity: Opportunity,
    /// The invitation, if there is one.
    pub invitation: Option<Invitation>,
}

/// Everything that is offered to a child, invited or not, newest first: the same for all children of the grade. For the child and
/// its family.
pub async fn open_to(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Vec<Open>> {
    permission::require_person(conn, scope, Action::QuestionEstimate, person).await?;
    let grade = place::of(conn, scope, person).await?.map(|place| place.grade);
    let mut invitations = store::of_person(conn, person).await?;
    let mut open: Vec<Open> = Vec::new();
    for class in role::of_person(conn, person, &scope.today).await?.iter().filter(|a| a.role() == Some(Role::Student)) {
        for opportunity in store::above(conn, class.org, &scope.today).await? {
            let known = open.iter().any(|o| o.opportunity.id == opportunity.id);
            if !known && grade.is_none_or(|grade| opportunity.is_for(grade)) {
                let at = invitations.iter().position(|i| i.opportunity == opportunity.id);
                open.push(Open { opportunity, invitation: at.map(|at| invitations.remove(at)) });
            }
        }
    }
    Ok(open)
}

/// Who of a class was invited to something, or asked to come along. [`Error::Forbidden`] unless the caller may see the class.
pub async fn invited(conn: &mut Conn, scope: &Scope, class: i64, opportunity: i64) -> Result<Vec<Invitation>> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    store::of_class(conn, class, opportunity, &scope.today).await
}

/// Invites a child of a class, with the facts that remind of it today. [`Error::Forbidden`] unless the caller teaches the class,
/// [`Error::Conflict`] without consent or when the child has been invited, [`Error::NotFound`] for what is not offered to it.
pub async fn invite(base: &Base, scope: &Scope, class: i64, opportunity: i64, person: i64, words: &str) -> Result<()> {
    let words = words.trim().to_owned();
    if words.chars().count() > policy::LONGEST_WORDS {
        return Err(Error::from(Problem::new("learner.question_too_long").with("most", policy::LONGEST_WORDS)));
    }
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::AnswerQuestion, person).await?;
                visible::require(conn, &scope, person).await?;
                let about = fits(conn, &scope, opportunity, person).await?;
                let reminded = reminders(conn, &scope, &clock, class, about.subject).await?;
                let evidence = reminded.into_iter().find(|r| r.student.id == person).map(|r| r.evidence).unwrap_or_default();
                let new = store::New {
                    id: base::id::next(),
                    opportunity,
                    person,
                    evidence: &serde_json::to_string(&evidence)?,
                    words: &words,
                    by: scope.person,
                    at: clock.now(),
                    answer: None,
                };
                if !store::invite(conn, &new).await? {
                    return Err(Error::Conflict(Problem::new("talent.invited_already")));
                }
                record(conn, &clock, &scope, "talent.invite", format!("invitation:{}", new.id)).await
            })
        })
        .await
}

/// Asks to come along, without having been invited: open to everybody of the grade. For the child and its family.
pub async fn join(base: &Base, scope: &Scope, opportunity: i64, person: i64) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::QuestionEstimate, person).await?;
                fits(conn, &scope, opportunity, person).await?;
                let new = store::New {
                    id: base::id::next(),
                    opportunity,
                    person,
                    evidence: "[]",
                    words: "",
                    by: scope.person,
                    at: clock.now(),
                    answer: Some(ACCEPTED),
                };
                if !store::invite(conn, &new).await? {
                    return Err(Error::Conflict(Problem::new("talent.invited_already")));
                }
                record(conn, &clock, &scope, "talent.join", format!("invitation:{}", new.id)).await
            })
        })
        .await
}

/// Says whether the child comes. A guardian's word stands: the child cannot change it; before the last day the family may.
pub async fn answer(base: &Base, scope: &Scope, person: i64, invitation: i64, comes: bool) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::QuestionEstimate, person).await?;
                let known = store::lock(conn, invitation, person).await?;
                if store::get(conn, known.opportunity).await?.until.to_string() < scope.today {
                    return Err(Error::Conflict(Problem::new("talent.too_late")));
                }
                if let Some(by) = known.answered_by.filter(|by| *by != scope.person && scope.person == person)
                    && guardianship::children(conn, by, &scope.today).await?.iter().any(|child| child.id == person)
                {
                    return Err(Error::Conflict(Problem::new("talent.guardian_has_said")));
                }
                store::answer(conn, invitation, if comes { ACCEPTED } else { DECLINED }, scope.person, clock.now()).await?;
                record(conn, &clock, &scope, "talent.answer", format!("invitation:{invitation}")).await
            })
        })
        .await
}

/// The opportunity, if it is offered to the child's class and grade and may still be answered.
async fn fits(conn: &mut Conn, scope: &Scope, opportunity: i64, person: i64) -> Result<Opportunity> {
    if !store::reaches(conn, opportunity, person, &scope.today).await? {
        return Err(Error::NotFound);
    }
    let about = store::get(conn, opportunity).await?;
    match place::of(conn, scope, person).await? {
        Some(place) if !about.is_for(place.grade) => Err(Error::NotFound),
        _ => Ok(about),
    }
}
