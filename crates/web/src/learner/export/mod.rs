//! The record to take along: as data for other systems, and as a document to print.

mod data;
mod document;
mod paper;

use super::record;
use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::{Form, Path};
use crate::look::{self, Button, Field};
use crate::{Answer, Told, Visit};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Conn, Error, Problem, Result, t};
use learner::portable::{self, Portable};
use maud::{Markup, html};
use people::Person;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    form: String,
    #[serde(default)]
    reason: String,
}

/// Longest reason kept, in characters.
const LONGEST_REASON: usize = 200;

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>) -> Answer {
    page(&visit, person, &[]).await.told(&visit.reader)
}

async fn page(visit: &Visit, person: i64, problems: &[Problem]) -> Result<Markup> {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await?;
    let owner = people::person::get(&mut conn, person).await?;
    let voice = Voice::of(&mut conn, &visit.scope, person).await?;
    let open = sections::open_to(&mut conn, visit, person).await?;
    let label = t!(lang, "record.export_reason");
    let hint = t!(lang, "record.export_reason_hint");
    let frame = visit.frame(t!(lang, "record.export")).lead(t!(lang, "record.export_lead"));
    let frame = match open.contains(&Section::Estimates) {
        true => frame.crumb(format!("/learner/{person}"), record::title(lang, voice, &owner)),
        false => frame,
    };
    Ok(look::page(
        &frame,
        html! {
            (sections::tabs(lang, person, &open, Section::Export))
            (look::problems(lang, problems))
            form class="narrow" method="post" action={ "/learner/" (person) "/export" } data-download {
                @if voice == Voice::Teacher { (look::text_area(&Field { hint: &hint, required: true, ..Field::new("reason", &label) })) }
                p { (t!(lang, "record.export_pdf_what")) }
                div class="actions" { button class=(class(Button::Primary)) name="form" value="pdf" { (t!(lang, "record.export_pdf")) } }
                p { (t!(lang, "record.export_json_what")) }
                div class="actions" { button class=(class(Button::Second)) name="form" value="json" { (t!(lang, "record.export_json")) } }
            }
        },
    ))
}

fn class(kind: Button) -> &'static str {
    if kind == Button::Primary { "button primary" } else { "button" }
}

pub(crate) async fn make(visit: Visit, Path(person): Path<i64>, Form(wanted): Form<Wanted>) -> Answer<Response> {
    match made(&visit, person, &wanted).await {
        Ok(response) => Ok(response),
        Err(Error::Invalid(problems)) => {
            let page = page(&visit, person, &problems).await.told(&visit.reader)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

async fn made(visit: &Visit, person: i64, wanted: &Wanted) -> Result<Response> {
    let base = &visit.app.base;
    let form = match wanted.form.as_str() {
        "pdf" => "pdf",
        "json" => "json",
        _ => return Err(Error::NotFound),
    };
    let reason: String = wanted.reason.trim().chars().take(LONGEST_REASON).collect();
    let mut conn = base.db.read().await?;
    if reason.is_empty() && Voice::of(&mut conn, &visit.scope, person).await? == Voice::Teacher {
        return Err(Error::from(Problem::new("record.export_reason_missing")));
    }
    let portable = Portable::of(&mut conn, &visit.scope, person).await?;
    let (media, body) = match form {
        "pdf" => {
            let document = document(&mut conn, visit, &portable).await?;
            drop(conn);
            ("application/pdf", axum::body::Body::from(paper::pdf(document).await?))
        }
        _ => {
            drop(conn);
            ("application/json", data::stream(base.clone(), &portable)?)
        }
    };
    portable::announce(base, &visit.scope, person, form, &reason).await?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(media)), (header::CONTENT_DISPOSITION, file_name(&portable.person, form)?)];
    Ok((headers, body).into_response())
}

async fn document(conn: &mut Conn, visit: &Visit, portable: &Portable) -> Result<typeset::Document> {
    let (site, _) = visit.app.site().await;
    document::of(conn, visit.lang, &visit.app.base, &site, portable).await
}

/// The number, not the name: file names end up in logs and lists.
fn file_name(person: &Person, form: &str) -> Result<HeaderValue> {
    HeaderValue::try_from(format!("attachment; filename=\"record-{}.{form}\"", person.id)).map_err(Error::internal)
}
