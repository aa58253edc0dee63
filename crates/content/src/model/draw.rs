//! Values for the variables of a model that its constraints allow: all of them where they are few, drawn ones otherwise.

use super::expression::{Values, evaluate};
use super::fault::Fault;
use super::value::Value;
use super::{Content, Model, Variable};
use base::Problem;
use std::borrow::Cow;

/// Combinations up to which a model's solutions are all found before the first instance is made.
const FEW: usize = 1_000;
/// Draws before the solutions are looked for one by one.
const DRAWS: usize = 2_000;
/// Combinations that are tried one by one at the most.
const MOST_TRIED: usize = 400_000;
/// Solutions that are kept when they were looked for one by one.
const MOST_KEPT: usize = 5_000;

/// Steps of work that one instance may take, and the domains of a model.
pub(super) const STEPS: usize = 200_000;
/// Steps of work that drawing the values of one instance may take.
const DRAWING: usize = 2_000_000;
/// Steps of work that the search for solutions may take.
const SEARCHING: usize = 20_000_000;
/// Beginnings that are tried for one instance.
const ROUNDS: u64 = 10;

/// What is known about the solutions of a model.
#[derive(Debug, Clone)]
pub(super) enum Solutions {
    /// All of them, or as many as are kept.
    Found { all: Vec<Vec<Value>>, complete: bool },
    /// Too many combinations to try: drawn for each instance.
    Drawn,
    /// None, or an expression fails.
    Faulty(Fault),
}

impl Model {
    /// Solutions, found once.
    pub(super) fn solutions(&self) -> &Solutions {
        self.solutions.get_or_init(|| match self.combinations() {
            Some(n) if n <= FEW => self.search(),
            _ => match self.try_draws(&mut Random::new(&self.code, 0)) {
                Ok(Some(_)) => Solutions::Drawn,
                Ok(None) => self.search(),
                Err(fault) => Solutions::Faulty(fault),
            },
        })
    }

    /// The values of the `n`-th instance, by place, with the key's when it has one.
    pub(super) fn values(&self, n: u64) -> Result<Vec<Value>, Fault> {
        match self.solutions() {
            Solutions::Faulty(fault) => Err(fault.clone()),
            Solutions::Found { all, .. } => Ok(all[turn(&self.code, n, all.len())].clone()),
            Solutions::Drawn => {
                // Another beginning for each round: a seed without luck is not the end.
                for round in 0..ROUNDS {
                    let mut random = Random::new(&self.code, n.wrapping_add(round << 48).wrapping_add(1));
                    if let Some(values) = self.try_draws(&mut random)? {
                        return Ok(values);
                    }
                }
                Err(self.fault(self.line, "where", Problem::new("models.rarely_solved")))
            }
        }
    }

    /// Product of the sizes of the domains; `None` when one depends on other variables or cannot be worked out.
    fn combinations(&self) -> Option<usize> {
        let mut product = 1usize;
        for (var, domain) in self.vars.iter().zip(self.domains()) {
            if let Variable::Drawn(_) = &var.value {
                product = product.saturating_mul(domain.as_ref()?.len());
            }
        }
        Some(product)
    }

    /// The domains that depend on no other variable, worked out once.
    fn domains(&self) -> &[Option<Vec<Value>>] {
        self.domains.get_or_init(|| {
            let constant = |var: &Variable| {
                let Variable::Drawn(domain) = var else { return None };
                let mut constant = true;
                domain.variables(&mut |_| constant = false);
                if !constant {
                    return None;
                }
                match evaluate(domain, &mut Values::new(STEPS)) {
                    Ok(Value::List(list)) => Some(list),
                    _ => None,
                }
            };
            self.vars.iter().map(|var| constant(&var.value)).collect()
        })
    }

    /// Tries combinations one by one.
    fn search(&self) -> Solutions {
        let mut search = Search { model: self, tried: 0, found: Vec::new(), left: vec![0; self.conditions.len()] };
        let mut values = Values::new(SEARCHING);
        match search.from(0, &mut values) {
            Err(fault) => Solutions::Faulty(*fault),
            Ok(_) if search.found.is_empty() => Solutions::Faulty(search.without_solution()),
            Ok(complete) => Solutions::Found { all: search.found, complete },
        }
    }

    /// Draws until the constraints hold.
    fn try_draws(&self, random: &mut Random) -> Result<Option<Vec<Value>>, Fault> {
        let mut values = Values::new(DRAWING);
        for _ in 0..DRAWS {
            values.clear();
            if self.draw(random, &mut values)? {
                return Ok(Some(values.into_known()));
            }
        }
        Ok(None)
    }

