//! Node numbers: taken, kept, and taken anew after a long absence.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{TestBase, bases};
use base::{id, node};

async fn numbers(base: &TestBase) -> Vec<i64> {
    let rows: Vec<(i64,)> = base::fetch_all!(&mut base.db.read().await.unwrap(), "SELECT id FROM node ORDER BY id").unwrap();
    rows.into_iter().map(|(n,)| n).collect()
}

/// The number in the identifiers that this process makes now.
fn own() -> i64 {
    (id::next() >> 12) % id::NODES
}

// One test, because the number is the process's.
#[tokio::test]
async fn a_node_taken_for_dead_gets_a_new_number() {
    for base in bases(&[base::MIGRATIONS]).await {
        let suspended = node::join(&base).await.unwrap();
        assert_eq!((own(), numbers(&base).await), (1, vec![1]));
        base.clock.advance(9 * 60_000);
        node::beat(&base, &suspended).await.unwrap();
        base.clock.advance(9 * 60_000);
        let other = node::join(&base).await.unwrap();
        assert_eq!((own(), numbers(&base).await), (2, vec![1, 2]), "a node that beats keeps its number");

        // Both stop for longer than a number is kept; a third takes the first one's.
        base.clock.advance(11 * 60_000);
        let third = node::join(&base).await.unwrap();
        assert_eq!((own(), numbers(&base).await), (1, vec![1]));
        node::beat(&base, &suspended).await.unwrap();
        assert_eq!((own(), numbers(&base).await), (2, vec![1, 2]));
        node::beat(&base, &suspended).await.unwrap();
        assert_eq!((own(), numbers(&base).await), (2, vec![1, 2]), "and keeps the new one");

        node::leave(&base, other).await.unwrap();
        assert_eq!(numbers(&base).await, [1, 2], "who has no number gives none back");
        node::leave(&base, suspended).await.unwrap();
        assert_eq!(numbers(&base).await, [1]);
        node::leave(&base, third).await.unwrap();
        assert!(numbers(&base).await.is_empty());
    }
}
