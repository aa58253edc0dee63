//! The demo region: the same from the same seed on both databases, and such as a school would believe.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod people;

use base::testing::{TestBase, bases};
use base::{Conn, fetch_all};
use shuren::demo::{self, Size, Summary};

/// Size s on every database at hand.
async fn loaded(seed: u64) -> Vec<(TestBase, Summary)> {
    let mut all = Vec::new();
    for base in bases(&[base::MIGRATIONS, ::people::MIGRATIONS, content::MIGRATIONS, records::MIGRATIONS]).await {
        let summary = demo::load(&base, Size::S, seed, |_| {}).await.unwrap();
        all.push((base, summary));
    }
    all
}

/// One number.
async fn count(conn: &mut Conn, sql: &'static str) -> i64 {
    let rows: Vec<(i64,)> = fetch_all!(conn, sql).unwrap();
    rows[0].0
}

/// SHA-256 of the rows of queries that give one text column each.
async fn digest(conn: &mut Conn, queries: &[&'static str]) -> String {
    let mut text = String::new();
    for sql in queries {
        let rows: Vec<(String,)> = fetch_all!(conn, *sql).unwrap();
        assert!(!rows.is_empty(), "{sql}");
        for (row,) in rows {
            text += &row;
            text.push('\n');
        }
    }
    base::seal::sha256(text)
}
