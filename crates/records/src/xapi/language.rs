//! Language tags (RFC 5646 §2.1), well-formed: the sequence of subtags and their lengths.

/// Tags that the grammar does not yield but the registry keeps.
const GRANDFATHERED: &[&str] = &[
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
    "art-lojban",
    "cel-gaulish",
    "no-bok",
    "no-nyn",
    "zh-guoyu",
    "zh-hakka",
    "zh-min",
    "zh-min-nan",
    "zh-xiang",
];

/// Whether this is a well-formed language tag, such as `zh`, `zh-Hans-CN` or `x-dialect`.
pub fn is(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let parts: Vec<&str> = tag.split('-').collect();
    if parts.iter().any(|p| p.is_empty() || p.len() > 8 || !p.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return false;
    }
    if parts[0] == "x" {
        return parts.len() > 1;
    }
    langtag(&parts) || GRANDFATHERED.contains(&tag.as_str())
}

fn letters(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn langtag(parts: &[&str]) -> bool {
    let mut rest = parts;
    let mut take = |fits: &dyn Fn(&str) -> bool| match rest.split_first() {
        Some((first, tail)) if fits(first) => {
            rest = tail;
            Some(first.len())
        }
        _ => None,
    };
    let Some(length) = take(&|p| (2..=8).contains(&p.len()) && letters(p)) else { return false };
    if length <= 3 {
        for _ in 0..3 {
            if take(&|p| p.len() == 3 && letters(p)).is_none() {
                break;
            }
        }
    }
    take(&|p| p.len() == 4 && letters(p));
    take(&|p| (p.len() == 2 && letters(p)) || (p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit())));
    while take(&|p| p.len() >= 5 || (p.len() == 4 && p.as_bytes()[0].is_ascii_digit())).is_some() {}
    extensions(rest)
}

/// `-a-xxx-yyy-b-zzz-x-private`: each singleton once, each with something after it.
fn extensions(mut rest: &[&str]) -> bool {
    let mut seen = Vec::new();
    while let Some((singleton, tail)) = rest.split_first() {
        let private = *singleton == "x";
        if singleton.len() != 1 || seen.contains(singleton) {
            return false;
        }
        seen.push(*singleton);
        let own = if private { tail.len() } else { tail.iter().take_while(|p| p.len() >= 2).count() };
        if own == 0 {
            return false;
        }
        rest = &tail[own..];
    }
    true
}

#[cfg(test)]
mod tests {
    #[test]
    fn tags_of_the_standard() {
        for good in [
            "de",
            "zh-Hans-CN",
            "es-419",
            "sr-Latn-RS",
            "cmn",
            "ase",
            "sl-rozaj-biske",
            "de-CH-1901",
            "x-whatever",
            "en-a-myext-b-another",
            "i-klingon",
            "zh-yue-HK",
            "und",
        ] {
            assert!(super::is(good), "{good}");
        }
        for bad in ["", "something", "a12345", "zh-z-aaa-z-bbb-c-ccc", "de-", "a", "x", "en-a", "zh_CN", "de-419-DE"] {
            assert!(!super::is(bad), "{bad}");
        }
    }
}
