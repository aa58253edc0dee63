//! Writes that fail, panic, share a commit or lose their caller.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::db::Bulk;
use base::testing::{TestBase, bases};
use base::{Conn, Error, Migration, execute, fetch_all, fetch_one};
use futures::future::{BoxFuture, join_all};
use std::sync::Arc;

const THINGS: &[Migration] = &[Migration {
    version: 9001,
    name: "things",
    sql: "CREATE TABLE thing (id {id}, name TEXT UNIQUE, size DOUBLE PRECISION, good BOOLEAN);",
}];

async fn ids(base: &TestBase) -> Vec<i64> {
    let mut conn = base.db.read().await.unwrap();
    let rows: Vec<(i64,)> = fetch_all!(&mut conn, "SELECT id FROM thing ORDER BY id").unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

#[tokio::test]
async fn a_failed_write_is_undone_while_its_group_commits() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        let writes = (0..100_i64).map(|n| {
            base.db.write(move |conn| {
                Box::pin(async move {
                    execute!(conn, "INSERT INTO thing (id, name) VALUES ($1, $2)", n, format!("name {n}"))?;
                    match n % 10 {
                        3 => Err(Error::invalid("test.refused")),
                        // Fails in the database itself, after a first insert that was good.
                        7 => execute!(conn, "INSERT INTO thing (id, name) VALUES ($1, 'again')", n),
                        _ => Ok(1),
                    }
                })
            })
        });
        let outcomes = join_all(writes).await;
        for (n, outcome) in (0..).zip(&outcomes) {
            match n % 10 {
                3 => assert!(matches!(outcome, Err(Error::Invalid(_)))),
                7 => assert!(outcome.as_ref().is_err_and(Error::is_duplicate)),
                _ => assert!(outcome.is_ok()),
            }
        }
        assert_eq!(ids(&base).await, (0..100).filter(|n| n % 10 != 3 && n % 10 != 7).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_can_wait_is_written_in_a_lull_and_still_under_a_load_without_one() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        // In a lull: alone, at once.
        base.db.write_behind(|conn| Box::pin(async move { insert(conn, -1).await })).await.unwrap();
        // Under a load without a lull, which ends only when what waits is written.
        let waiting = base.db.write_behind(|conn| Box::pin(async move { insert(conn, -2).await }));
        let load = async {
            for n in 0.. {
                base.db.write(move |conn| Box::pin(async move { insert(conn, n).await })).await.unwrap();
            }
        };
        tokio::select! {
            outcome = waiting => outcome.unwrap(),
            () = load => unreachable!(),
        }
        // What fails is undone and told; those in the queue beside it stand.
        let failed = base.db.write_behind(|conn| {
            Box::pin(async move {
                insert(conn, -3).await?;
                Err::<(), _>(Error::invalid("test.refused"))
            })
        });
        assert!(matches!(failed.await, Err(Error::Invalid(_))));
        let ids = ids(&base).await;
        assert!(ids.starts_with(&[-2, -1]) && !ids.contains(&-3), "{ids:?}");
    }
}

async fn insert(conn: &mut Conn, id: i64) -> Result<(), Error> {
    execute!(conn, "INSERT INTO thing (id) VALUES ($1)", id).map(drop)
}

