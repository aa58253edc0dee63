//! The forms an answer comes in, as it was written.

use crate::expr::Expr;
use crate::read::{Rel, Unit};

/// A number or an expression, with its unit if it has one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantity {
    pub expr: Expr,
    pub unit: Option<Unit>,
}

impl Quantity {
    pub(crate) fn bare(expr: Expr) -> Quantity {
        Quantity { expr, unit: None }
    }
}

/// An answer as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Value(Quantity),
    /// `(1, 2)`: a point, or an open interval.
    Tuple(Vec<Answer>),
    /// An interval with at least one square bracket.
    Interval(Interval),
    /// `{1, 2}`.
    Set(Vec<Answer>),
    /// `{x | x > 1}`: the letter and the condition.
    Builder(Box<Answer>),
    /// ℝ, ℕ, ℤ, ℚ.
    Named(char),
    /// The empty set; no solution.
    Empty,
    Union(Vec<Answer>),
    Intersection(Vec<Answer>),
    /// The first without the second.
    Without(Box<Answer>, Box<Answer>),
    /// `1 < x ≤ 3`, `y = 2x + 1`: one side more than signs.
    Relation(Vec<Answer>, Vec<Rel>),
    /// A letter is in a set.
    Member(Box<Answer>, Box<Answer>),
    /// A letter is not in a set.
    NoMember(Box<Answer>, Box<Answer>),
    /// Parted by commas.
    List(Vec<Answer>),
    /// Parted by 且, or the lines of a system.
    And(Vec<Answer>),
    /// Parted by 或.
    Or(Vec<Answer>),
    /// `3 : 4 : 5`, and times of day.
    Ratio(Vec<Expr>),
    /// What is not mathematics.
    Words(String),
}

/// An interval as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Interval {
    pub lo: Expr,
    pub hi: Expr,
    pub lo_closed: bool,
    pub hi_closed: bool,
}
