//! Items in: a sheet is checked whole, then applied whole.

use super::LARGEST;
use crate::look::{self, Button, Field, Tone};
use crate::upload::{self, Upload};
use crate::{Answer, Told, Visit};
use axum::Form;
use axum::extract::Multipart;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::sheet::{Limits, read};
use base::{Error, Problem, blob, t};
use content::sheet::{self, Report};
use maud::{Markup, html};

pub(crate) async fn show(visit: Visit) -> Markup {
    page(&visit, &[])
}

fn page(visit: &Visit, problems: &[Problem]) -> Markup {
    let lang = visit.lang;
    let (file, hint) = (t!(lang, "admin.file"), t!(lang, "admin.items_file_hint"));
    look::page(
        &visit.frame(t!(lang, "admin.items_import")).lead(t!(lang, "admin.items_import_lead")).crumb("/items", t!(lang, "admin.items")),
        html! {
            (look::problems(lang, problems))
            form class="narrow" method="post" action="/items/import" enctype="multipart/form-data" {
                (look::field(&Field { kind: "file", hint: &hint, accept: Some(".xlsx,.csv"), required: true, ..Field::new("file", &file) }))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.check"))) }
            }
            p { a href="/items/template" download { (t!(lang, "admin.items_template")) } }
        },
    )
}

pub(crate) async fn template(visit: Visit) -> Answer<Response> {
    let bytes = sheet::template(visit.lang).told(&visit.reader)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, "attachment; filename=\"items.xlsx\"")], bytes).into_response())
}

pub(crate) async fn check(visit: Visit, form: Multipart) -> Answer<Response> {
    match checked(&visit, form).await {
        Ok(page) => Ok(page),
        Err(Error::Invalid(problems)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &problems)).into_response()),
        Err(error) => Err(error).told(&visit.reader),
    }
}

async fn checked(visit: &Visit, form: Multipart) -> base::Result<Response> {
    let upload = Upload::read(form).await?;
    let (name, bytes) = (upload.name.clone(), upload.bytes.clone());
    let tables = tokio::task::spawn_blocking(move || read(&name, &bytes, &limits())).await.map_err(Error::internal)??;
    let report = sheet::check(&mut visit.app.base.db.read().await?, &tables, &upload.name).await?;
    if !report.problems.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(visit, &report.problems)).into_response());
    }
    let kept = upload::keep(visit, upload).await?;
    let lang = visit.lang;
    Ok(look::page(
        &visit.frame(t!(lang, "admin.checked")).lead(t!(lang, "admin.preview_lead")).crumb("/items/import", t!(lang, "admin.items_import")),
        html! {
            (counts(visit, &report))
            @if !report.notices.is_empty() { (look::notice(Tone::Warn, html! { ul { @for n in &report.notices { li { (n.text(lang)) } } } })) }
            form method="post" action="/items/import/apply" {
                input type="hidden" name="blob" value=(kept.blob);
                input type="hidden" name="token" value=(kept.token);
                div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.apply"))) }
            }
        },
    )
    .into_response())
}

fn limits() -> Limits {
    Limits { bytes: LARGEST, ..Limits::default() }
}

fn counts(visit: &Visit, report: &Report) -> Markup {
    let lang = visit.lang;
    let stats: Vec<look::Stat> = [
        (t!(lang, "admin.points_added"), report.points.added),
        (t!(lang, "admin.points_changed"), report.points.changed),
        (t!(lang, "admin.items_added"), report.items.added),
        (t!(lang, "admin.items_revised"), report.items.revised + report.items.reclassified),
        (t!(lang, "admin.items_unchanged"), report.items.unchanged),
    ]
    .into_iter()
    .map(|(label, n)| look::Stat { label: label.into_owned(), value: Some(n.to_string()), ..look::Stat::default() })
    .collect();
    look::stat(lang, &stats)
}

#[derive(serde::Deserialize)]
pub(crate) struct Apply {
    blob: i64,
    token: String,
}

pub(crate) async fn apply(visit: Visit, Form(form): Form<Apply>) -> Answer<Redirect> {
    upload::require_own(&visit, form.blob, &form.token).told(&visit.reader)?;
    let base = &visit.app.base;
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let (file, bytes) =
        (blob::get(&mut conn, form.blob).await.told(&visit.reader)?, blob::read(&mut conn, form.blob).await.told(&visit.reader)?);
    drop(conn);
    let name = file.name.clone();
    let tables = tokio::task::spawn_blocking(move || read(&name, &bytes, &limits()))
        .await
        .map_err(Error::internal)
        .and_then(|t| t)
        .told(&visit.reader)?;
    sheet::import(base, Some(visit.scope.person), tables, &file.name).await.told(&visit.reader)?;
    base.db.write(move |conn| Box::pin(async move { blob::delete(conn, form.blob).await })).await.told(&visit.reader)?;
    Ok(Redirect::to("/items"))
}
