//! Erasure at a family's request: what is kept of a person for a purpose goes, once consent to it does not hold.
//!
//! 《个人信息保护法》第四十七条 asks for it when consent is withdrawn; 《儿童个人信息网络保护规定》第二十条 when a guardian withdraws it.
//! Whoever decides about consent may ask ([`ask`]); a job carries it out in chunks ([`run`]), each whole in a transaction: the
//! statements with all that belongs to them, what was said about them (corrections, shares of a single one), and
//! for learning also sittings, questions about estimates and other makers' documents; estimates and days are made
//! anew from what is left. What is kept of an erasure are numbers by table, never anything of what went.

use crate::rebuild::remake;
use crate::store::{erasure as store, mastery};
use crate::{beside, policy};
use base::job::{self, Context};
use base::{Base, Conn, Error, Millis, Problem, Result, audit};
use people::Scope;
use people::consent::{self, Purpose};
use records::erase::{self, Numbers, Whose};
use serde_json::{Value, json};

/// Kind of the job.
pub const JOB: &str = "erase.purpose";

/// An erasure that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Erasure {
    /// Identifier.
    pub id: i64,
    /// Whose.
    pub person: i64,
    /// Code of the purpose.
    pub purpose: String,
    /// Name of who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Millis,
    /// The job that carries it out.
    pub job: i64,
    numbers: String,
    /// When all of it was gone.
    pub done_at: Option<Millis>,
}

impl Erasure {
    /// Rows gone so far, by table.
    pub fn numbers(&self) -> Result<Numbers> {
        Ok(serde_json::from_str(&self.numbers)?)
    }

    /// Entries gone so far: what [`Kept::entries`] counts.
    pub fn entries(&self) -> Result<u64> {
        let numbers = self.numbers()?;
        Ok(ENTRIES.iter().filter_map(|table| numbers.get(*table)).sum())
    }
}

/// The tables whose rows a family would call entries.
const ENTRIES: [&str; 4] = ["statement", "practice_session", "estimate_question", "document"];

/// What is kept of a person for a purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Statements: answers, facts, what other makers' tools recorded.
    pub statements: i64,
    /// Sittings of practice.
    pub sittings: i64,
    /// Questions about estimates.
    pub questions: i64,
    /// Documents of other makers' tools.
    pub documents: i64,
    /// Estimates; they go with their statements.
    pub estimates: i64,
}

impl Kept {
    /// How many entries that is.
    pub fn entries(&self) -> i64 {
        self.statements + self.sittings + self.questions + self.documents
    }
}

/// What is kept of a person for a purpose. [`Error::Forbidden`] unless the caller decides about the person's data.
pub async fn kept(conn: &mut Conn, base: &Base, scope: &Scope, person: i64, purpose: Purpose) -> Result<Kept> {
    consent::require_decider(conn, scope, person, base.clock.today()).await?;
    kept_of(conn, base, person, purpose).await
}

async fn kept_of(conn: &mut Conn, base: &Base, person: i64, purpose: Purpose) -> Result<Kept> {
    let statements = erase::kept(conn, person, purpose).await?;
    if purpose != Purpose::Learning {
        return Ok(Kept { statements, ..Kept::default() });
    }
    let (sittings, questions) = store::beside(conn, person).await?;
    let documents = erase::documents(conn, &base.config.public_url(), person).await?;
    Ok(Kept { statements, sittings, questions, documents, estimates: store::estimates(conn, &[person]).await? })
}

/// What would go. [`Error::Forbidden`] unless the caller decides about the person's data; [`Error::NotFound`] for a purpose that
/// nothing is ever kept for; [`Error::Conflict`] while consent holds, or when nothing is kept.
pub async fn preview(conn: &mut Conn, base: &Base, scope: &Scope, person: i64, purpose: Purpose) -> Result<Kept> {
    if !erase::is_kept(purpose) {
        return Err(Error::NotFound);
    }
    consent::require_decider(conn, scope, person, base.clock.today()).await?;
    refuse_while_agreed(conn, person, purpose).await?;
    match kept_of(conn, base, person, purpose).await? {
        kept if kept == Kept::default() => Err(Error::Conflict(Problem::new("erasure.nothing"))),
        kept => Ok(kept),
    }
}

