//! What an expression comes to under given values.

use super::{Expression, Operator};
use crate::model::rational::Rational;
use crate::model::value::Value;
use base::Problem;
use std::cmp::Ordering;
use std::ops::{Deref, DerefMut};

/// Values of a list at the most.
pub(in crate::model) const LONGEST_LIST: usize = 100_000;
/// Bits that a power may have.
const MOST_POWER_BITS: u64 = 2048;

/// The variables by place, and how much work may still be done with them: what an author writes must end.
#[derive(Debug, Clone)]
pub(in crate::model) struct Values {
    known: Vec<Value>,
    left: usize,
}

impl Values {
    /// None known yet, and so many steps of work.
    pub fn new(steps: usize) -> Values {
        Values { known: Vec::new(), left: steps }
    }

    /// Known ones, and so many steps of work.
    pub fn of(known: Vec<Value>, steps: usize) -> Values {
        Values { known, left: steps }
    }

    /// The values alone.
    pub fn into_known(self) -> Vec<Value> {
        self.known
    }

    fn work(&mut self, steps: usize) -> Result<(), Problem> {
        self.left = self.left.checked_sub(steps).ok_or_else(|| Problem::new("models.too_much_work"))?;
        Ok(())
    }
}

impl Deref for Values {
    type Target = Vec<Value>;

    fn deref(&self) -> &Vec<Value> {
        &self.known
    }
}

impl DerefMut for Values {
    fn deref_mut(&mut self) -> &mut Vec<Value> {
        &mut self.known
    }
}

/// Evaluates; `values` grows for the variables of lists.
pub(in crate::model) fn evaluate(expression: &Expression, values: &mut Values) -> Result<Value, Problem> {
    values.work(1)?;
    Ok(match expression {
        Expression::Literal(value) => value.clone(),
        Expression::Variable(place) => values.get(*place).cloned().ok_or_else(|| Problem::new("models.not_known_yet"))?,
        Expression::List(parts) => Value::List(parts.iter().map(|p| evaluate(p, values)).collect::<Result<_, _>>()?),
        Expression::Range { from, to, by } => {
            let (from, to) = (evaluate(from, values)?, evaluate(to, values)?);
            let by = by.as_ref().map(|b| evaluate(b, values)).transpose()?;
            let list = steps(from.number()?, to.number()?, by.as_ref().map(Value::number).transpose()?)?;
            values.work(list.len())?;
            Value::List(list)
        }
        Expression::Each { each, place, over, only } => self::each(each, *place, over, only.as_deref(), values)?,
        Expression::Except(domain, without) => {
            let (domain, without) = (evaluate(domain, values)?, evaluate(without, values)?);
            let left_out = |v: &Value| match &without {
                Value::List(list) => list.contains(v),
                single => single == v,
            };
            Value::List(domain.list()?.iter().filter(|v| !left_out(v)).cloned().collect())
        }
        Expression::Minus(x) => Value::Number(evaluate(x, values)?.number()?.negated()),
        Expression::Not(x) => Value::Truth(!evaluate(x, values)?.truth()?),
        Expression::Binary(Operator::Or, a, b) => Value::Truth(evaluate(a, values)?.truth()? || evaluate(b, values)?.truth()?),
        Expression::Binary(Operator::And, a, b) => Value::Truth(evaluate(a, values)?.truth()? && evaluate(b, values)?.truth()?),
        Expression::Binary(operator, a, b) => {
            let (a, b) = (evaluate(a, values)?, evaluate(b, values)?);
            binary(*operator, &a, &b)?
        }
        Expression::Index(list, index) => {
            let (list, index) = (evaluate(list, values)?, evaluate(index, values)?.whole()?);
            element(list.list()?, index)?
        }
        Expression::If(parts) => {
            let (branches, otherwise) = parts.split_at(parts.len() - 1);
            for branch in branches.chunks_exact(2) {
                if evaluate(&branch[0], values)?.truth()? {
                    return evaluate(&branch[1], values);
                }
            }
            evaluate(&otherwise[0], values)?
        }
        Expression::Call(function, arguments) => {
            let arguments = arguments.iter().map(|a| evaluate(a, values)).collect::<Result<Vec<_>, _>>()?;
            // Most functions of lists go through them once, some once for each element.
            let longest = arguments.iter().map(|a| if let Value::List(list) = a { list.len() } else { 0 }).max().unwrap_or(0);
            values.work(longest.saturating_mul(if function.goes_through_often() { longest } else { 1 }))?;
            function.call(&arguments)?
        }
    })
}

