//! A region or county: its schools by subject, then by knowledge point.

use crate::input::{Path, Query};
use crate::school::aggregate::{View, heat, units};
use crate::school::home::{Wanted, by, caption, column_names, heading, region_link};
use crate::{Answer, Told, Visit, look};
use axum::response::{IntoResponse, Redirect, Response};
use base::t;
use learner::aggregate::region_aggregate;
use people::OrganisationKind;
use people::permission::{self, Action};

/// The widest place in reach: the region, else the one county, else a list of counties and groups.
pub(crate) async fn list(visit: Visit) -> Answer<Response> {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let mut places = Vec::new();
    for kind in [OrganisationKind::Region, OrganisationKind::County, OrganisationKind::SchoolGroup] {
        places.extend(permission::organisations(&mut conn, &visit.scope, Action::ViewRegion, kind).await.told(&visit.reader)?);
    }
    if let Some(first) = places.first().filter(|p| p.is(OrganisationKind::Region) || places.len() == 1) {
        return Ok(Redirect::to(&format!("/region/{}", first.id)).into_response());
    }
    let links: Vec<_> = places.iter().map(region_link).collect();
    let title = t!(lang, "bureau.places").into_owned();
    let empty = look::empty(&t!(lang, "school.no_schools"), &t!(lang, "school.no_schools_next"), None);
    Ok(look::page(&visit.frame(title.clone()), units(title.clone(), title, &links, empty)).into_response())
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let place = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let by = by(&query.subject);
    let figures = region_aggregate(&mut conn, &visit.scope, org, &by).await.told(&visit.reader)?;
    let names = column_names(&mut conn, lang, &by, &figures).await.told(&visit.reader)?;
    let counties = people::organisation::below(&mut conn, org, OrganisationKind::County).await.told(&visit.reader)?;
    let opens = place.is(OrganisationKind::Region)
        && permission::require_organisation(&mut conn, &visit.scope, Action::PrepareRelease, place.id).await.is_ok();
    let approves = place.is(OrganisationKind::Region)
        && permission::require_organisation(&mut conn, &visit.scope, Action::ApproveRetention, place.id).await.is_ok();
    let offers = permission::require_organisation(&mut conn, &visit.scope, Action::OfferActivity, org).await.is_ok();
    let caption = caption(lang, &by);
    let column = |code: &str| heading(&names, &by, code);
    let cell = |school: i64, code: &str| {
        let subject = if query.subject.is_empty() { code } else { &query.subject };
        Some(format!("/school/{school}?subject={subject}"))
    };
    let unit = |school: i64| Some(format!("/school/{school}"));
    let view = View { caption: &caption, corner: &t!(lang, "school.school"), column: &column, unit: &unit, cell: &cell };
    let mut frame = visit.frame(place.name.clone()).lead(t!(lang, "bureau.lead"));
    if !query.subject.is_empty() {
        frame = frame.crumb(format!("/region/{org}"), place.name);
    }
    Ok(look::page(
        &frame,
        maud::html! {
            @if counties.iter().any(|c| c.id != org) {
                nav class="tabs" aria-label=(t!(lang, "bureau.places")) { @for c in &counties { a href={ "/region/" (c.id) } { (c.name) } } }
            }
            (heat(&visit, &figures, &view))
            @if offers { p { (look::link_button(look::Button::Second, &format!("/activities/{org}"), &t!(lang, "talent.offer_title"))) } }
            @if opens { p { (look::link_button(look::Button::Second, "/bureau/open", &t!(lang, "open.datasets"))) } }
            @if approves { p { (look::link_button(look::Button::Second, "/admin/retention", &t!(lang, "erasure.retention"))) } }
        },
    ))
}
