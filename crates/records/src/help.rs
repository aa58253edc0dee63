//! Help that a learner asked for at a question, as a statement: which rung of the ladder was shown, and of which kind. The profile is
//! documented in `docs/records.md`.

use crate::xapi::Prepared;
use crate::{Activity, Source, Version};
use base::{Conn, Error, Millis, Result, clock};
use serde_json::{Value, json};
use uuid::Uuid;

/// A rung that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helped {
    /// The statement's identifier.
    pub statement: Uuid,
    /// Who asked.
    pub person: i64,
    /// Code of the item.
    pub item: String,
    /// Version of the item.
    pub version: i64,
    /// Code of its knowledge point.
    pub point: String,
    /// Code of its subject.
    pub subject: String,
    /// The sitting.
    pub session: Uuid,
    /// The attempt at the question, whose answer's statement will have this identifier.
    pub attempt: Uuid,
    /// The rung's place on the ladder, from 1.
    pub rung: i64,
    /// A word for its kind.
    pub kind: String,
    /// When it was shown.
    pub at: Millis,
}

/// ADL vocabulary: an inquiring actor expects an answer.
const ASKED: &str = "http://adlnet.gov/expapi/verbs/asked";
const TYPE: &str = "http://adlnet.gov/expapi/activities/cmi.interaction";
const PROFILE: &str = "companion";
const ATTEMPT: &str = "/xapi/extension/attempt";
const RUNG: &str = "/xapi/extension/rung";
const KIND: &str = "/xapi/extension/help";

impl Helped {
    /// The statement's JSON. `home` is the region's public address without a slash at its end.
    pub fn write(&self, home: &str) -> String {
        let named = |activity: Activity<'_>| json!([{ "id": activity.iri(home) }]);
        json!({
            "id": self.statement,
            "actor": { "account": { "homePage": home, "name": self.person.to_string() } },
            "verb": { "id": ASKED },
            "object": { "id": Activity::item(&self.item, self.version).iri(home), "definition": { "type": TYPE } },
            "context": {
                "registration": self.session,
                "contextActivities": {
                    // Not the parent: that is what an answer of the platform's own has.
                    "other": named(Activity::point(&self.point)),
                    "grouping": named(Activity::subject(&self.subject)),
                    "category": named(Activity::profile(PROFILE)),
                },
                "extensions": {
                    (format!("{home}{ATTEMPT}")): self.attempt,
                    (format!("{home}{RUNG}")): self.rung,
                    (format!("{home}{KIND}")): self.kind,
                },
            },
            "timestamp": clock::iso(self.at),
        })
        .to_string()
    }

    /// What a statement written by [`Helped::write`] tells, whatever the public address was then; `None` for any other statement.
    pub fn read(raw: &str) -> Option<Helped> {
        let statement: Value = serde_json::from_str(raw).ok()?;
        let context = &statement["context"];
        let activity = |value: &Value| Activity::of_iri(value.as_str()?);
        let first = |list: &str| activity(&context["contextActivities"][list][0]["id"]);
        if statement["verb"]["id"] != ASKED || first("category") != Some(Activity::profile(PROFILE)) {
            return None;
        }
        let Activity::Item { code: item, version } = activity(&statement["object"]["id"])? else { return None };
        let Activity::Point(point) = first("other")? else { return None };
        let Activity::Subject(subject) = first("grouping")? else { return None };
        let extension = |name: &str| context["extensions"].as_object()?.iter().find(|(key, _)| key.ends_with(name)).map(|(_, value)| value);
        let uuid = |value: &Value| Uuid::parse_str(value.as_str()?).ok();
        Some(Helped {
            statement: uuid(&statement["id"])?,
            person: statement["actor"]["account"]["name"].as_str()?.parse().ok()?,
            item: item.into_owned(),
            version,
            point: point.into_owned(),
            subject: subject.into_owned(),
            session: uuid(&context["registration"])?,
            attempt: uuid(extension(ATTEMPT)?)?,
            rung: extension(RUNG)?.as_i64()?,
            kind: extension(KIND)?.as_str()?.to_owned(),
            at: clock::of_iso(statement["timestamp"].as_str()?)?,
        })
    }
}

/// Stores that a rung was shown, in the caller's transaction, which has checked that the person may be recorded.
pub async fn record(conn: &mut Conn, home: &str, stored: Millis, helped: &Helped) -> Result<()> {
    let statements = Prepared::parse(Version::V1, &helped.write(home))
        .map_err(|fault| Error::internal(format!("a statement about help breaks a rule of xAPI: {fault}")))?;
    let source = Source { home: home.to_owned(), authority: None, defines: false };
    crate::append(conn, &source, stored, statements).await.map(|_| ())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_whatever_the_address_was_and_nothing_else_is() {
        let helped = Helped {
            statement: Uuid::from_u128(1),
            person: 411_820_348_342_272,
            item: "M7-001".into(),
            version: 2,
            point: "M7-equation".into(),
            subject: "math".into(),
            session: Uuid::from_u128(1 << 32),
            attempt: Uuid::from_u128(1 << 32 | 3),
            rung: 2,
            kind: "hint".into(),
            at: 1_788_220_800_001,
        };
        let raw = helped.write("https://edu.example.cn");
        assert_eq!(Helped::read(&raw).as_ref(), Some(&helped));
        assert!(Prepared::parse(Version::V1, &raw).is_ok(), "{raw}");
        assert_eq!(Helped::read(&raw.replace("verbs/asked", "verbs/answered")), None);
        assert_eq!(Helped::read("{}"), None);
        assert_eq!(crate::event::Event::read(&raw), None);
    }
}
