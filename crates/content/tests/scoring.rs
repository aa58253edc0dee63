//! What answers are worth.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use content::item::choice::{Mapping, Rule};
use content::item::{Choice, Normalisation, Numeric, ShortText};
use content::number::Number;
use content::score::{key, normalise, read, score};
use content::{Interaction, Response};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn answer(interaction: &Interaction, text: &str) -> Result<f64, String> {
    let response = read(interaction, [("answer", text)]).map_err(|p| p.key)?;
    Ok(score(interaction, &response).raw)
}

fn numeric(value: &str, tolerance: &str, unit: &str) -> Interaction {
    Interaction::Numeric(Numeric {
        value: Number::parse(value).unwrap(),
        tolerance: Number::parse(tolerance).unwrap(),
        unit: unit.into(),
        maths: None,
    })
}

fn short(accepted: &[&str]) -> Interaction {
    Interaction::ShortText(ShortText {
        accepted: accepted.iter().map(|a| (*a).to_owned()).collect(),
        normalisation: Normalisation::default(),
        maths: None,
    })
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|i| (*i).to_owned()).collect()
}

fn choice(correct: &[&str], rule: Rule) -> Interaction {
    let options = ["甲", "乙", "丙", "丁"].map(String::from).to_vec();
    Interaction::Choice(Choice { rule, ..Choice::lettered(options, set(correct), true) })
}

fn chosen(interaction: &Interaction, ids: &[&str]) -> f64 {
    score(interaction, &Response::Choice { chosen: set(ids) }).raw
}

#[test]
fn numbers_are_right_in_any_writing() {
    for (item, right, wrong) in [
        (
            numeric("0.75", "0", ""),
            vec!["3/4", "０．７５", "75%", "¾", "0.750", "6/8", "x=3/4", "0.75。"],
            vec!["0.76", "0.7500001", "-3/4"],
        ),
        (
            numeric("1200", "0", "厘米|cm"),
            vec!["1200", "1,200", "１，２００厘米", "1200 CM", "1.2×10³", "1200ｃｍ"],
            vec!["1200米", "12", "1200个"],
        ),
        (numeric("140", "0", "度"), vec!["140°", "140度", "140"], vec!["14°", "140米"]),
        (numeric("2.7", "0", "g/cm³"), vec!["2.7g/cm3", "2.7 g/cm^3", "2.7g/cm³", "2.7克/立方厘米"], vec!["2.7kg/m³"]),
        (numeric("14", "0", "人"), vec!["14个", "14人", "14 名"], vec!["14厘米", "41人"]),
        (numeric("3.14", "0.005", ""), vec!["3.14", "3.145", "3.135", "157/50"], vec!["3.1451", "3.1349"]),
        (numeric("50", "0", "%"), vec!["50%", "50", "５０％"], vec!["0.5", "5000%"]),
        (numeric("5", "0", ""), vec!["5个", "5", "+5", "5.0"], vec!["-5", "50"]),
        (numeric("25", "0", "m²|平方米"), vec!["25m²", "25 平方米", "25m^2"], vec!["25m", "25米"]),
        (numeric("-2", "0", "℃"), vec!["-2℃", "−2", "－２°C"], vec!["2℃"]),
    ] {
        for text in right {
            assert_eq!(answer(&item, text), Ok(1.0), "{text} for {item:?}");
        }
        for text in wrong {
            assert_eq!(answer(&item, text), Ok(0.0), "{text} for {item:?}");
        }
    }
}

