//! What personal data is used for: each purpose is agreed to, refused and withdrawn by itself.

use base::Lang;
use std::borrow::Cow;

/// What personal data is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Storing answers and estimating what is known.
    Learning,
    /// Use of AI features.
    Ai,
    /// De-identified data for research.
    Research,
    /// Facts that teachers note in lessons.
    Classroom,
    /// Facts about homework: handed in, late, missing.
    Homework,
    /// Activities taken part in: clubs, service, labour, sport, art.
    Activities,
    /// Facts of the five educations (德智体美劳) and of innovation.
    FiveEducations,
    /// Facts of social and emotional learning.
    SocialEmotional,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 8] = [
        Purpose::Learning,
        Purpose::Ai,
        Purpose::Research,
        Purpose::Classroom,
        Purpose::Homework,
        Purpose::Activities,
        Purpose::FiveEducations,
        Purpose::SocialEmotional,
    ];

    /// Those for which teachers note facts (伴随式采集). A school may switch each off: [`crate::purpose_switch`].
    pub const CAPTURE: [Purpose; 5] =
        [Purpose::Classroom, Purpose::Homework, Purpose::Activities, Purpose::FiveEducations, Purpose::SocialEmotional];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Learning => "learning",
            Purpose::Ai => "ai",
            Purpose::Research => "research",
            Purpose::Classroom => "classroom",
            Purpose::Homework => "homework",
            Purpose::Activities => "activities",
            Purpose::FiveEducations => "five_educations",
            Purpose::SocialEmotional => "social_emotional",
        }
    }

    /// The purpose of a code.
    pub fn of(code: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|p| p.code() == code)
    }

    /// Whether it is one of [`Purpose::CAPTURE`].
    pub fn is_capture(self) -> bool {
        Purpose::CAPTURE.contains(&self)
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Purpose::Learning => "people.purpose_learning",
                Purpose::Ai => "people.purpose_ai",
                Purpose::Research => "people.purpose_research",
                Purpose::Classroom => "people.purpose_classroom",
                Purpose::Homework => "people.purpose_homework",
                Purpose::Activities => "people.purpose_activities",
                Purpose::FiveEducations => "people.purpose_five_educations",
                Purpose::SocialEmotional => "people.purpose_social_emotional",
            }
        )
    }

    /// What is done with the data, in a sentence for families.
    pub fn explanation(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Purpose::Learning => "people.purpose_learning_explained",
                Purpose::Ai => "people.purpose_ai_explained",
                Purpose::Research => "people.purpose_research_explained",
                Purpose::Classroom => "people.purpose_classroom_explained",
                Purpose::Homework => "people.purpose_homework_explained",
                Purpose::Activities => "people.purpose_activities_explained",
                Purpose::FiveEducations => "people.purpose_five_educations_explained",
                Purpose::SocialEmotional => "people.purpose_social_emotional_explained",
            }
        )
    }
}
