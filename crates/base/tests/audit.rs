//! The audit log tells when someone has been at it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::audit::{self, Entry, Verdict};
use base::testing::{TestBase, bases};
use base::{Db, execute};
use futures::future::join_all;
use sqlx::AssertSqlSafe;

async fn record(base: &TestBase, n: i64) {
    let clock = base.clock.clone();
    let entry = move || Entry {
        actor: (n % 2 == 0).then_some(n),
        action: "test.act",
        target: format!("thing:{n}"),
        detail: serde_json::json!({"n": n}),
    };
    base.db.write(move |conn| Box::pin(async move { audit::record(conn, &clock, entry()).await })).await.unwrap();
}

/// What an intruder with the database's password can do.
async fn tamper(db: &Db, statement: &str) {
    let unguard: &[&str] = match db.kind() {
        "sqlite" => &["DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"],
        _ => &["DROP TRIGGER IF EXISTS audit_no_change ON audit"],
    };
    for sql in unguard.iter().chain(&[statement]) {
        let sql = AssertSqlSafe((*sql).to_owned());
        db.write(move |conn| Box::pin(async move { execute!(conn, sql) })).await.unwrap();
    }
}

#[tokio::test]
async fn entries_written_at_once_make_one_chain() {
    for base in bases(&[base::MIGRATIONS]).await {
        assert_eq!(audit::verify(&base.db).await.unwrap(), Verdict::Intact(0));
        join_all((0..40).map(|n| record(&base, n))).await;
        assert_eq!(audit::verify(&base.db).await.unwrap(), Verdict::Intact(40));
        let mut conn = base.db.read().await.unwrap();
        let latest = audit::latest(&mut conn, None, i64::MAX, 5).await.unwrap();
        assert_eq!(latest.iter().map(|e| e.seq).collect::<Vec<_>>(), [40, 39, 38, 37, 36]);
        let of_one = audit::latest(&mut conn, Some("thing:7"), i64::MAX, 5).await.unwrap();
        assert_eq!((of_one.len(), of_one[0].detail.as_str()), (1, "{\"n\":7}"));
    }
}

#[tokio::test]
async fn entries_cannot_be_changed_or_removed() {
    for base in bases(&[base::MIGRATIONS]).await {
        record(&base, 1).await;
        for sql in ["UPDATE audit SET actor = 9", "DELETE FROM audit"] {
            let refused = base.db.write(move |conn| Box::pin(async move { execute!(conn, sql) })).await;
            assert!(refused.unwrap_err().to_string().contains("append-only"));
        }
        assert_eq!(audit::verify(&base.db).await.unwrap(), Verdict::Intact(1));
    }
}

#[tokio::test]
async fn tampering_is_found_where_it_happened() {
    let cases = [
        ("UPDATE audit SET actor = 99 WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '{\"n\":0}' WHERE seq = 5", 5),
        ("UPDATE audit SET at = at + 1 WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 1", 1),
        // Two entries made one: lengths are hashed, so text cannot move between fields.
        ("UPDATE audit SET action = action || substr(target, 1, 1), target = substr(target, 2) WHERE seq = 6", 6),
        ("UPDATE audit SET hash = previous WHERE seq = 8", 8),
    ];
    for (statement, seq) in cases {
        for base in bases(&[base::MIGRATIONS]).await {
            for n in 0..10 {
                record(&base, n).await;
            }
            tamper(&base.db, statement).await;
            assert_eq!(audit::verify(&base.db).await.unwrap(), Verdict::Broken { seq }, "{statement}");
        }
    }
}
