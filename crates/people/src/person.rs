//! Persons: who they are, and nothing of what they do.

use crate::store::person as store;
use base::{Conn, Millis, Result, Seal};
use std::collections::HashMap;

/// A person as lists and pages show them. Sealed numbers are read one at a time, by those who may.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// Identifier.
    pub id: i64,
    /// Name.
    pub name: String,
    /// `male`, `female` or unknown.
    pub gender: Option<String>,
    /// Day of birth, `YYYY-MM-DD`.
    pub birth: Option<String>,
    /// `active`, `graduated`, `left` or `merged`.
    pub status: String,
    /// Whether they belong to the demo region.
    pub demo: bool,
}

impl Person {
    /// Completed years on a day; `None` when the birthday is not known.
    pub fn age_on(&self, day: base::Date) -> Option<i64> {
        let birth: base::Date = self.birth.as_deref()?.parse().ok()?;
        let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
        Some(i64::from(day.year()) - i64::from(birth.year()) - i64::from(!had_birthday))
    }
}

/// What is needed to add a person.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    /// Identifier, from [`base::id::next`].
    pub id: i64,
    /// Name.
    pub name: String,
    /// `male`, `female` or unknown.
    pub gender: Option<String>,
    /// Day of birth.
    pub birth: Option<String>,
    /// 身份证号, checked by the caller; stored sealed.
    pub national_id: Option<String>,
    /// 学籍号, checked by the caller; stored sealed.
    pub student_number: Option<String>,
    /// Identifier in the system the person came from (OneRoster `sourcedId`).
    pub source_id: Option<String>,
    /// Whether they belong to the demo region.
    pub demo: bool,
}

/// Purpose of the blind index of national ids.
pub const NATIONAL_ID: &str = "national_id";
/// Purpose of the blind index of student numbers.
pub const STUDENT_NUMBER: &str = "student_number";

/// Adds persons in bulk. A number that another person has is refused by the database; look first
/// with [`by_national_id`] or [`by_student_number`] to say which.
pub async fn add(conn: &mut Conn, now: Millis, seal: &Seal, people: &[NewPerson]) -> Result<()> {
    store::insert(conn, now, seal, people).await
}

/// One person, whoever asks: only for callers that have checked the scope.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Person> {
    store::get(conn, id).await
}

/// The person with this national id.
pub async fn by_national_id(conn: &mut Conn, seal: &Seal, national_id: &str) -> Result<Option<Person>> {
    store::by_index(conn, true, &seal.index(NATIONAL_ID, national_id)).await
}

/// The person with this student number.
pub async fn by_student_number(conn: &mut Conn, seal: &Seal, number: &str) -> Result<Option<Person>> {
    store::by_index(conn, false, &seal.index(STUDENT_NUMBER, number)).await
}

/// Identifiers of the persons who came from another system, by their identifiers there; those not known
/// are left out.
pub async fn by_source_ids(conn: &mut Conn, source_ids: &[String]) -> Result<HashMap<String, i64>> {
    Ok(store::by_source_ids(conn, source_ids).await?.into_iter().collect())
}

/// A person found by name.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    /// Identifier.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Login, if they have an account.
    pub login: Option<String>,
    /// Names of the organisations where they hold a role today, comma-separated.
    pub places: String,
    /// Names of their children, among those to whom the caller may do the same, comma-separated.
    pub children: String,
}

/// People whose name begins with `name`, among those to whom the caller may do `action`.
pub async fn search(conn: &mut Conn, scope: &crate::Scope, action: crate::Action, name: &str, limit: i64) -> Result<Vec<Found>> {
    store::search(conn, scope, action, name, limit).await
}
