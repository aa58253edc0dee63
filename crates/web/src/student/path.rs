//! Taking a step of one's own path, or showing in a short check that it is known already: each becomes a sitting.

use super::practice::address;
use crate::input::Form;
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use learner::path::{self, Moment};

#[derive(serde::Deserialize)]
pub(crate) struct Chosen {
    point: i64,
    #[serde(default)]
    moment: String,
}

impl Chosen {
    fn moment(&self) -> Moment {
        Moment::parse(&self.moment).unwrap_or(Moment::After)
    }
}

pub(crate) async fn take(visit: Visit, Form(form): Form<Chosen>) -> Answer<Redirect> {
    let sitting = path::take(&visit.app.base, &visit.scope, form.moment(), form.point).await.told(&visit.reader)?;
    Ok(Redirect::to(&address(sitting)))
}

pub(crate) async fn check(visit: Visit, Form(form): Form<Chosen>) -> Answer<Redirect> {
    let sitting = path::check(&visit.app.base, &visit.scope, form.moment(), form.point).await.told(&visit.reader)?;
    Ok(Redirect::to(&address(sitting)))
}
