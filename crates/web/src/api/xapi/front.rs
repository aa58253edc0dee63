//! The front of every resource: decodes the request, lets the application in, and dresses the answer.

use super::alternate::{self, Meant};
use super::call::{Call, Params};
use super::refusal::{self, Refusal};
use crate::access::{Access, Guard};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::{Config, Problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use people::application::{self, Application};
use records::Version;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The header by which both sides name the version they speak.
pub(super) const VERSION: HeaderName = HeaderName::from_static("x-experience-api-version");
/// What is spoken where nothing was said that is spoken here.
const LATEST: Version = Version::V2;
/// The version of a request that names none: 0.9 had no such header, every later version asks for it.
const UNNAMED: HeaderValue = HeaderValue::from_static("0.9");
/// Largest body of a resource that takes no files, in bytes; a little more than a document may have.
pub(crate) const BODY_LIMIT: usize = 5 << 20;
/// How long a browser may keep what it was told of other origins.
const PREFLIGHT_KEPT: Duration = Duration::from_secs(3600);

/// Lets a call in or refuses it, and dresses what is answered.
pub(crate) async fn check(State((guard, limit)): State<(Guard, usize)>, request: Request, next: Next) -> Response {
    let (lang, spoken) = (refusal::language(request.headers()), version(request.headers()));
    let (mut response, spoken) = match admit(&guard, request, limit).await {
        Ok(call) => {
            let (spoken, mut request) = (call.version, Request::new(Body::empty()));
            request.extensions_mut().insert(call);
            (next.run(request).await, spoken)
        }
        Err(refusal) => (refusal.respond(lang), spoken.unwrap_or(LATEST)),
    };
    response.headers_mut().entry(VERSION).or_insert(HeaderValue::from_static(spoken.name()));
    response
}

async fn admit(guard: &Guard, request: Request, limit: usize) -> Result<Call, Refusal> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let params = Params::read(request.uri().query().unwrap_or_default().as_bytes());
    let is_alternate = method == Method::POST && params.get(alternate::METHOD).is_some();
    let mut caller = None;
    // Who can say so at once is known before a byte of the body is read.
    if !is_alternate || headers.contains_key(header::AUTHORIZATION) {
        caller = authenticate(guard, &headers).await?;
    }
    // In the alternate syntax a stranger may still turn out to be known, and is given room for a document until then.
    let limit = if guard.access == Access::Public || caller.is_some() { limit } else { limit.min(BODY_LIMIT) };
    let body = read(request.into_body(), limit).await?;
    let mut meant = Meant { method, params, headers, body };
    if is_alternate {
        meant = alternate::read(meant.params, meant.headers, &meant.body)?;
        caller = authenticate(guard, &meant.headers).await?;
    }
    if meant.method == Method::HEAD {
        meant.method = Method::GET;
    }
    let version = match version(&meant.headers) {
        // About answers whoever does not know yet which versions are spoken (1.0.3 part 3 §2.8).
        Err(_) if guard.access == Access::Public => LATEST,
        version => version?,
    };
    if is_alternate && version != Version::V1 {
        return Err(Refusal::bad(Problem::new("xapi.alternate_version")));
    }
    if let (Access::Application(area), Some(caller)) = (guard.access, &caller)
        && !caller.grants.allow(area, meant.method == Method::GET)
    {
        return Err(Refusal::forbidden());
    }
    let Meant { method, params, headers, body } = meant;
    Ok(Call { app: guard.app.clone(), caller, version, method, params, headers, body })
}

/// The application of HTTP Basic (RFC 7617); `None` where none is asked for.
async fn authenticate(guard: &Guard, headers: &HeaderMap) -> Result<Option<Application>, Refusal> {
    if guard.access == Access::Public {
        return Ok(None);
    }
    let (key, secret) = credentials(headers).ok_or_else(Refusal::unauthorized)?;
    Ok(Some(application::verify(&guard.app.base, &key, &secret).await?))
}

fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}

fn version(headers: &HeaderMap) -> Result<Version, Refusal> {
    let Some(named) = headers.get(VERSION) else {
        return Err(Refusal::bad(Problem::new("xapi.version_missing")).with(VERSION, UNNAMED));
    };
    let named = named.to_str().unwrap_or_default();
    Version::of(named).ok_or_else(|| Refusal::bad(Problem::new("xapi.version_unknown").with("version", named)))
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    match Limited::new(body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::too_large(limit)),
        Err(_) => Err(Refusal::bad(Problem::new("xapi.body_cut_off"))),
    }
}

/// What browsers of other origins may do. No cookie counts here, so an origin by itself opens nothing.
pub(crate) fn cross_origin(config: &Config) -> CorsLayer {
    let origins: Vec<&str> = config.xapi_origins.split_whitespace().collect();
    let allowed = if origins.contains(&"*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|o| HeaderValue::from_str(o).ok()))
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            VERSION,
        ])
        .expose_headers([header::ETAG, header::LAST_MODIFIED, VERSION, HeaderName::from_static("x-experience-api-consistent-through")])
        .max_age(PREFLIGHT_KEPT)
}

/// A path below the root that names nothing.
pub(crate) fn nothing_here(headers: &HeaderMap) -> Response {
    undressed(Refusal::not_found(), headers)
}

/// A method that the resource does not have.
pub(crate) async fn no_method(headers: HeaderMap) -> Response {
    undressed(Refusal::no_method(), &headers)
}

fn undressed(refusal: Refusal, headers: &HeaderMap) -> Response {
    let spoken = version(headers).unwrap_or(LATEST);
    ([(VERSION, HeaderValue::from_static(spoken.name()))], refusal.respond(refusal::language(headers))).into_response()
}
