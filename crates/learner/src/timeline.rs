//! A learner's timeline: everything that is recorded of them, newest first, as far as the caller may see it.

use crate::visible;
use base::{Conn, Date, Error, Millis, Result, clock};
use people::{Action, Purpose, Scope, consent, permission};
use records::{Moment, Tale, Told};
use std::collections::HashSet;
use uuid::Uuid;

/// What kind of thing an entry tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An answer, or help that was asked for before one.
    Answer,
    /// A fact that somebody noted.
    Note,
    /// Anything else, mostly from other applications.
    Other,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Answer, Kind::Note, Kind::Other];

    /// The word in addresses and exports.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Answer => "answer",
            Kind::Note => "note",
            Kind::Other => "other",
        }
    }

    /// The kind of a code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind of an entry.
    pub fn of(told: &Told) -> Kind {
        match told.tale {
            Tale::Answered(_) | Tale::Helped(_) => Kind::Answer,
            Tale::Noted(_) => Kind::Note,
            Tale::Other(_) => Kind::Other,
        }
    }
}

/// What is wanted of a timeline; what is `None` lets everything pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kind of entry.
    pub kind: Option<Kind>,
    /// Code of the school subject.
    pub subject: Option<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// True for what other applications recorded, false for what this platform did.
    pub elsewhere: Option<bool>,
}

impl Filter {
    fn span(&self) -> (Millis, Millis) {
        let after = |day: Date| day.tomorrow().map_or(Millis::MAX, clock::start_of);
        (self.from.map_or(Millis::MIN, clock::start_of), self.to.map_or(Millis::MAX, after))
    }

    fn passes(&self, told: &Told) -> bool {
        self.kind.is_none_or(|kind| kind == Kind::of(told))
            && self.subject.as_deref().is_none_or(|subject| told.subject() == Some(subject))
            && self.elsewhere.is_none_or(|elsewhere| told.kept.authority.is_some() == elsewhere)
    }
}

/// A page of a timeline.
#[derive(Debug, Clone)]
pub struct Page {
    /// The entries, newest first.
    pub entries: Vec<Told>,
    /// Where the next page begins; there may be nothing on it when the filter is narrow.
    pub older: Option<Moment>,
}

/// Statements read at once, and the most read for one page: beyond them the reader is asked whether to look further back.
const BATCH: i64 = 200;
const MOST: usize = 5_000;

/// Entries before a place in the order, `limit` at the most. [`Error::Forbidden`] unless the caller may view the learner;
/// [`Error::Conflict`] when consent does not hold and the caller is neither the learner nor a guardian.
pub async fn page(conn: &mut Conn, scope: &Scope, person: i64, filter: &Filter, before: Option<Moment>, limit: usize) -> Result<Page> {
    let sight = Sight::of(conn, scope, person).await?;
    let (mut entries, mut before, mut read) = (Vec::new(), before.unwrap_or(Moment::END), 0);
    loop {
        let batch = records::timeline(conn, person, filter.span(), before, BATCH).await?;
        let last = (batch.len() as i64) < BATCH;
        read += batch.len();
        for told in batch {
            before = told.moment();
            if sight.admits(&told) && filter.passes(&told) {
                if entries.len() == limit {
                    return Ok(Page { older: entries.last().map(Told::moment), entries });
                }
                entries.push(told);
            }
        }
        if last {
            return Ok(Page { entries, older: None });
        }
        if read >= MOST {
            return Ok(Page { entries, older: Some(before) });
        }
    }
}

/// One entry. [`Error::NotFound`] when there is none of this learner; otherwise as [`page`].
pub async fn entry(conn: &mut Conn, scope: &Scope, person: i64, id: Uuid) -> Result<Told> {
    let sight = Sight::of(conn, scope, person).await?;
    let told = records::told(conn, person, id).await?.ok_or(Error::NotFound)?;
    if sight.admits(&told) { Ok(told) } else { Err(Error::Forbidden) }
}

/// What of a learner's entries a caller may see.
struct Sight {
    caller: i64,
    /// Whether the caller is the learner or a guardian, who see everything.
    concerned: bool,
    /// Subjects a teacher may see; `None` for all.
    subjects: Option<Vec<String>>,
    /// Purposes the family has agreed to.
    agreed: HashSet<Purpose>,
}

impl Sight {
    async fn of(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Sight> {
        permission::require_person(conn, scope, Action::ViewLearner, person).await?;
        let agreed = consent::given(conn, &[person]).await?.into_iter().map(|(_, purpose)| purpose).collect();
        Ok(Sight {
            caller: scope.person,
            concerned: visible::concerns(conn, scope, person).await?,
            subjects: visible::subjects(conn, scope, person).await?,
            agreed,
        })
    }

    fn admits(&self, told: &Told) -> bool {
        if self.concerned {
            return true;
        }
        let taught = |subject: Option<&str>| match (&self.subjects, subject) {
            (None, _) => true,
            (Some(taught), Some(subject)) => taught.iter().any(|t| t == subject),
            (Some(_), None) => false,
        };
        !told.kept.voided
            && match &told.tale {
                Tale::Answered(answered) => taught(Some(&answered.subject)),
                Tale::Helped(helped) => taught(Some(&helped.subject)),
                Tale::Noted(event) => {
                    self.agreed.contains(&event.fact.purpose()) && (event.by == self.caller || taught(event.subject.as_deref()))
                }
                Tale::Other(_) => self.subjects.is_none(),
            }
    }
}
