//! The projection kept up to date, and made anew.
//!
//! A step takes statements in the order of storing, finds whose days they touch, and makes these days anew from the
//! statements: so a day is always what a rebuild would give, whatever was repeated, taken back or merged. One node at a
//! time works: the row that says how far it came is locked in the transaction that changes the days.

use super::fold;
use crate::store::progress as store;
use base::{Base, Conn, Date, Millis, Result, clock};
use std::collections::{BTreeMap, BTreeSet};

/// Statements in one step: a transaction of a few milliseconds, because on SQLite whoever answers meanwhile waits for it.
const STEP: i64 = 60;
/// Persons in one transaction of a rebuild.
const CHUNK: i64 = 200;
/// How old a statement is before it is taken in (milliseconds): longer than it takes from its place in the order to the beginning
/// of its transaction, and than the clocks of nodes differ, so that none is overtaken by one that came before it.
pub const SETTLED: Millis = 5_000;

/// What a rebuild made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Persons with statements.
    pub persons: usize,
    /// Their statements.
    pub statements: usize,
    /// Rows: a person's days by area.
    pub days: usize,
}

/// Takes in some of what was stored since the last step and is older than `settled` ([`SETTLED`]); gives the number of
/// statements, 0 when there is nothing to do now. Reads only, unless there is something.
pub async fn follow(base: &Base, settled: Millis) -> Result<usize> {
    let mut conn = base.db.read().await?;
    let upto = horizon(&mut conn, settled).await?;
    if !store::any_between(&mut conn, upto).await? {
        return Ok(0);
    }
    drop(conn);
    base.db.write_behind(move |conn| Box::pin(async move { step(conn, upto).await })).await
}

async fn step(conn: &mut Conn, upto: i64) -> Result<usize> {
    let Some(from) = store::lock(conn).await? else { return Ok(0) };
    let rows = store::between(conn, from, upto, STEP).await?;
    let Some(last) = rows.last().map(|row| row.seq) else { return Ok(0) };
    let mut touched: BTreeSet<(i64, Date)> = BTreeSet::new();
    let mut taken_back = Vec::new();
    for row in &rows {
        touched.extend(row.agent.map(|agent| (agent, clock::date_of(row.at))));
        taken_back.extend(row.voiding.as_deref().and_then(target));
    }
    touched.extend(store::places(conn, &taken_back).await?.into_iter().map(|(agent, at)| (agent, clock::date_of(at))));
    make_days(conn, &touched).await?;
    store::reach(conn, last).await?;
    Ok(rows.len())
}

/// The statement that a voiding statement takes back.
pub(crate) fn target(raw: &str) -> Option<String> {
    let statement: serde_json::Value = serde_json::from_str(raw).ok()?;
    Some(statement["object"]["id"].as_str()?.to_ascii_lowercase())
}

/// A place in the order below which all statements that will ever be there can be seen.
pub(crate) async fn horizon(conn: &mut Conn, settled: Millis) -> Result<i64> {
    // Identifiers are made by the machine's clock, whatever time a test has.
    let now = base::Clock::system().now();
    let oldest = store::age_of_oldest_write(conn).await?;
    Ok(base::id::first_of(now - oldest - settled))
}

/// Makes these persons' days anew from their statements, of persons only. The caller holds the projection.
pub(crate) async fn make_days(conn: &mut Conn, touched: &BTreeSet<(i64, Date)>) -> Result<()> {
    let mut persons: BTreeMap<i64, Vec<Date>> = BTreeMap::new();
    for (person, day) in touched {
        persons.entry(*person).or_default().push(*day);
    }
    let known = store::persons(conn, &persons.keys().copied().collect::<Vec<_>>()).await?;
    persons.retain(|person, _| known.contains(person));
    let ranges: Vec<(i64, Date)> = persons.iter().flat_map(|(person, days)| days.iter().map(|day| (*person, *day))).collect();
    store::forget_days(conn, &ranges).await?;
    let rows = store::of_days(conn, &ranges).await?;
    store::insert_days(conn, &fold::days(&rows)).await?;
    store::make_last(conn, &persons.into_keys().collect::<Vec<_>>()).await
}

/// Makes all of these persons' days anew, in the caller's transaction: after their statements have changed hands.
pub async fn remake(conn: &mut Conn, persons: &[i64]) -> Result<Rebuilt> {
    store::hold(conn).await?;
    store::forget(conn, persons).await?;
    let rows = store::of_persons(conn, persons).await?;
    let days = fold::days(&rows);
    store::insert_days(conn, &days).await?;
    store::make_last(conn, persons).await?;
    Ok(Rebuilt { persons: persons.len(), statements: rows.len(), days: days.len() })
}

/// Makes everything anew from the statements. May run beside everything else: what is stored meanwhile is taken in by the
/// next steps.
pub async fn rebuild(base: &Base) -> Result<Rebuilt> {
    let upto = horizon(&mut base.db.read().await?, SETTLED).await?;
    let mut total = Rebuilt::default();
    let mut after = i64::MIN;
    loop {
        let persons = store::persons_after(&mut base.db.read().await?, after, CHUNK).await?;
        let Some(&last) = persons.last() else { break };
        after = last;
        let made = base.db.write(move |conn| Box::pin(async move { remake(conn, &persons).await })).await?;
        total.persons += made.persons;
        total.statements += made.statements;
        total.days += made.days;
    }
    base.db
        .write(move |conn| {
            Box::pin(async move {
                store::hold(conn).await?;
                store::reach(conn, upto).await
            })
        })
        .await?;
    Ok(total)
}
