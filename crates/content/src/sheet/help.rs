//! The columns that help one who is stuck: further hints, worked steps, and what wrong answers show.

use super::Cells;
use crate::Interaction;
use crate::help::{Written, Wrong};
use base::{Place, Problem};

const HINTS: [&str; 4] = ["hint", "hint_2", "hint_3", "hint_4"];

/// What was read, and the misconceptions that are named, each with its place.
pub(super) struct Help {
    pub written: Written,
    pub misconceptions: Vec<(String, Place)>,
}

pub(super) fn read(cells: &mut Cells<'_>, interaction: Option<&Interaction>) -> Help {
    let mut hints: Vec<String> = HINTS.iter().map(|field| cells.text(field)).collect();
    while hints.last().is_some_and(String::is_empty) {
        hints.pop();
    }
    for (field, _) in HINTS.iter().zip(&hints).filter(|(_, hint)| hint.is_empty()) {
        cells.fault(field, Problem::new("models.sheet_hint_gap"));
    }
    let steps = cells.text("steps").lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
    let wrong = wrong(cells, interaction);
    let place = cells.place("misconceptions");
    let misconceptions = wrong.iter().map(|w| (w.misconception.clone(), place.clone())).collect();
    // The first hint is the item's own.
    let hints = hints.into_iter().skip(1).collect();
    Help { written: Written { hints, steps, wrong }, misconceptions }
}

/// `A=AI-P3-02-M1;C=AI-P3-02-M2`: an option or a wrong answer, and the misconception behind it.
fn wrong(cells: &mut Cells<'_>, interaction: Option<&Interaction>) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    for part in cells.get("misconceptions").split([';', '；']).map(str::trim).filter(|p| !p.is_empty()) {
        let Some((answer, code)) =
            part.rsplit_once(['=', '＝']).map(|(a, c)| (a.trim(), c.trim())).filter(|(a, c)| !a.is_empty() && !c.is_empty())
        else {
            cells.fault("misconceptions", Problem::new("models.sheet_misconception").with("value", part));
            continue;
        };
        let answer = match interaction {
            Some(Interaction::Choice(choice)) => {
                let letter = answer.to_uppercase();
                if choice.correct.contains(&letter) || !choice.options.iter().any(|o| o.id == letter) {
                    cells.fault("misconceptions", Problem::new("models.sheet_no_wrong_option").with("value", answer));
                    continue;
                }
                letter
            }
            _ => answer.to_owned(),
        };
        if found.iter().any(|w| w.answer == answer) {
            cells.fault("misconceptions", Problem::new("models.sheet_answer_twice").with("value", answer));
            continue;
        }
        found.push(Wrong { answer, misconception: code.to_owned(), why: String::new() });
    }
    found
}
