use std::borrow::Cow;

/// A stage of schooling (学段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 幼儿园, ages 3–6.
    Kindergarten,
    /// 小学, grades 1–6.
    Primary,
    /// 初中, grades 7–9.
    Junior,
    /// 高中, grades 10–12.
    Senior,
    /// 中职, grades 10–12.
    Vocational,
    /// 高校.
    Higher,
}

impl Stage {
    /// All stages, youngest first.
    pub const ALL: [Stage; 6] = [Stage::Kindergarten, Stage::Primary, Stage::Junior, Stage::Senior, Stage::Vocational, Stage::Higher];

    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Kindergarten => "kindergarten",
            Stage::Primary => "primary",
            Stage::Junior => "junior",
            Stage::Senior => "senior",
            Stage::Vocational => "vocational",
            Stage::Higher => "higher",
        }
    }

    /// The stage of a code or of its Chinese name.
    pub fn parse(text: &str) -> Option<Stage> {
        Some(match text.trim() {
            "kindergarten" | "幼儿园" => Stage::Kindergarten,
            "primary" | "小学" => Stage::Primary,
            "junior" | "初中" => Stage::Junior,
            "senior" | "高中" => Stage::Senior,
            "vocational" | "中职" => Stage::Vocational,
            "higher" | "高校" => Stage::Higher,
            _ => return None,
        })
    }

    /// The stage a grade of general schooling belongs to.
    pub fn of_grade(grade: i64) -> Option<Stage> {
        match grade {
            1..=6 => Some(Stage::Primary),
            7..=9 => Some(Stage::Junior),
            10..=12 => Some(Stage::Senior),
            _ => None,
        }
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Stage::Kindergarten => "people.stage_kindergarten",
                Stage::Primary => "people.stage_primary",
                Stage::Junior => "people.stage_junior",
                Stage::Senior => "people.stage_senior",
                Stage::Vocational => "people.stage_vocational",
                Stage::Higher => "people.stage_higher",
            }
        )
    }
}
