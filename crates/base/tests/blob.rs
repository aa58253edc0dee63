//! Files in the database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{TestBase, bases};
use base::{Error, Seal, blob};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

async fn put(base: &TestBase, name: &'static str, bytes: Vec<u8>) -> i64 {
    let (seal, now) = (base.seal.clone(), base.clock.now());
    base.db.write(move |c| Box::pin(async move { blob::put(c, &seal, now, name, "application/x", &bytes).await })).await.unwrap()
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_until_it_is_deleted() {
    for base in bases(&[base::MIGRATIONS]).await {
        for size in [0, 1, (192 << 10) - 1, 192 << 10, 600_000] {
            let bytes: Vec<u8> = (0..size).map(|n: usize| (n * 31 % 251) as u8).collect();
            let id = put(&base, "../名册.xlsx", bytes.clone()).await;
            let mut conn = base.db.read().await.unwrap();
            let found = blob::get(&mut conn, id).await.unwrap();
            assert_eq!((found.name.as_str(), found.size, found.created), ("../名册.xlsx", size as i64, base.clock.now()));
            assert!(blob::read(&mut conn, &base.seal, id).await.unwrap() == bytes);
            drop(conn);
            base.db.write(move |conn| Box::pin(async move { blob::delete(conn, id).await })).await.unwrap();
            let mut conn = base.db.read().await.unwrap();
            assert!(matches!(blob::get(&mut conn, id).await, Err(Error::NotFound)));
        }
    }
}

#[tokio::test]
async fn what_is_stored_is_sealed() {
    let roster = "姓名,身份证号\n王小树,110101201001011234\n".repeat(10_000);
    for base in bases(&[base::MIGRATIONS]).await {
        let id = put(&base, "a.csv", roster.clone().into_bytes()).await;
        let mut conn = base.db.read().await.unwrap();
        let chunks: Vec<(String,)> = base::fetch_all!(&mut conn, "SELECT data FROM blob_chunk ORDER BY ordinal").unwrap();
        let stored: Vec<u8> = chunks.iter().flat_map(|(data,)| STANDARD.decode(data).unwrap()).collect();
        assert!(stored.len() > roster.len());
        assert!(!stored.windows(18).any(|w| w == b"110101201001011234"));
        let found = blob::get(&mut conn, id).await.unwrap();
        assert_eq!((found.size, found.sha256), (roster.len() as i64, base::seal::sha256(&stored)));
        let other = Seal::from_hex(&"01".repeat(32)).unwrap();
        assert!(blob::read(&mut conn, &other, id).await.is_err());
    }
}

#[tokio::test]
async fn a_file_nobody_wants_goes_after_a_day() {
    for base in bases(&[base::MIGRATIONS]).await {
        let sweep = async || {
            let now = base.clock.now();
            base.db.write(move |c| Box::pin(async move { blob::sweep(c, now).await })).await.unwrap()
        };
        put(&base, "old.csv", vec![1; 400_000]).await;
        base.clock.advance(1000);
        let young = put(&base, "young.csv", vec![2; 400_000]).await;
        base.clock.advance(blob::KEPT_FOR - 1000);
        assert_eq!(sweep().await, 0);
        base.clock.advance(1000);
        assert_eq!(sweep().await, 1);
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(blob::read(&mut conn, &base.seal, young).await.unwrap(), vec![2; 400_000]);
        let (chunks,): (i64,) = base::fetch_one!(&mut conn, "SELECT CAST(COUNT(DISTINCT blob) AS BIGINT) FROM blob_chunk").unwrap();
        assert_eq!(chunks, 1);
    }
}