#[tokio::test]
async fn a_panicking_write_is_undone_and_the_next_one_works() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        let panicking = base.db.write(|conn| {
            Box::pin(async move {
                execute!(conn, "INSERT INTO thing (id) VALUES (1)")?;
                if true {
                    panic!("on purpose");
                }
                Ok(())
            })
        });
        assert!(panicking.await.unwrap_err().to_string().contains("on purpose"));
        base.db.write(|conn| Box::pin(async move { execute!(conn, "INSERT INTO thing (id) VALUES (2)") })).await.unwrap();
        assert_eq!(ids(&base).await, [2]);
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_half_write() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        {
            let write = base.db.write(|conn| {
                Box::pin(async move {
                    execute!(conn, "INSERT INTO thing (id) VALUES (1)")?;
                    tokio::task::yield_now().await;
                    execute!(conn, "INSERT INTO thing (id) VALUES (2)")
                })
            });
            tokio::pin!(write);
            assert!(futures::poll!(&mut write).is_pending());
        }
        base.db.write(|conn| Box::pin(async move { execute!(conn, "INSERT INTO thing (id) VALUES (3)") })).await.unwrap();
        // Whole or not at all: on SQLite it was first in the queue, on PostgreSQL its task may not have
        // got a connection before the pool closed.
        let url = base.config.database();
        base.db.close().await;
        let db = base::Db::connect(&url).await.unwrap();
        let rows: Vec<(i64,)> = fetch_all!(&mut db.read().await.unwrap(), "SELECT id FROM thing ORDER BY id").unwrap();
        assert!(rows == [(1,), (2,), (3,)] || (db.kind() == "postgres" && rows == [(3,)]), "{rows:?}");
    }
}

#[tokio::test]
async fn many_rows_go_in_with_their_gaps() {
    type Thing = (i64, Option<String>, Option<f64>, Option<bool>);
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        let things: Vec<Thing> = (0..12_000_i64)
            .map(|n| {
                (
                    n << 40,
                    (n % 3 != 0).then(|| format!("名 \"{n}\"")),
                    (n % 5 != 0).then(|| n as f64 / 7.0),
                    (n % 2 == 0).then_some(n % 4 == 0),
                )
            })
            .collect();
        let rows = things.clone();
        let bulk = move || {
            Bulk::into("thing")
                .ints("id", rows.iter().map(|t| t.0))
                .texts("name", rows.iter().map(|t| t.1.clone()))
                .reals("size", rows.iter().map(|t| t.2))
                .bools("good", rows.iter().map(|t| t.3))
        };
        let (first, second) = (bulk(), bulk().suffix("ON CONFLICT (id) DO NOTHING"));
        assert_eq!(base.db.write(move |conn| Box::pin(first.insert(conn))).await.unwrap(), 12_000);
        assert_eq!(base.db.write(move |conn| Box::pin(second.insert(conn))).await.unwrap(), 0);
        let mut conn = base.db.read().await.unwrap();
        let stored: Vec<Thing> = fetch_all!(&mut conn, "SELECT id, name, size, good FROM thing ORDER BY id").unwrap();
        assert!(stored == things);
    }
}

#[tokio::test]
async fn a_snapshot_sees_one_moment_and_a_reader_writes_nothing() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        let mut snapshot = base.db.snapshot().await.unwrap();
        let (before,): (i64,) = fetch_one!(&mut snapshot, "SELECT COUNT(*) FROM thing").unwrap();
        base.db.write(|conn| Box::pin(async move { execute!(conn, "INSERT INTO thing (id) VALUES (1)") })).await.unwrap();
        let (after,): (i64,) = fetch_one!(&mut snapshot, "SELECT COUNT(*) FROM thing").unwrap();
        assert_eq!((before, after), (0, 0));
        snapshot.end().await.unwrap();
        if snapshot.is_sqlite() {
            assert!(execute!(&mut snapshot, "DELETE FROM thing").is_err());
        }
        drop(snapshot);
        assert_eq!(ids(&base).await, [1]);
    }
}

