//! Checking a file and applying it: the same plan, once thrown away and once carried out.

use super::draft::Draft;
use super::known::Known;
use super::plan::{self, Plan};
use super::report::Report;
use super::{Kind, draft};
use crate::organisation;
use crate::permission::Scope;
use crate::store::roster as store;
use crate::store::roster_write::{self as write, AccountRow};
use base::job::Context;
use base::{Base, Conn, Error, Lang, Problem, Result, audit, blob, job};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

/// The kind of job that imports a roster.
pub const JOB: &str = "roster.import";

/// What a job of kind [`JOB`] is told.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Args {
    blob: i64,
    kind: Kind,
    /// School for rows that name none.
    school: Option<i64>,
    #[serde(default)]
    lang: Lang,
}

/// What importing the draft would do; changes nothing. `scope` is the caller, `None` the operator at
/// the command line, who may everything. `school` is where rows belong that name no school.
pub async fn check(base: &Base, scope: Option<&Scope>, draft: &Draft, school: Option<i64>) -> Result<Report> {
    Ok(prepare(base, scope, draft, school).await?.report)
}

/// Reads a stored file and tells its columns and what importing it would do.
pub async fn check_blob(base: &Base, scope: Option<&Scope>, blob: i64, kind: Kind, school: Option<i64>) -> Result<(Draft, Report)> {
    let draft = read_blob(base, blob, kind).await?;
    let report = check(base, scope, &draft, school).await?;
    Ok((draft, report))
}

/// Asks for a stored file to be imported in the background and gives the job. The file goes with the
/// job: it is deleted when that is over, well or not.
pub async fn start(base: &Base, scope: &Scope, blob: i64, kind: Kind, school: Option<i64>, lang: Lang) -> Result<i64> {
    let args = serde_json::to_value(Args { blob, kind, school, lang })?;
    let (now, owner) = (base.clock.now(), scope.person);
    base.db.write(move |conn| Box::pin(async move { job::enqueue(conn, now, JOB, Some(owner), &args).await })).await
}

/// The handler of [`JOB`]: all of the file or nothing. The result is a [`Report`]; a file with
/// problems fails with them. The same file again changes nothing.
pub async fn import(context: Context) -> Result<Value> {
    let args: Args = serde_json::from_value(context.args.clone())?;
    let (base, lang) = (&context.base, args.lang);
    context.progress(0, 100, &base::t!(lang, "roster.step_read")).await?;
    let draft = read_blob(base, args.blob, args.kind).await?;
    context.progress(20, 100, &base::t!(lang, "roster.step_check", n = draft.rows())).await?;
    let scope = context.owner.map(|person| Scope::new(person, &base.clock));
    let plan = prepare(base, scope.as_ref(), &draft, args.school).await?;
    if !plan.report.is_good() {
        return Err(Error::Invalid(plan.report.problems));
    }
    context.progress(50, 100, &base::t!(lang, "roster.step_write", n = draft.rows())).await?;
    apply(&context, plan, args.kind).await
}

async fn read_blob(base: &Base, id: i64, kind: Kind) -> Result<Draft> {
    let (file, bytes) = {
        let mut conn = base.db.read().await?;
        let file = blob::get(&mut conn, id).await.map_err(|e| match e {
            Error::NotFound => Error::Conflict(Problem::new("roster.file_gone")),
            other => other,
        })?;
        (file, blob::read(&mut conn, &base.seal, id).await?)
    };
    blocking(move || draft::read(&file.name, &bytes, kind)).await
}

/// The plan of a draft, judged against the database as it is now.
async fn prepare(base: &Base, scope: Option<&Scope>, draft: &Draft, school: Option<i64>) -> Result<Plan> {
    let today = base.clock.today();
    let school = match school {
        None => None,
        Some(id) => Some(organisation::get(&mut base.db.read().await?, id).await?.code),
    };
    let draft = draft.clone();
    let (wanted, faults) = blocking(move || Ok(draft.wanted(today, school.as_deref()))).await?;
    let known = Known::load(&mut base.db.read().await?, &base.seal, scope, &today.to_string(), &wanted).await?;
    let seal = base.seal.clone();
    blocking(move || plan::build(&wanted, &known, &seal, faults)).await
}

