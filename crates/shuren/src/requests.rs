//! What is noted of every request: a number that ties its log lines together, a count, a duration.

use crate::telemetry::REQUEST_SECONDS;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::time::{Duration, Instant};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A request that takes longer is worth a line in the log.
const SLOW: Duration = Duration::from_secs(1);

/// Notes a request by its route's pattern, never by its full path: paths carry persons' numbers.
pub async fn observe(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = base::id::next();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, %method, route);
    let mut response = next.run(request).instrument(span.clone()).await;

    let (status, took) = (response.status(), began.elapsed());
    let method_name = known(&method);
    ::metrics::counter!("http_requests_total", "method" => method_name, "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    ::metrics::histogram!(REQUEST_SECONDS, "method" => method_name, "route" => route).record(took);
    let milliseconds = took.as_secs_f64() * 1e3;
    span.in_scope(|| {
        if status.is_server_error() || took > SLOW {
            tracing::warn!(status = status.as_u16(), milliseconds, "answered");
        } else if method.is_safe() {
            tracing::debug!(status = status.as_u16(), milliseconds, "answered");
        } else {
            tracing::info!(status = status.as_u16(), milliseconds, "answered");
        }
    });
    response.headers_mut().insert(REQUEST_ID, HeaderValue::from(id));
    response
}

/// The method as a label; strangers cannot make up new ones and so fill the memory.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
