//! An entry of a record in plain words: what happened, and where it was recorded.

use base::{Conn, Lang, Result, t};
use content::{Point, Subject, point};
use people::person;
use records::{Tale, Told};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// The names that entries speak of.
#[derive(Default)]
pub(crate) struct Names {
    points: HashMap<String, Point>,
    people: HashMap<i64, String>,
}

impl Names {
    /// Those of these entries.
    pub(crate) async fn of(conn: &mut Conn, entries: &[Told]) -> Result<Names> {
        let (mut codes, mut persons) = (BTreeSet::new(), BTreeSet::new());
        for told in entries {
            match &told.tale {
                Tale::Answered(answered) => drop(codes.insert(answered.point.as_str())),
                Tale::Helped(helped) => drop(codes.insert(helped.point.as_str())),
                Tale::Noted(event) => drop(persons.insert(event.by)),
                Tale::Other(_) => {}
            }
        }
        let mut people = HashMap::new();
        for id in persons {
            match person::get(conn, id).await {
                Ok(person) => drop(people.insert(id, person.name)),
                Err(base::Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Names { points: point::by_codes(conn, &codes.into_iter().collect::<Vec<_>>()).await?, people })
    }

    /// The knowledge point an answer is about, where it is known here.
    pub(crate) fn point(&self, told: &Told) -> Option<&Point> {
        match &told.tale {
            Tale::Answered(answered) => self.points.get(&answered.point),
            Tale::Helped(helped) => self.points.get(&helped.point),
            _ => None,
        }
    }

    fn person(&self, lang: Lang, id: i64) -> Cow<'_, str> {
        self.people.get(&id).map_or_else(|| t!(lang, "record.somebody"), |name| Cow::Borrowed(name.as_str()))
    }
}

/// What happened.
pub(crate) fn sentence(lang: Lang, names: &Names, told: &Told) -> String {
    match &told.tale {
        Tale::Answered(answered) => {
            let point = names.point(told).map_or(answered.point.as_str(), |p| p.name(lang));
            let subject = subject_name(lang, &answered.subject);
            if answered.correct {
                t!(lang, "record.say_right", subject = subject, point = point)
            } else if answered.score > 0.0 {
                t!(lang, "record.say_partly", subject = subject, point = point)
            } else {
                t!(lang, "record.say_wrong", subject = subject, point = point)
            }
        }
        Tale::Noted(event) => match event.subject.as_deref() {
            Some(subject) => t!(lang, "record.say_noted_in", subject = subject_name(lang, subject), fact = event.fact.name(lang)),
            None => t!(lang, "record.say_noted", fact = event.fact.name(lang)),
        },
        Tale::Helped(helped) => {
            let point = names.point(told).map_or(helped.point.as_str(), |p| p.name(lang));
            t!(lang, "companion.say_helped", subject = subject_name(lang, &helped.subject), point = point, rung = helped.rung)
        }
        Tale::Other(words) => t!(lang, "record.say_other", verb = words.verb(lang), activity = words.activity(lang)),
    }
}

/// A few words that somebody added.
pub(crate) fn remark(told: &Told) -> Option<&str> {
    match &told.tale {
        Tale::Noted(event) => event.note.as_deref(),
        _ => None,
    }
}

/// Where it was recorded, and by whom.
pub(crate) fn origin(lang: Lang, names: &Names, told: &Told) -> String {
    match (&told.tale, told.source()) {
        (_, Some(source)) => t!(lang, "record.origin_application", source = source),
        (Tale::Noted(event), None) => t!(lang, "record.origin_noted", name = names.person(lang, event.by)),
        (_, None) => t!(lang, "record.origin_platform").into_owned(),
    }
}

pub(crate) fn subject_name(lang: Lang, code: &str) -> String {
    Subject::parse(code).map_or_else(|| code.to_owned(), |subject| subject.name(lang).into_owned())
}
