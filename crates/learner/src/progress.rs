//! Who needs a look: what the students of a class did this week and last, as plain facts without a score.
//!
//! Read from the projection of the statements ([`records::progress`]). A teacher sees names; a school's leader sees numbers of
//! students by class, small cells suppressed.

use crate::{policy, suppression};
use base::{Clock, Conn, Date, Error, Millis, Result, clock};
use jiff::ToSpan;
use people::consent::{self, Purpose};
use people::{Action, Organisation, OrganisationKind, Person, Role, Scope, organisation, permission, role};
use records::progress::{self, Day, monday};
use std::collections::{HashMap, HashSet};

/// What a class did.
#[derive(Debug, Clone)]
pub struct ClassProgress {
    /// Monday of this week.
    pub week: Date,
    /// Codes of the subjects counted; `None` for all.
    pub subjects: Option<Vec<String>>,
    /// The students of today, by name.
    pub students: Vec<StudentProgress>,
}

/// What one student did.
#[derive(Debug, Clone)]
pub struct StudentProgress {
    /// The student.
    pub student: Person,
    /// `None` while consent to learning records does not hold.
    pub seen: Option<Seen>,
}

/// What is seen of a student.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The last activity of any kind; `None` when there was none.
    pub last: Option<Millis>,
    /// From Monday to today.
    pub this: Week,
    /// The week before, all seven days.
    pub before: Week,
    /// Homework not handed in this week; `None` while the family has not agreed to facts about homework.
    pub missing: Option<i64>,
}

/// What was done in a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Week {
    /// Answers.
    pub answers: i64,
    /// Of these, right.
    pub correct: i64,
    /// Facts noted.
    pub facts: i64,
    /// Time on task in milliseconds.
    pub time: Millis,
}

impl Seen {
    /// Whether nothing happened in [`policy::QUIET_DAYS`] days before an instant.
    pub fn is_quiet(&self, now: Millis) -> bool {
        self.last.is_none_or(|last| last < now - policy::QUIET_DAYS * 86_400_000)
    }
}

/// The students of a class. [`Error::Forbidden`] unless the caller may see the class; a subject teacher is told of their
/// subjects' answers, times and facts only.
pub async fn class_progress(conn: &mut Conn, scope: &Scope, clock: &Clock, class: i64) -> Result<ClassProgress> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    let subjects = permission::subjects(conn, scope, class).await?;
    let students = role::at(conn, class, Role::Student, &scope.today).await?;
    let ids: Vec<i64> = students.iter().map(|s| s.id).collect();
    let week = monday(clock.today());
    let mut seen = seen(conn, &ids, week, subjects.as_deref()).await?;
    let students = students.into_iter().map(|student| StudentProgress { seen: seen.remove(&student.id), student }).collect();
    Ok(ClassProgress { week, subjects, students })
}

/// What is seen of those whose consent to learning records holds.
async fn seen(conn: &mut Conn, persons: &[i64], week: Date, subjects: Option<&[String]>) -> Result<HashMap<i64, Seen>> {
    let given = consent::given(conn, persons).await?;
    let agreed = |person: i64, purpose: Purpose| given.contains(&(person, purpose));
    let shown: Vec<i64> = persons.iter().copied().filter(|p| agreed(*p, Purpose::Learning)).collect();
    let last = progress::last(conn, &shown).await?;
    let new = |person: &i64| Seen {
        last: last.get(person).copied(),
        missing: agreed(*person, Purpose::Homework).then_some(0),
        ..Seen::default()
    };
    let mut seen: HashMap<i64, Seen> = shown.iter().map(|p| (*p, new(p))).collect();
    let areas: Option<HashSet<String>> = subjects.map(|codes| codes.iter().map(|code| records::Activity::subject(code).path()).collect());
    let monday = week.to_string();
    for day in progress::since(conn, &shown, before(week)).await? {
        if let Some(one) = seen.get_mut(&day.person) {
            one.add(&day, day.day >= monday, areas.as_ref());
        }
    }
    Ok(seen)
}

/// The Monday before.
fn before(week: Date) -> Date {
    week.saturating_sub(7.days())
}

impl Seen {
    fn add(&mut self, day: &Day, this_week: bool, areas: Option<&HashSet<String>>) {
        if areas.is_some_and(|areas| !areas.contains(&day.area)) {
            return;
        }
        // A fact of a lesson stands under its subject as well as under its dimension: counted once.
        let of_facts = areas.is_some() || day.area.starts_with("dimension/");
        let week = if this_week { &mut self.this } else { &mut self.before };
        week.answers += day.answers;
        week.correct += day.correct;
        week.time += day.time;
        week.facts += if of_facts { day.facts } else { 0 };
        if let Some(missing) = self.missing.as_mut().filter(|_| this_week && of_facts) {
            *missing += day.missing;
        }
    }
}

/// A school's classes in numbers of students.
#[derive(Debug, Clone)]
pub struct SchoolProgress {
    /// Monday of this week.
    pub week: Date,
    /// Classes, by code.
    pub rows: Vec<ClassCounts>,
    /// Over all classes.
    pub total: Counts,
    /// Fewer students than this are not shown.
    pub smallest_cell: i64,
}

