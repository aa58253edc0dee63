//! Why a call was not answered: a status, and sentences for whoever builds the program that called.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Lang, Problem};
use serde_json::json;

/// What a resource gives.
pub(crate) type Outcome = Result<Response, Refusal>;

/// A refused call. Boxed inside: it is the rare case.
#[derive(Debug)]
pub(crate) struct Refusal(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    problems: Vec<Problem>,
    headers: HeaderMap,
}

impl Refusal {
    /// With a status and what is wrong.
    pub fn new(status: StatusCode, problem: Problem) -> Refusal {
        Refusal::many(status, vec![problem])
    }

    fn many(status: StatusCode, problems: Vec<Problem>) -> Refusal {
        Refusal(Box::new(Inner { status, problems, headers: HeaderMap::new() }))
    }

    /// 400: the request is at fault.
    pub fn bad(problem: Problem) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, problem)
    }

    /// 401, with how to say who one is (RFC 7617).
    pub fn unauthorized() -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, Problem::new("xapi.unauthorized"))
            .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"xAPI\", charset=\"UTF-8\""))
    }

    /// 403: the application is known, and its scopes do not reach this.
    pub fn forbidden() -> Refusal {
        Refusal::new(StatusCode::FORBIDDEN, Problem::new("xapi.forbidden"))
    }

    /// 404.
    pub fn not_found() -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, Problem::new("xapi.not_found"))
    }

    /// 405: the resource has no such method.
    pub fn no_method() -> Refusal {
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Problem::new("xapi.no_method"))
    }

    /// 413: more bytes than are taken.
    pub fn too_large(limit: usize) -> Refusal {
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, Problem::new("xapi.too_large").with("limit", limit))
    }

    /// The same with a header.
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Refusal {
        self.0.headers.insert(name, value);
        self
    }

    /// The answer, in the language of the caller: `{"error": ["…"]}`.
    pub fn respond(self, lang: Lang) -> Response {
        let Inner { status, problems, headers } = *self.0;
        let error: Vec<String> = problems.iter().map(|p| p.text(lang)).collect();
        (status, headers, Json(json!({ "error": error }))).into_response()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        match error {
            Error::Invalid(problems) => Refusal::many(StatusCode::BAD_REQUEST, problems),
            Error::NotFound => Refusal::not_found(),
            Error::Forbidden => Refusal::forbidden(),
            Error::Unauthorized => Refusal::unauthorized(),
            Error::Conflict(problem) => Refusal::new(StatusCode::CONFLICT, problem),
            error => {
                tracing::error!("xapi: {error}");
                Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Problem::new("xapi.broken"))
            }
        }
    }
}

/// The language an application asks for: Chinese where it says so, English else.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if asked.trim_start().to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
}
