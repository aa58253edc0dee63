//! School years and grades: a grade is derived from the year of entry, so promotion (升年级) happens by
//! itself on 1 September and no stored grade can go stale.

use crate::{Organisation, Stage};
use base::{Date, Lang, t};
use std::borrow::Cow;

/// The school year a day falls in, named by the year it begins: 2026 runs from 1 September 2026 to
/// 31 August 2027.
pub fn school_year(day: Date) -> i64 {
    i64::from(day.year()) - i64::from(day.month() < 9)
}

/// First and last grade of a stage: grades 1–12, years 1–3 of a kindergarten or vocational school,
/// 1–4 of a college.
pub fn grades(stage: Stage) -> (i64, i64) {
    match stage {
        Stage::Kindergarten => (1, 3),
        Stage::Primary => (1, 6),
        Stage::Junior => (7, 9),
        Stage::Senior => (10, 12),
        Stage::Vocational => (10, 12),
        Stage::Higher => (1, 4),
    }
}

/// First and last grade of a school that has these stages.
pub fn span(school: &Organisation) -> Option<(i64, i64)> {
    let stages = school.stages();
    let first = stages.iter().map(|s| grades(*s).0).min()?;
    let last = stages.iter().map(|s| grades(*s).1).max()?;
    Some((first, last))
}

/// The grade, on a day, of those who entered a school in a year; `None` before entry or when the
/// school's stages are not known. May lie beyond the school's last grade: they have graduated.
pub fn of(school: &Organisation, entry_year: i64, day: Date) -> Option<i64> {
    let (first, _) = span(school)?;
    let years = school_year(day) - entry_year;
    (years >= 0).then_some(first + years)
}

/// The stage in which a school teaches a grade.
pub fn stage(school: &Organisation, grade: i64) -> Option<Stage> {
    school.stages().into_iter().find(|s| (grades(*s).0..=grades(*s).1).contains(&grade))
}

/// A grade's name for readers: 七年级, 高一, 大班.
pub fn name(lang: Lang, stage: Stage, grade: i64) -> Cow<'static, str> {
    let key = match (stage, grade) {
        (Stage::Kindergarten, 1) => "people.kindergarten_1",
        (Stage::Kindergarten, 2) => "people.kindergarten_2",
        (Stage::Kindergarten, 3) => "people.kindergarten_3",
        (Stage::Vocational, 10) => "people.vocational_1",
        (Stage::Vocational, 11) => "people.vocational_2",
        (Stage::Vocational, 12) => "people.vocational_3",
        (Stage::Higher, 1) => "people.higher_1",
        (Stage::Higher, 2) => "people.higher_2",
        (Stage::Higher, 3) => "people.higher_3",
        (Stage::Higher, 4) => "people.higher_4",
        (_, 1) => "people.grade_1",
        (_, 2) => "people.grade_2",
        (_, 3) => "people.grade_3",
        (_, 4) => "people.grade_4",
        (_, 5) => "people.grade_5",
        (_, 6) => "people.grade_6",
        (_, 7) => "people.grade_7",
        (_, 8) => "people.grade_8",
        (_, 9) => "people.grade_9",
        (_, 10) => "people.grade_10",
        (_, 11) => "people.grade_11",
        (_, 12) => "people.grade_12",
        _ => return t!(lang, "people.grade_other", n = grade).into(),
    };
    t!(lang, key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrganisationKind;

    #[test]
    fn a_grade_turns_on_the_first_of_september() {
        let mut school = Organisation::new(OrganisationKind::School, None, "S", "s");
        school.stages = "primary,junior".into();
        let day = |y, m, d| Date::constant(y, m, d);
        assert_eq!(of(&school, 2020, day(2026, 8, 31)), Some(6));
        assert_eq!(of(&school, 2020, day(2026, 9, 1)), Some(7));
        assert_eq!(of(&school, 2027, day(2026, 9, 1)), None);
        assert_eq!(stage(&school, 7), Some(Stage::Junior));
        assert_eq!(span(&school), Some((1, 9)));
        assert_eq!(name(Lang::En, Stage::Junior, 7), "Grade 7");
    }
}
