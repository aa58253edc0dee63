use base::{Conn, Result, fetch_all, fetch_optional};

pub async fn definition(conn: &mut Conn, path: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = fetch_optional!(conn, "SELECT definition FROM activity WHERE path = $1", path)?;
    Ok(found.and_then(|(definition,)| definition))
}

pub async fn identifiers(conn: &mut Conn, ifi: &str) -> Result<Vec<String>> {
    let found: Vec<(String,)> = fetch_all!(
        conn,
        "SELECT other.ifi FROM agent AS one JOIN agent AS other ON other.id = one.id WHERE one.ifi = $1 ORDER BY other.ifi",
        ifi
    )?;
    Ok(found.into_iter().map(|(ifi,)| ifi).collect())
}
