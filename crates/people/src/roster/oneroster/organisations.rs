//! Organisations and classes of a package.

use super::super::wanted::{Facts, Wanted, WantedOrg};
use super::super::{cell, subject};
use super::enumerations;
use super::files::{ACADEMIC_SESSIONS, CLASSES, COURSES, ORGS};
use super::package::{Line, Package};
use crate::{Locality, OrganisationKind, Stage};
use base::{Lang, Problem};
use std::collections::{BTreeSet, HashMap};

/// A class as the members' files refer to it.
pub(super) struct Class {
    pub code: String,
    pub school: String,
    pub subject: Option<String>,
}

/// What the members' files refer to, by source id.
#[derive(Default)]
pub(super) struct Orgs {
    codes: HashMap<String, String>,
    classes: HashMap<String, Class>,
}

impl Orgs {
    /// The code of an organisation; one that the package does not describe goes by its source id.
    pub fn code(&self, source: &str) -> String {
        self.codes.get(source).cloned().unwrap_or_else(|| source.to_owned())
    }

    /// The class of a source id; one that the package does not describe goes by it.
    pub fn class(&self, source: &str, school: &str) -> Class {
        match self.classes.get(source) {
            Some(class) => Class { code: class.code.clone(), school: class.school.clone(), subject: class.subject.clone() },
            None => Class { code: source.to_owned(), school: self.code(school), subject: None },
        }
    }
}

pub(super) fn read(package: &Package, wanted: &mut Wanted, problems: &mut Vec<Problem>) -> Orgs {
    let mut orgs = Orgs::default();
    for line in package.lines(&ORGS) {
        let code = line.some("identifier").unwrap_or(line.get("sourcedId"));
        orgs.codes.insert(line.get("sourcedId").to_owned(), code.to_owned());
    }
    for line in package.lines(&ORGS) {
        let code = orgs.code(line.get("sourcedId"));
        match org(&line, &orgs) {
            _ if line.is_deleted() => wanted.notices.push(line.spot().fault("status", Problem::new("roster.not_deleted"))),
            Ok(org) => put(wanted, problems, &line, code, org),
            Err(problem) => problems.push(problem),
        }
    }
    let known = |file, field: &'static str| -> BTreeSet<&str> { package.lines(file).map(|line| line.get(field)).collect() };
    let (courses, terms) = (known(&COURSES, "sourcedId"), known(&ACADEMIC_SESSIONS, "sourcedId"));
    // The binding names a school year by the year it ends in.
    let year = package.lines(&ACADEMIC_SESSIONS).filter_map(|line| line.get("schoolYear").parse::<i64>().ok()).max().map(|year| year - 1);
    for line in package.lines(&CLASSES) {
        let mut refers = |field: &'static str, there: &BTreeSet<&str>, source: &str| {
            // A delta may refer to what an earlier package brought.
            if !there.is_empty() && !there.contains(source) {
                problems.push(line.spot().fault(field, Problem::new("roster.unknown_reference").with("value", source)));
            }
        };
        refers("courseSourcedId", &courses, line.get("courseSourcedId"));
        line.get("termSourcedIds").split(',').for_each(|term| refers("termSourcedIds", &terms, term.trim()));
        if line.is_deleted() {
            wanted.notices.push(line.spot().fault("status", Problem::new("roster.not_deleted")));
        } else {
            class(&line, year, &mut orgs, wanted, problems);
        }
    }
    orgs
}

fn put(wanted: &mut Wanted, problems: &mut Vec<Problem>, line: &Line<'_>, code: String, org: WantedOrg) {
    match wanted.orgs.get(&code) {
        Some(first) if !first.implied => {
            problems.push(line.spot().fault("sourcedId", Problem::new("roster.twice").with("row", first.spot.row)));
        }
        _ => drop(wanted.orgs.insert(code, org)),
    }
}

