//! What holds for every answer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use answers::{Form, Options, Reason, Verdict, equal};
use proptest::prelude::*;

fn verdict(a: &str, b: &str) -> Verdict {
    equal(a, b, &Options::default()).verdict
}

/// Expressions in x and y, to a small depth.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0i32..20).prop_map(|n| n.to_string()),
        (1i32..9, 2i32..9).prop_map(|(n, d)| format!("{n}/{d}")),
        (1i32..20, 0i32..100).prop_map(|(n, d)| format!("{n}.{d}")),
        Just("x".to_owned()),
        Just("y".to_owned()),
        Just("π".to_owned()),
        (2i32..13).prop_map(|n| format!("√{n}")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})+({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})-({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})·({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!(r"\frac{{{a}}}{{{b}}}")),
            (inner.clone(), 0u32..4).prop_map(|(a, n)| format!("({a})^{n}")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("|{a}|")),
            inner.clone().prop_map(|a| format!(r"\sqrt{{{a}}}")),
            inner.clone().prop_map(|a| format!(r"\sin({a})")),
            inner.prop_map(|a| format!(r"\ln({a})")),
        ]
    })
}

/// With x and y replaced by numbers.
fn at(text: &str, x: &str, y: &str) -> String {
    text.replace('x', &format!("({x})")).replace('y', &format!("({y})"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_equals_itself(a in expression()) {
        prop_assert_eq!(verdict(&a, &a), Verdict::Equal);
        // Not by being written the same: with brackets around it.
        let wrapped = equal(&a, &format!("({a})"), &Options::default());
        prop_assert!(wrapped.verdict == Verdict::Equal || wrapped.reason == Reason::TooLarge, "{a}: {wrapped:?}");
    }

    #[test]
    fn the_verdict_is_symmetric(a in expression(), b in expression()) {
        prop_assert_eq!(verdict(&a, &b), verdict(&b, &a), "{} | {}", a, b);
    }

    #[test]
    fn numbers_for_letters_never_contradict(a in expression(), b in expression(), n in -9i32..9, d in 1i32..9, m in -9i32..9) {
        let value = format!("{n}/{d}");
        let (p, q) = (at(&a, &value, &m.to_string()), at(&b, &value, &m.to_string()));
        if verdict(&a, &b) == Verdict::Equal {
            prop_assert_ne!(verdict(&p, &q), Verdict::Different, "{} | {} at {} {}", a, b, value, m);
        }
    }

    #[test]
    fn equal_ones_stay_equal_under_laws(a in expression(), b in expression(), c in expression()) {
        for (left, right) in [
            (format!("({a})·(({b})+({c}))"), format!("({a})·({b})+({a})·({c})")),
            (format!("(({a})+({b}))^2"), format!("({a})^2+2·({a})·({b})+({b})^2")),
            (format!("({a})-({b})"), format!("-(({b})-({a}))")),
        ] {
            prop_assert_ne!(verdict(&left, &right), Verdict::Different, "{} | {}", left, right);
        }
    }

    #[test]
    fn no_text_panics(a in "\\PC{0,60}", b in "\\PC{0,60}") {
        let forms = vec![Form::LowestTerms, Form::Factored, Form::Expanded, Form::Unit, Form::Decimals(2), Form::Exact, Form::SimplestRoots];
        let _ = equal(&a, &b, &Options { forms });
    }

    #[test]
    fn no_mathematical_text_panics(
        a in proptest::collection::vec(proptest::sample::select(PIECES), 0..30),
        b in proptest::collection::vec(proptest::sample::select(PIECES), 0..30),
    ) {
        let (a, b) = (a.concat(), b.concat());
        let forms = vec![Form::LowestTerms, Form::Factored, Form::Expanded, Form::Scientific, Form::Percent, Form::Decimals(3)];
        let there = equal(&a, &b, &Options { forms }).verdict;
        prop_assert_eq!(there, {
            let back = equal(&b, &a, &Options::default()).verdict;
            // Rounding is asked of one side only.
            if there != back && verdict(&a, &b) == back { there } else { back }
        });
    }

    #[test]
    fn no_bytes_panic(a in proptest::collection::vec(any::<u8>(), 0..200), b in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = equal(&String::from_utf8_lossy(&a), &String::from_utf8_lossy(&b), &Options::default());
    }
}

const PIECES: &[&str] = &[
    "1",
    "2",
    "0",
    "10",
    "3.5",
    ".",
    ",",
    "，",
    "、",
    "x",
    "y",
    "n",
    "e",
    "i",
    "π",
    "+",
    "-",
    "*",
    "/",
    "^",
    "_",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    "=",
    "<",
    "≤",
    "≠",
    "±",
    "√",
    r"\frac",
    r"\sqrt",
    r"\sin",
    r"\ln",
    r"\log",
    "!",
    "%",
    "°",
    "′",
    "或",
    "且",
    "∪",
    "∩",
    "∈",
    "∞",
    "∅",
    "R",
    "cm",
    "米",
    "元",
    "角",
    "万",
    "亿",
    "又",
    "分之",
    "三",
    "十",
    "百",
    ":",
    ";",
    " ",
    r"\\",
    r"\text{",
    r"\begin{cases}",
    "f(",
    "C_5",
    r"\dot",
    "²",
    "½",
    "x_1",
    "e^",
    "无解",
    "大于",
    "m",
    "s",
];

#[test]
fn hostile_texts_end_soon() {
    let texts = [
        "9".repeat(600),
        "(".repeat(600),
        format!("{}1{}", "(".repeat(290), ")".repeat(290)),
        "-".repeat(600),
        "√".repeat(600),
        "√(1+".repeat(80),
        format!("{}x{}", "√(1+".repeat(60), ")".repeat(60)),
        "x^".repeat(200) + "2",
        "2^2^2^2^2^2".to_owned(),
        "10^1000000000".to_owned(),
        "9^9^9".to_owned(),
        "100000!".to_owned(),
        "3000!!".to_owned(),
        "(x+y+z+a+b+c+d)^60".to_owned(),
        "(a+b)^20(c+d)^20(f+g)^20".to_owned(),
        "1/(1+1/(1+1/(1+1/(1+1/(1+1/(1+1/(x+1/(y+1/(z+a))))))))".to_owned(),
        "sin(sin(sin(sin(sin(sin(x))))))".to_owned(),
        "sin(1000000000x)".to_owned(),
        "|".repeat(600),
        "1,".repeat(300),
        "x=1或".repeat(100),
        r"\text{".repeat(90),
        "{".repeat(600),
        "(x+1)(x+2)(x+3)(x+4)(x+5)(x+6)(x+7)(x+8)(x+9)(x+10)(x+11)(x+12)(x+13)(x+14)(x+15)(x+16)".to_owned(),
        "√(√(√(√(√(x+√(y+√(z+√a)))))))".to_owned(),
        "x^(1/64)·x^(1/63)·x^(1/61)·x^(1/59)".to_owned(),
        "0.\u{307}".to_owned(),
        "x\u{0}y".to_owned(),
    ];
    for a in &texts {
        for b in texts.iter().take(12).chain(["x", "1"].map(String::from).iter()) {
            let _ = equal(a, b, &Options { forms: vec![Form::Factored, Form::SimplestRoots, Form::Decimals(2)] });
        }
    }
}
