//! What statements are about, and the addresses (IRIs) by which the world knows it.

use std::borrow::Cow;

/// An activity of this platform.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Activity<'a> {
    /// One version of an item: another version is another activity, because it may be harder.
    Item {
        /// Code of the item.
        code: Cow<'a, str>,
        /// Its version.
        version: i64,
    },
    /// A knowledge point.
    Point(Cow<'a, str>),
    /// A school subject.
    Subject(Cow<'a, str>),
    /// A fact of the catalogue ([`crate::event::Fact`]).
    Fact(Cow<'a, str>),
    /// What facts are about ([`crate::event::Dimension`]).
    Dimension(Cow<'a, str>),
    /// A class, by its identifier.
    Class(i64),
    /// A profile of statements (`docs/records.md`).
    Profile(Cow<'a, str>),
}

/// What stands between the public address and an activity's path.
const ROOT: &str = "/xapi/";

impl<'a> Activity<'a> {
    /// A point by its code.
    pub fn point(code: &'a str) -> Self {
        Activity::Point(Cow::Borrowed(code))
    }

    /// A subject by its code.
    pub fn subject(code: &'a str) -> Self {
        Activity::Subject(Cow::Borrowed(code))
    }

    /// A version of an item.
    pub fn item(code: &'a str, version: i64) -> Self {
        Activity::Item { code: Cow::Borrowed(code), version }
    }

    /// A fact by its code.
    pub fn fact(code: &'a str) -> Self {
        Activity::Fact(Cow::Borrowed(code))
    }

    /// What facts are about, by its code.
    pub fn dimension(code: &'a str) -> Self {
        Activity::Dimension(Cow::Borrowed(code))
    }

    /// A profile by its name.
    pub fn profile(name: &'a str) -> Self {
        Activity::Profile(Cow::Borrowed(name))
    }

    /// The path below the public address by which the database keeps it.
    pub fn path(&self) -> String {
        match self {
            Activity::Item { code, version } => format!("item/{}/{version}", escape(code)),
            Activity::Point(code) => format!("point/{}", escape(code)),
            Activity::Subject(code) => format!("subject/{}", escape(code)),
            Activity::Fact(code) => format!("fact/{}", escape(code)),
            Activity::Dimension(code) => format!("dimension/{}", escape(code)),
            Activity::Class(id) => format!("class/{id}"),
            Activity::Profile(name) => format!("profile/{}", escape(name)),
        }
    }

    /// The IRI in statements; `home` is the public address without a slash at its end.
    pub fn iri(&self, home: &str) -> String {
        format!("{home}{ROOT}{}", self.path())
    }

    /// The activity of a path; `None` when it is none of this platform's.
    pub fn of_path(path: &str) -> Option<Activity<'static>> {
        let (kind, rest) = path.split_once('/')?;
        Some(match kind {
            "item" => {
                let (code, version) = rest.rsplit_once('/')?;
                Activity::Item { code: unescape(code)?.into(), version: version.parse().ok()? }
            }
            "point" => Activity::Point(unescape(rest)?.into()),
            "subject" => Activity::Subject(unescape(rest)?.into()),
            "fact" => Activity::Fact(unescape(rest)?.into()),
            "dimension" => Activity::Dimension(unescape(rest)?.into()),
            "class" => Activity::Class(rest.parse().ok()?),
            "profile" => Activity::Profile(unescape(rest)?.into()),
            _ => return None,
        })
    }

    /// The activity of an IRI this platform wrote, under this or an earlier public address.
    pub fn of_iri(iri: &str) -> Option<Activity<'static>> {
        Activity::of_path(iri.split_once(ROOT)?.1)
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Activity::Item { .. } => "item",
            Activity::Point(_) => "point",
            Activity::Subject(_) => "subject",
            Activity::Fact(_) => "fact",
            Activity::Dimension(_) => "dimension",
            Activity::Class(_) => "class",
            Activity::Profile(_) => "profile",
        }
    }
}

/// The path below the public address of an IRI that has one there.
pub(crate) fn path_below<'i>(iri: &'i str, home: &str) -> Option<&'i str> {
    iri.strip_prefix(home)?.strip_prefix(ROOT)
}

/// By what an IRI is kept: the path of an activity of this platform, else the IRI itself.
pub(crate) fn path_of<'i>(iri: &'i str, home: &str) -> &'i str {
    path_below(iri, home).filter(|path| Activity::of_path(path).is_some()).unwrap_or(iri)
}

/// The kind of what is kept by this path.
pub(crate) fn kind_of(path: &str) -> &'static str {
    Activity::of_path(path).map_or("other", |activity| activity.kind())
}

/// Percent-encodes the ASCII characters that a path segment of an IRI cannot hold (RFC 3987 §2.2);
/// Chinese characters stay as they are.
fn escape(code: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-._~".contains(c);
    if code.chars().all(plain) {
        return Cow::Borrowed(code);
    }
    Cow::Owned(code.chars().map(|c| if plain(c) { c.to_string() } else { format!("%{:02X}", c as u32) }).collect())
}

fn unescape(segment: &str) -> Option<String> {
    let mut parts = segment.split('%');
    let mut code = parts.next()?.to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        code.push(char::from(u8::from_str_radix(digits, 16).ok()?));
        code.push_str(rest);
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn an_iri_leads_back_to_its_activity_whatever_the_code_holds() {
        for code in ["M7.1-02", "数学 / 有理数%", "a#b?c", "%25", "x/1"] {
            for activity in
                [Activity::item(code, 3), Activity::point(code), Activity::subject(code), Activity::fact(code), Activity::Class(7)]
            {
                let iri = activity.iri("https://edu.example.cn");
                assert!(!iri[8..].contains([' ', '#', '?']), "{iri}");
                assert_eq!(Activity::of_iri(&iri).as_ref(), Some(&activity));
                assert_eq!(Activity::of_path(&activity.path()).as_ref(), Some(&activity));
            }
        }
        assert_eq!(Activity::item("M7-02", 3).iri("https://e.cn"), "https://e.cn/xapi/item/M7-02/3");
        assert_eq!(Activity::of_iri("https://elsewhere.org/course/1"), None);
    }
}
