//! Issuing passwords to students, their guardians or staff, with slips to print and cut.
//!
//! The plain passwords exist in two places only: on the printed slip, and sealed in the result of
//! the job that made them, for its owner, until [`KEPT_FOR`] has passed.

use crate::store::slip as store;
use crate::{Action, account, permission};
use base::job::Context;
use base::{Base, Conn, Error, Millis, Problem, Result, audit};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Kind of the job.
pub const JOB: &str = "people.issue_passwords";
/// How long the slips of a finished job can be opened (milliseconds).
pub const KEPT_FOR: Millis = 24 * 3_600_000;

/// Syllables of issued passwords: easy to read aloud, none of l / 1 / o / 0.
const SYLLABLES: &[&str] = &[
    "ba", "be", "bi", "bu", "da", "de", "di", "du", "fa", "fu", "ga", "ge", "gu", "ha", "he", "hu", "ka", "ke", "ku", "ma", "mi", "mu",
    "na", "ni", "nu", "pa", "pi", "pu", "sa", "se", "su", "ta", "te", "ti", "tu", "wa", "we", "ya", "yi", "yu", "za", "ze", "zi", "zu",
];

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Slip {
    /// Class or other place, as printed at the top; for guardians with the child's name.
    pub class: String,
    /// Whose.
    pub name: String,
    /// What to type.
    pub login: String,
    /// The issued password, to be changed at first sign-in.
    pub password: String,
}

/// Somebody who would get a new password.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recipient {
    /// Person.
    pub person: i64,
    /// Name.
    pub name: String,
    /// Login.
    pub login: String,
    /// Their class or other place; for guardians with the child's name.
    pub class: String,
    /// Whether they have a password now, which would stop working.
    pub has_password: bool,
}

/// Whose passwords are issued: those who belong to an organisation in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The students at or below it.
    #[default]
    Students,
    /// Those students' guardians.
    Guardians,
    /// Everybody else with a role at or below it.
    Staff,
}

impl Whose {
    /// All of them.
    pub const ALL: [Whose; 3] = [Whose::Students, Whose::Guardians, Whose::Staff];

    /// The word in forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Whose::Students => "students",
            Whose::Guardians => "guardians",
            Whose::Staff => "staff",
        }
    }

    /// What the caller must be allowed to do at the organisation: a class teacher issues to families, not to
    /// colleagues.
    pub fn action(self) -> Action {
        match self {
            Whose::Students | Whose::Guardians => Action::IssueAccounts,
            Whose::Staff => Action::ManageRoster,
        }
    }
}

/// What was asked for: the job's arguments.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Order {
    org: i64,
    #[serde(default)]
    whose: Whose,
    only_new: bool,
}

impl Order {
    async fn recipients(self, conn: &mut Conn, scope: &crate::Scope) -> Result<Vec<Recipient>> {
        let mut all = preview(conn, scope, self.org, self.whose).await?;
        all.retain(|r| !self.only_new || !r.has_password);
        Ok(all)
    }
}

/// Who would get a new password, by place and name. The caller must hold [`Whose::action`] there.
///
/// Whoever prints a password could use it. So the caller is left out, and who holds a role (other than as a
/// student) where the caller does not manage the roster; and a guardian's password is replaced only by those who
/// reach all the children: it opens what each of them has learnt.
pub async fn preview(conn: &mut Conn, scope: &crate::Scope, org: i64, whose: Whose) -> Result<Vec<Recipient>> {
    permission::require_organisation(conn, scope, whose.action(), org).await?;
    store::recipients(conn, scope, org, whose).await
}

/// Asks for the job. Those who have a password keep it when `only_new`.
pub async fn request(base: &Base, scope: &crate::Scope, org: i64, whose: Whose, only_new: bool) -> Result<i64> {
    let (scope, now, order) = (scope.clone(), base.clock.now(), Order { org, whose, only_new });
    base.db
        .write(move |conn| {
            Box::pin(async move {
                if order.recipients(conn, &scope).await?.is_empty() {
                    return Err(Error::Conflict(Problem::new("account.nobody_to_issue")));
                }
                base::job::enqueue(conn, now, JOB, Some(scope.person), &serde_json::to_value(order)?).await
            })
        })
        .await
}

