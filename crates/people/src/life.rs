//! The life of an account: transfer (转学), graduation (毕业), merge of duplicates. Each is previewed,
//! then applied by a job that checks again. Promotion (升年级) needs no change: see [`crate::grade`].

use crate::permission::{self, Action, Scope};
use crate::store::life as store;
use crate::{Organisation, OrganisationKind, grade, merge, organisation};
use base::job::Context;
use base::{Base, Conn, Date, Error, Problem, Result, audit};
use futures::future::BoxFuture;
use serde_json::{Value, json};

/// Kind of the job.
pub const JOB: &str = "people.life";

/// A change in people's places.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A student moves to another class, of the same or another school.
    Transfer {
        /// Who.
        person: i64,
        /// Where to.
        class: i64,
        /// First day in the new class.
        day: Date,
    },
    /// Every class of a school beyond its last grade graduates.
    Graduate {
        /// The school.
        school: i64,
        /// Last day as students: today or earlier.
        day: Date,
    },
    /// Two records are one person.
    Merge {
        /// The record that stays.
        keep: i64,
        /// The record that becomes an alias.
        duplicate: i64,
    },
}

/// One line of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who or what changes.
    pub subject: String,
    /// How it is now.
    pub before: String,
    /// How it will be.
    pub after: String,
}

/// What upper floors do when two persons become one: they move what they hold of the second to the
/// first, in the same transaction. Wired by the binary.
pub type OnMerge = fn(&mut Conn, i64, i64) -> BoxFuture<'_, Result<()>>;

/// What a change would do. Errors are those that applying it would give.
pub async fn preview(conn: &mut Conn, scope: &Scope, change: &Change) -> Result<Vec<Line>> {
    match change {
        Change::Transfer { person, class, .. } => transfer_preview(conn, scope, *person, *class).await,
        Change::Graduate { school, day } => graduate_preview(conn, scope, *school, *day).await,
        Change::Merge { keep, duplicate } => merge::preview(conn, scope, *keep, *duplicate).await,
    }
}

async fn transfer_preview(conn: &mut Conn, scope: &Scope, person: i64, class: i64) -> Result<Vec<Line>> {
    permission::require_person(conn, scope, Action::ManageRoster, person).await?;
    permission::require_organisation(conn, scope, Action::ManageRoster, class).await?;
    let target = organisation::get(conn, class).await?;
    if !target.is(OrganisationKind::Class) || target.closed.is_some() {
        return Err(Error::invalid("people.not_an_open_class"));
    }
    let who = crate::person::get(conn, person).await?;
    let before = store::classes_of(conn, person, &scope.today).await?;
    if before.is_empty() {
        return Err(Error::invalid("people.not_a_student"));
    }
    // Every present place ends: the caller must manage each.
    for (org, _) in &before {
        permission::require_organisation(conn, scope, Action::ManageRoster, *org).await?;
    }
    if before.iter().any(|(org, _)| *org == class) {
        return Err(Error::invalid("people.already_in_class"));
    }
    let names: Vec<String> = before.into_iter().map(|(_, name)| name).collect();
    Ok(vec![Line { subject: who.name, before: names.join(", "), after: class_name(conn, &target).await? }])
}

/// A class with its school in front.
async fn class_name(conn: &mut Conn, class: &Organisation) -> Result<String> {
    let school = organisation::above(conn, class.id, OrganisationKind::School).await?;
    Ok(school.map(|s| format!("{} {}", s.name, class.name)).unwrap_or_else(|| class.name.clone()))
}

/// Classes of the school whose grade on the day after `day` lies beyond the school's last.
async fn leaving(conn: &mut Conn, school: i64, day: Date) -> Result<Vec<Organisation>> {
    let school = organisation::get(conn, school).await?;
    let Some((_, last)) = grade::span(&school) else { return Err(Error::invalid("people.school_without_stages")) };
    // Graduates leave in summer; the grade is read on the first day of the next school year.
    let next_year = Date::new((grade::school_year(day) + 1) as i16, 9, 1).map_err(Error::internal)?;
    let classes = organisation::below(conn, school.id, OrganisationKind::Class).await?;
    let leaves = |c: &Organisation| c.entry_year.and_then(|y| grade::of(&school, y, next_year)).is_some_and(|g| g > last);
    Ok(classes.into_iter().filter(leaves).collect())
}

async fn graduate_preview(conn: &mut Conn, scope: &Scope, school: i64, day: Date) -> Result<Vec<Line>> {
    permission::require_organisation(conn, scope, Action::ManageRoster, school).await?;
    // Applied at once: accounts and classes close, so the day must have come.
    if day.to_string() > scope.today {
        return Err(Problem::new("people.graduates_later").with("day", day).with("today", &scope.today).into());
    }
    let mut lines = Vec::new();
    for class in leaving(conn, school, day).await? {
        let students = store::count_students(conn, class.id, &scope.today).await?;
        lines.push(Line { subject: class.name, before: students.to_string(), after: day.to_string() });
    }
    if lines.is_empty() {
        return Err(Error::invalid("people.nobody_graduates"));
    }
    Ok(lines)
}

/// Asks for a change: previews it once more, then queues the job.
pub async fn request(base: &Base, scope: &Scope, change: Change) -> Result<i64> {
    let (scope, now) = (scope.clone(), base.clock.now());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                preview(conn, &scope, &change).await?;
                base::job::enqueue(conn, now, JOB, Some(scope.person), &serde_json::to_value(&change)?).await
            })
        })
        .await
}

/// The job's handler. All or nothing, in one transaction.
pub async fn run(context: Context, on_merge: OnMerge) -> Result<Value> {
    let owner = context.owner.ok_or(Error::Forbidden)?;
    let change: Change = serde_json::from_value(context.args.clone())?;
    let (clock, scope) = (context.base.clock.clone(), Scope::new(owner, &context.base.clock));
    context.progress(0, 1, "").await?;
    let own = context.clone();
    context
        .base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let lines = preview(conn, &scope, &change).await?;
                apply(conn, &scope, &change, on_merge).await?;
                let (action, target) = match &change {
                    Change::Transfer { person, .. } => ("people.transfer", format!("person:{person}")),
                    Change::Graduate { school, .. } => ("people.graduate", format!("organisation:{school}")),
                    Change::Merge { keep, .. } => ("people.merge", format!("person:{keep}")),
                };
                let detail = serde_json::to_value(&change)?;
                audit::record(conn, &clock, audit::Entry { actor: Some(owner), action, target, detail }).await?;
                let result = json!({ "changed": lines.len() });
                own.finish(conn, &result).await?;
                Ok(result)
            })
        })
        .await
}

async fn apply(conn: &mut Conn, scope: &Scope, change: &Change, on_merge: OnMerge) -> Result<()> {
    match change {
        Change::Transfer { person, class, day } => {
            let last = day.yesterday().map_err(Error::internal)?.to_string();
            store::end_student_roles(conn, *person, &last).await?;
            crate::role::assign(conn, *person, crate::Role::Student, *class, None, &day.to_string()).await.map(|_| ())
        }
        Change::Graduate { school, day } => {
            for class in leaving(conn, *school, *day).await? {
                store::graduate(conn, class.id, &scope.today, &day.to_string()).await?;
            }
            Ok(())
        }
        Change::Merge { keep, duplicate } => {
            merge::apply(conn, scope, *keep, *duplicate).await?;
            on_merge(conn, *keep, *duplicate).await
        }
    }
}
