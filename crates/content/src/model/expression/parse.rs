//! From text to [`Expression`].

use super::token::{Token, tokens};
use super::{Expression, Operator};
use crate::model::function::Function;
use crate::model::rational::Rational;
use crate::model::value::Value;
use base::Problem;

/// Brackets within brackets at the most.
const DEEPEST: usize = 40;
/// Words with a meaning of their own.
const WORDS: &[&str] = &["in", "step", "except", "and", "or", "not", "if", "for", "true", "false"];

/// The variables that an expression may use, by place.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Names(Vec<String>);

impl Names {
    /// A place for a variable.
    pub fn add(&mut self, name: &str) -> usize {
        self.0.push(name.to_owned());
        self.0.len() - 1
    }

    /// The place of a variable; the latest of that name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().rposition(|n| n == name)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The variable at a place.
    pub fn name(&self, place: usize) -> &str {
        self.0.get(place).map_or("", String::as_str)
    }
}

/// Whether a variable may be called so: a problem if not.
pub(in crate::model) fn is_name(name: &str) -> Result<(), Problem> {
    let spelled = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !spelled || WORDS.contains(&name) || Function::named(name).is_some() {
        return Err(Problem::new("models.bad_name").with("name", name));
    }
    Ok(())
}

/// An expression, whole.
pub(in crate::model) fn expression(text: &str, names: &Names) -> Result<Expression, Problem> {
    let mut parser = Parser::new(text, names)?;
    let found = parser.whole()?;
    parser.end()?;
    Ok(found)
}

/// What a variable is drawn from: an expression, with `step` and `except` behind it.
pub(in crate::model) fn domain(text: &str, names: &Names) -> Result<Expression, Problem> {
    let mut parser = Parser::new(text, names)?;
    let mut found = parser.whole()?;
    if parser.take_word("except") {
        found = Expression::Except(Box::new(found), Box::new(parser.whole()?));
    }
    parser.end()?;
    Ok(found)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    names: Names,
    depth: usize,
}

