//! A learner's own consent, from 14 on; younger ones see what was decided for them.

use super::erasure::{self, Standing};
use crate::input::Form;
use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, clock, t};
use maud::{Markup, html};
use people::consent::{self, Decision, OWN_CONSENT_AGE, Purpose};
use people::purpose_switch;

#[derive(serde::Deserialize)]
pub(crate) struct Decide {
    pub(crate) purpose: String,
    pub(crate) given: bool,
}

/// A card per purpose: what it is for, what was decided, whether the school has switched it off, the button to decide
/// otherwise, and what is still kept. Who may not decide has no standings.
pub(crate) fn purposes(lang: Lang, action: &str, history: &[Decision], off: &[Purpose], standings: Option<&[Standing]>) -> Markup {
    let may_decide = standings.is_some();
    html! {
        @for purpose in Purpose::ALL {
            @let latest = history.iter().find(|d| d.purpose == purpose.code());
            @let given = latest.is_some_and(|d| d.given);
            section class="card" id=(purpose.code()) {
                h2 { (purpose.name(lang)) " " @if given { (look::badge(Tone::Good, &t!(lang, "account.consent_given"))) } @else { (look::badge(Tone::Plain, &t!(lang, "account.consent_not_given"))) } }
                p { (purpose.explanation(lang)) }
                @if off.contains(&purpose) { (look::notice(Tone::Plain, html! { (t!(lang, "capture.school_off")) })) }
                @if let Some(d) = latest { p class="hint" { (t!(lang, "account.consent_decided", name = d.decided_by, time = clock::local(d.at))) } }
                @if may_decide {
                    div class="actions" {
                        @let hidden = [("purpose", purpose.code()), ("given", if given { "false" } else { "true" })];
                        @if given { (look::confirm_form(action, &hidden, &t!(lang, "account.consent_withdraw_ask"), Button::Danger, &t!(lang, "account.consent_withdraw"))) }
                        @else { (look::confirm_form(action, &hidden, &t!(lang, "account.consent_give_ask"), Button::Primary, &t!(lang, "account.consent_give"))) }
                    }
                }
                @if let Some(standing) = standings.unwrap_or_default().iter().find(|s| s.purpose == purpose) {
                    (erasure::part(lang, action, standing))
                }
            }
        }
    }
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let person = people::person::get(&mut conn, visit.scope.person).await.told(&visit.reader)?;
    let history = consent::history(&mut conn, person.id).await.told(&visit.reader)?;
    let off = purpose_switch::off_for(&mut conn, person.id, &visit.scope.today).await.told(&visit.reader)?;
    let old_enough = person.age_on(base.clock.today()).is_some_and(|a| a >= OWN_CONSENT_AGE);
    let standings = match old_enough {
        true => Some(erasure::standings(&mut conn, &visit, person.id).await.told(&visit.reader)?),
        false => None,
    };
    let lead =
        if old_enough { t!(lang, "account.consent_lead") } else { t!(lang, "account.consent_lead_young", n = OWN_CONSENT_AGE).into() };
    Ok(look::page(
        &visit.frame(t!(lang, "account.consent")).lead(lead),
        purposes(lang, "/account/consent", &history, &off, standings.as_deref()),
    ))
}

pub(crate) async fn submit(visit: Visit, Form(form): Form<Decide>) -> Answer<Redirect> {
    let purpose = Purpose::of(&form.purpose).ok_or(Error::NotFound).told(&visit.reader)?;
    consent::decide(&visit.app.base, &visit.scope, visit.scope.person, purpose, form.given).await.told(&visit.reader)?;
    Ok(Redirect::to("/account/consent"))
}
