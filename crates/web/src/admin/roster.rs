//! Rosters in: choose a file, see what it would do, apply it in the background.

use crate::input::{Form, Path};
use crate::look::{self, Button, Choice, Column, Field, Table, Tone};
use crate::upload::{self, Kept, Upload};
use crate::{Answer, Told, Visit};
use axum::extract::Multipart;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Problem, t};
use maud::{Markup, html};
use people::permission::{self, Action};
use people::roster::{self, Counts, Draft, Kind, Outcome, Report};
use people::{Organisation, OrganisationKind};

/// The form to choose a file, and the templates.
pub(crate) async fn show(visit: Visit) -> Answer {
    page(&visit, &[]).await
}

async fn page(visit: &Visit, problems: &[Problem]) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let schools =
        permission::organisations(&mut conn, &visit.scope, Action::ManageRoster, OrganisationKind::School).await.told(&visit.reader)?;
    Ok(look::page(
        &visit.frame(t!(lang, "admin.roster")).lead(t!(lang, "admin.roster_lead")).crumb("/admin", t!(lang, "site.nav_admin")),
        html! {
            (look::problems(lang, problems))
            @let out = packages(lang, &schools);
            (look::card(&t!(lang, "admin.import"), form(lang, schools), None))
            (look::card(&t!(lang, "admin.templates"), templates(lang), None))
            (look::card(&t!(lang, "admin.packages"), out, None))
        },
    ))
}

fn form(lang: Lang, schools: Vec<Organisation>) -> Markup {
    let (kind, school, file) = (t!(lang, "admin.kind"), t!(lang, "admin.school_of_rows"), t!(lang, "admin.file"));
    let (school_hint, file_hint) = (t!(lang, "admin.school_of_rows_hint"), t!(lang, "admin.file_hint"));
    let kinds: Vec<Choice> = Kind::ALL.iter().map(|k| Choice { value: k.code().into(), label: k.name(lang).into_owned() }).collect();
    let none = Choice { value: String::new(), label: t!(lang, "admin.school_in_file").into_owned() };
    let schools: Vec<Choice> =
        std::iter::once(none).chain(schools.into_iter().map(|s| Choice { value: s.id.to_string(), label: s.name })).collect();
    html! {
        form method="post" action="/admin/roster" enctype="multipart/form-data" {
            (look::select(&Field { required: true, ..Field::new("kind", &kind) }, &kinds))
            (look::select(&Field { hint: &school_hint, ..Field::new("school", &school) }, &schools))
            (look::field(&Field { kind: "file", hint: &file_hint, accept: Some(".xlsx,.csv,.zip"), required: true, ..Field::new("file", &file) }))
            div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.check"))) }
        }
    }
}

fn templates(lang: Lang) -> Markup {
    html! {
        p { (t!(lang, "admin.templates_text")) }
        ul {
            @for kind in Kind::ALL { @if !roster::fields(kind).is_empty() {
                li { a href={ "/admin/roster/template/" (kind.code()) } download { (kind.name(lang)) } }
            } }
        }
    }
}

/// A OneRoster package of each school.
fn packages(lang: Lang, schools: &[Organisation]) -> Markup {
    html! {
        p { (t!(lang, "admin.packages_text")) }
        ul { @for school in schools { li { a href={ "/admin/school/" (school.id) "/oneroster.zip" } download { (school.name) } } } }
    }
}

/// A school's roster as a OneRoster 1.2 bulk package.
pub(crate) async fn export(visit: Visit, Path(org): Path<i64>) -> Answer<Response> {
    let bytes = roster::oneroster::export(&visit.app.base, Some(&visit.scope), org).await.told(&visit.reader)?;
    let headers = [(header::CONTENT_TYPE, "application/zip"), (header::CONTENT_DISPOSITION, "attachment; filename=\"oneroster.zip\"")];
    Ok((headers, bytes).into_response())
}

/// The workbook to fill in.
pub(crate) async fn template(visit: Visit, Path(kind): Path<String>) -> Answer<Response> {
    let kind = Kind::of(&kind).ok_or(Error::NotFound).told(&visit.reader)?;
    let bytes = roster::template(kind, visit.lang).told(&visit.reader)?;
    let name = format!("attachment; filename=\"{}.xlsx\"", kind.code());
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// The dry run: what the file would do, or everything that is wrong with it.
pub(crate) async fn check(visit: Visit, form: Multipart) -> Answer<Response> {
    match checked(&visit, form).await {
        Ok(page) => Ok(page.into_response()),
        Err(Error::Invalid(problems)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &problems).await?).into_response()),
        Err(error) => Err(error).told(&visit.reader),
    }
}

