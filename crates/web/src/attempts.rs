//! A brake on guessing passwords: so many sign-ins a minute from one address.
//!
//! Each node counts for itself: the lock-out in the database is what protects an account; this
//! only keeps one address from keeping the hashing threads busy.

use base::Millis;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

const WINDOW: Millis = 60_000;
/// Addresses remembered at the most; beyond it the whole window is forgotten.
const ADDRESSES: usize = 50_000;

/// Counts attempts by address in a window of a minute.
pub struct Attempts {
    limit: u32,
    seen: Mutex<(Millis, HashMap<IpAddr, u32>)>,
}

impl Attempts {
    /// At most `limit` attempts a minute.
    pub fn new(limit: u32) -> Self {
        Attempts { limit, seen: Mutex::new((0, HashMap::new())) }
    }

    /// Counts one attempt; false when the address has used up its minute.
    pub fn admit(&self, address: IpAddr, now: Millis) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if now - seen.0 >= WINDOW || seen.1.len() > ADDRESSES {
            *seen = (now, HashMap::new());
        }
        let count = seen.1.entry(address).or_default();
        *count += 1;
        *count <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_used_up_and_comes_again() {
        let attempts = Attempts::new(2);
        let (a, b) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        assert!(attempts.admit(a, 1_000_000) && attempts.admit(a, 1_000_001));
        assert!(!attempts.admit(a, 1_000_002));
        assert!(attempts.admit(b, 1_000_002));
        assert!(attempts.admit(a, 1_060_000));
    }
}
