//! What comes: the teacher says which points the next lessons are about, and sees at once what the class brings along for them.

use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Column, Field, Table};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Conn, Date, Error, Problem, Result, t};
use content::{Point, Subject};
use learner::path::{self, Coming, Readiness, coming};
use maud::{Markup, html};
use people::permission;
use std::collections::BTreeMap;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    subject: String,
}

/// What the page is made from.
struct Shown {
    class: people::Organisation,
    subjects: Vec<Subject>,
    subject: Subject,
    /// Points to choose from, those of the class's grade first.
    points: Vec<Point>,
    said: Vec<Coming>,
    readiness: Vec<Readiness>,
}

impl Shown {
    async fn of(visit: &Visit, class: i64, wanted: &str) -> Result<Shown> {
        let base = &visit.app.base;
        let mut conn = base.db.read().await?;
        let (conn, scope, today) = (&mut conn, &visit.scope, base.clock.today());
        let subjects = subjects(conn, visit, class).await?;
        let subject = Subject::parse(wanted).or(subjects.first().copied()).ok_or(Error::NotFound)?;
        let since = today.checked_sub(jiff::Span::new().days(path::Policy::default().days_behind)).unwrap_or(today);
        let said = coming::of_class(conn, scope, class, subject, since).await?;
        let ahead: Vec<i64> = said.iter().filter(|c| c.date() >= Some(today)).map(|c| c.point).collect();
        Ok(Shown {
            class: people::organisation::get(conn, class).await?,
            readiness: path::readiness(conn, base, scope, class, subject, &ahead).await?,
            points: path::sayable(conn, base, class, subject).await?,
            subjects,
            subject,
            said,
        })
    }

    fn name<'a>(&'a self, visit: &Visit, point: i64) -> &'a str {
        self.points.iter().find(|p| p.id == point).map_or("", |p| p.name(visit.lang))
    }
}

/// The subjects that the caller teaches in the class: for its class teacher all that have points.
async fn subjects(conn: &mut Conn, visit: &Visit, class: i64) -> Result<Vec<Subject>> {
    let taught = permission::subjects(conn, &visit.scope, class).await?;
    let mut found = Vec::new();
    for subject in Subject::ALL {
        let teaches = taught.as_ref().is_none_or(|t| t.iter().any(|s| s == subject.code()));
        if teaches && !path::sayable(conn, &visit.app.base, class, subject).await?.is_empty() {
            found.push(subject);
        }
    }
    Ok(found)
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let shown = Shown::of(&visit, org, &query.subject).await.told(&visit.reader)?;
    Ok(page(&visit, &shown, None, &[]))
}

fn page(visit: &Visit, shown: &Shown, day: Option<&str>, problems: &[Problem]) -> Markup {
    let (lang, class) = (visit.lang, shown.class.id);
    let frame = visit
        .frame(t!(lang, "path.coming"))
        .lead(t!(lang, "path.coming_lead"))
        .crumb("/teacher", t!(lang, "site.nav_classes"))
        .crumb(format!("/class/{class}"), shown.class.name.clone());
    look::page(
        &frame,
        html! {
            @if shown.subjects.len() > 1 {
                nav class="tabs" aria-label=(t!(lang, "teacher.subjects")) {
                    @for s in &shown.subjects {
                        a href={ "/class/" (class) "/coming?subject=" (s.code()) } aria-current=[(*s == shown.subject).then_some("page")] { (s.name(lang)) }
                    }
                }
            }
            (said(visit, shown))
            (readiness(visit, shown))
            (form(visit, shown, day, problems))
        },
    )
}

