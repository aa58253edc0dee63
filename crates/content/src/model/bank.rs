//! Models as they are kept, and the items made of them.
//!
//! A model that is active has some of its instances among the items, so that practice, papers and search find them as
//! they find any item; more are made when they are asked for. A changed model changes its items: they get a new version.

use super::draw::Solutions;
use super::known::Known;
use super::{Answer, Class, Fault, Instance, Model, check, read};
use crate::item::{self, Item, NewItem, Status};
use crate::{Subject, point, store};
use base::{Base, Conn, Error, Millis, Problem, Result};
use std::collections::{HashMap, HashSet};

/// Instances among the items when a model becomes active: as many as a point must have items at the least for a sitting
/// not to run dry (`tests/seed.rs`).
pub const STOCK: usize = 6;
/// Numbers that are tried for one more question before a model counts as used up.
const MOST_TRIES: u64 = 40;

/// A model as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Identifier.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// What it asks.
    pub title: String,
    /// Its main point.
    pub point: i64,
    /// 1 to 5.
    pub difficulty: i64,
    /// The word for its form of answer.
    pub answer: String,
    /// Its text, as `docs/item-models.md` describes it.
    pub source: String,
    /// Where it comes from.
    pub origin: String,
    /// Whether items are made of it.
    pub status: Status,
    /// The number of the next instance.
    pub upcoming: i64,
    /// Who wrote it last; `None` for the platform's own.
    pub author: Option<i64>,
    /// When it was last changed.
    pub changed: Millis,
}

/// Which models to list; `None` means any.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Subject of the main point.
    pub subject: Option<Subject>,
    /// Status.
    pub status: Option<Status>,
    /// Words that the code or the title contains.
    pub words: Option<String>,
}

/// What saving models did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Saved {
    /// Models that were not there.
    pub added: i64,
    /// Models that differ.
    pub changed: i64,
    /// Models that are the same already.
    pub unchanged: i64,
    /// Items made.
    pub items: i64,
}

/// Who saves models, from where, and what becomes of them.
#[derive(Debug, Clone)]
pub struct By {
    /// The person; `None` for the platform's own models.
    pub author: Option<i64>,
    /// Where they come from.
    pub origin: String,
    /// Draft, or active.
    pub status: Status,
}

/// A model; [`Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Kept> {
    store::model::get(conn, id).await
}

/// The model of a code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Kept>> {
    store::model::by_code(conn, code).await
}

/// A page of models by code.
pub async fn list(conn: &mut Conn, filter: &Filter, offset: i64, limit: i64) -> Result<Vec<Kept>> {
    store::model::list(conn, filter, offset, limit).await
}

/// How many models a filter lets through.
pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64> {
    store::model::count(conn, filter).await
}

/// How many active items each model has; those without are absent.
pub async fn items_of(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, i64>> {
    Ok(store::model::items_of(conn, ids).await?.into_iter().collect())
}

/// The model of a kept one: it was sound when it was saved.
pub fn read_kept(kept: &Kept) -> Result<Model> {
    let damaged = |faults: &[Fault]| {
        let told: Vec<String> = faults.iter().map(|f| f.text(base::Lang::En)).collect();
        Error::internal(format!("the stored model {} cannot be read: {}", kept.code, told.join("; ")))
    };
    let models = read(&kept.code, &kept.source).map_err(|faults| damaged(&faults))?;
    models.into_iter().next().ok_or_else(|| damaged(&[]))
}

/// Checks models against the stored points; every fault.
pub async fn check_all(conn: &mut Conn, models: &[Model]) -> Result<Vec<Fault>> {
    let known = known(conn, models).await?;
    Ok(models.iter().flat_map(|m| check(m, &known).faults).collect())
}

/// The points and misconceptions that models name, as stored.
pub async fn known(conn: &mut Conn, models: &[Model]) -> Result<Known> {
    let codes: Vec<&str> = models.iter().flat_map(|m| m.points.iter().map(String::as_str).chain(m.misconceptions())).collect();
    Known::of_store(conn, &codes).await
}

/// Adds models, or changes those whose code is there, in the caller's transaction, and makes the first items of active
/// ones. The caller has checked them ([`check_all`]); [`Error::Invalid`] when a point does not exist.
pub async fn save(conn: &mut Conn, now: Millis, models: &[Model], by: &By) -> Result<Saved> {
    let codes: Vec<&str> = models.iter().filter_map(|m| m.points.first()).map(String::as_str).collect();
    let points = point::by_codes(conn, &codes).await?;
    let mut saved = Saved::default();
    for model in models {
        let main = model.points.first().map_or("", String::as_str);
        let point = points.get(main).ok_or_else(|| Error::from(Problem::new("content.sheet_unknown_point").with("code", main)))?;
        let there = store::model::by_code(conn, &model.code).await?;
        let kept = Kept {
            id: there.as_ref().map_or_else(base::id::next, |t| t.id),
            code: model.code.clone(),
            title: model.title.clone(),
            point: point.id,
            difficulty: model.difficulty,
            answer: model.answer.code().to_owned(),
            source: model.source.clone(),
            origin: by.origin.clone(),
            status: by.status,
            upcoming: there.as_ref().map_or(0, |t| t.upcoming),
            author: by.author,
            changed: now,
        };
        match there {
            None => {
                store::model::add(conn, std::slice::from_ref(&kept)).await?;
                saved.added += 1;
            }
            Some(old) if Kept { changed: old.changed, author: old.author, ..kept.clone() } == old => {
                saved.unchanged += 1;
                continue;
            }
            Some(_) => {
                store::model::change(conn, &kept).await?;
                saved.changed += 1;
            }
        }
        let class = Class { point: point.id, subject: point.subject, stage: point.stage, grade: point.grade };
        match kept.status {
            Status::Active => saved.items += make(conn, now, &kept, model, class).await?,
            Status::Draft | Status::Retired => store::model::set_items(conn, kept.id, Status::Active, Status::Retired).await?,
        }
    }
    Ok(saved)
}

/// Gives a model another status, and its items with it: they are given only while it is active.
pub async fn set_status(conn: &mut Conn, now: Millis, id: i64, status: Status) -> Result<()> {
    let kept = Kept { status, changed: now, ..get(conn, id).await? };
    store::model::change(conn, &kept).await?;
    match status {
        Status::Active => {
            let (model, class) = (read_kept(&kept)?, class_of(conn, &kept).await?);
            make(conn, now, &kept, &model, class).await.map(|_| ())
        }
        Status::Draft | Status::Retired => store::model::set_items(conn, id, Status::Active, Status::Retired).await,
    }
}

/// One more item of a model, stored; `None` when the model is not active or has no other question left.
pub async fn another(base: &Base, id: i64) -> Result<Option<Item>> {
    let clock = base.clock.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let kept = get(conn, id).await?;
                if kept.status != Status::Active {
                    return Ok(None);
                }
                let (model, class) = (read_kept(&kept)?, class_of(conn, &kept).await?);
                let made = add(conn, clock.now(), &kept, &model, class, 1).await?;
                match made.first() {
                    Some(item) => item::by_code(conn, &item.code).await.map(Some),
                    None => Ok(None),
                }
            })
        })
        .await
}

