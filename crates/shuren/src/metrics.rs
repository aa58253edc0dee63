//! `GET /metrics` in Prometheus' text format, for this machine, or for whoever has the token.

use crate::telemetry;
use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::Base;
use std::net::SocketAddr;

pub(crate) fn router(base: Base) -> Router {
    Router::new().route("/metrics", get(answer)).with_state(base)
}

async fn answer(State(base): State<Base>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let peer = ConnectInfo::<SocketAddr>::from_request_parts(&mut parts, &()).await.ok().map(|ConnectInfo(address)| address);
    if !may(&base.config.metrics_token, &parts.headers, peer) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match gather(&base).await {
        Ok(()) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], telemetry::metrics().render()).into_response(),
        Err(error) => {
            tracing::error!("metrics: {error}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// With a token, only with it. Without one, only from this machine and past no proxy: behind a
/// proxy every request seems to come from this machine.
fn may(token: &str, headers: &HeaderMap, peer: Option<SocketAddr>) -> bool {
    if token.is_empty() {
        let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
        return !forwarded && peer.is_some_and(|address| address.ip().to_canonical().is_loopback());
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    // Digests are compared, so that the time taken tells nothing of the token.
    given.is_some_and(|given| base::seal::sha256(given) == base::seal::sha256(token))
}

/// Sets the gauges that are read when somebody asks.
async fn gather(base: &Base) -> base::Result<()> {
    let counts = base::job::counts(&mut base.db.read().await?).await?;
    for state in ["queued", "running", "done", "failed", "cancelled"] {
        let n = counts.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n);
        ::metrics::gauge!("jobs", "state" => state).set(n as f64);
    }
    for pool in base.db.pools() {
        ::metrics::gauge!("db_connections", "pool" => pool.name, "use" => "idle").set(pool.idle);
        ::metrics::gauge!("db_connections", "pool" => pool.name, "use" => "busy").set(pool.open.saturating_sub(pool.idle));
    }
    if let Some(bytes) = resident_memory() {
        ::metrics::gauge!("process_resident_memory_bytes").set(bytes as f64);
    }
    Ok(())
}

/// From `/proc/self/status`, in bytes; nothing where there is no such file.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (header::HeaderName::from_static(n), v.parse().unwrap())).collect()
    }

    #[test]
    fn strangers_see_no_metrics() {
        let here: Option<SocketAddr> = Some("127.0.0.1:9".parse().unwrap());
        let mapped: Option<SocketAddr> = Some("[::ffff:127.0.0.1]:9".parse().unwrap());
        let away: Option<SocketAddr> = Some("192.0.2.1:9".parse().unwrap());
        let none = headers(&[]);
        assert!(may("", &none, here) && may("", &none, mapped));
        assert!(!may("", &none, away) && !may("", &none, None));
        assert!(!may("", &headers(&[("x-forwarded-for", "192.0.2.1")]), here));
        assert!(may("t0ken", &headers(&[("authorization", "Bearer t0ken")]), away));
        assert!(!may("t0ken", &headers(&[("authorization", "Bearer other")]), here));
        assert!(!may("t0ken", &none, here));
    }
}
