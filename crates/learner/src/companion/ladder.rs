//! The ladder of help at a question: it asks back, then says a little more with each rung, and at its end shows another question worked out. Pure.
//!
//! Rule 2 of the design: it never hands over the answer. A rung that would is left out ([`gives_away`]), whoever wrote it.

use super::policy;
use content::item::{Interaction, Item};
use content::score::{self, Response};

/// A rung.
#[derive(Debug, Clone, PartialEq)]
pub enum Rung {
    /// Asks back: what is asked, what is given. Says nothing about the answer.
    Ask,
    /// What somebody who has the point can do, and what it builds on.
    Recall {
        /// What the point means; may be empty.
        means: String,
        /// Names of the points it builds on.
        ground: Vec<String>,
    },
    /// One of the item's own hints.
    Hint(String),
    /// How the way begins, from the item's own steps.
    Begin(String),
    /// Another question of the same kind, worked out.
    Sibling(Box<Worked>),
}

/// A question worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Worked {
    /// The question.
    pub item: Item,
    /// How it is done; the last states the answer.
    pub steps: Vec<String>,
    /// A right answer.
    pub key: Response,
}

impl Rung {
    /// The word in statements and the database.
    pub fn code(&self) -> &'static str {
        match self {
            Rung::Ask => "ask",
            Rung::Recall { .. } => "recall",
            Rung::Hint(_) => "hint",
            Rung::Begin(_) => "begin",
            Rung::Sibling(_) => "sibling",
        }
    }
}

/// What a rung of a kind costs of a right answer's credit.
fn cost(code: &str) -> f64 {
    match code {
        "ask" => 0.0,
        "recall" => policy::COST_OF_A_REMINDER,
        _ => policy::COST_OF_A_HINT,
    }
}

/// What a right answer counts after rungs of these kinds, in \[0, 1\].
pub fn credit<'a>(kinds: impl IntoIterator<Item = &'a str>) -> f64 {
    let left = 1.0 - kinds.into_iter().map(cost).sum::<f64>();
    // Sums of tenths and quarters, kept readable in statements.
    (left.max(policy::LEAST_CREDIT) * 100.0).round() / 100.0
}

/// The rungs of an item before the sibling, least first.
pub fn rungs(item: &Item, means: &str, ground: &[String]) -> Vec<Rung> {
    let help = item.help();
    let mut rungs = vec![Rung::Ask];
    let hints: Vec<String> = help.hints.into_iter().filter(|h| !gives_away(item, h)).collect();
    if hints.is_empty() {
        let means = if gives_away(item, means) { "" } else { means };
        let ground: Vec<String> = ground.iter().filter(|name| !gives_away(item, name)).take(policy::GROUND).cloned().collect();
        if !means.is_empty() || !ground.is_empty() {
            rungs.push(Rung::Recall { means: means.to_owned(), ground });
        }
    }
    rungs.extend(hints.into_iter().map(Rung::Hint));
    // With three steps or more the first leaves the work to be done.
    if let [first, _, _, ..] = &help.steps[..]
        && !gives_away(item, first)
    {
        rungs.push(Rung::Begin(first.clone()));
    }
    rungs
}

/// Whether a text says the answer: a right option's text or letter, the number, an accepted word, unless the question says it itself.
pub fn gives_away(item: &Item, text: &str) -> bool {
    let said = |answer: &str| says(text, answer) && !says(&item.stem, answer);
    match &item.interaction {
        Interaction::Choice(c) => {
            let right = c.options.iter().filter(|o| c.correct.contains(&o.id));
            right.into_iter().any(|o| said(&o.text) || names_option(text, &o.id))
        }
        Interaction::Numeric(_) => match score::key(&item.interaction) {
            Response::Numeric { text: key } => says(text, &key) && !says(&item.stem, &key),
            _ => false,
        },
        Interaction::ShortText(s) => s.accepted.iter().any(|a| said(a)),
    }
}

/// Whether the answer stands in the text: numbers as whole numbers, Latin words as whole words, others wherever they are.
fn says(text: &str, answer: &str) -> bool {
    // White space parts Latin words; in Chinese it means nothing.
    let spaced = plain(answer).is_ascii();
    let (text, answer) = (plain(text), plain(answer));
    let (text, answer) = if spaced { (text, answer.trim().to_owned()) } else { (unspaced(&text), unspaced(&answer)) };
    if answer.is_empty() {
        return false;
    }
    let number = |c: char| c.is_ascii_digit() || c == '.' || c == '/';
    let is_number = answer.chars().all(|c| number(c) || c == '-');
    let parts = |c: Option<char>| match (c, is_number) {
        (None, _) => true,
        (Some(c), true) => !number(c),
        (Some(c), false) => !spaced || !c.is_ascii_alphanumeric(),
    };
    text.match_indices(&answer).any(|(at, found)| {
        let (before, mut after) = (text[..at].chars().next_back(), text[at + found.len()..].chars());
        // A full stop ends a sentence; a point goes on.
        let next = match (after.next(), after.next()) {
            (Some('.'), Some(c)) if c.is_ascii_digit() => Some(c),
            (Some('.'), _) => None,
            (c, _) => c,
        };
        parts(before) && parts(next)
    })
}