/// The file may not grow any more: what was acknowledged stands, what was refused left nothing, and
/// once there is room the writer goes on.
#[tokio::test]
async fn a_full_disk_loses_no_acknowledged_write() {
    for base in bases(&[base::MIGRATIONS]).await {
        if base.db.kind() != "sqlite" {
            continue;
        }
        let limit = |pages: i64| {
            let db = base.db.clone();
            async move {
                let sql = format!("PRAGMA max_page_count = {pages}");
                db.write(move |c| Box::pin(async move { base::execute!(c, base::sqlx::AssertSqlSafe(sql)).map(|_| ()) })).await.unwrap();
            }
        };
        let pages: (i64,) = base::fetch_one!(&mut base.db.read().await.unwrap(), "PRAGMA page_count").unwrap();
        limit(pages.0 + 12).await;
        let put = |n: usize, size: usize| {
            let (db, name, value) = (base.db.clone(), format!("full-{n}"), "x".repeat(size));
            async move {
                let kept = name.clone();
                let done = db.write(move |c| Box::pin(async move { base::node::set_setting(c, &name, &value).await })).await;
                done.is_ok().then_some(kept)
            }
        };
        // Alone, a small one fits. In a group with one that is too large SQLite gives up all of them.
        let mut acknowledged: Vec<String> = put(0, 3_000).await.into_iter().collect();
        let group = join_all((1..60).map(|n| put(n, if n % 3 == 2 { 400_000 } else { 3_000 }))).await;
        acknowledged.extend(group.into_iter().flatten());
        assert!(!acknowledged.is_empty() && acknowledged.len() < 60, "{} of 60", acknowledged.len());
        let mut stored: Vec<(String,)> =
            base::fetch_all!(&mut base.db.read().await.unwrap(), "SELECT name FROM setting WHERE name LIKE 'full-%'").unwrap();
        let mut expected: Vec<(String,)> = acknowledged.into_iter().map(|n| (n,)).collect();
        stored.sort();
        expected.sort();
        assert_eq!(stored, expected);
        limit(1_000_000).await;
        base.db.write(|c| Box::pin(async move { base::node::set_setting(c, "after", "room").await })).await.unwrap();
    }
}

/// A thing to be written with others; how many were written with it is its outcome.
#[derive(Clone)]
struct Thing(i64);

impl base::db::Together for Thing {
    type Outcome = usize;

    fn together(conn: &mut Conn, items: Arc<[Thing]>) -> BoxFuture<'_, base::Result<Vec<base::Result<usize>>>> {
        Box::pin(async move {
            let good: Vec<i64> = items.iter().map(|t| t.0).filter(|n| n % 10 != 3).collect();
            let written = Bulk::into("thing")
                .ints("id", good.iter().copied())
                // Those that end in 7 have one name: the database refuses all of the transaction.
                .texts("name", good.iter().map(|n| if n % 10 == 7 { "same".to_owned() } else { format!("name {n}") }))
                .insert(conn)
                .await?;
            Ok(items.iter().map(|t| if t.0 % 10 == 3 { Err(Error::invalid("test.refused")) } else { Ok(written as usize) }).collect())
        })
    }
}

#[tokio::test]
async fn what_is_asked_for_at_once_is_done_together() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        let asked: Vec<i64> = (0..200).filter(|n| n % 10 != 7).collect();
        let outcomes = join_all(asked.iter().map(|n| base.db.gather(Thing(*n)))).await;
        let mut most = 0;
        for (n, outcome) in asked.iter().zip(&outcomes) {
            match outcome {
                Ok(written) => most = most.max(*written),
                Err(e) => assert!(n % 10 == 3 && matches!(e, Error::Invalid(_)), "{n}: {e}"),
            }
        }
        assert!(most > 100, "{most} of {} were written in one transaction at the most", asked.len());
        assert_eq!(ids(&base).await, asked.into_iter().filter(|n| n % 10 != 3).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn one_that_spoils_the_common_transaction_fails_alone() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        let outcomes = join_all((0..30).map(|n| base.db.gather(Thing(n)))).await;
        let failed: Vec<usize> = outcomes.iter().enumerate().filter(|(_, o)| o.is_err()).map(|(n, _)| n).collect();
        assert_eq!(failed, [3, 13, 17, 23, 27], "the first of one name stands");
        assert_eq!(ids(&base).await.len(), 25);
    }
}
