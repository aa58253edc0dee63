//! One subject's graph, drawn by grade, with its points as a list below.

use crate::assets::asset_url;
use crate::input::{Path, Query};
use crate::look::{self, Choice, Field};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use charts::{Arc, Network, Node};
use content::graph::{self, Edge, Graph, Relation};
use content::{Kind, Point};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Points that are drawn without being asked for; a larger graph opens at its first grade, so that a first page stays small.
const DRAWN: usize = 200;
/// What asks for all grades.
const ALL: &str = "all";

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    grade: String,
}

pub(crate) async fn show(visit: Visit, Path(code): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let subject = super::subject(&code).told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let graph = graph::load(&mut conn, Some(subject)).await.told(&visit.reader)?;
    let edits = super::edits(&mut conn, &visit).await.told(&visit.reader)?;
    let of_grade = |key: &str| graph.points.iter().filter(|p| p.grade.to_string() == key).map(|p| p.id).collect::<BTreeSet<_>>();
    let first = || graph.points.iter().map(|p| p.grade).min().map(|grade| grade.to_string()).unwrap_or_default();
    let wanted = match wanted.grade.as_str() {
        "" if graph.points.len() > DRAWN => first(),
        "" => ALL.to_owned(),
        grade => grade.to_owned(),
    };
    let chosen = of_grade(&wanted);
    let shown: Vec<&Point> = if chosen.is_empty() {
        graph.points.iter().filter(|p| p.kind != Kind::Misconception).collect()
    } else {
        let near = |p: &&Point| chosen.contains(&p.id) || graph.edges.iter().any(|e| joins(e, p.id, &chosen));
        graph.points.iter().filter(near).collect()
    };
    let name = subject.name(lang);
    let title = t!(lang, "graph.of_subject", subject = name);
    let path = format!("/graph/{code}");
    let sheet = format!("{path}/sheet.xlsx");
    Ok(look::page(
        &visit.frame(title.clone()).lead(t!(lang, "graph.map_lead")).crumb("/graph", t!(lang, "graph.graph")),
        html! {
            (look::toolbar(lang, &path, grades(lang, &graph, &wanted), &[(sheet.as_str(), "Excel")]))
            p {
                a href={ (path) "/versions" } { (t!(lang, "graph.versions")) }
                @if edits { " · " a href={ (path) "/proposals" } { (t!(lang, "graph.proposals")) } }
            }
            @if shown.is_empty() { (look::empty(&t!(lang, "graph.none"), &t!(lang, "graph.none_next"), None)) }
            @else { (drawing(lang, &title, &shown, &graph.edges, "map")) }
            @for (grade, points) in by_grade(lang, &graph, &chosen) {
                details class="grade" open[!chosen.is_empty()] { summary { (grade) " (" (points.len()) ")" } (super::list::points(lang, &points, &grade)) }
            }
            script type="module" src=(asset_url("graph.js")) {}
        },
    ))
}

fn joins(edge: &Edge, point: i64, others: &BTreeSet<i64>) -> bool {
    edge.origin == point && others.contains(&edge.destination) || edge.destination == point && others.contains(&edge.origin)
}

fn grades(lang: Lang, graph: &Graph, chosen: &str) -> Markup {
    let names: BTreeMap<i64, String> = graph.points.iter().map(|p| (p.grade, super::grade(lang, p))).collect();
    let all = Choice { value: ALL.to_owned(), label: t!(lang, "graph.all_grades").into_owned() };
    let choices: Vec<Choice> =
        std::iter::once(all).chain(names.into_iter().map(|(grade, label)| Choice { value: grade.to_string(), label })).collect();
    let label = t!(lang, "graph.grade");
    look::select(&Field { value: chosen, ..Field::new("grade", &label) }, &choices)
}

/// The subject's own points by grade: of the chosen ones, or of all.
fn by_grade<'a>(lang: Lang, graph: &'a Graph, chosen: &BTreeSet<i64>) -> Vec<(String, Vec<&'a Point>)> {
    let mut grades: BTreeMap<i64, Vec<&Point>> = BTreeMap::new();
    for point in graph.points.iter().filter(|p| chosen.is_empty() || chosen.contains(&p.id)) {
        grades.entry(point.grade).or_default().push(point);
    }
    grades.into_values().filter_map(|points| Some((super::grade(lang, points.first()?), points))).collect()
}

/// Points and the edges among them, with a legend, in a frame that scrolls; the browser module adds zoom, search and highlights.
pub(super) fn drawing(lang: Lang, caption: &str, points: &[&Point], edges: &[Edge], id: &str) -> Markup {
    let grades: BTreeMap<i64, String> = points.iter().map(|p| (p.grade, super::grade(lang, p))).collect();
    let band: HashMap<i64, usize> = grades.keys().enumerate().map(|(at, grade)| (*grade, at)).collect();
    let bands: Vec<String> = grades.into_values().collect();
    let place: HashMap<i64, usize> = points.iter().enumerate().map(|(at, p)| (p.id, at)).collect();
    let nodes: Vec<Node> = points
        .iter()
        .map(|p| Node {
            band: band.get(&p.grade).copied().unwrap_or_default(),
            label: p.name(lang).to_owned(),
            tag: p.kind.name(lang).chars().take(1).collect(),
            class: kind_class(p.kind),
            href: format!("/graph/points/{}", p.id),
        })
        .collect();
    let arc = |e: &Edge| {
        let (from, to) = (place.get(&e.origin)?, place.get(&e.destination)?);
        let orders = e.relation == Relation::Prerequisite;
        Some(Arc { from: *from, to: *to, orders, arrow: e.relation != Relation::Related, class: relation_class(e.relation) })
    };
    let arcs: Vec<Arc> = edges.iter().filter_map(arc).collect();
    let kinds: BTreeSet<Kind> = points.iter().map(|p| p.kind).collect();
    let relations: BTreeSet<Relation> = edges.iter().map(|e| e.relation).collect();
    html! {
        figure class="chart graph" data-graph data-zoom-in=(t!(lang, "graph.zoom_in")) data-zoom-out=(t!(lang, "graph.zoom_out"))
            data-fit=(t!(lang, "graph.fit")) data-search=(t!(lang, "graph.search_here")) data-found=(t!(lang, "graph.found", n = "{n}")) {
            div class="scroll" role="region" aria-label=(caption) tabindex="0" {
                (charts::network(&Network { id, caption, bands: &bands, nodes: &nodes, arcs: &arcs }))
            }
            figcaption class="key" {
                @for kind in kinds { span class={ "kind " (kind_class(kind)) } { i { (kind.name(lang).chars().take(1).collect::<String>()) } (kind.name(lang)) } }
                @for relation in relations { span { (charts::network_key(relation_class(relation), relation != Relation::Related)) " " (relation.name(lang)) } }
            }
        }
    }
}

fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Knowledge => "knowledge",
        Kind::Skill => "skill",
        Kind::Ability => "ability",
        Kind::Thinking => "thinking",
        Kind::Value => "value",
        Kind::Misconception => "misconception",
    }
}

fn relation_class(relation: Relation) -> &'static str {
    match relation {
        Relation::Prerequisite => "prerequisite",
        Relation::PartOf => "part-of",
        Relation::Related => "related",
        Relation::MisconceptionOf => "misconception-of",
        Relation::AbilityOf => "ability-of",
    }
}
