//! To whom a learner's record speaks: the same facts in other words.

use base::{Conn, Result};
use people::{Scope, guardianship};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The learner: words, no numbers.
    Learner,
    /// A guardian: words, no numbers.
    Family,
    /// A teacher: words and numbers.
    Teacher,
}

impl Voice {
    /// The voice for a reader whom the route has admitted to this learner.
    pub(super) async fn of(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Voice> {
        if scope.person == person {
            return Ok(Voice::Learner);
        }
        let children = guardianship::children(conn, scope.person, &scope.today).await?;
        Ok(if children.iter().any(|c| c.id == person) { Voice::Family } else { Voice::Teacher })
    }

    /// Whether the reader may question what is said.
    pub(super) fn may_question(self) -> bool {
        self != Voice::Teacher
    }
}
