//! JSON documents merged by their top-level members (xAPI 1.0.3 part 3 §2.2): what is told anew replaces the whole value.

use crate::xapi::Json;
use crate::xapi::json::Value;
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write;

/// What came of it.
pub(super) enum Merged {
    /// The text of the merged object. Values keep the text they were written with.
    Object(String),
    /// One of the two is not an object.
    NotObjects,
}

/// Whether these bytes are one JSON value.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| Json::parse(text).is_ok())
}

/// The members of `new` over those of `old`.
pub(super) fn objects(old: &[u8], new: &[u8]) -> Merged {
    merged(old, new).map_or(Merged::NotObjects, Merged::Object)
}

fn merged(old: &[u8], new: &[u8]) -> Option<String> {
    let (old, new) = (std::str::from_utf8(old).ok()?, std::str::from_utf8(new).ok()?);
    let (old_json, new_json) = (Json::parse(old).ok()?, Json::parse(new).ok()?);
    let (before, told) = (members(&old_json, old)?, members(&new_json, new)?);
    let names: HashSet<&str> = told.iter().map(|(name, _)| name.as_ref()).collect();
    let kept = before.iter().filter(|(name, _)| !names.contains(name.as_ref()));
    let mut text = String::from("{");
    for (name, value) in kept.chain(&told) {
        let comma = if text.len() > 1 { "," } else { "" };
        write!(text, "{comma}{}:{value}", serde_json::Value::from(name.as_ref())).ok()?;
    }
    text.push('}');
    Some(text)
}

/// Names and the texts of their values.
fn members<'j>(json: &'j Json<'_>, text: &'j str) -> Option<Vec<(Cow<'j, str>, &'j str)>> {
    match &json.value {
        Value::Object(members) => Some(members.iter().map(|(name, value)| (Cow::Borrowed(name.as_ref()), value.source(text))).collect()),
        _ => None,
    }
}