/// What has been said, by day.
fn said(visit: &Visit, shown: &Shown) -> Markup {
    let (lang, class) = (visit.lang, shown.class.id);
    let mut days: BTreeMap<&str, Vec<&Coming>> = BTreeMap::new();
    for c in &shown.said {
        days.entry(&c.day).or_default().push(c);
    }
    html! {
        @if !days.is_empty() {
            div class="cards" id="said" {
                @for (day, points) in &days {
                    section class="card" {
                        h2 { (day) }
                        ul class="lines" {
                            @for c in points {
                                li {
                                    p { b { (shown.name(visit, c.point)) } " " span class="hint" { (t!(lang, "path.said_by", name = c.said_by)) } }
                                    form method="post" action={ "/class/" (class) "/coming/" (c.id) "/take-back" } {
                                        input type="hidden" name="subject" value=(shown.subject.code());
                                        (look::button(Button::Second, &t!(lang, "path.take_back")))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the class brings along for what comes.
fn readiness(visit: &Visit, shown: &Shown) -> Markup {
    let lang = visit.lang;
    if shown.readiness.is_empty() {
        return html! {};
    }
    let joined = |r: &Readiness| r.goals.iter().map(|g| shown.name(visit, *g)).collect::<Vec<_>>().join(&t!(lang, "site.and"));
    let rows = shown
        .readiness
        .iter()
        .map(|r| {
            vec![html! { (r.before.name(lang)) }, html! { (joined(r)) }, html! { (r.held) }, html! { (r.not_yet) }, html! { (r.unknown) }]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "path.ready_before")),
        Column::text(t!(lang, "path.ready_for")),
        Column::number(t!(lang, "path.ready_held")),
        Column::number(t!(lang, "path.ready_not_yet")),
        Column::number(t!(lang, "path.ready_unknown")),
    ];
    html! {
        section class="stacked" id="readiness" {
            h2 { (t!(lang, "path.ready")) }
            p class="hint" { (t!(lang, "path.ready_lead")) }
            (look::table(&Table { caption: t!(lang, "path.ready").into_owned(), columns, rows, empty: html! {} }))
        }
    }
}

fn form(visit: &Visit, shown: &Shown, day: Option<&str>, problems: &[Problem]) -> Markup {
    let (lang, class) = (visit.lang, shown.class.id);
    let today = visit.app.base.clock.today();
    let tomorrow = today.tomorrow().unwrap_or(today).to_string();
    let label = t!(lang, "path.say_day");
    let field = Field { kind: "date", value: day.unwrap_or(&tomorrow), required: true, ..Field::new("day", &label) };
    let grade = shown.points.first().map(|p| p.grade);
    let (own, others): (Vec<&Point>, Vec<&Point>) = shown.points.iter().partition(|p| Some(p.grade) == grade);
    let choices = |points: &[&Point]| {
        html! {
            div class="choices" {
                @for p in points { label { input type="checkbox" name="point" value=(p.id); span { (p.name(lang)) } } }
            }
        }
    };
    html! {
        section class="card" id="say" {
            h2 { (t!(lang, "path.say")) }
            @if !problems.is_empty() { (look::problems(lang, problems)) }
            form method="post" action={ "/class/" (class) "/coming" } {
                input type="hidden" name="subject" value=(shown.subject.code());
                (look::field(&field))
                fieldset { legend { (t!(lang, "path.say_points")) } (choices(&own)) }
                @if !others.is_empty() { details { summary { (t!(lang, "path.say_others")) } (choices(&others)) } }
                div class="actions" { (look::button(Button::Primary, &t!(lang, "path.say_send"))) }
            }
        }
    }
}

/// A form may carry `point` many times, so its fields are read one by one.
pub(crate) async fn say(visit: Visit, Path(org): Path<i64>, Form(fields): Form<Vec<(String, String)>>) -> Answer<Response> {
    let value = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
    let subject = Subject::parse(value("subject")).ok_or(Error::NotFound).told(&visit.reader)?;
    let points: Result<Vec<i64>, _> = fields.iter().filter(|(n, _)| n == "point").map(|(_, v)| v.parse()).collect();
    let points = points.map_err(|_| Error::NotFound).told(&visit.reader)?;
    let said = match value("day").parse::<Date>() {
        Ok(day) => coming::say(&visit.app.base, &visit.scope, org, subject, day, &points).await,
        Err(_) => Err(Error::invalid("path.coming_no_day")),
    };
    match said {
        Ok(()) => Ok(Redirect::to(&format!("/class/{org}/coming?subject={}", subject.code())).into_response()),
        Err(Error::Invalid(problems)) => {
            let shown = Shown::of(&visit, org, subject.code()).await.told(&visit.reader)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &shown, Some(value("day")), &problems)).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

pub(crate) async fn take_back(visit: Visit, Path((org, id)): Path<(i64, i64)>, Form(form): Form<Wanted>) -> Answer<Redirect> {
    coming::take_back(&visit.app.base, &visit.scope, org, id).await.told(&visit.reader)?;
    let subject = Subject::parse(&form.subject).map_or("", |s| s.code());
    Ok(Redirect::to(&format!("/class/{org}/coming?subject={subject}")))
}
