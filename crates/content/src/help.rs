//! What may be said about an item to one who is stuck: hints from a nudge on, the worked solution, what a wrong answer
//! shows, and another item that asks the same.
//!
//! The ladder of hints never gives the answer away; the worked steps do, and are for afterwards. Whether and when either
//! is shown is for those who show them.

use crate::item::{Item, Status};
use crate::score::{self, Response};
use crate::{Interaction, model, store};
use base::{Base, Conn, Result};

/// Hints and solution as they are kept beside the item's own hint and explanation. Empty for an item that has no more.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Written {
    /// Hints after the item's first, each saying more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The worked solution, a step each; the last states the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Wrong answers that show a misconception.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<Wrong>,
}

/// A wrong answer and the misconception that leads to it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wrong {
    /// The identifier of an option, or the text of the answer.
    pub answer: String,
    /// Code of the misconception's point.
    pub misconception: String,
    /// What is said to one who answers so; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// All that may be said about an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Help {
    /// The ladder of hints, the least first; empty when there is none.
    pub hints: Vec<String>,
    /// The worked solution; the last step states the answer.
    pub steps: Vec<String>,
    /// Wrong answers that show a misconception.
    pub wrong: Vec<Wrong>,
}

impl Item {
    /// What may be said about it. Where no steps are written the lines of the explanation are the steps.
    pub fn help(&self) -> Help {
        let hints = std::iter::once(&self.hint).chain(&self.help.hints).filter(|h| !h.trim().is_empty()).cloned().collect();
        let steps = match self.help.steps.is_empty() {
            false => self.help.steps.clone(),
            true => self.explanation.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect(),
        };
        Help { hints, steps, wrong: self.help.wrong.clone() }
    }
}

/// The misconception that a response shows; `None` for a right one and for one that nobody has foreseen.
pub fn misled<'a>(item: &'a Item, response: &Response) -> Option<&'a Wrong> {
    if score::score(&item.interaction, response).correct {
        return None;
    }
    item.help.wrong.iter().find(|wrong| match (&item.interaction, response) {
        (Interaction::Choice(_), Response::Choice { chosen }) => chosen.contains(&wrong.answer),
        // As a pupil would have to write it to be right, were it the key.
        (interaction, response) => score::score(&interaction.with_key(&wrong.answer), response).correct,
    })
}

/// Of these versions of items (code and version) those that foresee wrong answers.
pub async fn foreseeing(conn: &mut Conn, versions: &[(String, i64)]) -> Result<Vec<Item>> {
    let mut items = store::item::versions(conn, versions).await?;
    items.retain(|item| !item.help.wrong.is_empty());
    Ok(items)
}

/// Another item that asks the same, none of `seen`: of a model another instance, which is made and stored when all stored
/// ones are in `seen`; of an authored item another active one of its point, the nearest in difficulty. `None` when there
/// is none. It may write, so that it belongs behind a POST.
pub async fn sibling(base: &Base, item: &Item, seen: &[i64], seed: u64) -> Result<Option<Item>> {
    let mut not = seen.to_vec();
    not.push(item.id);
    let mut conn = base.db.read().await?;
    let mut near = match item.model {
        Some(model) => store::item::of_model(&mut conn, model).await?,
        None => store::item::of_point(&mut conn, item.point).await?,
    };
    near.retain(|i| i.status == Status::Active && !not.contains(&i.id));
    drop(conn);
    let turn = |i: &Item| (i.id as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let nearest = near.into_iter().min_by_key(|i| ((i.difficulty - item.difficulty).abs(), turn(i)));
    match (nearest, item.model) {
        (Some(found), _) => Ok(Some(found)),
        (None, Some(model)) => model::another(base, model).await,
        (None, None) => Ok(None),
    }
}

/// The models that items are instances of, as pairs of item and model: items of one model are enemies (题目互斥) and never
/// stand on one paper. Items that are of no model are absent.
pub async fn enemies(conn: &mut Conn, items: &[i64]) -> Result<Vec<(i64, i64)>> {
    store::item::models_of(conn, items).await
}
