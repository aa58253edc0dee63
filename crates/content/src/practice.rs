//! Which items to give next.

use crate::item::Item;
use crate::point::Point;
use crate::{Stage, Subject, store};
use base::db::Together;
use base::{Base, Conn, Error, Result};
use futures::future::BoxFuture;
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Where items are taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pool {
    /// Items of these knowledge points.
    Points(Vec<i64>),
    /// Items of a subject and stage, in these grades.
    Class {
        /// Subject.
        subject: Subject,
        /// Stage.
        stage: Stage,
        /// Grades, both ends included; `0..=12` for all.
        grades: RangeInclusive<i64>,
    },
}

/// The prime 2^31 - 1: the store shuffles modulo it.
const PRIME: u64 = 2_147_483_647;

/// Up to `n` active items of the pool, none of `exclude`, in an order that `seed` decides: the
/// same seed gives the same items as long as the pool is the same. One query, no sort on disk.
pub async fn next_items(conn: &mut Conn, pool: &Pool, exclude: &[i64], n: i64, seed: u64) -> Result<Vec<Item>> {
    let mixed = mix(seed);
    let factor = (1 + (mixed >> 32) % (PRIME - 1)) as i64;
    let addend = ((mixed & 0xffff_ffff) % PRIME) as i64;
    store::item::next(conn, pool, exclude, (factor, addend), n).await
}

/// A version of an item with the point it asks for; [`Error::NotFound`] when there is none. One query for all who ask at the same
/// moment.
pub async fn asked(base: &Base, item: i64, version: i64) -> Result<(Item, Point)> {
    base.db.gather(Asked { item, version }).await
}

/// An item that somebody answers.
#[derive(Debug, Clone)]
struct Asked {
    item: i64,
    version: i64,
}

impl Together for Asked {
    type Outcome = (Item, Point);

    const READS: bool = true;

    fn together(conn: &mut Conn, items: Arc<[Asked]>) -> BoxFuture<'_, Result<Vec<Result<Self::Outcome>>>> {
        Box::pin(async move {
            let wanted: BTreeSet<(i64, i64)> = items.iter().map(|a| (a.item, a.version)).collect();
            let found = store::item::asked(conn, &wanted.into_iter().collect::<Vec<_>>()).await?;
            let found: HashMap<(i64, i64), _> = found.into_iter().map(|(item, point)| ((item.id, item.version), (item, point))).collect();
            Ok(items.iter().map(|a| found.get(&(a.item, a.version)).cloned().ok_or(Error::NotFound)).collect())
        })
    }
}

/// SplitMix64's finaliser (Steele, Lea, Flood 2014): seeds that are close give orders that are not.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
