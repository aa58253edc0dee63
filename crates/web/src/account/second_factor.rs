//! The second factor of administrators and bureau officers: set up once, then asked at each sign-in.

use crate::input::Form;
use crate::look::{self, Button, Field, Tone};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::t;
use maud::{Markup, html};
use people::{account, session};

#[derive(serde::Deserialize)]
pub(crate) struct Code {
    code: String,
}

async fn page(visit: &Visit, wrong: bool) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let known = account::of_person(&mut conn, visit.scope.person).await.told(&visit.reader)?;
    drop(conn);
    let setting_up = match known {
        Some(a) if a.totp_confirmed => None,
        _ => Some(account::begin_totp(base, visit.scope.person).await.told(&visit.reader)?),
    };
    let label = t!(lang, "account.code");
    let field = Field { input_mode: Some("numeric"), autocomplete: Some("one-time-code"), required: true, ..Field::new("code", &label) };
    let mut frame = visit.frame(t!(lang, "account.second_factor")).lead(t!(lang, "account.second_factor_lead"));
    frame.nav.clear();
    Ok(look::page(
        &frame,
        html! {
            @if let Some((address, secret)) = &setting_up { (set_up(visit, address, secret)) }
            form class="narrow" method="post" action="/account/second-factor" data-forget {
                @if wrong { div role="alert" { (look::notice(Tone::Warn, html! { (t!(lang, "account.code_wrong")) })) } }
                (look::field(&field))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "account.code_check"))) }
            }
        },
    ))
}

fn set_up(visit: &Visit, address: &str, secret: &str) -> Markup {
    let lang = visit.lang;
    let grouped: Vec<String> = secret.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    html! {
        section class="card" {
            h2 { (t!(lang, "account.totp_set_up")) }
            ol {
                li { (t!(lang, "account.totp_step_app")) }
                li { (t!(lang, "account.totp_step_secret")) p { code class="secret" { (grouped.join(" ")) } } p { a href=(address) { (t!(lang, "account.totp_open")) } } }
                li { (t!(lang, "account.totp_step_code")) }
            }
        }
    }
}

pub(crate) async fn show(visit: Visit) -> Answer {
    page(&visit, false).await
}

pub(crate) async fn submit(visit: Visit, Form(form): Form<Code>) -> Answer<Response> {
    let base = &visit.app.base;
    if account::check_totp(base, visit.scope.person, &form.code).await.told(&visit.reader)? {
        session::passed_second_factor(base, &visit.caller.token).await.told(&visit.reader)?;
        return Ok(Redirect::to("/").into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, true).await?).into_response())
}
