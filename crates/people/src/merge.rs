//! Two records that are one person: when they may be merged, and what moves.

use crate::life::Line;
use crate::permission::{self, Action, Scope};
use crate::store::{life, merge as store};
use base::{Conn, Error, Result};

/// A role that holds today or later.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Held {
    pub id: i64,
    pub role: String,
    pub org: i64,
    pub subject: Option<String>,
    pub starts: String,
    pub ends: Option<String>,
}

impl Held {
    fn is_same_role(&self, other: &Held) -> bool {
        (&self.role, self.org, &self.subject) == (&other.role, other.org, &other.subject)
    }

    /// Makes it hold for the time of both.
    fn extend(&mut self, other: Held) {
        self.starts = self.starts.clone().min(other.starts);
        self.ends = self.ends.take().zip(other.ends).map(|(a, b)| a.max(b));
    }
}

/// What a merge would do; the errors are its reasons not to.
pub(crate) async fn preview(conn: &mut Conn, scope: &Scope, keep: i64, duplicate: i64) -> Result<Vec<Line>> {
    if keep == duplicate {
        return Err(Error::invalid("people.same_record"));
    }
    permission::require_person(conn, scope, Action::ManageRoster, keep).await?;
    permission::require_person(conn, scope, Action::ManageRoster, duplicate).await?;
    if [keep, duplicate].contains(&scope.person) {
        return Err(Error::invalid("people.own_record"));
    }
    // The one record gets every place and child of the other: nobody hands out more than they manage.
    if store::reaches_beyond(conn, scope, keep, duplicate).await? {
        return Err(Error::invalid("people.merge_beyond_reach"));
    }
    let (a, b) = (crate::person::get(conn, keep).await?, crate::person::get(conn, duplicate).await?);
    if a.status == "merged" || b.status == "merged" {
        return Err(Error::invalid("people.already_merged"));
    }
    if a.name != b.name {
        return Err(Error::invalid("people.names_differ"));
    }
    // Two dates of birth or two different numbers are two people; so are a child and its guardian.
    if a.birth.is_some() && b.birth.is_some() && a.birth != b.birth
        || store::numbers_differ(conn, keep, duplicate).await?
        || store::related(conn, keep, duplicate).await?
    {
        return Err(Error::invalid("people.not_the_same_person"));
    }
    let places = life::classes_of(conn, duplicate, &scope.today).await?;
    let places: Vec<String> = places.into_iter().map(|(_, name)| name).collect();
    Ok(vec![Line { subject: b.name, before: places.join(", "), after: a.name }])
}

/// The duplicate's places, children, guardians and decisions become the other's; its account and numbers
/// move where the other has none. The record itself stays, as an alias.
pub(crate) async fn apply(conn: &mut Conn, scope: &Scope, keep: i64, duplicate: i64) -> Result<()> {
    let mut kept = store::held(conn, keep, &scope.today).await?;
    for role in store::held(conn, duplicate, &scope.today).await? {
        if let Some(same) = kept.iter_mut().find(|k| k.is_same_role(&role)) {
            let other = role.id;
            same.extend(role);
            store::unite(conn, same, other).await?;
        }
    }
    store::move_roles(conn, keep, duplicate).await?;
    store::move_guardianships(conn, keep, duplicate).await?;
    store::move_consents(conn, keep, duplicate).await?;
    crate::store::access_log::reassign(conn, duplicate, keep).await?;
    store::move_numbers(conn, keep, duplicate).await?;
    store::move_account(conn, keep, duplicate).await?;
    crate::session::end_all(conn, duplicate, None).await
}
