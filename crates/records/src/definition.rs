//! What is told of activities, merged from all statements that tell it: xAPI's canonical definitions.

use crate::activity;
use crate::append::{Entry, Source};
use crate::naming::Names;
use base::{Conn, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The definitions that change by these statements, by activity. Other applications do not define what is the platform's.
pub(crate) fn merged(entries: &[Entry], sources: &[Arc<Source>], names: &Names) -> Result<BTreeMap<i64, String>> {
    let mut changed: BTreeMap<i64, String> = BTreeMap::new();
    for entry in entries {
        let source = &sources[entry.source];
        for (iri, told) in &entry.statement.definitions {
            let foreign = source.authority.is_some();
            if foreign && (!source.defines || activity::path_of(iri, &source.home) != iri) {
                continue;
            }
            let Some(id) = names.activity(iri, &source.home) else { continue };
            let known = changed.get(&id).map(String::as_str).or_else(|| names.definition(id));
            if known == Some(told) {
                continue;
            }
            let merged = merge(known.unwrap_or("{}"), told)?;
            if known != Some(&merged) {
                changed.insert(id, merged);
            }
        }
    }
    Ok(changed)
}

/// What was known with what is told: texts by language and extensions come together, of the rest the last word counts.
fn merge(known: &str, told: &str) -> Result<String> {
    let mut all: Map<String, Value> = serde_json::from_str(known)?;
    let told: Map<String, Value> = serde_json::from_str(told)?;
    for (name, value) in told {
        match (all.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) if matches!(name.as_str(), "name" | "description" | "extensions") => {
                old.extend(new)
            }
            (_, value) => drop(all.insert(name, value)),
        }
    }
    Ok(serde_json::to_string(&all)?)
}

/// What is known of activities, by IRI: their canonical definitions as JSON. Those without one are absent. `home` is the
/// region's public address.
pub async fn definitions(conn: &mut Conn, home: &str, iris: &[&str]) -> Result<HashMap<String, String>> {
    let paths: HashMap<&str, &str> = iris.iter().map(|iri| (activity::path_of(iri, home), *iri)).collect();
    let known = crate::store::names::definitions(conn, &paths.keys().copied().collect::<Vec<_>>()).await?;
    Ok(known.into_iter().filter_map(|(path, definition)| Some(((*paths.get(path.as_str())?).to_owned(), definition))).collect())
}
