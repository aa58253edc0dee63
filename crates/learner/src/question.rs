//! Questions about an estimate: whoever is spoken of may ask whether it is right, and is answered by
//! a teacher.

use crate::{policy, store::question as store, visible};
use base::{Base, Conn, Error, Millis, Problem, Result, audit};
use people::{Action, Scope, permission};

/// A question about one learner's estimate on one point.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Question {
    /// Identifier.
    pub id: i64,
    /// The learner.
    pub person: i64,
    /// The learner's name.
    pub person_name: String,
    /// The knowledge point.
    pub point: i64,
    /// The point's name.
    pub point_name: String,
    /// Code of the point's subject.
    pub subject: String,
    /// Name of who asked: the learner or a guardian.
    pub asked_by: String,
    /// The question.
    pub words: String,
    /// When it was asked.
    pub asked_at: Millis,
    /// The answer; `None` while open.
    pub reply: Option<String>,
    /// Name of who answered.
    pub replied_by: Option<String>,
    /// When it was answered.
    pub replied_at: Option<Millis>,
}

impl Question {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.reply.is_none()
    }
}

/// Asks. [`Error::Forbidden`] unless the caller is the learner or a guardian; [`Error::Invalid`] when the
/// words are missing or too long, or there is no estimate to question.
pub async fn raise(base: &Base, scope: &Scope, person: i64, point: i64, words: &str) -> Result<i64> {
    let words = checked(words)?;
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::QuestionEstimate, person).await?;
                if crate::store::mastery::get(conn, person, point).await?.is_none() {
                    return Err(Error::invalid("learner.question_without_estimate"));
                }
                let id = base::id::next();
                store::insert(conn, id, person, point, scope.person, &words, clock.now()).await?;
                record(conn, &clock, &scope, "estimate.question", id).await?;
                Ok(id)
            })
        })
        .await
}

/// Answers an open question. [`Error::Forbidden`] unless the caller teaches the learner the subject;
/// [`Error::Conflict`] when somebody has answered meanwhile.
pub async fn answer(base: &Base, scope: &Scope, id: i64, words: &str) -> Result<()> {
    let words = checked(words)?;
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let question = store::get(conn, id).await?;
                permission::require_person(conn, &scope, Action::AnswerQuestion, question.person).await?;
                visible::require_subject(conn, &scope, question.person, &question.subject).await?;
                if !store::reply(conn, id, &words, scope.person, clock.now()).await? {
                    return Err(Error::Conflict(Problem::new("learner.question_answered")));
                }
                record(conn, &clock, &scope, "estimate.answer", id).await
            })
        })
        .await
}

/// The questions about a learner, newest first, as far as the caller may see the learner's subjects.
pub async fn of_person(conn: &mut Conn, scope: &Scope, person: i64) -> Result<Vec<Question>> {
    permission::require_person(conn, scope, Action::ViewLearner, person).await?;
    let visible = visible::subjects(conn, scope, person).await?;
    let mut questions = store::of_person(conn, person).await?;
    questions.retain(|q| visible.as_ref().is_none_or(|v| v.contains(&q.subject)));
    Ok(questions)
}

/// The questions about a class's learners of today, open ones first, in the subjects the caller
/// teaches there.
pub async fn of_class(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Vec<Question>> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    let taught = permission::subjects(conn, scope, class).await?;
    let mut questions = store::of_class(conn, class, &scope.today).await?;
    questions.retain(|q| taught.as_ref().is_none_or(|t| t.contains(&q.subject)));
    Ok(questions)
}

/// Words that are neither missing nor too long.
pub(crate) fn checked(words: &str) -> Result<String> {
    let words = words.trim();
    match words.chars().count() {
        0 => Err(Error::invalid("learner.question_empty")),
        n if n > policy::LONGEST_WORDS => Err(Error::from(Problem::new("learner.question_too_long").with("most", policy::LONGEST_WORDS))),
        _ => Ok(words.to_owned()),
    }
}

async fn record(conn: &mut Conn, clock: &base::Clock, scope: &Scope, action: &'static str, id: i64) -> Result<()> {
    let target = format!("estimate_question:{id}");
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target, detail: serde_json::json!({}) }).await
}
