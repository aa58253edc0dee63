//! Which document a writer believes to replace: `If-Match` and `If-None-Match` (RFC 9110 §13.1; xAPI 1.0.3 part 3 §3.1,
//! IEEE 9274.1.1 §4.1.4).

use super::{Kind, Refusal};
use crate::Version;

/// Entity tags of a header: any, or those named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tags {
    /// `*`
    Any,
    /// `"…", "…"`, without their quotes.
    These(Vec<String>),
}

impl Tags {
    /// Reads a header's value. A tag that a proxy has marked weak (`W/"…"`, as those that compress do) counts as the tag
    /// itself: tags here are digests of the content.
    pub fn read(value: &str) -> Tags {
        if value.trim() == "*" {
            return Tags::Any;
        }
        let tag = |tag: &str| {
            let tag = tag.trim();
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            Some(tag.strip_prefix('"')?.strip_suffix('"')?.to_owned())
        };
        Tags::These(value.split(',').filter_map(tag).collect())
    }

    fn hold(&self, etag: &str) -> bool {
        match self {
            Tags::Any => true,
            Tags::These(tags) => tags.iter().any(|t| t == etag),
        }
    }
}

/// What must be so for a write to happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// The document there is must have one of these tags.
    pub if_match: Option<Tags>,
    /// The document there is, if any, must have none of these.
    pub if_none_match: Option<Tags>,
}

impl Condition {
    /// Whether a write may happen to the document with this tag (`None`: there is none).
    pub(super) fn check(&self, present: Option<&str>) -> Result<(), Refusal> {
        let matches = self.if_match.as_ref().is_none_or(|tags| present.is_some_and(|etag| tags.hold(etag)));
        let differs = self.if_none_match.as_ref().is_none_or(|tags| !present.is_some_and(|etag| tags.hold(etag)));
        if matches && differs { Ok(()) } else { Err(Refusal::ConditionFails) }
    }

    /// The same for a `PUT`, which must not replace by chance what the writer has not seen. 1.0.3 leaves state out, and asks
    /// for a condition even where there is nothing to replace; 2.0.0 asks for it of every kind, where there is something.
    pub(super) fn check_put(&self, version: Version, kind: Kind, present: Option<&str>) -> Result<(), Refusal> {
        self.check(present)?;
        if self.if_match.is_some() || self.if_none_match.is_some() {
            return Ok(());
        }
        match (version, kind, present) {
            (Version::V1, Kind::State, _) | (Version::V2, _, None) => Ok(()),
            (_, _, Some(_)) => Err(Refusal::ConditionMissing),
            (Version::V1, _, None) => Err(Refusal::ConditionMissingForNew),
        }
    }
}
