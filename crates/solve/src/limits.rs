use std::time::Duration;

/// How far a search goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Wall time of one search. The same model may then end differently on another machine; [`Limits::nodes`] does not have that fault.
    pub time: Option<Duration>,
    /// Nodes of branch and bound, beyond the first relaxation.
    pub nodes: Option<u64>,
    /// The search may end when the solution is within this share of the bound: |objective − bound| / |objective|.
    pub gap: f64,
    /// When nothing meets the constraints, find out which contradict each other. It takes one search for each halving of the set of
    /// constraints around each of the contradicting ones, each within the same limits.
    pub explain: bool,
    /// What solves.
    pub engine: Engine,
}

/// What solves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// microlp: Rust alone.
    #[default]
    Microlp,
    /// HiGHS, with the cargo feature `highs`: for large models.
    #[cfg(feature = "highs")]
    Highs,
}

impl Default for Limits {
    /// No limit of time, 100,000 nodes, exact, explained.
    fn default() -> Limits {
        Limits { time: None, nodes: Some(100_000), gap: 0.0, explain: true, engine: Engine::default() }
    }
}

impl Limits {
    /// At most this many nodes.
    pub fn nodes(nodes: u64) -> Limits {
        Limits { nodes: Some(nodes), ..Limits::default() }
    }
}
