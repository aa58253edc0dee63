//! What an import writes, in bulk.

use super::roster::{chunks, over_rows};
use crate::organisation::Organisation;
use base::{Conn, Millis, Result, db::Bulk, execute};

/// A person to add or change, numbers already sealed. What is `None` in a change stays as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct PersonRow {
    pub id: i64,
    pub name: String,
    pub gender: Option<String>,
    pub birth: Option<String>,
    pub national_id: Option<String>,
    pub national_id_index: Option<String>,
    pub student_number: Option<String>,
    pub student_number_index: Option<String>,
    pub source_id: Option<String>,
}

/// A role to begin.
#[derive(Debug, Clone)]
pub(crate) struct RoleRow {
    pub person: i64,
    pub role: &'static str,
    pub org: i64,
    pub subject: Option<String>,
    /// First day; `None` for today.
    pub starts: Option<String>,
    /// Last day; `None` while open.
    pub ends: Option<String>,
}

/// A guardianship to begin.
#[derive(Debug, Clone)]
pub(crate) struct GuardRow {
    pub guardian: i64,
    pub child: i64,
    pub relation: String,
}

/// An account to open, without a password.
#[derive(Debug, Clone)]
pub(crate) struct AccountRow {
    pub person: i64,
    pub login: String,
    pub disabled: bool,
}

pub(crate) async fn people(conn: &mut Conn, now: Millis, rows: Vec<PersonRow>) -> Result<u64> {
    let count = rows.len();
    let mut columns: [Vec<Option<String>>; 8] = Default::default();
    let mut ids = Vec::with_capacity(count);
    for row in rows {
        ids.push(row.id);
        let texts = [
            Some(row.name),
            row.gender,
            row.birth,
            row.national_id,
            row.national_id_index,
            row.student_number,
            row.student_number_index,
            row.source_id,
        ];
        columns.iter_mut().zip(texts).for_each(|(column, text)| column.push(text));
    }
    let names = ["name", "gender", "birth", "national_id", "national_id_index", "student_number", "student_number_index", "source_id"];
    let mut bulk = Bulk::into("person").ints("id", ids).ints("updated", (0..count).map(|_| now));
    for (name, column) in names.into_iter().zip(columns) {
        bulk = bulk.texts(name, column);
    }
    bulk.suffix(
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, gender = COALESCE(excluded.gender, person.gender),
           birth = COALESCE(excluded.birth, person.birth), national_id = COALESCE(excluded.national_id, person.national_id),
           national_id_index = COALESCE(excluded.national_id_index, person.national_id_index),
           student_number = COALESCE(excluded.student_number, person.student_number),
           student_number_index = COALESCE(excluded.student_number_index, person.student_number_index),
           source_id = COALESCE(excluded.source_id, person.source_id), status = 'active', updated = excluded.updated",
    )
    .insert(conn)
    .await
}

pub(crate) async fn accounts(conn: &mut Conn, rows: &[AccountRow]) -> Result<u64> {
    Bulk::into("account")
        .ints("person", rows.iter().map(|a| a.person))
        .texts("login", rows.iter().map(|a| a.login.clone()))
        .bools("disabled", rows.iter().map(|a| a.disabled))
        .insert(conn)
        .await
}

pub(crate) async fn set_disabled(conn: &mut Conn, people: &[i64], disabled: bool) -> Result<()> {
    for list in chunks(people) {
        let sql = over_rows(conn, "UPDATE account SET disabled = $2 WHERE person IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows})");
        execute!(conn, sql, list, disabled)?;
    }
    Ok(())
}

pub(crate) async fn roles(conn: &mut Conn, rows: &[RoleRow], today: &str) -> Result<u64> {
    Bulk::into("role_assignment")
        .ints("id", rows.iter().map(|_| base::id::next()))
        .ints("person", rows.iter().map(|r| r.person))
        .texts("role", rows.iter().map(|r| r.role.to_owned()))
        .ints("org", rows.iter().map(|r| r.org))
        .texts("subject", rows.iter().map(|r| r.subject.clone()))
        .texts("starts", rows.iter().map(|r| r.starts.clone().unwrap_or_else(|| today.to_owned())))
        .texts("ends", rows.iter().map(|r| r.ends.clone()))
        .insert(conn)
        .await
}

/// Ends roles on `last_day`; those that began after it never held and are taken out.
pub(crate) async fn end_roles(conn: &mut Conn, ids: &[i64], last_day: &str) -> Result<()> {
    for list in chunks(ids) {
        let listed = "id IN (SELECT CAST(value->>0 AS BIGINT) FROM {rows})";
        let delete = over_rows(conn, &format!("DELETE FROM role_assignment WHERE {listed} AND starts > $2"));
        execute!(conn, delete, &list, last_day)?;
        let end = over_rows(conn, &format!("UPDATE role_assignment SET ends = $2 WHERE {listed} AND (ends IS NULL OR ends > $2)"));
        execute!(conn, end, &list, last_day)?;
    }
    Ok(())
}

pub(crate) async fn guardianships(conn: &mut Conn, rows: &[GuardRow], starts: &str) -> Result<u64> {
    Bulk::into("guardianship")
        .ints("guardian", rows.iter().map(|g| g.guardian))
        .ints("child", rows.iter().map(|g| g.child))
        .texts("relation", rows.iter().map(|g| g.relation.clone()))
        .texts("starts", rows.iter().map(|_| starts.to_owned()))
        .suffix("ON CONFLICT (guardian, child) DO UPDATE SET relation = excluded.relation, ends = NULL")
        .insert(conn)
        .await
}

/// Changes the names and facts of organisations there are.
pub(crate) async fn change_organisations(conn: &mut Conn, now: Millis, rows: &[Organisation]) -> Result<()> {
    for org in rows {
        execute!(
            conn,
            "UPDATE organisation SET name = $2, stages = $3, locality = $4, small = $5, weak = $6, special = $7, updated = $8 WHERE id = $1",
            org.id,
            &org.name,
            &org.stages,
            &org.locality,
            org.small,
            org.weak,
            org.special,
            now
        )?;
    }
    Ok(())
}
