//! The record as JSON, written as it is read: a long record takes no more memory than a short one.

use axum::body::{Body, Bytes};
use base::{Base, Error, Result};
use futures::stream;
use learner::portable::Portable;
use records::Moment;
use serde_json::Value;

/// Statements read at once.
const BATCH: i64 = 500;

/// Where the writing stands.
enum Step {
    Statements { before: Moment, first: bool },
    Voided,
    Done,
}

struct Writing {
    base: Base,
    learner: i64,
    home: String,
    /// Statements that were taken back; few.
    voided: Vec<String>,
    step: Step,
}

/// The document as a stream of its parts.
pub(super) fn stream(base: Base, portable: &Portable) -> Result<Body> {
    let home = base.config.public_url();
    let head = head(&portable.json(&home, base.clock.now()))?;
    let begin = Step::Statements { before: Moment::END, first: true };
    let writing = Writing { base, learner: portable.person.id, home, voided: Vec::new(), step: begin };
    let rest = stream::try_unfold(writing, next);
    let head = stream::once(async move { Ok::<Bytes, Error>(Bytes::from(head)) });
    Ok(Body::from_stream(futures::StreamExt::chain(head, rest)))
}

/// The object without its end, and the beginning of the list.
fn head(document: &Value) -> Result<String> {
    let text = serde_json::to_string_pretty(document)?;
    let open = text.trim_end().strip_suffix('}').unwrap_or(&text).trim_end();
    Ok(format!("{open},\n  \"statements\": ["))
}

async fn next(mut writing: Writing) -> Result<Option<(Bytes, Writing)>> {
    match writing.step {
        Step::Statements { before, first } => {
            let mut conn = writing.base.db.read().await?;
            let batch = records::timeline(&mut conn, writing.learner, (i64::MIN, i64::MAX), before, BATCH).await?;
            drop(conn);
            let last = (batch.len() as i64) < BATCH;
            let (mut text, mut first) = (String::new(), first);
            for told in &batch {
                let json = told.kept.json(&writing.home);
                if told.kept.voided {
                    writing.voided.push(json);
                } else {
                    text.push_str(if first { "\n" } else { ",\n" });
                    text.push_str(&json);
                    first = false;
                }
            }
            let before = batch.last().map_or(before, |told| told.moment());
            writing.step = if last { Step::Voided } else { Step::Statements { before, first } };
            Ok(Some((Bytes::from(text), writing)))
        }
        Step::Voided => {
            let text = format!("\n  ],\n  \"voided_statements\": [{}]\n}}\n", writing.voided.join(",\n"));
            writing.step = Step::Done;
            Ok(Some((Bytes::from(text), writing)))
        }
        Step::Done => Ok(None),
    }
}
