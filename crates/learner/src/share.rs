//! Shares: a learner from 14 on, or a guardian, shows one entry or some days of the timeline to a person of the school, or to
//! whoever is given a link. Each opening is kept in the learner's access log.

use crate::policy;
use crate::store::share::{self as store, New};
use base::{Base, Conn, Date, Error, Millis, Problem, Result, audit, clock};
use people::access_log::{self, Viewer};
use people::{Action, Scope, consent, permission, person};
use records::{Moment, Told};
use uuid::Uuid;

/// The page's name in the access log.
pub const PAGE: &str = "/shared";

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// One entry.
    Entry(Uuid),
    /// The entries of these days, both included.
    Days {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// A person of the school.
    Person(i64),
    /// Whoever has the link.
    Link,
}

/// A share.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Share {
    /// Identifier.
    pub id: i64,
    /// Whose record.
    pub learner: i64,
    /// Their name.
    pub learner_name: String,
    /// The one entry's statement.
    pub statement: Option<String>,
    /// Else the first day, `YYYY-MM-DD`.
    pub from_day: Option<String>,
    /// And the last.
    pub to_day: Option<String>,
    /// The person it is shown to; `None` for a link.
    pub recipient: Option<i64>,
    /// Their name.
    pub recipient_name: Option<String>,
    /// Name of who shared it.
    pub created_by: String,
    /// When.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// When it was taken back.
    pub revoked_at: Option<Millis>,
}

impl Share {
    /// Whether it can be opened at an instant.
    pub fn holds(&self, now: Millis) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// What is shown.
    pub fn part(&self) -> Result<Part> {
        let day = |text: &Option<String>| text.as_deref().and_then(|t| t.parse().ok());
        match (&self.statement, day(&self.from_day), day(&self.to_day)) {
            (Some(id), _, _) => Uuid::parse_str(id).map(Part::Entry).map_err(Error::internal),
            (None, Some(from), Some(to)) => Ok(Part::Days { from, to }),
            _ => Err(Error::internal(format!("share {} shows nothing", self.id))),
        }
    }
}

/// Somebody at the learner's school to whom something can be shown.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// The person.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Code of a role.
    pub role: String,
    /// Where it is held.
    pub org_name: String,
}

/// What came of sharing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Identifier.
    pub id: i64,
    /// The link's token, told this once.
    pub token: Option<String>,
}

/// Shares a part of the record for some days. [`Error::Forbidden`] unless the caller is a guardian, or the learner and 14 or
/// older; [`Error::Invalid`] when the days are beyond [`policy::LONGEST_LINK_DAYS`] or [`policy::LONGEST_SHARE_DAYS`], or the person is
/// not of the school; [`Error::NotFound`] when there is no such entry.
pub async fn create(base: &Base, scope: &Scope, learner: i64, part: Part, with: With, days: i64) -> Result<Created> {
    let most = if with == With::Link { policy::LONGEST_LINK_DAYS } else { policy::LONGEST_SHARE_DAYS };
    if !(1..=most).contains(&days) {
        return Err(Error::from(Problem::new("learner.share_days").with("most", most)));
    }
    if matches!(part, Part::Days { from, to } if to < from) {
        return Err(Error::invalid("learner.share_period"));
    }
    let token = match with {
        With::Link => Some(new_token()),
        With::Person(_) => None,
    };
    let (clock, scope, told) = (base.clock.clone(), scope.clone(), token.clone());
    let id = base
        .db
        .write(move |conn| {
            Box::pin(async move {
                require(conn, &scope, learner, clock.today()).await?;
                if let Part::Entry(id) = part {
                    records::told(conn, learner, id).await?.ok_or(Error::NotFound)?;
                }
                if let With::Person(recipient) = with
                    && !store::candidates(conn, learner, &scope.today).await?.iter().any(|c| c.id == recipient)
                {
                    return Err(Error::invalid("learner.share_recipient"));
                }
                let (id, at) = (base::id::next(), clock.now());
                let hash = token.as_deref().map(base::seal::sha256);
                let (statement, from_day, to_day) = match &part {
                    Part::Entry(id) => (Some(id.to_string()), None, None),
                    Part::Days { from, to } => (None, Some(from.to_string()), Some(to.to_string())),
                };
                let recipient = match with {
                    With::Person(recipient) => Some(recipient),
                    With::Link => None,
                };
                let new = New {
                    id,
                    learner,
                    statement,
                    from_day,
                    to_day,
                    recipient,
                    token_hash: hash.as_deref(),
                    created_by: scope.person,
                    at,
                    expires_at: at + days * 86_400_000,
                };
                store::insert(conn, &new).await?;
                note(conn, &clock, &scope, "student_record.share", id, learner).await?;
                Ok(id)
            })
        })
        .await?;
    Ok(Created { id, token: told })
}