/// Erasures of a person's data, newest first. [`Error::Forbidden`] unless the caller decides about it.
pub async fn of_person(conn: &mut Conn, base: &Base, scope: &Scope, person: i64) -> Result<Vec<Erasure>> {
    consent::require_decider(conn, scope, person, base.clock.today()).await?;
    store::of_person(conn, person).await
}

/// The same for whoever has checked that the record may be taken along.
pub(crate) async fn history(conn: &mut Conn, person: i64) -> Result<Vec<Erasure>> {
    store::of_person(conn, person).await
}

/// Asks for everything kept for a purpose to be erased; gives the job, which is the one under way when there is one.
/// Refuses as [`preview`] does.
pub async fn ask(base: &Base, scope: &Scope, person: i64, purpose: Purpose) -> Result<i64> {
    let (base, scope) = (base.clone(), scope.clone());
    let db = base.db.clone();
    db.write(move |conn| {
        Box::pin(async move {
            // Two who ask at once come one after the other.
            mastery::hold(conn, &[person]).await?;
            consent::require_decider(conn, &scope, person, base.clock.today()).await?;
            if let Some(last) = store::latest(conn, person, purpose.code()).await?.filter(|e| e.done_at.is_none())
                && !job::get(conn, last.job).await?.state().is_over()
            {
                return Ok(last.job);
            }
            preview(conn, &base, &scope, person, purpose).await?;
            let (id, now) = (base::id::next(), base.clock.now());
            let job = job::enqueue(conn, now, JOB, Some(scope.person), &json!({ "erasure": id })).await?;
            let new = store::New { id, person, purpose: purpose.code(), asked_by: scope.person, at: now, job };
            store::insert(conn, &new).await?;
            note(conn, &base, Some(scope.person), "student_record.erase_ask", person, json!({ "purpose": purpose.code() })).await?;
            Ok(job)
        })
    })
    .await
}

async fn refuse_while_agreed(conn: &mut Conn, person: i64, purpose: Purpose) -> Result<()> {
    match consent::holds(conn, person, purpose).await? {
        true => Err(Error::Conflict(Problem::new("erasure.agreed"))),
        false => Ok(()),
    }
}

/// Runs the job: chunk after chunk until nothing is left. Run again from the start, it goes on where it was stopped. It stops when
/// its owner asks, and when the family agrees to the purpose again; what is gone by then stays gone, and is on record.
pub async fn run(context: Context) -> Result<Value> {
    let id = context.args["erasure"].as_i64().ok_or_else(|| Error::internal("no erasure is named"))?;
    match carry_out(&context, id).await {
        Err(error @ (Error::Cancelled | Error::Conflict(_))) => {
            stopped(&context, id, &error).await?;
            Err(error)
        }
        outcome => outcome,
    }
}

async fn carry_out(context: &Context, id: i64) -> Result<Value> {
    let base = &context.base;
    let erasure = store::get(&mut base.db.read().await?, id).await?;
    let purpose = Purpose::of(&erasure.purpose).ok_or_else(|| Error::internal("an erasure of no purpose"))?;
    if erasure.done_at.is_some() {
        return Ok(json!(erasure.numbers()?));
    }
    loop {
        let erasure = store::get(&mut base.db.read().await?, id).await?;
        let left = kept_of(&mut base.db.read().await?, base, erasure.person, purpose).await?;
        let gone = i64::try_from(erasure.entries()?).unwrap_or(i64::MAX);
        context.progress(gone, gone.saturating_add(left.entries()), "").await?;
        let went = base.db.write(move |conn| Box::pin(async move { statements(conn, id, purpose).await })).await?;
        if !went {
            break;
        }
    }
    let context = context.clone();
    base.db.write(move |conn| Box::pin(async move { finish(conn, &context, id, purpose).await })).await
}

/// One chunk of statements; false when there was none left.
async fn statements(conn: &mut Conn, id: i64, purpose: Purpose) -> Result<bool> {
    let erasure = store::get(conn, id).await?;
    mastery::hold(conn, &[erasure.person]).await?;
    refuse_while_agreed(conn, erasure.person, purpose).await?;
    let gone = chunk(conn, &Whose::Agents(vec![erasure.person]), purpose, Millis::MAX).await?;
    if gone.is_empty() {
        return Ok(false);
    }
    count(conn, id, &gone, None).await?;
    Ok(true)
}

