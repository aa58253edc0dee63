//! What sort of thing a point of the graph is.

use std::borrow::Cow;

/// What sort of thing a point of the knowledge–ability graph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 知识: what is known.
    #[default]
    Knowledge,
    /// 技能: what is done, and can be practised until it is sure.
    Skill,
    /// 能力: what many points together let a learner do in a new situation.
    Ability,
    /// 思维: a way of thinking.
    Thinking,
    /// 价值: an attitude, a responsibility.
    Value,
    /// 误区: what learners wrongly hold.
    Misconception,
}

impl Kind {
    /// All kinds, in the order of a legend.
    pub const ALL: [Kind; 6] = [Kind::Knowledge, Kind::Skill, Kind::Ability, Kind::Thinking, Kind::Value, Kind::Misconception];

    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Knowledge => "knowledge",
            Kind::Skill => "skill",
            Kind::Ability => "ability",
            Kind::Thinking => "thinking",
            Kind::Value => "value",
            Kind::Misconception => "misconception",
        }
    }

    /// The word in a Chinese sheet.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Knowledge => "知识",
            Kind::Skill => "技能",
            Kind::Ability => "能力",
            Kind::Thinking => "思维",
            Kind::Value => "价值",
            Kind::Misconception => "误区",
        }
    }

    /// The kind of a code or of a sheet's word.
    pub fn parse(text: &str) -> Option<Kind> {
        let text = text.trim();
        Kind::ALL.into_iter().find(|k| k.code().eq_ignore_ascii_case(text) || k.word() == text)
    }

    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Knowledge => "graph.kind_knowledge",
            Kind::Skill => "graph.kind_skill",
            Kind::Ability => "graph.kind_ability",
            Kind::Thinking => "graph.kind_thinking",
            Kind::Value => "graph.kind_value",
            Kind::Misconception => "graph.kind_misconception",
        }
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> Cow<'static, str> {
        base::message::get(lang, self.key())
    }

    /// Whether it can stand at the origin of [`crate::graph::Relation::AbilityOf`].
    pub fn is_ability(self) -> bool {
        matches!(self, Kind::Skill | Kind::Ability | Kind::Thinking | Kind::Value)
    }
}