fn each(each: &Expression, place: usize, over: &Expression, only: Option<&Expression>, values: &mut Values) -> Result<Value, Problem> {
    let over = evaluate(over, values)?;
    let known = values.len();
    if known <= place {
        values.resize(place + 1, Value::Truth(false));
    }
    // The place may be taken by then: an expression knows only the variables before it.
    let before = values[place].clone();
    let mut found = Vec::new();
    for value in over.list()? {
        values[place] = value.clone();
        if only.map_or(Ok(true), |o| evaluate(o, values).and_then(|v| v.truth()))? {
            found.push(evaluate(each, values)?);
        }
    }
    values[place] = before;
    values.truncate(known);
    Ok(Value::List(found))
}

/// The element at a place from 1.
pub(in crate::model) fn element(list: &[Value], index: i64) -> Result<Value, Problem> {
    let found = usize::try_from(index).ok().and_then(|i| list.get(i.checked_sub(1)?));
    found.cloned().ok_or_else(|| Problem::new("models.no_element").with("index", index).with("length", list.len()))
}

/// `from`, `from + by`, … up to `to`, or down to it when `by` is below zero.
pub(in crate::model) fn steps(from: &Rational, to: &Rational, by: Option<&Rational>) -> Result<Vec<Value>, Problem> {
    let by = by.cloned().unwrap_or(Rational::int(1));
    if by.is_zero() {
        return Err(Problem::new("models.step_zero"));
    }
    let mut found = Vec::new();
    let mut at = from.clone();
    let beyond = if by.is_negative() { Ordering::Less } else { Ordering::Greater };
    while at.cmp(to) != beyond {
        if found.len() == LONGEST_LIST {
            return Err(Problem::new("models.list_too_long").with("most", LONGEST_LIST));
        }
        let next = at.plus(&by);
        found.push(Value::Number(at));
        at = next;
    }
    Ok(found)
}

fn binary(operator: Operator, a: &Value, b: &Value) -> Result<Value, Problem> {
    let number = |n: Rational| {
        if n.is_too_large() { Err(Problem::new("models.too_large")) } else { Ok(Value::Number(n)) }
    };
    Ok(match operator {
        Operator::Equal | Operator::Unequal => {
            if a.sort() != b.sort() {
                return Err(Problem::new("models.compared_sorts").with("left", a.sort().code()).with("right", b.sort().code()));
            }
            Value::Truth((a == b) == (operator == Operator::Equal))
        }
        Operator::Less => Value::Truth(a.number()? < b.number()?),
        Operator::AtMost => Value::Truth(a.number()? <= b.number()?),
        Operator::Greater => Value::Truth(a.number()? > b.number()?),
        Operator::AtLeast => Value::Truth(a.number()? >= b.number()?),
        Operator::In => Value::Truth(b.list()?.contains(a)),
        Operator::Plus => number(a.number()?.plus(b.number()?))?,
        Operator::Minus => number(a.number()?.minus(b.number()?))?,
        Operator::Times => number(a.number()?.times(b.number()?))?,
        Operator::Over => number(a.number()?.over(b.number()?).ok_or_else(|| Problem::new("models.division_by_zero"))?)?,
        Operator::Power => Value::Number(power(a.number()?, b.whole()?)?),
        // Evaluated before, for the sake of what need not be.
        Operator::Or => Value::Truth(a.truth()? || b.truth()?),
        Operator::And => Value::Truth(a.truth()? && b.truth()?),
    })
}

/// A power with a whole exponent.
pub(in crate::model) fn power(base: &Rational, exponent: i64) -> Result<Rational, Problem> {
    let too_large = || Problem::new("models.too_large");
    let size = u32::try_from(exponent.unsigned_abs()).map_err(|_| too_large())?;
    if base.bits().saturating_mul(u64::from(size)) > MOST_POWER_BITS {
        return Err(too_large());
    }
    let power = base.power(size);
    if exponent < 0 { Rational::int(1).over(&power).ok_or_else(|| Problem::new("models.division_by_zero")) } else { Ok(power) }
}
