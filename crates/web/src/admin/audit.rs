//! The audit log, newest first.

use crate::input::Query;
use crate::look::{self, Column, Table};
use crate::{Answer, Told, Visit};
use base::{audit, clock, t};
use maud::html;

/// Entries a page.
const PAGE: i64 = 50;

#[derive(serde::Deserialize)]
pub(crate) struct Before {
    before: Option<i64>,
    #[serde(default)]
    target: String,
}

pub(crate) async fn show(visit: Visit, Query(query): Query<Before>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let target = Some(query.target.trim()).filter(|t| !t.is_empty());
    let entries = audit::latest(&mut conn, target, query.before.unwrap_or(i64::MAX), PAGE).await.told(&visit.reader)?;
    let older = (entries.len() as i64 == PAGE).then(|| entries.last().map(|e| e.seq)).flatten();
    let rows = entries
        .iter()
        .map(|e| {
            vec![
                html! { (e.seq) },
                html! { (clock::local(e.at)) },
                html! { @match e.actor { Some(actor) => { a href={ "/admin/people/" (actor) } { (actor) } }, None => (t!(lang, "admin.system")) } },
                html! { code { (e.action) } },
                html! { (e.target) },
                html! { code { (e.detail) } },
            ]
        })
        .collect();
    let columns = vec![
        Column::number(t!(lang, "admin.audit_seq")),
        Column::text(t!(lang, "admin.audit_at")),
        Column::text(t!(lang, "admin.audit_actor")),
        Column::text(t!(lang, "admin.audit_action")),
        Column::text(t!(lang, "admin.audit_target")),
        Column::text(t!(lang, "admin.audit_detail")),
    ];
    let label = t!(lang, "admin.audit_target");
    let field = look::Field { kind: "search", value: &query.target, ..look::Field::new("target", &label) };
    let empty = look::empty(&t!(lang, "admin.audit_none"), &t!(lang, "admin.audit_none_next"), None);
    Ok(look::page(
        &visit.frame(t!(lang, "admin.audit")).lead(t!(lang, "admin.audit_lead")),
        html! {
            (look::toolbar(lang, "/admin/audit", look::field(&field), &[]))
            (look::table(&Table { caption: t!(lang, "admin.audit").into_owned(), columns, rows, empty }))
            @if let Some(before) = older { p { a class="button" href={ "/admin/audit?before=" (before) "&target=" (query.target) } { (t!(lang, "admin.audit_older")) } } }
        },
    ))
}
