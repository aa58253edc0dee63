//! Who may do what to whom: one table, read in two ways.
//!
//! `Action::rule` says for each action which roles may do it and whom it reaches. "May I?"
//! ([`require_person`], [`require_organisation`]) runs the same SQL as "which ones?"
//! ([`Action::people`], [`Action::organisations`]), so a list and the page behind it never disagree.

use crate::Role;
use crate::store::permission as store;
use base::{Conn, Error, Result};

/// Who asks, and on which day: roles hold for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The person who asks.
    pub person: i64,
    /// Today in the region, `YYYY-MM-DD`.
    pub today: String,
}

impl Scope {
    /// A person on the clock's day.
    pub fn new(person: i64, clock: &base::Clock) -> Self {
        Scope { person, today: clock.today().to_string() }
    }
}

/// Something a person may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Practise, as oneself.
    Practise,
    /// See a learner's answers and estimates, by name.
    ViewLearner,
    /// Question an estimate about a learner, ask for a record's correction, appeal.
    QuestionEstimate,
    /// Answer such questions and requests.
    AnswerQuestion,
    /// Decide an appeal against a refused correction.
    DecideAppeal,
    /// See who looked at a learner's record.
    ViewAccessLog,
    /// Take a learner's whole record along.
    ExportRecord,
    /// Show parts of a learner's record to somebody.
    ShareRecord,
    /// See a class's learners with their estimates, by name.
    ViewClass,
    /// See a school's aggregates: no names.
    ViewSchool,
    /// See them down to the school's own smallest cell.
    LeadSchool,
    /// See a county's or the region's aggregates: no names.
    ViewRegion,
    /// See who belongs to an organisation, by name, without what they have learnt.
    ViewRoster,
    /// Import, promote, transfer, merge.
    ManageRoster,
    /// Issue passwords and print account slips.
    IssueAccounts,
    /// Say what comes in a class's lessons; adjust a learner's path.
    Guide,
    /// Note facts about the students of a class.
    Capture,
    /// Switch a purpose of noting facts off or on for a school, and choose which facts it shows.
    SwitchCapture,
    /// Decide on consent for a learner.
    DecideConsent,
    /// Record consent that the school has collected on paper.
    RecordConsent,
    /// Offer children something to take part in.
    OfferActivity,
    /// Import and edit items.
    ManageItems,
    /// Prepare open data, and publish what somebody else has prepared.
    PrepareRelease,
    /// Propose how long what belongs to a purpose is kept.
    SetRetention,
    /// Approve what somebody else has proposed, or refuse it.
    ApproveRetention,
    /// Read the audit log, see all jobs and the state of the system.
    Operate,
}

/// One row of the table.
struct Rule {
    /// The person themself.
    oneself: bool,
    /// Their guardians.
    guardians: bool,
    /// Holders of these roles, for what is at or below the organisation where they hold them.
    roles: &'static [Role],
    /// The guardians of the people whom `roles` reach.
    families: bool,
}

impl Action {
    /// All actions.
    pub const ALL: [Action; 26] = [
        Action::Practise,
        Action::ViewLearner,
        Action::QuestionEstimate,
        Action::AnswerQuestion,
        Action::DecideAppeal,
        Action::ViewAccessLog,
        Action::ExportRecord,
        Action::ShareRecord,
        Action::ViewClass,
        Action::ViewSchool,
        Action::LeadSchool,
        Action::ViewRegion,
        Action::ViewRoster,
        Action::ManageRoster,
        Action::IssueAccounts,
        Action::Guide,
        Action::Capture,
        Action::SwitchCapture,
        Action::DecideConsent,
        Action::RecordConsent,
        Action::OfferActivity,
        Action::ManageItems,
        Action::PrepareRelease,
        Action::SetRetention,
        Action::ApproveRetention,
        Action::Operate,
    ];

