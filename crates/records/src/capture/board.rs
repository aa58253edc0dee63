//! What a teacher sees to note facts: the class's children, the school's facts, what must not be noted.

use super::choice;
use crate::Activity;
use crate::event::{Event, Fact};
use crate::store::event as store;
use base::{Conn, Date, Error, Result, clock};
use people::permission::{self, Action, Scope};
use people::{Organisation, OrganisationKind, Purpose, Role, consent, grade, organisation, purpose_switch, role};

/// A class, ready for facts to be noted.
#[derive(Debug, Clone)]
pub struct Board {
    /// The class.
    pub class: Organisation,
    /// What may be noted, in the school's order; nothing of a purpose that is off.
    pub facts: Vec<&'static Fact>,
    /// Purposes that the school has switched off.
    pub off: Vec<Purpose>,
    /// Subjects the caller teaches here; `None` for a class teacher, who may name none or any.
    pub taught: Option<Vec<String>>,
    /// The students of today, by name.
    pub children: Vec<Child>,
}

/// A student on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The student.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Purposes for which nothing may be noted about them: not agreed to, refused or withdrawn.
    pub refused: Vec<Purpose>,
}

/// The board of a class. [`Error::Forbidden`] unless the caller may note facts there, [`Error::NotFound`] for what is no class.
pub async fn board(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Board> {
    permission::require_organisation(conn, scope, Action::Capture, class).await?;
    let class = organisation::get(conn, class).await?;
    if !class.is(OrganisationKind::Class) {
        return Err(Error::NotFound);
    }
    let school = organisation::above(conn, class.id, OrganisationKind::School).await?.ok_or(Error::NotFound)?;
    let off = purpose_switch::off(conn, school.id).await?;
    let offered = |fact: &&'static Fact| !off.contains(&fact.purpose()) && fits(fact, &school, &class, &scope.today);
    let chosen = choice::of_school(conn, school.id).await?;
    let facts = chosen.into_iter().filter(|c| c.shown).map(|c| c.fact).filter(offered).collect();
    let taught = permission::subjects(conn, scope, class.id).await?;
    let children = children(conn, class.id, &scope.today).await?;
    Ok(Board { class, facts, off, taught, children })
}

/// A class whose grade is not known is offered everything.
fn fits(fact: &Fact, school: &Organisation, class: &Organisation, today: &str) -> bool {
    let grade = class.entry_year.zip(today.parse::<Date>().ok()).and_then(|(entry, today)| grade::of(school, entry, today));
    let Some(grade) = grade else { return true };
    grade::stage(school, grade).is_none_or(|stage| fact.fits(stage, grade))
}

/// Today's students of a class with what must not be noted about each.
pub(super) async fn children(conn: &mut Conn, class: i64, today: &str) -> Result<Vec<Child>> {
    let students = role::at(conn, class, Role::Student, today).await?;
    let ids: Vec<i64> = students.iter().map(|s| s.id).collect();
    let given = consent::given(conn, &ids).await?;
    let refused = |id: i64| Purpose::CAPTURE.into_iter().filter(|p| !given.contains(&(id, *p))).collect();
    Ok(students.into_iter().map(|s| Child { id: s.id, name: s.name, refused: refused(s.id) }).collect())
}

/// What the caller has noted in a class today and not taken back, newest first.
pub async fn noted_today(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Vec<Event>> {
    permission::require_organisation(conn, scope, Action::Capture, class).await?;
    let from = scope.today.parse::<Date>().map(clock::start_of).map_err(Error::internal)?;
    // Whatever happened today was stored today, give or take a clock that is a minute ahead.
    let path = Activity::Class(class).path();
    let rows = store::of_class_since(conn, &path, from, base::id::first_of(from - 3_600_000)).await?;
    let mine = rows.into_iter().filter_map(|(person, raw)| Some(Event { person, ..Event::read(&raw)? }));
    Ok(mine.filter(|e| e.class == class && e.by == scope.person).collect())
}
