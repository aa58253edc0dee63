//! Activities and their definitions (xAPI 1.0.3 part 2 §2.4.4.1), with all interaction types.

use super::Fault;
use super::found::Found;
use super::node::Node;
use std::collections::HashSet;

const INTERACTIONS: [&str; 10] =
    ["true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other"];
/// Lists of interaction components.
const COMPONENTS: [&str; 5] = ["choices", "scale", "source", "target", "steps"];

/// An activity; its IRI. Its definition, if any, goes to what was found.
pub(crate) fn activity<'t>(node: &Node<'_, 't>, found: &mut Found<'t>) -> Result<&'t str, Fault> {
    node.object(&["objectType", "id", "definition"])?;
    if let Some(kind) = node.get("objectType") {
        kind.one_of(&["Activity"])?;
    }
    let id = node.need("id")?.iri()?;
    if let Some(told) = node.get("definition") {
        definition(&told)?;
        found.definitions.push((id, told.json));
    }
    Ok(id)
}

fn definition(node: &Node<'_, '_>) -> Result<(), Fault> {
    node.object(&[
        "name",
        "description",
        "type",
        "moreInfo",
        "extensions",
        "interactionType",
        "correctResponsesPattern",
        "choices",
        "scale",
        "source",
        "target",
        "steps",
    ])?;
    for name in ["name", "description"] {
        node.get(name).map_or(Ok(()), |map| map.language_map())?;
    }
    for name in ["type", "moreInfo"] {
        node.get(name).map_or(Ok(()), |iri| iri.iri().map(|_| ()))?;
    }
    node.get("extensions").map_or(Ok(()), |extensions| extensions.extensions())?;
    interaction(node)
}

fn interaction(node: &Node<'_, '_>) -> Result<(), Fault> {
    let kind = node.get("interactionType").map(|kind| kind.one_of(&INTERACTIONS)).transpose()?;
    if let Some(pattern) = node.get("correctResponsesPattern") {
        for (n, json) in pattern.list()?.iter().enumerate() {
            pattern.item(n, json).text()?;
        }
    }
    for name in COMPONENTS {
        if let Some(list) = node.get(name) {
            components(&list)?;
        }
    }
    let told = |name: &&str| node.json.get(name).is_some();
    match (kind, COMPONENTS.iter().chain(&["correctResponsesPattern"]).find(|name| told(name))) {
        (None, Some(name)) => node.fail(format!("has {name:?} but no interactionType")),
        _ => Ok(()),
    }
}

/// Interaction components: an identifier, unique among them, and a description.
fn components(list: &Node<'_, '_>) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for (n, json) in list.list()?.iter().enumerate() {
        let component = list.item(n, json);
        component.object(&["id", "description"])?;
        let id = component.need("id")?.text()?;
        if let Some(map) = component.get("description") {
            map.language_map()?;
        }
        if !seen.insert(id) {
            return component.fail(format!("has the id {id:?} of another component"));
        }
    }
    Ok(())
}
