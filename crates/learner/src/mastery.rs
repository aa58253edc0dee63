//! Estimates of mastery: how likely a learner answers the next question on a point rightly.

use crate::store::mastery as store;
use crate::{policy, visible};
use base::{Conn, Lang, Millis, Result};
use measure::{Mastery, Model};
use people::{Action, Scope, permission};
use std::borrow::Cow;

/// What is believed about a learner on a knowledge point, as of the latest answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The learner.
    pub person: i64,
    /// The knowledge point.
    pub point: i64,
    /// The distribution the rest is read from.
    pub mastery: Mastery,
    /// Expected chance of a right answer.
    pub mean: f64,
    /// Lower end of the [`policy::LEVEL`] interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Answers it is made from.
    pub n: i64,
    /// When the latest was given.
    pub last_at: Millis,
}

/// An estimate in a word, for people who need no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Too little is known.
    Unknown,
    /// Surely below [`policy::SECURE`].
    Weak,
    /// On the way: neither surely below nor surely above.
    Growing,
    /// Surely at or above [`policy::SECURE`].
    Secure,
}

impl Standing {
    /// The word in class names and exports.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Unknown => "unknown",
            Standing::Weak => "weak",
            Standing::Growing => "growing",
            Standing::Secure => "secure",
        }
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Standing::Unknown => "learner.standing_unknown",
                Standing::Weak => "learner.standing_weak",
                Standing::Growing => "learner.standing_growing",
                Standing::Secure => "learner.standing_secure",
            }
        )
    }
}

impl Estimate {
    pub(crate) fn of(row: store::Row) -> Estimate {
        Estimate::new(row.person, row.point, Mastery { alpha: row.alpha, beta: row.beta }, row.n, row.last_at)
    }

    /// What a distribution made from `n` answers, the latest at `last_at`, says.
    pub fn new(person: i64, point: i64, mastery: Mastery, n: i64, last_at: Millis) -> Estimate {
        let (low, high) = mastery.interval(policy::LEVEL);
        Estimate { person, point, mastery, mean: mastery.mean(), low, high, n, last_at }
    }

    /// The estimate in a word.
    pub fn standing(&self) -> Standing {
        if Model::default().effective_n(self.mastery) < policy::ENOUGH_ANSWERS {
            Standing::Unknown
        } else if self.low >= policy::SECURE {
            Standing::Secure
        } else if self.high < policy::SECURE {
            Standing::Weak
        } else {
            Standing::Growing
        }
    }

    /// Right answers in a row that would make the point secure; 0 when it is.
    pub fn right_answers_to_secure(&self) -> u32 {
        let (model, mut mastery) = (Model::default(), self.mastery);
        let mut answers = 0;
        while mastery.interval(policy::LEVEL).0 < policy::SECURE {
            mastery.alpha += 1.0;
            answers += 1;
        }
        // Never "secure" on too little evidence.
        let missing = policy::ENOUGH_ANSWERS - model.effective_n(mastery);
        answers + missing.max(0.0).ceil() as u32
    }

    /// What to tell the learner: `再答对两道就稳了`.
    pub fn advice(&self, lang: Lang) -> String {
        match (self.standing(), self.right_answers_to_secure()) {
            (Standing::Secure, _) => base::t!(lang, "learner.advice_secure").into_owned(),
            (_, 0 | 1) => base::t!(lang, "learner.advice_one_more").into_owned(),
            (_, n @ 2..=policy::A_FEW) => base::t!(lang, "learner.advice_few_more", n = n),
            _ => base::t!(lang, "learner.advice_practise").into_owned(),
        }
    }
}

/// A learner's estimates, weakest first, as far as the caller may see them: a teacher sees the subjects
/// taught, and nothing ([`base::Error::Conflict`]) while consent does not hold. `subject` is a subject's code; `None` for all.
pub async fn of_person(conn: &mut Conn, scope: &Scope, person: i64, subject: Option<&str>) -> Result<Vec<Estimate>> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    let visible = visible::subjects(conn, scope, person).await?;
    let rows = store::of_person(conn, person).await?;
    let wanted =
        |row: &&store::OfSubject| subject.is_none_or(|s| s == row.subject) && visible.as_ref().is_none_or(|v| v.contains(&row.subject));
    let mut estimates: Vec<Estimate> = rows.iter().filter(wanted).map(|row| Estimate::of(row.row)).collect();
    estimates.sort_by(|a, b| a.mean.total_cmp(&b.mean).then(a.point.cmp(&b.point)));
    Ok(estimates)
}

/// The answers an estimate is made from, newest first, stored before `before` (a
/// [`records::Answer::seq`]). [`base::Error::Forbidden`] when the caller may not see the learner or the
/// point's subject, [`base::Error::Conflict`] for teachers while consent does not hold.
pub async fn answers(
    conn: &mut Conn,
    scope: &Scope,
    person: i64,
    point: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<records::Answer>> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    let point = content::point::get(conn, point).await?;
    visible::require_subject(conn, scope, person, point.subject.code()).await?;
    records::answers(conn, person, &point.code, before, limit).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn estimate(alpha: f64, beta: f64) -> Estimate {
        Estimate::of(store::Row { person: 1, point: 1, alpha, beta, n: 1, last_at: 0 })
    }

    #[test]
    fn four_right_answers_make_a_point_secure_and_the_advice_counts_them() {
        for (alpha, beta, standing, needed) in [
            (1.0, 1.0, Standing::Unknown, 4),
            (2.0, 1.0, Standing::Unknown, 3),
            (3.0, 1.0, Standing::Growing, 2),
            (5.0, 1.0, Standing::Secure, 0),
            // P(Beta(12, 4) < 0.6) = P(Bin(15, 0.6) >= 12) = 0.0905, and with 11 it is 0.1243.
            (1.0, 4.0, Standing::Weak, 11),
        ] {
            let e = estimate(alpha, beta);
            assert_eq!((e.standing(), e.right_answers_to_secure()), (standing, needed), "{alpha} {beta}");
        }
        assert_eq!(estimate(3.0, 1.0).advice(Lang::Zh), "再答对 2 道就稳了。");
    }
}
