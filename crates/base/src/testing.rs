//! Fresh databases for tests: SQLite always, PostgreSQL when `SHUREN_TEST_POSTGRES` names a server.
//!
//! `make test` starts a server and sets the variable; without it a test says that it ran on SQLite
//! only.

use crate::{Base, Clock, Config, Db, Migration, Seal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The instant fixed test clocks begin at: 2026-09-01 08:00 in the region.
pub const START: crate::Millis = 1_788_220_800_000;

/// A ground floor over one fresh database; keep it alive for as long as the test runs.
pub struct TestBase {
    /// The ground floor.
    pub base: Base,
    /// Where its files are.
    pub dir: tempfile::TempDir,
}

impl std::ops::Deref for TestBase {
    type Target = Base;
    fn deref(&self) -> &Base {
        &self.base
    }
}

/// One fresh, migrated ground floor per database that is at hand.
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]
pub async fn bases(migrations: &[&[Migration]]) -> Vec<TestBase> {
    let mut urls = vec![None];
    match std::env::var("SHUREN_TEST_POSTGRES") {
        Ok(server) => urls.push(Some(fresh_schema(&server).await)),
        Err(_) => eprintln!("SHUREN_TEST_POSTGRES is not set: this test runs on SQLite only (`make test` runs both)"),
    }
    let mut bases = Vec::new();
    for url in urls {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let database_url = url.unwrap_or_else(|| format!("sqlite:{}", dir.path().join("test.db").display()));
        let db = Db::connect(&database_url).await.expect("a test database");
        db.migrate(migrations).await.expect("migrations");
        let config = Config { data_dir: dir.path().into(), database_url, ..Config::default() };
        let seal = Seal::from_hex(&"5e".repeat(32)).expect("a key");
        bases.push(TestBase { base: Base { db, clock: Clock::fixed(START), seal, config: Arc::new(config) }, dir });
    }
    bases
}

/// A new schema on the server; the address has it as search path.
#[allow(clippy::unwrap_used, clippy::expect_used)]
pub async fn fresh_schema(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let db = Db::connect(server).await.expect("the test server");
    let sql = format!("DROP SCHEMA IF EXISTS {name} CASCADE");
    db.write(move |c| Box::pin(async move { crate::execute!(c, sqlx::AssertSqlSafe(sql)) })).await.expect("a schema");
    let sql = format!("CREATE SCHEMA {name}");
    db.write(move |c| Box::pin(async move { crate::execute!(c, sqlx::AssertSqlSafe(sql)) })).await.expect("a schema");
    db.close().await;
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options=-c%20search_path%3D{name}")
}
