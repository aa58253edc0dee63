//! Files on their way from a check to being applied: taken from the form, read one at a time, kept
//! sealed and for their owner only.

use crate::{App, Visit};
use axum::extract::Multipart;
use base::{Error, Problem, Result, blob};
use tokio::sync::OwnedSemaphorePermit;

/// A file and the other fields of its form.
pub(crate) struct Upload {
    /// File name as the browser sent it; shown, never used as a path.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    fields: Vec<(String, String)>,
}

impl Upload {
    /// Reads the form. [`Error::Invalid`] when there is no file in it, or it is larger than the route takes.
    pub async fn read(mut form: Multipart) -> Result<Upload> {
        let mut upload = Upload { name: String::new(), bytes: Vec::new(), fields: Vec::new() };
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(file) = field.file_name().map(str::to_owned) {
                upload.name = file.chars().take(200).collect();
                upload.bytes = field.bytes().await.map_err(unreadable)?.to_vec();
            } else {
                upload.fields.push((name, field.text().await.map_err(unreadable)?));
            }
        }
        if upload.bytes.is_empty() { Err(Error::invalid("site.no_file")) } else { Ok(upload) }
    }

    /// A field's value; empty when the form has none of the name.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Error {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Error::invalid("site.file_too_large"),
        _ => Problem::new("site.file_unreadable").into(),
    }
}

/// The right to have a large file's content in memory; given back when it is dropped.
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Runs `work`, which reads a file, beside the threads that answer. A table may take some hundred
/// megabytes, so one is read at a time: hold the turn for as long as what was read.
pub(crate) async fn in_turn<T: Send + 'static>(app: &App, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<(T, Turn)> {
    let turn = Turn { _permit: app.reading.clone().acquire_owned().await.map_err(Error::internal)? };
    // The turn goes with the work, which goes on when the request is given up.
    tokio::task::spawn_blocking(move || work().map(|read| (read, turn))).await.map_err(Error::internal)?
}

/// A kept file's number and the proof that it is the caller's.
pub(crate) struct Kept {
    /// The file.
    pub blob: i64,
    /// Sent back by the form that applies it.
    pub token: String,
}

/// Keeps a checked file until it is applied.
pub(crate) async fn keep(visit: &Visit, upload: Upload) -> Result<Kept> {
    let base = &visit.app.base;
    let (seal, now) = (base.seal.clone(), base.clock.now());
    let blob = base
        .db
        .write(move |conn| {
            Box::pin(async move { blob::put(conn, &seal, now, &upload.name, "application/octet-stream", &upload.bytes).await })
        })
        .await?;
    Ok(Kept { blob, token: token(visit, blob) })
}

/// [`Error::NotFound`] unless the caller kept this file.
pub(crate) fn require_own(visit: &Visit, blob: i64, given: &str) -> Result<()> {
    if token(visit, blob) == given { Ok(()) } else { Err(Error::NotFound) }
}

fn token(visit: &Visit, blob: i64) -> String {
    visit.app.base.seal.index("upload", &format!("{}/{blob}", visit.scope.person))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_file_is_read_at_a_time() {
        for base in base::testing::bases(&[]).await {
            let app = App::new(base.base.clone());
            let (first, turn) = in_turn(&app, || Ok(1)).await.unwrap();
            let mut second = Box::pin(in_turn(&app, || Ok(2)));
            assert!(futures::poll!(second.as_mut()).is_pending(), "the first is still in memory");
            drop(turn);
            assert_eq!((first, second.await.unwrap().0), (1, 2));
            assert!(in_turn::<()>(&app, || Err(Error::NotFound)).await.is_err());
            assert_eq!(app.reading.available_permits(), 1, "a file that cannot be read gives its turn back");
        }
    }
}
