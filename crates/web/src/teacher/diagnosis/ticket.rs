//! Five minutes of questions at the end of the lesson, for paper.

use super::chosen::Chosen;
use crate::input::{Path, Query};
use crate::item_view;
use crate::look::{self, Button};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use learner::diagnosis::{self, Question, Ticket};
use maud::{Markup, html};

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    subject: String,
    /// A point to ask about; the proposed ones when empty.
    #[serde(default)]
    point: String,
    /// The number of the proposal, from 0.
    #[serde(default)]
    again: String,
}

pub(super) async fn show(visit: Visit, Path(org): Path<i64>, Query(asked): Query<Asked>) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let chosen = Chosen::of(&visit, org, &asked.subject).await.told(&visit.reader)?;
    let again: u64 = asked.again.trim().parse().unwrap_or(0);
    let point: Option<i64> = asked.point.trim().parse().ok();
    let ticket = match &chosen.found {
        Some((_, diagnosis)) => {
            let mut conn = base.db.read().await.told(&visit.reader)?;
            diagnosis::ticket(&mut conn, diagnosis, point.as_slice(), again).await.told(&visit.reader)?
        }
        None => None,
    };
    let frame = chosen.frame(&visit, t!(lang, "diagnosis.ticket_of", name = chosen.class));
    let chosen_point = point.map(|point| point.to_string()).unwrap_or_default();
    let subject = chosen.subject().map(|s| s.code()).unwrap_or_default();
    Ok(look::page(
        &frame,
        html! {
            p class="lead screen" { (t!(lang, "diagnosis.ticket_lead")) }
            @match &ticket {
                None => (look::empty(&t!(lang, "diagnosis.no_ticket"), &t!(lang, "diagnosis.no_ticket_next"), None)),
                Some(ticket) => {
                    p class="screen" { (t!(lang, "diagnosis.ticket_time", n = ticket.questions.len(), minutes = (ticket.seconds + 30) / 60)) }
                    p class="blanks" { span { (t!(lang, "diagnosis.blank_name")) } span { (t!(lang, "diagnosis.blank_number")) } }
                    (questions(lang, ticket))
                    div class="screen" {
                        (keys(lang, ticket))
                        p class="hint" { (t!(lang, "diagnosis.ticket_print")) }
                        div class="actions" {
                            (look::link_button(Button::Second, &format!("/class/{org}/diagnosis/ticket?subject={subject}&point={chosen_point}&again={}", again.wrapping_add(1)), &t!(lang, "diagnosis.again")))
                        }
                    }
                }
            }
            @if let Some((_, diagnosis)) = &chosen.found {
                form class="card screen" method="get" action={ "/class/" (org) "/diagnosis/ticket" } {
                    input type="hidden" name="subject" value=(subject);
                    (Chosen::points(diagnosis, lang, point))
                    div class="actions" { (look::button(Button::Second, &t!(lang, "diagnosis.ticket_for"))) }
                }
            }
        },
    ))
}

fn questions(lang: Lang, ticket: &Ticket) -> Markup {
    html! {
        ol class="ticket" {
            @for question in &ticket.questions {
                li { (item_view::stem(&question.item, false)) (item_view::on_paper(lang, &question.item)) }
            }
        }
    }
}

/// For the teacher: the right answers, why, and what to expect.
fn keys(lang: Lang, ticket: &Ticket) -> Markup {
    html! {
        details class="card" {
            summary { (t!(lang, "diagnosis.keys")) }
            ol { @for question in &ticket.questions { li { (key(lang, question)) } } }
        }
    }
}

fn key(lang: Lang, question: &Question) -> Markup {
    let percent = format!("{:.0}", question.chance * 100.0);
    html! {
        b { (item_view::key_on_paper(&question.item)) } " "
        span class="hint" { (t!(lang, "diagnosis.expected", point = question.point.name(lang), percent = percent)) }
    }
}
