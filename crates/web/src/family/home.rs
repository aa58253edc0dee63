//! A guardian's home: each child, and what there is to do today.

use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use base::t;
use maud::html;
use people::consent::{self, Purpose};

pub(crate) async fn show(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let mut children = Vec::new();
    for child in people::guardianship::children(&mut conn, visit.scope.person, &visit.scope.today).await.told(&visit.reader)? {
        let agreed = consent::holds(&mut conn, child.id, Purpose::Learning).await.told(&visit.reader)?;
        children.push((child, agreed));
    }
    Ok(look::page(
        &visit.frame(t!(lang, "family.home")).lead(t!(lang, "family.home_lead")),
        html! {
            div class="cards" {
                @for (child, agreed) in &children {
                    section class="card" {
                        h2 { (child.name) }
                        @if *agreed { p { (t!(lang, "family.agreed")) } }
                        @else { (look::notice(Tone::Warn, html! { (t!(lang, "family.not_agreed")) })) }
                        div class="actions" {
                            (look::link_button(if *agreed { Button::Primary } else { Button::Second }, &format!("/learner/{}", child.id), &t!(lang, "family.open_record")))
                            (look::link_button(if *agreed { Button::Second } else { Button::Primary }, &format!("/family/{}/consent", child.id), &t!(lang, "account.consent")))
                        }
                    }
                }
            }
        },
    ))
}
