//! One learner's record: every point that was practised, by subject; effort by week; questions and replies.

use super::estimates::{self, Row};
use super::explained::explained;
use super::questions;
use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::Path;
use crate::look::{self, Button};
use crate::{Answer, Told, Visit};
use base::{Conn, Lang, Result, clock, t};
use content::{Point, Subject, point};
use learner::question::{self, Question};
use learner::{Estimate, Standing, mastery};
use maud::{Markup, html};
use people::Person;
use records::Tally;
use std::collections::{BTreeMap, HashMap};

/// Latest answers read for the runs of signs.
const RECENT: i64 = 200;
/// Weeks of effort shown.
const WEEKS: i64 = 6;
const WEEK: i64 = 7 * 86_400_000;

/// What the page is made from.
struct Record {
    person: Person,
    voice: Voice,
    estimates: HashMap<i64, Estimate>,
    points: Vec<Point>,
    recent: Vec<records::Answer>,
    /// Empty for teachers, who may see only part of the subjects.
    weeks: Vec<(String, Tally)>,
    questions: Vec<Question>,
    sections: Vec<Section>,
}

impl Record {
    async fn of(visit: &Visit, person: i64) -> Result<Record> {
        let mut conn = visit.app.base.db.read().await?;
        let conn = &mut conn;
        let voice = Voice::of(conn, &visit.scope, person).await?;
        let estimates = mastery::of_person(conn, &visit.scope, person, None).await?;
        let ids: Vec<i64> = estimates.iter().map(|e| e.point).collect();
        Ok(Record {
            person: people::person::get(conn, person).await?,
            voice,
            points: point::many(conn, &ids).await?,
            estimates: estimates.into_iter().map(|e| (e.point, e)).collect(),
            recent: records::recent(conn, person, RECENT).await?,
            weeks: if voice == Voice::Teacher { Vec::new() } else { weeks(conn, visit, person).await? },
            questions: question::of_person(conn, &visit.scope, person).await?,
            sections: sections::open_to(conn, visit, person).await?,
        })
    }
}

/// Answers by week, oldest first, each under the Monday it begins with.
async fn weeks(conn: &mut Conn, visit: &Visit, person: i64) -> Result<Vec<(String, Tally)>> {
    let today = visit.app.base.clock.today();
    let monday = clock::start_of(today) - i64::from(today.weekday().to_monday_zero_offset()) * (WEEK / 7);
    let mut weeks = Vec::new();
    for back in (0..WEEKS).rev() {
        let from = monday - back * WEEK;
        weeks.push((clock::date_of(from).strftime("%m-%d").to_string(), records::tally(conn, person, from, from + WEEK).await?));
    }
    Ok(weeks)
}

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>) -> Answer {
    let record = Record::of(&visit, person).await.told(&visit.reader)?;
    let lang = visit.lang;
    let frame = visit.frame(title(lang, record.voice, &record.person)).lead(match record.voice {
        Voice::Learner => t!(lang, "student.record_lead_own"),
        Voice::Family => t!(lang, "student.record_lead_family"),
        Voice::Teacher => t!(lang, "student.record_lead_teacher"),
    });
    let tabs = sections::tabs(lang, person, &record.sections, Section::Estimates);
    if record.estimates.is_empty() {
        return Ok(look::page(&frame, html! { (tabs) (nothing(lang, record.voice)) }));
    }
    let mut by_subject: BTreeMap<Subject, Vec<&Point>> = BTreeMap::new();
    for point in &record.points {
        by_subject.entry(point.subject).or_default().push(point);
    }
    Ok(look::page(
        &frame,
        html! {
            (tabs)
            (estimates::key(lang))
            @for (subject, points) in &by_subject { (subject_section(lang, &record, *subject, points)) }
            @if !record.weeks.is_empty() { section class="card" { (effort(lang, &record.weeks)) } }
            @if !record.questions.is_empty() {
                section class="stacked" { h2 { (t!(lang, "student.questions")) } (questions::list(lang, &record.questions, true)) }
            }
            (explained(lang))
        },
    ))
}

/// The heading of a record, which is also the way back to it.
pub(super) fn title(lang: Lang, voice: Voice, person: &Person) -> String {
    match voice {
        Voice::Learner => t!(lang, "site.nav_record").into_owned(),
        _ => t!(lang, "student.record_of", name = person.name),
    }
}

fn nothing(lang: Lang, voice: Voice) -> Markup {
    let (next, action) = match voice {
        Voice::Learner => {
            (t!(lang, "student.record_empty_own"), Some(look::link_button(Button::Primary, "/student", &t!(lang, "student.to_today"))))
        }
        _ => (t!(lang, "student.record_empty_other"), None),
    };
    look::empty(&t!(lang, "student.record_empty"), &next, action)
}

fn subject_section(lang: Lang, record: &Record, subject: Subject, points: &[&Point]) -> Markup {
    let rows: Vec<Row> = points
        .iter()
        .filter_map(|point| {
            let estimate = record.estimates.get(&point.id)?;
            let latest = record.recent.iter().filter(|a| a.answered.point == point.code).collect();
            Some(Row { point, estimate, href: Some(format!("/learner/{}/{}", record.person.id, point.id)), latest })
        })
        .collect();
    let secure = rows.iter().filter(|r| r.estimate.standing() == Standing::Secure).count();
    let name = subject.name(lang);
    html! {
        section class="card" {
            h2 { (name) }
            p class="hint" { (t!(lang, "student.subject_secure", n = rows.len(), secure = secure)) }
            (estimates::table(lang, record.voice, &name, &rows))
        }
    }
}

fn effort(lang: Lang, weeks: &[(String, Tally)]) -> Markup {
    let most = weeks.iter().map(|(_, t)| t.answers).max().unwrap_or_default().max(10);
    let points: Vec<charts::Point> = weeks
        .iter()
        .map(|(day, tally)| charts::Point { label: day.clone(), estimate: Some(charts::Estimate::exact(tally.answers as f64)) })
        .collect();
    let this_week = weeks.last().map(|(_, t)| *t).unwrap_or_default();
    let description = t!(lang, "student.effort_description", n = this_week.answers, correct = this_week.correct);
    let caption = t!(lang, "student.effort_by_week");
    let scale = charts::Scale { low: 0.0, high: most as f64, unit: charts::Unit::Number(0) };
    let line = charts::Line { id: "effort", caption: &caption, description: &description, scale, points: &points };
    charts::line(&line, &look::chart_words(lang))
}
