//! How two points of the graph hang together.

use std::borrow::Cow;

/// How the origin of an edge stands to its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 前置: the origin must be held before the destination.
    Prerequisite,
    /// 属于: the origin is a part of the destination.
    PartOf,
    /// 相关: each helps the other; kept once, from the code that sorts first.
    Related,
    /// 误区: the origin is a misconception of the destination.
    MisconceptionOf,
    /// 能力: the origin, a skill, an ability, a way of thinking or a value, grows from the destination.
    AbilityOf,
}

impl Relation {
    /// All relations, in the order of a legend.
    pub const ALL: [Relation; 5] =
        [Relation::Prerequisite, Relation::PartOf, Relation::Related, Relation::MisconceptionOf, Relation::AbilityOf];

    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Relation::Prerequisite => "prerequisite",
            Relation::PartOf => "part_of",
            Relation::Related => "related",
            Relation::MisconceptionOf => "misconception_of",
            Relation::AbilityOf => "ability_of",
        }
    }

    /// The word in a Chinese sheet.
    pub fn word(self) -> &'static str {
        match self {
            Relation::Prerequisite => "前置",
            Relation::PartOf => "属于",
            Relation::Related => "相关",
            Relation::MisconceptionOf => "误区",
            Relation::AbilityOf => "能力",
        }
    }

    /// The relation of a code or of a sheet's word.
    pub fn parse(text: &str) -> Option<Relation> {
        let text = text.trim();
        Relation::ALL.into_iter().find(|r| r.code().eq_ignore_ascii_case(text) || r.word() == text)
    }

    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Relation::Prerequisite => "graph.relation_prerequisite",
            Relation::PartOf => "graph.relation_part_of",
            Relation::Related => "graph.relation_related",
            Relation::MisconceptionOf => "graph.relation_misconception_of",
            Relation::AbilityOf => "graph.relation_ability_of",
        }
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> Cow<'static, str> {
        base::message::get(lang, self.key())
    }
}
