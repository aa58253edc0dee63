use crate::organisation::Organisation;
use crate::permission::{Action, Scope};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, fetch_all, fetch_optional};

async fn yes(conn: &mut Conn, scope: &Scope, condition: String, target: i64) -> Result<bool> {
    let sql = format!("SELECT CAST(1 AS BIGINT) WHERE $3 = $3 AND {condition}");
    let row: Option<(i64,)> = fetch_optional!(conn, AssertSqlSafe(sql), scope.person, &scope.today, target)?;
    Ok(row.is_some())
}

pub async fn person(conn: &mut Conn, scope: &Scope, action: Action, person: i64) -> Result<bool> {
    yes(conn, scope, action.people("CAST($3 AS BIGINT)"), person).await
}

pub async fn organisation(conn: &mut Conn, scope: &Scope, action: Action, org: i64) -> Result<bool> {
    yes(conn, scope, action.organisations("CAST($3 AS BIGINT)"), org).await
}

pub async fn anywhere(conn: &mut Conn, scope: &Scope, action: Action) -> Result<bool> {
    yes(conn, scope, action.anywhere(), 0).await
}

pub async fn organisations(conn: &mut Conn, scope: &Scope, action: Action, kind: &str) -> Result<Vec<Organisation>> {
    let sql = format!(
        "SELECT o.id, o.kind, o.parent, o.code, o.name, o.stages, o.locality, o.small, o.weak, o.special, o.entry_year, o.closed, o.demo
         FROM organisation o WHERE o.kind = $3 AND o.closed IS NULL AND {} ORDER BY o.code",
        action.organisations("o.id")
    );
    fetch_all!(conn, AssertSqlSafe(sql), scope.person, &scope.today, kind)
}

pub async fn subjects(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Option<Vec<String>>> {
    let rows: Vec<(String, Option<String>)> = fetch_all!(
        conn,
        "SELECT g.role, g.subject FROM org_above a JOIN role_assignment g ON g.org = a.above
         WHERE a.org = $3 AND g.person = $1 AND g.role IN ('class_teacher', 'subject_teacher')
           AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)
         ORDER BY g.subject",
        scope.person,
        &scope.today,
        class
    )?;
    if rows.iter().any(|(role, subject)| role == "class_teacher" || subject.is_none()) {
        return Ok(None);
    }
    Ok(Some(rows.into_iter().filter_map(|(_, subject)| subject).collect()))
}