/// Makes so many more items of a point, of all its active models alike; how many were made: fewer when the models have no
/// other question left. For a learner who has seen nearly all that there is.
pub async fn replenish(conn: &mut Conn, now: Millis, point: i64, wanted: usize) -> Result<usize> {
    let models = store::model::of_points(conn, &[point]).await?;
    let mut made = 0;
    for (index, kept) in models.iter().enumerate() {
        let share = (wanted - made).div_ceil(models.len() - index);
        if share > 0 {
            let (model, class) = (read_kept(kept)?, class_of(conn, kept).await?);
            made += add(conn, now, kept, &model, class, share).await?.len();
        }
    }
    Ok(made)
}

async fn class_of(conn: &mut Conn, kept: &Kept) -> Result<Class> {
    let point = point::get(conn, kept.point).await?;
    Ok(Class { point: point.id, subject: point.subject, stage: point.stage, grade: point.grade })
}

/// Brings a model's items up to its text, and adds what is missing to [`STOCK`].
async fn make(conn: &mut Conn, now: Millis, kept: &Kept, model: &Model, class: Class) -> Result<i64> {
    let there = store::item::of_model(conn, kept.id).await?;
    let mut sound: Vec<NewItem> = Vec::new();
    for old in &there {
        // The number stands behind the model's code.
        let n = old.code.rsplit_once('~').and_then(|(_, n)| n.parse::<u64>().ok());
        match n.map(|n| model.instance(n)) {
            Some(Ok(instance)) if instance.hint_that_tells().is_none() && sound.iter().all(|s| !same_question(s, &instance)) => {
                let code = old.code.clone();
                sound.push(NewItem { code, ..instance.item(model, class, &kept.origin) });
            }
            // The text has changed so that this number has no instance, or one that another has.
            _ => item::set_status(conn, old.id, Status::Retired).await?,
        }
    }
    item::save(conn, now, &sound).await?;
    let wanted = STOCK.saturating_sub(sound.len());
    Ok(add(conn, now, kept, model, class, wanted).await?.len() as i64)
}

/// Adds items with questions that are not there yet, as many as wanted or as there are.
async fn add(conn: &mut Conn, now: Millis, kept: &Kept, model: &Model, class: Class, wanted: usize) -> Result<Vec<NewItem>> {
    // Whoever makes items of a model waits for the one who is at it.
    let from = store::model::claim(conn, kept.id).await?.max(0) as u64;
    let there = store::item::of_model(conn, kept.id).await?;
    let mut made: Vec<NewItem> = Vec::new();
    let codes: HashSet<&str> = there.iter().map(|i| i.code.as_str()).collect();
    let most = match model.solutions() {
        Solutions::Found { all, .. } => all.len() as u64,
        Solutions::Drawn => u64::MAX,
        Solutions::Faulty(_) => 0,
    };
    let (mut n, mut tries) = (from, 0);
    while made.len() < wanted && tries < MOST_TRIES && n < most {
        let instance = model.instance(n).map_err(|fault| Error::internal(fault.text(base::Lang::En)))?;
        let known = there.iter().any(|i| i.stem == instance.stem && i.interaction == instance.interaction);
        if known
            || instance.hint_that_tells().is_some()
            || codes.contains(instance.code(model).as_str())
            || made.iter().any(|m| same_question(m, &instance))
        {
            tries += 1;
        } else {
            made.push(instance.item(model, class, &kept.origin));
            tries = 0;
        }
        n += 1;
    }
    if n > from {
        store::model::advance(conn, kept.id, n as i64).await?;
    }
    store::item::add(conn, now, &made.iter().collect::<Vec<_>>(), Some(kept.id)).await?;
    Ok(made)
}

fn same_question(item: &NewItem, instance: &Instance) -> bool {
    item.stem == instance.stem && item.interaction == instance.interaction
}

impl Answer {
    /// The word in a file.
    pub fn code(self) -> &'static str {
        match self {
            Answer::Choice => "choice",
            Answer::Numeric => "numeric",
            Answer::Text => "text",
        }
    }
}
