//! Which subjects of a learner a caller may see: all for the learner and their guardians, all for
//! the class teacher, those taught for a subject teacher.

use base::{Conn, Error, Result};
use people::{Role, Scope, guardianship, permission, role};

/// Codes of the visible subjects, `None` for all. The caller has checked that the learner as such
/// may be seen.
pub async fn subjects(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Option<Vec<String>>> {
    if scope.person == person || guardianship::children(conn, scope.person, &scope.today).await?.iter().any(|c| c.id == person) {
        return Ok(None);
    }
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
