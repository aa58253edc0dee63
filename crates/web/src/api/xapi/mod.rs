//! The Experience API (xAPI 1.0.3 and IEEE 9274.1.1-2023) over HTTP.
//!
//! [`front`] decodes a request into a [`Call`] and lets it in; the resource's handler answers; [`front`] dresses the
//! answer. What a statement or a document is, and where it is kept, is the business of `records`.

mod about;
mod alternate;
mod call;
pub(crate) mod front;
mod refusal;
mod resource;
mod statements;

pub(crate) use call::Call;
pub(crate) use refusal::{Outcome, Refusal};
pub(crate) use resource::Resource;

use crate::Route;

/// Where the resources live.
pub(crate) const ROOT: &str = "/xapi";

/// One route for each method of each resource.
pub(crate) fn routes() -> Vec<Route> {
    [about::resource(), statements::resource()].into_iter().flat_map(Resource::routes).collect()
}
