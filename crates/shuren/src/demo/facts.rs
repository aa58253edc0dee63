//! Two terms of facts that teachers noted: in lessons, about homework, of activities and the five educations.

use super::calendar::{Term, weekend};
use super::chance::Chance;
use super::family::Pupil;
use super::roster::District;
use super::school::{Class, School};
use super::staff::Given;
use base::{Date, Millis, clock};
use people::{Purpose, Role};
use records::event::{Event, Fact, Homework, Kind, facts};

/// Facts about a pupil in two terms: where the documented accounts are, and elsewhere.
const NOTED_OFTEN: f64 = 9.0;
const NOTED: f64 = 1.6;
/// Share of facts that ask for attention, for most pupils and for the one in seven who find it hard to keep up.
const ATTENTION: f64 = 0.08;
const ATTENTION_OFTEN: f64 = 0.5;
/// Share of missing homework among these.
const MISSING: f64 = 0.4;
/// Share of facts in the later of the two terms, and of these in its last ten days.
const LATER: f64 = 0.7;
const LATELY: f64 = 0.35;

/// What a pupil's family has not agreed to: three in a hundred say no to one purpose or another.
pub(super) fn refused(person: i64) -> &'static [Purpose] {
    match person % 101 {
        17 => &[Purpose::SocialEmotional],
        53 => &[Purpose::Classroom],
        89 => &Purpose::CAPTURE,
        _ => &[],
    }
}

/// The facts about the pupils of a school, oldest first.
pub(super) fn of_school(district: &District<'_>, index: usize, terms: &[Term; 2], chance: &mut Chance) -> Vec<Event> {
    let school = &district.schools[index];
    let mean = if school.plan.visitors { NOTED_OFTEN } else { NOTED };
    let mut events = Vec::new();
    for pupil in district.families.pupils.iter().filter(|p| p.school == index && p.consent) {
        let class = &school.classes[pupil.class];
        let Some(staff) = Staff::of(&district.roles, class) else { continue };
        let mut left = (mean * (0.5 + chance.uniform())).round() as usize;
        let often = chance.happens(1.0 / 7.0);
        while left > 0 {
            left -= 1;
            events.extend(one(pupil, school, class, &staff, terms, often, chance));
        }
    }
    events.sort_by_key(|e| (e.at, e.person, e.statement));
    events
}

/// Who notes facts in a class.
struct Staff<'a> {
    class_teacher: i64,
    /// Teachers with their subjects.
    teachers: Vec<(i64, &'a str)>,
}

impl<'a> Staff<'a> {
    fn of(roles: &'a [Given], class: &Class) -> Option<Staff<'a>> {
        let here = || roles.iter().filter(|r| r.org == class.id);
        let class_teacher = here().find(|r| r.role == Role::ClassTeacher)?.person;
        let teachers = here().filter(|r| r.role == Role::SubjectTeacher).filter_map(|r| Some((r.person, r.subject.as_deref()?))).collect();
        Some(Staff { class_teacher, teachers })
    }
}

fn one(
    pupil: &Pupil,
    school: &School<'_>,
    class: &Class,
    staff: &Staff<'_>,
    terms: &[Term; 2],
    often: bool,
    chance: &mut Chance,
) -> Option<Event> {
    let attention = chance.happens(if often { ATTENTION_OFTEN } else { ATTENTION });
    let day = day(terms, chance)?;
    let at = clock::start_of(day) + chance.between(8 * 3_600_000 + 300_000, 16 * 3_600_000 + 2_400_000);
    let refused = refused(pupil.person.id);
    let homework = attention && chance.happens(MISSING);
    let asked_for = |f: &&'static Fact| {
        f.attention == attention && (!homework || f.kind == Kind::Homework(Homework::Missing)) && f.fits(class.stage, class.grade)
    };
    let offered: Vec<&'static Fact> = facts().iter().filter(asked_for).filter(|f| !refused.contains(&f.purpose())).collect();
    let fact = *chance.pick(&offered)?;
    let in_lesson = matches!(fact.kind, Kind::Observation(_) | Kind::Homework(_)) && !school.plan.special;
    let lesson = chance.pick(&staff.teachers).filter(|_| in_lesson);
    Some(Event {
        statement: chance.uuid(),
        person: pupil.person.id,
        fact,
        class: class.id,
        subject: lesson.map(|(_, subject)| (*subject).to_owned()),
        by: lesson.map_or(staff.class_teacher, |(teacher, _)| *teacher),
        at: at as Millis,
        note: None,
    })
}

/// A school day of one of the terms, lately more often than before.
fn day(terms: &[Term; 2], chance: &mut Chance) -> Option<Date> {
    let days = &terms[usize::from(chance.happens(LATER))].days;
    let lately = &days[days.len().saturating_sub(10)..];
    let among = if chance.happens(LATELY) { lately } else { days };
    chance.pick(among).copied().filter(|day| !weekend(*day))
}
