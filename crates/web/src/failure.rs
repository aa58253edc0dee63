//! Errors as answers: a status, and a page that says what is wrong and what to do.

use crate::Reader;
use crate::look;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Error, t};
use maud::html;

/// An error on its way out of a handler, with how to write for the reader. Boxed: it is the rare case.
pub struct Failure(Box<(Error, Reader)>);

impl Failure {
    /// An error for a reader.
    pub fn new(error: Error, reader: Reader) -> Self {
        Failure(Box::new((error, reader)))
    }
}

/// What handlers give: an answer or a [`Failure`].
pub type Answer<T = maud::Markup> = Result<T, Failure>;

/// Attaches the reader to an error, so that `?` can carry it out of a handler.
pub trait Told<T> {
    /// The same result, ready for `?` in a handler.
    fn told(self, reader: &Reader) -> Result<T, Failure>;
}

impl<T> Told<T> for base::Result<T> {
    fn told(self, reader: &Reader) -> Result<T, Failure> {
        self.map_err(|e| Failure::new(e, reader.clone()))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (error, reader) = *self.0;
        respond(error, &reader)
    }
}

/// The status an error is answered with.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Unauthorized => StatusCode::UNAUTHORIZED,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) | Error::Cancelled => StatusCode::CONFLICT,
        Error::Database(_) | Error::Migrate(_) | Error::Io(_) | Error::Json(_) | Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The page for an error.
pub(crate) fn respond(error: Error, reader: &Reader) -> Response {
    let (status, lang) = (status(&error), reader.lang);
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        // The path alone: a query may hold what was searched for.
        tracing::error!("{}: {error}", reader.path.split('?').next().unwrap_or_default());
    }
    if status == StatusCode::UNAUTHORIZED {
        // The sign-in page is the answer: it leads on to what was wanted.
        return (status, crate::public::sign_in::page(reader, &reader.returns, None, "")).into_response();
    }
    let (title, advice) = match status {
        StatusCode::NOT_FOUND => (t!(lang, "site.not_found"), t!(lang, "site.not_found_advice")),
        StatusCode::FORBIDDEN => (t!(lang, "site.forbidden"), t!(lang, "site.forbidden_advice")),
        StatusCode::UNPROCESSABLE_ENTITY => (t!(lang, "site.invalid"), t!(lang, "site.invalid_advice")),
        StatusCode::CONFLICT => (t!(lang, "site.conflict"), t!(lang, "site.conflict_advice")),
        _ => (t!(lang, "site.broken"), t!(lang, "site.broken_advice")),
    };
    let problems = match error {
        Error::Invalid(problems) => problems,
        Error::Conflict(problem) => vec![problem],
        _ => Vec::new(),
    };
    let content = html! {
        (look::problems(lang, &problems))
        p { (look::link_button(look::Button::Second, "/", &t!(lang, "site.to_home"))) }
    };
    (status, look::page(&reader.frame(title).lead(advice), content)).into_response()
}
