//! Results (xAPI 1.0.3 part 2 §2.4.5).

use super::node::Node;
use super::{Fault, duration};

/// What a result says that is kept in columns.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Outcome {
    pub success: Option<bool>,
    /// The scaled score.
    pub score: Option<f64>,
}

pub(crate) fn result(node: &Node<'_, '_>) -> Result<Outcome, Fault> {
    node.object(&["score", "success", "completion", "response", "duration", "extensions"])?;
    let success = node.get("success").map(|flag| flag.bool()).transpose()?;
    node.get("completion").map(|flag| flag.bool()).transpose()?;
    node.get("response").map(|text| text.text().map(|_| ())).transpose()?;
    if let Some(time) = node.get("duration")
        && !duration::is(time.text()?)
    {
        return time.fail("must be an ISO 8601 duration such as PT4H35M59.14S");
    }
    node.get("extensions").map(|extensions| extensions.extensions()).transpose()?;
    let score = match node.get("score") {
        Some(node) => score(&node)?,
        None => None,
    };
    Ok(Outcome { success, score })
}

fn score(node: &Node<'_, '_>) -> Result<Option<f64>, Fault> {
    node.object(&["scaled", "raw", "min", "max"])?;
    let number = |name| node.get(name).map(|n: Node<'_, '_>| n.number()).transpose();
    let (scaled, raw, min, max) = (number("scaled")?, number("raw")?, number("min")?, number("max")?);
    if scaled.is_some_and(|s| !(-1.0..=1.0).contains(&s)) {
        return node.fail("must have a scaled score from -1 to 1");
    }
    if let (Some(min), Some(max)) = (min, max)
        && min >= max
    {
        return node.fail("must have a min below its max");
    }
    if raw.is_some_and(|raw| min.is_some_and(|min| raw < min) || max.is_some_and(|max| raw > max)) {
        return node.fail("must have a raw score from its min to its max");
    }
    Ok(scaled)
}
