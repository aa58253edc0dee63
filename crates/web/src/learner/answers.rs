//! The single answers behind an estimate: what was asked, what was answered, and the raw record on request.

use crate::item_view;
use crate::look::{self, Column, Table, Tone};
use base::{Conn, Error, Lang, Result, clock, t};
use content::item::{self, Item};
use content::score::{self, Response};
use maud::{Markup, html};
use records::Answer;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Items as they were asked, by code and version; `None` for those whose text is not here.
pub(super) type Asked = HashMap<(String, i64), Option<Item>>;

/// The items of these answers.
pub(super) async fn asked(conn: &mut Conn, answers: &[Answer]) -> Result<Asked> {
    let mut asked = Asked::new();
    for a in answers {
        if let Entry::Vacant(place) = asked.entry((a.answered.item.clone(), a.answered.version)) {
            let item = as_asked(conn, &a.answered.item, a.answered.version).await?;
            place.insert(item);
        }
    }
    Ok(asked)
}

async fn as_asked(conn: &mut Conn, code: &str, version: i64) -> Result<Option<Item>> {
    let found = match item::by_code(conn, code).await {
        Ok(current) if current.version == version => Ok(current),
        Ok(current) => item::get_version(conn, current.id, version).await,
        Err(error) => Err(error),
    };
    match found {
        // Answer logs from elsewhere name their questions without giving their text.
        Ok(item) => Ok(Some(item).filter(|i| !i.stem.trim().is_empty())),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The answers as a table.
pub(super) fn table(lang: Lang, person: i64, answers: &[Answer], asked: &Asked) -> Markup {
    let rows = answers
        .iter()
        .map(|a| {
            let item = asked.get(&(a.answered.item.clone(), a.answered.version)).and_then(Option::as_ref);
            let statement = format!("/learner/{person}/statement/{}", a.answered.statement);
            vec![
                question(lang, item, a),
                answer(lang, item, a),
                result(lang, a),
                when(lang, a),
                html! { a href=(statement) { (t!(lang, "student.open_statement")) } },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "student.question")),
        Column::text(t!(lang, "student.answer")),
        Column::text(t!(lang, "student.result")),
        Column::text(t!(lang, "student.when")),
        Column::text(t!(lang, "student.statement")),
    ];
    let empty = look::empty(&t!(lang, "student.no_answers"), &t!(lang, "student.no_answers_next"), None);
    look::table(&Table { caption: t!(lang, "student.newest_first").into_owned(), columns, rows, empty })
}

fn question(lang: Lang, item: Option<&Item>, a: &Answer) -> Markup {
    match item {
        Some(item) => item_view::paragraphs(&item.stem),
        None => html! { p class="lines" { (t!(lang, "student.no_text", code = a.answered.item)) } },
    }
}

/// What was answered and, where that was not right, what is.
fn answer(lang: Lang, item: Option<&Item>, a: &Answer) -> Markup {
    let Some(written) = &a.answered.response else { return html! { (t!(lang, "web.none")) } };
    let Some(item) = item else { return html! { (written) } };
    html! {
        div {
            (item_view::in_words(item, &Response::of_xapi(&item.interaction, written)))
            @if !a.answered.correct {
                p class="hint" { (t!(lang, "student.right_answer_is")) (item_view::in_words(item, &score::key(&item.interaction))) }
            }
        }
    }
}

fn result(lang: Lang, a: &Answer) -> Markup {
    if a.answered.correct {
        look::badge(Tone::Good, &t!(lang, "student.result_right"))
    } else if a.answered.score > 0.0 {
        look::badge(Tone::Plain, &t!(lang, "student.result_partly"))
    } else {
        look::badge(Tone::Plain, &t!(lang, "student.result_wrong"))
    }
}

fn when(lang: Lang, a: &Answer) -> Markup {
    html! {
        (clock::local(a.answered.at))
        @if let Some(taken) = a.answered.duration { " " small { (t!(lang, "student.seconds", n = (taken + 500) / 1000)) } }
    }
}
