//! What is left in a database, and whether it follows from the statements.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use super::town::{HOME, Town, answered};
use base::sqlx::AssertSqlSafe;
use base::testing::START;
use base::{fetch_all, fetch_one};
use learner::{Given, Learners};
use records::document::{self, Condition, Kind, Shelf};
use records::{Version, progress};

/// Statements, estimates and days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Left {
    pub statements: i64,
    pub mastery: Vec<(i64, i64, f64, f64, i64, i64)>,
    pub subjects: Vec<(i64, String, i64, f64, f64)>,
    pub days: Vec<(i64, String, String, i64, i64)>,
    pub last: Vec<(i64, i64)>,
}

impl Town {
    pub async fn follow(&self) {
        while progress::follow(&self.base, -60_000).await.unwrap() > 0 {}
    }

    pub async fn left(&self) -> Left {
        let conn = &mut self.base.db.read().await.unwrap();
        Left {
            statements: records::count(conn).await.unwrap(),
            mastery: fetch_all!(conn, "SELECT person, point, alpha, beta, n, last_at FROM mastery ORDER BY person, point").unwrap(),
            subjects: fetch_all!(conn, "SELECT person, subject, points, means, variances FROM mastery_subject ORDER BY person, subject")
                .unwrap(),
            days: fetch_all!(conn, "SELECT person, day, area, answers, facts FROM progress_day ORDER BY person, day, area").unwrap(),
            last: fetch_all!(conn, "SELECT person, last_at FROM progress_person ORDER BY person").unwrap(),
        }
    }

    /// Estimates and days are what a rebuild gives.
    pub async fn is_as_rebuilt(&self) {
        self.follow().await;
        let before = self.left().await;
        learner::rebuild(&self.base, Learners::All).await.unwrap();
        progress::rebuild(&self.base).await.unwrap();
        assert_eq!(self.left().await, before);
    }

    /// Whether a text stands in any column of any table.
    pub async fn somewhere(&self, words: &str) -> bool {
        let conn = &mut self.base.db.read().await.unwrap();
        let packed = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, words);
        for table in base::db::tables(conn).await.unwrap() {
            for column in base::db::columns(conn, &table).await.unwrap() {
                let sql = format!(
                    "SELECT CAST(COUNT(*) AS BIGINT) FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE $1 OR CAST(\"{column}\" AS TEXT) LIKE $2"
                );
                let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), format!("%{words}%"), format!("%{packed}%")).unwrap();
                if n > 0 {
                    return true;
                }
            }
        }
        false
    }

    pub async fn nowhere(&self, words: &str) {
        assert!(!self.somewhere(words).await, "{words} is still somewhere ({})", self.base.db.kind());
    }

    pub async fn count(&self, table: &str) -> i64 {
        let sql = AssertSqlSafe(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}"));
        let (n,): (i64,) = fetch_one!(&mut self.base.db.read().await.unwrap(), sql).unwrap();
        n
    }

    /// Statements that the latest erasure says are gone.
    pub async fn erased(&self) -> u64 {
        let conn = &mut self.base.db.read().await.unwrap();
        let all = learner::erasure::of_person(conn, &self.base, &self.scope(self.guardian), self.student).await.unwrap();
        all.first().map_or(0, |e| e.numbers().unwrap().get("statement").copied().unwrap_or_default())
    }

    /// Many answers at once, some minutes apart.
    pub async fn answer_many(&self, person: i64, n: i64) {
        let given: Vec<Given> = (0..n)
            .map(|i| {
                let point = (i % 4) as usize;
                Given { answered: answered(person, point, f64::from(u8::from(i % 3 == 0)), START + i * 180_000), point: self.points[point] }
            })
            .collect();
        self.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, HOME, START, &given).await })).await.unwrap();
    }

    /// Something that a maker's tool keeps here of a person.
    pub async fn keep_document(&self, person: i64, words: &str) {
        let shelf = Shelf {
            kind: Kind::State,
            activity: "https://books.example/7".into(),
            agent: format!("account:{} {person}", self.base.config.public_url()),
            registration: String::new(),
        };
        let put = document::put(&self.base, Version::V1, shelf, "page".into(), Condition::default(), "text/plain".into(), words.into());
        put.await.unwrap().unwrap();
    }
}
