//! Appeals against refused corrections, for the school's leaders.

use crate::input::{Form, Path};
use crate::learner::corrections::Decided;
use crate::teacher::corrections::card;
use crate::{Answer, Told, Visit, look};
use axum::response::Redirect;
use base::{Error, Result, t};
use learner::correction::{self, State};
use maud::{Markup, html};

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    let lang = visit.lang;
    let cards = cards(&visit, org).await.told(&visit.reader)?;
    Ok(look::page(
        &visit.frame(t!(lang, "record.appeals")).lead(t!(lang, "record.appeals_lead")),
        html! {
            @if cards.is_empty() { (look::empty(&t!(lang, "record.appeals_none"), &t!(lang, "record.appeals_none_next"), None)) }
            @for card in &cards { (card) }
        },
    ))
}

async fn cards(visit: &Visit, org: i64) -> Result<Vec<Markup>> {
    let mut conn = visit.app.base.db.read().await?;
    let mut cards = Vec::new();
    for correction in correction::appeals(&mut conn, &visit.scope, org).await? {
        let record = correction::appealed_record(&mut conn, &visit.scope, &correction).await?;
        let action = format!("/school/{org}/appeals/{}", correction.id);
        cards.push(card(&mut conn, visit, &correction, record, &action, correction.state() == State::Appealed).await?);
    }
    Ok(cards)
}

pub(crate) async fn decide(visit: Visit, Path((org, id)): Path<(i64, i64)>, Form(form): Form<Decided>) -> Answer<Redirect> {
    let verdict = form.verdict().told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let waiting = correction::appeals(&mut conn, &visit.scope, org).await.told(&visit.reader)?;
    drop(conn);
    if !waiting.iter().any(|c| c.id == id) {
        return Err(Error::NotFound).told(&visit.reader);
    }
    correction::decide(&visit.app.base, &visit.scope, id, verdict, &form.words).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/school/{org}/appeals")))
}
