//! All groups that keep the rules within themselves.

use super::{Rule, Task};

/// More than this many are not listed.
const MOST: usize = 250_000;

/// Groups with their cost.
pub(super) struct Candidates {
    /// Group sizes that occur, with how many groups have them.
    pub counts: Vec<(usize, usize)>,
    /// For each size its groups, one after another, `size` members each.
    pub members: Vec<Vec<u16>>,
    /// For each size the cost of each group.
    pub costs: Vec<Vec<f64>>,
}

impl Candidates {
    /// The members of a group.
    pub fn group(&self, kind: usize, place: usize) -> &[u16] {
        let size = self.counts[kind].0;
        &self.members[kind][place * size..][..size]
    }
}

/// `None` when there are too many.
pub(super) fn all(task: &Task) -> Option<Candidates> {
    let n = task.members();
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for size in task.sizes() {
        match counts.last_mut() {
            Some(last) if last.0 == *size => last.1 += 1,
            _ => counts.push((*size, 1)),
        }
    }
    let number: f64 = counts.iter().map(|(size, _)| (0..*size).map(|i| (n - i) as f64 / (i + 1) as f64).product::<f64>()).sum();
    if number > MOST as f64 || n > usize::from(u16::MAX) {
        return None;
    }
    let mut apart = vec![false; n * n];
    let mut together = vec![Vec::new(); n];
    for rule in task.rules() {
        match *rule {
            Rule::Apart(a, b) => {
                apart[a * n + b] = true;
                apart[b * n + a] = true;
            }
            Rule::Together(a, b) => {
                together[a].push(b);
                together[b].push(a);
            }
        }
    }
    let mut found = Candidates { counts, members: Vec::new(), costs: Vec::new() };
    for kind in 0..found.counts.len() {
        let size = found.counts[kind].0;
        let (mut members, mut costs) = (Vec::new(), Vec::new());
        let mut group: Vec<usize> = Vec::with_capacity(size);
        let mut next = 0;
        // Combinations in lexicographic order, cut where two must be apart or too few are left.
        loop {
            if group.len() == size {
                if group.iter().all(|member| together[*member].iter().all(|other| group.contains(other))) {
                    members.extend(group.iter().map(|member| *member as u16));
                    costs.push(task.cost(group.iter().copied()));
                }
            } else if let Some(member) = (next..=n + group.len() - size).find(|m| group.iter().all(|other| !apart[m * n + other])) {
                group.push(member);
                next = member + 1;
                continue;
            }
            let Some(last) = group.pop() else { break };
            next = last + 1;
        }
        found.members.push(members);
        found.costs.push(costs);
    }
    Some(found)
}
