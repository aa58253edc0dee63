//! The ground a path lies on: knowledge points and what comes before what. Pure: made from the graph, or drawn by a test.

use std::collections::{BTreeSet, HashMap, VecDeque};

/// A knowledge point as a planner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The point.
    pub point: i64,
    /// The grade in which it is taught.
    pub grade: i64,
    /// Questions there are to practise it with; 0 where it can only be passed through.
    pub questions: i64,
    /// What must be held before it, directly.
    pub before: Vec<i64>,
}

/// Points in an order in which they can be learnt.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    nodes: Vec<Node>,
    places: HashMap<i64, usize>,
    after: HashMap<i64, Vec<i64>>,
    /// How many points build on each, directly or not.
    weight: HashMap<i64, usize>,
}

impl Ground {
    /// A ground. What is given stays in its order except that what comes before stands before; relations to points that are not
    /// given are left out. Points in a circle, which the graph's own check refuses, keep the order given.
    pub fn new(mut given: Vec<Node>) -> Ground {
        let known: BTreeSet<i64> = given.iter().map(|n| n.point).collect();
        for node in &mut given {
            let own = node.point;
            node.before.retain(|p| known.contains(p) && *p != own);
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(given.len());
        let mut places: HashMap<i64, usize> = HashMap::new();
        while !given.is_empty() {
            let free = given.iter().position(|n| n.before.iter().all(|p| places.contains_key(p))).unwrap_or_default();
            let node = given.remove(free);
            places.insert(node.point, nodes.len());
            nodes.push(node);
        }
        let mut after: HashMap<i64, Vec<i64>> = HashMap::new();
        for node in &nodes {
            for &before in &node.before {
                after.entry(before).or_default().push(node.point);
            }
        }
        let mut ground = Ground { nodes, places, after, weight: HashMap::new() };
        ground.weight = ground.nodes.iter().map(|n| (n.point, ground.all_after(n.point).len())).collect();
        ground
    }

    /// All points, each behind what comes before it.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A point, if it is there.
    pub fn node(&self, point: i64) -> Option<&Node> {
        self.places.get(&point).map(|place| &self.nodes[*place])
    }

    /// Whether there is something to practise the point with.
    pub fn is_practisable(&self, point: i64) -> bool {
        self.node(point).is_some_and(|n| n.questions > 0)
    }

    /// What must be held before a point, directly.
    pub fn before(&self, point: i64) -> &[i64] {
        self.node(point).map_or(&[], |n| &n.before)
    }

    /// What builds on a point, directly.
    pub fn after(&self, point: i64) -> &[i64] {
        self.after.get(&point).map_or(&[], Vec::as_slice)
    }

    /// How many points build on it, directly or not.
    pub fn weight(&self, point: i64) -> usize {
        self.weight.get(&point).copied().unwrap_or_default()
    }

    /// Everything that builds on a point, directly or not, nearest first.
    pub fn all_after(&self, point: i64) -> Vec<i64> {
        let (mut seen, mut found) = (BTreeSet::from([point]), Vec::new());
        let mut next: VecDeque<i64> = self.after(point).iter().copied().collect();
        while let Some(at) = next.pop_front() {
            if seen.insert(at) {
                found.push(at);
                next.extend(self.after(at));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(point: i64, before: &[i64]) -> Node {
        Node { point, grade: 7, questions: 5, before: before.to_vec() }
    }

    #[test]
    fn what_comes_before_stands_before_and_the_rest_keeps_its_order() {
        let ground = Ground::new(vec![node(4, &[2, 3]), node(1, &[]), node(3, &[1]), node(2, &[1, 99]), node(5, &[])]);
        assert_eq!(ground.nodes().iter().map(|n| n.point).collect::<Vec<_>>(), [1, 3, 2, 4, 5]);
        assert_eq!((ground.before(2), ground.after(1), ground.weight(1)), (&[1][..], &[3, 2][..], 3));
        assert_eq!(ground.all_after(3), [4]);
        assert_eq!((ground.before(77), ground.node(77)), (&[][..], None));
    }

    #[test]
    fn a_circle_is_no_endless_loop() {
        let ground = Ground::new(vec![node(1, &[2]), node(2, &[1]), node(3, &[3])]);
        assert_eq!(ground.nodes().len(), 3);
        assert_eq!(ground.all_after(1), [2]);
    }
}
