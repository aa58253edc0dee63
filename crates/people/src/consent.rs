//! Consent by purpose. Under 14 the guardian's counts (《儿童个人信息网络保护规定》第九条; 《个人信息保护法》
//! 第三十一条), from 14 on the learner's own or the guardian's; a withdrawn consent stops processing.

use crate::permission::{self, Action, Scope};
use crate::store::consent as store;
use base::{Base, Conn, Date, Error, Millis, Problem, Result, audit};
use std::collections::HashSet;

pub use crate::purpose::Purpose;

/// Age from which a learner may consent for themself, in completed years.
pub const OWN_CONSENT_AGE: i64 = 14;

/// A decision about one purpose.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Decision {
    /// Code of the purpose.
    pub purpose: String,
    /// Given, or refused / withdrawn.
    pub given: bool,
    /// Name of who decided.
    pub decided_by: String,
    /// When.
    pub at: Millis,
}

/// Whether processing for this purpose may go on: the latest decision says so. Nobody's silence
/// counts as consent.
pub async fn holds(conn: &mut Conn, person: i64, purpose: Purpose) -> Result<bool> {
    store::latest(conn, person, purpose.code()).await.map(|given| given == Some(true))
}

/// [`Error::Conflict`] with words for the reader unless consent holds.
pub async fn require(conn: &mut Conn, person: i64, purpose: Purpose) -> Result<()> {
    match holds(conn, person, purpose).await? {
        true => Ok(()),
        false => Err(Error::Conflict(Problem::new("people.consent_missing"))),
    }
}

/// Which of these persons have agreed to which purposes, by their latest decisions.
pub async fn given(conn: &mut Conn, persons: &[i64]) -> Result<HashSet<(i64, Purpose)>> {
    let rows = store::given(conn, persons).await?;
    Ok(rows.into_iter().filter_map(|(person, purpose)| Some((person, Purpose::of(&purpose)?))).collect())
}

/// All decisions about a person, newest first.
pub async fn history(conn: &mut Conn, person: i64) -> Result<Vec<Decision>> {
    store::history(conn, person).await
}

/// [`Error::Forbidden`] unless the caller decides about a person's data: a guardian, or the person themself from
/// [`OWN_CONSENT_AGE`] on.
pub async fn require_decider(conn: &mut Conn, scope: &Scope, person: i64, today: Date) -> Result<()> {
    if scope.person != person {
        return permission::require_person(conn, scope, Action::DecideConsent, person).await;
    }
    let age = crate::person::get(conn, person).await?.age_on(today);
    if age.is_some_and(|a| a >= OWN_CONSENT_AGE) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Records a decision. The caller must be a guardian, or the person themself from
/// [`OWN_CONSENT_AGE`] on; anybody else is [`Error::Forbidden`].
pub async fn decide(base: &Base, scope: &Scope, person: i64, purpose: Purpose, given: bool) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                require_decider(conn, &scope, person, clock.today()).await?;
                store::insert(conn, &[person], purpose.code(), given, scope.person, clock.now()).await?;
                let action = if given { "consent.give" } else { "consent.withdraw" };
                let detail = serde_json::json!({ "purpose": purpose.code() });
                audit::record(conn, &clock, audit::Entry { actor: Some(scope.person), action, target: format!("person:{person}"), detail })
                    .await
            })
        })
        .await
}

/// Records consent collected on paper by the school, in bulk; who recorded it stands in the row.
pub async fn record_collected(conn: &mut Conn, now: Millis, people: &[i64], purpose: Purpose, recorded_by: i64) -> Result<()> {
    store::insert(conn, people, purpose.code(), true, recorded_by, now).await
}

/// The same for refusals on paper.
pub async fn record_refused(conn: &mut Conn, now: Millis, people: &[i64], purpose: Purpose, recorded_by: i64) -> Result<()> {
    store::insert(conn, people, purpose.code(), false, recorded_by, now).await
}

/// A student of a class, and what was decided for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// The student.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// The latest decision; `None` when there is none.
    pub given: Option<bool>,
}

/// How the students of a class stand for a purpose, by name. The caller must hold [`Action::RecordConsent`] there.
pub async fn of_class(conn: &mut Conn, scope: &Scope, class: i64, purpose: Purpose) -> Result<Vec<Standing>> {
    permission::require_organisation(conn, scope, Action::RecordConsent, class).await?;
    store::of_class(conn, class, purpose.code(), &scope.today).await
}

/// Records consent that the school holds on paper, for students of a class who have no decision yet. A refusal or
/// withdrawal stands until the family itself decides otherwise: [`Error::Conflict`].
pub async fn collect(base: &Base, scope: &Scope, class: i64, purpose: Purpose, people: &[i64]) -> Result<()> {
    if people.is_empty() {
        return Err(Error::invalid("people.nobody_chosen"));
    }
    let (clock, scope, people) = (base.clock.clone(), scope.clone(), people.to_vec());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let students = of_class(conn, &scope, class, purpose).await?;
                let mut undecided = Vec::new();
                for person in people {
                    let student = students.iter().find(|s| s.person == person).ok_or(Error::Forbidden)?;
                    match student.given {
                        None => undecided.push(person),
                        Some(true) => {}
                        Some(false) => return Err(Error::Conflict(Problem::new("people.consent_refused").with("name", &student.name))),
                    }
                }
                if undecided.is_empty() {
                    return Ok(());
                }
                record_collected(conn, clock.now(), &undecided, purpose, scope.person).await?;
                let detail = serde_json::json!({ "purpose": purpose.code(), "people": undecided });
                let target = format!("organisation:{class}");
                audit::record(conn, &clock, audit::Entry { actor: Some(scope.person), action: "consent.collect", target, detail }).await
            })
        })
        .await
}
