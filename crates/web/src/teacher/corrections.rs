//! Requests to correct a record, for the teacher who recorded it or the class teacher.

use crate::input::{Form, Path};
use crate::learner::corrections::{self, Decided};
use crate::learner::sentence::{Names, origin, remark, sentence};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Conn, Error, Result, clock, t};
use learner::correction::{self, Correction, State};
use maud::{Markup, html};
use people::OrganisationKind;
use people::permission::{self, Action};

/// The requests of all classes of the caller that they may answer, as cards.
pub(crate) async fn cards(conn: &mut Conn, visit: &Visit) -> Result<Vec<Markup>> {
    let mut cards = Vec::new();
    for class in permission::organisations(conn, &visit.scope, Action::AnswerQuestion, OrganisationKind::Class).await? {
        for correction in correction::of_class(conn, &visit.scope, class.id).await? {
            let record = correction::questioned_record(conn, &visit.scope, &correction).await?;
            let action = format!("/class/{}/corrections/{}", class.id, correction.id);
            cards.push(card(conn, visit, &correction, record, &action, correction.state() == State::Open).await?);
        }
    }
    Ok(cards)
}

/// One request with the entry it is about; the form where it waits for the reader.
pub(crate) async fn card(
    conn: &mut Conn,
    visit: &Visit,
    correction: &Correction,
    record: Option<records::Told>,
    action: &str,
    waits: bool,
) -> Result<Markup> {
    let lang = visit.lang;
    let entries: Vec<_> = record.into_iter().collect();
    let names = Names::of(conn, &entries).await?;
    Ok(html! {
        section class="card" {
            h2 { (correction.person_name) " · " (t!(lang, "record.correction")) }
            @for told in &entries {
                blockquote {
                    p { (sentence(lang, &names, told)) }
                    @if let Some(remark) = remark(told) { p class="lines" { (remark) } }
                    p class="hint" { (clock::local(told.at)) " · " (origin(lang, &names, told)) }
                }
            }
            (corrections::steps(lang, correction, false))
            @if waits { (corrections::verdict_form(lang, action, correction.id)) }
        }
    })
}

pub(crate) async fn answer(visit: Visit, Path((org, id)): Path<(i64, i64)>, Form(form): Form<Decided>) -> Answer<Redirect> {
    let verdict = form.verdict().told(&visit.reader)?;
    // The route has checked the class; the request must be one of that class's.
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let asked = correction::of_class(&mut conn, &visit.scope, org).await.told(&visit.reader)?;
    drop(conn);
    if !asked.iter().any(|c| c.id == id) {
        return Err(Error::NotFound).told(&visit.reader);
    }
    correction::answer(&visit.app.base, &visit.scope, id, verdict, &form.words).await.told(&visit.reader)?;
    Ok(Redirect::to("/teacher/questions"))
}

/// How many requests wait for the caller.
pub(crate) async fn waiting(conn: &mut Conn, visit: &Visit, class: i64) -> Result<usize> {
    let found = correction::of_class(conn, &visit.scope, class).await?;
    Ok(found.iter().filter(|c| c.state() == State::Open).count())
}
