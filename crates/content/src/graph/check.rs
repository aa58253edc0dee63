//! What is wrong with a graph: circles, points that hang in the air, edges whose ends do not fit.

use super::snapshot::{Key, Snapshot};
use super::{NewEdge, Relation};
use crate::{Kind, NewPoint};
use base::Problem;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How much a fault weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A hint for the editor.
    Advice,
    /// A point without any edge: no proposal may leave one behind; a sheet of points that come before their edges may.
    Orphan,
    /// Wrong whatever else there is.
    Error,
}

/// Something wrong with a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How much it weighs.
    pub weight: Weight,
    /// The point it is about, when it is about one.
    pub point: Option<String>,
    /// The edges it is about: one, or those of a circle.
    pub edges: Vec<Key>,
    /// What to tell.
    pub problem: Problem,
}

impl Fault {
    fn edge(weight: Weight, key: &Key, problem: Problem) -> Fault {
        Fault { weight, point: None, edges: vec![key.clone()], problem: problem.with("origin", &key.0).with("destination", &key.2) }
    }

    fn point(weight: Weight, code: &str, problem: Problem) -> Fault {
        Fault { weight, point: Some(code.to_owned()), edges: Vec::new(), problem: problem.with("code", code) }
    }
}

/// Everything wrong with a graph, in a fixed order.
pub fn faults(graph: &Snapshot) -> Vec<Fault> {
    let mut faults = Vec::new();
    for key in graph.edges.keys() {
        faults.extend(edge_fault(graph, key));
    }
    for relation in [Relation::Prerequisite, Relation::PartOf] {
        faults.extend(circles(graph, relation));
    }
    let held: BTreeSet<&str> = graph.edges.keys().flat_map(|(origin, _, destination)| [origin.as_str(), destination.as_str()]).collect();
    let misheld: BTreeSet<&str> = graph.edges.keys().filter(|k| k.1 == Relation::MisconceptionOf).map(|k| k.0.as_str()).collect();
    for point in graph.points.values() {
        let code = point.code.as_str();
        if point.kind == Kind::Misconception && !misheld.contains(code) {
            faults.push(Fault::point(Weight::Orphan, code, Problem::new("graph.misconception_alone")));
        } else if !held.contains(code) {
            faults.push(Fault::point(Weight::Orphan, code, Problem::new("graph.orphan")));
        }
        if point.kind != Kind::Misconception && point.standard.is_empty() {
            faults.push(Fault::point(Weight::Advice, code, Problem::new("graph.no_standard")));
        }
    }
    if faults.iter().all(|f| f.weight != Weight::Error) {
        faults.extend(shortcuts(graph));
    }
    faults
}

/// The faults of `after` that `before` did not have.
pub fn new_faults(before: &Snapshot, after: &Snapshot) -> Vec<Fault> {
    let known = faults(before);
    faults(after).into_iter().filter(|f| !known.contains(f)).collect()
}

fn edge_fault(graph: &Snapshot, key: &Key) -> Option<Fault> {
    let (origin, relation, destination) = key;
    let wrong = |name: &str| Some(Fault::edge(Weight::Error, key, Problem::new(name)));
    if origin == destination {
        return wrong("graph.self_edge");
    }
    let (Some(from), Some(to)) = (graph.points.get(origin), graph.points.get(destination)) else {
        let missing = if graph.points.contains_key(origin) { destination } else { origin };
        return Some(Fault::edge(Weight::Error, key, Problem::new("graph.unknown_point").with("code", missing)));
    };
    let (from_wrong, to_wrong) = (from.kind == Kind::Misconception, to.kind == Kind::Misconception);
    match relation {
        Relation::MisconceptionOf if !from_wrong || to_wrong => wrong("graph.misconception_ends"),
        Relation::Prerequisite | Relation::PartOf if from_wrong || to_wrong => wrong("graph.misconception_elsewhere"),
        Relation::AbilityOf if !from.kind.is_ability() || to_wrong => wrong("graph.ability_ends"),
        Relation::Prerequisite if backwards(from, to) => wrong("graph.backwards"),
        _ => None,
    }
}

/// Grade 0 stands for a stage that counts none.
fn backwards(from: &NewPoint, to: &NewPoint) -> bool {
    from.grade > 0 && to.grade > 0 && from.grade > to.grade
}

fn neighbours(graph: &Snapshot, relation: Relation) -> BTreeMap<&str, Vec<&str>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (origin, _, destination) in graph.edges.keys().filter(|k| k.1 == relation && k.0 != k.2) {
        next.entry(origin).or_default().push(destination);
    }
    next
}

/// One fault for each edge that closes a circle in a walk from the first code on.
fn circles(graph: &Snapshot, relation: Relation) -> Vec<Fault> {
    let next = neighbours(graph, relation);
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut faults = Vec::new();
    for start in next.keys() {
        if done.contains(start) {
            continue;
        }
        // The way from the start to where the walk stands, each with the number of its neighbours already tried.
        let mut way: Vec<(&str, usize)> = vec![(start, 0)];
        let mut on_way: HashMap<&str, usize> = HashMap::from([(*start, 0)]);
        while let Some((at, tried)) = way.last_mut() {
            let here = *at;
            let Some(to) = next.get(here).and_then(|n| n.get(*tried)).copied() else {
                done.insert(here);
                on_way.remove(here);
                way.pop();
                continue;
            };
            *tried += 1;
            if let Some(from) = on_way.get(to) {
                let circle: Vec<&str> = way[*from..].iter().map(|(code, _)| *code).collect();
                faults.push(circle_fault(relation, &circle));
            } else if !done.contains(to) {
                on_way.insert(to, way.len());
                way.push((to, 0));
            }
        }
    }
    faults
}

fn circle_fault(relation: Relation, circle: &[&str]) -> Fault {
    let ends = circle.iter().zip(circle.iter().cycle().skip(1));
    let edges = ends.map(|(a, b)| ((*a).to_owned(), relation, (*b).to_owned())).collect();
    let key = if relation == Relation::PartOf { "graph.part_circle" } else { "graph.circle" };
    let way = circle.iter().chain(circle.first()).copied().collect::<Vec<_>>().join(" → ");
    Fault { weight: Weight::Error, point: None, edges, problem: Problem::new(key).with("way", way) }
}

/// Prerequisites that follow from two or more others. Only for a graph without circles.
fn shortcuts(graph: &Snapshot) -> Vec<Fault> {
    let next = neighbours(graph, Relation::Prerequisite);
    let mut faults = Vec::new();
    for (origin, direct) in &next {
        let mut far: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = direct.iter().filter_map(|d| next.get(d)).flatten().copied().collect();
        while let Some(code) = open.pop() {
            if far.insert(code) {
                open.extend(next.get(code).into_iter().flatten());
            }
        }
        for destination in direct.iter().filter(|d| far.contains(*d)) {
            let key = ((*origin).to_owned(), Relation::Prerequisite, (*destination).to_owned());
            faults.push(Fault::edge(Weight::Advice, &key, Problem::new("graph.shortcut")));
        }
    }
    faults
}

impl NewEdge {
    /// The edge without its note; related points stand in the order of their codes.
    pub fn key(&self) -> Key {
        let (origin, destination) = (self.origin.clone(), self.destination.clone());
        if self.relation == Relation::Related && destination < origin {
            return (destination, self.relation, origin);
        }
        (origin, self.relation, destination)
    }
}
