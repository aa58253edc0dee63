//! Expressions: what a model computes with, over exact numbers, texts and lists.

mod evaluate;
mod parse;
mod token;

use super::function::Function;
use super::rational::Rational;
use super::value::Value;

pub(super) use evaluate::{Values, element, evaluate, power};
pub(super) use parse::{Names, domain, expression, is_name};

/// An expression, its variables resolved to places.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// A value that stands there.
    Literal(Value),
    /// A variable, by its place.
    Variable(usize),
    /// `[a, b, c]`.
    List(Vec<Expression>),
    /// `from..to step by`, both ends included.
    Range { from: Box<Expression>, to: Box<Expression>, by: Option<Box<Expression>> },
    /// `[each for place in over if only]`.
    Each { each: Box<Expression>, place: usize, over: Box<Expression>, only: Option<Box<Expression>> },
    /// `domain except these`.
    Except(Box<Expression>, Box<Expression>),
    /// `-x`.
    Minus(Box<Expression>),
    /// `not x`.
    Not(Box<Expression>),
    /// Two operands.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// `l[i]`.
    Index(Box<Expression>, Box<Expression>),
    /// `if(c, x, y)`, `if(c1, x1, c2, x2, y)`.
    If(Vec<Expression>),
    /// A function of its arguments.
    Call(Function, Vec<Expression>),
}

/// Operators between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

impl Expression {
    /// Calls `see` with the place of each variable.
    pub fn variables(&self, see: &mut impl FnMut(usize)) {
        match self {
            Expression::Literal(_) => {}
            Expression::Variable(place) => see(*place),
            Expression::List(parts) | Expression::If(parts) | Expression::Call(_, parts) => parts.iter().for_each(|p| p.variables(see)),
            Expression::Range { from, to, by } => {
                from.variables(see);
                to.variables(see);
                by.iter().for_each(|b| b.variables(see));
            }
            Expression::Each { each, over, only, .. } => {
                each.variables(see);
                over.variables(see);
                only.iter().for_each(|o| o.variables(see));
            }
            Expression::Minus(x) | Expression::Not(x) => x.variables(see),
            Expression::Except(a, b) | Expression::Binary(_, a, b) | Expression::Index(a, b) => {
                a.variables(see);
                b.variables(see);
            }
        }
    }

    /// A whole number that stands there.
    fn number(n: Rational) -> Expression {
        Expression::Literal(Value::Number(n))
    }
}
