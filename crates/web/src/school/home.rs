//! A school's home: its classes by subject, then by knowledge point.

use super::aggregate::{View, heat, units};
use crate::input::{Path, Query};
use crate::look::Button;
use crate::{Answer, Told, Visit, look};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Conn, Lang, Result, t};
use charts::Heading;
use content::Subject;
use learner::aggregate::{Aggregate, By, school_aggregate};
use maud::html;
use people::permission::{self, Action};
use people::{Organisation, OrganisationKind};
use std::collections::HashMap;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    /// A subject's code: its points instead of all subjects.
    #[serde(default)]
    pub subject: String,
}

/// The schools in reach; straight to the school when there is one.
pub(crate) async fn list(visit: Visit) -> Answer<Response> {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let schools =
        permission::organisations(&mut conn, &visit.scope, Action::ViewSchool, OrganisationKind::School).await.told(&visit.reader)?;
    if let [only] = schools.as_slice() {
        return Ok(Redirect::to(&format!("/school/{}", only.id)).into_response());
    }
    let links: Vec<_> = schools.into_iter().map(|s| (format!("/school/{}", s.id), s.name)).collect();
    let title = t!(lang, "school.schools").into_owned();
    let empty = look::empty(&t!(lang, "school.no_schools"), &t!(lang, "school.no_schools_next"), None);
    Ok(look::page(&visit.frame(title.clone()), units(title, t!(lang, "school.school").into_owned(), &links, empty)).into_response())
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let school = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let by = by(&query.subject);
    let figures = school_aggregate(&mut conn, &visit.scope, org, &by).await.told(&visit.reader)?;
    let names = column_names(&mut conn, lang, &by, &figures).await.told(&visit.reader)?;
    let leads = permission::require_organisation(&mut conn, &visit.scope, Action::SwitchCapture, org).await.is_ok();
    let appeals = permission::require_organisation(&mut conn, &visit.scope, Action::DecideAppeal, org).await.is_ok();
    let offers = permission::require_organisation(&mut conn, &visit.scope, Action::OfferActivity, org).await.is_ok();
    let caption = caption(lang, &by);
    let column = |code: &str| heading(&names, &by, code);
    let cell = |_: i64, code: &str| (by == By::Subject).then(|| format!("?subject={code}"));
    let view = View { caption: &caption, corner: &t!(lang, "teacher.class"), column: &column, unit: &|_| None, cell: &cell };
    let mut frame = visit.frame(school.name.clone()).lead(t!(lang, "school.lead"));
    if by != By::Subject {
        frame = frame.crumb(format!("/school/{org}"), school.name);
    }
    Ok(look::page(
        &frame,
        html! {
            @if leads {
                div class="actions" {
                    (look::link_button(Button::Second, &format!("/school/{org}/progress"), &t!(lang, "capture.school_progress")))
                    (look::link_button(Button::Second, &format!("/school/{org}/capture"), &t!(lang, "capture.switches")))
                }
            }
            @if appeals {
                div class="actions" { (look::link_button(Button::Second, &format!("/school/{org}/appeals"), &t!(lang, "record.appeals_open"))) }
            }
            @if offers { div class="actions" { (look::link_button(Button::Second, &format!("/activities/{org}"), &t!(lang, "talent.offer_title"))) } }
            (heat(&visit, &figures, &view))
        },
    ))
}

/// All subjects, or the points of one.
pub(crate) fn by(subject: &str) -> By {
    match Subject::parse(subject) {
        Some(subject) => By::PointsOf(subject.code().to_owned()),
        None => By::Subject,
    }
}

/// What the heat map shows, in words.
pub(crate) fn caption(lang: Lang, by: &By) -> String {
    match by {
        By::Subject => t!(lang, "school.by_subject").into_owned(),
        By::PointsOf(code) => t!(lang, "school.by_point", subject = Subject::parse(code).map(|s| s.name(lang)).unwrap_or_default()),
    }
}

/// Names of the columns' codes.
pub(crate) async fn column_names(conn: &mut Conn, lang: Lang, by: &By, figures: &Aggregate) -> Result<HashMap<String, String>> {
    if *by == By::Subject {
        let name = |code: &String| (code.clone(), Subject::parse(code).map(|s| s.name(lang).into_owned()).unwrap_or_default());
        return Ok(figures.columns.iter().map(name).collect());
    }
    let codes: Vec<&str> = figures.columns.iter().map(String::as_str).collect();
    let points = content::point::by_codes(conn, &codes).await?;
    Ok(points.into_iter().map(|(code, p)| (code, p.name(lang).to_owned())).collect())
}

/// A column's heading: subjects lead down to their points.
pub(crate) fn heading(names: &HashMap<String, String>, by: &By, code: &str) -> Heading {
    let label = names.get(code).cloned().unwrap_or_else(|| code.to_owned());
    Heading { label, href: (*by == By::Subject).then(|| format!("?subject={code}")) }
}

/// Where an organisation's aggregates are shown.
pub(crate) fn region_link(org: &Organisation) -> (String, String) {
    (format!("/region/{}", org.id), org.name.clone())
}
