//! The grades a stage of schooling has. The stage itself is of `people`: schools have stages too.

use people::Stage;

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
