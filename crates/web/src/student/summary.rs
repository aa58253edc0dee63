//! The end of a sitting: what was done, what is believed now about the points it touched, and the way on.

use super::practice::{address, frame};
use crate::Visit;
use crate::learner::standing;
use crate::look::{self, Button, Column, Table, Tone};
use base::{Conn, Lang, Result, t};
use content::point::{self, Point};
use learner::path::{self, Policy, Taken, Task};
use learner::practice::Sitting;
use learner::{Estimate, mastery};
use maud::{Markup, html};
use records::Answer;
use std::collections::HashMap;

pub(super) async fn page(visit: &Visit, conn: &mut Conn, sitting: &Sitting) -> Result<Markup> {
    let lang = visit.lang;
    let mut answers = Vec::new();
    for number in 1..=sitting.done {
        answers.extend(records::answer(conn, sitting.attempt(number)).await?);
    }
    let codes: Vec<&str> = answers.iter().map(|a| a.answered.point.as_str()).collect();
    let points = point::by_codes(conn, &codes).await?;
    let estimates = mastery::of_person(conn, &visit.scope, visit.scope.person, Some(sitting.subject.code())).await?;
    let step = path::taken(conn, sitting.id).await?;
    let frame = frame(visit, sitting).lead(lead(lang, sitting));
    let again = html! {
        form method="post" action="/student/practice" {
            input type="hidden" name="subject" value=(sitting.subject.code());
            (look::button(Button::Primary, &t!(lang, "student.again")))
        }
    };
    Ok(look::page(
        &frame,
        html! {
            @if let Some(step) = step { (check(lang, sitting, step)) }
            @if !answers.is_empty() {
                div class="cards" {
                    (look::card(&t!(lang, "student.done_title"), charts::ring(&t!(lang, "student.right_count"), sitting.correct.unsigned_abs(), sitting.done.unsigned_abs()), None))
                    (look::card(&t!(lang, "student.now_title"), beliefs(visit, &answers, &points, &estimates), None))
                }
                (list(lang, sitting, &answers, &points))
            }
            div class="actions" {
                @if let Some(step) = step {
                    @let back = format!("/learner/{}/path?subject={}&moment={}", sitting.person, sitting.subject.code(), step.moment.code());
                    (look::link_button(Button::Primary, &back, &t!(lang, "path.back")))
                } @else { (again) }
                (look::link_button(Button::Second, "/student", &t!(lang, "student.to_today")))
            }
        },
    ))
}

/// What a short check came to.
fn check(lang: Lang, sitting: &Sitting, step: Taken) -> Markup {
    let passed = sitting.correct >= Policy::default().check_pass;
    html! {
        @if step.task == Task::Check && sitting.done >= sitting.planned {
            @if passed { (look::notice(Tone::Good, html! { (t!(lang, "path.check_passed")) })) }
            @else { (look::notice(Tone::Plain, html! { (t!(lang, "path.check_not_yet")) })) }
        }
    }
}

fn lead(lang: Lang, sitting: &Sitting) -> String {
    match sitting.done {
        0 => t!(lang, "learner.nothing_to_practise").into_owned(),
        done if done == sitting.correct => t!(lang, "student.all_right", n = done),
        done => t!(lang, "student.done_lead", n = done, correct = sitting.correct),
    }
}

/// The points of the sitting, each in words.
fn beliefs(visit: &Visit, answers: &[Answer], points: &HashMap<String, Point>, estimates: &[Estimate]) -> Markup {
    let lang = visit.lang;
    let touched = |e: &&Estimate| points.values().any(|p| p.id == e.point && answers.iter().any(|a| a.answered.point == p.code));
    html! {
        ul class="beliefs" {
            @for estimate in estimates.iter().filter(touched) {
                @if let Some(point) = points.values().find(|p| p.id == estimate.point) {
                    li {
                        a href={ "/learner/" (visit.scope.person) "/" (point.id) } { (point.name(lang)) } " " (standing(lang, estimate.standing()))
                        p class="hint" { (estimate.advice(lang)) }
                    }
                }
            }
        }
    }
}

/// Each question with its result, leading to its feedback.
fn list(lang: Lang, sitting: &Sitting, answers: &[Answer], points: &HashMap<String, Point>) -> Markup {
    let rows = answers
        .iter()
        .enumerate()
        .map(|(i, a)| {
            let href = format!("{}/{}", address(sitting.id), a.answered.statement);
            let point = points.get(&a.answered.point).map_or(a.answered.point.as_str(), |p| p.name(lang));
            let result = if a.answered.correct {
                look::badge(Tone::Good, &t!(lang, "student.result_right"))
            } else {
                look::badge(Tone::Plain, &t!(lang, "student.result_wrong"))
            };
            vec![html! { a href=(href) { (t!(lang, "student.question_number", n = i + 1)) } }, html! { (point) }, result]
        })
        .collect();
    let columns =
        vec![Column::text(t!(lang, "student.question")), Column::text(t!(lang, "student.point")), Column::text(t!(lang, "student.result"))];
    look::table(&Table { caption: t!(lang, "student.answers_of_sitting").into_owned(), columns, rows, empty: html! {} })
}
