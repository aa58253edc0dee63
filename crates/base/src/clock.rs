//! Time: instants as milliseconds since 1970 (UTC), days as ISO dates in the region's offset.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// A calendar day. Stored as `YYYY-MM-DD`, so that text order is date order.
pub type Date = jiff::civil::Date;

/// China's offset; one time zone for the whole country, no summer time since 1991.
pub const OFFSET_SECONDS: i32 = 8 * 3600;

/// Tells the time: the system's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Clock(None)
    }

    /// A clock that stands still until [`Clock::set`] or [`Clock::advance`].
    pub fn fixed(now: Millis) -> Self {
        Clock(Some(Arc::new(AtomicI64::new(now))))
    }

    /// The present instant.
    pub fn now(&self) -> Millis {
        match &self.0 {
            Some(t) => t.load(Ordering::SeqCst),
            None => jiff::Timestamp::now().as_millisecond(),
        }
    }

    /// Today in the region.
    pub fn today(&self) -> Date {
        date_of(self.now())
    }

    /// Sets a fixed clock; the machine's clock is left alone.
    pub fn set(&self, now: Millis) {
        if let Some(t) = &self.0 {
            t.store(now, Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock on.
    pub fn advance(&self, by: Millis) {
        if let Some(t) = &self.0 {
            t.fetch_add(by, Ordering::SeqCst);
        }
    }
}

fn zoned(at: Millis) -> jiff::Zoned {
    let offset = jiff::tz::Offset::from_seconds(OFFSET_SECONDS).unwrap_or(jiff::tz::Offset::UTC);
    let t = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    t.to_zoned(offset.to_time_zone())
}

/// The region's calendar day of an instant.
pub fn date_of(at: Millis) -> Date {
    zoned(at).date()
}

/// The first instant of a day in the region.
pub fn start_of(day: Date) -> Millis {
    let t = day.at(0, 0, 0, 0);
    let offset = jiff::tz::Offset::from_seconds(OFFSET_SECONDS).unwrap_or(jiff::tz::Offset::UTC);
    offset.to_timestamp(t).map(|t| t.as_millisecond()).unwrap_or_default()
}

/// An instant as ISO 8601 in UTC with milliseconds, the form xAPI asks for: `2026-09-01T00:00:00.000Z`.
pub fn iso(at: Millis) -> String {
    let t = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{t:.3}")
}

/// The instant of such a text, with any offset; `None` for what is none. Parts of a millisecond are dropped.
pub fn of_iso(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(|t| t.as_millisecond())
}

/// An instant as people in the region read it: `2026-09-01 08:00`.
pub fn local(at: Millis) -> String {
    zoned(at).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn day_and_instant_agree() {
        let day = jiff::civil::date(2026, 9, 1);
        assert_eq!(date_of(start_of(day)), day);
        assert_eq!(date_of(start_of(day) - 1), jiff::civil::date(2026, 8, 31));
        assert_eq!(iso(start_of(day)), "2026-08-31T16:00:00.000Z");
        assert_eq!(of_iso("2026-08-31T16:00:00.000Z"), Some(start_of(day)));
        assert_eq!(of_iso("2026-09-01"), None);
        assert_eq!(local(start_of(day)), "2026-09-01 00:00");
    }
}
