use super::attachment::Attachment;
use super::found::Found;
use super::json::{Json, Value};
use super::node::Node;
use super::object::Object;
use super::statement::{self, Core, VOIDED};
use super::{Fault, Version};
use ::uuid::Uuid;
use base::Millis;

/// A statement that keeps all rules, ready for [`crate::append`].
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Its identifier; a new one when it came without.
    pub id: Uuid,
    /// Its text without `stored`, `authority` and `version`: the order, the numbers and the words are the sender's.
    pub(crate) raw: String,
    /// The version of xAPI it is of.
    pub(crate) version: String,
    /// When it happened, if it says so.
    pub(crate) timestamp: Option<Millis>,
    pub(crate) actor: Option<String>,
    pub(crate) verb: String,
    pub(crate) object: About,
    pub(crate) parent: Option<String>,
    pub(crate) registration: Option<Uuid>,
    pub(crate) success: Option<bool>,
    pub(crate) score: Option<f64>,
    pub(crate) agents: Vec<String>,
    pub(crate) related_agents: Vec<String>,
    pub(crate) related_activities: Vec<String>,
    /// Definitions of activities by IRI, as JSON.
    pub(crate) definitions: Vec<(String, String)>,
    attachments: Vec<Attachment>,
    /// Whether it came with its identifier.
    named: bool,
}

/// What a statement is about, as far as it is kept apart from the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// An activity by its IRI.
    Activity(String),
    /// Another statement, which it may take back.
    Statement { id: Uuid, voids: bool },
    /// Agents (found among [`Prepared::agents`]) or a sub-statement.
    Other,
}

impl Prepared {
    /// Reads one statement, or an array of them, and checks every rule of this version of xAPI.
    ///
    /// The first [`Fault`] refuses all: a batch is stored whole or not at all (1.0.3 part 3 §2.1.2). Two statements of one
    /// identifier are a fault as well.
    pub fn parse(version: Version, text: &str) -> Result<Vec<Prepared>, Fault> {
        let json = Json::parse(text)?;
        let node = Node::root(&json, "");
        let Value::List(items) = &json.value else { return Ok(vec![statement::statement(&node, text, version)?]) };
        let mut statements: Vec<Prepared> = Vec::with_capacity(items.len());
        let mut ids = std::collections::HashSet::with_capacity(items.len());
        for (n, item) in items.iter().enumerate() {
            let node = node.item(n, item);
            let statement = statement::statement(&node, text, version)?;
            if !ids.insert(statement.id) {
                return node.fail("has the id of another statement of the batch");
            }
            statements.push(statement);
        }
        Ok(statements)
    }

    /// Reads a statement that is stored, of whichever version.
    pub(crate) fn stored(raw: &str) -> Option<Prepared> {
        [Version::V2, Version::V1].into_iter().find_map(|version| Prepared::parse(version, raw).ok()?.pop())
    }

    /// What it says of its attachments, sub-statements' included.
    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// Its text as it will be kept.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The same under this identifier, as a PUT gives it; `None` when it came with another.
    pub fn under(mut self, id: Uuid) -> Option<Prepared> {
        if self.named {
            return if self.id == id { Some(self) } else { None };
        }
        // One that came without stands first in the text.
        self.raw = self.raw.replacen(&self.id.to_string(), &id.to_string(), 1);
        self.id = id;
        Some(self)
    }

    pub(super) fn of(json: &Json<'_>, text: &str, id: Option<Uuid>, version: &str, core: Core<'_>, mut found: Found<'_>) -> Prepared {
        found.alone.sort_by_key(|single| single.start);
        let raw = raw(json, text, id, version, &core, &found);
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        Prepared {
            id: raw.0,
            raw: raw.1,
            version: version.to_owned(),
            timestamp: core.timestamp,
            actor: core.actor,
            verb: core.verb.to_owned(),
            object: match core.object {
                Object::Activity(iri) => About::Activity(iri.to_owned()),
                Object::Reference(id) => About::Statement { id, voids: core.verb == VOIDED },
                Object::Actor | Object::Sub => About::Other,
            },
            parent: found.parent.map(str::to_owned),
            registration: found.registration,
            success: core.outcome.success,
            score: core.outcome.score,
            agents: found.agents,
            related_agents: found.related_agents,
            related_activities: owned(found.related_activities),
            definitions: found.definitions.iter().map(|(iri, json)| ((*iri).to_owned(), json.source(text).to_owned())).collect(),
            attachments: found.attachments,
            named: id.is_some(),
        }
    }
}

/// The identifier and the text that is kept: member by member as sent, without what the store adds when it is read, single
/// context activities as lists (1.0.3 part 2 §2.4.6.2), and for 2.0 with the timestamp in UTC (IEEE 9274.1.1 §4.2.7).
fn raw(json: &Json<'_>, text: &str, id: Option<Uuid>, version: &str, core: &Core<'_>, found: &Found<'_>) -> (Uuid, String) {
    let mut kept = String::with_capacity(text.len() + 64);
    let id = id.unwrap_or_else(|| {
        let new = Uuid::new_v4();
        kept.extend(["{\"id\":\"", &new.to_string(), "\""]);
        new
    });
    let Value::Object(members) = &json.value else { return (id, kept) };
    for (name, value) in members {
        if matches!(name.as_ref(), "stored" | "authority" | "version") {
            continue;
        }
        kept.extend([if kept.is_empty() { "{" } else { "," }, "\"", name, "\":"]);
        match (name.as_ref(), &value.value, core.timestamp) {
            ("timestamp", Value::Text(time), Some(at)) if version.starts_with("2.") && !time.ends_with(['Z', 'z']) => {
                kept.extend(["\"", &base::clock::iso(at), "\""]);
            }
            _ => copy(&mut kept, text, value, &found.alone),
        }
    }
    kept.push('}');
    (id, kept)
}

/// A value's text, with brackets around those of `alone` that stand in it.
fn copy(kept: &mut String, text: &str, value: &Json<'_>, alone: &[&Json<'_>]) {
    let mut from = value.start;
    for single in alone.iter().filter(|s| value.start <= s.start && s.end <= value.end) {
        kept.extend([text.get(from..single.start).unwrap_or_default(), "[", single.source(text), "]"]);
        from = single.end;
    }
    kept.push_str(text.get(from..value.end).unwrap_or_default());
}
