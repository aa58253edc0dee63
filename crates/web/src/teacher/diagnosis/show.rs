//! The three most valuable things of the next lesson, shared misconceptions, and the whole class by point.

use super::super::class;
use super::chosen::Chosen;
use crate::input::{Path, Query};
use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use base::{Lang, clock, t};
use charts::{Bar, Bars, Estimate, Scale, Unit};
use learner::diagnosis::{Child, Diagnosis, Misled, Need, Shared, Thing};
use maud::{Markup, html};

#[derive(serde::Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    subject: String,
}

pub(super) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let chosen = Chosen::of(&visit, org, &query.subject).await.told(&visit.reader)?;
    let frame = visit
        .frame(t!(lang, "diagnosis.title_of", name = chosen.class))
        .lead(t!(lang, "diagnosis.lead"))
        .crumb("/teacher", t!(lang, "site.nav_classes"))
        .crumb(format!("/class/{org}"), chosen.class.clone());
    Ok(look::page(
        &frame,
        html! {
            (chosen.tabs(&visit))
            @match &chosen.found {
                Some((subject, diagnosis)) if !diagnosis.grid.points.is_empty() => {
                    (things(lang, org, subject.code(), diagnosis))
                    (misconceptions(lang, &diagnosis.misconceptions))
                    (needs(lang, org, diagnosis))
                    (class::heat(&visit, &diagnosis.grid, subject.code()))
                    (class::legend(&visit, &diagnosis.grid))
                }
                _ => (look::empty(&t!(lang, "teacher.nothing_yet"), &t!(lang, "diagnosis.nothing_next"), None)),
            }
        },
    ))
}

fn things(lang: Lang, org: i64, subject: &str, diagnosis: &Diagnosis) -> Markup {
    html! {
        section aria-labelledby="things" {
            h2 id="things" { (t!(lang, "diagnosis.things")) }
            @if diagnosis.things.is_empty() {
                (look::empty(&t!(lang, "diagnosis.no_things"), &t!(lang, "diagnosis.no_things_next"), None))
            } @else {
                ol class="cards none" { @for thing in &diagnosis.things { li { (card(lang, thing)) } } }
                div class="actions" {
                    (look::link_button(Button::Primary, &format!("/class/{org}/diagnosis/groups?subject={subject}"), &t!(lang, "diagnosis.to_groups")))
                    (look::link_button(Button::Second, &format!("/class/{org}/diagnosis/ticket?subject={subject}"), &t!(lang, "diagnosis.to_ticket")))
                }
            }
        }
    }
}

/// One thing with its reasons, opening down to the records.
fn card(lang: Lang, thing: &Thing) -> Markup {
    let later: Vec<&str> = thing.built_on.iter().map(|p| p.name(lang)).collect();
    look::card(
        thing.point.name(lang),
        html! {
            ul class="reasons" {
                li { (reason(lang, &thing.need)) }
                @if let Some(p) = &thing.progress {
                    li { (t!(lang, "diagnosis.reason_progress", days = learner::policy::PROGRESS_DAYS, known = p.known, before = whole(p.before), now = whole(p.now))) }
                }
                @for m in &thing.misconceptions {
                    li { a href={ "#m-" (m.misconception.code) } { (t!(lang, "diagnosis.reason_misconception", n = m.children.len(), what = m.misconception.name(lang))) } }
                }
                @if !later.is_empty() { li { (t!(lang, "diagnosis.reason_built_on", points = later.join(&t!(lang, "site.and")))) } }
            }
            details {
                summary { (t!(lang, "diagnosis.who", n = thing.children.len())) }
                ul class="none" { @for child in &thing.children { li { (child_line(lang, thing, child)) } } }
            }
        },
        None,
    )
}

/// A number of children.
fn whole(n: f64) -> String {
    format!("{n:.0}")
}

fn reason(lang: Lang, need: &Need) -> String {
    let [expected, low, high] = [need.expected, need.low, need.high].map(whole);
    match need.known {
        0 => t!(lang, "diagnosis.reason_unknown", unknown = need.unknown),
        _ if need.unknown == 0 => t!(lang, "diagnosis.reason_need", expected = expected, low = low, high = high, known = need.known),
        _ => t!(
            lang,
            "diagnosis.reason_need_of_some",
            expected = expected,
            low = low,
            high = high,
            known = need.known,
            unknown = need.unknown
        ),
    }
}

fn child_line(lang: Lang, thing: &Thing, child: &Child) -> Markup {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    html! {
        a href={ "/learner/" (child.student.id) "/" (thing.point.id) } { (child.student.name) } " "
        @if child.misled { (look::badge(Tone::Plain, &t!(lang, "diagnosis.misled"))) " " }
        @if let Some(e) = &child.estimate {
            span class="hint" { (t!(lang, "diagnosis.estimate", mean = percent(e.mean), low = percent(e.low), high = percent(e.high), n = e.n)) }
        }
    }
}

fn misconceptions(lang: Lang, shared: &[Shared]) -> Markup {
    html! {
        section aria-labelledby="misconceptions" {
            h2 id="misconceptions" { (t!(lang, "diagnosis.misconceptions")) }
            @if shared.is_empty() {
                p class="hint" { (t!(lang, "diagnosis.no_misconceptions", n = learner::policy::SHARED_BY, days = learner::policy::MISCONCEPTION_DAYS)) }
            }
            div class="cards" { @for m in shared { (misconception(lang, m)) } }
        }
    }
}

fn misconception(lang: Lang, m: &Shared) -> Markup {
    html! {
        section class="card" id={ "m-" (m.misconception.code) } {
            h3 { (m.misconception.name(lang)) }
            @if !m.misconception.description.is_empty() { p { (m.misconception.description) } }
            p class="hint" { (t!(lang, "diagnosis.shown_by", n = m.children.len(), showing = m.showing, wrong = m.wrong)) }
            ul class="none" { @for child in &m.children { li { (misled(lang, child)) } } }
        }
    }
}

/// A child with the answers that speak.
fn misled(lang: Lang, child: &Misled) -> Markup {
    html! {
        (child.student.name) " "
        @for shown in &child.answers {
            a href={ "/learner/" (child.student.id) "/statement/" (shown.statement) } { (t!(lang, "diagnosis.answer_of", time = clock::local(shown.at))) } " "
        }
    }
}

/// For each point how many children are expected to need it.
fn needs(lang: Lang, org: i64, diagnosis: &Diagnosis) -> Markup {
    let mut rows: Vec<(&content::Point, &Need)> = diagnosis.grid.points.iter().zip(&diagnosis.needs).collect();
    rows.sort_by(|a, b| b.1.expected.total_cmp(&a.1.expected).then_with(|| a.0.code.cmp(&b.0.code)));
    let bars: Vec<Bar> = rows
        .iter()
        .map(|(point, need)| Bar {
            label: point.name(lang).to_owned(),
            href: Some(format!("/class/{org}?subject={}", point.subject.code())),
            estimate: (need.known > 0).then_some(Estimate {
                value: need.expected,
                interval: Some((need.low, need.high)),
                count: Some(need.known as u64),
            }),
            reference: None,
        })
        .collect();
    let high = diagnosis.grid.students.len().max(1) as f64;
    charts::bars(
        &Bars {
            caption: &t!(lang, "diagnosis.needs"),
            reference: None,
            scale: Scale { low: 0.0, high, unit: Unit::Number(0) },
            bars: &bars,
        },
        &look::group_words(lang),
    )
}
