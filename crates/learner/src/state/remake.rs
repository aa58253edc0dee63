//! States made anew from the statements, and carried on by new ones: the same fold.

use super::course::{Course, Given};
use super::{course, names};
use crate::calibration::{Calibration, Region, region};
use crate::store::mastery;
use crate::store::state::{self as store, Reach, Row};
use base::job::Context;
use base::{Base, Conn, Result};
use content::Subject;
use records::trial::{self, START, Trial};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Persons in one transaction.
const CHUNK: i64 = 400;

/// Makes these persons' states anew from all their statements up to a place, in the caller's transaction, which holds the persons.
pub(crate) async fn remake(conn: &mut Conn, persons: &[i64], upto: i64) -> Result<()> {
    store::delete(conn, persons).await?;
    let places: Vec<(i64, i64)> = persons.iter().map(|p| (*p, START)).collect();
    let trials = trial::trials(conn, &places, upto).await?;
    let mut folding = Folding::begin(conn, &trials).await?;
    for own in trials.chunk_by(|a, b| a.person == b.person) {
        folding.person(BTreeMap::new(), own)?;
    }
    folding.store(conn).await
}

/// Everybody's, of those whose consent holds; gives how many. May run beside everything else.
pub(crate) async fn rebuild_all(base: &Base, job: Option<&Context>) -> Result<usize> {
    let (mut after, mut made) = (i64::MIN, 0);
    loop {
        let persons = mastery::persons(&mut base.db.read().await?, after, CHUNK).await?;
        let Some(&last) = persons.last() else { return Ok(made) };
        after = last;
        made += base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let persons = mastery::consenting(conn, &persons).await?;
                    mastery::hold(conn, &persons).await?;
                    remake(conn, &persons, i64::MAX).await?;
                    Ok(persons.len())
                })
            })
            .await?;
        if let Some(job) = job {
            job.progress(made as i64, 0, "").await?;
        }
    }
}

/// Takes in what these persons answered up to a place since their states were last stored. Whose statements were taken back, whose
/// items were calibrated anew, or who answered something late in time, has the state made anew.
pub(crate) async fn go_on(conn: &mut Conn, persons: &[i64], taken_back: &BTreeSet<i64>, upto: i64) -> Result<()> {
    let reaches = store::reaches(conn, persons).await?;
    let places: Vec<(i64, i64)> = persons.iter().map(|p| (*p, reaches.get(p).map_or(START, |r| r.seq))).collect();
    let trials = trial::trials(conn, &places, upto).await?;
    let mut known: HashMap<i64, Vec<Row>> = HashMap::new();
    for row in store::of_persons(conn, persons).await? {
        known.entry(row.person).or_default().push(row);
    }
    let mut folding = Folding::begin(conn, &trials).await?;
    let mut anew: Vec<i64> = taken_back.iter().copied().collect();
    for own in trials.chunk_by(|a, b| a.person == b.person) {
        let person = own[0].person;
        if taken_back.contains(&person) {
            continue;
        }
        let late = reaches.get(&person).is_some_and(|r| own[0].at < r.last_at);
        match folding.courses(known.remove(&person).unwrap_or_default())? {
            Some(courses) if !late => folding.person(courses, own)?,
            _ => anew.push(person),
        }
    }
    folding.store(conn).await?;
    if anew.is_empty() { Ok(()) } else { remake(conn, &anew, upto).await }
}

/// The fold over some persons' answers.
struct Folding {
    region: Region,
    /// Points and subjects by activity.
    points: HashMap<i64, (i64, Subject)>,
    rows: Vec<Row>,
    reaches: Vec<Reach>,
}

impl Folding {
    async fn begin(conn: &mut Conn, trials: &[Trial]) -> Result<Folding> {
        let activities: BTreeSet<i64> = trials.iter().map(|t| t.point).collect();
        let points = names::points(conn, &activities.into_iter().collect::<Vec<_>>()).await?;
        Ok(Folding { region: region(conn).await?, points, rows: Vec::new(), reaches: Vec::new() })
    }

    /// The courses of a person's stored states; `None` when one was read with another calibration or by other code.
    fn courses(&self, rows: Vec<Row>) -> Result<Option<BTreeMap<Subject, Course>>> {
        let mut courses = BTreeMap::new();
        for row in rows {
            let (Some(subject), Some(course)) = (Subject::parse(&row.subject), course(&row)) else { return Ok(None) };
            if self.region.of(subject)?.id != row.calibration {
                return Ok(None);
            }
            courses.insert(subject, course);
        }
        Ok(Some(courses))
    }

    /// Carries a person's courses on by answers, in order of time.
    fn person(&mut self, mut courses: BTreeMap<Subject, Course>, own: &[Trial]) -> Result<()> {
        let Some(person) = own.first().map(|t| t.person) else { return Ok(()) };
        let mut calibrations: BTreeMap<Subject, Arc<Calibration>> = BTreeMap::new();
        for t in own {
            let Some((point, subject)) = self.points.get(&t.point).copied() else { continue };
            let calibration = match calibrations.entry(subject) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(self.region.of(subject)?),
            };
            let given = Given { point, score: t.score, right: t.correct, time: t.duration, at: t.at };
            courses.entry(subject).or_default().observe(&given, calibration.asked(t.item, point), &calibration.reading);
        }
        for (subject, calibration) in calibrations {
            if let Some(course) = courses.get_mut(&subject) {
                course.end_month();
                let (moments, (answers, last_at)) = (course.moments(), course.answers());
                self.rows.push(Row {
                    person,
                    subject: subject.code().to_owned(),
                    calibration: calibration.id,
                    theta: moments.theta,
                    error: moments.error,
                    answers,
                    last_at,
                    course: serde_json::to_string(course)?,
                });
            }
        }
        let seq = own.iter().map(|t| t.seq).max().unwrap_or_default();
        let last_at = own.iter().map(|t| t.at).max().unwrap_or_default();
        self.reaches.push(Reach { person, seq, last_at });
        Ok(())
    }

    async fn store(self, conn: &mut Conn) -> Result<()> {
        if !self.rows.is_empty() {
            store::put(conn, &self.rows).await?;
        }
        if self.reaches.is_empty() { Ok(()) } else { store::put_reaches(conn, &self.reaches).await }
    }
}
