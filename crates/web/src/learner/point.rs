//! One point of a learner's record: what is believed, from which answers, and what was asked about it.

use super::answers::{self, Asked};
use super::estimates::{self, Row};
use super::explained::explained;
use super::voice::Voice;
use super::{questions, record};
use crate::input::{Form, Path, Query};
use crate::look::{self, Button};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Result, t};
use content::{Point, item, point};
use learner::question::{self, Question};
use learner::{Estimate, mastery};
use maud::{Markup, html};
use people::Person;

/// Answers a page.
const PAGE: usize = 10;

#[derive(serde::Deserialize, Default)]
pub(crate) struct From {
    /// The last answer of the page before.
    before: Option<i64>,
}

#[derive(serde::Deserialize)]
pub(crate) struct Words {
    #[serde(default)]
    words: String,
}

/// What the page is made from.
struct Facts {
    person: Person,
    voice: Voice,
    point: Point,
    estimate: Option<Estimate>,
    answers: Vec<records::Answer>,
    asked: Asked,
    /// Where the next page begins, if there is one.
    older: Option<i64>,
    questions: Vec<Question>,
    /// Whether the reader can practise the point here.
    practise: bool,
}

impl Facts {
    async fn of(visit: &Visit, person: i64, point: i64, before: Option<i64>) -> Result<Facts> {
        let mut conn = visit.app.base.db.read().await?;
        let (conn, scope) = (&mut conn, &visit.scope);
        let voice = Voice::of(conn, scope, person).await?;
        // Says no when the reader may not see the subject.
        let mut answers = mastery::answers(conn, scope, person, point, before, PAGE as i64 + 1).await?;
        let more = answers.len() > PAGE;
        answers.truncate(PAGE);
        let point = point::get(conn, point).await?;
        let estimates = mastery::of_person(conn, scope, person, Some(point.subject.code())).await?;
        let mut questions = question::of_person(conn, scope, person).await?;
        questions.retain(|q| q.point == point.id);
        Ok(Facts {
            person: people::person::get(conn, person).await?,
            voice,
            estimate: estimates.into_iter().find(|e| e.point == point.id),
            asked: answers::asked(conn, &answers).await?,
            older: answers.last().filter(|_| more).map(|a| a.seq),
            answers,
            questions,
            practise: voice == Voice::Learner && item::count_by_point(conn, &[point.id]).await?.contains_key(&point.id),
            point,
        })
    }
}

pub(crate) async fn show(visit: Visit, Path((person, point)): Path<(i64, i64)>, Query(from): Query<From>) -> Answer {
    let facts = Facts::of(&visit, person, point, from.before).await.told(&visit.reader)?;
    Ok(page(&visit, &facts, from.before.is_some(), "", None))
}

pub(crate) async fn question(visit: Visit, Path((person, point)): Path<(i64, i64)>, Form(form): Form<Words>) -> Answer<Response> {
    match question::raise(&visit.app.base, &visit.scope, person, point, &form.words).await {
        Ok(_) => Ok(Redirect::to(&format!("/learner/{person}/{point}#questions")).into_response()),
        Err(Error::Invalid(problems)) => {
            let facts = Facts::of(&visit, person, point, None).await.told(&visit.reader)?;
            let error = problems.iter().map(|p| p.text(visit.lang)).collect::<Vec<_>>().join(" ");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &facts, false, &form.words, Some(&error))).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

fn page(visit: &Visit, facts: &Facts, further: bool, typed: &str, error: Option<&str>) -> Markup {
    let (lang, person, point) = (visit.lang, facts.person.id, &facts.point);
    let frame = visit
        .frame(point.name(lang))
        .lead(point.subject.name(lang))
        .crumb(format!("/learner/{person}"), record::title(lang, facts.voice, &facts.person));
    let here = format!("/learner/{person}/{}", point.id);
    look::page(
        &frame,
        html! {
            @if let Some(estimate) = facts.estimate.as_ref().filter(|_| !further) {
                (belief(lang, facts, estimate))
            } @else if facts.estimate.is_none() && facts.practise {
                // Nothing is believed yet: the next step is to try it.
                (practise(lang, point))
            }
            section class="stacked" {
                h2 { (t!(lang, "student.answers")) }
                (answers::table(lang, person, &facts.answers, &facts.asked))
                @if further || facts.older.is_some() {
                    nav class="pager" aria-label=(t!(lang, "web.pages")) {
                        @if further { a class="button" href=(here) { (t!(lang, "student.newest")) } }
                        @if let Some(before) = facts.older { a class="button" rel="next" href={ (here) "?before=" (before) } { (t!(lang, "student.older")) } }
                    }
                }
            }
            @if facts.estimate.is_some() && (facts.voice.may_question() || !facts.questions.is_empty()) {
                section id="questions" class="stacked" {
                    h2 { (t!(lang, "student.questions")) }
                    (questions::list(lang, &facts.questions, false))
                    @if facts.voice.may_question() { (questions::form(lang, person, point.id, typed, error)) }
                }
            }
            (explained(lang))
        },
    )
}

fn practise(lang: Lang, point: &Point) -> Markup {
    html! {
        form class="actions" method="post" action="/student/practice" {
            input type="hidden" name="subject" value=(point.subject.code());
            input type="hidden" name="point" value=(point.id);
            (look::button(Button::Primary, &t!(lang, "student.practise_point")))
        }
    }
}

fn belief(lang: Lang, facts: &Facts, estimate: &Estimate) -> Markup {
    let point = &facts.point;
    let row = Row { point, estimate, href: None, latest: facts.answers.iter().collect() };
    html! {
        section class="card" {
            @if !point.description.is_empty() { p { (t!(lang, "student.point_means", description = point.description)) } }
            (estimates::table(lang, facts.voice, &t!(lang, "student.now_title"), &[row]))
            (estimates::key(lang))
            @if facts.practise { (practise(lang, point)) }
        }
    }
}
