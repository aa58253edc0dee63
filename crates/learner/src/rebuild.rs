//! Estimates made anew from the statements: after an import, a change of the model, or doubt.

use crate::answer::observe;
use crate::state;
use crate::store::mastery as store;
use crate::store::subject::{self, Sums};
use base::{Base, Conn, Result};
use content::Point;
use records::{Activity, PointAnswer};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Whose estimates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learners {
    /// Everybody's.
    All,
    /// These persons'.
    Only(Vec<i64>),
}

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Persons whose estimates were made.
    pub persons: usize,
    /// Answers taken in.
    pub answers: usize,
    /// Estimates made.
    pub estimates: usize,
    /// Codes of points that statements name but content does not have; their answers were left out.
    pub unknown_points: BTreeSet<String>,
}

/// Persons in one transaction.
const CHUNK: usize = 400;

/// Makes estimates anew, of those whose consent to learning records holds; the others' stay as they are. Practice may
/// go on meanwhile: an answer counts once, before or after.
pub async fn rebuild(base: &Base, learners: Learners) -> Result<Rebuilt> {
    let mut total = Rebuilt::default();
    match learners {
        Learners::Only(persons) => {
            for chunk in persons.chunks(CHUNK) {
                rebuild_chunk(base, chunk.to_vec(), &mut total).await?;
            }
        }
        Learners::All => {
            let mut after = i64::MIN;
            loop {
                let persons = store::persons(&mut base.db.read().await?, after, CHUNK as i64).await?;
                let Some(&last) = persons.last() else { break };
                after = last;
                rebuild_chunk(base, persons, &mut total).await?;
            }
        }
    }
    Ok(total)
}

async fn rebuild_chunk(base: &Base, persons: Vec<i64>, total: &mut Rebuilt) -> Result<()> {
    let made = base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let persons = store::consenting(conn, &persons).await?;
                remake(conn, &persons).await
            })
        })
        .await?;
    total.persons += made.persons;
    total.answers += made.answers;
    total.estimates += made.estimates;
    total.unknown_points.extend(made.unknown_points);
    Ok(())
}

/// Makes these persons' estimates anew, in the caller's transaction.
pub(crate) async fn remake(conn: &mut Conn, persons: &[i64]) -> Result<Rebuilt> {
    // First of all, so that the rest sees each answer whole or not at all.
    store::hold(conn, persons).await?;
    store::delete(conn, persons).await?;
    subject::delete(conn, persons).await?;
    let answers = records::of_persons(conn, persons).await?;
    let points = points(conn, &answers).await?;
    let (rows, unknown_points) = fold(&answers, &points)?;
    store::insert_many(conn, &rows).await?;
    subject::insert_many(conn, sums(&rows, &points)).await?;
    state::remake(conn, persons, i64::MAX).await?;
    Ok(Rebuilt { persons: persons.len(), answers: answers.len(), estimates: rows.len(), unknown_points })
}

/// These points have changed their subject: sums by subject are made anew for whoever has answered them.
pub async fn points_moved(base: &Base, points: &[i64]) -> Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    let persons = subject::persons_with(&mut base.db.read().await?, points).await?;
    for chunk in persons.chunks(CHUNK) {
        let chunk = chunk.to_vec();
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    store::hold(conn, &chunk).await?;
                    subject::delete(conn, &chunk).await?;
                    subject::sum_up(conn, &chunk).await?;
                    state::remake(conn, &chunk, i64::MAX).await
                })
            })
            .await?;
    }
    Ok(())
}

/// Two persons turned out to be one: all that is held of `duplicate` becomes `keep`'s, in the caller's
/// transaction. What [`people::life`] calls after a merge.
pub async fn merge(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    store::hold(conn, &[keep, duplicate]).await?;
    records::reassign(conn, duplicate, keep).await?;
    store::reassign(conn, duplicate, keep).await?;
    records::progress::remake(conn, &[keep, duplicate]).await?;
    crate::store::correction::reassign(conn, duplicate, keep).await?;
    crate::store::share::reassign(conn, duplicate, keep).await?;
    crate::store::erasure::reassign(conn, duplicate, keep).await?;
    crate::store::path::reassign(conn, duplicate, keep).await?;
    crate::store::companion::reassign(conn, duplicate, keep).await?;
    crate::store::coming::reassign(conn, duplicate, keep).await?;
    crate::store::talent::reassign(conn, duplicate, keep).await?;
    remake(conn, &[keep, duplicate]).await.map(|_| ())
}

/// The points by the path in statements.
async fn points(conn: &mut Conn, answers: &[PointAnswer]) -> Result<HashMap<String, Point>> {
    let paths: BTreeSet<&str> = answers.iter().map(|a| a.point.as_str()).collect();
    let codes: HashMap<&str, String> = paths.into_iter().filter_map(|path| Some((path, code(path)?))).collect();
    let wanted: Vec<&str> = codes.values().map(String::as_str).collect();
    let mut known = content::point::by_codes(conn, &wanted).await?;
    Ok(codes.into_iter().filter_map(|(path, code)| Some((path.to_owned(), known.remove(&code)?))).collect())
}

/// Each person's sums of each subject.
fn sums<'a>(rows: &[store::Row], points: &'a HashMap<String, Point>) -> Vec<((i64, &'a str), Sums)> {
    let subjects: HashMap<i64, &str> = points.values().map(|p| (p.id, p.subject.code())).collect();
    let mut sums: BTreeMap<(i64, &str), Sums> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry((row.person, subjects[&row.point])).or_default();
        *sum = sum.plus(Sums::of(row));
    }
    sums.into_iter().collect()
}

fn code(path: &str) -> Option<String> {
    match Activity::of_path(path) {
        Some(Activity::Point(code)) => Some(code.into_owned()),
        _ => None,
    }
}

/// Answers come with each person's points together.
fn fold(answers: &[PointAnswer], points: &HashMap<String, Point>) -> Result<(Vec<store::Row>, BTreeSet<String>)> {
    let mut rows: Vec<store::Row> = Vec::new();
    let mut unknown = BTreeSet::new();
    for a in answers {
        let Some(point) = points.get(&a.point).map(|p| p.id) else {
            unknown.insert(code(&a.point).unwrap_or_else(|| a.point.clone()));
            continue;
        };
        let known = rows.pop_if(|row| (row.person, row.point) == (a.person, point));
        rows.push(observe(a.person, point, known, a.score, a.at)?);
    }
    Ok((rows, unknown))
}
