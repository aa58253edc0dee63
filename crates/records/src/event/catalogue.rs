//! The catalogue of facts: authored in `facts.toml`, embedded in the binary.

use super::{Development, Form, Homework, Observation, Occasion};
use base::{Lang, t};
use people::{Purpose, Stage};
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a fact is about: 德智体美劳, innovation, social and emotional learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// 德.
    Moral,
    /// 智.
    Intellectual,
    /// 体.
    Physical,
    /// 美.
    Aesthetic,
    /// 劳.
    Labour,
    /// 创新.
    Innovation,
    /// 社会情感.
    SocialEmotional,
}

impl Dimension {
    /// All dimensions.
    pub const ALL: [Dimension; 7] = [
        Dimension::Moral,
        Dimension::Intellectual,
        Dimension::Physical,
        Dimension::Aesthetic,
        Dimension::Labour,
        Dimension::Innovation,
        Dimension::SocialEmotional,
    ];

    /// The word in statements.
    pub fn code(self) -> &'static str {
        match self {
            Dimension::Moral => "moral",
            Dimension::Intellectual => "intellectual",
            Dimension::Physical => "physical",
            Dimension::Aesthetic => "aesthetic",
            Dimension::Labour => "labour",
            Dimension::Innovation => "innovation",
            Dimension::SocialEmotional => "social_emotional",
        }
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        t!(
            lang,
            match self {
                Dimension::Moral => "records.dimension_moral",
                Dimension::Intellectual => "records.dimension_intellectual",
                Dimension::Physical => "records.dimension_physical",
                Dimension::Aesthetic => "records.dimension_aesthetic",
                Dimension::Labour => "records.dimension_labour",
                Dimension::Innovation => "records.dimension_innovation",
                Dimension::SocialEmotional => "records.dimension_social_emotional",
            }
        )
    }
}

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Seen in a lesson.
    Observation(Observation),
    /// About homework.
    Homework(Homework),
    /// Taken part in an activity.
    TakingPart(Occasion),
    /// Shown of the five educations, of innovation, of social and emotional learning.
    Development(Development),
}

/// A fact that can be noted.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its code: in statements, never used for something else later.
    pub code: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What it is about.
    pub dimension: Dimension,
    /// Whether somebody should look after it; never a judgement of a character.
    pub attention: bool,
    stages: Vec<Stage>,
    from_grade: i64,
    zh: String,
    en: String,
}

impl Fact {
    /// The fact of a code.
    pub fn of(code: &str) -> Option<&'static Fact> {
        facts().iter().find(|f| f.code == code)
    }

    /// What it says, for readers.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The purpose for which it is noted: what families agree to and schools switch.
    pub fn purpose(&self) -> Purpose {
        match self.kind {
            Kind::Observation(_) => Purpose::Classroom,
            Kind::Homework(_) => Purpose::Homework,
            Kind::TakingPart(_) => Purpose::Activities,
            Kind::Development(_) if self.dimension == Dimension::SocialEmotional => Purpose::SocialEmotional,
            Kind::Development(_) => Purpose::FiveEducations,
        }
    }

    /// Whether it is offered in a grade of a stage.
    pub fn fits(&self, stage: Stage, grade: i64) -> bool {
        (self.stages.is_empty() || self.stages.contains(&stage)) && (stage == Stage::Kindergarten || grade >= self.from_grade)
    }

    pub(super) fn form(&self, home: &str) -> Form {
        match self.kind {
            Kind::Observation(kind) => kind.form(home),
            Kind::Homework(state) => state.form(home),
            Kind::TakingPart(occasion) => occasion.form(),
            Kind::Development(kind) => kind.form(home),
        }
    }
}

/// All facts, in the order of the catalogue.
pub fn facts() -> &'static [Fact] {
    static FACTS: LazyLock<Vec<Fact>> = LazyLock::new(|| match read(include_str!("facts.toml")) {
        Ok(facts) => facts,
        // The catalogue's test reads the same text.
        Err(error) => {
            tracing::error!("facts.toml: {error}");
            Vec::new()
        }
    });
    &FACTS
}

fn read(text: &str) -> Result<Vec<Fact>, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    Ok(file.fact.into_iter().map(Fact::from).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fact: Vec<Written>,
}

/// A fact as the file has it.
#[derive(Deserialize)]
struct Written {
    code: String,
    #[serde(flatten)]
    kind: WrittenKind,
    dimension: Dimension,
    #[serde(default)]
    attention: bool,
    #[serde(default)]
    stages: Vec<Stage>,
    #[serde(default)]
    from_grade: i64,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum WrittenKind {
    Observation,
    Homework { state: Homework },
    TakingPart { occasion: Occasion },
    Development,
}

impl From<Written> for Fact {
    fn from(w: Written) -> Fact {
        let kind = match w.kind {
            WrittenKind::Observation => Kind::Observation(Observation),
            WrittenKind::Homework { state } => Kind::Homework(state),
            WrittenKind::TakingPart { occasion } => Kind::TakingPart(occasion),
            WrittenKind::Development => Kind::Development(Development),
        };
        let Written { code, dimension, attention, stages, from_grade, zh, en, .. } = w;
        Fact { code, kind, dimension, attention, stages, from_grade, zh, en }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_fact_is_whole_short_and_told_once() {
        let facts = read(include_str!("facts.toml")).expect("facts.toml");
        assert!(facts.len() >= 60, "{}", facts.len());
        let distinct = |of: fn(&Fact) -> &str| facts.iter().map(of).collect::<HashSet<_>>().len();
        assert_eq!((distinct(|f| &f.code), distinct(|f| &f.zh), distinct(|f| &f.en)), (facts.len(), facts.len(), facts.len()));
        for fact in &facts {
            assert!(fact.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", fact.code);
            assert!((3..=10).contains(&fact.zh.chars().count()), "a chip on a phone: {}", fact.zh);
            assert!(fact.en.len() <= 42 && !fact.en.ends_with('.'), "{}", fact.en);
        }
    }

    #[test]
    fn every_purpose_has_facts_and_kindergartens_have_no_homework() {
        for purpose in Purpose::CAPTURE {
            assert!(facts().iter().any(|f| f.purpose() == purpose), "{purpose:?}");
        }
        assert!(!facts().iter().any(|f| f.purpose() == Purpose::Homework && f.fits(Stage::Kindergarten, 3)));
        assert!(!facts().iter().any(|f| f.purpose() == Purpose::Homework && f.fits(Stage::Primary, 2)));
        for (stage, grade) in [(Stage::Kindergarten, 1), (Stage::Primary, 1), (Stage::Junior, 8), (Stage::Senior, 12)] {
            let offered = facts().iter().filter(|f| f.fits(stage, grade)).count();
            assert!(offered >= 20, "{stage:?}: {offered}");
        }
    }
}
