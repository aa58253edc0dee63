//! Choice: some options, of which one or several are right.

use base::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// Options at the most: one letter each.
pub const MOST_OPTIONS: usize = 26;

/// A question with options to choose from.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Choice {
    /// The options in the author's order.
    pub options: Vec<ChoiceOption>,
    /// Identifiers of the right ones.
    pub correct: BTreeSet<String>,
    /// Whether several may be chosen.
    pub multiple: bool,
    /// Whether the options may be shown in another order.
    pub shuffle: bool,
    /// How a set of chosen options is scored.
    #[serde(default)]
    pub rule: Rule,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChoiceOption {
    /// What an answer refers to it by: a letter from a sheet, an identifier from QTI. It stays the
    /// same in whichever order the options are shown.
    pub id: String,
    /// What the pupil reads.
    pub text: String,
}

/// How a set of chosen options becomes a score.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Rule {
    /// Exactly the right ones score 1, all else 0.
    #[default]
    AllOrNothing,
    /// Exactly the right ones score 1; some of the right ones and none wrong score ½; any wrong
    /// one, or none at all, scores 0. The rule of the multiple-choice questions of the national
    /// mathematics paper of 2020 (新高考全国卷: 全部选对得 5 分, 有选错的得 0 分, 部分选对得部分分),
    /// with the part taken as one half.
    HalfForPart,
    /// The sum of the chosen options' values, held between the bounds and divided by the largest
    /// sum that can be reached: QTI `mapResponse` (IMS QTI 2.2, Assessment Test, Section and Item
    /// Information Model, "mapping").
    Mapped(Mapping),
}

/// Values of options, as in a QTI mapping.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mapping {
    /// Value of each mapped option.
    pub values: BTreeMap<String, f64>,
    /// Value of an option that is not mapped.
    pub default: f64,
    /// Lowest sum.
    pub lower: Option<f64>,
    /// Highest sum.
    pub upper: Option<f64>,
}

impl Choice {
    /// Lettered options A, B, C … in the author's order, those of `correct` being right.
    pub fn lettered(options: Vec<String>, correct: BTreeSet<String>, multiple: bool) -> Choice {
        let options = ('A'..='Z').zip(options).map(|(id, text)| ChoiceOption { id: id.to_string(), text }).collect();
        Choice { options, correct, multiple, shuffle: true, rule: Rule::AllOrNothing }
    }

    /// The options in the order to show: the author's, or one that `seed` decides.
    pub fn order(&self, seed: u64) -> Vec<&ChoiceOption> {
        let mut options: Vec<&ChoiceOption> = self.options.iter().collect();
        if self.shuffle {
            let mut state = seed;
            for last in (1..options.len()).rev() {
                state = step(state);
                options.swap(last, (state >> 33) as usize % (last + 1));
            }
        }
        options
    }

    /// What is wrong with the question itself.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.options.len() < 2 {
            problems.push(Problem::new("content.too_few_options"));
        }
        if self.options.len() > MOST_OPTIONS {
            problems.push(Problem::new("content.too_many_options").with("most", MOST_OPTIONS));
        }
        let mut ids = BTreeSet::new();
        let mut texts = BTreeSet::new();
        for option in &self.options {
            if option.text.trim().is_empty() {
                problems.push(Problem::new("content.blank_option").with("option", &option.id));
            } else if !texts.insert(option.text.trim()) {
                problems.push(Problem::new("content.same_options").with("text", option.text.trim()));
            }
            if !ids.insert(option.id.as_str()) {
                problems.push(Problem::new("content.same_option_ids").with("option", &option.id));
            }
        }
        for id in self.correct.iter().filter(|id| !ids.contains(id.as_str())) {
            problems.push(Problem::new("content.key_is_no_option").with("option", id));
        }
        if self.correct.is_empty() {
            problems.push(Problem::new("content.no_key"));
        }
        if !self.multiple && self.correct.len() > 1 {
            problems.push(Problem::new("content.several_keys_in_single_choice"));
        }
        problems
    }
}

/// One step of a 64-bit linear congruential generator (Knuth, MMIX): the same on every platform.
fn step(state: u64) -> u64 {
    state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
}
