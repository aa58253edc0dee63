//! Changes: described for a reader, and made by forms in one's own draft.

use super::point::encoded;
use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Choice, Column, Field, Table};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, Problem, t};
use content::graph::proposal::{self, State};
use content::graph::{Change, NewEdge, Relation, Snapshot};
use content::{Kind, NewPoint, Stage};
use maud::{Markup, html};

/// Changes as a table: what, of what, and what it was before. `draft` adds a button that takes a change out.
pub(super) fn described<'a>(lang: Lang, changes: impl Iterator<Item = &'a Change>, before: &Snapshot, draft: Option<i64>) -> Markup {
    let row = |(at, change): (usize, &Change)| {
        let (what, of, details) = one(lang, change, before);
        let mut row = vec![html! { (of) }, html! { (what) }, details];
        if let Some(id) = draft {
            row.push(html! {
                form method="post" action={ "/graph/proposals/" (id) "/drop" } {
                    input type="hidden" name="at" value=(at);
                    button class="button" aria-label=(t!(lang, "graph.drop_change", of = of)) { (t!(lang, "graph.drop")) }
                }
            });
        }
        row
    };
    let mut columns =
        vec![Column::text(t!(lang, "graph.of_what")), Column::text(t!(lang, "graph.change")), Column::text(t!(lang, "graph.details"))];
    if draft.is_some() {
        columns.push(Column::text(t!(lang, "graph.drop")));
    }
    let empty = look::empty(&t!(lang, "graph.no_changes_yet"), &t!(lang, "graph.no_changes_next"), None);
    let rows = changes.enumerate().map(row).collect();
    look::table(&Table { caption: t!(lang, "graph.changes").into_owned(), columns, rows, empty })
}

fn one(lang: Lang, change: &Change, before: &Snapshot) -> (String, String, Markup) {
    let edge = |e: &NewEdge| format!("{} → {} ({})", e.origin, e.destination, e.relation.name(lang));
    match change {
        Change::PutPoint(new) => {
            let old = before.points.get(&new.code);
            let what = if old.is_some() { t!(lang, "graph.point_changed") } else { t!(lang, "graph.point_added") };
            (what.into_owned(), format!("{} {}", new.code, new.name), differences(lang, old, new))
        }
        Change::RetirePoint { code } => {
            let name = before.points.get(code).map(|p| p.name.clone()).unwrap_or_default();
            (t!(lang, "graph.point_retired").into_owned(), format!("{code} {name}"), html! {})
        }
        Change::PutEdge(new) => {
            let known = before.edges.get(&new.key());
            let what = if known.is_some() { t!(lang, "graph.edge_changed") } else { t!(lang, "graph.edge_added") };
            (what.into_owned(), edge(new), html! { (new.note) })
        }
        Change::RemoveEdge(old) => (t!(lang, "graph.edge_removed").into_owned(), edge(old), html! {}),
    }
}

