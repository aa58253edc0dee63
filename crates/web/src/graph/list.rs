//! All subjects' graphs, and a search over their points.

use crate::input::Query;
use crate::look::{self, Column, Field, Table};
use crate::{Answer, Told, Visit};
use base::{clock, t};
use content::graph::{self, proposal, version};
use content::{Kind, Point, Subject};
use maud::{Markup, html};
use std::collections::HashMap;

/// Points that a search shows at the most.
const FOUND: usize = 100;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    words: String,
}

pub(crate) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let graph = graph::load(&mut conn, None).await.told(&visit.reader)?;
    let versions: HashMap<Subject, (i64, i64)> =
        version::latest(&mut conn).await.told(&visit.reader)?.into_iter().map(|(s, n, at)| (s, (n, at))).collect();
    let waiting = if super::edits(&mut conn, &visit).await.told(&visit.reader)? {
        proposal::waiting(&mut conn, &visit.scope).await.told(&visit.reader)?
    } else {
        Vec::new()
    };
    let search = t!(lang, "graph.search");
    let filters = look::field(&Field { kind: "search", value: &wanted.words, ..Field::new("words", &search) });
    Ok(look::page(
        &visit.frame(t!(lang, "graph.graph")).lead(t!(lang, "graph.lead")),
        html! {
            @for p in &waiting {
                (look::notice(look::Tone::Warn, html! { a href={ "/graph/proposals/" (p.id) } { (t!(lang, "graph.waits_for_you", title = p.title, subject = p.subject.name(lang))) } }))
            }
            (look::toolbar(lang, "/graph", filters, &[]))
            @if wanted.words.trim().is_empty() { (subjects(&visit, &graph, &versions)) }
            @else { (points(lang, &found(&graph.points, &wanted.words), &t!(lang, "graph.points"))) }
            p class="hint" { (t!(lang, "graph.open_interface")) " " a href="/ims/case/v1p1/CFDocuments" { "CASE 1.1" } }
        },
    ))
}

fn subjects(visit: &Visit, graph: &graph::Graph, versions: &HashMap<Subject, (i64, i64)>) -> Markup {
    let lang = visit.lang;
    let of: HashMap<i64, Subject> = graph.points.iter().map(|p| (p.id, p.subject)).collect();
    let row = |subject: Subject| {
        let taught = graph.points.iter().filter(|p| p.subject == subject && p.kind != Kind::Misconception).count();
        let misheld = graph.points.iter().filter(|p| p.subject == subject && p.kind == Kind::Misconception).count();
        let edges = graph.edges.iter().filter(|e| of.get(&e.origin) == Some(&subject)).count();
        (taught + misheld > 0).then(|| {
            let version = versions.get(&subject);
            vec![
                html! { a href={ "/graph/" (subject.code()) } { (subject.name(lang)) } },
                html! { (taught) },
                html! { (misheld) },
                html! { (edges) },
                html! { @if let Some((number, at)) = version { a href={ "/graph/" (subject.code()) "/versions" } { (t!(lang, "graph.version_of", n = number, at = clock::local(*at))) } } @else { "–" } },
            ]
        })
    };
    let columns = vec![
        Column::text(t!(lang, "admin.subject")),
        Column::number(t!(lang, "graph.points")),
        Column::number(t!(lang, "graph.kind_misconception")),
        Column::number(t!(lang, "graph.edges")),
        Column::text(t!(lang, "graph.version")),
    ];
    let empty = look::empty(&t!(lang, "graph.none"), &t!(lang, "graph.none_next"), None);
    let rows = Subject::ALL.into_iter().filter_map(row).collect();
    look::table(&Table { caption: t!(lang, "graph.graph").into_owned(), columns, rows, empty })
}

/// The points whose code, name or description holds all words.
pub(super) fn found<'a>(points: &'a [Point], words: &str) -> Vec<&'a Point> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let text = |p: &Point| [&p.code, &p.name, &p.name_en, &p.description].map(|t| t.to_lowercase()).join("\n");
    points.iter().filter(|p| words.iter().all(|w| text(p).contains(w.as_str()))).take(FOUND).collect()
}

/// Points as a table.
pub(super) fn points(lang: base::Lang, points: &[&Point], caption: &str) -> Markup {
    let rows = points
        .iter()
        .map(|p| {
            vec![
                html! { a href={ "/graph/points/" (p.id) } { (p.name(lang)) } },
                html! { (p.kind.name(lang)) },
                html! { (p.subject.name(lang)) },
                html! { (super::grade(lang, p)) },
                html! { (p.code) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "graph.point")),
        Column::text(t!(lang, "graph.kind")),
        Column::text(t!(lang, "admin.subject")),
        Column::text(t!(lang, "graph.grade")),
        Column::text(t!(lang, "graph.code")),
    ];
    let empty = look::empty(&t!(lang, "graph.nothing_found"), &t!(lang, "graph.nothing_found_next"), None);
    look::table(&Table { caption: caption.to_owned(), columns, rows, empty })
}
