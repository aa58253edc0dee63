//! The message catalogue: every sentence a person reads, in Chinese and in English.
//!
//! One TOML file per area and language under `messages/`; a key is `area.name`. A test at the
//! workspace's root finds keys that are missing, unused, or differ in their placeholders, so a key
//! always stands in the source as a whole literal.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language a tag asks for: English for `en…`, Chinese for all else.
    pub fn of(tag: &str) -> Self {
        if tag.trim().to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Zh }
    }
}

macro_rules! areas {
    ($($area:literal),*) => {
        /// The areas of the catalogue, each a file per language.
        pub const AREAS: &[&str] = &[$($area),*];
        const FILES: &[(&str, &str, &str)] = &[$((
            $area,
            include_str!(concat!("../messages/zh-CN/", $area, ".toml")),
            include_str!(concat!("../messages/en/", $area, ".toml")),
        )),*];
    };
}

areas!(
    "base",
    "people",
    "roster",
    "account",
    "records",
    "content",
    "graph",
    "models",
    "learner",
    "path",
    "companion",
    "growth",
    "talent",
    "capture",
    "web",
    "site",
    "student",
    "teacher",
    "diagnosis",
    "family",
    "school",
    "bureau",
    "admin",
    "record",
    "applications",
    "xapi",
    "open",
    "erasure",
    "answers",
    "cli"
);

type Texts = HashMap<String, String>;

static CATALOGUE: LazyLock<(Texts, Texts)> = LazyLock::new(|| (load(Lang::Zh), load(Lang::En)));

fn load(lang: Lang) -> Texts {
    let mut texts = Texts::new();
    for (area, zh, en) in FILES {
        let source = if lang == Lang::Zh { zh } else { en };
        let table: toml::Table = match source.parse() {
            Ok(table) => table,
            Err(e) => {
                tracing::error!("messages/{}/{area}.toml: {e}", lang.tag());
                continue;
            }
        };
        for (name, value) in table {
            if let toml::Value::String(text) = value {
                texts.insert(format!("{area}.{name}"), text);
            }
        }
    }
    texts
}

fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Zh => &CATALOGUE.0,
        Lang::En => &CATALOGUE.1,
    }
}

/// All keys of a language with their texts, for the catalogue's test.
pub fn all(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    texts(lang).iter().map(|(k, v)| (k.as_str(), v.as_str()))
}

/// The text of a key; the key itself when the catalogue lacks it, so that the gap is seen.
pub fn get(lang: Lang, key: &str) -> Cow<'static, str> {
    match texts(lang).get(key) {
        Some(text) => Cow::Borrowed(text.as_str()),
        None => Cow::Owned(key.to_owned()),
    }
}

/// The text of a key with `{name}` placeholders filled in.
pub fn text(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let mut out = get(lang, key).into_owned();
    for (name, value) in args {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// `t!(lang, "area.key")` or `t!(lang, "area.key", n = 3, name = x)`.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:expr) => { $crate::message::get($lang, $key) };
    ($lang:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::message::text($lang, $key, &[$((stringify!($name), &*$value.to_string())),+])
    };
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_the_languages_have_the_same_keys() {
        for (area, zh, en) in FILES {
            let zh: toml::Table = zh.parse().unwrap_or_else(|e| panic!("zh-CN/{area}: {e}"));
            let en: toml::Table = en.parse().unwrap_or_else(|e| panic!("en/{area}: {e}"));
            let missing: Vec<_> = zh.keys().filter(|k| !en.contains_key(*k)).chain(en.keys().filter(|k| !zh.contains_key(*k))).collect();
            assert!(missing.is_empty(), "{area}: in one language only: {missing:?}");
        }
    }

    #[test]
    fn placeholders_are_filled() {
        assert_eq!(t!(Lang::En, "base.place_row", file = "a.csv", row = 7), "a.csv, row 7: ");
        assert_eq!(t!(Lang::Zh, "no.such_key"), "no.such_key");
    }
}
