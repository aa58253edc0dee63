use crate::Activity;
use base::db::Bulk;
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
    let rows: Vec<(String, i64)> = match paths {
        // One answer: no list to build and parse.
        [(a, _), (b, _), (c, _)] => fetch_all!(conn, "SELECT path, id FROM activity WHERE path IN ($1, $2, $3)", a, b, c)?,
        _ => {
            let list = serde_json::to_string(&paths.iter().map(|(path, _)| path).collect::<Vec<_>>())?;
            let sql = if conn.is_sqlite() {
                "SELECT a.path, a.id FROM json_each($1) AS wanted JOIN activity AS a ON a.path = wanted.value"
            } else {
                "SELECT a.path, a.id FROM json_array_elements_text($1::json) AS wanted (value) JOIN activity AS a ON a.path = wanted.value"
            };
            fetch_all!(conn, sql, &list)?
        }
    };
    Ok(rows.into_iter().collect())
}
