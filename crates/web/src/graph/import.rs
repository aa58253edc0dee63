//! A file into a draft: a workbook or CSV of points and edges, or a CASE package.

use crate::input::Path;
use crate::look::{self, Button, Tone};
use crate::upload::{self, Upload};
use crate::{Answer, Told, Visit};
use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::sheet::{Limits, read};
use base::{Error, Problem, Result, t};
use content::graph::case::{self, Defaults};
use content::graph::{self, Change, Snapshot, proposal};
use content::{Stage, sheet};
use maud::{Markup, html};

/// Stage and grade of CASE items that name none; the page says how many there were.
const ASSUMED: (Stage, i64) = (Stage::Primary, 1);

/// What a file would change, and what its reader should know.
struct Found {
    changes: Vec<Change>,
    problems: Vec<Problem>,
    notices: Vec<Problem>,
}

pub(crate) async fn take(visit: Visit, Path(id): Path<i64>, form: Multipart) -> Answer<Response> {
    match taken(&visit, id, form).await {
        Ok(found) => Ok(result(&visit, id, &found).into_response()),
        Err(Error::Invalid(problems)) => {
            let found = Found { changes: Vec::new(), problems, notices: Vec::new() };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, result(&visit, id, &found)).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

async fn taken(visit: &Visit, id: i64, form: Multipart) -> Result<Found> {
    let upload = Upload::read(form).await?;
    let mut conn = visit.app.base.db.read().await?;
    let draft = proposal::get(&mut conn, &visit.scope, id).await?;
    let now = graph::snapshot(&mut conn).await?;
    let whole = upload.field("whole") == "yes";
    let (name, bytes) = (upload.name.clone(), upload.bytes);
    let found = if name.to_lowercase().ends_with(".json") {
        let (known, (stage, grade)) = (now.clone(), ASSUMED);
        let defaults = Defaults { subject: draft.subject, stage, grade };
        let (reading, _turn) = upload::in_turn(&visit.app, move || case::read(&bytes, &known, &defaults)).await?;
        Found { changes: puts(&reading.part), problems: reading.problems, notices: reading.notices }
    } else {
        let (tables, _turn) = upload::in_turn(&visit.app, move || read(&name, &bytes, &Limits::default())).await?;
        let report = sheet::graph_changes(&mut conn, &tables).await?;
        Found { changes: report.changes, problems: report.problems, notices: report.notices }
    };
    drop(conn);
    if !found.problems.is_empty() {
        return Ok(found);
    }
    let mut after = if whole { without(&now, &draft.subject) } else { now.clone() };
    after.change(&found.changes);
    let changes = now.changes_to(&after);
    proposal::add(&visit.app.base, &visit.scope, id, changes.clone()).await?;
    Ok(Found { changes, ..found })
}

fn puts(part: &Snapshot) -> Vec<Change> {
    Snapshot::default().changes_to(part)
}

/// The graph without what belongs to a subject: its points, and the edges that begin at them.
fn without(graph: &Snapshot, subject: &content::Subject) -> Snapshot {
    let own = graph.of_subject(*subject);
    let mut rest = graph.clone();
    rest.points.retain(|code, _| !own.points.contains_key(code));
    rest.edges.retain(|key, _| !own.edges.contains_key(key));
    rest
}

fn result(visit: &Visit, id: i64, found: &Found) -> Markup {
    let lang = visit.lang;
    let path = format!("/graph/proposals/{id}");
    let list = |problems: &[Problem]| html! { ul { @for p in problems { li { (p.text(lang)) } } } };
    let frame =
        visit.frame(t!(lang, "graph.file_read")).crumb("/graph", t!(lang, "graph.graph")).crumb(path.clone(), t!(lang, "graph.proposal"));
    look::page(
        &frame,
        html! {
            (look::problems(lang, &found.problems))
            @if found.problems.is_empty() { (look::notice(Tone::Good, html! { p { (t!(lang, "graph.file_taken", n = found.changes.len())) } })) }
            @if !found.notices.is_empty() { (look::notice(Tone::Plain, list(&found.notices))) }
            p { (look::link_button(Button::Primary, &path, &t!(lang, "graph.to_proposal"))) }
        },
    )
}
