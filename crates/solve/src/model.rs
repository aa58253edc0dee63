use crate::{Conflict, Constraint, Expression, Failure, Limits, Solution, Variable, conflict, engine};
use std::ops::RangeInclusive;

/// A mixed-integer linear problem: variables, an objective, named constraints.
///
/// ```
/// use solve::{Limits, Linear, Model};
/// let mut model = Model::maximise();
/// let (desks, shelves) = (model.whole("desks", 0..=10), model.whole("shelves", 0..=10));
/// model.objective(5.0 * desks + 4.0 * shelves);
/// model.require("wood", (6.0 * desks + 4.0 * shelves).at_most(24.0));
/// model.require("hours", (desks + 2.0 * shelves).at_most(6.0));
/// let solution = model.solve(&Limits::default())?;
/// assert_eq!((solution.value(desks), solution.value(shelves), solution.objective()), (4.0, 0.0, 20.0));
/// # Ok::<(), solve::Failure>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) maximise: bool,
    pub(crate) variables: Vec<Definition>,
    pub(crate) objective: Expression,
    pub(crate) constraints: Vec<(String, Constraint)>,
    pub(crate) start: Vec<(Variable, f64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    pub name: String,
    pub kind: Kind,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Choice,
    Whole,
    Real,
}

impl Model {
    /// A model whose objective is to be as large as can be.
    pub fn maximise() -> Model {
        Model::new(true)
    }

    /// A model whose objective is to be as small as can be.
    pub fn minimise() -> Model {
        Model::new(false)
    }

    fn new(maximise: bool) -> Model {
        Model { maximise, variables: Vec::new(), objective: Expression::default(), constraints: Vec::new(), start: Vec::new() }
    }

    /// A variable that is 0 or 1.
    pub fn choice(&mut self, name: impl Into<String>) -> Variable {
        self.add(Definition { name: name.into(), kind: Kind::Choice, low: 0.0, high: 1.0 })
    }

    /// A variable that is a whole number within bounds.
    pub fn whole(&mut self, name: impl Into<String>, bounds: RangeInclusive<i32>) -> Variable {
        let (low, high) = (f64::from(*bounds.start()), f64::from(*bounds.end()));
        self.add(Definition { name: name.into(), kind: Kind::Whole, low, high })
    }

    /// A variable that is a real number within bounds, which may be infinite.
    pub fn real(&mut self, name: impl Into<String>, low: f64, high: f64) -> Variable {
        self.add(Definition { name: name.into(), kind: Kind::Real, low, high })
    }

    fn add(&mut self, definition: Definition) -> Variable {
        self.variables.push(definition);
        Variable(self.variables.len() - 1)
    }

    /// What is to be as large or small as can be; the last one given counts. Without one, any solution will do.
    pub fn objective(&mut self, objective: impl Into<Expression>) {
        self.objective = objective.into();
    }

    /// A constraint under a name that explains it to people, and its place.
    pub fn require(&mut self, name: impl Into<String>, constraint: Constraint) -> usize {
        self.constraints.push((name.into(), constraint));
        self.constraints.len() - 1
    }

    /// Values to begin the search from. Where they are no solution, they are passed over.
    pub fn start(&mut self, values: impl IntoIterator<Item = (Variable, f64)>) {
        self.start = values.into_iter().collect();
    }

    /// The name of a variable.
    ///
    /// # Panics
    /// When it is of another, larger model.
    pub fn name(&self, variable: Variable) -> &str {
        &self.variables[variable.0].name
    }

    /// The best values that meet all constraints, or the best found within the limits: see [`Solution::proven`].
    ///
    /// Constraints and bounds hold within 10⁻⁷. Equal models and limits without a time limit give equal solutions.
    ///
    /// [`Failure::Infeasible`] with the contradicting constraints; [`Failure::Unbounded`]; [`Failure::Stopped`] when a limit came before
    /// any solution; [`Failure::Invalid`] for what is no number or no variable of this model; [`Failure::Numerical`].
    pub fn solve(&self, limits: &Limits) -> Result<Solution, Failure> {
        self.check(limits)?;
        match engine::solve(self, limits) {
            Err(Failure::Infeasible(_)) if limits.explain => Err(Failure::Infeasible(conflict::among(self, limits))),
            Err(Failure::Infeasible(_)) => Err(Failure::Infeasible(Conflict::default())),
            other => other,
        }
    }

    fn check(&self, limits: &Limits) -> Result<(), Failure> {
        let invalid = |what: String, value: f64, allowed: &'static str| Err(Failure::Invalid { what, value, allowed });
        if !(limits.gap.is_finite() && limits.gap >= 0.0) {
            return invalid("the gap".to_owned(), limits.gap, "0 or more and finite");
        }
        for Definition { name, low, high, .. } in &self.variables {
            if low.is_nan() || *low == f64::INFINITY {
                return invalid(format!("the lower bound of {name:?}"), *low, "a number or -∞");
            }
            if high.is_nan() || *high == f64::NEG_INFINITY || high < low {
                return invalid(format!("the upper bound of {name:?}"), *high, "a number or ∞, not below the lower bound");
            }
        }
        self.check_expression("the objective", &self.objective)?;
        for (name, Constraint { expression, least, most }) in &self.constraints {
            self.check_expression(&format!("constraint {name:?}"), expression)?;
            if least.is_nan() || *least == f64::INFINITY {
                return invalid(format!("the least of constraint {name:?}"), *least, "a number or -∞");
            }
            if most.is_nan() || *most == f64::NEG_INFINITY {
                return invalid(format!("the most of constraint {name:?}"), *most, "a number or ∞");
            }
        }
        let start = Expression { terms: self.start.clone(), constant: 0.0 };
        self.check_expression("the start", &start)
    }

    fn check_expression(&self, whose: &str, expression: &Expression) -> Result<(), Failure> {
        let invalid = |what: String, value: f64, allowed: &'static str| Err(Failure::Invalid { what, value, allowed });
        for (variable, value) in &expression.terms {
            let Some(definition) = self.variables.get(variable.0) else {
                return invalid(format!("a variable in {whose}"), variable.0 as f64, "one of this model");
            };
            if !value.is_finite() {
                return invalid(format!("the number at {:?} in {whose}", definition.name), *value, "finite");
            }
        }
        if expression.constant.is_finite() { Ok(()) } else { invalid(format!("the constant in {whose}"), expression.constant, "finite") }
    }

    /// The same model with only these constraints and no objective.
    pub(crate) fn only(&self, places: &[usize]) -> Model {
        Model {
            maximise: self.maximise,
            variables: self.variables.clone(),
            objective: Expression::default(),
            constraints: places.iter().map(|place| self.constraints[*place].clone()).collect(),
            start: Vec::new(),
        }
    }
}