fn org(line: &Line<'_>, orgs: &Orgs) -> Result<WantedOrg, Problem> {
    let spot = line.spot();
    let name = cell::title(line.get("name")).map_err(|p| spot.fault("name", p))?;
    let given = line.some("metadata.kind").map_or_else(|| enumerations::org_kind(line.get("type")), OrganisationKind::of);
    let unknown = || spot.fault("type", Problem::new("roster.word").with("value", line.get("type")).with("words", "school, district, …"));
    Ok(WantedOrg {
        kind: given.ok_or_else(unknown)?,
        parent: line.some("parentSourcedId").map(|source| orgs.code(source)),
        name,
        facts: facts(line)?,
        entry_year: None,
        implied: false,
        spot,
    })
}

/// A school's facts, when the package has our extensions.
fn facts(line: &Line<'_>) -> Result<Option<Facts>, Problem> {
    if !line.has("metadata.stages") {
        return Ok(None);
    }
    let word =
        |field: &'static str| line.spot().fault(field, Problem::new("roster.word").with("value", line.get(field)).with("words", "…"));
    let stages: Option<Vec<Stage>> = line.get("metadata.stages").split(',').filter(|s| !s.is_empty()).map(Stage::parse).collect();
    let stages = stages.ok_or_else(|| word("metadata.stages"))?;
    let locality = line.some("metadata.locality");
    let known = [Locality::Urban, Locality::Town, Locality::Rural].map(Locality::code);
    if locality.is_some_and(|l| !known.contains(&l)) {
        return Err(word("metadata.locality"));
    }
    let flag = |field: &'static str| cell::flag(line.get(field)).map_err(|p| line.spot().fault(field, p));
    Ok(Some(Facts {
        stages: stages.iter().map(|s| s.code()).collect::<Vec<_>>().join(","),
        locality: locality.map(str::to_owned),
        small: flag("metadata.small")?,
        weak: flag("metadata.weak")?,
        special: flag("metadata.special")?,
    }))
}

/// A class with its cohort: our extensions name it, else it follows from the first grade.
fn class(line: &Line<'_>, school_year: Option<i64>, orgs: &mut Orgs, wanted: &mut Wanted, problems: &mut Vec<Problem>) {
    let (spot, school) = (line.spot(), orgs.code(line.get("schoolSourcedId")));
    let name = match cell::title(line.get("title")) {
        Ok(name) => name,
        Err(problem) => return problems.push(spot.fault("title", problem)),
    };
    let entry_year = match line.some("metadata.entryYear") {
        Some(year) => match year.parse() {
            Ok(year @ 1900..=2200) => Some(year),
            _ => return problems.push(spot.fault("metadata.entryYear", Problem::new("roster.date").with("value", year))),
        },
        None => school_year.and_then(|year| enumerations::entry_year(line.get("grades"), year)),
    };
    let cohort = match (line.some("metadata.cohort"), entry_year) {
        (Some(code), _) => Some(code.to_owned()),
        // A package with our extensions says so when there is no cohort.
        (None, Some(year)) if !line.has("metadata.cohort") => Some(format!("{school}-{year}")),
        _ => None,
    };
    if let (Some(code), Some(year)) = (&cohort, entry_year) {
        let name = match line.some("metadata.cohortName") {
            Some(name) => name.to_owned(),
            None => base::t!(Lang::Zh, "roster.cohort_name", year = year),
        };
        let parent = Some(school.clone());
        wanted.orgs.entry(code.clone()).or_insert_with(|| WantedOrg {
            spot: spot.clone(),
            kind: OrganisationKind::Cohort,
            parent,
            name,
            facts: None,
            entry_year: Some(year),
            implied: true,
        });
    }
    let code = line.get("sourcedId").to_owned();
    let subject = line.get("subjects").split(',').chain(line.get("subjectCodes").split(',')).find_map(subject::parse);
    orgs.classes.insert(code.clone(), Class { code: code.clone(), school: school.clone(), subject: subject.map(str::to_owned) });
    let (parent, kind) = (Some(cohort.unwrap_or(school)), OrganisationKind::Class);
    put(wanted, problems, line, code, WantedOrg { spot, kind, parent, name, facts: None, entry_year, implied: false });
}
