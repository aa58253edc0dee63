//! Open data, for everybody: the catalogue, a data set with its quality, the file, a word back.

use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Column, Field, Frame, Icon, NavLink, Stat, Table, Tone};
use crate::{Answer, App, Reader, Told};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Date, Lang, clock, t};
use lake::dataset::{self, Dataset};
use lake::feedback;
use lake::quality::{Quality, Share, Timeliness};
use lake::release::{self, Version};
use maud::{Markup, html};

/// A public page says whose it is, and leads to the catalogue and to signing in.
async fn frame(app: &App, reader: &Reader, title: impl Into<String>) -> Frame {
    let ((site, demo), lang) = (app.site().await, reader.lang);
    let nav = vec![
        NavLink::new("/open", t!(lang, "open.catalogue"), Icon::Book),
        NavLink::new("/sign-in", t!(lang, "account.sign_in"), Icon::Person),
    ];
    Frame { site, demo, nav, ..reader.frame(title) }
}

/// How old a version is, for a reader of today.
pub(crate) fn timeliness(app: &App, dataset: &Dataset, version: &Version) -> Timeliness {
    let today = app.base.clock.today();
    Timeliness::on(today, version.as_of.parse::<Date>().unwrap_or(today), dataset.period_days)
}

pub(crate) async fn catalogue(State(app): State<App>, reader: Reader) -> Answer {
    let lang = reader.lang;
    let mut conn = app.base.db.read().await.told(&reader)?;
    let open = dataset::catalogue(&mut conn).await.told(&reader)?;
    let mut rows = Vec::new();
    for (dataset, version) in &open {
        let score = version.quality().told(&reader)?.score(timeliness(&app, dataset, version));
        rows.push(vec![
            html! { a href={ "/open/" (dataset.code) } { (dataset.title) } },
            html! { (dataset.category().name(lang)) },
            html! { (dataset.grade().name(lang)) },
            html! { (format!("{score:.0}")) },
            html! { (version.as_of) },
            html! { (dataset.contributor) },
            html! { (dataset.licence) },
        ]);
    }
    let columns = vec![
        Column::text(t!(lang, "open.title")),
        Column::text(t!(lang, "open.category")),
        Column::text(t!(lang, "open.grade")),
        Column::number(t!(lang, "open.quality")),
        Column::text(t!(lang, "open.as_of")),
        Column::text(t!(lang, "open.contributor")),
        Column::text(t!(lang, "open.licence")),
    ];
    let empty = look::empty(&t!(lang, "open.none"), &t!(lang, "open.none_next"), None);
    let caption = t!(lang, "open.catalogue");
    let frame = frame(&app, &reader, caption.clone()).await.lead(t!(lang, "open.catalogue_lead"));
    Ok(look::page(&frame, look::table(&Table { caption: caption.into_owned(), columns, rows, empty })))
}

#[derive(serde::Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    thanks: String,
}

pub(crate) async fn show(State(app): State<App>, reader: Reader, Path(code): Path<String>, Query(after): Query<After>) -> Answer {
    let lang = reader.lang;
    let mut conn = app.base.db.read().await.told(&reader)?;
    let (dataset, versions) = dataset::open(&mut conn, &code).await.told(&reader)?;
    let mut frame = frame(&app, &reader, dataset.title.clone()).await.crumb("/open", t!(lang, "open.catalogue"));
    if !after.thanks.is_empty() {
        frame = frame.notice(Tone::Good, t!(lang, "open.thanks"));
    }
    let [newest, ..] = versions.as_slice() else { return Err(crate::Failure::new(base::Error::NotFound, reader)) };
    let quality = newest.quality().told(&reader)?;
    let words = t!(lang, "open.feedback_words");
    let field = Field { required: true, ..Field::new("words", &words) };
    Ok(look::page(
        &frame,
        html! {
            p { (dataset.description) }
            (look::stat(lang, &facts(lang, &dataset, newest)))
            p { (look::link_button(Button::Primary, &format!("/open/{code}/{}", newest.number), &t!(lang, "open.download", n = newest.number))) }
            @if let Some(k) = newest.smallest { p class="hint" { (t!(lang, "open.protected", k = k, small = newest.small, others = newest.complementary)) } }
            h2 { (t!(lang, "open.quality")) }
            (quality_table(lang, &quality, timeliness(&app, &dataset, newest)))
            h2 { (t!(lang, "open.columns")) }
            (columns(lang, &dataset).told(&reader)?)
            h2 { (t!(lang, "open.versions")) }
            (versions_table(lang, &code, &versions))
            h2 { (t!(lang, "open.feedback")) }
            form class="narrow" method="post" action={ "/open/" (code) "/feedback" } {
                (look::text_area(&field))
                p class="hint" { (t!(lang, "open.feedback_hint")) }
                div class="actions" { (look::button(Button::Second, &t!(lang, "open.feedback_send"))) }
            }
        },
    ))
}

