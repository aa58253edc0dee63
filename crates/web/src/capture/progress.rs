//! Who needs a look: a class's week beside the week before. Facts, sorted and filtered as the teacher likes; no score.

use crate::input::{Path, Query};
use crate::look::{self, Align, Button, Column, Sort, Table};
use crate::{Answer, Told, Visit};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::sheet::Cell;
use base::{Lang, Millis, Result, clock, t};
use learner::progress::{ClassProgress, Seen, StudentProgress};
use maud::{Markup, html};
use std::borrow::Cow;
use std::cmp::Ordering;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    /// A column's name; falling with `-` before it.
    #[serde(default)]
    sort: String,
    /// `missing`, `quiet`, or everybody.
    #[serde(default)]
    only: String,
}

/// A column of figures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Figure {
    Last,
    TimeThis,
    TimeBefore,
    AnswersThis,
    AnswersBefore,
    Missing,
    Facts,
}

impl Figure {
    const ALL: [Figure; 7] =
        [Figure::Last, Figure::TimeThis, Figure::TimeBefore, Figure::AnswersThis, Figure::AnswersBefore, Figure::Missing, Figure::Facts];

    fn code(self) -> &'static str {
        match self {
            Figure::Last => "last",
            Figure::TimeThis => "time",
            Figure::TimeBefore => "time-before",
            Figure::AnswersThis => "answers",
            Figure::AnswersBefore => "answers-before",
            Figure::Missing => "missing",
            Figure::Facts => "facts",
        }
    }

    fn name(self, lang: Lang) -> Cow<'static, str> {
        match self {
            Figure::Last => t!(lang, "capture.last_activity"),
            Figure::TimeThis => t!(lang, "capture.time_this"),
            Figure::TimeBefore => t!(lang, "capture.time_before"),
            Figure::AnswersThis => t!(lang, "capture.answers_this"),
            Figure::AnswersBefore => t!(lang, "capture.answers_before"),
            Figure::Missing => t!(lang, "capture.missing_this"),
            Figure::Facts => t!(lang, "capture.facts_this"),
        }
    }

    /// What it is sorted by; nothing comes first.
    fn value(self, seen: &Seen) -> Option<i64> {
        match self {
            Figure::Last => seen.last,
            Figure::TimeThis => Some(minutes(seen.this.time)),
            Figure::TimeBefore => Some(minutes(seen.before.time)),
            Figure::AnswersThis => Some(seen.this.answers),
            Figure::AnswersBefore => Some(seen.before.answers),
            Figure::Missing => seen.missing,
            Figure::Facts => Some(seen.this.facts),
        }
    }

    fn shown(self, lang: Lang, seen: &Seen) -> String {
        match (self, self.value(seen)) {
            (_, None) => t!(lang, "web.none").into_owned(),
            (Figure::Last, Some(at)) => clock::local(at),
            (_, Some(n)) => n.to_string(),
        }
    }
}

/// Begun minutes.
fn minutes(time: Millis) -> i64 {
    (time + 59_999) / 60_000
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let (name, progress) = read(&visit, org).await.told(&visit.reader)?;
    let students = wanted(&visit, &progress, &query);
    let columns = std::iter::once(Column::text(t!(lang, "teacher.name"))).chain(Figure::ALL.map(|f| column(lang, f, &query))).collect();
    let rows = students.iter().map(|s| row(lang, s)).collect();
    let caption = t!(lang, "capture.progress").into_owned();
    let empty = look::empty(&t!(lang, "capture.nobody"), &t!(lang, "capture.nobody_next"), None);
    let frame = visit
        .frame(t!(lang, "capture.progress_of", name = name))
        .lead(t!(lang, "capture.progress_lead"))
        .crumb("/teacher", t!(lang, "site.nav_classes"))
        .crumb(format!("/class/{org}"), name);
    Ok(look::page(
        &frame,
        html! {
            (filters(lang, &query))
            (look::table(&Table { caption, columns, rows, empty }))
            p { (look::link_button(Button::Second, &format!("/class/{org}/progress.csv"), &t!(lang, "capture.export"))) }
        },
    ))
}

async fn read(visit: &Visit, class: i64) -> Result<(String, ClassProgress)> {
    let base = &visit.app.base;
    let mut conn = base.db.read().await?;
    let name = people::organisation::get(&mut conn, class).await?.name;
    Ok((name, learner::progress::class_progress(&mut conn, &visit.scope, &base.clock, class).await?))
}

