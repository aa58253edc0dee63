use crate::organisation::Organisation;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, db::Bulk, execute, fetch_all, fetch_one, fetch_optional};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

pub(super) const COLUMNS: &str =
    "o.id, o.kind, o.parent, o.code, o.name, o.stages, o.locality, o.small, o.weak, o.special, o.entry_year, o.closed, o.demo";

pub async fn insert(conn: &mut Conn, now: Millis, rows: &[Organisation]) -> Result<()> {
    Bulk::into("organisation")
        .ints("id", rows.iter().map(|o| o.id))
        .texts("kind", rows.iter().map(|o| o.kind.clone()))
        .ints("parent", rows.iter().map(|o| o.parent))
        .texts("code", rows.iter().map(|o| o.code.clone()))
        .texts("name", rows.iter().map(|o| o.name.clone()))
        .texts("stages", rows.iter().map(|o| o.stages.clone()))
        .texts("locality", rows.iter().map(|o| o.locality.clone()))
        .bools("small", rows.iter().map(|o| o.small))
        .bools("weak", rows.iter().map(|o| o.weak))
        .bools("special", rows.iter().map(|o| o.special))
        .ints("entry_year", rows.iter().map(|o| o.entry_year))
        .texts("closed", rows.iter().map(|o| o.closed.clone()))
        .bools("demo", rows.iter().map(|o| o.demo))
        .ints("updated", rows.iter().map(|_| now))
        .insert(conn)
        .await?;
    insert_above(conn, rows).await
}

/// Closure rows of new organisations: themselves, and all that is above their parents.
async fn insert_above(conn: &mut Conn, rows: &[Organisation]) -> Result<()> {
    let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
    let (mut orgs, mut aboves) = (Vec::new(), Vec::new());
    for row in rows {
        let mut mine = vec![row.id];
        if let Some(parent) = row.parent {
            if let Entry::Vacant(unknown) = above.entry(parent) {
                let known: Vec<(i64,)> = fetch_all!(conn, "SELECT above FROM org_above WHERE org = $1", parent)?;
                unknown.insert(known.into_iter().map(|(a,)| a).collect());
            }
            mine.extend(above.get(&parent).into_iter().flatten());
        }
        orgs.extend(mine.iter().map(|_| row.id));
        aboves.extend(mine.iter().copied());
        above.insert(row.id, mine);
    }
    Bulk::into("org_above").ints("org", orgs).ints("above", aboves).insert(conn).await.map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Organisation> {
    fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM organisation o WHERE o.id = $1")), id)
}

pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Organisation>> {
    fetch_optional!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM organisation o WHERE o.code = $1")), code)
}

pub async fn below(conn: &mut Conn, above: i64, kind: &str) -> Result<Vec<Organisation>> {
    fetch_all!(
        conn,
        AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM org_above a JOIN organisation o ON o.id = a.org
             WHERE a.above = $1 AND o.kind = $2 AND o.closed IS NULL ORDER BY o.code"
        )),
        above,
        kind
    )
}

pub async fn above(conn: &mut Conn, org: i64, kind: &str) -> Result<Option<Organisation>> {
    fetch_optional!(
        conn,
        AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM org_above a JOIN organisation o ON o.id = a.above WHERE a.org = $1 AND o.kind = $2 ORDER BY o.id LIMIT 1"
        )),
        org,
        kind
    )
}

pub async fn root(conn: &mut Conn) -> Result<Option<Organisation>> {
    fetch_optional!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM organisation o WHERE o.kind = 'region' ORDER BY o.id LIMIT 1")))
}

pub async fn join_group(conn: &mut Conn, school_group: i64, school: i64) -> Result<()> {
    execute!(conn, "INSERT INTO school_group_member (school_group, school) VALUES ($1, $2) ON CONFLICT DO NOTHING", school_group, school)?;
    execute!(
        conn,
        "INSERT INTO org_above (org, above) SELECT a.org, CAST($1 AS BIGINT) FROM org_above a WHERE a.above = $2 ON CONFLICT DO NOTHING",
        school_group,
        school
    )
    .map(|_| ())
}