/// What is left beside statements, and the end.
async fn finish(conn: &mut Conn, context: &Context, id: i64, purpose: Purpose) -> Result<Value> {
    let base = &context.base;
    let person = store::get(conn, id).await?.person;
    mastery::hold(conn, &[person]).await?;
    refuse_while_agreed(conn, person, purpose).await?;
    let mut gone = Numbers::new();
    if purpose == Purpose::Learning {
        add(&mut gone, beside::remove(conn, &base.config.public_url(), person).await?);
        add(&mut gone, [("mastery", remade(conn, &[person]).await?)]);
    }
    let all = count(conn, id, &gone, Some(base.clock.now())).await?;
    let detail = json!({ "purpose": purpose.code(), "rows": all });
    note(conn, base, context.owner, "student_record.erase", person, detail).await?;
    let result = json!(all);
    context.finish(conn, &result).await?;
    Ok(result)
}

/// Erases some statements and what hangs on them, in the caller's transaction, which holds the persons. Empty when there was
/// none.
pub(crate) async fn chunk(conn: &mut Conn, whose: &Whose, purpose: Purpose, before: Millis) -> Result<Numbers> {
    let erased = erase::erase(conn, whose, purpose, before, policy::ERASED_AT_ONCE).await?;
    let mut gone = erased.numbers;
    if erased.statements.is_empty() {
        return Ok(gone);
    }
    let agents: Vec<i64> = erased.agents.into_iter().collect();
    let corrections = store::remove_corrections(conn, &erased.statements).await?;
    let shares = store::remove_shares(conn, &agents, &erased.statements).await?;
    add(&mut gone, [("correction", corrections), ("record_share", shares)]);
    if purpose == Purpose::Learning {
        add(&mut gone, [("mastery", remade(conn, &agents).await?)]);
    }
    Ok(gone)
}

/// Makes estimates anew; gives how many are no more.
async fn remade(conn: &mut Conn, persons: &[i64]) -> Result<u64> {
    let before = store::estimates(conn, persons).await?;
    let made = remake(conn, persons).await?.estimates;
    Ok(u64::try_from(before).unwrap_or_default().saturating_sub(made as u64))
}

pub(crate) fn add<const N: usize>(numbers: &mut Numbers, more: [(&str, u64); N]) {
    for (table, n) in more.into_iter().filter(|(_, n)| *n > 0) {
        *numbers.entry(table.to_owned()).or_default() += n;
    }
}

/// Adds to the numbers of an erasure and gives all of them.
async fn count(conn: &mut Conn, id: i64, gone: &Numbers, done_at: Option<Millis>) -> Result<Numbers> {
    let mut all = store::get(conn, id).await?.numbers()?;
    for (table, n) in gone {
        *all.entry(table.clone()).or_default() += n;
    }
    store::count(conn, id, &serde_json::to_string(&all)?, done_at).await?;
    Ok(all)
}

/// Puts on record what was gone when an erasure was stopped. A job that another node has taken over was not stopped.
async fn stopped(context: &Context, id: i64, error: &Error) -> Result<()> {
    let by_owner = job::get(&mut context.base.db.read().await?, context.id).await?.cancel;
    if matches!(error, Error::Cancelled) && !by_owner {
        return Ok(());
    }
    let (base, owner) = (context.base.clone(), context.owner);
    let db = base.db.clone();
    db.write(move |conn| {
        Box::pin(async move {
            let erasure = store::get(conn, id).await?;
            let detail = json!({ "purpose": erasure.purpose, "rows": erasure.numbers()? });
            note(conn, &base, owner, "student_record.erase_stopped", erasure.person, detail).await
        })
    })
    .await
}

async fn note(conn: &mut Conn, base: &Base, actor: Option<i64>, action: &'static str, person: i64, detail: Value) -> Result<()> {
    audit::record(conn, &base.clock, audit::Entry { actor, action, target: format!("person:{person}"), detail }).await
}
