//! Retention: how long what belongs to a purpose is kept, for the whole region; and the nightly job that erases what is older.
//!
//! 《个人信息保护法》第十九条: no longer than the purpose needs. A rule is proposed by one person with its reason and source and approved
//! by another ([`propose`], [`decide`]); without a rule everything is kept until it is erased. The clock of a statement is when
//! what it tells happened.

use crate::erasure::{add, chunk};
use crate::store::{mastery, retention as store};
use crate::{beside, policy};
use base::job::{self, Context};
use base::{Base, Conn, Date, Error, Millis, Problem, Result, audit, clock};
use people::consent::Purpose;
use people::permission::{self, Action};
use people::{Scope, organisation};
use records::erase::{self, Numbers, Walk, Whose};
use serde_json::{Value, json};

/// Kind of the nightly job.
pub const JOB: &str = "erase.retention";

/// Longest reason and source, in characters.
const LONGEST_TEXT: usize = 500;

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for a second person.
    Proposed,
    /// It holds, or held until a later one was approved.
    Approved,
    /// It was refused.
    Rejected,
}

impl State {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Approved => "approved",
            State::Rejected => "rejected",
        }
    }
}

/// How long a purpose's statements are kept, as proposed and decided.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Rule {
    /// Identifier.
    pub id: i64,
    /// Code of the purpose.
    pub purpose: String,
    /// Months; `None` for until they are erased.
    pub months: Option<i64>,
    /// Why.
    pub reason: String,
    /// What asks for it: a document, a clause.
    pub source: String,
    state: String,
    /// Who proposed it.
    pub proposed_by: i64,
    /// Their name.
    pub proposed_by_name: String,
    /// When.
    pub proposed_at: Millis,
    /// Name of who approved or refused it.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<Millis>,
}

impl Rule {
    /// Where it stands.
    pub fn state(&self) -> State {
        match self.state.as_str() {
            "approved" => State::Approved,
            "proposed" => State::Proposed,
            _ => State::Rejected,
        }
    }

    /// The instant before which things go on a day; `None` when nothing does.
    pub fn cutoff(&self, today: Date) -> Option<Millis> {
        let months = self.months?;
        Some(clock::start_of(today.saturating_sub(jiff::Span::new().months(months))))
    }
}

/// A night's work.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Run {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// The job.
    pub job: i64,
    /// When it was begun.
    pub begun_at: Millis,
    numbers: String,
    /// When it was done.
    pub done_at: Option<Millis>,
}

impl Run {
    /// Rows gone by table; `statement_partition` counts months whose tables were dropped.
    pub fn numbers(&self) -> Result<Numbers> {
        Ok(serde_json::from_str(&self.numbers)?)
    }
}

/// What a proposal says. Nothing of it is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Proposal {
    /// Code of the purpose.
    #[serde(default)]
    pub purpose: String,
    /// Months; empty for until they are erased.
    #[serde(default)]
    pub months: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// What asks for it.
    #[serde(default)]
    pub source: String,
}

/// A proposal that keeps all rules.
struct Checked {
    purpose: Purpose,
    months: Option<i64>,
    reason: String,
    source: String,
}

impl Proposal {
    fn checked(self) -> Result<Checked> {
        let mut problems = Vec::new();
        let purpose = Purpose::of(&self.purpose).filter(|purpose| erase::is_kept(*purpose));
        if purpose.is_none() {
            problems.push(Problem::new("erasure.unknown_purpose"));
        }
        let months = match self.months.trim() {
            "" => Ok(None),
            text => text.parse().map(Some),
        };
        let allowed = policy::SHORTEST_RETENTION..=policy::LONGEST_RETENTION;
        let months = months.ok().filter(|months| months.is_none_or(|n: i64| allowed.contains(&n)));
        if months.is_none() {
            let problem = Problem::new("erasure.bad_months");
            problems.push(problem.with("least", policy::SHORTEST_RETENTION).with("most", policy::LONGEST_RETENTION));
        }
        let text = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty() && t.chars().count() <= LONGEST_TEXT);
        let (reason, source) = (text(&self.reason), text(&self.source));
        if reason.is_none() || source.is_none() {
            problems.push(Problem::new("erasure.blank_words").with("most", LONGEST_TEXT));
        }
        match (purpose, months, reason, source) {
            (Some(purpose), Some(months), Some(reason), Some(source)) => Ok(Checked { purpose, months, reason, source }),
            _ => Err(Error::Invalid(problems)),
        }
    }
}

