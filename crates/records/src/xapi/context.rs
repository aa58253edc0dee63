//! Contexts (xAPI 1.0.3 part 2 §2.4.6; contextAgents and contextGroups since 2.0, IEEE 9274.1.1 §4.2.2.5).

use super::found::Found;
use super::node::Node;
use super::{Fault, Version, activity, actor, language, object};

const KINDS: [&str; 4] = ["parent", "grouping", "category", "other"];
const FIRST: [&str; 9] =
    ["registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement", "extensions"];
const SECOND: [&str; 11] = [
    "registration",
    "instructor",
    "team",
    "contextActivities",
    "revision",
    "platform",
    "language",
    "statement",
    "extensions",
    "contextAgents",
    "contextGroups",
];

/// Where a context stands.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub version: Version,
    /// Whether the object beside it is an activity.
    pub of_activity: bool,
    /// Whether it is the statement's own, not a sub-statement's.
    pub top: bool,
}

pub(crate) fn context<'t>(node: &Node<'_, 't>, place: Place, found: &mut Found<'t>) -> Result<(), Fault> {
    node.object(if place.version == Version::V1 { &FIRST } else { &SECOND })?;
    if let Some(registration) = node.get("registration") {
        let registration = registration.uuid()?;
        if place.top {
            found.registration = Some(registration);
        }
    }
    if let Some(instructor) = node.get("instructor") {
        found.related_agents.extend(actor::actor(&instructor)?.into_all());
    }
    if let Some(team) = node.get("team") {
        found.related_agents.extend(actor::group(&team)?.into_all());
    }
    words(node, place)?;
    node.get("statement").map(|reference| object::reference(&reference)).transpose()?;
    node.get("extensions").map(|extensions| extensions.extensions()).transpose()?;
    beside(node, ("contextAgents", "contextAgent", "agent"), found)?;
    beside(node, ("contextGroups", "contextGroup", "group"), found)?;
    let Some(activities) = node.get("contextActivities") else { return Ok(()) };
    activities.object(&KINDS)?;
    for kind in KINDS {
        if let Some(list) = activities.get(kind) {
            of_kind(&list, kind == "parent" && place.top, found)?;
        }
    }
    Ok(())
}

fn words(node: &Node<'_, '_>, place: Place) -> Result<(), Fault> {
    for name in ["revision", "platform"] {
        if let Some(text) = node.get(name) {
            text.text()?;
            if !place.of_activity {
                return text.fail("is only for a statement whose object is an activity");
            }
        }
    }
    match node.get("language") {
        Some(tag) if !language::is(tag.text()?) => tag.fail("must be a language tag of RFC 5646"),
        _ => Ok(()),
    }
}

/// The context activities of a kind: a list, or one alone, which is kept as a list of one (1.0.3 part 2 §2.4.6.2).
fn of_kind<'t>(node: &Node<'_, 't>, parent: bool, found: &mut Found<'t>) -> Result<(), Fault> {
    let from = found.related_activities.len();
    if let Ok(items) = node.list() {
        for (n, json) in items.iter().enumerate() {
            let id = activity::activity(&node.item(n, json), found)?;
            found.related_activities.push(id);
        }
    } else {
        let id = activity::activity(node, found)?;
        found.related_activities.push(id);
        found.alone.push(node.json);
    }
    if parent {
        found.parent = found.related_activities.get(from).copied();
    }
    Ok(())
}

/// Agents or groups beside the actor, each with the kinds of activity that make it relevant.
fn beside<'t>(node: &Node<'_, 't>, (list, kind, who): (&str, &str, &str), found: &mut Found<'t>) -> Result<(), Fault> {
    let Some(list) = node.get(list) else { return Ok(()) };
    for (n, json) in list.list()?.iter().enumerate() {
        let entry = list.item(n, json);
        entry.object(&["objectType", who, "relevantTypes"])?;
        entry.need("objectType")?.one_of(&[kind])?;
        let named = entry.need(who)?;
        let named = if who == "group" { actor::group(&named)? } else { actor::agent(&named)? };
        found.related_agents.extend(named.into_all());
        if let Some(types) = entry.get("relevantTypes") {
            let iris = types.list()?;
            if iris.is_empty() {
                return types.fail("may not be empty");
            }
            for (n, json) in iris.iter().enumerate() {
                types.item(n, json).iri()?;
            }
        }
    }
    Ok(())
}
