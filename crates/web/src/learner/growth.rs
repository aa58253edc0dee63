//! How a learner grew: ability by month and subject with its interval, what fades, pace. Never beside anybody else.

mod memory;
mod read;

use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::Path;
use crate::look::{self, Button};
use crate::{Answer, Told, Visit};
use base::{Lang, Millis, Result, t};
use content::{Point, point};
use learner::state::pace::Pace;
use learner::state::{self, Month, State, SubjectState, Trend};
use maud::{Markup, html};
use people::Person;
use std::collections::HashMap;

/// Months shown: a school year.
const MONTHS: usize = 12;

/// What the page is made from.
struct Facts {
    person: Person,
    voice: Voice,
    state: State,
    points: HashMap<i64, Point>,
    sections: Vec<Section>,
    now: Millis,
}

impl Facts {
    async fn of(visit: &Visit, person: i64) -> Result<Facts> {
        let mut conn = visit.app.base.db.read().await?;
        let conn = &mut conn;
        let state = state::of_person(conn, &visit.scope, person, None).await?;
        let ids: Vec<i64> = state.subjects.iter().flat_map(|s| s.points.iter().map(|p| p.point)).collect();
        Ok(Facts {
            person: people::person::get(conn, person).await?,
            voice: Voice::of(conn, &visit.scope, person).await?,
            state,
            points: point::many(conn, &ids).await?.into_iter().map(|p| (p.id, p)).collect(),
            sections: sections::open_to(conn, visit, person).await?,
            now: visit.app.base.clock.now(),
        })
    }
}

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>) -> Answer {
    let facts = Facts::of(&visit, person).await.told(&visit.reader)?;
    let lang = visit.lang;
    let title = match facts.voice {
        Voice::Learner => t!(lang, "growth.title_own").into_owned(),
        _ => t!(lang, "growth.title_of", name = facts.person.name),
    };
    let frame = visit.frame(title).lead(t!(lang, "growth.lead"));
    let tabs = sections::tabs(lang, person, &facts.sections, Section::Growth);
    if facts.state.subjects.is_empty() {
        let action = (facts.voice == Voice::Learner).then(|| look::link_button(Button::Primary, "/student", &t!(lang, "student.to_today")));
        return Ok(look::page(&frame, html! { (tabs) (look::empty(&t!(lang, "growth.none"), &t!(lang, "growth.none_next"), action)) }));
    }
    Ok(look::page(
        &frame,
        html! {
            (tabs)
            @for subject in &facts.state.subjects { (section(lang, &facts, subject)) }
            (read::explained(lang, &facts.state))
        },
    ))
}

fn section(lang: Lang, facts: &Facts, subject: &SubjectState) -> Markup {
    let months = &subject.growth[subject.growth.len().saturating_sub(MONTHS)..];
    html! {
        section class="card" id=(subject.subject.code()) {
            h2 { (subject.subject.name(lang)) }
            p { (in_words(lang, facts.voice, SubjectState::trend(months))) }
            (chart(lang, subject, months))
            (months_below(lang, facts.person.id, subject, months))
            (memory::section(lang, facts, subject))
            @if let Some(pace) = &subject.pace { (pace_in_words(lang, facts.voice, pace)) }
        }
    }
}

/// What the line says, to whoever reads.
fn in_words(lang: Lang, voice: Voice, trend: Trend) -> Markup {
    let own = voice == Voice::Learner;
    html! {
        (match (trend, own) {
            (Trend::Unknown, true) => t!(lang, "growth.unknown_own"),
            (Trend::Unknown, false) => t!(lang, "growth.unknown"),
            (Trend::Rising, true) => t!(lang, "growth.rising_own"),
            (Trend::Rising, false) => t!(lang, "growth.rising"),
            (Trend::Steady, true) => t!(lang, "growth.steady_own"),
            (Trend::Steady, false) => t!(lang, "growth.steady"),
            (Trend::Falling, true) => t!(lang, "growth.falling_own"),
            (Trend::Falling, false) => t!(lang, "growth.falling"),
        })
    }
}

/// The chance on a typical item by month; months without an answer leave a gap.
fn chart(lang: Lang, subject: &SubjectState, months: &[Month]) -> Markup {
    let mut points: Vec<charts::Point> = Vec::new();
    let mut before: Option<&Month> = None;
    for month in months {
        if before.is_some_and(|b| number(month) - number(b) > 1) {
            points.push(charts::Point { label: t!(lang, "growth.pause").into_owned(), estimate: None });
        }
        let e = subject.expected(&month.ability);
        let estimate = charts::Estimate { value: e.chance, interval: Some((e.low, e.high)), count: u64::try_from(month.answers).ok() };
        points.push(charts::Point { label: label(month), estimate: Some(estimate) });
        before = Some(month);
    }
    let now = subject.expected(&subject.ability);
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let description = t!(lang, "growth.description", now = percent(now.chance), low = percent(now.low), high = percent(now.high));
    let (id, caption) = (format!("growth-{}", subject.subject.code()), t!(lang, "growth.chart"));
    charts::line(
        &charts::Line { id: &id, caption: &caption, description: &description, scale: charts::Scale::SHARE, points: &points },
        &look::chart_words(lang),
    )
}

fn number(month: &Month) -> i32 {
    i32::from(month.year) * 12 + i32::from(month.month)
}

fn label(month: &Month) -> String {
    format!("{}-{:02}", month.year, month.month)
}

/// The way down from each month to its answers.
fn months_below(lang: Lang, person: i64, subject: &SubjectState, months: &[Month]) -> Markup {
    let code = subject.subject.code();
    let last_day = |m: &Month| base::Date::new(m.year, m.month, 1).map_or(28, |day| day.days_in_month());
    html! {
        p class="hint" {
            (t!(lang, "growth.down"))
            @for month in months {
                " "
                a href={ "/learner/" (person) "/timeline?kind=answer&subject=" (code) "&from=" (label(month)) "-01&to=" (label(month)) "-" (format!("{:02}", last_day(month))) } {
                    (t!(lang, "growth.month", month = label(month), n = month.answers, right = month.right))
                }
            }
        }
    }
}

/// Pace in words; numbers for teachers alone, because a pupil would make a race of them.
fn pace_in_words(lang: Lang, voice: Voice, pace: &Pace) -> Markup {
    let words = if pace.high < 1.0 {
        t!(lang, "growth.pace_quick")
    } else if pace.low > 1.0 {
        t!(lang, "growth.pace_slow")
    } else {
        t!(lang, "growth.pace_usual")
    };
    let two = |ratio: f64| format!("{ratio:.2}");
    html! {
        h3 { (t!(lang, "growth.pace")) }
        p {
            (words)
            @if voice == Voice::Teacher {
                " " small { (t!(lang, "growth.pace_numbers", ratio = two(pace.ratio), low = two(pace.low), high = two(pace.high), n = pace.answers)) }
            }
        }
    }
}
