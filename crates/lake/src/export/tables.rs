//! The tables that are written anew in each run, and kept where nothing in them has changed.

use super::Run;
use super::statements::school_year;
use super::writer::{Replaced, Writer};
use crate::manifest::{FileEntry, Manifest};
use crate::part::Value;
use crate::pseudonym::Pseudonyms;
use crate::roll::{Roll, above, day};
use crate::schema::{self, Table};
use crate::{policy, store::source as store};
use base::{Conn, Date, Result};
use people::OrganisationKind;
use people::grade;
use std::collections::HashMap;

/// Writes them; all see one moment of the database.
pub(super) async fn replace(run: &Run<'_>, pseudonyms: &mut Pseudonyms, manifest: &Manifest) -> Result<Vec<(&'static str, Replaced)>> {
    let mut conn = run.base.db.snapshot().await?;
    let all = write_all(&mut conn, run, pseudonyms, manifest).await;
    conn.end().await?;
    all
}

async fn write_all(
    conn: &mut Conn,
    run: &Run<'_>,
    pseudonyms: &mut Pseudonyms,
    manifest: &Manifest,
) -> Result<Vec<(&'static str, Replaced)>> {
    let before = |table: &Table| manifest.tables.get(table.name).map_or(&[][..], |t| &t.files);
    Ok(vec![
        (schema::VOIDED.name, voided(conn, run, pseudonyms, before(&schema::VOIDED)).await?),
        (schema::PERSON.name, persons(conn, run, pseudonyms, before(&schema::PERSON)).await?),
        (schema::ENROLMENT.name, enrolments(run, pseudonyms, before(&schema::ENROLMENT)).await?),
        (schema::MASTERY.name, mastery(conn, run, pseudonyms, before(&schema::MASTERY)).await?),
        (schema::ORGANISATION.name, organisations(run, before(&schema::ORGANISATION)).await?),
        (schema::POINT.name, points(conn, run, before(&schema::POINT)).await?),
        (schema::ITEM.name, items(conn, run, before(&schema::ITEM)).await?),
    ])
}

fn writer<'a>(run: &'a Run<'_>, table: &'static Table) -> Writer<'a> {
    Writer::new(run.lake, table, run.limits, run.number)
}