/// One class's numbers.
#[derive(Debug, Clone)]
pub struct ClassCounts {
    /// The class.
    pub class: Organisation,
    /// Its numbers.
    pub counts: Counts,
}

/// Numbers of students; `None` where there are too few, or where another cell could be worked out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// With consent to learning records.
    pub students: Option<i64>,
    /// Active this week.
    pub active: Option<i64>,
    /// Without any activity for [`policy::QUIET_DAYS`] days.
    pub quiet: Option<i64>,
    /// With homework missing this week.
    pub missing: Option<i64>,
}

/// The classes of a school in numbers. [`Error::Forbidden`] unless the caller leads the school, [`Error::NotFound`] for what is
/// no school.
pub async fn school_progress(conn: &mut Conn, scope: &Scope, clock: &Clock, school: i64) -> Result<SchoolProgress> {
    permission::require_organisation(conn, scope, Action::LeadSchool, school).await?;
    if !organisation::get(conn, school).await?.is(OrganisationKind::School) {
        return Err(Error::NotFound);
    }
    let (week, now) = (monday(clock.today()), clock.now());
    let classes = organisation::below(conn, school, OrganisationKind::Class).await?;
    let mut counted = Vec::new();
    for class in &classes {
        let students: Vec<i64> = role::at(conn, class.id, Role::Student, &scope.today).await?.iter().map(|s| s.id).collect();
        let seen = seen(conn, &students, week, None).await?;
        counted.push(count(seen.values(), week, now));
    }
    let (rows, total) = suppressed(&counted);
    let rows = classes.into_iter().zip(rows).map(|(class, counts)| ClassCounts { class, counts }).collect();
    Ok(SchoolProgress { week, rows, total, smallest_cell: policy::SMALLEST_CELL_IN_SCHOOL })
}

/// Students, those active this week, those quiet, those with homework missing.
fn count<'a>(seen: impl Iterator<Item = &'a Seen>, week: Date, now: Millis) -> [i64; 4] {
    let monday = clock::start_of(week);
    let mut counts = [0; 4];
    for one in seen {
        let active = one.last.is_some_and(|last| last >= monday);
        for (sum, yes) in counts.iter_mut().zip([true, active, one.is_quiet(now), one.missing.is_some_and(|n| n > 0)]) {
            *sum += i64::from(yes);
        }
    }
    counts
}

/// Each column with its small cells hidden: few students who did something, and few who did not, which would follow from the
/// number of students beside it.
fn suppressed(counted: &[[i64; 4]]) -> (Vec<Counts>, Counts) {
    let least = policy::SMALLEST_CELL_IN_SCHOOL;
    let mut shown = vec![[None; 4]; counted.len()];
    let mut totals = [None; 4];
    let students: Vec<i64> = counted.iter().map(|c| c[0]).collect();
    let by_size = suppression::hide(&students, least);
    for column in 0..4 {
        let yes: Vec<i64> = counted.iter().map(|c| c[column]).collect();
        let no: Vec<i64> = if column == 0 { vec![0; yes.len()] } else { students.iter().zip(&yes).map(|(all, yes)| all - yes).collect() };
        let (few, rest) = (suppression::hide(&yes, least), suppression::hide(&no, least));
        for (row, cell) in shown.iter_mut().enumerate() {
            let hidden = few.cells[row] || rest.cells[row] || by_size.cells[row];
            cell[column] = (!hidden).then_some(yes[row]);
        }
        let hidden = few.total || rest.total || by_size.total;
        totals[column] = (!hidden).then(|| yes.iter().sum());
    }
    (shown.into_iter().map(Counts::of).collect(), Counts::of(totals))
}

impl Counts {
    fn of([students, active, quiet, missing]: [Option<i64>; 4]) -> Counts {
        Counts { students, active, quiet, missing }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_who_did_and_few_who_did_not_are_hidden_alike() {
        let (rows, total) = suppressed(&[[40, 38, 0, 12], [42, 20, 8, 11], [44, 22, 9, 13]]);
        assert_eq!((rows[0].students, rows[0].active, rows[0].quiet, rows[0].missing), (Some(40), None, Some(0), Some(12)));
        assert!(rows[1].active.is_none() || rows[2].active.is_none(), "one hidden cell alone would follow from the total");
        assert_eq!((total.students, total.quiet), (Some(126), Some(17)));
    }

    proptest! {
        /// Of what is shown beside the number of students, neither those who did nor those who did not are few.
        #[test]
        fn no_shown_cell_is_small(sizes in prop::collection::vec((0i64..60, 0.0f64..1.0), 1..9)) {
            let counted: Vec<[i64; 4]> = sizes.iter().map(|(n, p)| [*n, (*n as f64 * p) as i64, 0, *n]).collect();
            let (rows, _) = suppressed(&counted);
            for (row, counts) in rows.iter().zip(&counted) {
                if let Some(active) = row.active {
                    prop_assert!(active == 0 || active >= policy::SMALLEST_CELL_IN_SCHOOL);
                    let rest = counts[0] - active;
                    prop_assert!(rest == 0 || rest >= policy::SMALLEST_CELL_IN_SCHOOL);
                }
            }
        }
    }
}
