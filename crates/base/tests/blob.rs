//! Files in the database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::bases;
use base::{Error, blob};

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_until_it_is_deleted() {
    for base in bases(&[base::MIGRATIONS]).await {
        for size in [0, 1, (192 << 10) - 1, 192 << 10, 600_000] {
            let bytes: Vec<u8> = (0..size).map(|n: usize| (n * 31 % 251) as u8).collect();
            let (sent, now) = (bytes.clone(), base.clock.now());
            let id = base
                .db
                .write(move |conn| Box::pin(async move { blob::put(conn, now, "../名册.xlsx", "application/x", &sent).await }))
                .await
                .unwrap();
            let mut conn = base.db.read().await.unwrap();
            let found = blob::get(&mut conn, id).await.unwrap();
            assert_eq!((found.name.as_str(), found.size, found.created), ("../名册.xlsx", size as i64, now));
            assert_eq!(found.sha256, base::seal::sha256(&bytes));
            assert!(blob::read(&mut conn, id).await.unwrap() == bytes);
            drop(conn);
            base.db.write(move |conn| Box::pin(async move { blob::delete(conn, id).await })).await.unwrap();
            let mut conn = base.db.read().await.unwrap();
            assert!(matches!(blob::get(&mut conn, id).await, Err(Error::NotFound)));
        }
    }
}