async fn voided(conn: &mut Conn, run: &Run<'_>, pseudonyms: &mut Pseudonyms, before: &[FileEntry]) -> Result<Replaced> {
    let mut writer = writer(run, &schema::VOIDED);
    let mut after = String::new();
    loop {
        let page = records::export::voided(conn, &after, policy::PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.clone();
        for id in page {
            writer.push(&run.region, vec![pseudonyms.statement(&id).into()])?;
        }
    }
    writer.replace(before).await
}

async fn persons(conn: &mut Conn, run: &Run<'_>, pseudonyms: &mut Pseudonyms, before: &[FileEntry]) -> Result<Replaced> {
    let merged: HashMap<i64, i64> = store::merged(conn).await?.into_iter().collect();
    let mut writer = writer(run, &schema::PERSON);
    let mut after = i64::MIN;
    loop {
        let page = store::learners(conn, after, policy::PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for person in page {
            let row = vec![
                Value::from(pseudonyms.person(person.id)),
                Value::from(pseudonyms.person(today_known_as(&merged, person.id))),
                person.birth.and_then(|year| year.parse::<i64>().ok()).into(),
                person.status.into(),
                (person.learning == Some(true)).into(),
                (person.research == Some(true)).into(),
            ];
            writer.push(&run.region, row)?;
        }
    }
    writer.replace(before).await
}

/// Who a merged person is now; a person merged twice is followed to the end.
fn today_known_as(merged: &HashMap<i64, i64>, person: i64) -> i64 {
    let mut now = person;
    for _ in 0..merged.len() {
        match merged.get(&now) {
            Some(next) => now = *next,
            None => break,
        }
    }
    now
}

async fn enrolments(run: &Run<'_>, pseudonyms: &mut Pseudonyms, before: &[FileEntry]) -> Result<Replaced> {
    let mut writer = writer(run, &schema::ENROLMENT);
    for enrolment in &run.roll.enrolments {
        let class = run.roll.class_of(enrolment);
        for (starts, ends) in years(enrolment.starts, enrolment.ends, run.today) {
            let (stage, grade) = run.roll.grade(class, starts);
            let year = school_year(starts);
            let partition = format!("{}/school_year={year}", run.region);
            let row = vec![
                Value::from(pseudonyms.person(enrolment.person)),
                Value::from(&class.code),
                class.school.as_ref().into(),
                class.county.as_ref().into(),
                stage.map(|s| s.code()).into(),
                grade.into(),
                class.entry_year.into(),
                year.into(),
                starts.into(),
                ends.into(),
                (enrolment.holds(run.today) && starts <= run.today && ends.is_none_or(|e| e >= run.today)).into(),
            ];
            writer.push(&partition, row)?;
        }
    }
    writer.replace(before).await
}

/// A time cut into school years, up to the one that today is in; the last one is open where the time is.
fn years(starts: Date, ends: Option<Date>, today: Date) -> Vec<(Date, Option<Date>)> {
    let last_day = ends.unwrap_or(starts.max(today));
    let mut years = Vec::new();
    let mut from = starts;
    while from <= last_day {
        // School years end on 31 August.
        let end = i16::try_from(grade::school_year(from) + 1).ok().and_then(|year| Date::new(year, 8, 31).ok());
        let Some(end) = end else { break };
        let until = if ends.is_none() && end >= last_day { None } else { Some(end.min(last_day)) };
        years.push((from, until));
        let Ok(next) = end.tomorrow() else { break };
        from = next;
    }
    years
}

async fn mastery(conn: &mut Conn, run: &Run<'_>, pseudonyms: &mut Pseudonyms, before: &[FileEntry]) -> Result<Replaced> {
    let mut writer = writer(run, &schema::MASTERY);
    let mut after = i64::MIN;
    while let Some((last, page)) = learner::export::estimates(conn, after, policy::PERSONS).await? {
        after = last;
        for row in page {
            let estimate = row.estimate;
            let fields = vec![
                Value::from(pseudonyms.person(estimate.person)),
                row.subject.into(),
                row.point.into(),
                estimate.mastery.alpha.into(),
                estimate.mastery.beta.into(),
                estimate.mean.into(),
                estimate.n.into(),
                estimate.last_at.into(),
            ];
            writer.push(&run.region, fields)?;
        }
    }
    writer.replace(before).await
}

async fn organisations(run: &Run<'_>, before: &[FileEntry]) -> Result<Replaced> {
    let Roll { organisations: all, .. } = &run.roll;
    let place: HashMap<i64, usize> = all.iter().enumerate().map(|(at, o)| (o.id, at)).collect();
    let mut writer = writer(run, &schema::ORGANISATION);
    for (at, org) in all.iter().enumerate() {
        let code = |at: usize| all[at].code.clone();
        let row = vec![
            org.code.clone().into(),
            org.kind.clone().into(),
            org.name.clone().into(),
            org.parent.and_then(|p| place.get(&p)).map(|at| code(*at)).into(),
            above(all, &place, at, OrganisationKind::School).map(code).into(),
            above(all, &place, at, OrganisationKind::County).map(code).into(),
            org.stages.clone().into(),
            org.locality.clone().into(),
            org.small.into(),
            org.weak.into(),
            org.special.into(),
            org.entry_year.into(),
            org.closed.as_deref().map(day).transpose()?.into(),
        ];
        writer.push(&run.region, row)?;
    }
    writer.replace(before).await
}

async fn points(conn: &mut Conn, run: &Run<'_>, before: &[FileEntry]) -> Result<Replaced> {
    let mut writer = writer(run, &schema::POINT);
    for p in store::points(conn).await? {
        let row = vec![p.code.into(), p.subject.into(), p.stage.into(), p.grade.into(), p.name.into(), p.parent.into()];
        writer.push(&run.region, row)?;
    }
    writer.replace(before).await
}

async fn items(conn: &mut Conn, run: &Run<'_>, before: &[FileEntry]) -> Result<Replaced> {
    let mut writer = writer(run, &schema::ITEM);
    let mut after = i64::MIN;
    loop {
        let page = store::items(conn, after, policy::PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for i in page {
            let row = vec![
                i.code.into(),
                i.version.into(),
                i.subject.into(),
                i.stage.into(),
                i.grade.into(),
                i.point.into(),
                i.difficulty.into(),
                i.status.into(),
            ];
            writer.push(&run.region, row)?;
        }
    }
    writer.replace(before).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_cut_at_the_end_of_august() {
        let day = Date::constant;
        let open = years(day(2024, 9, 1), None, day(2026, 3, 1));
        assert_eq!(open, [(day(2024, 9, 1), Some(day(2025, 8, 31))), (day(2025, 9, 1), None)]);
        let over = years(day(2024, 9, 1), Some(day(2025, 9, 3)), day(2026, 3, 1));
        assert_eq!(over, [(day(2024, 9, 1), Some(day(2025, 8, 31))), (day(2025, 9, 1), Some(day(2025, 9, 3)))]);
        assert_eq!(years(day(2026, 9, 1), None, day(2026, 3, 1)), [(day(2026, 9, 1), None)]);
        assert_eq!(years(day(2026, 8, 31), None, day(2026, 8, 31)), [(day(2026, 8, 31), None)]);
    }
}
