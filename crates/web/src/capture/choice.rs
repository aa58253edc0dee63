//! The school's switches: which purposes are on, and which facts teachers are offered.

use crate::input::{Form, Path};
use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, clock, t};
use maud::{Markup, html};
use people::Purpose;
use people::purpose_switch::{self, Switched};
use records::capture::choice::{self, Chosen, Wish};

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let school = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let history = purpose_switch::history(&mut conn, org).await.told(&visit.reader)?;
    let facts = choice::of_school(&mut conn, org).await.told(&visit.reader)?;
    let frame =
        visit.frame(t!(lang, "capture.switches")).lead(t!(lang, "capture.switches_lead")).crumb(format!("/school/{org}"), school.name);
    Ok(look::page(
        &frame,
        html! {
            div class="cards" { @for purpose in Purpose::CAPTURE { (switch_card(lang, org, purpose, history.iter().find(|s| s.purpose == purpose.code()))) } }
            (choice_form(lang, org, &facts))
        },
    ))
}

fn switch_card(lang: Lang, school: i64, purpose: Purpose, last: Option<&Switched>) -> Markup {
    let on = last.is_none_or(|s| s.allowed);
    let (action, name) = (format!("/school/{school}/capture"), purpose.name(lang));
    let hidden = [("purpose", purpose.code()), ("allowed", if on { "false" } else { "true" })];
    html! {
        section class="card" {
            h2 { (name) " " @if on { (look::badge(Tone::Good, &t!(lang, "capture.purpose_on"))) } @else { (look::badge(Tone::Plain, &t!(lang, "capture.purpose_off"))) } }
            p { (purpose.explanation(lang)) }
            @if let Some(s) = last { p class="hint" { (t!(lang, "capture.switched_by", name = s.decided_by, time = clock::local(s.at))) } }
            div class="actions" {
                @if on { (look::confirm_form(&action, &hidden, &t!(lang, "capture.switch_off_ask", purpose = name), Button::Danger, &t!(lang, "capture.switch_off"))) }
                @else { (look::confirm_form(&action, &hidden, &t!(lang, "capture.switch_on_ask", purpose = name), Button::Second, &t!(lang, "capture.switch_on"))) }
            }
        }
    }
}

/// Each fact posts its code, then its place, then whether it is shown.
fn choice_form(lang: Lang, school: i64, facts: &[Chosen]) -> Markup {
    html! {
        section class="card" {
            h2 { (t!(lang, "capture.facts")) }
            p { (t!(lang, "capture.facts_lead")) }
            form class="capture" method="post" action={ "/school/" (school) "/capture/facts" } {
                @for purpose in Purpose::CAPTURE {
                    details {
                        summary { (purpose.name(lang)) }
                        ul class="chosen" {
                            @for (n, chosen) in facts.iter().enumerate().filter(|(_, c)| c.fact.purpose() == purpose) {
                                li {
                                    input type="hidden" name="fact" value=(chosen.fact.code);
                                    input type="number" name="place" value=(n + 1) min="1" max="999" required
                                        aria-label=(t!(lang, "capture.place_of", fact = chosen.fact.name(lang)));
                                    label { input type="checkbox" name="shown" value="true" checked[chosen.shown]; span { (chosen.fact.name(lang)) } }
                                }
                            }
                        }
                    }
                }
                div class="actions" { (look::button(Button::Primary, &t!(lang, "capture.keep"))) }
            }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Switch {
    purpose: String,
    allowed: bool,
}

pub(crate) async fn switch(visit: Visit, Path(org): Path<i64>, Form(form): Form<Switch>) -> Answer<Redirect> {
    let purpose = Purpose::of(&form.purpose).ok_or(Error::NotFound).told(&visit.reader)?;
    purpose_switch::set(&visit.app.base, &visit.scope, org, purpose, form.allowed).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/school/{org}/capture")))
}

pub(crate) async fn choose(visit: Visit, Path(org): Path<i64>, Form(fields): Form<Vec<(String, String)>>) -> Answer<Redirect> {
    let wishes = wishes(&fields).ok_or_else(|| Error::invalid("site.form_unreadable")).told(&visit.reader)?;
    choice::choose(&visit.app.base, &visit.scope, org, wishes).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/school/{org}/capture")))
}

/// `None` when the fields do not come as the form sends them.
fn wishes(fields: &[(String, String)]) -> Option<Vec<Wish>> {
    let mut wishes: Vec<Wish> = Vec::new();
    for (name, value) in fields {
        match (name.as_str(), wishes.last_mut()) {
            ("fact", _) => wishes.push(Wish { fact: value.clone(), place: 0, shown: false }),
            ("place", Some(wish)) => wish.place = value.parse().ok().filter(|place| (1..=999).contains(place))?,
            ("shown", Some(wish)) => wish.shown = true,
            _ => return None,
        }
    }
    (!wishes.is_empty() && wishes.iter().all(|w| w.place > 0)).then_some(wishes)
}
