use base::{Conn, Millis, Result, execute, fetch_one};

/// The sealed salt of a release: this one, unless it has one already.
pub async fn salt(conn: &mut Conn, name: &str, sealed: &str, now: Millis) -> Result<String> {
    execute!(conn, "INSERT INTO lake_release (name, salt, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING", name, sealed, now)?;
    let (salt,): (String,) = fetch_one!(conn, "SELECT salt FROM lake_release WHERE name = $1", name)?;
    Ok(salt)
}
