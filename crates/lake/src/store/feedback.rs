use crate::feedback::Feedback;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one};

pub async fn insert(conn: &mut Conn, dataset: i64, words: &str, at: Millis) -> Result<()> {
    execute!(conn, "INSERT INTO dataset_feedback (id, dataset, words, at) VALUES ($1, $2, $3, $4)", base::id::next(), dataset, words, at)
        .map(|_| ())
}

/// How many came since an instant.
pub async fn since(conn: &mut Conn, dataset: i64, from: Millis) -> Result<i64> {
    let (n,): (i64,) =
        fetch_one!(conn, "SELECT CAST(COUNT(*) AS BIGINT) FROM dataset_feedback WHERE dataset = $1 AND at >= $2", dataset, from)?;
    Ok(n)
}

pub async fn latest(conn: &mut Conn, dataset: i64, limit: i64) -> Result<Vec<Feedback>> {
    fetch_all!(conn, "SELECT words, at FROM dataset_feedback WHERE dataset = $1 ORDER BY at DESC, id DESC LIMIT $2", dataset, limit)
}
