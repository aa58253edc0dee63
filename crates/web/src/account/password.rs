//! Changing one's own password; at first sign-in with an issued one, before anything else.

use crate::input::Form;
use crate::look::{self, Button, Field, Tone};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Problem, t};
use maud::{Markup, html};
use people::{account, session};

/// Where the second factor is given: before the password may be changed, for those who have set one up.
const SECOND_FACTOR: &str = "/account/second-factor";

#[derive(serde::Deserialize)]
pub(crate) struct Change {
    old: String,
    new: String,
    again: String,
}

fn page(visit: &Visit, problems: &[Problem]) -> Markup {
    let lang = visit.lang;
    let (old, new, again) = (t!(lang, "account.password_old"), t!(lang, "account.password_new"), t!(lang, "account.password_again"));
    let hint = t!(lang, "account.password_rule", n = account::SHORTEST_PASSWORD);
    let secret = |name, label, hint, autocomplete| Field {
        kind: "password",
        hint,
        autocomplete: Some(autocomplete),
        required: true,
        ..Field::new(name, label)
    };
    let issued = visit.caller.session.must_change;
    let mut frame = visit.frame(t!(lang, "account.change_password"));
    if issued {
        frame = frame.notice(Tone::Warn, t!(lang, "account.password_issued"));
        frame.nav.clear();
    }
    look::page(
        &frame,
        html! {
            form class="narrow" method="post" action="/account/password" data-forget {
                (look::problems(lang, problems))
                (look::field(&secret("old", &old, "", "current-password")))
                (look::field(&secret("new", &new, &hint, "new-password")))
                (look::field(&secret("again", &again, "", "new-password")))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "account.change_password"))) }
            }
        },
    )
}

pub(crate) async fn show(visit: Visit) -> Response {
    if visit.caller.session.owes_code() {
        return Redirect::to(SECOND_FACTOR).into_response();
    }
    page(&visit, &[]).into_response()
}

pub(crate) async fn submit(visit: Visit, Form(form): Form<Change>) -> Answer<Response> {
    if visit.caller.session.owes_code() {
        return Ok(Redirect::to(SECOND_FACTOR).into_response());
    }
    let outcome = if form.new == form.again {
        let keep = session::token_hash(&visit.caller.token);
        account::change_password(&visit.app.base, visit.scope.person, &form.old, &form.new, &keep).await
    } else {
        Err(Error::invalid("account.password_differs"))
    };
    match outcome {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(Error::Invalid(problems)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &problems)).into_response()),
        Err(error) => Err(error).told(&visit.reader),
    }
}
