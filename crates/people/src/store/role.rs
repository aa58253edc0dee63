use crate::person::Person;
use crate::role::{Assignment, NewAssignment};
use base::{Conn, Result, db::Bulk, execute, fetch_all};

pub async fn insert(conn: &mut Conn, id: i64, person: i64, role: &str, org: i64, subject: Option<&str>, starts: &str) -> Result<i64> {
    execute!(
        conn,
        "INSERT INTO role_assignment (id, person, role, org, subject, starts) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        person,
        role,
        org,
        subject,
        starts
    )?;
    Ok(id)
}

pub async fn insert_many(conn: &mut Conn, roles: &[NewAssignment<'_>]) -> Result<()> {
    Bulk::into("role_assignment")
        .ints("id", roles.iter().map(|_| base::id::next()))
        .ints("person", roles.iter().map(|r| r.person))
        .texts("role", roles.iter().map(|r| r.role.code().to_owned()))
        .ints("org", roles.iter().map(|r| r.org))
        .texts("subject", roles.iter().map(|r| r.subject.map(str::to_owned)))
        .texts("starts", roles.iter().map(|r| r.starts.to_owned()))
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn end(conn: &mut Conn, id: i64, last_day: &str) -> Result<()> {
    execute!(conn, "UPDATE role_assignment SET ends = $2 WHERE id = $1", id, last_day).map(|_| ())
}

pub async fn of_person(conn: &mut Conn, person: i64, today: &str) -> Result<Vec<Assignment>> {
    fetch_all!(
        conn,
        "SELECT r.id, r.person, r.role, r.org, o.name AS org_name, o.kind AS org_kind, r.subject, r.starts, r.ends
         FROM role_assignment r JOIN organisation o ON o.id = r.org
         WHERE r.person = $1 AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
         ORDER BY o.code, r.role, r.subject",
        person,
        today
    )
}

pub async fn people_at(conn: &mut Conn, org: i64, role: &str, today: &str) -> Result<Vec<Person>> {
    fetch_all!(
        conn,
        "SELECT p.id, p.name, p.gender, p.birth, p.status, p.demo
         FROM role_assignment r JOIN person p ON p.id = r.person
         WHERE r.org = $1 AND r.role = $2 AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3)
         ORDER BY p.name, p.id",
        org,
        role,
        today
    )
}
