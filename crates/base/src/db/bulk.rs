//! Many rows in one statement: `json_each($1)` on SQLite, `UNNEST($1, …)` on PostgreSQL.

use super::Conn;
use crate::Result;
use serde_json::Value;
use sqlx::AssertSqlSafe;

/// Rows a statement carries at the most; keeps the parameter to a few megabytes.
const CHUNK: usize = 5_000;

enum Values {
    Ints(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
    Bools(Vec<Option<bool>>),
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Ints(v) => v.len(),
            Values::Reals(v) => v.len(),
            Values::Texts(v) => v.len(),
            Values::Bools(v) => v.len(),
        }
    }

    fn json(&self, row: usize) -> Value {
        match self {
            Values::Ints(v) => v[row].into(),
            Values::Reals(v) => v[row].into(),
            Values::Texts(v) => v[row].clone().into(),
            Values::Bools(v) => v[row].into(),
        }
    }

    fn postgres_type(&self) -> &'static str {
        match self {
            Values::Ints(_) => "bigint[]",
            Values::Reals(_) => "double precision[]",
            Values::Texts(_) => "text[]",
            Values::Bools(_) => "boolean[]",
        }
    }
}

/// An insert of many rows, built column by column. All columns must be of one length.
pub struct Bulk {
    table: &'static str,
    columns: Vec<(&'static str, Values)>,
    suffix: &'static str,
}

impl Bulk {
    /// An insert into `table`.
    pub fn into(table: &'static str) -> Self {
        Bulk { table, columns: Vec::new(), suffix: "" }
    }

    /// A column of integers.
    pub fn ints<V: Into<Option<i64>>>(mut self, column: &'static str, values: impl IntoIterator<Item = V>) -> Self {
        self.columns.push((column, Values::Ints(values.into_iter().map(Into::into).collect())));
        self
    }

    /// A column of numbers.
    pub fn reals<V: Into<Option<f64>>>(mut self, column: &'static str, values: impl IntoIterator<Item = V>) -> Self {
        self.columns.push((column, Values::Reals(values.into_iter().map(Into::into).collect())));
        self
    }

    /// A column of texts.
    pub fn texts<V: Into<Option<String>>>(mut self, column: &'static str, values: impl IntoIterator<Item = V>) -> Self {
        self.columns.push((column, Values::Texts(values.into_iter().map(Into::into).collect())));
        self
    }

    /// A column of truth values.
    pub fn bools<V: Into<Option<bool>>>(mut self, column: &'static str, values: impl IntoIterator<Item = V>) -> Self {
        self.columns.push((column, Values::Bools(values.into_iter().map(Into::into).collect())));
        self
    }

    /// What follows the rows, such as `ON CONFLICT (id) DO NOTHING`.
    pub fn suffix(mut self, suffix: &'static str) -> Self {
        self.suffix = suffix;
        self
    }

    /// Writes all rows and gives the number written.
    pub async fn insert(self, conn: &mut Conn) -> Result<u64> {
        let rows = self.columns.first().map_or(0, |(_, v)| v.len());
        debug_assert!(self.columns.iter().all(|(_, v)| v.len() == rows), "columns of unequal length");
        let names: Vec<&str> = self.columns.iter().map(|(n, _)| *n).collect();
        let mut written = 0;
        for start in (0..rows).step_by(CHUNK) {
            let end = rows.min(start + CHUNK);
            written += match conn {
                Conn::Sqlite(c) => {
                    let picks: Vec<String> = (0..names.len()).map(|i| format!("value->>{i}")).collect();
                    // `WHERE true` parts the SELECT from an ON CONFLICT clause (SQLite's grammar asks for it).
                    let sql = format!(
                        "INSERT INTO {} ({}) SELECT {} FROM json_each($1) WHERE true {}",
                        self.table,
                        names.join(", "),
                        picks.join(", "),
                        self.suffix
                    );
                    let json: Vec<Value> =
                        (start..end).map(|r| Value::Array(self.columns.iter().map(|(_, v)| v.json(r)).collect())).collect();
                    sqlx::query(AssertSqlSafe(sql)).bind(serde_json::to_string(&json)?).execute(&mut **c).await?.rows_affected()
                }
                Conn::Postgres(c) => {
                    let arrays: Vec<String> =
                        self.columns.iter().enumerate().map(|(i, (_, v))| format!("${}::{}", i + 1, v.postgres_type())).collect();
                    let sql = format!(
                        "INSERT INTO {} ({}) SELECT * FROM UNNEST({}) {}",
                        self.table,
                        names.join(", "),
                        arrays.join(", "),
                        self.suffix
                    );
                    let mut query = sqlx::query(AssertSqlSafe(sql));
                    for (_, values) in &self.columns {
                        query = match values {
                            Values::Ints(v) => query.bind(v[start..end].to_vec()),
                            Values::Reals(v) => query.bind(v[start..end].to_vec()),
                            Values::Texts(v) => query.bind(v[start..end].to_vec()),
                            Values::Bools(v) => query.bind(v[start..end].to_vec()),
                        };
                    }
                    query.execute(&mut **c).await?.rows_affected()
                }
            };
        }
        Ok(written)
    }
}