/// Takes a share back at once. [`Error::NotFound`] when there is none that holds.
pub async fn revoke(base: &Base, scope: &Scope, learner: i64, id: i64) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                require(conn, &scope, learner, clock.today()).await?;
                if !store::revoke(conn, learner, id, clock.now()).await? {
                    return Err(Error::NotFound);
                }
                note(conn, &clock, &scope, "student_record.share_revoke", id, learner).await
            })
        })
        .await
}

/// Whether the caller may share this learner's record: a guardian, or the learner from 14 on.
pub async fn may(conn: &mut Conn, scope: &Scope, learner: i64, today: Date) -> Result<bool> {
    if permission::require_person(conn, scope, Action::ShareRecord, learner).await.is_err() {
        return Ok(false);
    }
    let of_age = |age: Option<i64>| age.is_some_and(|a| a >= consent::OWN_CONSENT_AGE);
    Ok(scope.person != learner || of_age(person::get(conn, learner).await?.age_on(today)))
}

async fn require(conn: &mut Conn, scope: &Scope, learner: i64, today: Date) -> Result<()> {
    if may(conn, scope, learner, today).await? { Ok(()) } else { Err(Error::Forbidden) }
}

/// The shares of a learner's record, newest first: for the learner and the family.
pub async fn of_learner(conn: &mut Conn, scope: &Scope, learner: i64) -> Result<Vec<Share>> {
    permission::require_person(conn, scope, Action::ShareRecord, learner).await?;
    store::of_learner(conn, learner).await
}

/// Who of the learner's school it can be shown to.
pub async fn candidates(conn: &mut Conn, scope: &Scope, learner: i64) -> Result<Vec<Candidate>> {
    permission::require_person(conn, scope, Action::ShareRecord, learner).await?;
    let mut found = store::candidates(conn, learner, &scope.today).await?;
    // A teacher of several classes once.
    found.dedup_by_key(|c| c.id);
    Ok(found)
}

/// What others show to the caller today.
pub async fn given_to(conn: &mut Conn, scope: &Scope, now: Millis) -> Result<Vec<Share>> {
    store::given_to(conn, scope.person, now).await
}

/// A share opened: it and its entries, newest first, [`policy::SHARED_ENTRIES`] at the most. The look is kept before
/// anything is given. [`Error::NotFound`] unless it is shown to the caller and holds.
pub async fn open(base: &Base, scope: &Scope, id: i64) -> Result<(Share, Vec<Told>)> {
    let share = store::get(&mut base.db.read().await?, id).await?;
    let share = share.filter(|s| s.recipient == Some(scope.person)).ok_or(Error::NotFound)?;
    opened(base, &Viewer::Invited(scope.clone()), share).await
}

/// The same for whoever has the link's token.
pub async fn open_link(base: &Base, token: &str) -> Result<(Share, Vec<Told>)> {
    let share = store::by_token(&mut base.db.read().await?, &base::seal::sha256(token)).await?.ok_or(Error::NotFound)?;
    let viewer = Viewer::Link(share.id);
    opened(base, &viewer, share).await
}

async fn opened(base: &Base, viewer: &Viewer, share: Share) -> Result<(Share, Vec<Told>)> {
    if !share.holds(base.clock.now()) {
        return Err(Error::NotFound);
    }
    access_log::note(base, viewer, share.learner, PAGE).await?;
    let conn = &mut base.db.read().await?;
    let mut entries = match share.part()? {
        Part::Entry(id) => records::told(conn, share.learner, id).await?.into_iter().collect(),
        Part::Days { from, to } => {
            let span = (clock::start_of(from), to.tomorrow().map_or(Millis::MAX, clock::start_of));
            records::timeline(conn, share.learner, span, Moment::END, policy::SHARED_ENTRIES).await?
        }
    };
    entries.retain(|told| !told.kept.voided);
    Ok((share, entries))
}

/// 244 random bits.
fn new_token() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

async fn note(conn: &mut Conn, clock: &base::Clock, scope: &Scope, action: &'static str, id: i64, learner: i64) -> Result<()> {
    let detail = serde_json::json!({ "share": id });
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target: format!("person:{learner}"), detail }).await
}
