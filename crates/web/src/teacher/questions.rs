//! What learners and families question, and the teacher's answer.

use crate::input::{Form, Path};
use crate::look::{self, Button, Field, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, clock, t};
use learner::question::{self, Question};
use maud::{Markup, html};
use people::OrganisationKind;
use people::permission::{self, Action};

#[derive(serde::Deserialize)]
pub(crate) struct Reply {
    words: String,
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let classes =
        permission::organisations(&mut conn, &visit.scope, Action::AnswerQuestion, OrganisationKind::Class).await.told(&visit.reader)?;
    let mut questions = Vec::new();
    for class in &classes {
        let asked = question::of_class(&mut conn, &visit.scope, class.id).await.told(&visit.reader)?;
        questions.extend(asked.into_iter().map(|q| (class.id, class.name.clone(), q)));
    }
    let corrections = super::corrections::cards(&mut conn, &visit).await.told(&visit.reader)?;
    questions.sort_by_key(|(_, _, q)| (!q.is_open(), std::cmp::Reverse(q.asked_at)));
    Ok(look::page(
        &visit.frame(t!(lang, "teacher.questions")).lead(t!(lang, "teacher.questions_lead")),
        html! {
            @for card in &corrections { (card) }
            @if questions.is_empty() && corrections.is_empty() { (look::empty(&t!(lang, "teacher.questions_none"), &t!(lang, "teacher.questions_none_next"), None)) }
            @for (class, name, question) in &questions { (card(&visit, *class, name, question)) }
        },
    ))
}

fn card(visit: &Visit, class: i64, class_name: &str, q: &Question) -> Markup {
    let lang = visit.lang;
    let label = t!(lang, "teacher.reply");
    html! {
        section class="card" {
            h2 { (q.person_name) " · " (q.point_name) " " @if q.is_open() { (look::badge(Tone::Warn, &t!(lang, "teacher.question_open"))) } @else { (look::badge(Tone::Good, &t!(lang, "teacher.question_done"))) } }
            p class="hint" { (class_name) " · " (t!(lang, "teacher.asked", name = q.asked_by, time = clock::local(q.asked_at))) }
            blockquote { (q.words) }
            p { a href={ "/learner/" (q.person) "/" (q.point) } { (t!(lang, "teacher.see_answers")) } }
            @match &q.reply {
                Some(reply) => { blockquote { (reply) } p class="hint" { (q.replied_by.as_deref().unwrap_or_default()) " " (q.replied_at.map(clock::local).unwrap_or_default()) } }
                None => form method="post" action={ "/class/" (class) "/questions/" (q.id) } {
                    (look::text_area(&Field { required: true, ..Field::new("words", &label) }))
                    div class="actions" { (look::button(Button::Primary, &t!(lang, "teacher.send_reply"))) }
                },
            }
        }
    }
}

pub(crate) async fn answer(visit: Visit, Path((org, id)): Path<(i64, i64)>, Form(form): Form<Reply>) -> Answer<Redirect> {
    // The route has checked the class; the question must be one of that class's.
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let asked = question::of_class(&mut conn, &visit.scope, org).await.told(&visit.reader)?;
    drop(conn);
    if !asked.iter().any(|q| q.id == id) {
        return Err(Error::NotFound).told(&visit.reader);
    }
    question::answer(&visit.app.base, &visit.scope, id, &form.words).await.told(&visit.reader)?;
    Ok(Redirect::to("/teacher/questions"))
}
