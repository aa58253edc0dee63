//! The knowledge–ability graph (学科知识能力图谱): points, and how they hang together.
//!
//! People propose changes and a second person publishes them ([`proposal`], [`version`]); readers ask for [`edges`],
//! [`prerequisites`], [`misconceptions`], or [`load`] a whole subject. [`case`] speaks to other makers' programs, [`check`] tells
//! what is wrong with a graph; [`Snapshot`] is a graph by its codes, which is what sheets and CASE files hold.

pub mod case;
pub mod check;
pub mod identity;
mod model;
mod outlook;
pub mod proposal;
mod relation;
mod snapshot;
pub mod version;

use crate::{Point, Subject, point, store};
use base::{Conn, Error, Millis, Problem, Result};
use check::{Fault, Weight};
use std::collections::HashMap;

pub use model::Graph;
pub use relation::Relation;
pub use snapshot::{Change, Key, Snapshot};

/// An edge between stored points.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Edge {
    /// The point it begins at.
    pub origin: i64,
    /// How the origin stands to the destination.
    #[sqlx(try_from = "String")]
    pub relation: Relation,
    /// The point it leads to.
    pub destination: i64,
    /// A remark; mostly empty.
    pub note: String,
}

/// An edge as an author gives it, by the codes of its ends.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewEdge {
    /// Code of the point it begins at.
    pub origin: String,
    /// How the origin stands to the destination.
    pub relation: Relation,
    /// Code of the point it leads to.
    pub destination: String,
    /// A remark; may be empty.
    #[serde(default)]
    pub note: String,
}

/// What changes did to the edges, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    /// Edges that were not there.
    pub added: i64,
    /// Edges with another note.
    pub changed: i64,
    /// Edges that are the same already.
    pub unchanged: i64,
    /// Edges that went.
    pub removed: i64,
}

/// What changes would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// To the points.
    pub points: point::Saved,
    /// To the edges.
    pub edges: Saved,
    /// Faults that the graph would have and does not have now.
    pub faults: Vec<Fault>,
}

/// The edges of a subject, those from and to other subjects included; of all subjects for `None`. Ordered by the ends' codes.
pub async fn edges(conn: &mut Conn, subject: Option<Subject>) -> Result<Vec<Edge>> {
    store::graph::edges(conn, subject).await
}

/// The edges that say what must be held directly before these points.
pub async fn prerequisites(conn: &mut Conn, points: &[i64]) -> Result<Vec<Edge>> {
    store::graph::into(conn, Relation::Prerequisite, points).await
}

/// The edges that say what these points directly prepare.
pub async fn dependents(conn: &mut Conn, points: &[i64]) -> Result<Vec<Edge>> {
    store::graph::out_of(conn, Relation::Prerequisite, points).await
}

/// The misconceptions of these points, each with the point it is one of.
pub async fn misconceptions(conn: &mut Conn, points: &[i64]) -> Result<Vec<(i64, Point)>> {
    let edges = store::graph::into(conn, Relation::MisconceptionOf, points).await?;
    let origins: Vec<i64> = edges.iter().map(|e| e.origin).collect();
    let known: HashMap<i64, Point> = point::many(conn, &origins).await?.into_iter().map(|p| (p.id, p)).collect();
    Ok(edges.iter().filter_map(|e| Some((e.destination, known.get(&e.origin)?.clone()))).collect())
}

/// A subject's points, misconceptions included, with their edges; all subjects for `None`.
pub async fn load(conn: &mut Conn, subject: Option<Subject>) -> Result<Graph> {
    let filter = point::Filter { subject, whole: true, ..point::Filter::default() };
    let points = point::list(conn, filter).await?.into_iter().filter(|p| !p.retired).collect();
    Ok(Graph { points, edges: edges(conn, subject).await? })
}

/// The whole graph by its codes.
pub async fn snapshot(conn: &mut Conn) -> Result<Snapshot> {
    let graph = load(conn, None).await?;
    let codes: HashMap<i64, &str> = graph.points.iter().map(|p| (p.id, p.code.as_str())).collect();
    let code = |id: &i64| codes.get(id).map(|c| (*c).to_owned());
    let key = |e: &Edge| Some(((code(&e.origin)?, e.relation, code(&e.destination)?), e.note.clone()));
    let edges = graph.edges.iter().filter_map(key).collect();
    Ok(Snapshot { points: graph.points.iter().map(|p| (p.code.clone(), p.into())).collect(), edges })
}

/// What changes would do to the stored graph, and what would be wrong with it then.
pub async fn preview(conn: &mut Conn, changes: &[Change]) -> Result<Preview> {
    Ok(previewed(&snapshot(conn).await?, changes).0)
}

fn previewed(before: &Snapshot, changes: &[Change]) -> (Preview, Snapshot) {
    let mut after = before.clone();
    after.change(changes);
    let mut preview = Preview { faults: check::new_faults(before, &after), ..Preview::default() };
    for change in changes {
        match change {
            Change::PutPoint(new) => match before.points.get(&new.code) {
                None => preview.points.added += 1,
                Some(old) if old != new => preview.points.changed += 1,
                Some(_) => preview.points.unchanged += 1,
            },
            Change::PutEdge(new) => match before.edges.get(&new.key()) {
                None => preview.edges.added += 1,
                Some(note) if *note != new.note => preview.edges.changed += 1,
                Some(_) => preview.edges.unchanged += 1,
            },
            Change::RetirePoint { .. } | Change::RemoveEdge(_) => {}
        }
    }
    preview.edges.removed = before.edges.keys().filter(|k| !after.edges.contains_key(*k)).count() as i64;
    (preview, after)
}

/// Makes changes in the caller's transaction, and keeps the new versions. A new fault that weighs at least `from` is an error, and
/// nothing is changed.
pub(crate) async fn publish(
    conn: &mut Conn,
    now: Millis,
    changes: &[Change],
    from: Weight,
    origin: version::Origin<'_>,
) -> Result<(Preview, Vec<(Subject, i64)>)> {
    let (before, after, preview) = apply(conn, changes, from).await?;
    let versions = version::record(conn, now, &before, &after, origin).await?;
    Ok((preview, versions))
}

async fn apply(conn: &mut Conn, changes: &[Change], from: Weight) -> Result<(Snapshot, Snapshot, Preview)> {
    let before = snapshot(conn).await?;
    let (preview, after) = previewed(&before, changes);
    let problems: Vec<Problem> = preview.faults.iter().filter(|f| f.weight >= from).map(|f| f.problem.clone()).collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    // What goes and comes back in one set of changes is the same before and after: only the difference is written.
    let (mut points, mut retired, mut put, mut removed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for change in before.changes_to(&after) {
        match change {
            Change::PutPoint(point) => points.push(point),
            Change::RetirePoint { code } => retired.push(code),
            Change::PutEdge(edge) => put.push(edge),
            Change::RemoveEdge(edge) => removed.push(edge),
        }
    }
    point::save(conn, &points).await?;
    store::graph::remove(conn, &removed).await?;
    store::graph::put(conn, &put).await?;
    point::retire(conn, &retired.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    Ok((before, after, preview))
}

/// Adds edges, or changes the notes of those that are there, in the caller's transaction; nothing when one of them would be wrong.
/// Keeps no version: for those who build a graph from nothing.
pub async fn save(conn: &mut Conn, edges: &[NewEdge]) -> Result<Saved> {
    let changes: Vec<Change> = edges.iter().cloned().map(Change::PutEdge).collect();
    Ok(apply(conn, &changes, Weight::Error).await?.2.edges)
}
