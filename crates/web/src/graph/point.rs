//! One point: what it is, what it stands on, what it leads to.

use crate::assets::asset_url;
use crate::input::Path;
use crate::look::{self, Button, Column, Stat, Table, Tone};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use content::graph::proposal::{self, State};
use content::graph::{self, Edge, Relation};
use content::{Point, item, point};
use maud::{Markup, html};
use std::collections::HashMap;

pub(crate) async fn show(visit: Visit, Path(id): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let point = point::get(&mut conn, id).await.told(&visit.reader)?;
    let edges: Vec<Edge> = graph::edges(&mut conn, Some(point.subject)).await.told(&visit.reader)?;
    let edges: Vec<Edge> = edges.into_iter().filter(|e| e.origin == id || e.destination == id).collect();
    let ids: Vec<i64> = edges.iter().flat_map(|e| [e.origin, e.destination]).chain([id]).collect();
    let near = point::many(&mut conn, &ids).await.told(&visit.reader)?;
    let items = item::count_by_point(&mut conn, &[id]).await.told(&visit.reader)?.get(&id).copied().unwrap_or(0);
    let drafts = if super::edits(&mut conn, &visit).await.told(&visit.reader)? {
        let mut drafts = proposal::list(&mut conn, &visit.scope, point.subject).await.told(&visit.reader)?;
        drafts.retain(|p| p.author == visit.scope.person && p.state == State::Draft);
        drafts
    } else {
        Vec::new()
    };
    let subject = format!("/graph/{}", point.subject.code());
    let mut frame = visit
        .frame(point.name(lang).to_owned())
        .crumb("/graph", t!(lang, "graph.graph"))
        .crumb(subject, t!(lang, "graph.of_subject", subject = point.subject.name(lang)));
    if !point.description.is_empty() {
        frame = frame.lead(point.description.clone());
    }
    if point.retired {
        frame = frame.notice(Tone::Warn, t!(lang, "graph.retired"));
    }
    let shown: Vec<&Point> = near.iter().collect();
    Ok(look::page(
        &frame,
        html! {
            (look::stat(lang, &facts(lang, &point, items)))
            @if !point.standard.is_empty() { p { b { (t!(lang, "graph.standard")) } " " (point.standard) } }
            @if !edges.is_empty() { (super::map::drawing(lang, &t!(lang, "graph.around", name = point.name(lang)), &shown, &edges, "around")) }
            (neighbours(lang, &point, &near, &edges))
            @for draft in &drafts {
                p { (look::link_button(Button::Second, &format!("/graph/proposals/{}/point?code={}", draft.id, encoded(&point.code)), &t!(lang, "graph.change_in", title = draft.title))) }
            }
            script type="module" src=(asset_url("graph.js")) {}
        },
    ))
}

/// A code in an address.
pub(super) fn encoded(code: &str) -> String {
    code.bytes().map(|b| if b.is_ascii_alphanumeric() || b == b'-' { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn facts(lang: Lang, point: &Point, items: i64) -> Vec<Stat> {
    let fact =
        |label: std::borrow::Cow<'static, str>, value: String| Stat { label: label.into_owned(), value: Some(value), ..Stat::default() };
    vec![
        fact(t!(lang, "graph.code"), point.code.clone()),
        fact(t!(lang, "graph.kind"), point.kind.name(lang).into_owned()),
        fact(t!(lang, "graph.grade"), super::grade(lang, point)),
        fact(t!(lang, "graph.items"), items.to_string()),
    ]
}

/// How the other end stands to this point, as a heading of a row.
pub(super) fn role(lang: Lang, edge: &Edge, here: i64) -> std::borrow::Cow<'static, str> {
    match (edge.relation, edge.origin == here) {
        (Relation::Prerequisite, true) => t!(lang, "graph.leads_to"),
        (Relation::Prerequisite, false) => t!(lang, "graph.stands_on"),
        (Relation::PartOf, true) => t!(lang, "graph.is_part_of"),
        (Relation::PartOf, false) => t!(lang, "graph.has_part"),
        (Relation::Related, _) => t!(lang, "graph.is_related"),
        (Relation::MisconceptionOf, true) => t!(lang, "graph.misunderstands"),
        (Relation::MisconceptionOf, false) => t!(lang, "graph.is_misunderstood_as"),
        (Relation::AbilityOf, true) => t!(lang, "graph.grows_from"),
        (Relation::AbilityOf, false) => t!(lang, "graph.feeds"),
    }
}

fn neighbours(lang: Lang, point: &Point, near: &[Point], edges: &[Edge]) -> Markup {
    let names: HashMap<i64, &Point> = near.iter().map(|p| (p.id, p)).collect();
    let row = |edge: &Edge| {
        let other = names.get(if edge.origin == point.id { &edge.destination } else { &edge.origin })?;
        Some(vec![
            html! { a href={ "/graph/points/" (other.id) } { (other.name(lang)) } },
            html! { (role(lang, edge, point.id)) },
            html! { (other.kind.name(lang)) },
            html! { (super::grade(lang, other)) },
            html! { (edge.note) },
        ])
    };
    let columns = vec![
        Column::text(t!(lang, "graph.point")),
        Column::text(t!(lang, "graph.relation")),
        Column::text(t!(lang, "graph.kind")),
        Column::text(t!(lang, "graph.grade")),
        Column::text(t!(lang, "graph.note")),
    ];
    let empty = look::empty(&t!(lang, "graph.no_edges"), &t!(lang, "graph.no_edges_next"), None);
    look::table(&Table { caption: t!(lang, "graph.edges").into_owned(), columns, rows: edges.iter().filter_map(row).collect(), empty })
}
