//! Guardians and their children.

use crate::Person;
use crate::store::guardianship as store;
use base::{Conn, Result};

/// Makes a person a child's guardian from a day on; a second call renews the first.
pub async fn add(conn: &mut Conn, guardian: i64, child: i64, relation: &str, starts: &str) -> Result<()> {
    store::upsert(conn, guardian, child, relation, starts).await
}

/// A guardian for a child: what [`add_many`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewGuardianship<'a> {
    /// The guardian.
    pub guardian: i64,
    /// The child.
    pub child: i64,
    /// What the guardian is to the child, such as `mother`.
    pub relation: &'a str,
}

/// Makes many guardianships from a day on, renewing those that are there; no pair twice.
pub async fn add_many(conn: &mut Conn, pairs: &[NewGuardianship<'_>], starts: &str) -> Result<()> {
    store::upsert_many(conn, pairs, starts).await
}

/// Ends a guardianship; `last_day` is the last day it holds.
pub async fn end(conn: &mut Conn, guardian: i64, child: i64, last_day: &str) -> Result<()> {
    store::end(conn, guardian, child, last_day).await
}

/// A guardian's children today, by name.
pub async fn children(conn: &mut Conn, guardian: i64, today: &str) -> Result<Vec<Person>> {
    store::children(conn, guardian, today).await
}

/// A child's guardians today, by name.
pub async fn guardians(conn: &mut Conn, child: i64, today: &str) -> Result<Vec<Person>> {
    store::guardians(conn, child, today).await
}
