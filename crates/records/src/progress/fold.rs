//! From statements to days: what of a statement is counted, and where.

use super::Day;
use crate::Activity;
use crate::event::{Fact, Homework, Kind};
use base::{Millis, clock};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Longest time on task that one statement is believed: a page left open is no work.
const LONGEST: Millis = 30 * 60_000;
/// Longest time on task of a day in one area: eight hours.
const LONGEST_DAY: Millis = 8 * 3_600_000;

/// A statement as the fold needs it.
#[derive(Debug, sqlx::FromRow)]
pub struct Row {
    pub person: i64,
    pub at: Millis,
    /// Whether it is an answer of the platform's own.
    pub answer: bool,
    pub success: Option<bool>,
    pub raw: String,
}

/// Days in the order of person, day and area.
pub fn days(rows: &[Row]) -> Vec<Day> {
    let mut days: BTreeMap<(i64, String, String), Day> = BTreeMap::new();
    for row in rows {
        let said = Said::of(row);
        let day = clock::date_of(row.at).to_string();
        for (n, area) in said.areas.iter().enumerate() {
            let sum = days.entry((row.person, day.clone(), area.clone())).or_insert_with(|| Day {
                person: row.person,
                day: day.clone(),
                area: area.clone(),
                answers: 0,
                correct: 0,
                facts: 0,
                missing: 0,
                time: 0,
            });
            sum.answers += i64::from(row.answer);
            sum.correct += i64::from(row.answer && row.success == Some(true));
            sum.facts += i64::from(said.fact);
            sum.missing += i64::from(said.missing);
            // Once, so that time adds up over areas.
            sum.time += if n == 0 { said.time } else { 0 };
        }
    }
    days.into_values().map(|day| Day { time: day.time.min(LONGEST_DAY), ..day }).collect()
}

struct Said {
    areas: Vec<String>,
    fact: bool,
    missing: bool,
    time: Millis,
}

impl Said {
    fn of(row: &Row) -> Said {
        let statement: Statement<'_> = serde_json::from_str(&row.raw).unwrap_or_default();
        let fact = match Activity::of_iri(&statement.object.id) {
            Some(Activity::Fact(code)) => Some(code),
            _ => None,
        };
        let activities = &statement.context.context_activities;
        let named = activities.category.iter().chain(activities.grouping.iter()).filter_map(|named| Activity::of_iri(&named.id));
        let mut areas: Vec<String> = named
            .filter(|a| matches!(a, Activity::Subject(_)) || fact.is_some() && matches!(a, Activity::Dimension(_)))
            .map(|a| a.path())
            .collect();
        if areas.is_empty() {
            areas.push(String::new());
        }
        let missing = fact.as_deref().and_then(Fact::of).is_some_and(|f| f.kind == Kind::Homework(Homework::Missing));
        let time = statement.result.duration.as_deref().and_then(millis).map_or(0, |t| t.clamp(0, LONGEST));
        Said { areas, fact: fact.is_some(), missing, time }
    }
}

/// As little of a statement as is counted, of whatever maker: what is not as expected is as if it were not there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Statement<'a> {
    #[serde(borrow)]
    object: Named<'a>,
    #[serde(borrow)]
    result: Outcome<'a>,
    #[serde(borrow)]
    context: Context<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Outcome<'a> {
    #[serde(borrow)]
    duration: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context<'a> {
    #[serde(borrow, rename = "contextActivities")]
    context_activities: ContextActivities<'a>,
}

/// Lists always: the store writes single context activities as lists.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ContextActivities<'a> {
    #[serde(borrow)]
    grouping: Vec<Named<'a>>,
    #[serde(borrow)]
    category: Vec<Named<'a>>,
}

/// A duration in weeks, days, hours, minutes and seconds as milliseconds; years and months have no length, and count as none.
pub(crate) fn millis(duration: &str) -> Option<Millis> {
    let (mut total, mut number, mut in_time) = (0.0, String::new(), false);
    for c in duration.strip_prefix('P')?.chars() {
        let unit = match (c, in_time) {
            ('T', false) => {
                in_time = true;
                continue;
            }
            ('0'..='9' | '.', _) => {
                number.push(c);
                continue;
            }
            (',', _) => {
                number.push('.');
                continue;
            }
            ('W', false) => 604_800.0,
            ('D', false) => 86_400.0,
            ('H', true) => 3_600.0,
            ('M', true) => 60.0,
            ('S', true) => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    Some((total * 1000.0).round() as Millis)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_the_standard_writes_them() {
        for (text, expected) in [
            ("PT12.34S", Some(12_340)),
            ("PT1H30M", Some(5_400_000)),
            ("P1DT1S", Some(86_401_000)),
            ("P1M", None),
            ("12", None),
            ("PT1X", None),
        ] {
            assert_eq!(millis(text), expected, "{text}");
        }
    }

    #[test]
    fn what_other_makers_write_is_counted_without_an_area_and_never_fails() {
        let row = |raw: &str| Row { person: 7, at: 1_788_220_800_000, answer: false, success: None, raw: raw.into() };
        let rows = [row(r#"{"object":{"objectType":"Agent","mbox":"mailto:a@b.cn"},"result":{"duration":"PT10H"}}"#), row("[1]"), row("")];
        let days = days(&rows);
        assert_eq!(days.len(), 1);
        let day = &days[0];
        assert_eq!((day.area.as_str(), day.answers, day.facts, day.time), ("", 0, 0, LONGEST));
        assert_eq!(day.day, "2026-09-01");
    }
}
