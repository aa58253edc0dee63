//! `/xapi/about`: which versions are spoken here, and by what.

use super::{Call, Outcome, Resource};
use axum::Json;
use axum::response::IntoResponse;
use records::Version;
use serde_json::json;

/// The resource: open to everybody, with or without a version (1.0.3 part 3 §2.8).
pub(super) fn resource() -> Resource {
    Resource::open("/xapi/about").get(get)
}

async fn get(call: Call) -> Outcome {
    call.params.only(&[])?;
    let product = format!("{}/xapi/extension/product", call.app.base.config.public_url());
    Ok(Json(json!({
        "version": Version::ALL.map(Version::name),
        "extensions": { product: { "name": "Shuren", "version": env!("CARGO_PKG_VERSION") } },
    }))
    .into_response())
}
