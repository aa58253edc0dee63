//! `/xapi/activities/state`: what an application keeps for an agent in an activity (1.0.3 part 3 §2.3).

use super::document::{self, malformed};
use super::{Call, Outcome, Refusal, Resource};
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use people::application::Area;
use records::document::{Kind, Shelf};
use records::xapi::uuid;

/// The resource.
pub(super) fn resource() -> Resource {
    let resource = Resource::new("/xapi/activities/state", Area::State).get(get);
    resource.on(Method::PUT, put).on(Method::POST, post).on(Method::DELETE, delete)
}

fn shelf(call: &Call) -> Result<Shelf, Refusal> {
    let registration = match call.params.get("registration") {
        Some(text) => uuid::parse(text).ok_or_else(|| malformed("registration"))?.to_string(),
        None => String::new(),
    };
    Ok(Shelf { kind: Kind::State, activity: document::activity(call)?, agent: document::agent(call)?, registration })
}

async fn get(call: Call) -> Outcome {
    call.params.only(&["activityId", "agent", "registration", "stateId", "since"])?;
    document::get(&call, &shelf(&call)?, call.params.get("stateId")).await
}

async fn put(call: Call) -> Outcome {
    let (shelf, name) = named(&call)?;
    document::put(call, shelf, name).await
}

async fn post(call: Call) -> Outcome {
    let (shelf, name) = named(&call)?;
    document::post(call, shelf, name).await
}

/// One document, or without `stateId` all of this agent, activity and registration.
async fn delete(call: Call) -> Outcome {
    call.params.only(&["activityId", "agent", "registration", "stateId"])?;
    let shelf = shelf(&call)?;
    match call.params.get("stateId").map(str::to_owned) {
        Some(name) => document::delete(call, shelf, name).await,
        None => {
            records::document::delete_all(&call.app.base, shelf).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
    }
}

fn named(call: &Call) -> Result<(Shelf, String), Refusal> {
    call.params.only(&["activityId", "agent", "registration", "stateId"])?;
    Ok((shelf(call)?, call.params.require("stateId")?.to_owned()))
}
