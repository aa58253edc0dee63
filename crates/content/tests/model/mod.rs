//! Models that the tests use.

use content::model::{Known, KnownPoint, Model};
use content::{Item, NewItem, item};

pub use content::model::*;

/// A sum of two numbers.
pub const SUM: &str = r#"[[model]]
code = "T-1"
title = "两数相加"
points = ["P"]
difficulty = 1
answer = "numeric"
show = "fraction"
unit = "个"
tolerance = "0"
vars = ["a, b in 1..9"]
where = ["a < b", "a * b != key"]
expect = ["key < 20"]
stem = "{a} + {b} = ？"
key = "a + b"
hints = ["加法是把两部分合起来。", "从 {b} 往后数 {a} 个数。"]
steps = [
  "{a} + {b} = {key}。",
]
[[model.distractor]]
misconception = "M"
value = "a * b"
why = "题目要求相加，不是相乘。"
"#;

/// A choice among prices.
pub const COMPARE: &str = r#"[[model]]
code = "T-2"
title = "几件的价钱"
points = ["P"]
difficulty = 2
answer = "choice"
vars = ["a in 2..9", "b in 3..9", "thing in [['铅笔', '支'], ['本子', '本']]"]
where = ["distinct(key, a + b, a)"]
stem = "一{thing[2]}{thing[1]} {a} 元，买 {b} {thing[2]}要多少钱？"
key = "a * b"
option = "{value} 元"
hints = ["几个相同的数相加，用什么算？"]
steps = ["{a} × {b} = {key}（元）。"]
[[model.distractor]]
misconception = "M"
value = "a + b"
why = "把单价和数量相加没有意义。"
[[model.distractor]]
misconception = "M"
value = "a"
why = "这只是 1 {thing[2]}的价钱。"
"#;

/// The one model of a text.
#[allow(dead_code)]
pub fn one(text: &str) -> Model {
    read("m.toml", text).unwrap_or_else(|f| panic!("{f:?}")).remove(0)
}

#[allow(dead_code)]
/// The point `P` of grade 1 and its misconception `M`.
pub fn known() -> Known {
    let mut known = Known::default();
    known.add("P", KnownPoint { grade: 1, misconception: Some(false) });
    known.add("M", KnownPoint { grade: 1, misconception: Some(true) });
    known
}

/// All that models name, as a graph would have it.
#[allow(dead_code)]
pub fn known_of(models: &[Model]) -> Known {
    let mut known = Known::default();
    for model in models {
        model.points.iter().for_each(|p| known.add(p, KnownPoint { grade: 6, misconception: Some(false) }));
        model.misconceptions().iter().for_each(|m| known.add(m, KnownPoint { grade: 6, misconception: Some(true) }));
    }
    known
}

/// An item as it would be read from the store.
#[allow(dead_code)]
pub fn as_item(new: NewItem) -> Item {
    Item {
        id: 1,
        code: new.code,
        subject: new.subject,
        stage: new.stage,
        grade: new.grade,
        point: new.point,
        difficulty: new.difficulty,
        status: item::Status::Active,
        version: 1,
        stem: new.stem,
        hint: new.hint,
        explanation: new.explanation,
        source: new.source,
        interaction: new.interaction,
        help: new.help,
        model: Some(1),
        created: 0,
    }
}

/// An item as its author would write it.
#[allow(dead_code)]
pub fn as_new(item: &Item) -> NewItem {
    NewItem {
        code: item.code.clone(),
        subject: item.subject,
        stage: item.stage,
        grade: item.grade,
        point: item.point,
        difficulty: item.difficulty,
        stem: item.stem.clone(),
        hint: item.hint.clone(),
        explanation: item.explanation.clone(),
        source: item.source.clone(),
        interaction: item.interaction.clone(),
        help: item.help.clone(),
    }
}
