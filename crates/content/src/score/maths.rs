use super::Score;
use crate::item::Maths;
use answers::{Decision, Verdict, equal};

/// Scores an answer against mathematical keys: right for one of them is right; not decided against one, and right for none, is
/// for a teacher.
pub(super) fn score<'a>(maths: &Maths, keys: impl IntoIterator<Item = &'a str>, text: &str) -> Score {
    let mut best = Score::WRONG;
    for key in keys {
        match decide(maths, key, text) {
            d if d.is_right() => return Score::RIGHT,
            d if d.verdict == Verdict::Undecided => best = Score::UNDECIDED,
            _ => {}
        }
    }
    best
}

/// The verdict on an answer, with the reason.
pub(super) fn decide(maths: &Maths, key: &str, text: &str) -> Decision {
    equal(key, text, &maths.options())
}