/// [`Error::Forbidden`] unless the caller may do this at the region.
async fn require(conn: &mut Conn, scope: &Scope, action: Action) -> Result<()> {
    let region = organisation::root(conn).await?.ok_or(Error::Forbidden)?;
    permission::require_organisation(conn, scope, action, region.id).await
}

/// Proposes a rule. [`Error::Forbidden`] unless the caller holds [`Action::SetRetention`] at the region; [`Error::Invalid`] with all
/// that is wrong; [`Error::Conflict`] while another proposal for the purpose waits.
pub async fn propose(base: &Base, scope: &Scope, proposal: Proposal) -> Result<i64> {
    let Checked { purpose, months, reason, source } = proposal.checked()?;
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                require(conn, &scope, Action::SetRetention).await?;
                store::take_turns(conn).await?;
                if store::is_proposed(conn, purpose.code()).await? {
                    return Err(Error::Conflict(Problem::new("erasure.waits_already")));
                }
                let (id, at) = (base::id::next(), clock.now());
                let new =
                    store::New { id, purpose: purpose.code(), months, reason: &reason, source: &source, proposed_by: scope.person, at };
                store::insert(conn, &new).await?;
                note(conn, &clock, &scope, "retention.propose", id, json!({ "purpose": purpose.code(), "months": months })).await?;
                Ok(id)
            })
        })
        .await
}

/// Approves a proposal or refuses it. [`Error::Forbidden`] unless the caller holds [`Action::ApproveRetention`] at the region;
/// [`Error::Conflict`] when it is approved by who proposed it, or somebody has decided meanwhile.
pub async fn decide(base: &Base, scope: &Scope, id: i64, approve: bool) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                require(conn, &scope, Action::ApproveRetention).await?;
                let rule = store::get(conn, id).await?;
                if approve && rule.proposed_by == scope.person {
                    return Err(Error::Conflict(Problem::new("erasure.second_person")));
                }
                let state = if approve { State::Approved } else { State::Rejected };
                if !store::decide(conn, id, state.code(), scope.person, clock.now()).await? {
                    return Err(Error::Conflict(Problem::new("erasure.decided_already")));
                }
                let action = if approve { "retention.approve" } else { "retention.reject" };
                note(conn, &clock, &scope, action, id, json!({ "purpose": rule.purpose, "months": rule.months })).await
            })
        })
        .await
}

/// All rules ever proposed, newest first. [`Error::Forbidden`] unless the caller holds [`Action::ApproveRetention`] at the region.
pub async fn rules(conn: &mut Conn, scope: &Scope) -> Result<Vec<Rule>> {
    require(conn, scope, Action::ApproveRetention).await?;
    store::all(conn).await
}

/// The rules that hold, of purposes that have one.
pub async fn in_force(conn: &mut Conn) -> Result<Vec<(Purpose, Rule)>> {
    let mut rules = Vec::new();
    for purpose in Purpose::ALL.into_iter().filter(|purpose| erase::is_kept(*purpose)) {
        rules.extend(store::in_force(conn, purpose.code()).await?.map(|rule| (purpose, rule)));
    }
    Ok(rules)
}

/// How many statements would go today by a rule. [`Error::Forbidden`] unless the caller holds [`Action::ApproveRetention`] at the
/// region.
pub async fn would_go(conn: &mut Conn, base: &Base, scope: &Scope, rule: &Rule) -> Result<i64> {
    require(conn, scope, Action::ApproveRetention).await?;
    match (Purpose::of(&rule.purpose), rule.cutoff(base.clock.today())) {
        (Some(purpose), Some(before)) => erase::kept_before(conn, purpose, before).await,
        _ => Ok(0),
    }
}

/// The last night's work. [`Error::Forbidden`] unless the caller holds [`Action::ApproveRetention`] at the region.
pub async fn last_run(conn: &mut Conn, scope: &Scope) -> Result<Option<Run>> {
    require(conn, scope, Action::ApproveRetention).await?;
    store::last_run(conn).await
}

/// Asks for the night's job, once a day and region whichever node comes first, from [`policy::NIGHT_HOUR`] on; nothing while no rule
/// holds. True when this call began it. To be called every minute or so.
pub async fn nightly(base: &Base) -> Result<bool> {
    let (now, today) = (base.clock.now(), base.clock.today());
    if now - clock::start_of(today) < policy::NIGHT_HOUR * 3_600_000 {
        return Ok(false);
    }
    let day = today.to_string();
    let mut conn = base.db.read().await?;
    let begun = store::run_of(&mut conn, &day).await?.is_some();
    if begun || !in_force(&mut conn).await?.iter().any(|(_, rule)| rule.months.is_some()) {
        return Ok(false);
    }
    drop(conn);
    base.db
        .write(move |conn| {
            Box::pin(async move {
                if !store::begin(conn, &day, now).await? {
                    return Ok(false);
                }
                let job = job::enqueue(conn, now, JOB, None, &json!({ "day": day })).await?;
                store::entrust(conn, &day, job).await?;
                Ok(true)
            })
        })
        .await
}

