//! A document set on paper, away from the threads that answer requests.

use base::{Error, Problem, Result};
use typeset::{Document, Fonts};

/// The document as PDF. [`Error::Conflict`] with words for the reader when the machine has no Chinese font.
pub(super) async fn pdf(document: Document) -> Result<Vec<u8>> {
    let set = tokio::task::spawn_blocking(move || typeset::pdf(Fonts::of_machine()?, &document));
    match set.await.map_err(Error::internal)? {
        Ok(bytes) => Ok(bytes),
        Err(error @ typeset::Error::NoFont(_)) => {
            tracing::error!("{error}");
            Err(Error::Conflict(Problem::new("record.export_no_font")))
        }
        Err(error) => Err(Error::internal(error)),
    }
}
