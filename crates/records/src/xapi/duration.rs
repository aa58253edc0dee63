//! Durations (ISO 8601:2004 §4.4.3.2; xAPI 1.0.3 part 2 §4.6).

/// Whether this is a duration with designators, such as `PT4H35M59.14S` or `P4W`; a fraction only in its last part.
pub fn is(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    if time.is_none() && parts(date, "W", true) == Some(1) {
        return true;
    }
    match (parts(date, "YMD", time.is_none()), time.map(|t| parts(t, "HMS", true))) {
        (Some(n), None) => n > 0,
        (Some(_), Some(Some(n))) => n > 0,
        _ => false,
    }
}

/// Number of the parts, which come in the designators' order; `None` when they are none.
fn parts(mut text: &str, designators: &str, last: bool) -> Option<usize> {
    let (mut left, mut count) = (designators, 0);
    while !text.is_empty() {
        let length = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, rest) = text.split_at(length);
        let place = left.find(rest.chars().next()?)?;
        left = &left[place + 1..];
        text = &rest[1..];
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let whole = digits(number);
        let fraction = number.split_once(['.', ',']).is_some_and(|(a, b)| digits(a) && digits(b));
        if !(whole || fraction && last && text.is_empty()) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// The duration as it is compared: seconds cut, not rounded, to hundredths (§4.6), trailing zeros left out.
pub fn cut(text: &str) -> String {
    let Some((whole, fraction)) = text.strip_suffix('S').and_then(|t| t.split_once(['.', ','])) else { return text.to_owned() };
    let hundredths = fraction.get(..2).unwrap_or(fraction).trim_end_matches('0');
    if hundredths.is_empty() { format!("{whole}S") } else { format!("{whole}.{hundredths}S") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn forms_of_the_standard() {
        for good in ["PT4H35M59.14S", "PT16559.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "P4W", "PT1H0M0.1S", "P0.5D", "P1DT12H"] {
            assert!(super::is(good), "{good}");
        }
        for bad in
            ["", "P", "PT", "P1YT", "PA1H0M0S", "P4W1D", "should fail", "P1D2Y", "PT0.5H1M", "P0.5DT1H", "1H", "P-1D", "PT1.S", "P12"]
        {
            assert!(!super::is(bad), "{bad}");
        }
        assert_eq!(super::cut("P1DT12H36M0.1237S"), "P1DT12H36M0.12S");
        assert_eq!(super::cut("PT1.00S"), "PT1S");
    }
}
