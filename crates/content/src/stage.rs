//! The stage of schooling (学段) an item or a point is for, and the grades it has.

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
}

/// Whether `grade` is one of the stage's: 1–6 primary, 6–9 junior (a region may have five years of
/// primary school and four of junior), 10–12 senior and vocational, 0 where years are not counted.
pub fn has_grade(stage: Stage, grade: i64) -> bool {
    match stage {
        Stage::Kindergarten | Stage::Higher => grade == 0,
        Stage::Primary => (1..=6).contains(&grade),
        Stage::Junior => (6..=9).contains(&grade),
        Stage::Senior | Stage::Vocational => (10..=12).contains(&grade),
    }
}
