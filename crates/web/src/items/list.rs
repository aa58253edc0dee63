//! All items, by subject and words.

use crate::input::Query;
use crate::look::{self, Button, Choice, Column, Field, Pager, Table};
use crate::{Answer, Told, Visit};
use base::t;
use content::item::{self, Filter};
use content::{Subject, point};
use maud::html;
use std::collections::HashMap;

/// Items a page.
const PAGE: i64 = 50;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    page: i64,
}

pub(crate) async fn show(visit: Visit, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let words = Some(query.words.trim().to_owned()).filter(|w| !w.is_empty());
    let filter = Filter { subject: Subject::parse(&query.subject), words, ..Filter::default() };
    let page = query.page.max(0);
    let total = item::count(&mut conn, &filter).await.told(&visit.reader)?;
    let items = item::list(&mut conn, &filter, page * PAGE, PAGE).await.told(&visit.reader)?;
    let ids: Vec<i64> = items.iter().map(|i| i.point).collect();
    let points: HashMap<i64, String> =
        point::many(&mut conn, &ids).await.told(&visit.reader)?.into_iter().map(|p| (p.id, p.name(lang).to_owned())).collect();
    let rows = items
        .iter()
        .map(|i| {
            vec![
                html! { a href={ "/items/" (i.id) } { (i.code) } },
                html! { (i.subject.name(lang)) },
                html! { (points.get(&i.point).map(String::as_str).unwrap_or("–")) },
                html! { (i.interaction.kind().name(lang)) },
                html! { (i.difficulty) },
                html! { (i.stem.chars().take(40).collect::<String>()) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "admin.item_code")),
        Column::text(t!(lang, "admin.subject")),
        Column::text(t!(lang, "teacher.points")),
        Column::text(t!(lang, "admin.item_kind")),
        Column::number(t!(lang, "admin.item_difficulty")),
        Column::text(t!(lang, "admin.item_stem")),
    ];
    let (subject, search) = (t!(lang, "admin.subject"), t!(lang, "admin.item_words"));
    let any = Choice { value: String::new(), label: t!(lang, "admin.any").into_owned() };
    let subjects: Vec<Choice> = std::iter::once(any)
        .chain(Subject::ALL.iter().map(|s| Choice { value: s.code().into(), label: s.name(lang).into_owned() }))
        .collect();
    let filters = html! {
        (look::select(&Field { value: &query.subject, ..Field::new("subject", &subject) }, &subjects))
        (look::field(&Field { kind: "search", value: &query.words, ..Field::new("words", &search) }))
    };
    let link = |page: i64| {
        // The browser encodes what was typed; only the two known parameters are carried on.
        let words: String = query.words.bytes().map(|b| format!("%{b:02X}")).collect();
        format!("/items?subject={}&words={words}&page={page}", filter.subject.map(Subject::code).unwrap_or_default())
    };
    let pager = Pager {
        first: (page * PAGE + 1).min(total).max(0) as u64,
        last: ((page + 1) * PAGE).min(total).max(0) as u64,
        total: total.max(0) as u64,
        previous: (page > 0).then(|| link(page - 1)),
        next: ((page + 1) * PAGE < total).then(|| link(page + 1)),
    };
    let import = look::link_button(Button::Primary, "/items/import", &t!(lang, "admin.items_import"));
    let empty = look::empty(&t!(lang, "admin.items_none"), &t!(lang, "admin.items_none_next"), Some(import.clone()));
    Ok(look::page(
        &visit.frame(t!(lang, "admin.items")).lead(t!(lang, "admin.items_lead")),
        html! {
            p { (import) " " (look::link_button(Button::Second, "/items/models", &t!(lang, "models.name"))) }
            (look::toolbar(lang, "/items", filters, &[]))
            (look::table(&Table { caption: t!(lang, "admin.items").into_owned(), columns, rows, empty }))
            @if total > PAGE { (look::pager(lang, &pager)) }
        },
    ))
}
