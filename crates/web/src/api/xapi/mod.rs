//! The Experience API (xAPI 1.0.3 and IEEE 9274.1.1-2023) over HTTP.
//!
//! [`front`] decodes a request into a [`Call`] and lets it in; the resource's handler answers; [`front`] dresses the
//! answer. What a statement or a document is, and where it is kept, is the business of `records`.

mod about;
mod activities;
mod activity_profile;
mod agent_profile;
mod agents;
mod alternate;
mod call;
mod document;
pub(crate) mod front;
mod refusal;
mod resource;
mod state;
mod statements;

pub(crate) use call::Call;
pub(crate) use refusal::{Outcome, Refusal};
pub(crate) use resource::Resource;

use crate::Route;

/// Where the resources live.
pub(crate) const ROOT: &str = "/xapi";

/// One route for each method of each resource.
pub(crate) fn routes() -> Vec<Route> {
    let resources = [
        about::resource(),
        statements::resource(),
        state::resource(),
        activity_profile::resource(),
        agent_profile::resource(),
        activities::resource(),
        agents::resource(),
    ];
    resources.into_iter().flat_map(Resource::routes).collect()
}