async fn checked(visit: &Visit, form: Multipart) -> base::Result<Response> {
    let upload = Upload::read(form).await?;
    let kind = Kind::of(upload.field("kind")).ok_or_else(|| Error::invalid("admin.kind_missing"))?;
    let school = upload.field("school").parse::<i64>().ok();
    if let Some(school) = school {
        permission::require_organisation(&mut visit.app.base.db.read().await?, &visit.scope, Action::ManageRoster, school).await?;
    }
    let (name, bytes) = (upload.name.clone(), upload.bytes.clone());
    let (draft, _turn) = upload::in_turn(&visit.app, move || roster::read(&name, &bytes, kind)).await?;
    let report = roster::check(&visit.app.base, Some(&visit.scope), &draft, school).await?;
    // Only a file without faults is kept: it holds numbers in clear.
    let kept = if report.is_good() { Some(upload::keep(visit, upload).await?) } else { None };
    let status = if kept.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, report_page(visit, &draft, &report, kept.as_ref().map(|k| (k, kind, school)))).into_response())
}

fn report_page(visit: &Visit, draft: &Draft, report: &Report, apply: Option<(&Kept, Kind, Option<i64>)>) -> Markup {
    let lang = visit.lang;
    let frame = visit
        .frame(t!(lang, "admin.checked"))
        .lead(t!(lang, "admin.checked_lead", n = draft.rows()))
        .crumb("/admin/roster", t!(lang, "admin.roster"));
    look::page(
        &frame,
        html! {
            (look::problems(lang, &report.problems))
            @if !report.notices.is_empty() { (look::notice(Tone::Warn, html! { ul { @for n in &report.notices { li { (n.text(lang)) } } } })) }
            @if let Some((kept, kind, school)) = apply {
                (counts(lang, &report.counts))
                form method="post" action="/admin/roster/apply" {
                    input type="hidden" name="blob" value=(kept.blob);
                    input type="hidden" name="token" value=(kept.token);
                    input type="hidden" name="kind" value=(kind.code());
                    @if let Some(school) = school { input type="hidden" name="school" value=(school); }
                    div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.apply"))) (look::link_button(Button::Second, "/admin/roster", &t!(lang, "admin.another_file"))) }
                }
            } @else { p { (look::link_button(Button::Primary, "/admin/roster", &t!(lang, "admin.another_file"))) } }
            (mapping(lang, draft))
            (sample(lang, report))
        },
    )
}

fn counts(lang: Lang, c: &Counts) -> Markup {
    let stats: Vec<look::Stat> = [
        (t!(lang, "admin.count_added"), c.added),
        (t!(lang, "admin.count_changed"), c.changed),
        (t!(lang, "admin.count_unchanged"), c.unchanged),
        (t!(lang, "admin.count_classes"), c.classes_added),
        (t!(lang, "admin.count_moved"), c.moved),
        (t!(lang, "admin.count_guardians"), c.guardians_added),
        (t!(lang, "admin.count_schools"), c.schools_added + c.schools_changed),
    ]
    .into_iter()
    .map(|(label, n)| look::Stat { label: label.into_owned(), value: Some(n.to_string()), ..look::Stat::default() })
    .collect();
    look::stat(lang, &stats)
}

/// Which column was taken for which field.
fn mapping(lang: Lang, draft: &Draft) -> Markup {
    let rows = draft.columns.mapped.iter().map(|m| vec![html! { (m.heading) }, html! { code { (m.field) } }]).collect();
    let columns = vec![Column::text(t!(lang, "admin.column")), Column::text(t!(lang, "admin.field"))];
    let caption = t!(lang, "admin.mapping").into_owned();
    html! { details { summary { (caption) } (look::table(&Table { caption: caption.clone(), columns, rows, empty: html! {} })) } }
}

fn sample(lang: Lang, report: &Report) -> Markup {
    let outcome = |o: &Outcome| match o {
        Outcome::Added => look::badge(Tone::Good, &t!(lang, "admin.outcome_added")),
        Outcome::Changed => look::badge(Tone::Warn, &t!(lang, "admin.outcome_changed")),
        Outcome::Unchanged => look::badge(Tone::Plain, &t!(lang, "admin.outcome_unchanged")),
    };
    let rows = report.sample.iter().map(|s| vec![html! { (s.row) }, html! { (s.name) }, html! { (s.org) }, outcome(&s.outcome)]).collect();
    let columns = vec![
        Column::number(t!(lang, "admin.row")),
        Column::text(t!(lang, "admin.name")),
        Column::text(t!(lang, "admin.place")),
        Column::text(t!(lang, "admin.outcome")),
    ];
    look::table(&Table { caption: t!(lang, "admin.sample").into_owned(), columns, rows, empty: html! {} })
}

#[derive(serde::Deserialize)]
pub(crate) struct Apply {
    blob: i64,
    token: String,
    kind: String,
    #[serde(default)]
    school: Option<i64>,
}

/// Asks for the import; it checks once more before it writes.
pub(crate) async fn apply(visit: Visit, Form(form): Form<Apply>) -> Answer<Redirect> {
    upload::require_own(&visit, form.blob, &form.token).told(&visit.reader)?;
    let kind = Kind::of(&form.kind).ok_or(Error::NotFound).told(&visit.reader)?;
    let job = roster::start(&visit.app.base, &visit.scope, form.blob, kind, form.school, visit.lang).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/jobs/{job}")))
}
