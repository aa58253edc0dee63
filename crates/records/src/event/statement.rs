//! An event as an xAPI statement, written and read: the profile of `docs/records.md`.

use super::{Event, Fact};
use crate::Activity;
use base::{Millis, clock};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
struct Statement<'a> {
    id: Uuid,
    actor: Agent<'a>,
    verb: Named<'a>,
    object: Object<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Outcome>,
    context: Context<'a>,
    timestamp: String,
}

#[derive(Serialize, Deserialize)]
struct Agent<'a> {
    account: Account<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    home_page: Cow<'a, str>,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct Named<'a> {
    id: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct Object<'a> {
    id: Cow<'a, str>,
    definition: Definition<'a>,
}

#[derive(Serialize, Deserialize)]
struct Definition<'a> {
    r#type: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct Outcome {
    completion: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    instructor: Agent<'a>,
    context_activities: ContextActivities<'a>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct ContextActivities<'a> {
    parent: [Named<'a>; 1],
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    grouping: Vec<Named<'a>>,
    category: [Named<'a>; 2],
}

const NOTE: &str = "/xapi/extension/note";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

pub fn write(home: &str, event: &Event) -> String {
    let form = event.fact.form(home);
    let named = |activity: Activity<'_>| Named { id: activity.iri(home).into() };
    let statement = Statement {
        id: event.statement,
        actor: agent(home, event.person),
        verb: Named { id: form.verb },
        object: Object {
            id: Activity::fact(&event.fact.code).iri(home).into(),
            definition: Definition { r#type: form.activity_type.into() },
        },
        result: form.completion.map(|completion| Outcome { completion }),
        context: Context {
            instructor: agent(home, event.by),
            context_activities: ContextActivities {
                parent: [named(Activity::Class(event.class))],
                grouping: event.subject.iter().map(|s| named(Activity::subject(s))).collect(),
                category: [named(Activity::profile("capture")), named(Activity::dimension(event.fact.dimension.code()))],
            },
            extensions: event.note.iter().map(|note| (format!("{home}{NOTE}"), note.clone())).collect(),
        },
        timestamp: clock::iso(event.at),
    };
    // Strings and truth values only: this cannot fail.
    serde_json::to_string(&statement).unwrap_or_default()
}

pub fn voiding(home: &str, id: Uuid, target: Uuid, by: i64, at: Millis) -> String {
    serde_json::json!({
        "id": id,
        "actor": agent(home, by),
        "verb": { "id": VOIDED },
        "object": { "objectType": "StatementRef", "id": target },
        "timestamp": clock::iso(at),
    })
    .to_string()
}

pub fn read(raw: &str) -> Option<Event> {
    let statement: Statement<'_> = serde_json::from_str(raw).ok()?;
    let Activity::Fact(code) = Activity::of_iri(&statement.object.id)? else { return None };
    let activities = &statement.context.context_activities;
    let [parent] = &activities.parent;
    let Activity::Class(class) = Activity::of_iri(&parent.id)? else { return None };
    let subject = activities.grouping.iter().find_map(|named| match Activity::of_iri(&named.id)? {
        Activity::Subject(code) => Some(code.into_owned()),
        _ => None,
    });
    let note = statement.context.extensions.into_iter().find(|(name, _)| name.ends_with(NOTE)).map(|(_, note)| note);
    Some(Event {
        statement: statement.id,
        person: statement.actor.account.name.parse().ok()?,
        fact: Fact::of(&code)?,
        class,
        subject,
        by: statement.context.instructor.account.name.parse().ok()?,
        at: clock::of_iso(&statement.timestamp)?,
        note,
    })
}

/// A person of this platform by number: never a name.
fn agent(home: &str, person: i64) -> Agent<'_> {
    Agent { account: Account { home_page: home.into(), name: person.to_string() } }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::facts;
    use super::*;

    #[test]
    fn every_fact_is_written_and_read_back_whatever_the_address_was() {
        for (n, fact) in facts().iter().enumerate() {
            let event = Event {
                statement: Uuid::from_u128(n as u128 + 1),
                person: 411_820_348_342_272,
                fact,
                class: 100_001,
                subject: n.is_multiple_of(2).then(|| "math".to_owned()),
                by: 1001,
                at: 1_788_220_800_001,
                note: n.is_multiple_of(3).then(|| "课间主动问了\"两\"道题".to_owned()),
            };
            let raw = event.write("https://edu.example.cn");
            assert!((600..=1_000).contains(&raw.len()), "{} bytes: {raw}", raw.len());
            assert_eq!(Event::read(&raw).as_ref(), Some(&event));
        }
        assert_eq!(Event::read(&voiding("https://e.cn", Uuid::nil(), Uuid::max(), 7, 0)), None);
    }
}
