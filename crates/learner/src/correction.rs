//! Corrections: whoever a record is about may say that it is wrong; the teacher who recorded it, else the class teacher,
//! answers; a refusal can be appealed once, to the school's leaders. A record that is taken back is voided, never
//! changed, and the estimates are made anew without it.
//!
//! A question about an estimate ([`crate::question`]) asks about a belief and is answered with words; a correction is about a
//! fact and is answered with what becomes of it.

use crate::question::checked;
use crate::rebuild::remake;
use crate::store::correction::{self as store, New};
use base::{Base, Conn, Error, Millis, Problem, Result, audit};
use people::{Action, OrganisationKind, Role, Scope, organisation, permission, role};
use records::{Source, Tale};
use uuid::Uuid;

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It did not happen so.
    Wrong,
    /// It was somebody else.
    NotMe,
    /// It is no longer so.
    Outdated,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 3] = [Reason::Wrong, Reason::NotMe, Reason::Outdated];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Reason::Wrong => "wrong",
            Reason::NotMe => "not_me",
            Reason::Outdated => "outdated",
        }
    }

    /// The reason of a code.
    pub fn parse(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stays.
    Upheld,
    /// It is taken back.
    Voided,
}

impl Verdict {
    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Upheld => "upheld",
            Verdict::Voided => "voided",
        }
    }

    /// The verdict of a code.
    pub fn parse(code: &str) -> Option<Verdict> {
        [Verdict::Upheld, Verdict::Voided].into_iter().find(|verdict| verdict.code() == code)
    }
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for the teacher.
    Open,
    /// The teacher refused; an appeal is possible.
    Refused,
    /// It waits for the school's leaders.
    Appealed,
    /// The record was taken back.
    Voided,
    /// The leaders refused too.
    Final,
}

/// A request with all its steps.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Correction {
    /// Identifier.
    pub id: i64,
    /// The learner.
    pub person: i64,
    /// The learner's name.
    pub person_name: String,
    /// The statement it is about.
    pub statement: String,
    /// Who recorded that, if a person did.
    pub recorder: Option<i64>,
    /// Code of the [`Reason`].
    pub reason: String,
    /// In the asker's words.
    pub words: String,
    /// Name of who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Millis,
    /// Code of the teacher's [`Verdict`].
    pub verdict: Option<String>,
    /// In the teacher's words.
    pub reply: Option<String>,
    /// Name of the teacher.
    pub replied_by: Option<String>,
    /// When.
    pub replied_at: Option<Millis>,
    /// Why it was appealed.
    pub appeal: Option<String>,
    /// Name of who appealed.
    pub appealed_by: Option<String>,
    /// When.
    pub appealed_at: Option<Millis>,
    /// Code of the leaders' [`Verdict`].
    pub decision: Option<String>,
    /// In their words.
    pub decision_words: Option<String>,
    /// Name of who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Millis>,
}

impl Correction {
    /// Where it stands.
    pub fn state(&self) -> State {
        let voided = |verdict: &Option<String>| verdict.as_deref() == Some(Verdict::Voided.code());
        match (&self.verdict, &self.appeal, &self.decision) {
            _ if voided(&self.verdict) || voided(&self.decision) => State::Voided,
            (None, _, _) => State::Open,
            (_, None, _) => State::Refused,
            (_, Some(_), None) => State::Appealed,
            _ => State::Final,
        }
    }

    fn id_of_statement(&self) -> Result<Uuid> {
        Uuid::parse_str(&self.statement).map_err(Error::internal)
    }
}

/// Asks that a statement be corrected. [`Error::Forbidden`] unless the caller is the learner or a guardian;
/// [`Error::NotFound`] when the learner has no such statement; [`Error::Conflict`] when it was asked before or has been
/// taken back.
pub async fn ask(base: &Base, scope: &Scope, person: i64, statement: Uuid, reason: Reason, words: &str) -> Result<i64> {
    let words = checked(words)?;
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::QuestionEstimate, person).await?;
                let told = records::told(conn, person, statement).await?.ok_or(Error::NotFound)?;
                if told.kept.voided {
                    return Err(Error::Conflict(Problem::new("learner.correction_voided")));
                }
                let recorder = match &told.tale {
                    Tale::Noted(event) => Some(event.by),
                    _ => None,
                };
                let (id, statement) = (base::id::next(), statement.to_string());
                let new = New {
                    id,
                    person,
                    statement: &statement,
                    recorder,
                    reason: reason.code(),
                    words: &words,
                    asked_by: scope.person,
                    at: clock.now(),
                };
                if !store::insert(conn, &new).await? {
                    return Err(Error::Conflict(Problem::new("learner.correction_asked")));
                }
                note(conn, &clock, &scope, "student_record.correction_ask", id).await?;
                Ok(id)
            })
        })
        .await
}

/// Answers a request: the record stays, or it is taken back and the estimates are made anew. [`Error::Forbidden`] unless the
/// caller recorded it or is the class teacher; [`Error::Conflict`] when somebody has answered meanwhile.
pub async fn answer(base: &Base, scope: &Scope, id: i64, verdict: Verdict, words: &str) -> Result<()> {
    let words = checked(words)?;
    let (base, scope) = (base.clone(), scope.clone());
    let db = base.db.clone();
    db.write(move |conn| {
        Box::pin(async move {
            let correction = store::get(conn, id).await?;
            if !is_responsible(conn, &scope, &correction).await? {
                return Err(Error::Forbidden);
            }
            if !store::reply(conn, id, verdict.code(), &words, scope.person, base.clock.now()).await? {
                return Err(Error::Conflict(Problem::new("learner.correction_answered")));
            }
            carry_out(conn, &base, &scope, &correction, verdict).await?;
            note(conn, &base.clock, &scope, "student_record.correction_answer", id).await
        })
    })
    .await
}