/// Whether an option is named by its letter: 选A, answer A.
fn names_option(text: &str, id: &str) -> bool {
    const BEFORE: [&str; 8] = ["选", "选项", "答案是", "答案为", "answer", "answer is", "option", "choose"];
    let (text, id) = (unspaced(&plain(text)), plain(id));
    BEFORE.iter().any(|word| {
        let named = format!("{}{id}", unspaced(word));
        text.match_indices(&named).any(|(at, found)| !text[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

/// In small letters, full-width signs as the others.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{2212}' | '\u{2013}' => '-',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use content::item::{Choice, Normalisation, Numeric, ShortText, Status};
    use content::number::Number;
    use content::{Stage, Subject};

    fn item(stem: &str, interaction: Interaction) -> Item {
        Item {
            id: 1,
            code: "X".into(),
            subject: Subject::Math,
            stage: Stage::Junior,
            grade: 7,
            point: 1,
            difficulty: 2,
            status: Status::Active,
            version: 1,
            stem: stem.into(),
            hint: String::new(),
            explanation: String::new(),
            source: String::new(),
            interaction,
            help: content::help::Written::default(),
            model: None,
            created: 0,
        }
    }

    fn number(stem: &str, key: &str) -> Item {
        let parse = |text| Number::parse(text).unwrap();
        item(stem, Interaction::Numeric(Numeric { value: parse(key), tolerance: parse("0"), unit: String::new(), maths: None }))
    }

    fn choice(stem: &str, options: [&str; 3]) -> Item {
        let options = options.map(str::to_owned).to_vec();
        item(stem, Interaction::Choice(Choice::lettered(options, ["B".to_owned()].into(), false)))
    }

    #[test]
    fn what_says_the_answer_is_recognised_and_what_does_not_is_not() {
        let twelve = number("3 乘 4 得多少？", "12");
        for text in ["得 12。", "=１２", "所以是12个", "答案是 12"] {
            assert!(gives_away(&twelve, text), "{text}");
        }
        for text in ["112 里有几个十？", "先看 3 和 4。", "1.2 倍", "", "想一想 12.5 怎么算", "1/12 的意思"] {
            assert!(!gives_away(&twelve, text), "{text}");
        }
        // Where the question says the number itself, a hint may too.
        assert!(!gives_away(&number("12 除以 1 得多少？", "12"), "想想 12 里有几个 1。"));
        let word = choice("下面哪个是质数？", ["九", "十一", "十五"]);
        for text in ["十一只有两个因数。", "应该选 B", "选项B对"] {
            assert!(gives_away(&word, text), "{text}");
        }
        for text in ["质数只有两个因数。", "先排除能被 3 整除的。", "选错了也没关系"] {
            assert!(!gives_away(&word, text), "{text}");
        }
        let words = ShortText { accepted: vec!["plant".into()], normalisation: Normalisation::default(), maths: None };
        let words = item("树的英文统称？", Interaction::ShortText(words));
        assert!(gives_away(&words, "It is a Plant.") && !gives_away(&words, "Look at the plantation."));
    }

    #[test]
    fn the_ladder_asks_back_first_and_says_more_with_each_rung() {
        let mut own = number("3 乘 4 得多少？", "12");
        own.hint = "乘法是求几个几。".into();
        own.help.hints = vec!["就是 12。".into(), "3 个 4 相加。".into()];
        own.help.steps = vec!["3 个 4 是 4+4+4。".into(), "4+4=8。".into(), "8+4=12。".into()];
        let codes = |rungs: &[Rung]| rungs.iter().map(Rung::code).collect::<Vec<_>>();
        let ladder = rungs(&own, "会乘法口诀", &["加法".into()]);
        assert_eq!(codes(&ladder), ["ask", "hint", "hint", "begin"], "the hint that says the answer is left out");
        assert!(!ladder.contains(&Rung::Hint("就是 12。".into())));
        let bare = rungs(&number("3 乘 4 得多少？", "12"), "会乘法口诀", &["加法".into(), "12 的分解".into()]);
        assert_eq!(bare, [Rung::Ask, Rung::Recall { means: "会乘法口诀".into(), ground: vec!["加法".into()] }]);
        assert_eq!(rungs(&number("3 乘 4 得多少？", "12"), "", &[]), [Rung::Ask]);
    }

    #[test]
    fn help_costs_what_the_policy_says_and_a_right_answer_always_counts() {
        let credits = [vec![], vec!["ask"], vec!["ask", "recall"], vec!["ask", "hint"], vec!["ask", "hint", "hint", "begin", "sibling"]];
        assert_eq!(credits.map(credit), [1.0, 1.0, 0.9, 0.75, 0.25]);
    }
}
