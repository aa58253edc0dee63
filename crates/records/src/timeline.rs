//! Everything one person did, by the time it happened, newest first, each statement read as far as it is understood.

use crate::event::Event;
use crate::help::Helped;
use crate::store::timeline as store;
use crate::{Answered, Kept, statement};
use base::{Conn, Lang, Millis, Result};
use serde_json::Value;
use uuid::Uuid;

/// A place in the order of happening; what happened in one instant stands in the order of storing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// When it happened.
    pub at: Millis,
    /// Place in the order of storing.
    pub seq: i64,
}

impl Moment {
    /// After everything.
    pub const END: Moment = Moment { at: Millis::MAX, seq: i64::MAX };
}

/// A statement and what it tells.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its identifier.
    pub id: Uuid,
    /// When it happened.
    pub at: Millis,
    /// The statement as kept.
    pub kept: Kept,
    /// What it tells.
    pub tale: Tale,
}

/// What a statement tells.
#[derive(Debug, Clone)]
pub enum Tale {
    /// An answer given on this platform.
    Answered(Box<Answered>),
    /// A fact that somebody noted on this platform.
    Noted(Box<Event>),
    /// Help that was asked for at a question of this platform.
    Helped(Box<Helped>),
    /// Anything else, mostly from other applications.
    Other(Wording),
}

/// The words a statement brings along, by language tag.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wording {
    verb: Words,
    activity: Words,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Words {
    by_language: Vec<(String, String)>,
    /// What is said when there are no words: the end of the IRI.
    otherwise: String,
}

impl Told {
    /// Its place in the order.
    pub fn moment(&self) -> Moment {
        Moment { at: self.at, seq: self.kept.seq }
    }

    /// Code of the school subject it belongs to, where it says one.
    pub fn subject(&self) -> Option<&str> {
        match &self.tale {
            Tale::Answered(answered) => Some(&answered.subject),
            Tale::Noted(event) => event.subject.as_deref(),
            Tale::Helped(helped) => Some(&helped.subject),
            Tale::Other(_) => None,
        }
    }

    /// Name of the application that vouches for it; `None` for this platform.
    pub fn source(&self) -> Option<String> {
        let agent: Value = serde_json::from_str(self.kept.authority.as_deref()?).unwrap_or_default();
        let member = &agent["member"][0];
        let named = [&agent["name"], &member["name"], &agent["account"]["name"], &member["account"]["name"], &agent["mbox"]];
        Some(named.into_iter().find_map(Value::as_str).unwrap_or("?").to_owned())
    }

    fn of(person: i64, found: store::Found) -> Result<Told> {
        let raw: Value = serde_json::from_str(&found.kept.raw)?;
        let id = raw["id"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        let id = id.ok_or_else(|| base::Error::internal(format!("statement {} has no id", found.kept.seq)))?;
        let own = found.kept.authority.is_none();
        let tale = match (own, own.then(|| Event::read(&found.kept.raw)).flatten()) {
            (_, Some(event)) => Tale::Noted(Box::new(event)),
            (true, None) => match answered(person, id, &raw, &found) {
                Some(answered) => Tale::Answered(Box::new(answered)),
                None => match Helped::read(&found.kept.raw) {
                    Some(helped) => Tale::Helped(Box::new(helped)),
                    None => Tale::Other(Wording::of(&raw, found.definition.as_deref())),
                },
            },
            (false, None) => Tale::Other(Wording::of(&raw, found.definition.as_deref())),
        };
        Ok(Told { id, at: found.at, kept: found.kept, tale })
    }
}

fn answered(person: i64, statement: Uuid, raw: &Value, found: &store::Found) -> Option<Answered> {
    let said = statement::read(&found.kept.raw).ok()?;
    Some(Answered {
        statement,
        person,
        item: said.item,
        version: said.version,
        interaction: said.interaction,
        point: said.point,
        subject: said.subject,
        response: said.response,
        score: raw["result"]["score"]["scaled"].as_f64()?,
        correct: raw["result"]["success"].as_bool()?,
        duration: said.duration,
        at: found.at,
        session: said.session,
    })
}

impl Wording {
    fn of(raw: &Value, definition: Option<&str>) -> Wording {
        let known: Value = definition.and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
        let object = &raw["object"];
        let name = match &object["definition"]["name"] {
            Value::Null => &known["name"],
            own => own,
        };
        let otherwise = ["id", "name", "mbox", "objectType"].iter().find_map(|key| object[*key].as_str()).unwrap_or_default();
        Wording {
            verb: Words::of(&raw["verb"]["display"], raw["verb"]["id"].as_str().unwrap_or_default()),
            activity: Words::of(name, otherwise),
        }
    }

    /// The verb for a reader.
    pub fn verb(&self, lang: Lang) -> &str {
        self.verb.to(lang)
    }

    /// What was acted on, for a reader.
    pub fn activity(&self, lang: Lang) -> &str {
        self.activity.to(lang)
    }
}

impl Words {
    fn of(map: &Value, iri: &str) -> Words {
        let by_language = map.as_object().into_iter().flatten();
        Words {
            by_language: by_language.filter_map(|(tag, text)| Some((tag.to_ascii_lowercase(), text.as_str()?.to_owned()))).collect(),
            otherwise: iri.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default().to_owned(),
        }
    }

    /// The reader's language, else any that there is.
    fn to(&self, lang: Lang) -> &str {
        let wanted = match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let found = self.by_language.iter().find(|(tag, _)| tag.starts_with(wanted)).or(self.by_language.first());
        found.map_or(&self.otherwise, |(_, text)| text)
    }
}

/// What a person did from one instant (included) to another (not included), before a place in the order, newest first; what
/// was taken back is among it. Only for callers that have checked who may read.
pub async fn timeline(conn: &mut Conn, person: i64, (from, to): (Millis, Millis), before: Moment, limit: i64) -> Result<Vec<Told>> {
    let span = store::Span { from, to, before, limit };
    let mut found = store::answers(conn, person, &span).await?;
    found.extend(store::others(conn, person, &span).await?);
    found.sort_by_key(|f| std::cmp::Reverse((f.at, f.kept.seq)));
    found.truncate(usize::try_from(limit).unwrap_or_default());
    found.into_iter().map(|f| Told::of(person, f)).collect()
}

/// One statement of a person. Only for callers that have checked who may read.
pub async fn told(conn: &mut Conn, person: i64, id: Uuid) -> Result<Option<Told>> {
    store::one(conn, person, &id.to_string()).await?.map(|found| Told::of(person, found)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_readers_or_the_nearest_there_are() {
        let raw = serde_json::json!({
            "verb": { "id": "http://activitystrea.ms/schema/1.0/play", "display": { "en-US": "played", "zh-Hans": "玩了" } },
            "object": { "id": "https://games.example/sudoku/7" },
        });
        let words = Wording::of(&raw, Some(r#"{"name":{"de":"Sudoku sieben"}}"#));
        assert_eq!((words.verb(Lang::Zh), words.verb(Lang::En)), ("玩了", "played"));
        assert_eq!((words.activity(Lang::Zh), words.activity(Lang::En)), ("Sudoku sieben", "Sudoku sieben"));
        let bare = Wording::of(&serde_json::json!({ "verb": { "id": "http://x/did" }, "object": { "id": "https://a/b/" } }), None);
        assert_eq!((bare.verb(Lang::Zh), bare.activity(Lang::Zh)), ("did", "b"));
    }
}
