//! A class at a glance: students × knowledge points, opening down to the single answers.

use crate::input::{Path, Query};
use crate::look::{self, Button};
use crate::{Answer, Told, Visit};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::sheet::Cell;
use base::{Error, Result, t};
use charts::{Estimate, Heading, HeatMap, HeatRow};
use content::Subject;
use learner::ClassGrid;
use maud::{Markup, html};

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    subject: String,
}

/// The grid of the wanted subject, or of the first that the caller may see; `None` without answers.
async fn grid(visit: &Visit, class: i64, wanted: &str) -> Result<(Vec<String>, String, Option<ClassGrid>)> {
    let mut conn = visit.app.base.db.read().await?;
    let subjects = learner::grid::subjects(&mut conn, &visit.scope, class).await?;
    let subject = if wanted.is_empty() { subjects.first().cloned().unwrap_or_default() } else { wanted.to_owned() };
    if subject.is_empty() {
        return Ok((subjects, subject, None));
    }
    let grid = learner::class_grid(&mut conn, &visit.scope, class, &subject).await?;
    Ok((subjects, subject, Some(grid)))
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let class = people::organisation::get(&mut visit.app.base.db.read().await.told(&visit.reader)?, org).await.told(&visit.reader)?;
    let (subjects, subject, grid) = grid(&visit, org, &query.subject).await.told(&visit.reader)?;
    let frame = visit.frame(class.name).lead(t!(lang, "teacher.class_lead")).crumb("/teacher", t!(lang, "site.nav_classes"));
    Ok(look::page(
        &frame,
        html! {
            div class="actions" {
                (look::link_button(Button::Primary, &format!("/class/{org}/capture"), &t!(lang, "capture.open")))
                (look::link_button(Button::Second, &format!("/class/{org}/coming"), &t!(lang, "path.coming")))
                (look::link_button(Button::Second, &format!("/class/{org}/diagnosis?subject={subject}"), &t!(lang, "diagnosis.title")))
                (look::link_button(Button::Second, &format!("/class/{org}/progress"), &t!(lang, "capture.progress")))
                (look::link_button(Button::Second, &format!("/class/{org}/activities"), &t!(lang, "talent.section")))
            }
            @if subjects.len() > 1 {
                nav class="tabs" aria-label=(t!(lang, "teacher.subjects")) {
                    @for s in &subjects {
                        a href={ "/class/" (org) "?subject=" (s) } aria-current=[(*s == subject).then_some("page")] {
                            (Subject::parse(s).map(|s| s.name(lang)).unwrap_or_default())
                        }
                    }
                }
            }
            @match &grid {
                Some(grid) if !grid.points.is_empty() => {
                    (heat(&visit, grid, &subject))
                    (legend(&visit, grid))
                    p { (look::link_button(Button::Second, &format!("/class/{org}/grid.csv?subject={subject}"), &t!(lang, "teacher.export"))) }
                }
                _ => (look::empty(&t!(lang, "teacher.nothing_yet"), &t!(lang, "teacher.nothing_yet_next"), None)),
            }
        },
    ))
}

/// Columns carry a short number; the points' names stand in the list below, where they can be read.
pub(super) fn heat(visit: &Visit, grid: &ClassGrid, subject: &str) -> Markup {
    let lang = visit.lang;
    let columns: Vec<Heading> = (1..=grid.points.len()).map(|n| Heading { label: n.to_string(), href: Some(format!("#p{n}")) }).collect();
    let cell = |e: &learner::Estimate| Estimate { value: e.mean, interval: Some((e.low, e.high)), count: Some(e.n.max(0) as u64) };
    let mut rows: Vec<HeatRow> = grid
        .students
        .iter()
        .map(|s| HeatRow {
            heading: Heading { label: s.student.name.clone(), href: Some(format!("/learner/{}", s.student.id)) },
            cells: s.cells.iter().map(|c| c.as_ref().map(cell).into()).collect(),
        })
        .collect();
    let whole = grid
        .summary
        .iter()
        .map(|s| Some(Estimate { value: s.mean, interval: Some((s.low, s.high)), count: Some(s.learners.max(0) as u64) }));
    rows.push(HeatRow {
        heading: Heading { label: t!(lang, "teacher.whole_class").into_owned(), href: None },
        cells: whole.map(Into::into).collect(),
    });
    let last = grid.students.len();
    let href = |row: usize, column: usize| match grid.students.get(row) {
        Some(s) => Some(format!("/learner/{}/{}", s.student.id, grid.points[column].id)),
        None => Some(format!("#p{}", column + 1)),
    };
    debug_assert_eq!(rows.len(), last + 1);
    let name = Subject::parse(subject).map(|s| s.name(lang)).unwrap_or_default();
    let caption = t!(lang, "teacher.grid_caption", subject = name);
    charts::heat_map(
        &HeatMap { caption: &caption, corner: &t!(lang, "teacher.name"), columns: &columns, rows: &rows, href: &href },
        &look::chart_words(lang),
    )
}

/// The points by number, weakest marked, so that a column can be read on a phone.
pub(super) fn legend(visit: &Visit, grid: &ClassGrid) -> Markup {
    let lang = visit.lang;
    html! {
        section class="card" {
            h2 { (t!(lang, "teacher.points")) }
            ol class="points" {
                @for (n, (point, summary)) in grid.points.iter().zip(&grid.summary).enumerate() {
                    li id={ "p" (n + 1) } {
                        (point.name(lang)) " "
                        span class="hint" { (t!(lang, "teacher.point_summary", mean = percent(summary.mean), low = percent(summary.low), high = percent(summary.high), n = summary.learners)) }
                    }
                }
            }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// The grid as CSV: a row a student, a mean a point; empty where there is no answer.
pub(crate) async fn export(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer<Response> {
    let (_, subject, grid) = grid(&visit, org, &query.subject).await.told(&visit.reader)?;
    let grid = grid.ok_or(Error::NotFound).told(&visit.reader)?;
    let name = t!(visit.lang, "teacher.name");
    let points: Vec<String> = grid.points.iter().map(|p| format!("{} {}", p.code, p.name(visit.lang))).collect();
    let headings: Vec<&str> = std::iter::once(&*name).chain(points.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<Cell>> = grid
        .students
        .iter()
        .map(|s| {
            let means = s.cells.iter().map(|c| Cell::from(c.map(|e| (e.mean * 100.0).round() / 100.0)));
            std::iter::once(Cell::from(s.student.name.clone())).chain(means).collect()
        })
        .collect();
    let bytes = base::sheet::csv(&headings, &rows);
    let name = format!("attachment; filename=\"class-{org}-{subject}.csv\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
