use crate::Activity;
use base::db::Bulk;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, fetch_all};
use std::collections::HashMap;

/// The identifiers of activities by path; those not seen before are added.
pub async fn intern(conn: &mut Conn, activities: &[&Activity<'_>]) -> Result<HashMap<String, i64>> {
    let mut paths: Vec<(String, &'static str)> = activities.iter().map(|a| (a.path(), a.kind())).collect();
    let mut ids = find(conn, &paths).await?;
    paths.retain(|(path, _)| !ids.contains_key(path));
    if paths.is_empty() {
        return Ok(ids);
    }
    // In one order, so that two writers never wait for each other.
    paths.sort();
    paths.dedup();
    Bulk::into("activity")
        .ints("id", paths.iter().map(|_| base::id::next()))
        .texts("kind", paths.iter().map(|(_, kind)| (*kind).to_owned()))
        .texts("path", paths.iter().map(|(path, _)| path.clone()))
        .suffix("ON CONFLICT (path) DO NOTHING")
        .insert(conn)
        .await?;
    ids.extend(find(conn, &paths).await?);
    Ok(ids)
}

async fn find(conn: &mut Conn, paths: &[(String, &str)]) -> Result<HashMap<String, i64>> {
    let list = serde_json::to_string(&paths.iter().map(|(path, _)| [path]).collect::<Vec<_>>())?;
    let sql = format!("SELECT path, id FROM activity WHERE path IN (SELECT value->>0 FROM {})", conn.listed());
    let rows: Vec<(String, i64)> = fetch_all!(conn, AssertSqlSafe(sql), &list)?;
    Ok(rows.into_iter().collect())
}
