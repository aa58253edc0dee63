//! The graph by its codes, at one moment: what is checked, changed, compared, kept and exchanged.

use super::{NewEdge, Relation};
use crate::{NewPoint, Subject};
use std::collections::BTreeMap;

/// An edge without its note: origin's code, relation, destination's code.
pub type Key = (String, Relation, String);

/// Points and edges by their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(from = "Listed", into = "Listed")]
pub struct Snapshot {
    /// Points by code.
    pub points: BTreeMap<String, NewPoint>,
    /// The notes of edges.
    pub edges: BTreeMap<Key, String>,
}

/// The same as lists, for JSON.
#[derive(serde::Serialize, serde::Deserialize)]
struct Listed {
    points: Vec<NewPoint>,
    edges: Vec<NewEdge>,
}

impl From<Listed> for Snapshot {
    fn from(listed: Listed) -> Snapshot {
        let points = listed.points.into_iter().map(|p| (p.code.clone(), p)).collect();
        Snapshot { points, edges: listed.edges.into_iter().map(|e| (e.key(), e.note)).collect() }
    }
}

impl From<Snapshot> for Listed {
    fn from(snapshot: Snapshot) -> Listed {
        let edges = snapshot.new_edges();
        Listed { points: snapshot.points.into_values().collect(), edges }
    }
}

/// One change of the graph.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A point is added, or becomes this.
    PutPoint(NewPoint),
    /// A point is no longer taught; its edges go.
    RetirePoint {
        /// Its code.
        code: String,
    },
    /// An edge is added, or gets this note.
    PutEdge(NewEdge),
    /// An edge goes.
    RemoveEdge(NewEdge),
}

impl Snapshot {
    /// The edges, in order.
    pub fn new_edges(&self) -> Vec<NewEdge> {
        let edge = |((origin, relation, destination), note): (&Key, &String)| NewEdge {
            origin: origin.clone(),
            relation: *relation,
            destination: destination.clone(),
            note: note.clone(),
        };
        self.edges.iter().map(edge).collect()
    }

    /// Makes changes, in their order. What goes and is not there is passed over.
    pub fn change(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::PutPoint(point) => {
                    self.points.insert(point.code.clone(), point.clone());
                }
                Change::RetirePoint { code } => {
                    self.points.remove(code);
                    self.edges.retain(|(origin, _, destination), _| origin != code && destination != code);
                }
                Change::PutEdge(edge) => {
                    self.edges.insert(edge.key(), edge.note.clone());
                }
                Change::RemoveEdge(edge) => {
                    self.edges.remove(&edge.key());
                }
            }
        }
    }

    /// What makes this one into `other`: first what goes, then points, then edges.
    pub fn changes_to(&self, other: &Snapshot) -> Vec<Change> {
        let gone = |key: &&String| !other.points.contains_key(*key);
        let mut changes: Vec<Change> = self.points.keys().filter(gone).map(|code| Change::RetirePoint { code: code.clone() }).collect();
        changes.extend(self.new_edges().into_iter().filter(|e| !other.edges.contains_key(&e.key())).map(Change::RemoveEdge));
        let differs = |p: &&NewPoint| self.points.get(&p.code) != Some(*p);
        changes.extend(other.points.values().filter(differs).cloned().map(Change::PutPoint));
        let new = |e: &NewEdge| self.edges.get(&e.key()) != Some(&e.note);
        changes.extend(other.new_edges().into_iter().filter(new).map(Change::PutEdge));
        changes
    }

    /// The part that belongs to a subject: its points, and the edges that begin at them.
    pub fn of_subject(&self, subject: Subject) -> Snapshot {
        let points: BTreeMap<_, _> =
            self.points.iter().filter(|(_, p)| p.subject == subject).map(|(c, p)| (c.clone(), p.clone())).collect();
        let edges =
            self.edges.iter().filter(|((origin, ..), _)| points.contains_key(origin)).map(|(k, n)| (k.clone(), n.clone())).collect();
        Snapshot { points, edges }
    }
}