/// Appeals against a refusal, once. [`Error::Forbidden`] unless the caller is the learner or a guardian; [`Error::Conflict`]
/// when there is nothing to appeal against.
pub async fn appeal(base: &Base, scope: &Scope, id: i64, words: &str) -> Result<()> {
    let words = checked(words)?;
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let correction = store::get(conn, id).await?;
                permission::require_person(conn, &scope, Action::QuestionEstimate, correction.person).await?;
                if !store::appeal(conn, id, &words, scope.person, clock.now()).await? {
                    return Err(Error::Conflict(Problem::new("learner.correction_no_appeal")));
                }
                note(conn, &clock, &scope, "student_record.correction_appeal", id).await
            })
        })
        .await
}

/// Decides an appeal for good. [`Error::Forbidden`] unless the caller leads the learner's school; [`Error::Conflict`] when no
/// appeal waits.
pub async fn decide(base: &Base, scope: &Scope, id: i64, verdict: Verdict, words: &str) -> Result<()> {
    let words = checked(words)?;
    let (base, scope) = (base.clone(), scope.clone());
    let db = base.db.clone();
    db.write(move |conn| {
        Box::pin(async move {
            let correction = store::get(conn, id).await?;
            permission::require_person(conn, &scope, Action::DecideAppeal, correction.person).await?;
            if !store::decide(conn, id, verdict.code(), &words, scope.person, base.clock.now()).await? {
                return Err(Error::Conflict(Problem::new("learner.correction_no_appeal_waits")));
            }
            carry_out(conn, &base, &scope, &correction, verdict).await?;
            note(conn, &base.clock, &scope, "student_record.correction_decide", id).await
        })
    })
    .await
}

/// Takes the record back where that was decided.
async fn carry_out(conn: &mut Conn, base: &Base, scope: &Scope, correction: &Correction, verdict: Verdict) -> Result<()> {
    if verdict == Verdict::Upheld {
        return Ok(());
    }
    // First of all, as everybody does who changes a person's statements: then nobody waits for each other.
    crate::store::mastery::hold(conn, &[correction.person]).await?;
    let (home, now) = (base.config.public_url(), base.clock.now());
    let voiding = records::event::voiding(&home, Uuid::new_v4(), correction.id_of_statement()?, scope.person, now);
    let statements = records::xapi::Prepared::parse(records::Version::V1, &voiding).map_err(Error::internal)?;
    records::append(conn, &Source { home, authority: None, defines: false }, now, statements).await?;
    records::progress::remake(conn, &[correction.person]).await?;
    remake(conn, &[correction.person]).await.map(|_| ())
}

/// Whether the caller recorded what it is about, and still teaches the learner, or is the class teacher.
async fn is_responsible(conn: &mut Conn, scope: &Scope, correction: &Correction) -> Result<bool> {
    permission::require_person(conn, scope, Action::AnswerQuestion, correction.person).await?;
    if correction.recorder == Some(scope.person) {
        return Ok(true);
    }
    for class in role::of_person(conn, correction.person, &scope.today).await?.iter().filter(|a| a.role() == Some(Role::Student)) {
        let teachers = role::at(conn, class.org, Role::ClassTeacher, &scope.today).await?;
        if teachers.iter().any(|teacher| teacher.id == scope.person) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The request about a statement, if there is one. Only for callers that have checked that the learner may be seen.
pub async fn of_statement(conn: &mut Conn, person: i64, statement: Uuid) -> Result<Option<Correction>> {
    store::of_statement(conn, person, &statement.to_string()).await
}

/// The requests about a learner's record, newest first: for the learner and the family.
pub async fn of_person(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Vec<Correction>> {
    permission::require_person(conn, scope, Action::QuestionEstimate, person).await?;
    store::of_person(conn, person).await
}

/// The requests of a class that the caller may answer, those that wait first.
pub async fn of_class(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Vec<Correction>> {
    permission::require_organisation(conn, scope, Action::AnswerQuestion, class).await?;
    let mut mine = Vec::new();
    for correction in store::below(conn, class, &scope.today, false).await? {
        if is_responsible(conn, scope, &correction).await? {
            mine.push(correction);
        }
    }
    Ok(mine)
}

/// The appeals of a school, those that wait first.
pub async fn appeals(conn: &mut Conn, scope: &Scope, school: i64) -> Result<Vec<Correction>> {
    permission::require_organisation(conn, scope, Action::DecideAppeal, school).await?;
    match organisation::get(conn, school).await?.is(OrganisationKind::School) {
        true => store::below(conn, school, &scope.today, true).await,
        false => Err(Error::NotFound),
    }
}

/// The record that an appeal is about: for who decides it.
pub async fn appealed_record(conn: &mut Conn, scope: &Scope, correction: &Correction) -> Result<Option<records::Told>> {
    permission::require_person(conn, scope, Action::DecideAppeal, correction.person).await?;
    records::told(conn, correction.person, correction.id_of_statement()?).await
}

/// The record that a request is about: for the teacher who answers it.
pub async fn questioned_record(conn: &mut Conn, scope: &Scope, correction: &Correction) -> Result<Option<records::Told>> {
    if !is_responsible(conn, scope, correction).await? {
        return Err(Error::Forbidden);
    }
    records::told(conn, correction.person, correction.id_of_statement()?).await
}

async fn note(conn: &mut Conn, clock: &base::Clock, scope: &Scope, action: &'static str, id: i64) -> Result<()> {
    let target = format!("correction:{id}");
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target, detail: serde_json::json!({}) }).await
}