    fn rule(self) -> Rule {
        use Role::*;
        let (oneself, guardians, roles): (bool, bool, &'static [Role]) = match self {
            Action::Practise => (true, false, &[]),
            Action::ViewLearner => (true, true, &[ClassTeacher, SubjectTeacher]),
            Action::QuestionEstimate => (true, true, &[]),
            Action::AnswerQuestion => (false, false, &[ClassTeacher, SubjectTeacher]),
            Action::DecideAppeal => (false, false, &[SchoolLeader]),
            Action::ViewAccessLog | Action::ExportRecord => (true, true, &[Administrator]),
            Action::ShareRecord => (true, true, &[]),
            Action::ViewClass => (false, false, &[ClassTeacher, SubjectTeacher]),
            Action::ViewSchool => (false, false, &[SchoolLeader, Inspector, BureauOfficer, Researcher]),
            Action::LeadSchool => (false, false, &[SchoolLeader]),
            Action::ViewRegion => (false, false, &[BureauOfficer, Inspector, Researcher]),
            Action::ViewRoster => (false, false, &[ClassTeacher, SubjectTeacher, Counsellor, SchoolLeader, Administrator]),
            Action::ManageRoster => (false, false, &[Administrator]),
            Action::IssueAccounts => (false, false, &[ClassTeacher, Administrator]),
            Action::Guide => (true, false, &[ClassTeacher, SubjectTeacher]),
            Action::Capture => (false, false, &[ClassTeacher, SubjectTeacher]),
            Action::SwitchCapture => (false, false, &[SchoolLeader]),
            Action::DecideConsent => (false, true, &[]),
            Action::RecordConsent => (false, false, &[ClassTeacher, Administrator]),
            Action::OfferActivity => (false, false, &[Researcher, SchoolLeader]),
            Action::ManageItems => (false, false, &[Researcher, Administrator]),
            Action::PrepareRelease => (false, false, &[BureauOfficer]),
            Action::SetRetention => (false, false, &[Administrator]),
            Action::ApproveRetention => (false, false, &[Administrator, BureauOfficer]),
            Action::Operate => (false, false, &[Administrator]),
        };
        Rule { oneself, guardians, roles, families: self == Action::ManageRoster }
    }

    /// Whether doing it to a person opens their record: each time is noted in the learner's [`crate::access_log`].
    pub fn opens_record(self) -> bool {
        matches!(self, Action::ViewLearner | Action::ViewAccessLog | Action::ExportRecord)
    }

    /// SQL condition: the role in `column` is one of those that may do this.
    pub(crate) fn held_in(self, column: &str) -> String {
        format!("{column} IN ({})", codes(self.rule().roles))
    }

    /// SQL condition: the caller may do this to the person in `column` (such as `p.id`).
    /// `$1` is the caller's person, `$2` today. Members of classes are reached as students,
    /// others through any role they hold, guardians where the rule says so through their children.
    pub fn people(self, column: &str) -> String {
        let rule = self.rule();
        let mut any = Vec::new();
        if rule.oneself {
            any.push(format!("{column} = $1"));
        }
        if rule.guardians {
            any.push(format!("EXISTS (SELECT 1 FROM guardianship w WHERE w.guardian = $1 AND w.child = {column} AND {})", current("w")));
        }
        if !rule.roles.is_empty() {
            any.push(members(column, rule.roles));
        }
        if rule.families {
            any.push(format!(
                "EXISTS (SELECT 1 FROM guardianship f WHERE f.guardian = {column} AND {} AND {})",
                current("f"),
                members("f.child", rule.roles)
            ));
        }
        one_of(any)
    }

    /// SQL condition: the caller may do this at the organisation in `column`.
    pub fn organisations(self, column: &str) -> String {
        let rule = self.rule();
        let mut any = Vec::new();
        if !rule.roles.is_empty() {
            any.push(format!(
                "EXISTS (SELECT 1 FROM org_above a JOIN role_assignment g ON g.org = a.above \
                 WHERE a.org = {column} AND g.person = $1 AND g.role IN ({}) AND {})",
                codes(rule.roles),
                current("g")
            ));
        }
        one_of(any)
    }

    /// SQL condition without a target: the caller holds a role that may do this somewhere.
    pub(crate) fn anywhere(self) -> String {
        let rule = self.rule();
        let mut any = Vec::new();
        if rule.oneself {
            any.push(format!("EXISTS (SELECT 1 FROM role_assignment g WHERE g.person = $1 AND g.role = 'student' AND {})", current("g")));
        }
        if rule.guardians {
            any.push(format!("EXISTS (SELECT 1 FROM guardianship w WHERE w.guardian = $1 AND {})", current("w")));
        }
        if !rule.roles.is_empty() {
            any.push(format!(
                "EXISTS (SELECT 1 FROM role_assignment g WHERE g.person = $1 AND g.role IN ({}) AND {})",
                codes(rule.roles),
                current("g")
            ));
        }
        one_of(any)
    }
}

