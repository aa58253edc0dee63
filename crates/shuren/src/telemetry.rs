//! Logs to standard error, as text or JSON; metrics into one recorder.

use anyhow::Context;
use base::Config;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

/// Upper bounds (seconds) of the classes of request durations.
const DURATIONS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];

/// The name of the histogram of request durations.
pub const REQUEST_SECONDS: &str = "http_request_duration_seconds";

/// Starts the log with the filter and format of the settings.
pub fn start_log(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).with_context(|| format!("log filter {:?}", config.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format.as_str() {
        "json" => log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
        _ => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    started.map_err(|e| anyhow::anyhow!("the log cannot start: {e}"))
}

/// The process's metrics; the recorder starts with the first call.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let builder = match builder.set_buckets_for_metric(Matcher::Full(REQUEST_SECONDS.to_owned()), DURATIONS) {
            Ok(builder) => builder,
            // Fails for an empty list only.
            Err(_) => PrometheusBuilder::new(),
        };
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed; /metrics will be empty");
        }
        describe();
        handle
    })
}

fn describe() {
    ::metrics::describe_counter!("http_requests_total", "Requests by method, route and status");
    ::metrics::describe_histogram!(REQUEST_SECONDS, "Seconds from a request's head to its response's head");
    ::metrics::describe_gauge!("jobs", "Background jobs by state");
    ::metrics::describe_gauge!("db_connections", "Database connections by pool and use");
    ::metrics::describe_gauge!("process_resident_memory_bytes", "Resident memory of this process");
}
