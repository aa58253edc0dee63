//! Signing in and out.

use crate::input::{Form, Query};
use crate::look::{self, Button, Field, Tone};
use crate::reader::{Address, SESSION_COOKIE};
use crate::{Answer, App, Reader, Told, Visit};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::{clock, t};
use maud::{Markup, html};
use people::account::{self, SignIn};
use people::session;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(serde::Deserialize)]
pub(crate) struct Credentials {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// The sign-in page; `next` is where to go afterwards, `login` what was typed before.
pub(crate) fn page(reader: &Reader, next: &str, wrong: Option<&str>, login: &str) -> Markup {
    let lang = reader.lang;
    let (name, password) = (t!(lang, "account.login"), t!(lang, "account.password"));
    let login_field = Field { value: login, autocomplete: Some("username"), required: true, ..Field::new("login", &name) };
    let password_field =
        Field { kind: "password", autocomplete: Some("current-password"), required: true, ..Field::new("password", &password) };
    look::page(
        &reader.frame(t!(lang, "account.sign_in")).lead(t!(lang, "account.sign_in_lead")),
        html! {
            form class="narrow" method="post" action="/sign-in" {
                @if let Some(wrong) = wrong { div role="alert" { (look::notice(Tone::Warn, html! { (wrong) })) } }
                input type="hidden" name="next" value=(next);
                (look::field(&login_field))
                (look::field(&password_field))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "account.sign_in"))) }
                p class="hint" { (t!(lang, "account.forgotten")) }
                p { a href="/open" { (t!(lang, "open.catalogue")) } }
            }
        },
    )
}

pub(crate) async fn show(reader: Reader, Query(wanted): Query<Wanted>) -> Markup {
    page(&reader, &wanted.next, None, "")
}

pub(crate) async fn submit(
    State(app): State<App>,
    reader: Reader,
    Address(address): Address,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Answer<Response> {
    let lang = reader.lang;
    let refused = |status, text: &str| Ok((status, page(&reader, &form.next, Some(text), &form.login)).into_response());
    if let Some(ip) = address
        && !app.attempts.admits(ip, app.base.clock.now())
    {
        return refused(StatusCode::TOO_MANY_REQUESTS, &t!(lang, "account.too_many"));
    }
    let outcome = account::sign_in(&app.base, &form.login, &form.password).await.told(&reader)?;
    if let (Some(ip), SignIn::Wrong | SignIn::Locked { .. }) = (address, &outcome) {
        app.attempts.failed(ip, app.base.clock.now());
    }
    match outcome {
        SignIn::Wrong => refused(StatusCode::UNAUTHORIZED, &t!(lang, "account.wrong")),
        SignIn::Locked { until } => refused(StatusCode::UNAUTHORIZED, &t!(lang, "account.locked", time = clock::local(until))),
        SignIn::Right { person, .. } => {
            let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
            let from = address.map(|a| a.to_string()).unwrap_or_default();
            let token = session::begin(&app.base, person, &from, agent).await.told(&reader)?;
            let cookie = cookie_header(&token, app.base.config.behind_tls);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(look::local(&form.next))).into_response())
        }
    }
}

pub(crate) async fn leave(visit: Visit) -> Answer<Response> {
    let (person, hash) = (visit.scope.person, session::token_hash(&visit.caller.token));
    let db = &visit.app.base.db;
    db.write(move |conn| Box::pin(async move { session::end(conn, person, &hash).await })).await.told(&visit.reader)?;
    let gone = HeaderValue::from_static("shuren_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}

/// The session's cookie. It ends with the browser; the server ends it earlier by its own clock.
fn cookie_header(token: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    // A token is hexadecimal, so this is always a valid header.
    HeaderValue::from_str(&format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"))
        .unwrap_or(HeaderValue::from_static(""))
}