#[test]
fn what_is_no_answer_is_given_back() {
    let number = numeric("5", "0", "");
    assert_eq!(answer(&number, "五"), Err("content.answer_no_number".into()));
    assert_eq!(answer(&number, "1/0"), Err("content.answer_no_number".into()));
    assert_eq!(answer(&number, "5+5"), Err("content.answer_no_number".into()));
    assert_eq!(answer(&number, "  "), Err("content.answer_empty".into()));
    assert_eq!(answer(&number, &"9".repeat(501)), Err("content.answer_too_long".into()));
    let single = Interaction::Choice(Choice::lettered(vec!["甲".into(), "乙".into()], set(&["A"]), false));
    let given = |fields: &[(&'static str, &'static str)]| read(&single, fields.iter().copied()).map_err(|p| p.key);
    assert_eq!(given(&[]), Err("content.answer_nothing_chosen".into()));
    assert_eq!(given(&[("choice", "A"), ("choice", "B")]), Err("content.answer_choose_one".into()));
    assert_eq!(given(&[("choice", "Z")]), Err("content.answer_unknown_option".into()));
    assert_eq!(given(&[("choice", "A"), ("token", "x")]), Ok(Response::Choice { chosen: set(&["A"]) }));
}

#[test]
fn words_are_right_in_any_writing() {
    let poem = short(&["海上生明月"]);
    for text in ["海上生明月", "海上生明月。", " 海上 生明月", "“海上生明月”"] {
        assert_eq!(answer(&poem, text), Ok(1.0), "{text}");
    }
    assert_eq!(answer(&poem, "海上升明月"), Ok(0.0));
    let english = short(&["a lot of", "lots of"]);
    for text in ["A lot of", "ａ  lot  of", "Lots of."] {
        assert_eq!(answer(&english, text), Ok(1.0), "{text}");
    }
    assert_eq!(answer(&english, "alot of"), Ok(0.0), "a missing space joins two words");
    assert_eq!(answer(&short(&["don't"]), "don’t"), Ok(1.0));
    assert_eq!(answer(&short(&["y=2x+1"]), "ｙ = 2x + 1"), Ok(1.0));
    assert_eq!(answer(&short(&["y=2x+1"]), "y=2x-1"), Ok(0.0));
    assert_eq!(answer(&short(&["Yes, I do."]), "yes I do"), Ok(1.0));
    assert_eq!(answer(&short(&["(a+b)c"]), "a+bc"), Ok(0.0), "brackets count");
    assert_eq!(answer(&short(&["a-b"]), "ab"), Ok(0.0), "a minus counts");
    assert_eq!(answer(&short(&["{a,b}"]), "{ab}"), Ok(0.0), "a comma parts");
    assert_eq!(answer(&short(&["床前明月光，疑是地上霜"]), "床前明月光疑是地上霜。"), Ok(1.0));
    assert_eq!(answer(&short(&["3.5"]), "35"), Ok(0.0), "a decimal point counts");
    assert_eq!(answer(&short(&["(3,4)"]), "（3，4）"), Ok(1.0));
    assert_eq!(answer(&short(&["(3,4)"]), "34"), Ok(0.0));
    assert_eq!(answer(&short(&["="]), "＝"), Ok(1.0));
    assert_eq!(answer(&short(&["？"]), "?"), Ok(1.0), "a mark alone is an answer");
    assert_eq!(answer(&short(&["？"]), "。"), Ok(0.0));
    let strict = Normalisation { keep_case: true, keep_punctuation: false };
    assert_ne!(normalise(strict, "Paris"), normalise(strict, "paris"));
}

#[test]
fn the_rules_of_multiple_choice() {
    let all = choice(&["A", "C"], Rule::AllOrNothing);
    assert_eq!([chosen(&all, &["A", "C"]), chosen(&all, &["A"]), chosen(&all, &["A", "B", "C"])], [1.0, 0.0, 0.0]);
    let half = choice(&["A", "C"], Rule::HalfForPart);
    assert_eq!([chosen(&half, &["A", "C"]), chosen(&half, &["A"]), chosen(&half, &["C"])], [1.0, 0.5, 0.5]);
    assert_eq!([chosen(&half, &["A", "B"]), chosen(&half, &["A", "B", "C"]), chosen(&half, &[])], [0.0, 0.0, 0.0]);
    // The "Composition of water" item of the QTI implementation guide: H 1, O 1, Cl -1, none below 0.
    let values = BTreeMap::from([("A".into(), 1.0), ("C".into(), 1.0), ("B".into(), -1.0)]);
    let mapped = choice(&["A", "C"], Rule::Mapped(Mapping { values, default: -2.0, lower: Some(0.0), upper: Some(2.0) }));
    assert_eq!([chosen(&mapped, &["A", "C"]), chosen(&mapped, &["A"]), chosen(&mapped, &["A", "B"])], [1.0, 0.5, 0.0]);
    assert_eq!(chosen(&mapped, &["A", "C", "D"]), 0.0);
}

