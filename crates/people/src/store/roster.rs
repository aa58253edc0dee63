//! What the database knows of the organisations and persons a roster file names, in bulk.

use super::organisation::COLUMNS;
use crate::organisation::Organisation;
use crate::permission::{Action, Scope};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, fetch_all};
use serde_json::Value;

/// Values a statement carries at the most.
const CHUNK: usize = 5_000;

/// A person with what identifies them and the state of their account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Found {
    pub id: i64,
    pub name: String,
    pub gender: Option<String>,
    pub birth: Option<String>,
    pub status: String,
    pub source_id: Option<String>,
    pub national_id_index: Option<String>,
    pub student_number_index: Option<String>,
    pub login: Option<String>,
    pub disabled: Option<bool>,
}

/// A role that is held or will be.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Held {
    pub id: i64,
    pub person: i64,
    pub role: String,
    pub org: i64,
    pub org_code: String,
    pub subject: Option<String>,
}

/// A child's guardian.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Guard {
    pub child: i64,
    pub guardian: i64,
    pub name: String,
    pub relation: String,
}

/// How a person is looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Id,
    NationalId,
    StudentNumber,
    Source,
    Login,
}

impl Key {
    fn condition(self) -> &'static str {
        match self {
            Key::Id => "p.id IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows})",
            Key::NationalId => "p.national_id_index IN (SELECT value->>0 FROM {rows})",
            Key::StudentNumber => "p.student_number_index IN (SELECT value->>0 FROM {rows})",
            Key::Source => "p.source_id IN (SELECT value->>0 FROM {rows})",
            Key::Login => "a.login IN (SELECT value->>0 FROM {rows})",
        }
    }
}

/// A statement over the rows of a JSON array of arrays in `$1`: the one thing the databases write
/// differently.
pub(super) fn over_rows(conn: &Conn, sql: &str) -> AssertSqlSafe<String> {
    let rows = if conn.is_sqlite() { "json_each($1)" } else { "json_array_elements(CAST($1 AS json)) AS listed(value)" };
    AssertSqlSafe(sql.replace("{rows}", rows))
}

/// Chunks of values as such JSON.
pub(super) fn chunks<T: Clone + Into<Value>>(values: &[T]) -> impl Iterator<Item = String> {
    values.chunks(CHUNK).map(|chunk| Value::Array(chunk.iter().map(|v| Value::Array(vec![v.clone().into()])).collect()).to_string())
}

pub(crate) async fn organisations(conn: &mut Conn, codes: &[String]) -> Result<Vec<Organisation>> {
    let mut all = Vec::new();
    for list in chunks(codes) {
        let sql = over_rows(conn, &format!("SELECT {COLUMNS} FROM organisation o WHERE o.code IN (SELECT value->>0 FROM {{rows}})"));
        let found: Vec<Organisation> = fetch_all!(conn, sql, list)?;
        all.extend(found);
    }
    Ok(all)
}

/// Organisations at which the caller manages the roster.
pub(crate) async fn managed(conn: &mut Conn, scope: &Scope) -> Result<Vec<i64>> {
    let sql = format!("SELECT o.id FROM organisation o WHERE {}", Action::ManageRoster.organisations("o.id"));
    let rows: Vec<(i64,)> = fetch_all!(conn, AssertSqlSafe(sql), scope.person, &scope.today)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(crate) async fn people<T: Clone + Into<Value>>(conn: &mut Conn, key: Key, values: &[T]) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for list in chunks(values) {
        let sql = over_rows(
            conn,
            &format!(
                "SELECT p.id, p.name, p.gender, p.birth, p.status, p.source_id, p.national_id_index, p.student_number_index,
                   a.login, a.disabled
                 FROM person p LEFT JOIN account a ON a.person = p.id WHERE {}",
                key.condition()
            ),
        );
        let found: Vec<Found> = fetch_all!(conn, sql, list)?;
        all.extend(found);
    }
    Ok(all)
}

/// Roles these persons hold today or will hold.
pub(crate) async fn held(conn: &mut Conn, people: &[i64], today: &str) -> Result<Vec<Held>> {
    let mut all = Vec::new();
    for list in chunks(people) {
        let sql = over_rows(
            conn,
            "SELECT r.id, r.person, r.role, r.org, o.code AS org_code, r.subject
             FROM role_assignment r JOIN organisation o ON o.id = r.org
             WHERE r.person IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows}) AND (r.ends IS NULL OR r.ends >= $2)",
        );
        let found: Vec<Held> = fetch_all!(conn, sql, list, today)?;
        all.extend(found);
    }
    Ok(all)
}

/// Class roles held today or later anywhere in these schools.
pub(crate) async fn class_roles(conn: &mut Conn, schools: &[String], today: &str) -> Result<Vec<Held>> {
    let mut all = Vec::new();
    for list in chunks(schools) {
        let sql = over_rows(
            conn,
            "SELECT r.id, r.person, r.role, r.org, o.code AS org_code, r.subject
             FROM organisation s JOIN org_above a ON a.above = s.id JOIN role_assignment r ON r.org = a.org
               JOIN organisation o ON o.id = r.org
             WHERE s.kind = 'school' AND s.code IN (SELECT value->>0 FROM {rows})
               AND r.role IN ('student', 'class_teacher', 'subject_teacher') AND (r.ends IS NULL OR r.ends >= $2)",
        );
        let found: Vec<Held> = fetch_all!(conn, sql, list, today)?;
        all.extend(found);
    }
    Ok(all)
}

/// Guardians these children have today or will have.
pub(crate) async fn guards(conn: &mut Conn, children: &[i64], today: &str) -> Result<Vec<Guard>> {
    let mut all = Vec::new();
    for list in chunks(children) {
        let sql = over_rows(
            conn,
            "SELECT w.child, w.guardian, p.name, w.relation FROM guardianship w JOIN person p ON p.id = w.guardian
             WHERE w.child IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows}) AND (w.ends IS NULL OR w.ends >= $2)",
        );
        let found: Vec<Guard> = fetch_all!(conn, sql, list, today)?;
        all.extend(found);
    }
    Ok(all)
}

/// Which of these logins are taken.
pub(crate) async fn taken(conn: &mut Conn, logins: &[String]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for list in chunks(logins) {
        let sql = over_rows(conn, "SELECT login FROM account WHERE login IN (SELECT value->>0 FROM {rows})");
        let found: Vec<(String,)> = fetch_all!(conn, sql, list)?;
        all.extend(found.into_iter().map(|(login,)| login));
    }
    Ok(all)
}
