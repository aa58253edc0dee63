//! Identifiers: 63-bit integers, made by the application, rising with time.
//!
//! 41 bits of milliseconds since 2025, 10 bits of node, 12 bits of count. Made before the row is
//! written, so that a bulk load knows its foreign keys and one SQL text serves both databases.

use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds from 1970 to 2025-01-01T00:00:00Z.
const EPOCH: i64 = 1_735_689_600_000;
/// Nodes that can make identifiers at the same time.
pub const NODES: i64 = 1024;

static NODE: AtomicI64 = AtomicI64::new(0);
static LAST: AtomicI64 = AtomicI64::new(0);

/// Sets this process's node number, claimed from the database at start.
pub fn set_node(node: i64) {
    NODE.store(node.rem_euclid(NODES), Ordering::SeqCst);
}

/// A new identifier, greater than every earlier one of this process.
pub fn next() -> i64 {
    let now = (jiff::Timestamp::now().as_millisecond() - EPOCH) << 12;
    // Time and count move together; the node is put between them when the value leaves.
    let previous = LAST.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(now.max(last + 1)));
    let tick = now.max(previous.unwrap_or(now) + 1);
    ((tick >> 12) << 22) | (NODE.load(Ordering::SeqCst) << 12) | (tick & 0xfff)
}

/// The least identifier that can have been made at this instant (milliseconds since 1970): for ranges of time.
pub fn first_of(at: crate::Millis) -> i64 {
    at.saturating_sub(EPOCH).clamp(0, i64::MAX >> 22) << 22
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    #[test]
    fn rises_and_never_repeats() {
        let ids: Vec<i64> = (0..20_000).map(|_| super::next()).collect();
        assert!(ids.windows(2).all(|w| w[0] < w[1]));
    }
}