impl Parser {
    fn new(text: &str, names: &Names) -> Result<Parser, Problem> {
        Ok(Parser { tokens: tokens(text)?, next: 0, names: names.clone(), depth: 0 })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, t)| t)
    }

    fn take(&mut self, mark: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Mark(m)) if *m == mark);
        self.next += usize::from(there);
        there
    }

    fn take_word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Word(w)) if w == word);
        self.next += usize::from(there);
        there
    }

    fn must(&mut self, mark: &str) -> Result<(), Problem> {
        if self.take(mark) { Ok(()) } else { Err(self.unexpected(mark)) }
    }

    fn unexpected(&self, wanted: &str) -> Problem {
        match self.tokens.get(self.next) {
            Some((at, token)) => Problem::new("models.unexpected").with("at", at).with("found", token.shown()).with("wanted", wanted),
            None => Problem::new("models.unexpected_end").with("wanted", wanted),
        }
    }

    fn end(&self) -> Result<(), Problem> {
        match self.tokens.get(self.next) {
            None => Ok(()),
            Some((at, token)) => Err(Problem::new("models.behind_the_end").with("at", at).with("found", token.shown())),
        }
    }

    fn whole(&mut self) -> Result<Expression, Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::new("models.too_deep").with("most", DEEPEST));
        }
        let found = self.any();
        self.depth -= 1;
        found
    }

    fn any(&mut self) -> Result<Expression, Problem> {
        let mut left = self.all()?;
        while self.take_word("or") {
            left = binary(Operator::Or, left, self.all()?);
        }
        Ok(left)
    }

    fn all(&mut self) -> Result<Expression, Problem> {
        let mut left = self.negation()?;
        while self.take_word("and") {
            left = binary(Operator::And, left, self.negation()?);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, Problem> {
        let mut times = 0;
        while self.take_word("not") {
            times += 1;
        }
        let inner = self.comparison()?;
        Ok(if times % 2 == 1 { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn comparison(&mut self) -> Result<Expression, Problem> {
        let left = self.range()?;
        let operator = match self.peek() {
            Some(Token::Mark("=")) => Operator::Equal,
            Some(Token::Mark("!=")) => Operator::Unequal,
            Some(Token::Mark("<")) => Operator::Less,
            Some(Token::Mark("<=")) => Operator::AtMost,
            Some(Token::Mark(">")) => Operator::Greater,
            Some(Token::Mark(">=")) => Operator::AtLeast,
            Some(Token::Word(w)) if w == "in" => Operator::In,
            _ => return Ok(left),
        };
        self.next += 1;
        let right = self.range()?;
        if matches!(self.peek(), Some(Token::Mark("=" | "!=" | "<" | "<=" | ">" | ">="))) {
            return Err(Problem::new("models.chained"));
        }
        Ok(binary(operator, left, right))
    }

    fn range(&mut self) -> Result<Expression, Problem> {
        let from = self.sum()?;
        if !self.take("..") {
            return Ok(from);
        }
        let to = Box::new(self.sum()?);
        let by = if self.take_word("step") { Some(Box::new(self.sum()?)) } else { None };
        Ok(Expression::Range { from: Box::new(from), to, by })
    }

    fn sum(&mut self) -> Result<Expression, Problem> {
        let mut left = self.product()?;
        loop {
            if self.take("+") {
                left = binary(Operator::Plus, left, self.product()?);
            } else if self.take("-") {
                left = binary(Operator::Minus, left, self.product()?);
            } else {
                return Ok(left);
            }
        }
    }

    fn product(&mut self) -> Result<Expression, Problem> {
        let mut left = self.sign()?;
        loop {
            if self.take("*") {
                left = binary(Operator::Times, left, self.sign()?);
            } else if self.take("/") {
                left = binary(Operator::Over, left, self.sign()?);
            } else {
                return Ok(left);
            }
        }
    }

    fn sign(&mut self) -> Result<Expression, Problem> {
        let mut minus = false;
        loop {
            if self.take("-") {
                minus = !minus;
            } else if !self.take("+") {
                break;
            }
        }
        let inner = self.power()?;
        Ok(match (minus, inner) {
            (false, inner) => inner,
            (true, Expression::Literal(Value::Number(n))) => Expression::number(n.negated()),
            (true, inner) => Expression::Minus(Box::new(inner)),
        })
    }

    fn power(&mut self) -> Result<Expression, Problem> {
        let base = self.indexed()?;
        if !self.take("^") {
            return Ok(base);
        }
        // From the right: 2^3^2 is 2^9. A sign may stand in the exponent.
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::new("models.too_deep").with("most", DEEPEST));
        }
        let exponent = self.sign()?;
        self.depth -= 1;
        Ok(binary(Operator::Power, base, exponent))
    }

    fn indexed(&mut self) -> Result<Expression, Problem> {
        let mut of = self.single()?;
        while self.take("[") {
            let index = self.whole()?;
            self.must("]")?;
            of = Expression::Index(Box::new(of), Box::new(index));
        }
        Ok(of)
    }

    fn single(&mut self) -> Result<Expression, Problem> {
        let Some((at, token)) = self.tokens.get(self.next).cloned() else { return Err(self.unexpected("…")) };
        match token {
            Token::Number(n) => {
                self.next += 1;
                Ok(Expression::number(n))
            }
            Token::Text(t) => {
                self.next += 1;
                Ok(Expression::Literal(Value::Text(t)))
            }
            Token::Mark("(") => {
                self.next += 1;
                let inner = self.whole()?;
                self.must(")")?;
                Ok(inner)
            }
            Token::Mark("[") => {
                self.next += 1;
                self.list()
            }
            Token::Word(w) if w == "true" || w == "false" => {
                self.next += 1;
                Ok(Expression::Literal(Value::Truth(w == "true")))
            }
            Token::Word(w) if w == "if" || !WORDS.contains(&w.as_str()) => {
                self.next += 1;
                if self.take("(") { self.call(at, &w) } else { self.variable(at, &w) }
            }
            _ => Err(self.unexpected("…")),
        }
    }

    fn variable(&self, at: usize, name: &str) -> Result<Expression, Problem> {
        let place = self.names.place(name);
        place.map(Expression::Variable).ok_or_else(|| Problem::new("models.unknown_name").with("name", name).with("at", at))
    }

    fn call(&mut self, at: usize, name: &str) -> Result<Expression, Problem> {
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.whole()?);
                if self.take(")") {
                    break;
                }
                self.must(",")?;
            }
        }
        let given = arguments.len();
        let wrong = |wanted: &str| Problem::new("models.arguments").with("function", name).with("wanted", wanted).with("given", given);
        if name == "if" {
            return if given >= 3 && given % 2 == 1 { Ok(Expression::If(arguments)) } else { Err(wrong("3, 5, 7 …")) };
        }
        let unknown = || Problem::new("models.unknown_function").with("name", name).with("at", at);
        let function = Function::named(name).ok_or_else(unknown)?;
        let (least, most) = function.arity();
        if given < least || most.is_some_and(|most| given > most) {
            return Err(wrong(&match most {
                None => format!("≥ {least}"),
                Some(most) if most == least => least.to_string(),
                Some(most) => format!("{least}–{most}"),
            }));
        }
        Ok(Expression::Call(function, arguments))
    }

    /// Behind `[`.
    fn list(&mut self) -> Result<Expression, Problem> {
        if self.take("]") {
            return Ok(Expression::List(Vec::new()));
        }
        if let Some(each) = self.each()? {
            return Ok(each);
        }
        let mut parts = vec![self.whole()?];
        while self.take(",") {
            parts.push(self.whole()?);
        }
        self.must("]")?;
        // A list of ranges is a list of numbers only when it is one range alone: `[1..9]`.
        Ok(match (parts.len(), parts.pop()) {
            (1, Some(range @ Expression::Range { .. })) => range,
            (_, last) => {
                parts.extend(last);
                Expression::List(parts)
            }
        })
    }

    /// `x^2 for x in xs if x > 2]`: the variable is known only behind the word `for`, so that one looks ahead for it.
    fn each(&mut self) -> Result<Option<Expression>, Problem> {
        let Some(name) = self.name_of_each() else { return Ok(None) };
        is_name(&name)?;
        let place = self.names.add(&name);
        let each = self.whole()?;
        if !self.take_word("for") {
            return Err(self.unexpected("for"));
        }
        self.next += 1;
        if !self.take_word("in") {
            return Err(self.unexpected("in"));
        }
        let over = self.whole()?;
        let only = if self.take_word("if") { Some(Box::new(self.whole()?)) } else { None };
        self.must("]")?;
        // The place stays taken, the name is free again.
        self.names.0[place].clear();
        Ok(Some(Expression::Each { each: Box::new(each), place, over: Box::new(over), only }))
    }

    fn name_of_each(&self) -> Option<String> {
        let mut depth = 0usize;
        for (index, (_, token)) in self.tokens.iter().enumerate().skip(self.next) {
            match token {
                Token::Mark("(" | "[") => depth += 1,
                Token::Mark(")" | "]") => depth = depth.checked_sub(1)?,
                Token::Mark(",") if depth == 0 => return None,
                Token::Word(w) if w == "for" && depth == 0 => {
                    return match self.tokens.get(index + 1) {
                        Some((_, Token::Word(name))) => Some(name.clone()),
                        _ => None,
                    };
                }
                _ => {}
            }
        }
        None
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    // Numbers such as 1/2 are worked out once.
    if let (Operator::Over, Expression::Literal(Value::Number(a)), Expression::Literal(Value::Number(b))) = (operator, &left, &right)
        && let Some(quotient) = Rational::over(a, b)
    {
        return Expression::number(quotient);
    }
    Expression::Binary(operator, Box::new(left), Box::new(right))
}
