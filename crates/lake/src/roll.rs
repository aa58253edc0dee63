//! Who was in which class when: kept in memory as 32 bytes an enrolment, because every statement asks.

use crate::policy;
use crate::store::source as store;
use base::{Conn, Date, Error, Result};
use parquet::data_type::ByteArray;
use people::{Organisation, OrganisationKind, Stage, grade};
use std::collections::HashMap;

/// A class and what is above it, by codes.
pub(crate) struct Class {
    pub code: ByteArray,
    pub school: Option<ByteArray>,
    pub county: Option<ByteArray>,
    pub entry_year: Option<i64>,
    /// Place of its school among the organisations.
    school_at: Option<usize>,
}

/// One enrolment.
#[derive(Clone, Copy)]
pub(crate) struct Enrolment {
    pub person: i64,
    class: u32,
    pub starts: Date,
    pub ends: Option<Date>,
}

/// All enrolments of the region.
pub(crate) struct Roll {
    pub organisations: Vec<Organisation>,
    classes: Vec<Class>,
    /// By person, class and first day.
    pub enrolments: Vec<Enrolment>,
}

impl Roll {
    pub async fn read(conn: &mut Conn) -> Result<Roll> {
        let organisations = store::organisations(conn).await?;
        let place: HashMap<i64, usize> = organisations.iter().enumerate().map(|(at, o)| (o.id, at)).collect();
        let mut roll = Roll { organisations, classes: Vec::new(), enrolments: Vec::new() };
        let mut numbers: HashMap<i64, u32> = HashMap::new();
        let mut after = i64::MIN;
        loop {
            let page = store::enrolments(conn, after, policy::PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in page {
                let Some(&at) = place.get(&row.org) else { continue };
                let class = match numbers.get(&row.org) {
                    Some(class) => *class,
                    None => {
                        let class = u32::try_from(roll.classes.len()).map_err(Error::internal)?;
                        roll.classes.push(roll.class(at, &place));
                        numbers.insert(row.org, class);
                        class
                    }
                };
                let (starts, ends) = (day(&row.starts)?, row.ends.as_deref().map(day).transpose()?);
                roll.enrolments.push(Enrolment { person: row.person, class, starts, ends });
            }
        }
        let Roll { classes, enrolments, .. } = &mut roll;
        enrolments.sort_by(|a, b| {
            let by = |e: &Enrolment| (e.person, classes[e.class as usize].code.data().to_vec(), e.starts);
            if a.person == b.person { by(a).cmp(&by(b)) } else { a.person.cmp(&b.person) }
        });
        Ok(roll)
    }

    fn class(&self, at: usize, place: &HashMap<i64, usize>) -> Class {
        let code = |at: usize| ByteArray::from(self.organisations[at].code.clone().into_bytes());
        let school_at = above(&self.organisations, place, at, OrganisationKind::School);
        let county = above(&self.organisations, place, at, OrganisationKind::County);
        let entry_year = self.organisations[at].entry_year;
        Class { code: code(at), school: school_at.map(code), county: county.map(code), entry_year, school_at }
    }

    /// The class of an enrolment.
    pub fn class_of(&self, enrolment: &Enrolment) -> &Class {
        &self.classes[enrolment.class as usize]
    }

    /// Where a person was on a day; the first class by code for whoever was in several.
    pub fn on(&self, person: i64, day: Date) -> Option<&Enrolment> {
        let first = self.enrolments.partition_point(|e| e.person < person);
        self.enrolments[first..].iter().take_while(|e| e.person == person).find(|e| e.holds(day))
    }

    /// Stage and grade of a class on a day.
    pub fn grade(&self, class: &Class, day: Date) -> (Option<Stage>, Option<i64>) {
        let school = class.school_at.map(|at| &self.organisations[at]);
        let (Some(school), Some(entry)) = (school, class.entry_year) else { return (None, None) };
        let number = grade::of(school, entry, day);
        (number.and_then(|n| grade::stage(school, n)), number)
    }
}

impl Enrolment {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.starts <= day && self.ends.is_none_or(|ends| ends >= day)
    }
}

/// The organisation of a kind at or above another, up the tree.
pub(crate) fn above(all: &[Organisation], place: &HashMap<i64, usize>, from: usize, kind: OrganisationKind) -> Option<usize> {
    let mut at = from;
    // A tree is not deeper than it has organisations; a damaged one must not hold a run up for ever.
    for _ in 0..all.len() {
        if all[at].is(kind) {
            return Some(at);
        }
        at = *place.get(&all[at].parent?)?;
    }
    None
}

pub(crate) fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|e| Error::internal(format!("{text}: {e}")))
}
