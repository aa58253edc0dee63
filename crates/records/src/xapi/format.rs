//! The formats in which statements are given (xAPI 1.0.3 part 3 §2.1.3): as they are, by identifiers alone, or in the canonical
//! form for a reader's languages.

use super::json::{Json, Value};
use std::collections::HashMap;

/// A format other than the exact one.
pub enum Format<'f> {
    /// No more of agents, verbs and activities than tells them apart.
    Ids,
    /// One language of each text, and activities as all statements together define them.
    Canonical {
        /// Language tags, the most wanted first.
        languages: &'f [String],
        /// Definitions by IRI, as JSON.
        definitions: &'f HashMap<String, String>,
    },
}

impl Format<'_> {
    /// A stored statement in this format; it is given as it is when it cannot be read.
    pub fn of(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        match Json::parse(text) {
            Ok(json) => self.statement(&mut out, text, &json),
            Err(_) => out.push_str(text),
        }
        out
    }

    fn statement(&self, out: &mut String, text: &str, json: &Json<'_>) {
        members(out, text, json, |out, name, value| {
            match name {
                "actor" | "authority" => self.actor(out, text, value),
                "verb" => self.verb(out, text, value),
                "object" => self.object(out, text, value),
                "context" => self.context(out, text, value),
                "attachments" => self.attachments(out, text, value),
                _ => out.push_str(value.source(text)),
            }
            true
        });
    }

    fn object(&self, out: &mut String, text: &str, json: &Json<'_>) {
        match kind(json) {
            "Agent" | "Group" => self.actor(out, text, json),
            "StatementRef" => out.push_str(json.source(text)),
            "SubStatement" => self.statement(out, text, json),
            _ => self.activity(out, text, json),
        }
    }

    fn context(&self, out: &mut String, text: &str, json: &Json<'_>) {
        members(out, text, json, |out, name, value| {
            match name {
                "instructor" | "team" => self.actor(out, text, value),
                "contextActivities" => members(out, text, value, |out, _, list| {
                    items(out, list, |out, item| self.activity(out, text, item));
                    true
                }),
                "contextAgents" | "contextGroups" => items(out, value, |out, entry| {
                    members(out, text, entry, |out, name, value| {
                        if matches!(name, "agent" | "group") {
                            self.actor(out, text, value)
                        } else {
                            out.push_str(value.source(text))
                        }
                        true
                    });
                }),
                _ => out.push_str(value.source(text)),
            }
            true
        });
    }

    fn actor(&self, out: &mut String, text: &str, json: &Json<'_>) {
        if !matches!(self, Format::Ids) {
            return out.push_str(json.source(text));
        }
        let anonymous = !["mbox", "mbox_sha1sum", "openid", "account"].iter().any(|ifi| json.get(ifi).is_some());
        members(out, text, json, |out, name, value| {
            match name {
                "name" => return false,
                "member" if !anonymous => return false,
                "member" => items(out, value, |out, member| self.actor(out, text, member)),
                _ => out.push_str(value.source(text)),
            }
            true
        });
    }

    fn verb(&self, out: &mut String, text: &str, json: &Json<'_>) {
        members(out, text, json, |out, name, value| {
            match (name, self) {
                ("display", Format::Ids) => return false,
                ("display", Format::Canonical { languages, .. }) => language_map(out, text, value, languages),
                _ => out.push_str(value.source(text)),
            }
            true
        });
    }

    fn activity(&self, out: &mut String, text: &str, json: &Json<'_>) {
        let Format::Canonical { languages, definitions } = self else {
            // An object without a type is an activity.
            return members(out, text, json, |out, name, value| {
                if name == "id" {
                    out.push_str(value.source(text));
                }
                name == "id"
            });
        };
        let known = match json.get("id").map(|id| &id.value) {
            Some(Value::Text(id)) => definitions.get(id.as_ref()),
            _ => None,
        };
        let parsed = known.and_then(|text| Some((text.as_str(), Json::parse(text).ok()?)));
        members(out, text, json, |out, name, value| {
            match (name, &parsed) {
                ("definition", Some((known, json))) => definition(out, known, json, languages),
                ("definition", None) => definition(out, text, value, languages),
                _ => out.push_str(value.source(text)),
            }
            true
        });
        if let Some((known, definition_json)) = parsed.filter(|_| json.get("definition").is_none()) {
            out.truncate(out.len() - 1);
            out.push_str(",\"definition\":");
            definition(out, known, &definition_json, languages);
            out.push('}');
        }
    }

    fn attachments(&self, out: &mut String, text: &str, json: &Json<'_>) {
        items(out, json, |out, attachment| {
            members(out, text, attachment, |out, name, value| {
                match (name, self) {
                    ("display" | "description", Format::Canonical { languages, .. }) => language_map(out, text, value, languages),
                    _ => out.push_str(value.source(text)),
                }
                true
            });
        });
    }
}

