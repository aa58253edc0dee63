use base::{Conn, Result, execute, fetch_one};

/// The number by which all nodes know the lock, beside the schema: "lake" in ASCII.
const LOCK: i32 = 0x6c61_6b65;

/// On PostgreSQL: whether this connection holds the lock now. It loses it with its end, whatever ends it.
pub async fn lock(conn: &mut Conn) -> Result<bool> {
    let (held,): (bool,) = fetch_one!(conn, "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))", LOCK)?;
    Ok(held)
}

/// Gives the lock back.
pub async fn unlock(conn: &mut Conn) -> Result<()> {
    execute!(conn, "SELECT pg_advisory_unlock($1, hashtext(current_schema()))", LOCK).map(|_| ())
}
