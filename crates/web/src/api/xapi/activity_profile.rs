//! `/xapi/activities/profile`: what is kept of an activity (1.0.3 part 3 §2.7).

use super::{Call, Outcome, Refusal, Resource, document};
use axum::http::Method;
use people::application::Area;
use records::document::{Kind, Shelf};

/// The resource.
pub(super) fn resource() -> Resource {
    let resource = Resource::new("/xapi/activities/profile", Area::Profiles).get(get);
    resource.on(Method::PUT, put).on(Method::POST, post).on(Method::DELETE, delete)
}

fn shelf(call: &Call) -> Result<Shelf, Refusal> {
    Ok(Shelf { kind: Kind::ActivityProfile, activity: document::activity(call)?, agent: String::new(), registration: String::new() })
}

async fn get(call: Call) -> Outcome {
    call.params.only(&["activityId", "profileId", "since"])?;
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
    call.params.only(&["activityId", "profileId"])?;
    Ok((shelf(call)?, call.params.require("profileId")?.to_owned()))
}
