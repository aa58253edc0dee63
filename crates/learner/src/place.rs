//! Where a learner stands in school: stage and grade, from the class of today.

use base::{Conn, Date, Result};
use people::{OrganisationKind, Role, Scope, Stage, grade, organisation, role};

/// Stage and grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The stage.
    pub stage: Stage,
    /// The grade.
    pub grade: i64,
}

/// A learner's place on the scope's day; `None` when the class or its school does not tell.
pub async fn of(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Option<Place>> {
    let Ok(today) = scope.today.parse::<Date>() else { return Ok(None) };
    for class in role::of_person(conn, person, &scope.today).await?.iter().filter(|a| a.role() == Some(Role::Student)) {
        if let Some(place) = of_class(conn, class.org, today).await? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// A class's place on a day; `None` when the class or its school does not tell.
pub async fn of_class(conn: &mut Conn, class: i64, today: Date) -> Result<Option<Place>> {
    let entry = organisation::get(conn, class).await?.entry_year;
    let school = organisation::above(conn, class, OrganisationKind::School).await?;
    let (Some(entry), Some(school)) = (entry, school) else { return Ok(None) };
    let Some(grade) = grade::of(&school, entry, today) else { return Ok(None) };
    Ok(grade::stage(&school, grade).map(|stage| Place { stage, grade }))
}