/// The students the filter leaves, in the order asked for: by name until another column is chosen.
fn wanted<'a>(visit: &Visit, progress: &'a ClassProgress, query: &Wanted) -> Vec<&'a StudentProgress> {
    let now = visit.app.base.clock.now();
    let kept = |s: &&StudentProgress| match (query.only.as_str(), &s.seen) {
        ("missing", seen) => seen.as_ref().and_then(|s| s.missing).is_some_and(|n| n > 0),
        ("quiet", seen) => seen.as_ref().is_some_and(|s| s.is_quiet(now)),
        _ => true,
    };
    let mut students: Vec<&StudentProgress> = progress.students.iter().filter(kept).collect();
    let (code, falling) = query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |code| (code, true));
    if let Some(figure) = Figure::ALL.into_iter().find(|f| f.code() == code) {
        let of = |s: &StudentProgress| s.seen.as_ref().and_then(|seen| figure.value(seen));
        students.sort_by(|a, b| {
            let order = of(a).cmp(&of(b));
            // Those of whom nothing may be seen stand last either way.
            a.seen.is_none().cmp(&b.seen.is_none()).then(if falling { order.reverse() } else { order }).then(Ordering::Equal)
        });
    }
    students
}

fn column(lang: Lang, figure: Figure, query: &Wanted) -> Column {
    let rising = match query.sort.strip_prefix('-') {
        Some(code) if code == figure.code() => Some(false),
        None if query.sort == figure.code() => Some(true),
        _ => None,
    };
    let mark = if rising == Some(true) { "-" } else { "" };
    let href = format!("?sort={mark}{}&only={}", figure.code(), only(query));
    Column { label: figure.name(lang).into_owned(), align: Align::Number, sort: None }.sorted(Sort { href, rising })
}

/// The filter, if it is one.
fn only(query: &Wanted) -> &'static str {
    match query.only.as_str() {
        "missing" => "missing",
        "quiet" => "quiet",
        _ => "",
    }
}

fn filters(lang: Lang, query: &Wanted) -> Markup {
    let choices =
        [("", t!(lang, "capture.everybody")), ("missing", t!(lang, "capture.filter_missing")), ("quiet", t!(lang, "capture.filter_quiet"))];
    html! {
        nav class="tabs" aria-label=(t!(lang, "web.filter")) {
            @for (code, name) in choices { a href={ "?only=" (code) } aria-current=[(code == only(query)).then_some("page")] { (name) } }
        }
    }
}

fn row(lang: Lang, student: &StudentProgress) -> Vec<Markup> {
    let name = match &student.seen {
        Some(_) => html! { a href={ "/learner/" (student.student.id) } { (student.student.name) } },
        None => html! { (student.student.name) " " span class="hint" { (t!(lang, "capture.not_agreed")) } },
    };
    let figure = |f: Figure| match &student.seen {
        Some(seen) => html! { (f.shown(lang, seen)) },
        None => html! { (t!(lang, "web.none")) },
    };
    std::iter::once(name).chain(Figure::ALL.map(figure)).collect()
}

/// The table as CSV; empty where nothing is to be seen.
pub(crate) async fn export(visit: Visit, Path(org): Path<i64>) -> Answer<Response> {
    let lang = visit.lang;
    let (_, progress) = read(&visit, org).await.told(&visit.reader)?;
    let names: Vec<Cow<'static, str>> = std::iter::once(t!(lang, "teacher.name")).chain(Figure::ALL.map(|f| f.name(lang))).collect();
    let headings: Vec<&str> = names.iter().map(|n| &**n).collect();
    let cell = |s: &StudentProgress, f: Figure| match (f, s.seen.as_ref().and_then(|seen| f.value(seen))) {
        (Figure::Last, Some(at)) => Cell::from(clock::local(at)),
        (_, value) => Cell::from(value.map(|n| n as f64)),
    };
    let rows: Vec<Vec<Cell>> = progress
        .students
        .iter()
        .map(|s| std::iter::once(Cell::from(s.student.name.clone())).chain(Figure::ALL.map(|f| cell(s, f))).collect())
        .collect();
    let bytes = base::sheet::csv(&headings, &rows);
    let name = format!("attachment; filename=\"progress-{org}.csv\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
