//! `/xapi/activities`: all that statements told of an activity (1.0.3 part 3 §2.5).

use super::{Call, Outcome, Resource, document};
use axum::Json;
use axum::response::IntoResponse;
use people::application::Area;
use serde_json::{Value, json};

/// The resource.
pub(super) fn resource() -> Resource {
    Resource::new("/xapi/activities", Area::Definitions).get(get)
}

async fn get(call: Call) -> Outcome {
    call.params.only(&["activityId"])?;
    let (id, home) = (document::activity(&call)?, call.app.base.config.public_url());
    let mut conn = call.app.base.db.read().await?;
    let definition = records::definition(&mut conn, &home, &id).await?;
    let mut activity = json!({ "objectType": "Activity", "id": id });
    if let Some(definition) = definition {
        activity["definition"] = serde_json::from_str::<Value>(&definition).map_err(base::Error::from)?;
    }
    Ok(Json(activity).into_response())
}
