//! Which column holds what, and what the learners, points and classes are to be called.

use base::{Error, Place, Problem, Result};
use content::Stage;
use serde::Deserialize;
use std::path::Path;

/// The mapping of an answer log. Every part has a default; see `docs/responses.md`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// Headings of the columns.
    pub columns: Names,
    /// Stands before the log's skills in the codes of points, and before its items in theirs, so that two
    /// logs do not mix. Empty: the school's code.
    pub prefix: String,
    /// Name of a point; `{skill}` is the log's skill.
    pub point_name: String,
    /// Stage of the points.
    pub stage: Stage,
    /// Grade of the points.
    pub grade: i64,
    /// Learners of a class.
    pub class_size: usize,
}

/// Headings of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// Who answered.
    pub learner: String,
    /// What was asked.
    pub item: String,
    /// When, in seconds or milliseconds since 1970; may be absent or 0 throughout.
    pub time: String,
    /// 1 for right, 0 for wrong, or a score between.
    pub correct: String,
    /// What it was about; may be absent when the skills of items are given in a file of their own.
    pub skill: String,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            learner: "user_id".into(),
            item: "item_id".into(),
            time: "timestamp".into(),
            correct: "correct".into(),
            skill: "skill_id".into(),
        }
    }
}

impl Default for Mapping {
    fn default() -> Self {
        Mapping {
            columns: Names::default(),
            prefix: String::new(),
            point_name: "技能 {skill}".into(),
            stage: Stage::Junior,
            grade: 8,
            class_size: 40,
        }
    }
}

impl Mapping {
    /// Reads a mapping from a TOML file.
    pub fn read(path: &Path) -> Result<Mapping> {
        let file = path.display().to_string();
        let wrong = |why: String| {
            let place = Place { file: file.clone(), ..Place::default() };
            Error::from(Problem::new("records.import_mapping").with("why", why.trim()).at(place))
        };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let mapping: Mapping = toml::from_str(&text).map_err(|e| wrong(e.message().to_owned()))?;
        if mapping.class_size == 0 {
            return Err(wrong("class_size = 0".into()));
        }
        Ok(mapping)
    }
}
