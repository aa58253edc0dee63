//! The proposals for a subject's graph, and a new one.

use crate::input::{Form, Path};
use crate::look::{self, Button, Column, Field, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Lang, clock, t};
use content::graph::proposal::{self, State};
use maud::{Markup, html};

pub(crate) async fn list(visit: Visit, Path(code): Path<String>) -> Answer {
    let lang = visit.lang;
    let subject = super::subject(&code).told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let proposals = proposal::list(&mut conn, &visit.scope, subject).await.told(&visit.reader)?;
    let mut rows = Vec::new();
    for p in &proposals {
        let author = people::person::get(&mut conn, p.author).await.told(&visit.reader)?.name;
        rows.push(vec![
            html! { a href={ "/graph/proposals/" (p.id) } { (p.title) } },
            state(lang, p.state),
            html! { (author) },
            html! { (p.changes.len()) },
            html! { (clock::local(p.made)) },
        ]);
    }
    let columns = vec![
        Column::text(t!(lang, "graph.title")),
        Column::text(t!(lang, "graph.state")),
        Column::text(t!(lang, "graph.author")),
        Column::number(t!(lang, "graph.changes")),
        Column::text(t!(lang, "graph.begun")),
    ];
    let empty = look::empty(&t!(lang, "graph.no_proposals"), &t!(lang, "graph.no_proposals_next"), None);
    let (title, reason) = (t!(lang, "graph.title"), t!(lang, "graph.reason"));
    let frame = visit
        .frame(t!(lang, "graph.proposals"))
        .lead(t!(lang, "graph.proposals_lead"))
        .crumb("/graph", t!(lang, "graph.graph"))
        .crumb(format!("/graph/{code}"), t!(lang, "graph.of_subject", subject = subject.name(lang)));
    Ok(look::page(
        &frame,
        html! {
            (look::table(&Table { caption: t!(lang, "graph.proposals").into_owned(), columns, rows, empty }))
            h2 { (t!(lang, "graph.new_proposal")) }
            form class="narrow" method="post" action={ "/graph/" (code) "/proposals" } {
                (look::field(&Field { required: true, ..Field::new("title", &title) }))
                (look::text_area(&Field::new("reason", &reason)))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "graph.begin"))) }
            }
        },
    ))
}

pub(super) fn state(lang: Lang, state: State) -> Markup {
    let tone = match state {
        State::Published => Tone::Good,
        State::Submitted => Tone::Warn,
        State::Draft | State::Withdrawn => Tone::Plain,
    };
    look::badge(tone, &state.name(lang))
}

#[derive(serde::Deserialize)]
pub(crate) struct New {
    title: String,
    #[serde(default)]
    reason: String,
}

pub(crate) async fn begin(visit: Visit, Path(code): Path<String>, Form(new): Form<New>) -> Answer<Redirect> {
    let subject = super::subject(&code).told(&visit.reader)?;
    let id = proposal::begin(&visit.app.base, &visit.scope, subject, &new.title, &new.reason, Vec::new()).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}")))
}
