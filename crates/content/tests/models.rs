//! Item models: what is read, what is refused and where, and what instances are like. No database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod model;

use base::Lang;
use content::model::{Fault, Known, check, seed};
use content::score::{self, Response};
use content::{Interaction, Subject};
use model::{known_of, one};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn the_examples_of_the_page_are_sound() {
    let page = include_str!("../../../docs/item-models.md");
    let text = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let models = model::read("docs/item-models.md", text).unwrap_or_else(|f| panic!("{}", told(&f)));
    assert_eq!(models.len(), 4);
    let known = known_of(&models);
    for model in &models {
        let found = check(model, &known);
        assert!(found.is_sound(), "{}", told(&found.faults));
        assert!((0..200).filter_map(|n| model.instance(n).ok()).filter(|i| i.hint_that_tells().is_some()).count() < 20);
        assert!(found.distinct >= 100, "{}: {}", model.code, found.distinct);
    }
    assert!(models[2].has_english() && models[2].instance(0).unwrap().english.is_some());
}

#[test]
fn the_platforms_models_are_sound() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seed/models");
    let mut files: Vec<String> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect(),
        Err(_) => Vec::new(),
    };
    files.sort();
    let mut listed: Vec<&str> = seed::MODELS.iter().map(|(file, _)| *file).collect();
    listed.sort_unstable();
    assert_eq!(files, listed, "every file of seed/models stands in model/seed.rs");
    let models = seed::models().unwrap_or_else(|f| panic!("{}", told(&f)));
    let mut codes = BTreeSet::new();
    assert!(models.iter().all(|m| codes.insert(m.code.clone())), "a code stands twice");
    let known = Known::of_sheets(&content::seed::tables().unwrap());
    let half = models.len() / 2;
    let faults: Vec<Fault> = std::thread::scope(|scope| {
        let parts = [&models[..half], &models[half..]];
        let known = &known;
        let workers = parts.map(|part| scope.spawn(move || part.iter().flat_map(|m| check(m, known).faults).collect::<Vec<_>>()));
        workers.into_iter().flat_map(|w| w.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{}", told(&faults));
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(|f| f.text(Lang::En)).collect::<Vec<_>>().join("\n")
}

/// What is replaced in a sound model, and by what.
type Changes = &'static [(&'static str, &'static str)];

/// A sound model, with some of its lines replaced.
fn with(changes: &[(&str, &str)]) -> String {
    let mut text = model::SUM.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn faults_say_which_line_and_field() {
    let sound = model::SUM;
    let line = |of: &str| sound.lines().position(|l| l.starts_with(of)).unwrap() + 1;
    let cases: &[(Changes, &str, &str, usize)] = &[
        (&[("a + b\"", "a + \"")], "models.unexpected_end", "key", line("key")),
        (&[("key = \"a + b\"", "key = \"a + d\"")], "models.unknown_name", "key", line("key")),
        (&[("key = \"a + b\"", "key = \"twice(a)\"")], "models.unknown_function", "key", line("key")),
        (&[("key = \"a + b\"", "key = \"gcd()\"")], "models.arguments", "key", line("key")),
        (&[("key = \"a + b\"", "key = \"a + b c\"")], "models.behind_the_end", "key", line("key")),
        (&[("key = \"a + b\"", "key = \"a + ;\"")], "models.strange_character", "key", line("key")),
        (&[("key = \"a + b\"", "")], "models.one_of_two", "key", 1),
        (&[("difficulty = 1", "difficulty = 6")], "content.bad_difficulty", "difficulty", line("difficulty")),
        (&[("difficulty = 1", "difficulty = \"1\"")], "models.field_sort", "difficulty", line("difficulty")),
        (&[("difficulty = 1", "difficulty = 1\nhardness = 2")], "models.unknown_field", "hardness", line("difficulty") + 1),
        (&[("title = ", "titel = ")], "models.missing_field", "title", 1),
        (&[("code = \"T-1\"", "code = \"t_1\"")], "models.bad_code", "code", line("code")),
        (&[("answer = \"numeric\"", "answer = \"number\"")], "models.unknown_answer", "answer", line("answer")),
        (&[("answer = \"numeric\"", "answer = \"text\"")], "models.not_for_answer", "tolerance", line("tolerance")),
        (&[("a, b in 1..9", "a, b in 1..9\", \"c in 1..2")], "models.unused_variable", "vars 2", line("vars")),
        (&[("a, b in 1..9", "a in 1..9\", \"b, max in 1..9")], "models.bad_name", "vars 2", line("vars")),
        (&[("a, b in 1..9", "a in 1..9\", \"b, a in 1..9")], "models.name_taken", "vars 2", line("vars")),
        (&[("a, b in 1..9", "a, b from 1..9")], "models.bad_var", "vars 1", line("vars")),
        (&[("{a} + {b}", "{a} + {b")], "models.brace_open", "stem", line("stem")),
        (&[("{a} + {b}", "{a} + b}")], "models.brace_closed", "stem", line("stem")),
        (&[("{a} + {b}", "{a} + {c}")], "models.unknown_name", "stem {c}", line("stem")),
        (&[("a < b\"", "a < b < 9\"")], "models.chained", "where 1", line("where")),
        (&[("value = \"a * b\"", "value = \"a * b\"\nweight = 2")], "models.unknown_field", "distractor 1 weight", line("value") + 1),
        (&[("hints = [", "hints = [{ text = \"x\" }, ")], "models.missing_field", "hints 1 when", line("hints")),
        (&[("[[model]]", "[[modell]]")], "models.unknown_field", "modell", 1),
        (&[("where = [\"a < b\"", "where = [\"a < b\"]\nwhere = [\"a < b\"")], "models.bad_toml", "", line("where") + 1),
    ];
    for (changes, key, field, line) in cases {
        let faults = model::read("m.toml", &with(changes)).expect_err(key);
        let found = faults.iter().any(|f| f.problem.key == *key && f.field == *field && f.line == *line && f.file == "m.toml");
        assert!(found, "{changes:?}: wanted {key} in {field} at {line}, found {faults:?}");
        assert!(faults.iter().all(|f| [Lang::Zh, Lang::En].iter().all(|l| !f.text(*l).contains(&f.problem.key))));
    }
}

#[test]
fn what_does_not_stand_the_check_is_told_with_its_reason() {
    let cases: &[(Changes, &str, &str)] = &[
        (&[("\"a < b\"", "\"a < b\", \"a + b > 30\"")], "models.no_solution", "where 2"),
        (&[("a, b in 1..9", "a in 9..1\", \"b in 1..9")], "models.empty_domain", "vars"),
        (&[("a, b in 1..9", "a in 1..9\", \"b = a / 0")], "models.division_by_zero", "vars 2"),
        (&[("a, b in 1..9", "a in 1..9\", \"b = sqrt(a)")], "models.no_square", "vars 2"),
        (&[("a, b in 1..9", "a, b in 1..5")], "models.too_few_instances", "vars"),
        (&[("key = \"a + b\"", "key = \"a - b\"")], "models.key_negative", "key"),
        (&[("key = \"a + b\"", "key = \"(a + b) / 7\"")], "models.key_fraction", "key"),
        (&[("key = \"a + b\"", "key = \"(a + b) * 10^9\"")], "models.key_not_sane", "key"),
        (&[("key = \"a + b\"", "key = \"'x'\"")], "models.compared_sorts", "where 2"),
        (&[("合起来", "合起来是 {a + b}，")], "models.hint_tells", "hints"),
        (&[("= {key}", "= ?")], "models.steps_without_key", "steps"),
        (&[("key < 20", "key < 17")], "models.not_as_expected", "expect 1"),
        (&[("points = [\"P\"]", "points = [\"Q\"]")], "content.sheet_unknown_point", "points 1"),
        (&[("points = [\"P\"]", "points = [\"M\"]")], "models.point_is_misconception", "points 1"),
        (&[("misconception = \"M\"", "misconception = \"N\"")], "models.unknown_misconception", "distractor 1 misconception"),
        (&[("misconception = \"M\"", "misconception = \"P\"")], "models.no_misconception", "distractor 1 misconception"),
        (
            &[
                ("answer = \"numeric\"", "answer = \"choice\""),
                ("unit = \"个\"\ntolerance = \"0\"\n", ""),
                ("value = \"a * b\"", "value = \"b + a\""),
            ],
            "models.too_few_distractors",
            "distractor",
        ),
        (&[("show = \"fraction\"", "show = \"decimal\""), ("{a} + {b}", "{a/3} + {b}")], "models.no_decimal", "stem {a/3}"),
        (&[("{a} + {b}", "{a < b} + {b}")], "models.truth_written", "stem {a < b}"),
        (&[("tolerance = \"0\"", "tolerance = \"100\"")], "models.distractor_right", "distractor"),
    ];
    for (changes, key, field) in cases {
        let model = one(&with(changes));
        let found = check(&model, &model::known());
        let there = found.faults.iter().find(|f| f.problem.key == *key && f.field == *field);
        assert!(there.is_some(), "{changes:?}: wanted {key} in {field}, found {:?}", found.faults);
        assert!(found.faults.iter().all(|f| f.line > 0 && !f.text(Lang::Zh).contains(&f.problem.key)));
    }
    let model = one(&with(&[("\"a < b\"", "\"a < b\", \"a + b > 30\"")]));
    let told = check(&model, &model::known()).faults[0].text(Lang::Zh);
    assert!(told.contains("a + b > 30") && told.contains("没有解"), "{told}");
}

#[test]
fn instances_are_the_same_for_the_same_number_and_differ_from_each_other() {
    let (a, b) = (one(model::SUM), one(model::SUM));
    let mut stems = BTreeSet::new();
    for n in 0..36 {
        let instance = a.instance(n).unwrap();
        assert_eq!(instance, b.instance(n).unwrap());
        stems.insert(instance.stem);
    }
    // 36 pairs a < b below 10, less those with a·b = a + b, of which there is none with a < b.
    assert_eq!(stems.len(), 36);
    assert_eq!(a.instance(36).unwrap().stem, a.instance(0).unwrap().stem);
}

#[test]
fn a_choice_puts_the_key_anywhere_and_knows_what_wrong_options_show() {
    let model = one(model::COMPARE);
    let mut letters = BTreeSet::new();
    for n in 0..60 {
        let instance = model.instance(n).unwrap();
        let Interaction::Choice(choice) = &instance.interaction else { panic!("no choice") };
        letters.extend(choice.correct.iter().cloned());
        assert_eq!((choice.options.len(), instance.wrong.len()), (3, 2));
        assert!(choice.options.iter().all(|o| o.text.ends_with("元")));
        assert!(instance.wrong.iter().all(|w| !choice.correct.contains(&w.answer) && !w.why.is_empty()));
    }
    assert_eq!(letters.len(), 3, "the key is not always the same letter");
}

#[test]
fn a_wrong_number_shows_its_misconception_however_it_is_written() {
    let model = one(model::SUM);
    let class = model::Class { point: 1, subject: Subject::Math, stage: content::Stage::Primary, grade: 1 };
    let made = model.instance(3).unwrap();
    let wrong = made.wrong[0].answer.clone();
    let item = model::as_item(made.item(&model, class, "自编"));
    let typed = |text: &str| score::read(&item.interaction, [(score::ANSWER, text)]).unwrap();
    assert_eq!(content::help::misled(&item, &typed(&format!("{wrong}.0 个"))).unwrap().misconception, "M");
    assert!(content::help::misled(&item, &score::key(&item.interaction)).is_none());
    assert!(content::help::misled(&item, &Response::Numeric { text: "777".into() }).is_none());
    let help = item.help();
    assert_eq!((help.hints.len(), help.steps.len(), help.wrong.len()), (2, 1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever an author writes is read or refused; nothing breaks.
    #[test]
    fn any_text_is_read_or_refused(key in "[-a-c0-9+*/^()., <>=\\[\\]'x%]{0,40}", stem in "[{}a-c ']{0,20}", var in "[a-c0-9., =\\[\\]-]{0,20}") {
        let text = with(&[("key = \"a + b\"", &format!("key = \"{key}\"")), ("{a} + {b}", &stem), ("a, b in 1..9", &format!("a, b in 1..9\", \"c in {var}"))]);
        if let Ok(models) = model::read("m.toml", &text) {
            let found = model::check_with(&models[0], &model::known(), 5);
            prop_assert!(found.tried <= 5);
        }
    }

    #[test]
    fn any_file_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = model::read("m.toml", &text);
        let _ = model::read("m.toml", &format!("[[model]]\n{text}"));
    }

    /// The solutions are those that trying everything finds, and every instance is one of them.
    #[test]
    fn solutions_are_all_there_are(low in 1i64..20, high in 1i64..20, modulus in 1i64..5) {
        let more = format!("\"a < b\", \"a + b >= {low}\", \"key <= {high}\", \"mod(a - b, {modulus}) = 0\"");
        let model = one(&with(&[("\"a < b\"", &more), ("expect = [\"key < 20\"]", "")]));
        let fits = |a: i64, b: i64| a < b && a * b != a + b && (low..=high).contains(&(a + b)) && (a - b) % modulus == 0;
        let all = (1..=9).flat_map(|a| (1..=9).map(move |b| (a, b))).filter(|(a, b)| fits(*a, *b)).count();
        let found = model::check_with(&model, &model::known(), 1000);
        if all == 0 {
            prop_assert_eq!(&found.faults[0].problem.key, "models.no_solution");
            prop_assert!(model.instance(0).is_err());
        } else {
            prop_assert_eq!((found.solutions, found.tried, found.distinct), (Some(all), all, all));
            for n in 0..all as u64 {
                let instance = model.instance(n).unwrap();
                let value = |i: usize| instance.values[i].1.parse::<i64>().unwrap();
                prop_assert!(fits(value(0), value(1)));
            }
        }
    }

    /// The key is what exact arithmetic says, whatever the numbers.
    #[test]
    fn keys_are_exact(n in 0u64..1_000_000, p in 1i64..50, q in 1i64..50) {
        let text = with(&[("a, b in 1..9", &format!("a in 1..50\", \"b in [x/{q} for x in 1..2000 if mod(x, {p}) = 0]"))]);
        let model = one(&text);
        let instance = model.instance(n).unwrap();
        let read = |name: &str| content::number::Number::parse(&instance.values.iter().find(|(v, _)| v == name).unwrap().1).unwrap();
        let Interaction::Numeric(numeric) = &instance.interaction else { panic!("no number") };
        prop_assert_eq!(numeric.value.value(), &(read("a").value() + read("b").value()));
    }
}

/// The variable of a list is its own, wherever the list is worked out again.
#[test]
fn lists_leave_the_other_variables_alone() {
    let text = with(&[
        ("a, b in 1..9", "a, b in 1..9\", \"d = [a, b, a + b]\", \"m = sum([x for x in d if x > a])"),
        ("key = \"a + b\"", "key = \"sum([x * x for x in d]) - m\""),
        ("expect = [\"key < 20\"]", "expect = [\"key = a^2 + b^2 + (a + b)^2 - a - 2 * b\", \"m = a + 2 * b\"]"),
        ("{a} + {b} = {key}", "{join([x * x for x in d])}：{key}"),
    ]);
    let found = check(&one(&text), &model::known());
    assert!(found.is_sound(), "{}", told(&found.faults));
}

#[test]
fn codes_stand_once_in_a_file() {
    let faults = model::read("m.toml", &format!("{}\n{}", model::SUM, model::SUM)).unwrap_err();
    assert_eq!(faults[0].problem.key, "content.code_twice");
    let two = model::read("m.toml", &format!("{}\n{}", model::SUM, model::SUM.replace("T-1", "T-2"))).unwrap();
    assert!(two[1].line > 20 && two[1].source.starts_with("[[model]]") && two[1].source.contains("T-2"));
}
