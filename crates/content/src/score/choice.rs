use super::{Response, Score};
use crate::item::Choice;
use crate::item::choice::{Mapping, Rule};
use base::Problem;
use std::collections::BTreeSet;

pub(super) fn read(choice: &Choice, chosen: &[&str]) -> Result<Response, Problem> {
    let chosen: BTreeSet<String> = chosen.iter().map(|c| (*c).to_owned()).collect();
    if chosen.is_empty() {
        return Err(Problem::new("content.answer_nothing_chosen"));
    }
    if !choice.multiple && chosen.len() > 1 {
        return Err(Problem::new("content.answer_choose_one"));
    }
    if chosen.iter().any(|id| !choice.options.iter().any(|o| o.id == *id)) {
        return Err(Problem::new("content.answer_unknown_option"));
    }
    Ok(Response::Choice { chosen })
}

pub(super) fn score(choice: &Choice, chosen: &BTreeSet<String>) -> Score {
    match &choice.rule {
        Rule::AllOrNothing => Score::of(*chosen == choice.correct),
        Rule::HalfForPart if *chosen == choice.correct => Score::RIGHT,
        Rule::HalfForPart if !chosen.is_empty() && chosen.is_subset(&choice.correct) => {
            Score { raw: 0.5, correct: false, undecided: false }
        }
        Rule::HalfForPart => Score::WRONG,
        Rule::Mapped(mapping) => mapped(choice, mapping, chosen),
    }
}

fn mapped(choice: &Choice, mapping: &Mapping, chosen: &BTreeSet<String>) -> Score {
    let value = |id: &String| mapping.values.get(id).copied().unwrap_or(mapping.default);
    let held = |sum: f64| {
        let sum = mapping.lower.map_or(sum, |lower| sum.max(lower));
        mapping.upper.map_or(sum, |upper| sum.min(upper))
    };
    let values = choice.options.iter().map(|o| value(&o.id));
    let most = if choice.multiple { values.filter(|v| *v > 0.0).sum() } else { values.fold(0.0, f64::max) };
    let most = held(most);
    let sum = held(chosen.iter().map(value).sum());
    let raw = if most > 0.0 { (sum / most).clamp(0.0, 1.0) } else { 0.0 };
    Score { raw, correct: *chosen == choice.correct || raw >= 1.0, undecided: false }
}
