//! Models: textbook optima, brute force over small boxes, conflicts, limits, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use solve::{Expression, Failure, Limit, Limits, Linear, Model, Variable};

fn exact() -> Limits {
    Limits::default()
}

/// Wyndor Glass (Hillier & Lieberman, *Introduction to Operations Research*, §3.1): 2 doors, 6 windows, 36.
#[test]
fn a_linear_problem_of_the_textbook() {
    let mut model = Model::maximise();
    let (doors, windows) = (model.real("doors", 0.0, f64::INFINITY), model.real("windows", 0.0, f64::INFINITY));
    model.objective(3.0 * doors + 5.0 * windows);
    model.require("plant 1", doors.at_most(4.0));
    model.require("plant 2", (2.0 * windows).at_most(12.0));
    model.require("plant 3", (3.0 * doors + 2.0 * windows).at_most(18.0));
    let solution = model.solve(&exact()).unwrap();
    assert!((solution.value(doors) - 2.0).abs() < 1e-9 && (solution.value(windows) - 6.0).abs() < 1e-9);
    assert!((solution.objective() - 36.0).abs() < 1e-9 && solution.proven() && solution.bound() == Some(solution.objective()));
}

/// By hand: 4 workers, 4 tasks; the least sum of 9 2 7 8 / 6 4 3 7 / 5 8 1 8 / 7 6 9 4 is 2 + 6 + 1 + 4 = 13.
#[test]
fn an_assignment() {
    let costs = [[9.0, 2.0, 7.0, 8.0], [6.0, 4.0, 3.0, 7.0], [5.0, 8.0, 1.0, 8.0], [7.0, 6.0, 9.0, 4.0]];
    let mut model = Model::minimise();
    let does: Vec<Vec<Variable>> = (0..4).map(|w| (0..4).map(|t| model.choice(format!("{w} does {t}"))).collect()).collect();
    let cells = || (0..4).flat_map(|w| (0..4).map(move |t| (w, t)));
    model.objective(cells().map(|(w, t)| costs[w][t] * does[w][t]).sum::<Expression>());
    for (i, row) in does.iter().enumerate() {
        model.require("one task", row.iter().copied().sum::<Expression>().equals(1.0));
        model.require("one worker", does.iter().map(|row| row[i]).sum::<Expression>().equals(1.0));
    }
    let solution = model.solve(&exact()).unwrap();
    assert_eq!(solution.objective(), 13.0);
    let chosen: Vec<(usize, usize)> = cells().filter(|(w, t)| solution.chosen(does[*w][*t])).collect();
    assert_eq!(chosen, [(0, 1), (1, 0), (2, 2), (3, 3)]);
    assert_eq!(model.name(does[1][2]), "1 does 2");
}

#[test]
fn constants_repeated_terms_and_ranges_count() {
    let mut model = Model::maximise();
    let x = model.whole("x", -5..=5);
    model.objective(x + x - 1.0 + (-x) * 0.5);
    model.require("range", (2.0 * x + 3.0).between(-4.0, 8.0));
    let solution = model.solve(&exact()).unwrap();
    // 1.5 x − 1 with 2 x + 3 ≤ 8: x = 2.
    assert_eq!((solution.value(x), solution.objective()), (2.0, 2.0));
    let mut model = Model::minimise();
    let x = model.whole("x", -5..=5);
    model.require("low", (2.0 * x + 3.0).between(-4.0, 8.0));
    model.require("nothing", (x - x).at_most(0.0));
    model.objective(x);
    assert_eq!(model.solve(&exact()).unwrap().value(x), -3.0);
}