fn facts(lang: Lang, dataset: &Dataset, version: &Version) -> Vec<Stat> {
    let fact =
        |label: std::borrow::Cow<'static, str>, value: String| Stat { label: label.into_owned(), value: Some(value), ..Stat::default() };
    vec![
        fact(t!(lang, "open.grade"), dataset.grade().name(lang).into_owned()),
        fact(t!(lang, "open.category"), dataset.category().name(lang).into_owned()),
        fact(t!(lang, "open.licence"), dataset.licence.clone()),
        fact(t!(lang, "open.contributor"), dataset.contributor.clone()),
        fact(t!(lang, "open.as_of"), version.as_of.clone()),
        fact(t!(lang, "open.lines"), version.lines.to_string()),
    ]
}

/// The four measures with the numbers behind them, and the score.
pub(crate) fn quality_table(lang: Lang, quality: &Quality, timeliness: Timeliness) -> Markup {
    let percent = |value: f64| html! { (format!("{:.1}%", value * 100.0)) };
    let counted = |name: std::borrow::Cow<'static, str>, share: Share| {
        vec![html! { (name) }, percent(share.value()), html! { (t!(lang, "open.so_many_of", good = share.good, all = share.all)) }]
    };
    let days = t!(lang, "open.days_of", age = timeliness.age_days, period = timeliness.period_days);
    let rows = vec![
        counted(t!(lang, "open.completeness"), quality.completeness),
        counted(t!(lang, "open.validity"), quality.validity),
        counted(t!(lang, "open.uniqueness"), quality.uniqueness),
        vec![html! { (t!(lang, "open.timeliness")) }, percent(timeliness.value()), html! { (days) }],
        vec![
            html! { strong { (t!(lang, "open.score")) } },
            html! { strong { (format!("{:.1}", quality.score(timeliness))) } },
            html! { (t!(lang, "open.score_how")) },
        ],
    ];
    let columns =
        vec![Column::text(t!(lang, "open.measure")), Column::number(t!(lang, "open.value")), Column::text(t!(lang, "open.counted"))];
    look::table(&Table { caption: t!(lang, "open.quality").into_owned(), columns, rows, empty: html! {} })
}

/// What the columns of the file hold.
fn columns(lang: Lang, dataset: &Dataset) -> base::Result<Markup> {
    let rows = dataset.product()?.fields().iter().map(|f| vec![html! { code { (f.name) } }, html! { (meaning(lang, f.name)) }]).collect();
    let heads = vec![Column::text(t!(lang, "open.column")), Column::text(t!(lang, "open.meaning"))];
    Ok(look::table(&Table { caption: t!(lang, "open.columns").into_owned(), columns: heads, rows, empty: html! {} }))
}

fn meaning(lang: Lang, column: &str) -> std::borrow::Cow<'static, str> {
    match column {
        "month" => t!(lang, "open.col_month"),
        "subject" => t!(lang, "open.col_subject"),
        "point" => t!(lang, "open.col_point"),
        "county" => t!(lang, "open.col_county"),
        "learners" => t!(lang, "open.col_learners"),
        "answers" => t!(lang, "open.col_answers"),
        "right_share" => t!(lang, "open.col_right_share"),
        "mean" => t!(lang, "open.col_mean"),
        "low" | "high" => t!(lang, "open.col_interval"),
        "code" => t!(lang, "open.col_code"),
        "name" => t!(lang, "open.col_name"),
        "stages" | "stage" => t!(lang, "open.col_stage"),
        "locality" => t!(lang, "open.col_locality"),
        "grade" => t!(lang, "open.col_grade"),
        _ => "".into(),
    }
}

fn versions_table(lang: Lang, code: &str, versions: &[Version]) -> Markup {
    let rows = versions
        .iter()
        .map(|v| {
            vec![
                html! { a href={ "/open/" (code) "/" (v.number) } { (code) "-" (v.number) ".csv" } },
                html! { (v.as_of) },
                html! { (v.decided.map(clock::local).unwrap_or_default()) },
                html! { (v.lines) },
                html! { (v.downloads) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "open.version")),
        Column::text(t!(lang, "open.as_of")),
        Column::text(t!(lang, "open.published")),
        Column::number(t!(lang, "open.lines")),
        Column::number(t!(lang, "open.downloads")),
    ];
    look::table(&Table { caption: t!(lang, "open.versions").into_owned(), columns, rows, empty: html! {} })
}

/// The file. Whoever may read the catalogue may have it.
pub(crate) async fn download(State(app): State<App>, reader: Reader, Path((code, number)): Path<(String, i64)>) -> Answer<Response> {
    let content = release::download(&app.base, &code, number).await.told(&reader)?;
    // The code of an open data set has letters, digits and hyphens only.
    let name = format!("attachment; filename=\"{code}-{number}.csv\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], content).into_response())
}

#[derive(serde::Deserialize)]
pub(crate) struct Words {
    #[serde(default)]
    words: String,
}

pub(crate) async fn give_feedback(
    State(app): State<App>,
    reader: Reader,
    Path(code): Path<String>,
    Form(form): Form<Words>,
) -> Answer<Redirect> {
    feedback::give(&app.base, &code, &form.words).await.told(&reader)?;
    Ok(Redirect::to(&format!("/open/{code}?thanks=1")))
}
