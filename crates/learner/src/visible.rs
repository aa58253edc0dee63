//! What of a learner a caller may see: all for the learner and their guardians; while consent holds, all
//! subjects for the class teacher, and those taught for a subject teacher.

use base::{Conn, Error, Result};
use people::consent::{self, Purpose};
use people::{Role, Scope, guardianship, permission, role};

/// [`Error::Conflict`] when the caller is neither the learner nor a guardian and consent does not hold: whoever
/// withdraws it keeps their own view and closes everybody else's.
pub async fn require(conn: &mut Conn, scope: &Scope, person: i64) -> Result<()> {
    if concerns(conn, scope, person).await? { Ok(()) } else { consent::require(conn, person, Purpose::Learning).await }
}

/// Codes of the visible subjects, `None` for all; [`Error::Conflict`] as [`require`] says. The caller has
/// checked that the learner as such may be seen.
pub async fn subjects(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Option<Vec<String>>> {
    if concerns(conn, scope, person).await? {
        return Ok(None);
    }
    consent::require(conn, person, Purpose::Learning).await?;
    let mut visible = Vec::new();
    for class in role::of_person(conn, person, &scope.today).await?.iter().filter(|a| a.role() == Some(Role::Student)) {
        match permission::subjects(conn, scope, class.org).await? {
            None => return Ok(None),
            Some(taught) => visible.extend(taught),
        }
    }
    Ok(Some(visible))
}

/// [`Error::Forbidden`] unless the subject is among the visible ones.
pub async fn require_subject(conn: &mut Conn, scope: &Scope, person: i64, subject: &str) -> Result<()> {
    match subjects(conn, scope, person).await? {
        Some(visible) if !visible.iter().any(|v| v == subject) => Err(Error::Forbidden),
        _ => Ok(()),
    }
}

/// Whether the caller is the learner or a guardian.
pub async fn concerns(conn: &mut Conn, scope: &Scope, person: i64) -> Result<bool> {
    Ok(scope.person == person || guardianship::children(conn, scope.person, &scope.today).await?.iter().any(|c| c.id == person))
}