/// The job's handler: hashes one password per person, then sets them all in one transaction, but for those who
/// are no longer the caller's to issue to.
pub async fn run(context: Context) -> Result<Value> {
    let base = context.base.clone();
    let owner = context.owner.ok_or(Error::Forbidden)?;
    let order: Order = serde_json::from_value(context.args.clone())?;
    let scope = crate::Scope::new(owner, &base.clock);
    let recipients = order.recipients(&mut base.db.read().await?, &scope).await?;
    let total = recipients.len() as i64;
    let mut made = Vec::new();
    for (done, recipient) in recipients.into_iter().enumerate() {
        if done % 10 == 0 {
            context.progress(done as i64, total, &recipient.class).await?;
        }
        let password = password()?;
        let hash = account::hash(&password).await?;
        made.push((recipient.person, hash, Slip { class: recipient.class, name: recipient.name, login: recipient.login, password }));
    }
    let (clock, seal) = (base.clock.clone(), base.seal.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                // The hashing took its time: since then somebody may have come by a password or a post.
                let still: HashSet<i64> = order.recipients(conn, &scope).await?.into_iter().map(|r| r.person).collect();
                let mut slips = Vec::new();
                for (person, hash, slip) in made.into_iter().filter(|(person, ..)| still.contains(person)) {
                    account::issue(conn, person, &hash).await?;
                    slips.push(slip);
                }
                let sealed = seal.close(&serde_json::to_string(&slips)?)?;
                let (target, detail) = (format!("organisation:{}", order.org), json!({ "whose": order.whose, "people": slips.len() }));
                audit::record(conn, &clock, audit::Entry { actor: Some(owner), action: "account.issue", target, detail }).await?;
                let result = json!({ "people": slips.len(), "sealed": sealed, "until": clock.now() + KEPT_FOR });
                context.finish(conn, &result).await?;
                Ok(result)
            })
        })
        .await
}

/// The slips of a finished job, for its owner, while they are kept.
pub async fn of_job(base: &Base, scope: &crate::Scope, job: i64) -> Result<Vec<Slip>> {
    let job = base::job::get(&mut base.db.read().await?, job).await?;
    if job.kind != JOB || job.owner != Some(scope.person) || job.state() != base::job::State::Done {
        return Err(Error::NotFound);
    }
    let kept = job.result().filter(|result| result["until"].as_i64().is_some_and(|until| until >= base.clock.now()));
    let result = kept.ok_or_else(|| Error::Conflict(Problem::new("account.slips_gone")))?;
    let sealed = result["sealed"].as_str().ok_or(Error::NotFound)?;
    Ok(serde_json::from_str(&base.seal.open(sealed)?)?)
}

/// Removes the passwords of slips that can no longer be opened; called now and then.
pub async fn sweep(conn: &mut Conn, now: Millis) -> Result<u64> {
    base::job::forget_results(conn, JOB, now - KEPT_FOR).await
}

/// Four syllables and three digits: about 32 bits, for a password that must be changed at once and
/// locks after a few wrong tries.
pub fn password() -> Result<String> {
    let mut out = String::new();
    for _ in 0..4 {
        out.push_str(SYLLABLES[pick(SYLLABLES.len())?]);
    }
    out.push('-');
    for _ in 0..3 {
        out.push_str(&(2 + pick(8)?).to_string());
    }
    Ok(out)
}

/// A number below `n`, uniformly, from the system's generator.
fn pick(n: usize) -> Result<usize> {
    let n = n as u32;
    loop {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        let value = u32::from_le_bytes(bytes);
        if value < u32::MAX - u32::MAX % n {
            return Ok((value % n) as usize);
        }
    }
}
