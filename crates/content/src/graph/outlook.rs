//! What a proposal would do to the graph as it stands today.

use super::check::{Fault, Weight};
use super::proposal::{Proposal, State};
use super::snapshot::{Change, Snapshot};
use super::{Preview, version};
use crate::{graph, item, point};
use base::{Conn, Problem, Result};
use std::collections::BTreeSet;

/// A proposal with what it would do today.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// What it would do, and every fault it would add.
    pub preview: Preview,
    /// What keeps it from being published.
    pub problems: Vec<Problem>,
    /// Codes that somebody else has changed since its author looked.
    pub moved: Vec<String>,
    /// The graph as it stands.
    pub now: Snapshot,
}

/// What a proposal would do to the graph as it stands.
pub async fn outlook(conn: &mut Conn, proposal: &Proposal) -> Result<Outlook> {
    let now = graph::snapshot(conn).await?;
    let (preview, _) = graph::previewed(&now, &proposal.changes);
    let mut problems = foreign(proposal, &now);
    problems.extend(preview.faults.iter().filter(|f| f.weight >= Weight::Orphan).map(|f: &Fault| f.problem.clone()));
    problems.extend(still_used(conn, proposal).await?);
    let mut moved = BTreeSet::new();
    let mine: BTreeSet<String> = proposal.changes.iter().map(Change::target).collect();
    if proposal.state != State::Published {
        for version in version::list(conn, proposal.subject).await?.into_iter().filter(|v| v.number > proposal.based_on) {
            moved.extend(version.changes.iter().map(Change::target).filter(|target| mine.contains(target)));
        }
    }
    Ok(Outlook { preview, problems, moved: moved.into_iter().collect(), now })
}

/// Changes of what belongs to another subject.
pub(super) fn foreign(proposal: &Proposal, now: &Snapshot) -> Vec<Problem> {
    let mut problems = Vec::new();
    let added: BTreeSet<&str> = proposal
        .changes
        .iter()
        .filter_map(|c| match c {
            Change::PutPoint(p) if p.subject == proposal.subject => Some(p.code.as_str()),
            _ => None,
        })
        .collect();
    let is_own = |code: &str| added.contains(code) || now.points.get(code).is_some_and(|p| p.subject == proposal.subject);
    let other = |code: &str| Problem::new("graph.other_subject").with("code", code);
    for change in &proposal.changes {
        match change {
            Change::PutPoint(point) => {
                problems.extend(point.problems());
                if point.subject != proposal.subject || now.points.get(&point.code).is_some_and(|p| p.subject != proposal.subject) {
                    problems.push(other(&point.code));
                }
            }
            Change::RetirePoint { code } if !is_own(code) => problems.push(other(code)),
            Change::PutEdge(edge) | Change::RemoveEdge(edge) if !is_own(&edge.origin) && !is_own(&edge.destination) => {
                problems.push(other(&edge.origin));
            }
            Change::RetirePoint { .. } | Change::PutEdge(_) | Change::RemoveEdge(_) => {}
        }
    }
    problems
}

/// Points to be retired that items still ask for.
async fn still_used(conn: &mut Conn, proposal: &Proposal) -> Result<Vec<Problem>> {
    let gone: Vec<&str> = proposal
        .changes
        .iter()
        .filter_map(|c| match c {
            Change::RetirePoint { code } => Some(code.as_str()),
            _ => None,
        })
        .collect();
    let known = point::by_codes(conn, &gone).await?;
    let ids: Vec<i64> = known.values().map(|p| p.id).collect();
    let counts = item::count_by_point(conn, &ids).await?;
    let mut used: Vec<(&String, i64)> = known.iter().filter_map(|(code, p)| Some((code, *counts.get(&p.id)?))).collect();
    used.sort_unstable();
    Ok(used.into_iter().map(|(code, n)| Problem::new("graph.has_items").with("code", code).with("n", n)).collect())
}
