//! Identifiers of what has none of its own outside this platform: made from codes, so that every copy of the platform's graph agrees.

use super::snapshot::Key;
use crate::{NewPoint, Subject};
use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

/// The name space of these identifiers (RFC 9562 §6.6: any UUID will do).
const NAMESPACE: Uuid = Uuid::from_u128(0x6b1f_3c52_8d0e_4f6a_9c47_20a1_5e88_d3b4);

/// A name-based identifier, version 5 (RFC 9562 §5.5).
fn named(name: &str) -> Uuid {
    let digest = Sha1::new().chain_update(NAMESPACE.as_bytes()).chain_update(name.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

/// A point's: its maker's, or the one of its code.
pub fn of_point(point: &NewPoint) -> Uuid {
    Uuid::parse_str(&point.identifier).unwrap_or_else(|_| of_code(&point.code))
}

/// What a point of this code has when its maker gave it none; a code that is a UUID is its own.
pub fn of_code(code: &str) -> Uuid {
    Uuid::parse_str(code).unwrap_or_else(|_| named(&format!("point/{code}")))
}

/// An edge's.
pub fn of_edge((origin, relation, destination): &Key) -> Uuid {
    named(&format!("edge/{origin}/{}/{destination}", relation.code()))
}

/// The one of the edge that hangs a point from its subject's document.
pub fn of_top(code: &str) -> Uuid {
    named(&format!("top/{code}"))
}

/// A subject's document, and its package.
pub fn of_document(subject: Subject) -> Uuid {
    named(&format!("document/{}", subject.code()))
}

/// A subject as CASE defines it.
pub fn of_subject(subject: Subject) -> Uuid {
    named(&format!("subject/{}", subject.code()))
}

/// A kind of points as CASE defines it.
pub fn of_kind(kind: crate::Kind) -> Uuid {
    named(&format!("kind/{}", kind.code()))
}