/// The fields that differ, old and new; all fields of a new point.
fn differences(lang: Lang, old: Option<&NewPoint>, new: &NewPoint) -> Markup {
    let grade = |p: &NewPoint| if p.grade == 0 { String::new() } else { p.grade.to_string() };
    let fields: [(std::borrow::Cow<'static, str>, Option<String>, String); 7] = [
        (t!(lang, "graph.name"), old.map(|p| p.name.clone()), new.name.clone()),
        (t!(lang, "graph.name_en"), old.map(|p| p.name_en.clone()), new.name_en.clone()),
        (t!(lang, "graph.kind"), old.map(|p| p.kind.name(lang).into_owned()), new.kind.name(lang).into_owned()),
        (t!(lang, "graph.stage"), old.map(|p| p.stage.name(lang).into_owned()), new.stage.name(lang).into_owned()),
        (t!(lang, "graph.grade"), old.map(grade), grade(new)),
        (t!(lang, "graph.standard"), old.map(|p| p.standard.clone()), new.standard.clone()),
        (t!(lang, "graph.description"), old.map(|p| p.description.clone()), new.description.clone()),
    ];
    html! {
        div {
            @for (label, was, is) in fields {
                @if was.as_ref() != Some(&is) && !(was.is_none() && is.is_empty()) {
                    p { b { (label) } " " @if let Some(was) = was { del { (was) } " " } ins { (is) } }
                }
            }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    code: String,
}

/// A point's fields and edges as the draft has them, to be changed.
pub(crate) async fn show(visit: Visit, Path(id): Path<i64>, Query(wanted): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let proposal = proposal::get(&mut conn, &visit.scope, id).await.told(&visit.reader)?;
    if proposal.author != visit.scope.person || proposal.state != State::Draft {
        return Err(Error::Forbidden).told(&visit.reader);
    }
    let mut graph = proposal::outlook(&mut conn, &proposal).await.told(&visit.reader)?.now;
    graph.change(&proposal.changes);
    let known = graph.points.get(&wanted.code);
    let point = known.cloned().unwrap_or_else(|| NewPoint::new("", proposal.subject, Stage::Primary, 1, ""));
    let title = if known.is_some() { t!(lang, "graph.change_point", code = wanted.code) } else { t!(lang, "graph.new_point").into_owned() };
    let path = format!("/graph/proposals/{id}");
    let frame = visit.frame(title).crumb("/graph", t!(lang, "graph.graph")).crumb(path.clone(), proposal.title.clone());
    Ok(look::page(
        &frame,
        html! {
            (point_form(lang, &path, &point, known.is_none()))
            @if known.is_some() {
                h2 { (t!(lang, "graph.edges")) }
                (edges(lang, &path, &graph, &point.code))
                (edge_form(lang, &path, &point.code))
                (look::confirm_form(&format!("{path}/retire"), &[("code", &point.code)], &t!(lang, "graph.retire_ask"), Button::Danger, &t!(lang, "graph.retire")))
            }
        },
    ))
}

fn choice(value: &str, label: impl Into<String>) -> Choice {
    Choice { value: value.to_owned(), label: label.into() }
}

fn point_form(lang: Lang, path: &str, point: &NewPoint, new: bool) -> Markup {
    let label = |key| base::message::get(lang, key);
    let (code, name, name_en, grade) = (label("graph.code"), label("graph.name"), label("graph.name_en"), label("graph.grade"));
    let (stage, kind, standard) = (label("graph.stage"), label("graph.kind"), label("graph.standard"));
    let (description, grade_hint, standard_hint) = (label("graph.description"), label("graph.grade_hint"), label("graph.standard_hint"));
    let grade_value = point.grade.to_string();
    let kinds = Kind::ALL.map(|k| choice(k.code(), k.name(lang)));
    let stages = Stage::ALL.map(|s| choice(s.code(), s.name(lang)));
    html! {
        form class="narrow" method="post" action={ (path) "/point" } {
            @if new { (look::field(&Field { required: true, ..Field::new("code", &code) })) }
            @else { input type="hidden" name="code" value=(point.code); }
            (look::field(&Field { required: true, value: &point.name, ..Field::new("name", &name) }))
            (look::field(&Field { value: &point.name_en, ..Field::new("name_en", &name_en) }))
            (look::select(&Field { value: point.kind.code(), ..Field::new("kind", &kind) }, &kinds))
            (look::select(&Field { value: point.stage.code(), ..Field::new("stage", &stage) }, &stages))
            (look::field(&Field { kind: "number", input_mode: Some("numeric"), value: &grade_value, hint: &grade_hint, ..Field::new("grade", &grade) }))
            (look::text_area(&Field { value: &point.standard, hint: &standard_hint, ..Field::new("standard", &standard) }))
            (look::text_area(&Field { value: &point.description, ..Field::new("description", &description) }))
            div class="actions" { (look::button(Button::Primary, &t!(lang, "graph.keep"))) }
        }
    }
}

/// The edges of a point in the draft, each with a button that takes it out.
fn edges(lang: Lang, path: &str, graph: &Snapshot, code: &str) -> Markup {
    let own = graph.new_edges().into_iter().filter(|e| e.origin == code || e.destination == code);
    let name = |code: &str| graph.points.get(code).map(|p| p.name.clone()).unwrap_or_default();
    html! {
        ul class="points" {
            @for edge in own {
                @let label = format!("{} {} → {} {} ({})", edge.origin, name(&edge.origin), edge.destination, name(&edge.destination), edge.relation.name(lang));
                li {
                    form method="post" action={ (path) "/edge" } {
                        (label) " "
                        input type="hidden" name="at" value=(code);
                        input type="hidden" name="origin" value=(edge.origin);
                        input type="hidden" name="relation" value=(edge.relation.code());
                        input type="hidden" name="destination" value=(edge.destination);
                        input type="hidden" name="remove" value="yes";
                        button class="button" aria-label=(t!(lang, "graph.remove_edge", edge = label)) { (t!(lang, "graph.remove")) }
                    }
                }
            }
        }
    }
}

fn edge_form(lang: Lang, path: &str, code: &str) -> Markup {
    let (origin, relation, destination) = (t!(lang, "graph.origin"), t!(lang, "graph.relation"), t!(lang, "graph.destination"));
    let (note, hint) = (t!(lang, "graph.note"), t!(lang, "graph.edge_hint"));
    let relations = Relation::ALL.map(|r| choice(r.code(), r.name(lang)));
    html! {
        h3 { (t!(lang, "graph.new_edge")) }
        form class="narrow" method="post" action={ (path) "/edge" } {
            p class="hint" { (hint) }
            input type="hidden" name="at" value=(code);
            (look::field(&Field { required: true, ..Field::new("origin", &origin) }))
            (look::select(&Field::new("relation", &relation), &relations))
            (look::field(&Field { required: true, value: code, ..Field::new("destination", &destination) }))
            (look::field(&Field::new("note", &note)))
            div class="actions" { (look::button(Button::Second, &t!(lang, "graph.add_edge"))) }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct PointForm {
    code: String,
    name: String,
    #[serde(default)]
    name_en: String,
    kind: String,
    stage: String,
    grade: String,
    #[serde(default)]
    standard: String,
    #[serde(default)]
    description: String,
}

pub(crate) async fn point(visit: Visit, Path(id): Path<i64>, Form(form): Form<PointForm>) -> Answer<Redirect> {
    let code = kept(&visit, id, form).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}/point?code={}", encoded(&code))))
}

async fn kept(visit: &Visit, id: i64, form: PointForm) -> base::Result<String> {
    let mut conn = visit.app.base.db.read().await?;
    let proposal = proposal::get(&mut conn, &visit.scope, id).await?;
    let mut graph = content::graph::snapshot(&mut conn).await?;
    drop(conn);
    graph.change(&proposal.changes);
    let text = |text: &str| text.trim().replace("\r\n", "\n");
    let grade = form.grade.trim().parse().map_err(|_| Error::from(Problem::new("content.sheet_grade").with("value", &form.grade)))?;
    let code = text(&form.code);
    let point = NewPoint {
        kind: Kind::parse(&form.kind).unwrap_or_default(),
        name_en: text(&form.name_en),
        standard: text(&form.standard),
        description: text(&form.description),
        identifier: graph.points.get(&code).map(|p| p.identifier.clone()).unwrap_or_default(),
        ..NewPoint::new(&code, proposal.subject, Stage::parse(&form.stage).unwrap_or(Stage::Primary), grade, &text(&form.name))
    };
    proposal::add(&visit.app.base, &visit.scope, id, vec![Change::PutPoint(point)]).await?;
    Ok(code)
}

#[derive(serde::Deserialize)]
pub(crate) struct EdgeForm {
    /// The point whose page the form stands on.
    at: String,
    origin: String,
    relation: String,
    destination: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    remove: String,
}

pub(crate) async fn edge(visit: Visit, Path(id): Path<i64>, Form(form): Form<EdgeForm>) -> Answer<Redirect> {
    let relation =
        Relation::parse(&form.relation).ok_or_else(|| Error::from(Problem::new("graph.sheet_relation").with("value", &form.relation)));
    let edge = NewEdge {
        origin: form.origin.trim().to_owned(),
        relation: relation.told(&visit.reader)?,
        destination: form.destination.trim().to_owned(),
        note: form.note.trim().to_owned(),
    };
    let change = if form.remove.is_empty() { Change::PutEdge(edge) } else { Change::RemoveEdge(edge) };
    proposal::add(&visit.app.base, &visit.scope, id, vec![change]).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}/point?code={}", encoded(&form.at))))
}

#[derive(serde::Deserialize)]
pub(crate) struct Retire {
    code: String,
}

pub(crate) async fn retire(visit: Visit, Path(id): Path<i64>, Form(form): Form<Retire>) -> Answer<Redirect> {
    proposal::add(&visit.app.base, &visit.scope, id, vec![Change::RetirePoint { code: form.code }]).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}")))
}

#[derive(serde::Deserialize)]
pub(crate) struct LeaveOut {
    at: usize,
}

pub(crate) async fn leave_out(visit: Visit, Path(id): Path<i64>, Form(form): Form<LeaveOut>) -> Answer<Redirect> {
    proposal::leave_out(&visit.app.base, &visit.scope, id, form.at).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}")))
}
