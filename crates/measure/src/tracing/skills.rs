use std::collections::HashMap;

/// Sets of skills taken as skills of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combinations {
    /// For each item, the index of its set in `sets`; `None` for an item that asks for no known skill.
    pub of: Vec<Option<usize>>,
    /// The sets, as sorted indices of skills, in the order in which items first show them.
    pub sets: Vec<Vec<usize>>,
}

/// Numbers the sets of skills that items ask for. A model with one skill for an item (as [`super::bkt`]) takes an item that asks
/// for addition and for fractions as asking for a skill "addition with fractions".
pub fn combinations(skills_of: &[Vec<usize>]) -> Combinations {
    let (mut index, mut sets) = (HashMap::new(), Vec::new());
    let of = skills_of.iter().map(|skills| {
        let mut set = skills.clone();
        set.sort_unstable();
        set.dedup();
        (!set.is_empty()).then(|| {
            *index.entry(set.clone()).or_insert_with(|| {
                sets.push(set);
                sets.len() - 1
            })
        })
    });
    Combinations { of: of.collect(), sets }
}
