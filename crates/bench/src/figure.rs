//! One measured figure as one JSON line.

use serde::{Deserialize, Serialize};

/// What was measured, and whether it holds what was aimed at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Area, such as `house`.
    pub area: String,
    /// What, with size and engine.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// What is aimed at, such as `< 20`; absent when there is no goal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// Whether the goal is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Another product measured alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<String>,
    /// Its value, as text because some are ranges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer_value: Option<String>,
}

impl Figure {
    /// A figure without goal or peer, rounded to four digits after the point.
    pub fn new(area: &str, name: impl Into<String>, value: f64, unit: &str) -> Self {
        let value = (value * 10_000.0).round() / 10_000.0;
        Figure { area: area.into(), name: name.into(), value, unit: unit.into(), goal: None, holds: None, peer: None, peer_value: None }
    }

    /// The same with a goal that it stays below.
    pub fn below(mut self, limit: f64) -> Self {
        self.goal = Some(format!("< {limit}"));
        self.holds = Some(self.value < limit);
        self
    }

    /// The same with a goal that it does not exceed.
    pub fn at_most(mut self, limit: f64) -> Self {
        self.goal = Some(format!("<= {limit}"));
        self.holds = Some(self.value <= limit);
        self
    }

    /// The same with a goal that it reaches.
    pub fn at_least(mut self, limit: f64) -> Self {
        self.goal = Some(format!(">= {limit}"));
        self.holds = Some(self.value >= limit);
        self
    }

    /// The same with a known peer's value.
    pub fn peer(mut self, name: &str, value: &str) -> Self {
        self.peer = Some(name.into());
        self.peer_value = Some(value.into());
        self
    }

    /// Prints it on standard output.
    pub fn print(&self) -> anyhow::Result<()> {
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }
}
