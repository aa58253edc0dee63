//! What the learner and teachers wish about a path: not now, or first. A teacher's word goes before the learner's; the later one before the
//! earlier. A wish holds for some days ([`Policy::wish_days`]) or until it is taken back.

use super::policy::Policy;
use super::step::Reason;
use crate::answer::day_number;
use crate::store::path as store;
use crate::visible;
use base::{Base, Conn, Millis, Result};
use people::consent::{self, Purpose};
use people::{Action, Scope, permission};
use std::collections::BTreeMap;

/// What is wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Not now.
    Skip,
    /// First of all.
    First,
}

impl Wanted {
    /// The word in forms and the database.
    pub fn code(self) -> &'static str {
        match self {
            Wanted::Skip => "skip",
            Wanted::First => "first",
        }
    }

    /// The wish of a code.
    pub fn parse(code: &str) -> Option<Wanted> {
        [Wanted::Skip, Wanted::First].into_iter().find(|w| w.code() == code)
    }
}

/// A wish that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The point.
    pub point: i64,
    /// What is wished.
    pub wanted: Wanted,
    /// Whether a teacher wishes it; otherwise the learner.
    pub by_teacher: bool,
    /// Name of who wishes it.
    pub by: String,
    /// The last day on which it holds, counted from 1970.
    pub until: i64,
}

/// The wishes that hold, one a point.
#[derive(Debug, Clone, Default)]
pub struct Wishes(BTreeMap<i64, Wish>);

impl Wishes {
    /// Of these, given oldest first, the one that counts for each point.
    pub fn new(wishes: impl IntoIterator<Item = Wish>) -> Wishes {
        let mut counting: BTreeMap<i64, Wish> = BTreeMap::new();
        for wish in wishes {
            let overruled = counting.get(&wish.point).is_some_and(|known| known.by_teacher && !wish.by_teacher);
            if !overruled {
                counting.insert(wish.point, wish);
            }
        }
        Wishes(counting)
    }

    /// What is wished about a point.
    pub fn of(&self, point: i64) -> Option<Wanted> {
        self.0.get(&point).map(|w| w.wanted)
    }

    /// All of them, by point.
    pub fn all(&self) -> impl Iterator<Item = &Wish> {
        self.0.values()
    }

    pub(super) fn first(&self) -> impl Iterator<Item = (i64, Reason)> {
        let reason = |by_teacher| if by_teacher { Reason::WishedByTeacher } else { Reason::WishedByOneself };
        self.0.values().filter(|w| w.wanted == Wanted::First).map(move |w| (w.point, reason(w.by_teacher)))
    }
}

/// The wishes about a learner that hold today. Only for callers that have checked the scope.
pub(super) async fn of_person(conn: &mut Conn, person: i64, now: Millis) -> Result<Wishes> {
    let days = Policy::default().wish_days;
    let today = day_number(now);
    let rows = store::wishes(conn, person, now - (days + 1) * 86_400_000).await?;
    let wish = |row: store::WishRow| {
        Some(Wish {
            wanted: Wanted::parse(&row.wanted)?,
            by_teacher: row.by_person != person,
            until: day_number(row.at) + days,
            point: row.point,
            by: row.by_name,
        })
    };
    Ok(Wishes::new(rows.into_iter().filter_map(wish).filter(|w| w.until >= today)))
}

/// Wishes something about a learner's path, or takes back what the caller wished before (`None`). [`base::Error::Forbidden`] unless the
/// caller is the learner or teaches them the point's subject; [`base::Error::Conflict`] without consent.
pub async fn set(base: &Base, scope: &Scope, person: i64, point: i64, wanted: Option<Wanted>) -> Result<()> {
    let (now, scope) = (base.clock.now(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::Guide, person).await?;
                consent::require(conn, person, Purpose::Learning).await?;
                let point = content::point::get(conn, point).await?;
                visible::require_subject(conn, &scope, person, point.subject.code()).await?;
                store::end_wishes(conn, person, point.id, scope.person, now).await?;
                if let Some(wanted) = wanted {
                    store::insert_wish(conn, base::id::next(), person, point.id, wanted.code(), scope.person, now).await?;
                }
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teachers_word_goes_before_the_learners_and_the_later_before_the_earlier() {
        let wish = |point, wanted, by_teacher| Wish { point, wanted, by_teacher, by: String::new(), until: 9 };
        let wishes = Wishes::new([
            wish(1, Wanted::Skip, false),
            wish(1, Wanted::First, false),
            wish(2, Wanted::First, true),
            wish(2, Wanted::Skip, false),
            wish(3, Wanted::Skip, false),
            wish(3, Wanted::First, true),
            wish(4, Wanted::First, true),
            wish(4, Wanted::Skip, true),
        ]);
        let of: Vec<_> = (1..=5).map(|p| wishes.of(p)).collect();
        assert_eq!(of, [Some(Wanted::First), Some(Wanted::First), Some(Wanted::First), Some(Wanted::Skip), None]);
        assert_eq!(wishes.first().map(|(p, _)| p).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
