//! When two statements are the same (xAPI 1.0.3 part 2 §2.3.1 and §4.2.4 of IEEE 9274.1.1): all but what a store assigns, what
//! tells of an activity or verb rather than being part of the statement, and what has no order.

use super::json::{Json, Value};
use super::{Version, attachment, duration, instant, uuid};
use std::collections::BTreeMap;

/// A statement's value in one form for all ways to write it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Null,
    Bool(bool),
    /// A number by its bits.
    Number(u64),
    Instant(i64),
    Text(String),
    List(Vec<Form>),
    Object(BTreeMap<String, Form>),
}

/// Whether two texts are the same statement. A timestamp that one of them lacks was the store's to give; of attachments
/// only what they are counts.
pub(crate) fn same(new: &str, old: &str) -> bool {
    equal(new, old, true)
}

/// The same without regard to the attachments that sign: as a signature's payload knows its statement.
pub(crate) fn same_as_signed(statement: &str, payload: &str) -> bool {
    equal(statement, payload, false)
}

fn equal(a: &str, b: &str, signatures: bool) -> bool {
    let read = |text| Json::parse(text).ok().and_then(|json| members(&json, signatures));
    let (Some(mut a), Some(mut b)) = (read(a), read(b)) else { return false };
    for name in ["timestamp", "id"] {
        if !(a.contains_key(name) && b.contains_key(name)) {
            a.remove(name);
            b.remove(name);
        }
    }
    a == b
}

fn members(statement: &Json<'_>, signatures: bool) -> Option<BTreeMap<String, Form>> {
    let Form::Object(mut members) = form(statement) else { return None };
    for name in ["stored", "authority", "version"] {
        members.remove(name);
    }
    if let Some(Form::List(attachments)) = members.get_mut("attachments") {
        let signs = |form: &Form| matches!(form, Form::Text(text) if text.starts_with(attachment::SIGNATURE));
        attachments.retain(|form| signatures || !signs(form));
        attachments.sort();
        if attachments.is_empty() {
            members.remove("attachments");
        }
    }
    Some(members)
}

fn form(json: &Json<'_>) -> Form {
    match &json.value {
        Value::Null => Form::Null,
        Value::Bool(value) => Form::Bool(*value),
        Value::Number(text) => match text.parse::<f64>() {
            // One zero, whatever its sign.
            Ok(number) if number.is_finite() => Form::Number((number + 0.0).to_bits()),
            _ => Form::Text((*text).to_owned()),
        },
        Value::Text(text) => Form::Text(text.clone().into_owned()),
        Value::List(items) => Form::List(items.iter().map(form).collect()),
        Value::Object(members) => {
            Form::Object(members.iter().filter_map(|(name, json)| Some((name.to_string(), member(name, json)?))).collect())
        }
    }
}

/// Property names mean the same all over a statement, extensions left aside.
fn member(name: &str, json: &Json<'_>) -> Option<Form> {
    let text = match &json.value {
        Value::Text(text) => text.as_ref(),
        _ => "",
    };
    Some(match name {
        "display" | "definition" => return None,
        "objectType" if matches!(text, "Agent" | "Activity") => return None,
        "extensions" => as_written(json),
        "attachments" => Form::List(items(json).iter().map(attachment_form).collect()),
        "member" | "parent" | "grouping" | "category" | "other" => {
            let mut forms: Vec<Form> = items(json).iter().map(form).collect();
            forms.sort();
            Form::List(forms)
        }
        "timestamp" => instant::parse(Version::V1, text).map_or_else(|| form(json), Form::Instant),
        "duration" => Form::Text(duration::cut(text)),
        "mbox_sha1sum" => Form::Text(text.to_ascii_lowercase()),
        "id" | "registration" => uuid::parse(text).map_or_else(|| form(json), |id| Form::Text(id.to_string())),
        _ => form(json),
    })
}

fn items<'j, 't>(json: &'j Json<'t>) -> &'j [Json<'t>] {
    match &json.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(json),
    }
}

fn attachment_form(json: &Json<'_>) -> Form {
    let part = |name| match json.get(name).map(|j| &j.value) {
        Some(Value::Text(text)) => text.clone().into_owned(),
        _ => String::new(),
    };
    Form::Text(format!("{} {}", part("usageType"), part("sha2").to_ascii_lowercase()))
}

fn as_written(json: &Json<'_>) -> Form {
    match &json.value {
        Value::List(items) => Form::List(items.iter().map(as_written).collect()),
        Value::Object(members) => Form::Object(members.iter().map(|(name, json)| (name.to_string(), as_written(json))).collect()),
        _ => form(json),
    }
}
