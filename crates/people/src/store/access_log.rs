use crate::access_log::View;
use crate::permission::{Action, Scope};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};

/// A view to be noted.
pub struct Row<'a> {
    pub learner: i64,
    pub who: i64,
    pub by_link: bool,
    pub page: &'a str,
    pub at: Millis,
    pub slot: i64,
}

pub async fn is_noted(conn: &mut Conn, row: &Row<'_>) -> Result<bool> {
    let found: Option<(i64,)> = fetch_optional!(
        conn,
        "SELECT id FROM record_view WHERE learner = $1 AND slot = $2 AND who = $3 AND page = $4",
        row.learner,
        row.slot,
        row.who,
        row.page
    )?;
    Ok(found.is_some())
}

pub async fn insert(conn: &mut Conn, row: &Row<'_>, role: Option<&str>, org: Option<i64>) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO record_view (id, learner, who, by_link, page, role, org, at, slot) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (learner, slot, who, page) DO NOTHING",
        base::id::next(),
        row.learner,
        row.who,
        row.by_link,
        row.page,
        role,
        org,
        row.at,
        row.slot
    )
    .map(|_| ())
}

pub async fn of_learner(conn: &mut Conn, learner: i64, before: i64, limit: i64) -> Result<Vec<View>> {
    fetch_all!(
        conn,
        "SELECT v.id, v.who, p.name, v.by_link, v.page, v.role, o.name AS org_name,
           (SELECT s.name FROM org_above AS a JOIN organisation AS s ON s.id = a.above
            WHERE a.org = v.org AND s.kind = 'school' AND s.id <> v.org) AS school_name, v.at
         FROM record_view AS v
         LEFT JOIN person AS p ON p.id = v.who
         LEFT JOIN organisation AS o ON o.id = v.org
         WHERE v.learner = $1 AND v.id < $2 ORDER BY v.id DESC LIMIT $3",
        learner,
        before,
        limit
    )
}

/// The role that lets the caller do this to the person, and where it is held; the closest place first.
pub async fn standing(conn: &mut Conn, scope: &Scope, action: Action, person: i64) -> Result<Option<(String, i64)>> {
    let sql = format!(
        "SELECT g.role, g.org FROM role_assignment m JOIN org_above a ON a.org = m.org JOIN role_assignment g ON g.org = a.above
         WHERE m.person = $3 AND m.starts <= $2 AND (m.ends IS NULL OR m.ends >= $2)
           AND g.person = $1 AND {} AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)
         ORDER BY CASE WHEN g.org = m.org THEN 0 ELSE 1 END, g.role LIMIT 1",
        action.held_in("g.role")
    );
    fetch_optional!(conn, AssertSqlSafe(sql), scope.person, &scope.today, person)
}

/// Two persons turned out to be one. What both did within ten minutes is one row already.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(
        conn,
        "DELETE FROM record_view WHERE (learner = $1 OR who = $1) AND EXISTS (SELECT 1 FROM record_view AS k
           WHERE k.slot = record_view.slot AND k.page = record_view.page
             AND k.learner = CASE WHEN record_view.learner = $1 THEN $2 ELSE record_view.learner END
             AND k.who = CASE WHEN record_view.who = $1 THEN $2 ELSE record_view.who END)",
        from,
        to
    )?;
    execute!(conn, "UPDATE record_view SET learner = $2 WHERE learner = $1", from, to)?;
    execute!(conn, "UPDATE record_view SET who = $2 WHERE who = $1", from, to).map(|_| ())
}
