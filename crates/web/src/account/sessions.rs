//! Where one is signed in, and ending that.

use crate::input::Form;
use crate::look::{self, Button, Column, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{clock, t};
use maud::html;
use people::session;

#[derive(serde::Deserialize)]
pub(crate) struct End {
    /// SHA-256 of the session's token; empty for all others.
    #[serde(default)]
    session: String,
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let open = session::of_person(&mut conn, visit.scope.person, base.clock.now()).await.told(&visit.reader)?;
    let mine = session::token_hash(&visit.caller.token);
    let others = open.len() > 1;
    let rows = open
        .into_iter()
        .map(|s| {
            let here = s.token_hash == mine;
            vec![
                html! { (s.agent) @if here { " " (look::badge(Tone::Good, &t!(lang, "account.session_here"))) } },
                html! { (s.address) },
                html! { (clock::local(s.created)) },
                html! { (clock::local(s.last_seen)) },
                html! { @if !here { (look::confirm_form("/account/sessions", &[("session", &s.token_hash)], &t!(lang, "account.session_end_ask"), Button::Second, &t!(lang, "account.session_end"))) } },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "account.session_browser")),
        Column::text(t!(lang, "account.session_address")),
        Column::text(t!(lang, "account.session_began")),
        Column::text(t!(lang, "account.session_seen")),
        Column::text(t!(lang, "account.session_end")),
    ];
    let caption = t!(lang, "account.sessions").into_owned();
    Ok(look::page(
        &visit.frame(t!(lang, "account.sessions")).lead(t!(lang, "account.sessions_lead")),
        html! {
            (look::table(&Table { caption, columns, rows, empty: html! {} }))
            @if others {
                (look::confirm_form("/account/sessions", &[("session", "")], &t!(lang, "account.session_end_ask"), Button::Danger, &t!(lang, "account.session_end_others")))
            }
        },
    ))
}

pub(crate) async fn end(visit: Visit, Form(form): Form<End>) -> Answer<Redirect> {
    let (person, mine) = (visit.scope.person, session::token_hash(&visit.caller.token));
    let db = &visit.app.base.db;
    db.write(move |conn| {
        Box::pin(async move {
            match form.session.as_str() {
                "" => session::end_all(conn, person, Some(&mine)).await,
                hash => session::end(conn, person, hash).await,
            }
        })
    })
    .await
    .told(&visit.reader)?;
    Ok(Redirect::to("/account/sessions"))
}
