//! `/xapi/agents/profile`: what is kept of an agent (1.0.3 part 3 §2.6).

use super::{Call, Outcome, Refusal, Resource, document};
use axum::http::Method;
use people::application::Area;
use records::document::{Kind, Shelf};

/// The resource.
pub(super) fn resource() -> Resource {
    let resource = Resource::new("/xapi/agents/profile", Area::Profiles).get(get);
    resource.on(Method::PUT, put).on(Method::POST, post).on(Method::DELETE, delete)
}

fn shelf(call: &Call) -> Result<Shelf, Refusal> {
    Ok(Shelf { kind: Kind::AgentProfile, activity: String::new(), agent: document::agent(call)?, registration: String::new() })
}

async fn get(call: Call) -> Outcome {
    call.params.only(&["agent", "profileId", "since"])?;
    document::get(&call, &shelf(&call)?, call.params.get("profileId")).await
}

async fn put(call: Call) -> Outcome {
    let (shelf, name) = named(&call)?;
    document::put(call, shelf, name).await
}

async fn post(call: Call) -> Outcome {
    let (shelf, name) = named(&call)?;
    document::post(call, shelf, name).await
}

async fn delete(call: Call) -> Outcome {
    let (shelf, name) = named(&call)?;
    document::delete(call, shelf, name).await
}

fn named(call: &Call) -> Result<(Shelf, String), Refusal> {
    call.params.only(&["agent", "profileId"])?;
    Ok((shelf(call)?, call.params.require("profileId")?.to_owned()))
}
