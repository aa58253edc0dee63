//! Consent collected on paper: tick those whose signed form the school holds.

use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Column, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, t};
use maud::{Markup, html};
use people::consent::{self, Purpose, Standing};

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    purpose: String,
}

/// The class for one purpose: who has not decided, to tick, and what the others decided.
pub(crate) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let purpose = Purpose::of(&query.purpose).unwrap_or(Purpose::Learning);
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let class = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let students = consent::of_class(&mut conn, &visit.scope, org, purpose).await.told(&visit.reader)?;
    let (decided, undecided): (Vec<_>, Vec<_>) = students.iter().partition(|s| s.given.is_some());
    let frame = visit.frame(t!(lang, "teacher.consent_of", name = class.name)).lead(t!(lang, "teacher.consent_lead"));
    Ok(look::page(
        &frame,
        html! {
            nav class="tabs" aria-label=(t!(lang, "teacher.consent_purposes")) {
                @for each in Purpose::ALL {
                    a href={ "/class/" (org) "/consent?purpose=" (each.code()) } aria-current=[(each == purpose).then_some("page")] { (each.name(lang)) }
                }
            }
            p { (purpose.explanation(lang)) }
            @if !undecided.is_empty() { (form(lang, org, purpose, &undecided)) }
            (table(lang, &decided))
        },
    ))
}

fn form(lang: Lang, class: i64, purpose: Purpose, undecided: &[&Standing]) -> Markup {
    html! {
        form method="post" action={ "/class/" (class) "/consent" } data-confirm=(t!(lang, "teacher.consent_record_ask")) {
            input type="hidden" name="purpose" value=(purpose.code());
            fieldset class="choices" {
                legend { (t!(lang, "teacher.consent_undecided")) }
                @for student in undecided { label { input type="checkbox" name="person" value=(student.person); span { (student.name) } } }
            }
            div class="actions" { (look::button(Button::Primary, &t!(lang, "teacher.consent_record"))) }
        }
    }
}

fn table(lang: Lang, decided: &[&Standing]) -> Markup {
    let state = |s: &Standing| match s.given {
        Some(true) => look::badge(Tone::Good, &t!(lang, "account.consent_given")),
        _ => look::badge(Tone::Warn, &t!(lang, "teacher.consent_refused")),
    };
    let rows = decided.iter().map(|s| vec![html! { (s.name) }, state(s)]).collect();
    let columns = vec![Column::text(t!(lang, "teacher.name")), Column::text(t!(lang, "teacher.consent_decision"))];
    let empty = look::empty(&t!(lang, "teacher.consent_none"), &t!(lang, "teacher.consent_none_next"), None);
    look::table(&Table { caption: t!(lang, "teacher.consent_decided").into_owned(), columns, rows, empty })
}

/// Records those who were ticked. A form may carry `person` many times, so its fields are read one by one.
pub(crate) async fn submit(visit: Visit, Path(org): Path<i64>, Form(fields): Form<Vec<(String, String)>>) -> Answer<Redirect> {
    let values = |name: &'static str| fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str());
    let purpose = values("purpose").find_map(Purpose::of).ok_or(Error::NotFound).told(&visit.reader)?;
    let people: Result<Vec<i64>, _> = values("person").map(str::parse).collect();
    let people = people.map_err(|_| Error::NotFound).told(&visit.reader)?;
    consent::collect(&visit.app.base, &visit.scope, org, purpose, &people).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/class/{org}/consent?purpose={}", purpose.code())))
}
