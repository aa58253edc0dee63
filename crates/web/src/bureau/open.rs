//! Open data, for officers: describe a data set, prepare a version, look at what would be hidden, let a second person publish it.

use crate::input::{Form, Path};
use crate::look::{self, Button, Choice, Column, Field, Stat, Table, Tone};
use crate::public::open::{quality_table, timeliness};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, clock, t};
use lake::dataset::{self, Category, Grade, LICENCES, NewDataset};
use lake::feedback;
use lake::product::Product;
use lake::release::{self, State, Version};
use maud::{Markup, html};

/// Rows of a draft that are shown; the file has all.
const SHOWN: usize = 200;

pub(crate) async fn list(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let datasets = dataset::all(&mut conn, &visit.scope).await.told(&visit.reader)?;
    let rows = datasets
        .iter()
        .map(|d| {
            vec![
                html! { a href={ "/bureau/open/" (d.id) } { (d.title) } },
                html! { (d.category().name(lang)) },
                grade(lang, d.grade()),
                html! { (d.contributor) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "open.title")),
        Column::text(t!(lang, "open.category")),
        Column::text(t!(lang, "open.grade")),
        Column::text(t!(lang, "open.contributor")),
    ];
    let empty = look::empty(&t!(lang, "open.none_yet"), &t!(lang, "open.none_yet_next"), None);
    let caption = t!(lang, "open.datasets");
    Ok(look::page(
        &visit.frame(caption.clone()).lead(t!(lang, "open.datasets_lead")),
        html! {
            (look::table(&Table { caption: caption.into_owned(), columns, rows, empty }))
            p { (look::link_button(Button::Second, "/open", &t!(lang, "open.catalogue"))) }
            h2 { (t!(lang, "open.new")) }
            (new_form(lang))
        },
    ))
}

fn grade(lang: Lang, grade: Grade) -> Markup {
    look::badge(if grade == Grade::General { Tone::Good } else { Tone::Warn }, &grade.name(lang))
}

fn new_form(lang: Lang) -> Markup {
    let choice = |value: &str, label: std::borrow::Cow<'static, str>| Choice { value: value.to_owned(), label: label.into_owned() };
    let (title, description, code) = (t!(lang, "open.title"), t!(lang, "open.description"), t!(lang, "open.code"));
    let (contributor, period, code_hint) = (t!(lang, "open.contributor"), t!(lang, "open.period"), t!(lang, "open.code_hint"));
    let (category, of_grade, product, licence) =
        (t!(lang, "open.category"), t!(lang, "open.grade"), t!(lang, "open.product"), t!(lang, "open.licence"));
    let grade_hint = t!(lang, "open.grade_hint");
    let must = |name: &'static str, label| Field { required: true, ..Field::new(name, label) };
    html! {
        form class="narrow" method="post" action="/bureau/open" {
            (look::field(&must("title", &title)))
            (look::text_area(&must("description", &description)))
            (look::field(&Field { hint: &code_hint, ..must("code", &code) }))
            (look::select(&Field::new("product", &product), &Product::ALL.map(|p| choice(p.code(), p.name(lang)))))
            (look::select(&Field::new("category", &category), &Category::ALL.map(|c| choice(c.code(), c.name(lang)))))
            (look::select(&Field { hint: &grade_hint, ..Field::new("grade", &of_grade) }, &Grade::ALL.map(|g| choice(g.code(), g.name(lang)))))
            (look::select(&Field::new("licence", &licence), &LICENCES.map(|l| choice(l, l.into()))))
            (look::field(&must("contributor", &contributor)))
            (look::field(&Field { kind: "number", value: "180", input_mode: Some("numeric"), ..must("period_days", &period) }))
            div class="actions" { (look::button(Button::Primary, &t!(lang, "open.add"))) }
        }
    }
}

pub(crate) async fn add(visit: Visit, Form(new): Form<NewDataset>) -> Answer<Redirect> {
    let id = dataset::add(&visit.app.base, &visit.scope, new).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/bureau/open/{id}")))
}

pub(crate) async fn show(visit: Visit, Path(id): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let dataset = dataset::get(&mut conn, &visit.scope, id).await.told(&visit.reader)?;
    let versions = release::versions(&mut conn, &visit.scope, id).await.told(&visit.reader)?;
    let said = feedback::latest(&mut conn, &visit.scope, id, 50).await.told(&visit.reader)?;
    let frame = visit.frame(dataset.title.clone()).lead(dataset.description.clone()).crumb("/bureau/open", t!(lang, "open.datasets"));
    Ok(look::page(
        &frame,
        html! {
            p { (grade(lang, dataset.grade())) " " (dataset.category().name(lang)) " · " (dataset.contributor) " · " (dataset.licence) }
            @if dataset.grade() == Grade::General {
                (look::confirm_form(&format!("/bureau/open/{id}/prepare"), &[], &t!(lang, "open.prepare_ask"), Button::Primary, &t!(lang, "open.prepare")))
            } @else { (look::notice(Tone::Warn, html! { (t!(lang, "open.not_general")) })) }
            (versions_table(lang, &versions))
            h2 { (t!(lang, "open.feedback")) }
            @if said.is_empty() { p { (t!(lang, "open.no_feedback")) } }
            @for one in &said { p { (one.words) " " span class="hint" { (clock::local(one.at)) } } }
        },
    ))
}

fn versions_table(lang: Lang, versions: &[Version]) -> Markup {
    let rows = versions
        .iter()
        .map(|v| {
            vec![
                html! { a href={ "/bureau/open/" (v.dataset) "/" (v.id) } { (v.number) } },
                state(lang, v.state()),
                html! { (clock::local(v.prepared)) },
                html! { (v.lines) },
                html! { (v.downloads) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "open.version")),
        Column::text(t!(lang, "open.state")),
        Column::text(t!(lang, "open.prepared")),
        Column::number(t!(lang, "open.lines")),
        Column::number(t!(lang, "open.downloads")),
    ];
    let empty = look::empty(&t!(lang, "open.no_versions"), &t!(lang, "open.no_versions_next"), None);
    look::table(&Table { caption: t!(lang, "open.versions").into_owned(), columns, rows, empty })
}

fn state(lang: Lang, state: State) -> Markup {
    let tone = match state {
        State::Published => Tone::Good,
        State::Draft => Tone::Warn,
        State::Rejected | State::Withdrawn => Tone::Plain,
    };
    look::badge(tone, &state.name(lang))
}

pub(crate) async fn prepare(visit: Visit, Path(id): Path<i64>) -> Answer<Redirect> {
    let job = release::ask(&visit.app.base, &visit.scope, id).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/jobs/{job}")))
}

/// What a version holds and what of it is hidden: a dry run before anybody publishes it.
pub(crate) async fn look_at(visit: Visit, Path((id, version)): Path<(i64, i64)>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let dataset = dataset::get(&mut conn, &visit.scope, id).await.told(&visit.reader)?;
    let (version, rows) = release::look(&mut conn, &visit.scope, version).await.told(&visit.reader)?;
    if version.dataset != dataset.id {
        return Err(Error::NotFound).told(&visit.reader);
    }
    let quality = version.quality().told(&visit.reader)?;
    let title = t!(lang, "open.version_of", n = version.number, title = dataset.title);
    let frame =
        visit.frame(title).crumb("/bureau/open", t!(lang, "open.datasets")).crumb(format!("/bureau/open/{id}"), dataset.title.clone());
    Ok(look::page(
        &frame,
        html! {
            p { (state(lang, version.state())) " " (clock::local(version.prepared)) }
            (look::stat(lang, &protection(lang, &version)))
            (decision(&visit, &version))
            (quality_table(lang, &quality, timeliness(&visit.app, &dataset, &version)))
            (table(lang, rows))
        },
    ))
}

fn protection(lang: Lang, version: &Version) -> Vec<Stat> {
    let fact = |label: std::borrow::Cow<'static, str>, value: Option<i64>| Stat {
        label: label.into_owned(),
        value: value.map(|n| n.to_string()),
        ..Stat::default()
    };
    vec![
        fact(t!(lang, "open.lines"), Some(version.lines)),
        fact(t!(lang, "open.small"), Some(version.small)),
        fact(t!(lang, "open.complementary"), Some(version.complementary)),
        fact(t!(lang, "open.smallest"), version.smallest),
    ]
}

fn decision(visit: &Visit, version: &Version) -> Markup {
    let lang = visit.lang;
    let action = format!("/bureau/open/{}/{}", version.dataset, version.id);
    let form = |decision: &str, ask: &str, kind, label: &str| look::confirm_form(&action, &[("decision", decision)], ask, kind, label);
    let own = version.prepared_by == visit.scope.person;
    html! {
        div class="actions" {
            @match version.state() {
                State::Draft => {
                    @if own { p { (t!(lang, "open.second_person")) } }
                    @else { (form("publish", &t!(lang, "open.publish_ask"), Button::Primary, &t!(lang, "open.publish"))) }
                    (form("reject", &t!(lang, "open.reject_ask"), Button::Second, &t!(lang, "open.reject")))
                }
                State::Published => { (form("withdraw", &t!(lang, "open.withdraw_ask"), Button::Second, &t!(lang, "open.withdraw"))) }
                State::Rejected | State::Withdrawn => {}
            }
        }
    }
}

/// The first rows of the file; a hidden value says so.
fn table(lang: Lang, data: base::sheet::Table) -> Markup {
    let hidden = look::badge(Tone::Warn, &t!(lang, "open.hidden"));
    let cell = |value: String| {
        if value.is_empty() {
            hidden.clone()
        } else {
            html! { (value) }
        }
    };
    let rows = data.rows.into_iter().take(SHOWN).map(|row| row.cells.into_iter().map(cell).collect()).collect();
    let columns = data.headings.into_iter().map(Column::text).collect();
    let empty = look::empty(&t!(lang, "open.no_rows"), &t!(lang, "open.no_rows_next"), None);
    look::table(&Table { caption: t!(lang, "open.first_rows", n = SHOWN), columns, rows, empty })
}

#[derive(serde::Deserialize)]
pub(crate) struct Decision {
    #[serde(default)]
    decision: String,
}

pub(crate) async fn decide(visit: Visit, Path((id, version)): Path<(i64, i64)>, Form(form): Form<Decision>) -> Answer<Redirect> {
    let (base, scope) = (&visit.app.base, &visit.scope);
    let done = match form.decision.as_str() {
        "publish" => release::publish(base, scope, version).await,
        "reject" => release::reject(base, scope, version).await,
        "withdraw" => release::withdraw(base, scope, version).await,
        _ => Err(Error::NotFound),
    };
    done.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/bureau/open/{id}/{version}")))
}
