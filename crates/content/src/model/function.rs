//! The functions that expressions may call.

mod list;
mod number;
mod text;

pub(super) use text::shown;

use super::rational::Rational;
use super::value::Value;
use base::Problem;
use std::fmt;

/// A function, found by name when an expression is read.
#[derive(Clone, Copy)]
pub(super) struct Function(&'static Entry);

/// Name, arguments at least and at most, and what it does.
struct Entry(&'static str, usize, Option<usize>, fn(&[Value]) -> Result<Value, Problem>);

const TABLES: [&[Entry]; 3] = [number::FUNCTIONS, list::FUNCTIONS, text::FUNCTIONS];

impl Function {
    /// The function of a name.
    pub fn named(name: &str) -> Option<Function> {
        TABLES.iter().flat_map(|t| t.iter()).find(|e| e.0 == name).map(Function)
    }

    /// Fewest and most arguments.
    pub fn arity(self) -> (usize, Option<usize>) {
        (self.0.1, self.0.2)
    }

    /// Whether it goes through a list once for each of its elements.
    pub fn goes_through_often(self) -> bool {
        self.0.0 == "mode"
    }

    /// Its value; a problem names the function.
    pub fn call(self, arguments: &[Value]) -> Result<Value, Problem> {
        match (self.0.3)(arguments) {
            Ok(Value::Number(n)) if n.is_too_large() => Err(Problem::new("models.too_large")),
            Ok(value) => Ok(value),
            Err(problem) if problem.key == "models.value_sort" => {
                Err(Problem { key: "models.argument_sort".into(), ..problem }.with("function", self.0.0))
            }
            Err(problem) => Err(problem),
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.0)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0
    }
}

/// The numbers of the arguments, or of the one list that they are; at least one.
fn numbers(arguments: &[Value]) -> Result<Vec<&Rational>, Problem> {
    let values = match arguments {
        [Value::List(list)] => list.as_slice(),
        several => several,
    };
    if values.is_empty() {
        return Err(Problem::new("models.empty_list"));
    }
    values.iter().map(Value::number).collect()
}
