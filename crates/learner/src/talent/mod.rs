//! Something to take part in, offered to children (S20): an opportunity is open to everybody of its grades, whoever shows what.
//!
//! Evidence (`evidence`) reminds a teacher of a child who might enjoy it; it invites and never sorts out: who is not reminded of
//! sees the same opportunity and may ask to come along ([`join`]). A family declines with one word and no reason. Nothing here is a
//! label: an invitation names an activity and facts, and says nothing of what a child is.

mod evidence;
mod invitation;

pub use evidence::{Evidence, Reminder, reminders};
pub use invitation::{Invitation, Open, answer, invite, invited, join, open_to};

use crate::policy;
use crate::store::talent as store;
use base::{Base, Conn, Date, Error, Millis, Problem, Result, audit};
use content::Subject;
use people::{Action, Scope, permission};
use serde_json::json;

/// Something to take part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opportunity {
    /// Identifier.
    pub id: i64,
    /// The region or school that offers it.
    pub org: i64,
    /// Its name.
    pub org_name: String,
    /// The subject it has to do with.
    pub subject: Option<Subject>,
    /// What it is called.
    pub title: String,
    /// What happens there, when and where.
    pub words: String,
    /// First grade.
    pub grade_from: i64,
    /// Last grade.
    pub grade_to: i64,
    /// The last day on which one may answer.
    pub until: Date,
    /// When it was offered.
    pub offered_at: Millis,
}

impl Opportunity {
    /// Whether a child of this grade may come.
    pub fn is_for(&self, grade: i64) -> bool {
        (self.grade_from..=self.grade_to).contains(&grade)
    }
}

/// What an offer says. Nothing of it is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Offer {
    /// What it is called.
    pub title: String,
    /// What happens there, when and where.
    pub words: String,
    /// Code of the subject; empty for none.
    pub subject: String,
    /// First grade.
    pub grade_from: String,
    /// Last grade.
    pub grade_to: String,
    /// The last day on which one may answer, `YYYY-MM-DD`.
    pub until: String,
}

/// Longest title, in characters.
const LONGEST_TITLE: usize = 40;

impl Offer {
    fn checked(self, id: i64, org: i64, now: Millis, today: Date) -> Result<Opportunity> {
        let mut problems = Vec::new();
        let title = self.title.trim().to_owned();
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            problems.push(Problem::new("talent.bad_title").with("most", LONGEST_TITLE));
        }
        let words = self.words.trim().to_owned();
        if words.is_empty() || words.chars().count() > policy::LONGEST_WORDS {
            problems.push(Problem::new("talent.bad_words").with("most", policy::LONGEST_WORDS));
        }
        let subject = Subject::parse(&self.subject);
        if subject.is_none() && !self.subject.is_empty() {
            problems.push(Problem::new("talent.bad_subject"));
        }
        let grade = |text: &str| text.trim().parse::<i64>().ok().filter(|grade| (1..=12).contains(grade));
        let grades = grade(&self.grade_from).zip(grade(&self.grade_to)).filter(|(from, to)| from <= to);
        if grades.is_none() {
            problems.push(Problem::new("talent.bad_grades"));
        }
        let until = self.until.trim().parse::<Date>().ok().filter(|day| *day >= today);
        if until.is_none() {
            problems.push(Problem::new("talent.bad_day"));
        }
        match (grades, until) {
            (Some((grade_from, grade_to)), Some(until)) if problems.is_empty() => {
                Ok(Opportunity { id, org, org_name: String::new(), subject, title, words, grade_from, grade_to, until, offered_at: now })
            }
            _ => Err(Error::Invalid(problems)),
        }
    }
}

/// Offers something to all children of some grades at or below an organisation. [`Error::Forbidden`] unless the caller may there;
/// [`Error::Invalid`] for what is missing.
pub async fn offer(base: &Base, scope: &Scope, org: i64, offer: Offer) -> Result<i64> {
    let id = base::id::next();
    let opportunity = offer.checked(id, org, base.clock.now(), base.clock.today())?;
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_organisation(conn, &scope, Action::OfferActivity, org).await?;
                store::insert(conn, &opportunity, scope.person).await?;
                record(conn, &clock, &scope, "talent.offer", format!("opportunity:{id}")).await?;
                Ok(id)
            })
        })
        .await
}

/// What came of an offer, in numbers of children; `None` where they are few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The opportunity.
    pub opportunity: Opportunity,
    /// Invited, or asked to come along.
    pub asked: Option<i64>,
    /// Coming.
    pub coming: Option<i64>,
}

/// What an organisation offers, newest first: for whoever may offer there. No names.
pub async fn offered(conn: &mut Conn, scope: &Scope, org: i64) -> Result<Vec<Offered>> {
    permission::require_organisation(conn, scope, Action::OfferActivity, org).await?;
    let mut offered = Vec::new();
    for (opportunity, asked, coming) in store::offered(conn, org).await? {
        // The difference is as telling as the numbers.
        let shown = [asked, coming, asked - coming].into_iter().all(|n| n == 0 || n >= policy::SMALLEST_CELL_IN_REGION);
        offered.push(Offered { opportunity, asked: shown.then_some(asked), coming: shown.then_some(coming) });
    }
    Ok(offered)
}

/// What is offered to a class and may still be answered, newest first. [`Error::Forbidden`] unless the caller may see the class.
pub async fn of_class(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Vec<Opportunity>> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    let place = match scope.today.parse() {
        Ok(today) => crate::place::of_class(conn, class, today).await?,
        Err(_) => None,
    };
    let mut open = store::above(conn, class, &scope.today).await?;
    open.retain(|o| place.is_none_or(|place| o.is_for(place.grade)));
    Ok(open)
}

async fn record(conn: &mut Conn, clock: &base::Clock, scope: &Scope, action: &'static str, target: String) -> Result<()> {
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target, detail: json!({}) }).await
}
