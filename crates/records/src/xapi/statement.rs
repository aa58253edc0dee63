//! Statements as a whole (xAPI 1.0.3 part 2 §2.4; IEEE 9274.1.1 §4.2).

use super::found::Found;
use super::node::Node;
use super::object::{self, Object};
use super::prepared::Prepared;
use super::result::{self, Outcome};
use super::{Fault, Version, actor, attachment, context, instant};
use base::Millis;

/// The verb that takes another statement back (§2.3.2).
pub(crate) const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

/// Where a statement stands.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub version: Version,
    /// Whether it is a statement of its own, not inside another.
    pub top: bool,
}

/// What a statement and a sub-statement have in common.
pub(crate) struct Core<'t> {
    pub actor: Option<String>,
    pub verb: &'t str,
    pub object: Object<'t>,
    pub outcome: Outcome,
    pub timestamp: Option<Millis>,
}

/// Checks a statement and takes from it what storing needs. `text` is what the node was read from.
pub(crate) fn statement(node: &Node<'_, '_>, text: &str, version: Version) -> Result<Prepared, Fault> {
    node.object(&["id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"])?;
    let mut found = Found::default();
    let id = node.get("id").map(|id| id.uuid()).transpose()?;
    let core = core(node, Place { version, top: true }, &mut found)?;
    if let Some(stored) = node.get("stored") {
        instant_of(&stored, version)?;
    }
    node.get("authority").map(|authority| actor::authority(&authority)).transpose()?;
    let own = match node.get("version") {
        // A store of 2.0 takes statements of 1.0 as well.
        Some(own) if Version::of(own.text()?).is_none_or(|of| of > version) => {
            return own.fail("is none that this version of xAPI takes");
        }
        Some(own) => own.text()?,
        // 1.0.3 part 2 §2.4.10: an LRS sets 1.0.0.
        None if version == Version::V1 => "1.0.0",
        None => "2.0.0",
    };
    if core.verb == VOIDED && !matches!(core.object, Object::Reference(_)) {
        return node.need("object")?.fail("must be a StatementRef, the verb being voided");
    }
    Ok(Prepared::of(node.json, text, id, own, core, found))
}

/// Checks a statement inside a statement (§2.4.4.3).
pub(crate) fn sub<'t>(node: &Node<'_, 't>, version: Version, found: &mut Found<'t>) -> Result<(), Fault> {
    node.object(&["objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"])?;
    let core = core(node, Place { version, top: false }, found)?;
    found.related_agents.extend(core.actor);
    if let Object::Activity(id) = core.object {
        found.related_activities.push(id);
    }
    Ok(())
}

fn core<'t>(node: &Node<'_, 't>, place: Place, found: &mut Found<'t>) -> Result<Core<'t>, Fault> {
    let actor = actor::actor(&node.need("actor")?)?;
    if place.top {
        found.agents.extend(actor.members)
    } else {
        found.related_agents.extend(actor.members)
    }
    let verb = node.need("verb")?;
    verb.object(&["id", "display"])?;
    verb.get("display").map(|display| display.language_map()).transpose()?;
    let object = object::object(&node.need("object")?, place, found)?;
    let outcome = node.get("result").map(|node| result::result(&node)).transpose()?.unwrap_or_default();
    if let Some(node) = node.get("context") {
        let of_activity = matches!(object, Object::Activity(_));
        context::context(&node, context::Place { version: place.version, of_activity, top: place.top }, found)?;
    }
    let timestamp = node.get("timestamp").map(|time| instant_of(&time, place.version)).transpose()?;
    if let Some(list) = node.get("attachments") {
        found.attachments.extend(attachment::attachments(&list)?);
    }
    let verb = verb.need("id")?.iri()?;
    Ok(Core { actor: actor.ifi, verb, object, outcome, timestamp })
}

fn instant_of(node: &Node<'_, '_>, version: Version) -> Result<Millis, Fault> {
    instant::parse(version, node.text()?).ok_or_else(|| node.fault("must be a timestamp such as 2026-09-01T08:00:00.000Z"))
}
