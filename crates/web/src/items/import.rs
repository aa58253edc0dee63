//! Items in: a sheet or a QTI file is checked whole, then applied.

use crate::input::Form;
use crate::look::{self, Button, Field, Tone};
use crate::upload::{self, Turn, Upload};
use crate::{Answer, Told, Visit};
use axum::extract::Multipart;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::sheet::{Limits, Table, read};
use base::{Base, Error, Problem, Result, blob, t};
use content::qti::{self, Class, Reading};
use content::{Subject, point, sheet};
use maud::{Markup, html};
use std::collections::HashMap;

/// Difficulty given to QTI items, which carry none: the middle.
const QTI_DIFFICULTY: i64 = 3;

pub(crate) async fn show(visit: Visit) -> Markup {
    page(&visit, &[], "")
}

fn page(visit: &Visit, problems: &[Problem], point: &str) -> Markup {
    let lang = visit.lang;
    let (file, hint) = (t!(lang, "admin.file"), t!(lang, "admin.items_file_hint"));
    let (code, code_hint) = (t!(lang, "admin.qti_point"), t!(lang, "admin.qti_point_hint"));
    look::page(
        &visit.frame(t!(lang, "admin.items_import")).lead(t!(lang, "admin.items_import_lead")).crumb("/items", t!(lang, "admin.items")),
        html! {
            (look::problems(lang, problems))
            form class="narrow" method="post" action="/items/import" enctype="multipart/form-data" {
                (look::field(&Field { kind: "file", hint: &hint, accept: Some(".xlsx,.csv,.zip,.xml"), required: true, ..Field::new("file", &file) }))
                (look::field(&Field { hint: &code_hint, value: point, ..Field::new("point", &code) }))
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

/// A file as read.
enum Items {
    Sheet(Vec<Table>),
    Qti(Reading),
}

/// Reads a file in its turn. A point's code means QTI; without one it is a sheet.
async fn read_items(visit: &Visit, name: String, bytes: Vec<u8>, point: &str) -> Result<(Items, Turn)> {
    let class = match point.trim() {
        "" => None,
        code => Some(class(visit, code, &name).await?),
    };
    let reading = move || match class {
        None if name.ends_with(".xml") || name.ends_with(".zip") => Err(Error::invalid("admin.qti_point_missing")),
        None => read(&name, &bytes, &Limits::default()).map(Items::Sheet),
        Some(class) => qti::read(&name, &bytes, &class).map(Items::Qti),
    };
    upload::in_turn(&visit.app, reading).await
}

async fn class(visit: &Visit, code: &str, file: &str) -> Result<Class> {
    let mut conn = visit.app.base.db.read().await?;
    let known = point::by_codes(&mut conn, &[code]).await?;
    let point = known.get(code).ok_or_else(|| Error::from(Problem::new("admin.qti_point_unknown").with("code", code)))?;
    Ok(Class {
        subject: point.subject,
        stage: point.stage,
        grade: point.grade,
        point: point.id,
        difficulty: QTI_DIFFICULTY,
        source: file.to_owned(),
        prefix: format!("{code}-"),
    })
}

pub(crate) async fn check(visit: Visit, form: Multipart) -> Answer<Response> {
    match checked(&visit, form).await {
        Ok(page) => Ok(page),
        Err(Error::Invalid(problems)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &problems, "")).into_response()),
        Err(error) => Err(error).told(&visit.reader),
    }
}

/// What a file would do, in the words of the page.
struct Finding {
    counts: Vec<(std::borrow::Cow<'static, str>, i64)>,
    /// What keeps the file out.
    problems: Vec<Problem>,
    /// Items left out of a package, with reasons.
    left_out: Vec<Problem>,
    notices: Vec<Problem>,
}

async fn finding(visit: &Visit, items: &Items, source: &str) -> Result<Finding> {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await?;
    let counted = |saved: &content::item::Saved| {
        vec![
            (t!(lang, "admin.items_added"), saved.added),
            (t!(lang, "admin.items_revised"), saved.revised + saved.reclassified),
            (t!(lang, "admin.items_unchanged"), saved.unchanged),
        ]
    };
    Ok(match items {
        Items::Sheet(tables) => {
            let report = sheet::check(&mut conn, tables, source).await?;
            let mut counts =
                vec![(t!(lang, "admin.points_added"), report.points.added), (t!(lang, "admin.points_changed"), report.points.changed)];
            counts.extend(counted(&report.items));
            Finding { counts, problems: report.problems, left_out: Vec::new(), notices: report.notices }
        }
        Items::Qti(reading) => {
            let report = qti::check(&mut conn, reading).await?;
            // A package of which nothing can be held is refused; otherwise the person sees what is left out.
            let (problems, left_out) = if reading.items.is_empty() { (report.refused, Vec::new()) } else { (Vec::new(), report.refused) };
            Finding { counts: counted(&report.items), problems, left_out, notices: report.notices }
        }
    })
}

async fn checked(visit: &Visit, form: Multipart) -> Result<Response> {
    let upload = Upload::read(form).await?;
    let point = upload.field("point").to_owned();
    let (items, _turn) = read_items(visit, upload.name.clone(), upload.bytes.clone(), &point).await?;
    let found = finding(visit, &items, &upload.name).await?;
    if !found.problems.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(visit, &found.problems, &point)).into_response());
    }
    let kept = upload::keep(visit, upload).await?;
    let lang = visit.lang;
    let list = |problems: &[Problem]| html! { ul { @for p in problems { li { (p.text(lang)) } } } };
    Ok(look::page(
        &visit.frame(t!(lang, "admin.checked")).lead(t!(lang, "admin.preview_lead")).crumb("/items/import", t!(lang, "admin.items_import")),
        html! {
            (look::stat(lang, &found.counts.into_iter().map(|(label, n)| look::Stat { label: label.into_owned(), value: Some(n.to_string()), ..look::Stat::default() }).collect::<Vec<_>>()))
            @if !found.left_out.is_empty() { (look::notice(Tone::Warn, html! { p { b { (t!(lang, "admin.qti_left_out", n = found.left_out.len())) } } (list(&found.left_out)) })) }
            @if !found.notices.is_empty() { (look::notice(Tone::Plain, list(&found.notices))) }
            form method="post" action="/items/import/apply" {
                input type="hidden" name="blob" value=(kept.blob);
                input type="hidden" name="token" value=(kept.token);
                input type="hidden" name="point" value=(point);
                div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.apply"))) }
            }
        },
    )
    .into_response())
}