/// What a request asks to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ask {
    /// Nothing that a permission is needed for.
    Nothing,
    /// This somewhere.
    Anywhere(Action),
    /// This at the region itself.
    Region(Action),
    /// This to a person.
    Person(Action, i64),
    /// This at an organisation.
    Organisation(Action, i64),
}

impl Ask {
    /// SQL condition under which it may be done; `target` is the column that holds [`Ask::target`].
    pub(crate) fn condition(self, target: &str) -> String {
        match self {
            Ask::Nothing => "(1 = 1 AND $1 = $1 AND $2 = $2)".to_owned(),
            Ask::Anywhere(action) => action.anywhere(),
            Ask::Region(action) => action.organisations("(SELECT MIN(o.id) FROM organisation o WHERE o.kind = 'region')"),
            Ask::Person(action, _) => action.people(target),
            Ask::Organisation(action, _) => action.organisations(target),
        }
    }

    /// Whom or what it is done to; 0 where nobody in particular.
    pub(crate) fn target(self) -> i64 {
        match self {
            Ask::Nothing | Ask::Anywhere(_) | Ask::Region(_) => 0,
            Ask::Person(_, target) | Ask::Organisation(_, target) => target,
        }
    }

    /// The same without its target: what has the same condition.
    pub(crate) fn kind(self) -> Ask {
        match self {
            Ask::Person(action, _) => Ask::Person(action, 0),
            Ask::Organisation(action, _) => Ask::Organisation(action, 0),
            whole => whole,
        }
    }
}

/// SQL condition: the person in `column` holds a role at or below a place where the caller holds one of `roles`.
fn members(column: &str, roles: &[Role]) -> String {
    format!(
        "EXISTS (SELECT 1 FROM role_assignment m JOIN org_above a ON a.org = m.org JOIN role_assignment g ON g.org = a.above \
         WHERE m.person = {column} AND {} AND g.person = $1 AND g.role IN ({}) AND {})",
        current("m"),
        codes(roles),
        current("g")
    )
}

fn current(alias: &str) -> String {
    format!("{alias}.starts <= $2 AND ({alias}.ends IS NULL OR {alias}.ends >= $2)")
}

fn codes(roles: &[Role]) -> String {
    roles.iter().map(|r| format!("'{}'", r.code())).collect::<Vec<_>>().join(", ")
}

fn one_of(any: Vec<String>) -> String {
    // Both parameters are always named, so that the binds fit whatever the rule leaves out.
    let any = if any.is_empty() { vec!["1 = 0".to_owned()] } else { any };
    format!("({} AND $1 = $1 AND $2 = $2)", format_args!("({})", any.join(" OR ")))
}

/// [`Error::Forbidden`] unless the caller may do this to the person.
pub async fn require_person(conn: &mut Conn, scope: &Scope, action: Action, person: i64) -> Result<()> {
    allowed(store::person(conn, scope, action, person).await?)
}

/// [`Error::Forbidden`] unless the caller may do this at the organisation.
pub async fn require_organisation(conn: &mut Conn, scope: &Scope, action: Action, org: i64) -> Result<()> {
    allowed(store::organisation(conn, scope, action, org).await?)
}

/// [`Error::Forbidden`] unless the caller may do this somewhere: for pages without a target.
pub async fn require_anywhere(conn: &mut Conn, scope: &Scope, action: Action) -> Result<()> {
    allowed(store::anywhere(conn, scope, action).await?)
}

/// Organisations of a kind at which the caller may do this, by code.
pub async fn organisations(
    conn: &mut Conn,
    scope: &Scope,
    action: Action,
    kind: crate::OrganisationKind,
) -> Result<Vec<crate::Organisation>> {
    store::organisations(conn, scope, action, kind.code()).await
}

/// Subjects whose estimates the caller may see in a class: `None` for all (a class teacher), else
/// the subjects they teach there.
pub async fn subjects(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Option<Vec<String>>> {
    store::subjects(conn, scope, class).await
}

fn allowed(yes: bool) -> Result<()> {
    if yes { Ok(()) } else { Err(Error::Forbidden) }
}
