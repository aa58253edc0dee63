//! `/xapi/statements` (1.0.3 part 3 §2.1, IEEE 9274.1.1 §4.1.6.1).

mod answer;
mod read;
mod write;

use super::{Refusal, Resource};
use axum::http::Method;
use base::Problem;
use people::application::{Application, Area};
use records::Authority;
use records::xapi::Fault;
use uuid::Uuid;

/// The resource.
pub(super) fn resource() -> Resource {
    Resource::new("/xapi/statements", Area::Statements)
        .takes_files()
        .get(read::get)
        .on(Method::PUT, write::put)
        .on(Method::POST, write::post)
}

/// The agent that vouches for what an application sends.
fn authority(home: &str, application: &Application) -> Result<Authority, Refusal> {
    let account = serde_json::json!({ "homePage": home, "name": format!("application/{}", application.id) });
    Authority::parse(&serde_json::json!({ "objectType": "Agent", "account": account }).to_string()).map_err(refused)
}

/// What was sent breaks a rule.
fn refused(fault: Fault) -> Refusal {
    Refusal::bad(Problem::new("xapi.fault").with("fault", fault))
}

/// A parameter has a value that its kind cannot have.
fn unfit(name: &str, value: &str) -> Refusal {
    Refusal::bad(Problem::new("xapi.parameter_unfit").with("name", name).with("value", value))
}

fn uuid(name: &str, value: &str) -> Result<Uuid, Refusal> {
    records::xapi::uuid::parse(value).ok_or_else(|| unfit(name, value))
}