#[test]
fn a_conflict_names_the_constraints_that_matter_and_no_others() {
    let mut model = Model::minimise();
    let items: Vec<Variable> = (0..10).map(|i| model.choice(format!("item {i}"))).collect();
    let of = |from: usize, to: usize| items[from..to].iter().copied().sum::<Expression>();
    model.require("length", of(0, 10).equals(6.0));
    model.require("algebra", of(0, 5).at_most(2.0));
    model.require("harmless", of(2, 4).at_most(2.0));
    model.require("geometry", of(5, 10).at_most(3.0));
    model.require("harmless too", of(0, 9).at_least(1.0));
    let Err(Failure::Infeasible(conflict)) = model.solve(&exact()) else { panic!("there is no solution") };
    assert_eq!(conflict.names, ["length", "algebra", "geometry"]);
    assert_eq!((conflict.places.as_slice(), conflict.least), ([0, 1, 3].as_slice(), true));
    // One that cannot hold alone is the whole explanation.
    model.require("too many", of(0, 3).at_least(4.0));
    let Err(Failure::Infeasible(conflict)) = model.solve(&exact()) else { panic!("there is no solution") };
    assert_eq!(conflict.names, ["too many"]);
    assert_eq!(conflict.to_string(), "\"too many\" cannot hold");
    let unasked = model.solve(&Limits { explain: false, ..exact() });
    assert!(matches!(unasked, Err(Failure::Infeasible(conflict)) if conflict.names.is_empty()));
    // 0 ≥ 1.
    let mut model = Model::minimise();
    let x = model.choice("x");
    model.require("impossible", (x - x).at_least(1.0));
    assert!(matches!(model.solve(&exact()), Err(Failure::Infeasible(conflict)) if conflict.names == ["impossible"]));
}

