//! Rewriting by laws of algebra in an e-graph, for what the normal form leaves open.
//!
//! Every law leads from a term to one that is defined wherever the first is, and equal to it there. So whatever meets in the e-graph is
//! equal wherever both expressions are defined. Nodes, rounds and time are bounded; what is not found within them is not decided.

use crate::expr::{Expr, Fun};
use egg::{Analysis, DidMerge, EGraph, Id, RecExpr, Rewrite, Runner, Subst, Symbol, Var, define_language, rewrite};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::sync::OnceLock;
use std::time::Duration;

/// Nodes of an e-graph at the most.
const MOST_NODES: usize = 2_000;
/// Rounds of rewriting at the most.
const MOST_ROUNDS: usize = 7;
/// A guard beside the two, far above what they take.
const LONGEST: Duration = Duration::from_millis(250);
/// Parts of an expression that is rewritten at all.
const MOST_PARTS: usize = 80;

define_language! {
    enum Term {
        Number(BigRational),
        "+" = Add([Id; 2]),
        "*" = Mul([Id; 2]),
        "^" = Pow([Id; 2]),
        "sqrt" = Sqrt([Id; 1]),
        "abs" = Abs([Id; 1]),
        "ln" = Ln([Id; 1]),
        Name(Symbol),
        Call(Symbol, Vec<Id>),
    }
}

/// The value of a class where it is a number.
#[derive(Default, Clone)]
struct Fold;

impl Analysis<Term> for Fold {
    type Data = Option<BigRational>;

    fn make(egraph: &mut EGraph<Term, Self>, term: &Term, _: Id) -> Self::Data {
        let value = |id: &Id| egraph[*id].data.clone();
        let small = |r: BigRational| (r.numer().bits() < 256 && r.denom().bits() < 256).then_some(r);
        match term {
            Term::Number(n) => Some(n.clone()),
            Term::Add([a, b]) => small(value(a)? + value(b)?),
            Term::Mul([a, b]) => small(value(a)? * value(b)?),
            Term::Pow([a, b]) => {
                let (base, n) = (value(a)?, value(b)?);
                let n = n.is_integer().then(|| n.to_integer().to_i32()).flatten().filter(|n| n.abs() <= 16)?;
                if base.is_zero() && n <= 0 {
                    return None;
                }
                small(base.pow(n))
            }
            Term::Abs([a]) => Some(value(a)?.abs()),
            _ => None,
        }
    }

    fn merge(&mut self, a: &mut Self::Data, b: Self::Data) -> DidMerge {
        egg::merge_option(a, b, |_, _| DidMerge(false, false))
    }

    fn modify(egraph: &mut EGraph<Term, Self>, id: Id) {
        if let Some(n) = egraph[id].data.clone() {
            let number = egraph.add(Term::Number(n));
            egraph.union(id, number);
        }
    }
}

type Law = Rewrite<Term, Fold>;

