//! What was published, and when: every version, and the way back to one.

use super::change::described;
use crate::input::Path;
use crate::look::{self, Button, Column, Table};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{clock, t};
use content::graph::{proposal, version};
use maud::html;

/// Changes of a version that are shown.
const SHOWN: usize = 500;

pub(crate) async fn list(visit: Visit, Path(code): Path<String>) -> Answer {
    let lang = visit.lang;
    let subject = super::subject(&code).told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let versions = version::list(&mut conn, subject).await.told(&visit.reader)?;
    let rows = versions
        .iter()
        .map(|v| {
            vec![
                html! { a href={ "/graph/" (code) "/versions/" (v.number) } { (v.number) } },
                html! { (v.title) },
                html! { (clock::local(v.at)) },
                html! { (v.changes.len()) },
                html! { @if v.reviewer.is_some() { (look::badge(look::Tone::Good, &t!(lang, "graph.reviewed"))) } @else { (t!(lang, "graph.from_sheet")) } },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "graph.version")),
        Column::text(t!(lang, "graph.title")),
        Column::text(t!(lang, "graph.published_at")),
        Column::number(t!(lang, "graph.changes")),
        Column::text(t!(lang, "graph.review")),
    ];
    let empty = look::empty(&t!(lang, "graph.no_versions"), &t!(lang, "graph.no_versions_next"), None);
    let frame = visit
        .frame(t!(lang, "graph.versions"))
        .crumb("/graph", t!(lang, "graph.graph"))
        .crumb(format!("/graph/{code}"), t!(lang, "graph.of_subject", subject = subject.name(lang)));
    Ok(look::page(&frame, look::table(&Table { caption: t!(lang, "graph.versions").into_owned(), columns, rows, empty })))
}

pub(crate) async fn show(visit: Visit, Path((code, number)): Path<(String, i64)>) -> Answer {
    let lang = visit.lang;
    let subject = super::subject(&code).told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let (version, then) = version::get(&mut conn, subject, number).await.told(&visit.reader)?;
    let before = if number > 1 { version::get(&mut conn, subject, number - 1).await.told(&visit.reader)?.1 } else { Default::default() };
    let edits = super::edits(&mut conn, &visit).await.told(&visit.reader)?;
    // Names of those who edit are for those who edit.
    let mut people = Vec::new();
    if edits {
        for id in [version.author, version.reviewer].into_iter().flatten() {
            people.push(people::person::get(&mut conn, id).await.told(&visit.reader)?.name);
        }
    }
    let subject_name = subject.name(lang);
    let frame = visit
        .frame(t!(lang, "graph.version_title", n = number, subject = subject_name))
        .lead(version.title.clone())
        .crumb("/graph", t!(lang, "graph.graph"))
        .crumb(format!("/graph/{code}/versions"), t!(lang, "graph.versions"));
    Ok(look::page(
        &frame,
        html! {
            p { (clock::local(version.at)) " · " (t!(lang, "graph.holds", points = then.points.len(), edges = then.edges.len())) @if !people.is_empty() { " · " (people.join(" → ")) } }
            (described(lang, version.changes.iter().take(SHOWN), &before, None))
            @if version.changes.len() > SHOWN { p class="hint" { (t!(lang, "graph.more_changes", n = version.changes.len() - SHOWN)) } }
            @if edits {
                (look::confirm_form(&format!("/graph/{code}/versions/{number}"), &[], &t!(lang, "graph.go_back_ask"), Button::Second, &t!(lang, "graph.go_back")))
            }
        },
    ))
}

pub(crate) async fn go_back(visit: Visit, Path((code, number)): Path<(String, i64)>) -> Answer<Redirect> {
    let subject = super::subject(&code).told(&visit.reader)?;
    let title = t!(visit.lang, "graph.back_to", n = number);
    let id = proposal::begin_return(&visit.app.base, &visit.scope, subject, number, &title).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}")))
}
