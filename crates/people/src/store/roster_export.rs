//! What a roster package is made from: all that is at or below an organisation.

use super::organisation::COLUMNS;
use crate::organisation::Organisation;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, fetch_all};

/// A person as a package describes them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct User {
    pub id: i64,
    pub name: String,
    pub gender: Option<String>,
    pub birth: Option<String>,
    pub source_id: Option<String>,
    pub login: Option<String>,
    pub disabled: Option<bool>,
}

/// A role held at or below the organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Member {
    pub person: i64,
    pub role: String,
    pub org: i64,
    pub subject: Option<String>,
    pub starts: String,
    pub ends: Option<String>,
}

/// A guardianship of a student there.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Ward {
    pub guardian: i64,
    pub child: i64,
    pub relation: String,
}

/// The organisation, all below it, and what is above it in the tree; school groups left out.
pub(crate) async fn organisations(conn: &mut Conn, org: i64) -> Result<Vec<Organisation>> {
    fetch_all!(
        conn,
        AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM organisation o WHERE o.closed IS NULL AND o.kind <> 'school_group'
               AND (o.id IN (SELECT a.org FROM org_above a WHERE a.above = $1) OR o.id IN (SELECT a.above FROM org_above a WHERE a.org = $1))
             ORDER BY o.code"
        )),
        org
    )
}

pub(crate) async fn members(conn: &mut Conn, org: i64, today: &str) -> Result<Vec<Member>> {
    fetch_all!(
        conn,
        "SELECT r.person, r.role, r.org, r.subject, r.starts, r.ends
         FROM org_above a JOIN organisation o ON o.id = a.org JOIN role_assignment r ON r.org = a.org JOIN person p ON p.id = r.person
         WHERE a.above = $1 AND o.closed IS NULL AND o.kind <> 'school_group' AND p.status = 'active' AND (r.ends IS NULL OR r.ends >= $2)
         ORDER BY r.id",
        org,
        today
    )
}

pub(crate) async fn wards(conn: &mut Conn, org: i64, today: &str) -> Result<Vec<Ward>> {
    fetch_all!(
        conn,
        "SELECT w.guardian, w.child, w.relation FROM guardianship w JOIN person g ON g.id = w.guardian JOIN person c ON c.id = w.child
         WHERE g.status = 'active' AND c.status = 'active' AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2)
           AND w.child IN (SELECT r.person FROM org_above a JOIN role_assignment r ON r.org = a.org
                           WHERE a.above = $1 AND r.role = 'student' AND (r.ends IS NULL OR r.ends >= $2))",
        org,
        today
    )
}

/// The persons of [`members`] and the guardians of [`wards`].
pub(crate) async fn users(conn: &mut Conn, org: i64, today: &str) -> Result<Vec<User>> {
    fetch_all!(
        conn,
        "SELECT p.id, p.name, p.gender, p.birth, p.source_id, a.login, a.disabled
         FROM person p LEFT JOIN account a ON a.person = p.id
         WHERE p.status = 'active' AND (
           p.id IN (SELECT r.person FROM org_above b JOIN organisation o ON o.id = b.org JOIN role_assignment r ON r.org = b.org
                    WHERE b.above = $1 AND o.closed IS NULL AND o.kind <> 'school_group' AND (r.ends IS NULL OR r.ends >= $2))
           OR p.id IN (SELECT w.guardian FROM guardianship w JOIN person c ON c.id = w.child
                       WHERE c.status = 'active' AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2)
                         AND w.child IN (SELECT r.person FROM org_above b JOIN role_assignment r ON r.org = b.org
                                         WHERE b.above = $1 AND r.role = 'student' AND (r.ends IS NULL OR r.ends >= $2))))",
        org,
        today
    )
}
