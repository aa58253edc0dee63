//! The versions of the Experience API spoken here.

/// A version of the Experience API. One server speaks both; each request says which it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// xAPI 1.0.3.
    V1,
    /// xAPI 2.0 (IEEE 9274.1.1-2023).
    V2,
}

impl Version {
    /// All of them, oldest first.
    pub const ALL: [Version; 2] = [Version::V1, Version::V2];

    /// The latest patch, as answers name it.
    pub fn name(self) -> &'static str {
        match self {
            Version::V1 => "1.0.3",
            Version::V2 => "2.0.0",
        }
    }

    /// The version a request names: `1.0`, `1.0.x`, `2.0` or `2.0.x` (1.0.3 part 3 §3.3, IEEE 9274.1.1 §4.1.11).
    pub fn of(name: &str) -> Option<Version> {
        let patch =
            |rest: &str| rest.is_empty() || rest.strip_prefix('.').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
        if name.strip_prefix("1.0").is_some_and(patch) {
            return Some(Version::V1);
        }
        name.strip_prefix("2.0").is_some_and(patch).then_some(Version::V2)
    }
}
