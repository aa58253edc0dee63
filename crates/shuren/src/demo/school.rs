//! Schools with their cohorts and classes.

use super::chance::Chance;
use super::ids;
use super::plan::{Intake, Plan, SchoolPlan};
use base::{Date, Error, Result};
use people::{Organisation, OrganisationKind, Stage, grade};

/// A school of a district.
pub(super) struct School<'p> {
    pub id: i64,
    pub plan: &'p SchoolPlan,
    pub org: Organisation,
    /// Which county it lies in: families live there.
    pub county: usize,
    pub classes: Vec<Class>,
}

/// A class, in its grade of this school year.
pub(super) struct Class {
    pub id: i64,
    pub stage: Stage,
    pub grade: i64,
    /// The year in which its pupils entered the school's first grade.
    pub entry_year: i64,
    /// How many pupils.
    pub size: i64,
    /// Which posts teach it.
    pub staffing: String,
}

/// The number of the next organisation of each kind.
pub(super) struct Numbers {
    school: i64,
    cohort: i64,
    class: i64,
}

impl Numbers {
    pub fn first() -> Numbers {
        Numbers { school: ids::SCHOOLS + 1, cohort: ids::COHORTS + 1, class: ids::CLASSES + 1 }
    }
}

fn take(number: &mut i64) -> i64 {
    *number += 1;
    *number - 1
}

/// The region, its counties, the bureau's offices and the school group: parents first.
pub(super) fn top(plan: &Plan) -> Vec<Organisation> {
    let named = |id, kind, parent, code: String, name: &str| Organisation {
        id,
        demo: true,
        ..Organisation::new(kind, parent, &code, &plan.marked(name))
    };
    let region = named(ids::REGION, OrganisationKind::Region, None, plan.code.clone(), &plan.name);
    let mut orgs = vec![region];
    for (i, county) in (1..).zip(&plan.county) {
        let code = format!("{}-X{i}", plan.code);
        orgs.push(named(ids::COUNTIES + i, OrganisationKind::County, Some(ids::REGION), code, &county.name));
    }
    for (i, office) in (1..).zip(&plan.office) {
        let code = format!("{}-B{i}", plan.code);
        orgs.push(named(ids::OFFICES + i, OrganisationKind::Department, Some(ids::REGION), code, &office.name));
    }
    let code = format!("{}-J1", plan.code);
    orgs.push(named(ids::SCHOOL_GROUP, OrganisationKind::SchoolGroup, Some(ids::REGION), code, &plan.school_group));
    orgs
}

/// The schools of one district and all organisations they are made of, parents first.
pub(super) fn district<'p>(
    plan: &'p Plan,
    round: usize,
    today: Date,
    numbers: &mut Numbers,
    chance: &mut Chance,
) -> Result<(Vec<School<'p>>, Vec<Organisation>)> {
    let mut schools = Vec::new();
    let mut orgs = Vec::new();
    for school_plan in &plan.school {
        let mut school = school(plan, school_plan, round, numbers)?;
        orgs.push(school.org.clone());
        school.classes = classes(plan, &school, today, numbers, chance, &mut orgs)?;
        schools.push(school);
    }
    Ok((schools, orgs))
}

fn school<'p>(plan: &Plan, school: &'p SchoolPlan, round: usize, numbers: &mut Numbers) -> Result<School<'p>> {
    let id = take(&mut numbers.school);
    let county = (school.county + round) % plan.county.len();
    let name = match round {
        0 => school.name.clone(),
        // Only sizes m and l get here: numbered copies, for measuring.
        _ => plan
            .repeated_name
            .replace("{county}", &plan.county[county].name)
            .replace("{name}", &school.name)
            .replace("{round}", &round.to_string()),
    };
    let code = format!("{}{:04}", plan.code, id - ids::SCHOOLS);
    let parent = ids::COUNTIES + 1 + county as i64;
    let stages: Vec<&str> = school.intake.iter().map(|i| i.stage.code()).collect();
    let org = Organisation {
        id,
        stages: stages.join(","),
        locality: Some(school.locality.clone()),
        small: school.small,
        weak: school.weak,
        special: school.special,
        demo: true,
        ..Organisation::new(OrganisationKind::School, Some(parent), &code, &plan.marked(&name))
    };
    Ok(School { id, plan: school, org, county, classes: Vec::new() })
}

fn classes(
    plan: &Plan,
    school: &School<'_>,
    today: Date,
    numbers: &mut Numbers,
    chance: &mut Chance,
    orgs: &mut Vec<Organisation>,
) -> Result<Vec<Class>> {
    let (first, last) = grade::span(&school.org).ok_or_else(|| Error::internal("demo/region.toml: a school without stages"))?;
    let mut classes = Vec::new();
    for grade in first..=last {
        let Some(intake) = intake_of(school, grade) else { continue };
        let entry_year = grade::school_year(today) - (grade - first);
        let year = entry_year.to_string();
        let below = |id, kind, parent, code: String, name: String| Organisation {
            id,
            entry_year: Some(entry_year),
            demo: true,
            ..Organisation::new(kind, Some(parent), &code, &name)
        };
        let cohort = take(&mut numbers.cohort);
        let code = format!("{}-{year}", school.org.code);
        orgs.push(below(cohort, OrganisationKind::Cohort, school.id, code.clone(), plan.cohort_name.replace("{year}", &year)));
        for number in 1..=intake.classes {
            let id = take(&mut numbers.class);
            let name = plan.class_name.replace("{year}", &year).replace("{number}", &number.to_string());
            orgs.push(below(id, OrganisationKind::Class, cohort, format!("{code}-{number:02}"), name));
            let size = intake.size + chance.between(-intake.size / 12, intake.size / 12);
            classes.push(Class { id, stage: intake.stage, grade, entry_year, size, staffing: intake.staffing().to_owned() });
        }
    }
    Ok(classes)
}

fn intake_of<'p>(school: &School<'p>, grade: i64) -> Option<&'p Intake> {
    let stage = grade::stage(&school.org, grade)?;
    school.plan.intake.iter().find(|i| i.stage == stage)
}
