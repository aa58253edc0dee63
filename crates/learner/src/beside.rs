//! What of a learner stands beside the statements and goes with them: when the family has it erased, and when its time has
//! come. A table that is listed for one is listed for the other.

use crate::policy;
use crate::store::{companion, erasure, path, talent};
use base::{Conn, Millis, Result};
use records::erase;

/// Rows gone by table.
pub(crate) type Gone = [(&'static str, u64); 6];

/// Removes all of one person; `home` is the region's public address.
pub(crate) async fn remove(conn: &mut Conn, home: &str, person: i64) -> Result<Gone> {
    let (sittings, questions) = erasure::remove_beside(conn, person).await?;
    Ok([
        ("practice_session", sittings),
        ("estimate_question", questions),
        ("document", erase::erase_documents(conn, home, person).await?),
        ("path_wish", path::remove(conn, person).await?),
        ("help_shown", companion::remove(conn, person).await?),
        // What a teacher was reminded by was made of these records.
        ("invitation", talent::remove(conn, person).await?),
    ])
}

/// Removes what is older than an instant, of everybody; of sittings [`policy::ERASED_AT_ONCE`] at the most.
pub(crate) async fn remove_before(conn: &mut Conn, before: Millis) -> Result<Gone> {
    Ok([
        ("practice_session", erasure::remove_sittings_before(conn, before, policy::ERASED_AT_ONCE).await?),
        ("estimate_question", erasure::remove_questions_before(conn, before).await?),
        ("document", erase::erase_documents_before(conn, before).await?),
        ("path_wish", path::remove_before(conn, before).await?),
        ("help_shown", companion::remove_before(conn, before).await?),
        ("invitation", talent::remove_before(conn, before).await?),
    ])
}