/// Carries a plan out in one transaction, in which the job ends too.
async fn apply(context: &Context, plan: Plan, kind: Kind) -> Result<Value> {
    if plan.is_empty() {
        return Ok(serde_json::to_value(plan.report)?);
    }
    let accounts = accounts(&mut context.base.db.read().await?, &plan).await?;
    let detail = json!({ "kind": kind.code(), "job": context.id, "counts": plan.report.counts });
    let own = context.clone();
    let done = context
        .base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let (clock, actor) = (&own.base.clock, own.owner);
                require_unchanged(conn, &plan, &clock.today().to_string()).await?;
                let report = serde_json::to_value(carry_out(conn, clock.now(), plan, &accounts).await?)?;
                audit::record(conn, clock, audit::Entry { actor, action: "roster.import", target: "roster".to_owned(), detail }).await?;
                own.finish(conn, &report).await?;
                Ok(report)
            })
        })
        .await;
    match done {
        // Somebody else took a number, a login or a code in the meantime.
        Err(error) if error.is_duplicate() => Err(Error::Conflict(Problem::new("roster.meanwhile"))),
        done => done,
    }
}

async fn carry_out(conn: &mut Conn, now: base::Millis, plan: Plan, accounts: &[AccountRow]) -> Result<Report> {
    let today = base::clock::date_of(now);
    let yesterday = today.yesterday().map_err(Error::internal)?.to_string();
    let today = today.to_string();
    organisation::add(conn, now, &plan.new_orgs).await?;
    write::change_organisations(conn, now, &plan.changed_orgs).await?;
    write::people(conn, now, plan.people).await?;
    write::accounts(conn, accounts).await?;
    write::set_disabled(conn, &plan.disable, true).await?;
    write::set_disabled(conn, &plan.enable, false).await?;
    for person in &plan.disable {
        crate::session::end_all(conn, *person, None).await?;
    }
    write::end_roles(conn, &plan.end_roles, &yesterday).await?;
    write::roles(conn, &plan.roles, &today).await?;
    write::guardianships(conn, &plan.guardianships, &today).await?;
    Ok(plan.report)
}

/// [`Error::Conflict`] when roles have changed since the plan was made.
async fn require_unchanged(conn: &mut Conn, plan: &Plan, today: &str) -> Result<()> {
    let now: HashSet<i64> = store::held(conn, &plan.seen_people, today).await?.into_iter().map(|h| h.id).collect();
    let before: HashSet<i64> = plan.seen_roles.iter().copied().collect();
    if now == before { Ok(()) } else { Err(Error::Conflict(Problem::new("roster.meanwhile"))) }
}

/// The accounts to open, each with a login: the one given, or a letter with eight digits that
/// nobody has. Digits are drawn, not counted, so that no login tells of the next.
async fn accounts(conn: &mut Conn, plan: &Plan) -> Result<Vec<AccountRow>> {
    let mut used: HashSet<String> = plan.accounts.iter().filter_map(|a| a.login.clone()).collect();
    let mut logins: Vec<Option<String>> = plan.accounts.iter().map(|a| a.login.clone()).collect();
    loop {
        let mut drawn: Vec<(usize, String)> = Vec::new();
        for (index, account) in plan.accounts.iter().enumerate() {
            if logins[index].is_none() {
                let login = loop {
                    let login = draw(account.letter)?;
                    if used.insert(login.clone()) {
                        break login;
                    }
                };
                drawn.push((index, login));
            }
        }
        if drawn.is_empty() {
            break;
        }
        let candidates: Vec<String> = drawn.iter().map(|(_, login)| login.clone()).collect();
        let taken: BTreeSet<String> = store::taken(conn, &candidates).await?.into_iter().collect();
        for (index, login) in drawn {
            if !taken.contains(&login) {
                logins[index] = Some(login);
            }
        }
    }
    let rows = plan.accounts.iter().zip(logins);
    Ok(rows.filter_map(|(a, login)| Some(AccountRow { person: a.person, login: login?, disabled: a.disabled })).collect())
}

fn draw(letter: char) -> Result<String> {
    let number = getrandom::u64().map_err(Error::internal)?;
    Ok(format!("{letter}{:08}", number % 100_000_000))
}

/// Runs work that takes the processor for seconds beside the server's own threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
