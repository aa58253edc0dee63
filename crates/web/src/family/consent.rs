//! A guardian decides, purpose by purpose, and can withdraw.

use crate::account::consent::{Decide, purposes};
use crate::account::erasure;
use crate::input::{Form, Path};
use crate::look;
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, t};
use people::consent::{self, Purpose};

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let child = people::person::get(&mut conn, person).await.told(&visit.reader)?;
    let history = consent::history(&mut conn, person).await.told(&visit.reader)?;
    let off = people::purpose_switch::off_for(&mut conn, person, &visit.scope.today).await.told(&visit.reader)?;
    let standings = erasure::standings(&mut conn, &visit, person).await.told(&visit.reader)?;
    let frame = visit
        .frame(t!(lang, "family.consent_of", name = child.name))
        .lead(t!(lang, "account.consent_lead"))
        .crumb("/family", t!(lang, "site.nav_children"));
    Ok(look::page(&frame, purposes(lang, &format!("/family/{person}/consent"), &history, &off, Some(&standings))))
}

pub(crate) async fn submit(visit: Visit, Path(person): Path<i64>, Form(form): Form<Decide>) -> Answer<Redirect> {
    let purpose = Purpose::of(&form.purpose).ok_or(Error::NotFound).told(&visit.reader)?;
    consent::decide(&visit.app.base, &visit.scope, person, purpose, form.given).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/family/{person}/consent#{}", purpose.code())))
}
