//! Months of statements on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{TestBase, bases};
use base::{Clock, Date, fetch_one};
use records::xapi::Prepared;
use records::{Source, Version};

async fn make(base: &TestBase, today: Date) -> usize {
    base.db.write(move |conn| Box::pin(records::make_partitions(conn, today))).await.unwrap()
}

/// Stores a statement now.
async fn store(base: &TestBase) {
    let text = r#"{"actor":{"mbox":"mailto:a@example.cn"},"verb":{"id":"http://example.cn/did"},"object":{"id":"http://example.cn/it"}}"#;
    let prepared = Prepared::parse(Version::V2, text).unwrap();
    let source = Source { home: "https://edu.example.cn".into(), authority: None, defines: false };
    base.db.write(move |conn| Box::pin(async move { records::append(conn, &source, 1, prepared).await })).await.unwrap();
}

async fn in_common_table(base: &TestBase) -> i64 {
    let (count,): (i64,) =
        fetch_one!(&mut base.db.read().await.unwrap(), "SELECT CAST(COUNT(*) AS BIGINT) FROM statement_default").unwrap();
    count
}

#[tokio::test]
async fn statements_go_to_their_month_and_are_found_as_before() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let today = Clock::system().today();
        let postgres = base.db.kind() == "postgres";
        assert_eq!(make(&base, today).await, if postgres { 3 } else { 0 });
        assert_eq!(make(&base, today).await, 0, "they are there");
        store(&base).await;
        let later = today.saturating_add(jiff::Span::new().months(1));
        assert_eq!(make(&base, later).await, usize::from(postgres), "a month later one more");
        assert_eq!(records::count(&mut base.db.read().await.unwrap()).await.unwrap(), 1);
        if postgres {
            assert_eq!(in_common_table(&base).await, 0);
        }
    }
}

#[tokio::test]
async fn a_month_that_has_begun_without_its_table_stays_in_the_common_one() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        store(&base).await;
        let made = make(&base, Clock::system().today()).await;
        if base.db.kind() == "postgres" {
            assert_eq!((made, in_common_table(&base).await), (2, 1));
        }
        store(&base).await;
        assert_eq!(records::count(&mut base.db.read().await.unwrap()).await.unwrap(), 2);
    }
}