#[derive(serde::Deserialize)]
pub(crate) struct Apply {
    blob: i64,
    token: String,
    #[serde(default)]
    point: String,
}

pub(crate) async fn apply(visit: Visit, Form(form): Form<Apply>) -> Answer<Redirect> {
    applied(&visit, form).await.told(&visit.reader)?;
    Ok(Redirect::to("/items"))
}

async fn applied(visit: &Visit, form: Apply) -> Result<()> {
    upload::require_own(visit, form.blob, &form.token)?;
    let (base, actor) = (&visit.app.base, Some(visit.scope.person));
    let mut conn = base.db.read().await?;
    let (file, bytes) = (blob::get(&mut conn, form.blob).await?, blob::read(&mut conn, &base.seal, form.blob).await?);
    drop(conn);
    let (items, _turn) = read_items(visit, file.name.clone(), bytes, &form.point).await?;
    match items {
        Items::Sheet(tables) => {
            let before = subjects(base).await?;
            sheet::import(base, actor, tables, &file.name).await?;
            let after = subjects(base).await?;
            let moved: Vec<i64> = before.iter().filter(|(id, subject)| after.get(id) != Some(subject)).map(|(id, _)| *id).collect();
            learner::points_moved(base, &moved).await?;
        }
        Items::Qti(reading) => qti::import(base, actor, &file.name, reading, true).await.map(|_| ())?,
    }
    base.db.write(move |conn| Box::pin(async move { blob::delete(conn, form.blob).await })).await
}

/// The subject that each point is in.
async fn subjects(base: &Base) -> Result<HashMap<i64, Subject>> {
    let points = point::list(&mut base.db.read().await?, point::Filter { whole: true, ..point::Filter::default() }).await?;
    Ok(points.into_iter().map(|p| (p.id, p.subject)).collect())
}
