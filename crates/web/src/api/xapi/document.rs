//! What the three resources of documents have in common: bytes in, bytes out, and who may replace what.

use super::{Call, Outcome, Refusal};
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Millis, Problem};
use records::document::{self, Condition, Document, Shelf, Tags};
use records::xapi::{Actor, instant, iri};
use std::time::{Duration, UNIX_EPOCH};

/// `GET`: the document of a name, or the names of all.
pub(super) async fn get(call: &Call, shelf: &Shelf, name: Option<&str>) -> Outcome {
    let mut conn = call.app.base.db.read().await?;
    if let Some(name) = name {
        let document = document::get(&mut conn, shelf, name).await?.ok_or_else(Refusal::not_found)?;
        return Ok(shown(document));
    }
    let since = match call.params.get("since") {
        Some(text) => Some(instant::parse(call.version, text).ok_or_else(|| malformed("since"))?),
        None => None,
    };
    let (names, latest) = document::names(&mut conn, shelf, since).await?;
    let mut answer = Json(names).into_response();
    answer.headers_mut().extend(latest.map(last_modified));
    Ok(answer)
}

fn shown(document: Document) -> Response {
    let media = HeaderValue::from_str(&document.media).unwrap_or(OCTETS);
    ([(header::CONTENT_TYPE, media), etag(&document.etag), last_modified(document.updated)], document.bytes).into_response()
}

const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// `PUT`: the body in the place of the document there is.
pub(super) async fn put(call: Call, shelf: Shelf, name: String) -> Outcome {
    let (condition, media) = (condition(&call), media(&call));
    written(document::put(&call.app.base, call.version, shelf, name, condition, media, call.body.into()).await?)
}

/// `POST`: the body merged into the document there is.
pub(super) async fn post(call: Call, shelf: Shelf, name: String) -> Outcome {
    let (condition, media) = (condition(&call), media(&call));
    written(document::post(&call.app.base, shelf, name, condition, media, call.body.into()).await?)
}

/// `DELETE` of one document.
pub(super) async fn delete(call: Call, shelf: Shelf, name: String) -> Outcome {
    let condition = condition(&call);
    match document::delete(&call.app.base, shelf, name, condition).await? {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// The parameter `activityId`.
pub(super) fn activity(call: &Call) -> Result<String, Refusal> {
    let id = call.params.require("activityId")?;
    if iri::is(id) { Ok(id.to_owned()) } else { Err(malformed("activityId")) }
}

/// The identifier of the agent in the parameter `agent`.
pub(super) fn agent(call: &Call) -> Result<String, Refusal> {
    let actor = Actor::parse("agent", call.params.require("agent")?)
        .map_err(|fault| Refusal::bad(Problem::new("xapi.parameter_fault").with("fault", fault)))?;
    actor.ifi.ok_or_else(|| malformed("agent"))
}

/// A parameter that is not what it should be.
pub(super) fn malformed(name: &str) -> Refusal {
    Refusal::bad(Problem::new("xapi.parameter_malformed").with("name", name))
}

fn condition(call: &Call) -> Condition {
    let tags = |name: HeaderName| call.header(name).map(Tags::read);
    Condition { if_match: tags(header::IF_MATCH), if_none_match: tags(header::IF_NONE_MATCH) }
}

fn media(call: &Call) -> String {
    call.header(header::CONTENT_TYPE).unwrap_or("application/octet-stream").to_owned()
}

fn written(written: Result<String, document::Refusal>) -> Outcome {
    match written {
        Ok(tag) => Ok((StatusCode::NO_CONTENT, [etag(&tag)]).into_response()),
        Err(refusal) => Err(refused(refusal)),
    }
}

fn refused(refusal: document::Refusal) -> Refusal {
    use document::Refusal::{ConditionFails, ConditionMissing, ConditionMissingForNew, NotJson, NotMergeable, TooLarge};
    match refusal {
        ConditionFails => Refusal::new(StatusCode::PRECONDITION_FAILED, Problem::new("xapi.condition_fails")),
        ConditionMissing => Refusal::new(StatusCode::CONFLICT, Problem::new("xapi.condition_missing")),
        ConditionMissingForNew => Refusal::bad(Problem::new("xapi.condition_missing_for_new")),
        NotJson => Refusal::bad(Problem::new("xapi.document_not_json")),
        NotMergeable => Refusal::bad(Problem::new("xapi.document_not_mergeable")),
        TooLarge => Refusal::too_large(document::LIMIT),
    }
}

fn etag(tag: &str) -> (HeaderName, HeaderValue) {
    (header::ETAG, HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or(HeaderValue::from_static("\"\"")))
}

/// The header of an instant (RFC 9110 §5.6.7); it knows no parts of a second.
pub(super) fn last_modified(at: Millis) -> (HeaderName, HeaderValue) {
    let time = UNIX_EPOCH + Duration::from_millis(u64::try_from(at).unwrap_or_default());
    let value = HeaderValue::from_str(&httpdate::fmt_http_date(time)).unwrap_or(HeaderValue::from_static(""));
    (header::LAST_MODIFIED, value)
}
