//! SQL of this crate.

pub(crate) mod graph;
pub(crate) mod graph_proposal;
pub(crate) mod graph_version;
pub(crate) mod item;
pub(crate) mod model;
pub(crate) mod point;

use base::Conn;

/// The schema of this floor.
pub const MIGRATIONS: &[base::Migration] = &[
    base::Migration { version: 4001, name: "content", sql: include_str!("migrations/4001_content.sql") },
    base::Migration { version: 4002, name: "graph", sql: include_str!("migrations/4002_graph.sql") },
    base::Migration { version: 4003, name: "item_model", sql: include_str!("migrations/4003_item_model.sql") },
];

/// A subquery over the values of `$1`, a JSON array of integers or texts.
fn values(conn: &Conn, integers: bool) -> &'static str {
    match (conn.is_sqlite(), integers) {
        (true, _) => "SELECT value FROM json_each($1)",
        (false, true) => "SELECT CAST(value AS BIGINT) FROM UNNEST(ARRAY(SELECT json_array_elements_text(CAST($1 AS json)))) AS w (value)",
        (false, false) => "SELECT value FROM UNNEST(ARRAY(SELECT json_array_elements_text(CAST($1 AS json)))) AS w (value)",
    }
}

/// A stored word that no longer has a meaning: a bug or a damaged database.
fn damaged(column: &str, value: &str) -> base::Error {
    base::Error::internal(format!("content: stored {column} {value:?} is unknown"))
}
