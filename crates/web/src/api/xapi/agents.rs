//! `/xapi/agents`: the Person of all identifiers that belong to one agent (1.0.3 part 3 §2.4).

use super::{Call, Outcome, Resource, document};
use axum::Json;
use axum::response::IntoResponse;
use people::application::Area;
use serde_json::{Map, Value, json};

/// The resource.
pub(super) fn resource() -> Resource {
    Resource::new("/xapi/agents", Area::Definitions).get(get)
}

async fn get(call: Call) -> Outcome {
    call.params.only(&["agent"])?;
    let ifi = document::agent(&call)?;
    let mut conn = call.app.base.db.read().await?;
    let known = records::identifiers(&mut conn, &ifi).await?;
    let asked: Value = serde_json::from_str(call.params.require("agent")?).map_err(|_| document::malformed("agent"))?;
    // Names are not kept here (docs/records.md): the asker's own word for the agent is given back.
    let name = asked.get("name").cloned();
    Ok(Json(person(&known, name)).into_response())
}

fn person(identifiers: &[String], name: Option<Value>) -> Value {
    let mut person = Map::new();
    person.insert("objectType".into(), "Person".into());
    let mut add = |property: &str, value: Value| {
        if let Value::Array(list) = person.entry(property).or_insert_with(|| json!([])) {
            list.push(value);
        }
    };
    if let Some(name) = name {
        add("name", name);
    }
    for ifi in identifiers {
        match ifi.split_once(':') {
            Some(("account", account)) => {
                // No IRI holds a space (see records::xapi::Actor).
                if let Some((home, name)) = account.split_once(' ') {
                    add("account", json!({ "homePage": home, "name": name }));
                }
            }
            Some((property, value)) => add(property, value.into()),
            None => {}
        }
    }
    Value::Object(person)
}
