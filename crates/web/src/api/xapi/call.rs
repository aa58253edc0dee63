//! A request as resources see it: who calls, in which version, with which parameters.

use super::Refusal;
use crate::App;
use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use base::Problem;
use people::application::Application;
use records::Version;

/// A request let in by [`super::front`]: the alternate syntax is resolved, the body is whole.
#[derive(Clone)]
pub(crate) struct Call {
    /// What handlers share.
    pub app: App,
    /// The application that calls; none where a resource is open to everybody.
    pub caller: Option<Application>,
    /// The version it speaks.
    pub version: Version,
    /// What it wants done. `HEAD` comes as `GET`.
    pub method: Method,
    /// Parameters of the address, or of the form in the alternate syntax.
    pub params: Params,
    /// Headers, those of the form over those of the request.
    pub headers: HeaderMap,
    /// The body, empty when there was none.
    pub body: Bytes,
}

impl Call {
    /// The application that calls.
    pub fn application(&self) -> Result<&Application, Refusal> {
        self.caller.as_ref().ok_or_else(Refusal::unauthorized)
    }

    /// The application whose own statements alone may be read; `None` when it may read all.
    pub fn only_own(&self) -> Result<Option<i64>, Refusal> {
        let application = self.application()?;
        Ok(application.grants.only_own_statements().then_some(application.id))
    }

    /// A header's value, where it is text.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl FromRequestParts<App> for Call {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, StatusCode> {
        // Missing only when a route that is not behind the front asks for it: a programming error.
        parts.extensions.remove::<Call>().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Parameters in the order they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// From `a=1&b=2`, as in addresses and forms.
    pub fn read(encoded: &[u8]) -> Params {
        Params(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The value of a parameter that must be there.
    pub fn require(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::bad(Problem::new("xapi.parameter_missing").with("name", name)))
    }

    /// Takes a parameter out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(self.0.remove(at).1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses parameters that the resource does not know, and those that come twice (1.0.3 part 3 §3.2).
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let mut problems = Vec::new();
        for (at, (name, _)) in self.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                problems.push(Problem::new("xapi.parameter_unknown").with("name", name));
            } else if self.0[..at].iter().any(|(n, _)| n == name) {
                problems.push(Problem::new("xapi.parameter_twice").with("name", name));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(base::Error::Invalid(problems).into()) }
    }
}