fn laws() -> &'static [Law] {
    static LAWS: OnceLock<Vec<Law>> = OnceLock::new();
    LAWS.get_or_init(|| {
        let whole = |name: &'static str| {
            let var: Option<Var> = name.parse().ok();
            move |egraph: &mut EGraph<Term, Fold>, _: Id, subst: &Subst| {
                var.is_some_and(|v| egraph[subst[v]].data.as_ref().is_some_and(BigRational::is_integer))
            }
        };
        let positive = |name: &'static str| {
            let var: Option<Var> = name.parse().ok();
            move |egraph: &mut EGraph<Term, Fold>, _: Id, subst: &Subst| {
                var.is_some_and(|v| egraph[subst[v]].data.as_ref().is_some_and(BigRational::is_positive))
            }
        };
        vec![
            rewrite!("add-commutes"; "(+ ?a ?b)" => "(+ ?b ?a)"),
            rewrite!("mul-commutes"; "(* ?a ?b)" => "(* ?b ?a)"),
            rewrite!("add-associates"; "(+ ?a (+ ?b ?c))" => "(+ (+ ?a ?b) ?c)"),
            rewrite!("mul-associates"; "(* ?a (* ?b ?c))" => "(* (* ?a ?b) ?c)"),
            rewrite!("add-zero"; "(+ ?a 0)" => "?a"),
            rewrite!("mul-one"; "(* ?a 1)" => "?a"),
            rewrite!("power-one"; "(^ ?a 1)" => "?a"),
            rewrite!("distribute"; "(* ?a (+ ?b ?c))" => "(+ (* ?a ?b) (* ?a ?c))"),
            rewrite!("factor"; "(+ (* ?a ?b) (* ?a ?c))" => "(* ?a (+ ?b ?c))"),
            rewrite!("factor-one"; "(+ ?a (* ?a ?c))" => "(* ?a (+ 1 ?c))"),
            rewrite!("twice"; "(+ ?a ?a)" => "(* 2 ?a)"),
            rewrite!("square"; "(* ?a ?a)" => "(^ ?a 2)"),
            rewrite!("cancel"; "(* ?a (^ ?a -1))" => "1"),
            rewrite!("powers-add"; "(* (^ ?a ?m) (^ ?a ?n))" => "(^ ?a (+ ?m ?n))"),
            rewrite!("powers-add-one"; "(* ?a (^ ?a ?n))" => "(^ ?a (+ 1 ?n))"),
            rewrite!("powers-join"; "(* (^ ?a ?n) (^ ?b ?n))" => "(^ (* ?a ?b) ?n)"),
            rewrite!("powers-part"; "(^ (* ?a ?b) ?n)" => "(* (^ ?a ?n) (^ ?b ?n))" if whole("?n")),
            rewrite!("positive-parts"; "(^ (* ?a ?b) ?n)" => "(* (^ ?a ?n) (^ ?b ?n))" if positive("?a")),
            rewrite!("power-of-power"; "(^ (^ ?a ?m) ?n)" => "(^ ?a (* ?m ?n))" if whole("?n")),
            rewrite!("power-of-positive"; "(^ (^ ?a ?m) ?n)" => "(^ ?a (* ?m ?n))" if positive("?a")),
            rewrite!("root-of-square"; "(sqrt (^ ?a 2))" => "(abs ?a)"),
            rewrite!("square-of-root"; "(^ (sqrt ?a) 2)" => "?a"),
            rewrite!("roots-join"; "(* (sqrt ?a) (sqrt ?b))" => "(sqrt (* ?a ?b))"),
            rewrite!("root-of-positive"; "(sqrt (* ?a ?b))" => "(* (sqrt ?a) (sqrt ?b))" if positive("?a")),
            rewrite!("abs-join"; "(* (abs ?a) (abs ?b))" => "(abs (* ?a ?b))"),
            rewrite!("abs-part"; "(abs (* ?a ?b))" => "(* (abs ?a) (abs ?b))"),
            rewrite!("abs-square"; "(^ (abs ?a) 2)" => "(^ ?a 2)"),
            rewrite!("abs-abs"; "(abs (abs ?a))" => "(abs ?a)"),
            rewrite!("abs-root"; "(abs (sqrt ?a))" => "(sqrt ?a)"),
            rewrite!("abs-power"; "(abs (^ ?a ?n))" => "(^ (abs ?a) ?n)" if whole("?n")),
            rewrite!("logs-join"; "(+ (ln ?a) (ln ?b))" => "(ln (* ?a ?b))"),
            rewrite!("log-times"; "(* ?n (ln ?a))" => "(ln (^ ?a ?n))"),
            rewrite!("log-of-power"; "(ln (^ ?a ?n))" => "(* ?n (ln ?a))" if positive("?a")),
            rewrite!("log-of-e"; "(ln e)" => "1"),
            rewrite!("log-of-exp"; "(ln (^ e ?x))" => "?x"),
            rewrite!("exp-of-log"; "(^ e (ln ?x))" => "?x"),
            rewrite!("log-one"; "(ln 1)" => "0"),
        ]
    })
}

/// Whether the laws lead from one expression to the other, or from both to a third.
pub(crate) fn same(a: &Expr, b: &Expr) -> bool {
    let (mut left, mut right) = (RecExpr::default(), RecExpr::default());
    if size(a) > MOST_PARTS || size(b) > MOST_PARTS || write(a, &mut left).is_none() || write(b, &mut right).is_none() {
        return false;
    }
    let runner = Runner::<Term, Fold>::default()
        .with_node_limit(MOST_NODES)
        .with_iter_limit(MOST_ROUNDS)
        .with_time_limit(LONGEST)
        .with_expr(&left)
        .with_expr(&right)
        .with_hook(|runner| {
            let met = runner.egraph.find(runner.roots[0]) == runner.egraph.find(runner.roots[1]);
            if met { Err("they met".into()) } else { Ok(()) }
        })
        .run(laws());
    runner.egraph.find(runner.roots[0]) == runner.egraph.find(runner.roots[1])
}

fn size(e: &Expr) -> usize {
    1 + e.parts().into_iter().map(size).sum::<usize>()
}