/// An activity's definition as it is given: as known, with one language of each of its texts.
pub fn in_languages(known: &str, languages: &[String]) -> String {
    let mut out = String::with_capacity(known.len());
    match Json::parse(known) {
        Ok(json) => definition(&mut out, known, &json, languages),
        Err(_) => out.push_str(known),
    }
    out
}

fn definition(out: &mut String, text: &str, json: &Json<'_>, languages: &[String]) {
    members(out, text, json, |out, name, value| {
        match name {
            "name" | "description" => language_map(out, text, value, languages),
            "choices" | "scale" | "source" | "target" | "steps" => items(out, value, |out, component| {
                members(out, text, component, |out, name, value| {
                    if name == "description" {
                        language_map(out, text, value, languages)
                    } else {
                        out.push_str(value.source(text))
                    }
                    true
                });
            }),
            _ => out.push_str(value.source(text)),
        }
        true
    });
}

/// The one entry that suits the languages best, or the first.
fn language_map(out: &mut String, text: &str, json: &Json<'_>, languages: &[String]) {
    let Value::Object(entries) = &json.value else { return out.push_str(json.source(text)) };
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let exact = |wanted: &String| entries.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
    let near = |wanted: &String| entries.iter().find(|(tag, _)| primary(tag) == primary(wanted));
    let chosen = languages.iter().find_map(|wanted| exact(wanted).or_else(|| near(wanted))).or(entries.first());
    out.push('{');
    if let Some((tag, value)) = chosen {
        out.extend(["\"", tag.as_ref(), "\":", value.source(text)]);
    }
    out.push('}');
}

fn kind<'j>(json: &'j Json<'_>) -> &'j str {
    match json.get("objectType").map(|kind| &kind.value) {
        Some(Value::Text(kind)) => kind,
        _ => "",
    }
}

/// Writes the members that `write` does not leave out; it writes the value and tells whether it did. Names that statements have
/// need no escapes.
fn members(out: &mut String, text: &str, json: &Json<'_>, mut write: impl FnMut(&mut String, &str, &Json<'_>) -> bool) {
    let Value::Object(members) = &json.value else { return out.push_str(json.source(text)) };
    let mut mark = '{';
    for (name, value) in members {
        let before = out.len();
        out.push(mark);
        out.extend(["\"", name.as_ref(), "\":"]);
        if write(out, name, value) {
            mark = ',';
        } else {
            out.truncate(before);
        }
    }
    if mark == '{' {
        out.push('{');
    }
    out.push('}');
}

fn items(out: &mut String, json: &Json<'_>, mut write: impl FnMut(&mut String, &Json<'_>)) {
    let Value::List(list) = &json.value else { return };
    out.push('[');
    for (n, item) in list.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

/// Languages of an `Accept-Language` header (RFC 9110 §12.5.4), the most wanted first.
pub fn languages(header: &str) -> Vec<String> {
    let mut ranges: Vec<(f64, String)> = header
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';');
            let tag = parts.next()?.trim();
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.trim().parse().ok()).unwrap_or(1.0);
            (!tag.is_empty() && tag != "*" && weight > 0.0).then(|| (weight, tag.to_owned()))
        })
        .collect();
    ranges.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranges.into_iter().map(|(_, tag)| tag).collect()
}
