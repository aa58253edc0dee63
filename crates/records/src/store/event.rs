use base::{Conn, Millis, Result, fetch_all, fetch_optional};

/// Texts of facts about whoever was noted in a class and not taken back, stored last first, of an instant or later;
/// with the person as known now.
pub async fn of_class_since(conn: &mut Conn, class: &str, from: Millis, stored_after: i64) -> Result<Vec<(i64, String)>> {
    fetch_all!(
        conn,
        "SELECT s.agent, s.raw FROM activity AS c
         JOIN statement_posting AS k ON k.key = c.id AND k.related AND k.seq > $3
         JOIN statement AS s ON s.seq = k.seq
         JOIN activity AS f ON f.id = s.activity AND f.kind = 'fact'
         WHERE c.path = $1 AND s.at >= $2 AND s.agent IS NOT NULL AND NOT s.voided
         ORDER BY k.seq DESC",
        class,
        from,
        stored_after
    )
}

/// The text of a statement.
pub async fn raw(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    let row: Option<(String,)> =
        fetch_optional!(conn, "SELECT s.raw FROM statement_id AS i JOIN statement AS s ON s.seq = i.seq WHERE i.id = $1", id)?;
    Ok(row.map(|(raw,)| raw))
}
