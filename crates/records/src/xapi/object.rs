//! What a statement is about (xAPI 1.0.3 part 2 §2.4.4): an activity, an agent or group, another statement, or one inside it.

use super::found::Found;
use super::node::Node;
use super::statement::{self, Place};
use super::{Fault, activity, actor};
use ::uuid::Uuid;

/// The object, as far as storing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object<'t> {
    /// An activity by its IRI.
    Activity(&'t str),
    /// An agent or a group; found among the agents.
    Actor,
    /// Another statement.
    Reference(Uuid),
    /// A statement inside the statement.
    Sub,
}

pub(crate) fn object<'t>(node: &Node<'_, 't>, place: Place, found: &mut Found<'t>) -> Result<Object<'t>, Fault> {
    let kind = match node.get("objectType") {
        None => "Activity",
        Some(kind) if place.top => kind.one_of(&["Activity", "Agent", "Group", "StatementRef", "SubStatement"])?,
        // A sub-statement may not hold another (§2.4.4.3).
        Some(kind) => kind.one_of(&["Activity", "Agent", "Group", "StatementRef"])?,
    };
    Ok(match kind {
        "Activity" => Object::Activity(activity::activity(node, found)?),
        "StatementRef" => Object::Reference(reference(node)?),
        "SubStatement" => {
            statement::sub(node, place.version, found)?;
            Object::Sub
        }
        _ => {
            let named = actor::actor(node)?.into_all();
            if place.top {
                found.agents.extend(named)
            } else {
                found.related_agents.extend(named)
            }
            Object::Actor
        }
    })
}

/// A reference to another statement.
pub(crate) fn reference(node: &Node<'_, '_>) -> Result<Uuid, Fault> {
    node.object(&["objectType", "id"])?;
    node.need("objectType")?.one_of(&["StatementRef"])?;
    node.need("id")?.uuid()
}
