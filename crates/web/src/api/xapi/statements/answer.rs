//! Statements on their way out: in the format asked for, with their attachments when asked for.

use super::super::{Call, Outcome, Refusal};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::{Conn, Error, Millis};
use records::Kept;
use records::xapi::format::Format;
use records::xapi::{Attachment, Named};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How an answer is to look.
pub(super) enum Shape {
    /// Statements as they were sent.
    Exact { attachments: bool },
    /// Only what tells agents, verbs and activities apart.
    Ids { attachments: bool },
    /// In these languages, the most wanted first.
    Canonical { attachments: bool, languages: Vec<String> },
}

impl Shape {
    fn attachments(&self) -> bool {
        match self {
            Shape::Exact { attachments } | Shape::Ids { attachments } | Shape::Canonical { attachments, .. } => *attachments,
        }
    }
}

/// One statement.
pub(super) async fn one(call: &Call, conn: &mut Conn, home: &str, shape: &Shape, kept: Kept) -> Outcome {
    let stored = kept.stored;
    let statements = shaped(conn, home, shape, vec![kept]).await?;
    let json = statements.first().cloned().unwrap_or_default();
    respond(call, conn, shape, &statements, json, Some(stored)).await
}

/// A page of statements (§2.5 of part 2: a StatementResult).
pub(super) async fn page(call: &Call, conn: &mut Conn, home: &str, shape: &Shape, page: Vec<Kept>, more: &str) -> Outcome {
    let latest = page.iter().map(|kept| kept.stored).max();
    let statements = shaped(conn, home, shape, page).await?;
    let more = serde_json::to_string(more).map_err(Error::from)?;
    let json = format!("{{\"statements\":[{}],\"more\":{more}}}", statements.join(","));
    respond(call, conn, shape, &statements, json, latest).await
}

async fn shaped(conn: &mut Conn, home: &str, shape: &Shape, page: Vec<Kept>) -> Result<Vec<String>, Refusal> {
    let exact = page.iter().map(|kept| kept.json(home));
    Ok(match shape {
        Shape::Exact { .. } => exact.collect(),
        Shape::Ids { .. } => exact.map(|json| Format::Ids.of(&json)).collect(),
        Shape::Canonical { languages, .. } => {
            let named: Vec<Named> = page.iter().map(|kept| Named::of(&kept.raw)).collect();
            let iris: Vec<&str> = named.iter().flat_map(|n| n.activities.iter().map(String::as_str)).collect();
            let definitions: HashMap<String, String> = records::definitions(conn, home, &iris).await?;
            let format = Format::Canonical { languages, definitions: &definitions };
            exact.map(|json| format.of(&json)).collect()
        }
    })
}

async fn respond(call: &Call, conn: &mut Conn, shape: &Shape, statements: &[String], json: String, changed: Option<Millis>) -> Outcome {
    let mut response = if shape.attachments() {
        let described: Vec<Attachment> = statements.iter().flat_map(|json| Named::of(json).attachments).collect();
        let hashes: Vec<&str> = described.iter().map(|a| a.sha2.as_str()).collect();
        let files = records::attachments(conn, &call.app.base.seal, &hashes).await?;
        together(&json, &described, &files)
    } else {
        (typed("application/json"), json).into_response()
    };
    if let Some(changed) = changed.and_then(http_date) {
        response.headers_mut().insert(header::LAST_MODIFIED, changed);
    }
    Ok(response)
}

/// `multipart/mixed`: the statements first, then each attachment that is kept here (1.0.3 part 3 §1.5.2).
fn together(json: &str, described: &[Attachment], files: &BTreeMap<String, Vec<u8>>) -> Response {
    let boundary = Uuid::new_v4().simple().to_string();
    let mut body = format!("--{boundary}\r\nContent-Type: application/json\r\n\r\n{json}\r\n").into_bytes();
    for (sha2, bytes) in files {
        let content_type = described.iter().find(|a| a.sha2 == *sha2).map_or("application/octet-stream", |a| &a.content_type);
        let head = format!(
            "--{boundary}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").bytes());
    (typed(&format!("multipart/mixed; boundary={boundary}")), Body::from(body)).into_response()
}

fn typed(content_type: &str) -> [(HeaderName, HeaderValue); 1] {
    [(header::CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap_or(HeaderValue::from_static("application/json")))]
}

/// RFC 9110 §5.6.7: `Tue, 01 Sep 2026 00:00:00 GMT`.
fn http_date(at: Millis) -> Option<HeaderValue> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?;
    HeaderValue::from_str(&at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}
