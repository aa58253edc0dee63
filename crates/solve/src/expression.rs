use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// A variable of a [`Model`](crate::Model). It belongs to the model that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variable(pub(crate) usize);

impl Variable {
    /// Its place in the model, from 0 in the order of making.
    pub fn index(self) -> usize {
        self.0
    }
}

/// A linear expression: Σ cᵢ xᵢ + constant. A variable may stand in it more than once; its coefficients add up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expression {
    pub(crate) terms: Vec<(Variable, f64)>,
    pub(crate) constant: f64,
}

/// A linear expression between two numbers, either of which may be infinite.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    pub(crate) expression: Expression,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// What can stand on the left of a constraint: variables, numbers and expressions.
pub trait Linear: Into<Expression> + Sized {
    /// ≤ `most`.
    fn at_most(self, most: f64) -> Constraint {
        self.between(f64::NEG_INFINITY, most)
    }

    /// ≥ `least`.
    fn at_least(self, least: f64) -> Constraint {
        self.between(least, f64::INFINITY)
    }

    /// = `value`.
    fn equals(self, value: f64) -> Constraint {
        self.between(value, value)
    }

    /// ≥ `least` and ≤ `most`.
    fn between(self, least: f64, most: f64) -> Constraint {
        Constraint { expression: self.into(), least, most }
    }
}

impl<T: Into<Expression>> Linear for T {}

impl Expression {
    /// Its value where `value` says what each variable is.
    pub fn value(&self, value: impl Fn(Variable) -> f64) -> f64 {
        self.terms.iter().map(|(variable, coefficient)| coefficient * value(*variable)).sum::<f64>() + self.constant
    }

    /// Coefficients, each variable once, in the order of the variables, without zeros.
    pub(crate) fn collected(&self) -> Vec<(Variable, f64)> {
        let mut terms = self.terms.clone();
        terms.sort_by_key(|(variable, _)| *variable);
        let mut out: Vec<(Variable, f64)> = Vec::with_capacity(terms.len());
        for (variable, coefficient) in terms {
            match out.last_mut() {
                Some(last) if last.0 == variable => last.1 += coefficient,
                _ => out.push((variable, coefficient)),
            }
        }
        out.retain(|(_, coefficient)| *coefficient != 0.0);
        out
    }
}

impl From<Variable> for Expression {
    fn from(variable: Variable) -> Expression {
        Expression { terms: vec![(variable, 1.0)], constant: 0.0 }
    }
}

impl From<f64> for Expression {
    fn from(constant: f64) -> Expression {
        Expression { terms: Vec::new(), constant }
    }
}

impl<T: Into<Expression>> AddAssign<T> for Expression {
    fn add_assign(&mut self, other: T) {
        let other = other.into();
        self.terms.extend(other.terms);
        self.constant += other.constant;
    }
}

impl<T: Into<Expression>> Sum<T> for Expression {
    fn sum<I: Iterator<Item = T>>(iterator: I) -> Expression {
        iterator.fold(Expression::default(), |mut sum, part| {
            sum += part;
            sum
        })
    }
}

impl Neg for Expression {
    type Output = Expression;
    fn neg(self) -> Expression {
        self * -1.0
    }
}

impl Neg for Variable {
    type Output = Expression;
    fn neg(self) -> Expression {
        self * -1.0
    }
}

impl Mul<f64> for Expression {
    type Output = Expression;
    fn mul(mut self, factor: f64) -> Expression {
        self.terms.iter_mut().for_each(|(_, coefficient)| *coefficient *= factor);
        self.constant *= factor;
        self
    }
}

impl Mul<f64> for Variable {
    type Output = Expression;
    fn mul(self, factor: f64) -> Expression {
        Expression { terms: vec![(self, factor)], constant: 0.0 }
    }
}

impl Mul<Expression> for f64 {
    type Output = Expression;
    fn mul(self, expression: Expression) -> Expression {
        expression * self
    }
}

impl Mul<Variable> for f64 {
    type Output = Expression;
    fn mul(self, variable: Variable) -> Expression {
        variable * self
    }
}

impl<T: Into<Expression>> Add<T> for Expression {
    type Output = Expression;
    fn add(mut self, other: T) -> Expression {
        self += other;
        self
    }
}

impl<T: Into<Expression>> Add<T> for Variable {
    type Output = Expression;
    fn add(self, other: T) -> Expression {
        Expression::from(self) + other
    }
}

impl<T: Into<Expression>> Sub<T> for Expression {
    type Output = Expression;
    fn sub(self, other: T) -> Expression {
        self + other.into() * -1.0
    }
}

impl<T: Into<Expression>> Sub<T> for Variable {
    type Output = Expression;
    fn sub(self, other: T) -> Expression {
        Expression::from(self) - other
    }
}
