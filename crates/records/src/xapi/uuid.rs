//! UUIDs in their standard form (RFC 4122).

use ::uuid::Uuid;

/// A UUID written with its four hyphens, in either case; `None` for any other form.
pub fn parse(text: &str) -> Option<Uuid> {
    let hyphens = [8, 13, 18, 23];
    let standard =
        text.len() == 36 && text.bytes().enumerate().all(|(n, b)| if hyphens.contains(&n) { b == b'-' } else { b.is_ascii_hexdigit() });
    if standard { Uuid::try_parse(text).ok() } else { None }
}