/// Writes an expression as a term; `None` for what has no place there.
fn write(e: &Expr, into: &mut RecExpr<Term>) -> Option<Id> {
    let number = |n: i64, into: &mut RecExpr<Term>| into.add(Term::Number(BigRational::from_integer(n.into())));
    let chain = |parts: &[Expr], join: fn([Id; 2]) -> Term, into: &mut RecExpr<Term>| {
        let mut all = None;
        for part in parts {
            let part = write(part, into)?;
            all = Some(match all {
                None => part,
                Some(before) => into.add(join([before, part])),
            });
        }
        all
    };
    Some(match e {
        Expr::Num(n) => into.add(Term::Number(n.value.clone())),
        Expr::Sym(name) => into.add(Term::Name(Symbol::from(format!("_{name}")))),
        Expr::Pi => into.add(Term::Name(Symbol::from("pi"))),
        Expr::E => into.add(Term::Name(Symbol::from("e"))),
        Expr::I | Expr::Infinity | Expr::Sign => return None,
        Expr::Add(v) => chain(v, Term::Add, into)?,
        Expr::Mul(v) => chain(v, Term::Mul, into)?,
        Expr::Mixed(a, b) => {
            let (a, b) = (write(a, into)?, write(b, into)?);
            into.add(Term::Add([a, b]))
        }
        Expr::Div(a, b) => {
            let (a, b) = (write(a, into)?, write(b, into)?);
            let minus = number(-1, into);
            let under = into.add(Term::Pow([b, minus]));
            into.add(Term::Mul([a, under]))
        }
        Expr::Neg(a) => {
            let a = write(a, into)?;
            let minus = number(-1, into);
            into.add(Term::Mul([minus, a]))
        }
        Expr::Percent(a) => {
            let a = write(a, into)?;
            let hundredth = into.add(Term::Number(BigRational::new(1.into(), 100.into())));
            into.add(Term::Mul([hundredth, a]))
        }
        Expr::Degrees(a) => {
            let a = write(a, into)?;
            let pi = into.add(Term::Name(Symbol::from("pi")));
            let part = into.add(Term::Number(BigRational::new(1.into(), 180.into())));
            let degree = into.add(Term::Mul([part, pi]));
            into.add(Term::Mul([a, degree]))
        }
        Expr::Pow(a, b) => {
            let (a, b) = (write(a, into)?, write(b, into)?);
            into.add(Term::Pow([a, b]))
        }
        Expr::Root(2, a) => {
            let a = write(a, into)?;
            into.add(Term::Sqrt([a]))
        }
        Expr::Abs(a) => {
            let a = write(a, into)?;
            into.add(Term::Abs([a]))
        }
        Expr::Fun(Fun::Ln, a) => {
            let a = write(a, into)?;
            into.add(Term::Ln([a]))
        }
        Expr::Log(base, a) => {
            let (base, a) = (write(base, into)?, write(a, into)?);
            let (over, under) = (into.add(Term::Ln([a])), into.add(Term::Ln([base])));
            let minus = number(-1, into);
            let under = into.add(Term::Pow([under, minus]));
            into.add(Term::Mul([over, under]))
        }
        Expr::Root(n, a) => call(&format!("root{n}"), &[a], into)?,
        Expr::Fun(f, a) => call(&format!("{f:?}"), &[a], into)?,
        Expr::Factorial(a) => call("factorial", &[a], into)?,
        Expr::Choose(a, b) => call("choose", &[a, b], into)?,
        Expr::Arrange(a, b) => call("arrange", &[a, b], into)?,
        Expr::Apply(f, v) => call(&format!("_{f}"), &v.iter().collect::<Vec<_>>(), into)?,
    })
}

fn call(name: &str, args: &[&Expr], into: &mut RecExpr<Term>) -> Option<Id> {
    let args = args.iter().map(|a| write(a, into)).collect::<Option<Vec<_>>>()?;
    Some(into.add(Term::Call(Symbol::from(name), args)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Way, read};

    fn expr(text: &str) -> Expr {
        match read(text, Way::default()).answer {
            crate::answer::Answer::Value(q) => q.expr,
            other => panic!("{text} is no value: {other:?}"),
        }
    }

    #[test]
    fn laws_lead_from_one_to_the_other() {
        for (a, b) in [
            ("x^n y^n", "(xy)^n"),
            ("|a||b|", "|ab|"),
            ("ln x+ln y", "ln(xy)"),
            ("(a+b)c", "ac+bc"),
            ("√(x^2)", "|x|"),
            ("f(x+x)", "f(2x)"),
        ] {
            assert!(same(&expr(a), &expr(b)), "{a} = {b}");
        }
    }

    #[test]
    fn no_law_leads_where_it_must_not() {
        for (a, b) in [("x", "|x|"), ("(x^2)^0.5", "x"), ("(a+b)^2", "a^2+b^2"), ("2^n·3^n", "5^n"), ("x^0", "0")] {
            assert!(!same(&expr(a), &expr(b)), "{a} = {b}");
        }
    }
}