/// Runs the job: purpose by purpose, person by person, in chunks; then drops tables of months that are empty. Run again from the
/// start, it goes on where it was stopped.
pub async fn run(context: Context) -> Result<Value> {
    let base = context.base.clone();
    let day = context.args["day"].as_str().ok_or_else(|| Error::internal("no day is named"))?.to_owned();
    let mut done = 0;
    for (purpose, rule) in in_force(&mut base.db.read().await?).await? {
        let Some(before) = rule.cutoff(base.clock.today()) else { continue };
        let mut walk = Walk::default();
        while let Some(whose) = walk.next(&mut base.db.read().await?, purpose, before, policy::PERSONS_AT_ONCE).await? {
            loop {
                context.progress(done, 0, "").await?;
                let (day, whose, id) = (day.clone(), whose.clone(), rule.id);
                let gone =
                    base.db.write(move |conn| Box::pin(async move { old_statements(conn, &day, &whose, purpose, id, before).await }));
                match gone.await? {
                    0 => break,
                    n => done += n,
                }
            }
        }
        if purpose == Purpose::Learning {
            old_beside(&context, &day, before).await?;
        }
    }
    loop {
        let (day, now) = (day.clone(), base.clock.now());
        if !base.db.write(move |conn| Box::pin(async move { drop_month(conn, &day, now).await })).await? {
            break;
        }
    }
    let db = base.db.clone();
    db.write(move |conn| {
        Box::pin(async move {
            let numbers = count(conn, &day, Numbers::new(), Some(base.clock.now())).await?;
            let detail = json!({ "rows": numbers });
            let entry = audit::Entry { actor: None, action: "retention.run", target: format!("day:{day}"), detail };
            audit::record(conn, &base.clock, entry).await?;
            let result = json!(numbers);
            context.finish(conn, &result).await?;
            Ok(result)
        })
    })
    .await
}

/// One chunk of what is older, while its rule holds; gives the number of statements gone.
async fn old_statements(conn: &mut Conn, day: &str, whose: &Whose, purpose: Purpose, rule: i64, before: Millis) -> Result<i64> {
    if let Whose::Agents(agents) = whose {
        mastery::hold(conn, agents).await?;
    }
    if store::in_force(conn, purpose.code()).await?.is_none_or(|now| now.id != rule) {
        return Ok(0);
    }
    let gone = chunk(conn, whose, purpose, before).await?;
    let statements = gone.get("statement").copied().unwrap_or_default();
    if !gone.is_empty() {
        count(conn, day, gone, None).await?;
    }
    i64::try_from(statements).map_err(Error::internal)
}

/// What is old beside statements, while there are sittings.
async fn old_beside(context: &Context, day: &str, before: Millis) -> Result<()> {
    loop {
        context.progress(0, 0, "").await?;
        let day = day.to_owned();
        let some = context.base.db.write(move |conn| {
            Box::pin(async move {
                let mut gone = Numbers::new();
                add(&mut gone, beside::remove_before(conn, before).await?);
                let some = gone.contains_key("practice_session");
                count(conn, &day, gone, None).await?;
                Ok(some)
            })
        });
        if !some.await? {
            return Ok(());
        }
    }
}

/// Drops the table of a month that is past and empty; false when there is none. PostgreSQL only.
async fn drop_month(conn: &mut Conn, day: &str, now: Millis) -> Result<bool> {
    match records::drop_empty(conn, now).await? {
        None => Ok(false),
        Some(_) => count(conn, day, [("statement_partition".to_owned(), 1)].into(), None).await.map(|_| true),
    }
}

/// Adds to the numbers of a night and gives all of them.
async fn count(conn: &mut Conn, day: &str, gone: Numbers, done_at: Option<Millis>) -> Result<Numbers> {
    let mut all: Numbers = serde_json::from_str(&store::numbers(conn, day).await?)?;
    for (table, n) in gone {
        *all.entry(table).or_default() += n;
    }
    store::count(conn, day, &serde_json::to_string(&all)?, done_at).await?;
    Ok(all)
}

async fn note(conn: &mut Conn, clock: &base::Clock, scope: &Scope, action: &'static str, id: i64, detail: Value) -> Result<()> {
    let target = format!("retention:{id}");
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target, detail }).await
}
