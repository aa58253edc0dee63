//! Internationalised resource identifiers (RFC 3987), absolute, as xAPI asks for them (1.0.3 part 2 §2.2).

/// Whether this is an absolute IRI: a scheme, a colon, and something without spaces or the characters that no IRI may hold.
pub fn is(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && !rest.is_empty()
        && !rest.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_scheme_is_needed() {
        for good in ["http://example.com/活动?x#y", "urn:isbn:1", "tag:a,2026:b", "act:x"] {
            assert!(super::is(good), "{good}");
        }
        for bad in ["example.com/x", "", "http:", "//x.y/z", "1http://x", "http://a b", "ht tp://x", "http://x\u{0}"] {
            assert!(!super::is(bad), "{bad}");
        }
    }
}
