//! The graph in memory, for those who plan over it.

use super::{Edge, Relation};
use crate::Point;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Points and the edges among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// Points that are taught, and the misconceptions, by subject, stage, grade and code.
    pub points: Vec<Point>,
    /// Edges with at least one end among the points.
    pub edges: Vec<Edge>,
}

impl Graph {
    fn ends(&self, of: Relation) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.edges.iter().filter(move |e| e.relation == of).map(|e| (e.origin, e.destination))
    }

    /// What must be held directly before a point.
    pub fn before(&self, point: i64) -> impl Iterator<Item = i64> + '_ {
        self.ends(Relation::Prerequisite).filter(move |(_, after)| *after == point).map(|(before, _)| before)
    }

    /// What a point directly prepares.
    pub fn after(&self, point: i64) -> impl Iterator<Item = i64> + '_ {
        self.ends(Relation::Prerequisite).filter(move |(before, _)| *before == point).map(|(_, after)| after)
    }

    /// All that must be held before any of the points, near or far, without the points themselves.
    pub fn all_before(&self, points: &[i64]) -> BTreeSet<i64> {
        let mut before: HashMap<i64, Vec<i64>> = HashMap::new();
        for (first, then) in self.ends(Relation::Prerequisite) {
            before.entry(then).or_default().push(first);
        }
        let (mut found, mut open) = (BTreeSet::new(), points.to_vec());
        while let Some(point) = open.pop() {
            for first in before.get(&point).into_iter().flatten() {
                if found.insert(*first) {
                    open.push(*first);
                }
            }
        }
        points.iter().for_each(|p| {
            found.remove(p);
        });
        found
    }

    /// All points, each after what must be held before it; where that leaves a choice, by grade, then code.
    pub fn order(&self) -> Vec<i64> {
        let rank: HashMap<i64, (i64, &str)> = self.points.iter().map(|p| (p.id, (p.grade, p.code.as_str()))).collect();
        let mut waiting: HashMap<i64, usize> = rank.keys().map(|id| (*id, 0)).collect();
        let mut after: HashMap<i64, Vec<i64>> = HashMap::new();
        for (first, then) in self.ends(Relation::Prerequisite) {
            if rank.contains_key(&first)
                && let Some(n) = waiting.get_mut(&then)
            {
                *n += 1;
                after.entry(first).or_default().push(then);
            }
        }
        let mut ready: BTreeMap<(i64, &str), i64> = waiting.iter().filter(|(_, n)| **n == 0).map(|(id, _)| (rank[id], *id)).collect();
        let mut order = Vec::with_capacity(rank.len());
        while let Some((_, id)) = ready.pop_first() {
            order.push(id);
            for then in after.get(&id).into_iter().flatten() {
                if let Some(n) = waiting.get_mut(then) {
                    *n -= 1;
                    if *n == 0 {
                        ready.insert(rank[then], *then);
                    }
                }
            }
        }
        order
    }
}
