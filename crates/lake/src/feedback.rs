//! What readers of open data write back; nobody is asked who they are.

use crate::store::feedback as store;
use crate::{dataset, policy};
use base::{Base, Conn, Error, Millis, Problem, Result};
use people::Scope;

/// A day in milliseconds.
const DAY: Millis = 86_400_000;

/// One reader's words.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Feedback {
    /// The words.
    pub words: String,
    /// When.
    pub at: Millis,
}

/// Takes words about an open data set. [`Error::Invalid`] when they are blank or too long, [`Error::Conflict`] when the data set has had
/// [`policy::FEEDBACK_A_DAY`] already, [`Error::NotFound`] when it is not open.
pub async fn give(base: &Base, code: &str, words: &str) -> Result<()> {
    let words = words.trim().to_owned();
    if words.is_empty() || words.chars().count() > policy::LONGEST_WORDS {
        return Err(Problem::new("open.feedback_length").with("most", policy::LONGEST_WORDS).into());
    }
    let (code, now) = (code.to_owned(), base.clock.now());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let (dataset, _) = dataset::open(conn, &code).await?;
                if store::since(conn, dataset.id, now - DAY).await? >= policy::FEEDBACK_A_DAY {
                    return Err(Error::Conflict(Problem::new("open.feedback_full")));
                }
                store::insert(conn, dataset.id, &words, now).await
            })
        })
        .await
}

/// The latest feedback on a data set, newest first. [`Error::Forbidden`] unless the caller may prepare releases.
pub async fn latest(conn: &mut Conn, scope: &Scope, dataset: i64, limit: i64) -> Result<Vec<Feedback>> {
    dataset::require(conn, scope).await?;
    store::latest(conn, dataset, limit).await
}
