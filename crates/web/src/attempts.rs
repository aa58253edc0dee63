//! A brake on guessing passwords: so many failed sign-ins a minute from one address.
//!
//! Each node counts for itself: the lock-out in the database is what protects an account; this
//! only keeps one address from keeping the hashing threads busy.

use base::Millis;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

const WINDOW: Millis = 60_000;
/// Addresses remembered at the most; beyond it the whole window is forgotten.
const ADDRESSES: usize = 50_000;

/// Counts failed sign-ins by address in a window of a minute.
pub struct Attempts {
    limit: u32,
    seen: Mutex<(Millis, HashMap<IpAddr, u32>)>,
}

impl Attempts {
    /// At most `limit` failures a minute.
    pub fn new(limit: u32) -> Self {
        Attempts { limit, seen: Mutex::new((0, HashMap::new())) }
    }

    /// False when the address has used up its minute.
    pub fn admits(&self, address: IpAddr, now: Millis) -> bool {
        let seen = self.window(now);
        seen.1.get(&address).is_none_or(|failures| *failures < self.limit)
    }

    /// Counts one failure. A school's whole class may sign in from one address at eight o'clock.
    pub fn failed(&self, address: IpAddr, now: Millis) {
        *self.window(now).1.entry(address).or_default() += 1;
    }

    fn window(&self, now: Millis) -> MutexGuard<'_, (Millis, HashMap<IpAddr, u32>)> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if now - seen.0 >= WINDOW || seen.1.len() > ADDRESSES {
            *seen = (now, HashMap::new());
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_used_up_by_failures_and_comes_again() {
        let attempts = Attempts::new(2);
        let (a, b) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        for now in [1_000_000, 1_000_001] {
            assert!(attempts.admits(a, now));
            attempts.failed(a, now);
        }
        assert!(!attempts.admits(a, 1_000_002));
        assert!(attempts.admits(b, 1_000_002));
        assert!(attempts.admits(a, 1_060_000));
    }
}
