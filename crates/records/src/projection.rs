//! What follows from the statements elsewhere and keeps up with them by itself: how far it has come, and what passes.
//!
//! A floor above keeps a projection under a name of its own (a row of `projection` that its migration makes). It takes the
//! statements in the order of storing up to a [`horizon`], in a transaction that holds the row ([`lock`]) and moves it on
//! ([`reach`]).

use crate::progress;
use crate::store::{progress as places, projection as store};
use base::{Conn, Millis, Result};
use std::collections::BTreeSet;

/// What passed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passed {
    /// Persons with new answers.
    pub answered: BTreeSet<i64>,
    /// Persons of whose statements some were taken back.
    pub taken_back: BTreeSet<i64>,
    /// The last place; `None` when nothing passed.
    pub last: Option<i64>,
    /// Statements.
    pub statements: usize,
}

/// A place in the order of storing below which all statements that will ever be there can be seen. `settled`:
/// [`progress::SETTLED`].
pub async fn horizon(conn: &mut Conn, settled: Millis) -> Result<i64> {
    progress::horizon(conn, settled).await
}

/// Whether statements up to the horizon wait for the projection. Only reads.
pub async fn waits(conn: &mut Conn, name: &str, horizon: i64) -> Result<bool> {
    store::any_up_to(conn, name, horizon).await
}

/// How far the projection has come, held until the transaction ends; `None` while another node holds it.
pub async fn lock(conn: &mut Conn, name: &str) -> Result<Option<i64>> {
    store::lock(conn, name).await
}

/// The projection has come as far as this. It never goes back.
pub async fn reach(conn: &mut Conn, name: &str, seq: i64) -> Result<()> {
    store::reach(conn, name, seq).await
}

/// The next statements behind a place, `limit` at the most.
pub async fn pass(conn: &mut Conn, from: i64, horizon: i64, limit: i64) -> Result<Passed> {
    let rows = store::between(conn, from, horizon, limit).await?;
    let mut passed = Passed { last: rows.last().map(|row| row.seq), statements: rows.len(), ..Passed::default() };
    let mut targets = Vec::new();
    for row in rows {
        passed.answered.extend(row.agent.filter(|_| row.answer));
        targets.extend(row.voiding.as_deref().and_then(progress::target));
    }
    passed.taken_back.extend(places::places(conn, &targets).await?.into_iter().map(|(agent, _)| agent));
    Ok(passed)
}