    /// One draw; whether the constraints hold.
    fn draw(&self, random: &mut Random, values: &mut Values) -> Result<bool, Fault> {
        for place in 0..self.places() {
            let value = match self.options_at(place, values)? {
                Options::One(value) => value,
                Options::Several(list) if list.is_empty() => return Ok(false),
                Options::Several(list) => list[random.below(list.len())].clone(),
            };
            values.push(value);
            if self.broken(values)?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Variables, and the key when it has a value.
    fn places(&self) -> usize {
        self.vars.len() + usize::from(self.key_place.is_some())
    }

    fn options_at(&self, place: usize, values: &mut Values) -> Result<Options<'_>, Fault> {
        if let Some(Some(domain)) = self.domains().get(place) {
            return Ok(Options::Several(Cow::Borrowed(domain)));
        }
        match (self.vars.get(place), &self.key.value) {
            (Some(var), _) => match &var.value {
                Variable::Derived(e) => evaluate(e, values).map(Options::One).map_err(|p| self.fault_at(var, p)),
                Variable::Drawn(domain) => match evaluate(domain, values) {
                    Ok(Value::List(list)) => Ok(Options::Several(Cow::Owned(list))),
                    Ok(_) => Err(self.fault_at(var, Problem::new("models.no_domain"))),
                    Err(problem) => Err(self.fault_at(var, problem)),
                },
            },
            (None, Content::Value(key)) => evaluate(key, values).map(Options::One).map_err(|p| self.fault_at(&self.key, p)),
            (None, Content::Text(_)) => Ok(Options::Several(Cow::Borrowed(&[]))),
        }
    }

    /// The first constraint that can be tried only now and does not hold.
    fn broken(&self, values: &mut Values) -> Result<Option<usize>, Fault> {
        let known = values.len();
        for (index, condition) in self.conditions.iter().enumerate() {
            let due = condition.value.after == known || (condition.value.after == 0 && known == 1);
            if due {
                let holds = evaluate(&condition.value.expression, values).and_then(|v| v.truth());
                if !holds.map_err(|p| self.fault_at(condition, p))? {
                    return Ok(Some(index));
                }
            }
        }
        Ok(None)
    }
}

enum Options<'a> {
    One(Value),
    Several(Cow<'a, [Value]>),
}

/// A walk through all combinations.
struct Search<'a> {
    model: &'a Model,
    tried: usize,
    found: Vec<Vec<Value>>,
    /// How often each constraint was the one that failed.
    left: Vec<usize>,
}

impl Search<'_> {
    /// Goes on from the variables known; whether all has been tried.
    fn from(&mut self, place: usize, values: &mut Values) -> Result<bool, Box<Fault>> {
        if place == self.model.places() {
            self.found.push(values.to_vec());
            return Ok(true);
        }
        let options = match self.model.options_at(place, values)? {
            Options::One(value) => Cow::Owned(vec![value]),
            Options::Several(list) => list,
        };
        for value in options.iter() {
            self.tried += 1;
            if self.tried > MOST_TRIED || self.found.len() >= MOST_KEPT {
                return Ok(false);
            }
            values.push(value.clone());
            let broken = self.model.broken(values)?;
            let complete = match broken {
                Some(index) => {
                    self.left[index] += 1;
                    true
                }
                None => self.from(place + 1, values)?,
            };
            values.truncate(place);
            if !complete {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Why there is no solution: the constraint that turned away the last of what was left.
    fn without_solution(&self) -> Fault {
        let model = self.model;
        if self.tried > MOST_TRIED {
            return model.fault(model.line, "where", Problem::new("models.none_found").with("tried", MOST_TRIED));
        }
        let last = self.left.iter().enumerate().filter(|(_, n)| **n > 0).max_by_key(|(i, _)| (model.conditions[*i].value.after, *i));
        match last {
            Some((index, times)) => {
                let condition = &model.conditions[index];
                let problem = Problem::new("models.no_solution")
                    .with("tried", self.tried)
                    .with("condition", &condition.value.text)
                    .with("times", times);
                model.fault_at(condition, problem)
            }
            None => model.fault(model.line, "vars", Problem::new("models.empty_domain")),
        }
    }
}

impl From<Box<Fault>> for Fault {
    fn from(fault: Box<Fault>) -> Fault {
        *fault
    }
}

/// Random numbers that a model and a number decide: SplitMix64 (Steele, Lea, Flood 2014).
pub(super) struct Random(u64);

impl Random {
    pub fn new(code: &str, n: u64) -> Random {
        let mut random = Random(hash(code) ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// Puts a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// The place of the `n`-th instance among so many: each once before any comes again.
fn turn(code: &str, n: u64, count: usize) -> usize {
    let count = count as u64;
    let gcd = |mut a: u64, mut b: u64| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let mut random = Random::new(code, 0);
    let addend = random.next() % count;
    let mut factor = 1 + random.next() % count;
    while gcd(factor, count) != 1 {
        factor += 1;
    }
    ((u128::from(n % count) * u128::from(factor) + u128::from(addend)) % u128::from(count)) as usize
}

/// FNV-1a, 64 bits: the same on every machine and version.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}