#[test]
fn what_has_no_end_and_what_is_no_number_is_named() {
    let mut model = Model::maximise();
    let x = model.real("x", 0.0, f64::INFINITY);
    model.objective(x);
    assert_eq!(model.solve(&exact()), Err(Failure::Unbounded));
    let told = |model: &Model, limits: &Limits| match model.solve(limits) {
        Err(Failure::Invalid { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&model, &Limits { gap: f64::NAN, ..exact() }), "the gap");
    let mut wrong = model.clone();
    wrong.require("c", (f64::NAN * x).at_most(1.0));
    assert_eq!(told(&wrong, &exact()), "the number at \"x\" in constraint \"c\"");
    let mut wrong = model.clone();
    wrong.require("c", x.at_most(f64::NAN));
    assert_eq!(told(&wrong, &exact()), "the most of constraint \"c\"");
    let mut wrong = model.clone();
    wrong.real("y", 2.0, 1.0);
    assert_eq!(told(&wrong, &exact()), "the upper bound of \"y\"");
    let mut other = Model::minimise();
    other.require("foreign", x.at_most(1.0));
    assert_eq!(told(&other, &exact()), "a variable in constraint \"foreign\"");
    let mut wrong = model.clone();
    wrong.objective(x + f64::INFINITY);
    assert_eq!(told(&wrong, &exact()), "the constant in the objective");
    // Nothing to decide.
    assert_eq!(Model::minimise().solve(&exact()).unwrap().objective(), 0.0);
}

/// Many nearly equal weights: no proof within a node, the start is kept, the bound is honest.
#[test]
fn limits_end_a_search_with_what_is_known() {
    let weights: Vec<f64> = (0..40).map(|i| 100.0 + f64::from(i * 37 % 41)).collect();
    let mut model = Model::maximise();
    let taken: Vec<Variable> = (0..40).map(|i| model.choice(format!("{i}"))).collect();
    let sum = |by: &dyn Fn(usize) -> f64| (0..40).map(|i| by(i) * taken[i]).sum::<Expression>();
    model.objective(sum(&|i| weights[i]));
    model.require("even", sum(&|i| 2.0 * weights[i]).at_most(4321.0));
    model.start(taken.iter().enumerate().map(|(i, variable)| (*variable, f64::from(u8::from(i < 10)))));
    let solution = model.solve(&Limits::nodes(1)).unwrap();
    let bound = solution.bound().unwrap();
    assert!(solution.objective() <= bound && bound <= 4321.0 / 2.0 + 1e-6, "{solution:?}");
    assert!(!solution.proven() || solution.objective() == 2160.0);
    assert_eq!(solution.stopped().is_none(), solution.proven());
    let timed = model.solve(&Limits { time: Some(std::time::Duration::ZERO), ..exact() });
    assert!(matches!(timed, Err(Failure::Stopped(Limit::Time))) || timed.is_ok());
}

#[derive(Debug, Clone)]
struct Small {
    maximise: bool,
    objective: Vec<i32>,
    rows: Vec<(Vec<i32>, i32, i32)>,
    high: i32,
}

fn small() -> impl Strategy<Value = Small> {
    let coefficients = |n: usize| proptest::collection::vec(-5..6_i32, n);
    (2..5_usize).prop_flat_map(move |n| {
        let rows = proptest::collection::vec((coefficients(n), -8..9_i32, 0..9_i32), 1..5);
        (any::<bool>(), coefficients(n), rows, 1..4_i32).prop_map(|(maximise, objective, rows, high)| Small {
            maximise,
            objective,
            rows,
            high,
        })
    })
}

impl Small {
    fn model(&self, without: Option<usize>) -> (Model, Vec<Variable>) {
        let mut model = if self.maximise { Model::maximise() } else { Model::minimise() };
        let x: Vec<Variable> = (0..self.objective.len()).map(|i| model.whole(format!("x{i}"), 0..=self.high)).collect();
        let sum = |by: &[i32]| by.iter().zip(&x).map(|(c, v)| f64::from(*c) * *v).sum::<Expression>();
        model.objective(sum(&self.objective));
        for (place, (by, least, wide)) in self.rows.iter().enumerate() {
            if without != Some(place) {
                model.require(format!("row {place}"), sum(by).between(f64::from(*least), f64::from(least + wide)));
            }
        }
        (model, x)
    }

    /// All points of the box.
    fn best(&self, rows: &[usize]) -> Option<i32> {
        let n = self.objective.len() as u32;
        let sum = |by: &[i32], point: &[i32]| by.iter().zip(point).map(|(a, b)| a * b).sum::<i32>();
        let mut best = None;
        for code in 0..(self.high + 1).pow(n) {
            let point: Vec<i32> = (0..n).map(|i| code / (self.high + 1).pow(i) % (self.high + 1)).collect();
            if rows.iter().all(|r| (self.rows[*r].1..=self.rows[*r].1 + self.rows[*r].2).contains(&sum(&self.rows[*r].0, &point))) {
                let value = sum(&self.objective, &point);
                let better = best.is_none_or(|b| if self.maximise { value > b } else { value < b });
                best = if better { Some(value) } else { best };
            }
        }
        best
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The optimum is the one of trying everything, and a conflict is one: with it nothing goes, without any one of it something does.
    #[test]
    fn small_problems_are_solved_as_by_trying_everything(problem in small()) {
        let (model, x) = problem.model(None);
        let all: Vec<usize> = (0..problem.rows.len()).collect();
        match (model.solve(&exact()), problem.best(&all)) {
            (Ok(solution), Some(best)) => {
                prop_assert_eq!(solution.objective(), f64::from(best));
                prop_assert!(solution.proven());
                for (by, least, wide) in &problem.rows {
                    let value = by.iter().zip(&x).map(|(c, v)| f64::from(*c) * solution.value(*v)).sum::<f64>();
                    prop_assert!((f64::from(*least)..=f64::from(least + wide)).contains(&value));
                }
            }
            (Err(Failure::Infeasible(conflict)), None) => {
                prop_assert!(conflict.least);
                prop_assert_eq!(problem.best(&conflict.places), None);
                for left_out in &conflict.places {
                    let fewer: Vec<usize> = conflict.places.iter().copied().filter(|place| place != left_out).collect();
                    prop_assert!(problem.best(&fewer).is_some(), "{:?} without {}", conflict, left_out);
                }
            }
            (found, best) => prop_assert!(false, "{found:?} {best:?}"),
        }
    }
}

#[cfg(feature = "highs")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// The two solvers say the same.
    #[test]
    fn highs_agrees(problem in small()) {
        let (model, _) = problem.model(None);
        let by = |engine| model.solve(&Limits { engine, ..exact() });
        match (by(solve::Engine::Microlp), by(solve::Engine::Highs)) {
            (Ok(one), Ok(other)) => {
                prop_assert!((one.objective() - other.objective()).abs() < 1e-6 && one.proven() && other.proven(), "{one:?} {other:?}");
            }
            (Err(Failure::Infeasible(one)), Err(Failure::Infeasible(other))) => prop_assert!(one.least && other.least && !other.places.is_empty()),
            (one, other) => prop_assert!(false, "{one:?} {other:?}"),
        }
    }
}
