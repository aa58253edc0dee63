//! Timestamps (ISO 8601:2004, RFC 3339; xAPI 1.0.3 part 2 §4.5).

use super::Version;
use base::Millis;
use jiff::civil::DateTime;

/// The instant of a timestamp, cut to the millisecond; `None` when it is none.
///
/// 1.0.3 asks for ISO 8601 and suggests a zone; without one it is read as UTC. 2.0.0 asks for RFC 3339, zone included. An
/// offset of minus nothing (`-00:00`) says that the zone is unknown and is refused by both.
pub fn parse(version: Version, text: &str) -> Option<Millis> {
    let (date, time) = text.split_once(['T', 't'])?;
    let zone = time.find(['Z', 'z', '+', '-']);
    let (clock, offset) = match zone {
        Some(n) => (&time[..n], offset(version, &time[n..])?),
        None if version == Version::V1 => (time, 0),
        None => return None,
    };
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (clock, fraction) = clock.split_once(['.', ',']).map_or((clock, None), |(c, f)| (c, Some(f)));
    let [hour, minute, second] = match numbers(clock, ':', [2, 2, 2]) {
        Some(parts) => parts,
        None if version == Version::V1 && fraction.is_none() => {
            let [hour, minute] = numbers(clock, ':', [2, 2])?;
            [hour, minute, 0]
        }
        None => return None,
    };
    // A leap second is the last instant of its minute.
    let (second, leap) = if second == 60 { (59, 1000) } else { (second, 0) };
    let civil =
        DateTime::new(i16::try_from(year).ok()?, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    let at = jiff::tz::Offset::UTC.to_timestamp(civil).ok()?.as_millisecond();
    Some(at + leap + millis(fraction)? - i64::from(offset) * 60_000)
}

fn small(n: u16) -> Option<i8> {
    i8::try_from(n).ok()
}

/// Numbers of exactly these many digits.
fn numbers<const N: usize>(text: &str, mark: char, digits: [usize; N]) -> Option<[u16; N]> {
    let mut parts = text.split(mark);
    let mut found = [0; N];
    for (slot, length) in found.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != length || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse().ok()?;
    }
    if parts.next().is_some() { None } else { Some(found) }
}

fn millis(fraction: Option<&str>) -> Option<i64> {
    let Some(fraction) = fraction else { return Some(0) };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{:0<3}", fraction.get(..3).unwrap_or(fraction)).parse().ok()
}

/// Minutes east of Greenwich.
fn offset(version: Version, text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = (if text.starts_with('-') { -1 } else { 1 }, text.get(1..)?);
    let [hour, minute] = match numbers(rest, ':', [2, 2]) {
        Some(parts) => parts,
        None if version == Version::V2 => return None,
        None if rest.len() == 4 => {
            let [both] = numbers(rest, ':', [4])?;
            [both / 100, both % 100]
        }
        None => {
            let [hour] = numbers(rest, ':', [2])?;
            [hour, 0]
        }
    };
    let minutes = i32::from(hour) * 60 + i32::from(minute);
    if hour > 23 || minute > 59 || (sign < 0 && minutes == 0) { None } else { Some(sign * minutes) }
}

#[cfg(test)]
mod tests {
    use super::{Version, parse};

    #[test]
    fn forms_of_both_versions() {
        let noon = Some(1_683_219_600_000);
        for both in ["2023-05-04T12:00:00-05:00", "2023-05-04T17:00:00.000Z", "2023-05-04t17:00:00.0009z", "2023-05-04T17:00:00+00:00"] {
            assert_eq!((parse(Version::V1, both), parse(Version::V2, both)), (noon, noon), "{both}");
        }
        for first in ["2023-05-04T17:00:00", "2023-05-04T12:00:00-0500", "2023-05-04T12:00-05", "2023-05-04T17:00Z"] {
            assert_eq!((parse(Version::V1, first), parse(Version::V2, first)), (noon, None), "{first}");
        }
        for bad in [
            "2023-05-04T17:00:00-00:00",
            "2023-05-04T17:00:00-0000",
            "2023-05-04T17:00:00-00",
            "01/011/2015",
            "2023-02-29T00:00:00Z",
            "should fail",
            "2023-05-04",
            "2023-05-04T25:00:00Z",
            "2023-05-04T17:00:00.Z",
            "Tuesday",
        ] {
            assert_eq!((parse(Version::V1, bad), parse(Version::V2, bad)), (None, None), "{bad}");
        }
    }
}