#[test]
fn the_key_scores_one() {
    for item in [numeric("1/3", "0", "米"), short(&["海"]), choice(&["B", "D"], Rule::HalfForPart)] {
        assert_eq!(score(&item, &key(&item)).raw, 1.0);
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    let mapped = (prop::collection::vec(-3.0..3.0f64, 4), -3.0..3.0f64, prop::option::of(-2.0..0.0f64), prop::option::of(0.0..4.0f64))
        .prop_map(|(values, default, lower, upper)| {
            let values = ["A", "B", "C", "D"].map(String::from).into_iter().zip(values).collect();
            Rule::Mapped(Mapping { values, default, lower, upper })
        });
    prop_oneof![Just(Rule::AllOrNothing), Just(Rule::HalfForPart), mapped]
}

fn subset() -> impl Strategy<Value = BTreeSet<String>> {
    prop::sample::subsequence(vec!["A", "B", "C", "D"], 0..=4).prop_map(|ids| set(&ids))
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(text in "\\PC{0,40}", keep_case: bool, keep_punctuation: bool) {
        let rules = Normalisation { keep_case, keep_punctuation };
        let once = normalise(rules, &text);
        prop_assert_eq!(normalise(rules, &once), once.clone());
    }

    #[test]
    fn school_texts_normalise_once(text in "[a-cA-C1-3 ,.。，‘’'()（）=<>一二三?-]{0,16}") {
        let once = normalise(Normalisation::default(), &text);
        prop_assert_eq!(normalise(Normalisation::default(), &once), once.clone());
        // A text is an answer to itself, unless there is nothing in it.
        if !once.is_empty() {
            prop_assert_eq!(answer(&short(&[text.trim()]), &text), Ok(1.0));
        }
    }

    #[test]
    fn scores_are_between_0_and_1(correct in subset(), picked in subset(), rule in rules()) {
        let item = choice(&correct.iter().map(String::as_str).collect::<Vec<_>>(), rule);
        let score = score(&item, &Response::Choice { chosen: picked });
        prop_assert!((0.0..=1.0).contains(&score.raw));
        prop_assert!(!score.correct || score.raw > 0.0 || correct.is_empty() || matches!(&item, Interaction::Choice(c) if matches!(c.rule, Rule::Mapped(_))));
    }

    #[test]
    fn the_order_of_options_changes_no_score(correct in subset(), picked in subset(), rule in rules(), seed: u64) {
        let Interaction::Choice(plain) = choice(&correct.iter().map(String::as_str).collect::<Vec<_>>(), rule) else { unreachable!() };
        let shown: Vec<_> = plain.order(seed).into_iter().cloned().collect();
        let mut sorted = shown.clone();
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert_eq!(&sorted, &plain.options);
        let other = Interaction::Choice(Choice { options: shown, ..plain.clone() });
        let response = Response::Choice { chosen: picked };
        let (a, b) = (score(&Interaction::Choice(plain), &response), score(&other, &response));
        // Sums of reals in another order may differ in the last place.
        prop_assert!((a.raw - b.raw).abs() < 1e-12);
    }

    #[test]
    fn any_answer_is_read_or_given_back(text in "\\PC{0,60}") {
        for item in [numeric("5", "0.1", "厘米|cm"), short(&["x"])] {
            if let Ok(raw) = answer(&item, &text) {
                prop_assert!(raw == 0.0 || raw == 1.0);
            }
        }
    }

    #[test]
    fn a_number_is_its_own_answer(n in -100_000i64..100_000, d in 1i64..500) {
        let item = numeric(&format!("{n}/{d}"), "0", "米");
        prop_assert_eq!(answer(&item, &format!("{}/{}米", n * 3, d * 3)), Ok(1.0));
        prop_assert_eq!(answer(&item, &format!("{}/{}米", n * 3 + 1, d * 3)), Ok(0.0));
    }
}

fn maths(keys: &[&str], forms: &str) -> Interaction {
    let maths: content::item::Maths =
        serde_json::from_value(serde_json::json!({ "forms": forms.split(' ').filter(|f| !f.is_empty()).collect::<Vec<_>>() })).unwrap();
    Interaction::ShortText(ShortText {
        accepted: keys.iter().map(|a| (*a).to_owned()).collect(),
        normalisation: Normalisation::default(),
        maths: Some(maths),
    })
}

#[test]
fn a_mathematical_key_takes_all_that_means_the_same() {
    for (item, right, wrong) in [
        (maths(&["x=2或x=3"], ""), vec!["x₁=2，x₂=3", "{3,2}", "x=3或2"], vec!["x=2", "2或4"]),
        (maths(&["2√2"], ""), vec!["√8", r"\sqrt{8}", "2*2^0.5"], vec!["2.828", "2√3"]),
        (maths(&["2√2"], "simplest-roots"), vec!["2√2"], vec!["√8"]),
        (maths(&["1/2"], "lowest-terms"), vec!["1/2"], vec!["2/4"]),
        (maths(&["(a+b)(a-b)"], "factored"), vec!["(a-b)(a+b)"], vec!["a²-b²"]),
        (maths(&["x>2", "无解"], ""), vec!["(2,+∞)", "2<x", "无解"], vec!["x≥2"]),
    ] {
        for text in right {
            assert_eq!(answer(&item, text), Ok(1.0), "{text} for {item:?}");
        }
        for text in wrong {
            assert_eq!(answer(&item, text), Ok(0.0), "{text} for {item:?}");
        }
    }
    let Interaction::Numeric(plain) = numeric("120", "0", "厘米") else { unreachable!() };
    let length = Interaction::Numeric(Numeric { maths: Some(content::item::Maths::default()), ..plain });
    for text in ["1.2米", "120cm", "120", "一百二十", "60·2"] {
        assert_eq!(answer(&length, text), Ok(1.0), "{text}");
    }
    assert_eq!(answer(&length, "120米"), Ok(0.0));
}

#[test]
fn what_is_not_decided_is_neither_right_nor_wrong() {
    let item = maths(&["x=2或x=3"], "");
    for text in ["x²-5x+6=0", "两个根都是正数"] {
        let response = read(&item, [("answer", text)]).unwrap();
        let score = score(&item, &response);
        assert!(score.undecided && !score.correct, "{text}");
        let decisions = content::score::decisions(&item, &response);
        assert_eq!(decisions.len(), 1, "{text}");
        assert!(!content::score::reason(base::Lang::Zh, &decisions[0].reason).contains("answers."), "{text}");
    }
    let wrong = read(&item, [("answer", "x=2或x=4")]).unwrap();
    assert!(!score(&item, &wrong).undecided);
}

#[test]
fn a_key_must_be_mathematics_in_the_form_it_asks_for() {
    let problems = |i: &Interaction| i.problems().into_iter().map(|p| p.key).collect::<Vec<_>>();
    assert_eq!(problems(&maths(&["√8"], "simplest-roots")), ["content.maths_key_unfit"]);
    assert_eq!(problems(&maths(&["正方形"], "")), ["content.maths_key_unfit"]);
    assert_eq!(problems(&maths(&["√2"], "decimals=2")), [""; 0]);
    let Interaction::Numeric(plain) = numeric("3", "0.1", "") else { unreachable!() };
    let item = Interaction::Numeric(Numeric { maths: Some(content::item::Maths::default()), ..plain });
    assert_eq!(problems(&item), ["content.maths_tolerance"]);
    let json = serde_json::to_string(&maths(&["1/2"], "lowest-terms")).unwrap();
    assert!(json.contains(r#""maths":{"forms":["lowest-terms"]}"#), "{json}");
    assert!(!serde_json::to_string(&short(&["1/2"])).unwrap().contains("maths"), "old items are written as before");
}
