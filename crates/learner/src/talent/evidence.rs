//! Facts that remind a teacher of a child: growth that lasts, hard questions solved, interest that somebody noted. Each is shown with what
//! it is made from; none is a score, and there is no order among children but that of their names.

use crate::calibration::{Model, in_force};
use crate::state::{self, SubjectState, Trend};
use crate::timeline::{self, Filter, Kind};
use crate::{policy, visible};
use base::{Clock, Conn, Result, clock};
use content::Subject;
use people::consent::{self, Purpose};
use people::{Action, Person, Role, Scope, permission, role};
use records::Tale;
use records::trial::{self, START};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A fact about a child, as it was when somebody looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Evidence {
    /// Ability rose over these months, by more than chance would have it.
    Growth {
        /// Code of the subject.
        subject: String,
        /// First month, `YYYY-MM`.
        from: String,
        /// Last month.
        to: String,
    },
    /// Hard questions solved, each another one.
    HardItems {
        /// Code of the subject.
        subject: String,
        /// How many.
        items: usize,
    },
    /// A fact of interest that teachers noted.
    Interest {
        /// Code of the fact.
        code: String,
        /// How often.
        times: usize,
    },
}

/// A child that a teacher may think of.
#[derive(Debug, Clone)]
pub struct Reminder {
    /// The child.
    pub student: Person,
    /// Why; never empty.
    pub evidence: Vec<Evidence>,
}

/// Notes of a child read at most.
const NOTES: usize = 200;

/// Children of a class whom facts of half a school year remind of, by name: in a subject, or in all that the caller may see. Children
/// without consent to learning records are left out, as everywhere.
pub async fn reminders(conn: &mut Conn, scope: &Scope, clock: &Clock, class: i64, subject: Option<Subject>) -> Result<Vec<Reminder>> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    let taught = permission::subjects(conn, scope, class).await?;
    let sees =
        |s: Subject| subject.is_none_or(|wanted| wanted == s) && taught.as_ref().is_none_or(|t| t.iter().any(|code| code == s.code()));
    let students = role::at(conn, class, Role::Student, &scope.today).await?;
    let ids: Vec<i64> = students.iter().map(|s| s.id).collect();
    let agreed = consent::given(conn, &ids).await?;
    let ids: Vec<i64> = ids.into_iter().filter(|id| agreed.contains(&(*id, Purpose::Learning))).collect();
    let mut found: HashMap<i64, Vec<Evidence>> = HashMap::new();
    for (person, state) in state::load(conn, &ids).await? {
        let grown = state.subjects.iter().filter(|s| sees(s.subject)).filter_map(growth);
        found.entry(person).or_default().extend(grown);
    }
    let since = clock::start_of(clock.today()) - policy::EVIDENCE_DAYS * 86_400_000;
    for (person, subject, items) in hard_items(conn, &ids, since).await? {
        if sees(subject) && items >= policy::HARD_ITEMS {
            found.entry(person).or_default().push(Evidence::HardItems { subject: subject.code().to_owned(), items });
        }
    }
    for person in ids {
        found.entry(person).or_default().extend(interest(conn, scope, person, since, subject).await?);
    }
    let reminder = |student: Person| {
        let evidence = found.remove(&student.id).filter(|evidence| !evidence.is_empty())?;
        Some(Reminder { student, evidence })
    };
    Ok(students.into_iter().filter_map(reminder).collect())
}

fn growth(subject: &SubjectState) -> Option<Evidence> {
    let [first, .., last] = &subject.growth[..] else { return None };
    let name = |m: &state::Month| format!("{}-{:02}", m.year, m.month);
    let lasting = subject.growth.len() >= policy::MONTHS_OF_GROWTH && SubjectState::trend(&subject.growth) == Trend::Rising;
    lasting.then(|| Evidence::Growth { subject: subject.subject.code().to_owned(), from: name(first), to: name(last) })
}

/// Different hard items solved since an instant, by person and subject; none where items are not calibrated.
async fn hard_items(conn: &mut Conn, persons: &[i64], since: i64) -> Result<Vec<(i64, Subject, usize)>> {
    let places: Vec<(i64, i64)> = persons.iter().map(|p| (*p, START)).collect();
    let mut trials = trial::trials(conn, &places, i64::MAX).await?;
    trials.retain(|t| t.correct && t.at >= since);
    let mut subjects = HashMap::new();
    state::names::learn(conn, trials.iter().map(|t| t.point), &mut subjects).await?;
    let mut known = HashMap::new();
    let mut solved: BTreeMap<(i64, Subject), HashSet<i64>> = BTreeMap::new();
    for t in trials {
        let Some(Some(subject)) = subjects.get(&t.point).copied() else { continue };
        let calibration = match known.entry(subject) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(in_force(conn, subject).await?),
        };
        if calibration.model != Model::None && calibration.difficulty(t.item).is_some_and(|d| d >= policy::HARD) {
            solved.entry((t.person, subject)).or_default().insert(t.item);
        }
    }
    Ok(solved.into_iter().map(|((person, subject), items)| (person, subject, items.len())).collect())
}

/// Facts of interest that were noted since an instant, as far as the caller may see them.
async fn interest(conn: &mut Conn, scope: &Scope, person: i64, since: i64, subject: Option<Subject>) -> Result<Vec<Evidence>> {
    visible::require(conn, scope, person).await?;
    let filter = Filter {
        kind: Some(Kind::Note),
        subject: subject.map(|s| s.code().to_owned()),
        from: Some(clock::date_of(since)),
        ..Filter::default()
    };
    let page = timeline::page(conn, scope, person, &filter, None, NOTES).await?;
    let mut times: BTreeMap<&'static str, usize> = BTreeMap::new();
    for told in &page.entries {
        if let Tale::Noted(event) = &told.tale
            && let Some(code) = policy::INTEREST.into_iter().find(|code| *code == event.fact.code)
        {
            *times.entry(code).or_default() += 1;
        }
    }
    let often = times.into_iter().filter(|(_, n)| *n >= policy::FACTS_OF_INTEREST);
    Ok(often.map(|(code, times)| Evidence::Interest { code: code.to_owned(), times }).collect())
}
