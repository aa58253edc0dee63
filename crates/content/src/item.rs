//! Items: questions that can be practised and scored.
//!
//! A type of question has one name in all its faces: its schema here (`item/choice.rs`), its
//! scoring in `score/choice.rs`, its page under the same name in `web`.

pub mod choice;
pub mod maths;
pub mod numeric;
pub mod short_text;

use crate::help::Written;
use crate::number::Number;
use crate::{Stage, Subject, store};
use base::{Conn, Error, Millis, Problem, Result};
use std::collections::HashMap;

pub use choice::{Choice, ChoiceOption, Rule};
pub use maths::Maths;
pub use numeric::Numeric;
pub use short_text::{Normalisation, ShortText};

/// Longest stem, hint, explanation or option, in characters.
pub const LONGEST_TEXT: usize = 8_000;
/// Longest code, in characters.
pub const LONGEST_CODE: usize = 80;

/// What a pupil does to answer, with the key. Never sent to a pupil as it is.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Interaction {
    /// Choose one or several options.
    Choice(Choice),
    /// Give a number.
    Numeric(Numeric),
    /// Give a word or phrase.
    ShortText(ShortText),
}

impl Interaction {
    /// The word for the type in files and pages.
    pub fn kind(&self) -> Kind {
        match self {
            Interaction::Choice(c) if c.multiple => Kind::MultipleChoice,
            Interaction::Choice(_) => Kind::SingleChoice,
            Interaction::Numeric(_) => Kind::Numeric,
            Interaction::ShortText(_) => Kind::ShortText,
        }
    }

    /// The same question, were `answer` its key; of a choice and for what is no number the question itself.
    pub(crate) fn with_key(&self, answer: &str) -> Interaction {
        match self {
            Interaction::Numeric(n) => match Number::parse(answer) {
                Some(value) => Interaction::Numeric(Numeric { value, ..n.clone() }),
                None => self.clone(),
            },
            Interaction::ShortText(s) => Interaction::ShortText(ShortText { accepted: vec![answer.to_owned()], ..s.clone() }),
            Interaction::Choice(_) => self.clone(),
        }
    }

    /// What is wrong with the question itself; empty for a sound one.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Interaction::Choice(c) => c.problems(),
            Interaction::Numeric(n) => n.problems(),
            Interaction::ShortText(s) => s.problems(),
        }
    }
}

/// The types of question as people name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 单选.
    SingleChoice,
    /// 多选.
    MultipleChoice,
    /// 数值.
    Numeric,
    /// 短答.
    ShortText,
}

impl Kind {
    /// The word in a sheet's column, in Chinese or English.
    pub fn parse(text: &str) -> Option<Kind> {
        Some(match text.trim().to_lowercase().as_str() {
            "单选" | "单选题" | "single" | "single choice" => Kind::SingleChoice,
            "多选" | "多选题" | "multiple" | "multiple choice" => Kind::MultipleChoice,
            "数值" | "数值题" | "numeric" | "number" => Kind::Numeric,
            "短答" | "短答题" | "填空" | "填空题" | "short" | "short text" => Kind::ShortText,
            _ => return None,
        })
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> std::borrow::Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Kind::SingleChoice => "content.kind_single",
                Kind::MultipleChoice => "content.kind_multiple",
                Kind::Numeric => "content.kind_numeric",
                Kind::ShortText => "content.kind_short_text",
            }
        )
    }
}

/// Whether an item is given to pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written; not given.
    Draft,
    /// Given in practice.
    Active,
    /// No longer given; kept because answers refer to it.
    Retired,
}

impl Status {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Active => "active",
            Status::Retired => "retired",
        }
    }

    /// The status of a code.
    pub fn parse(code: &str) -> Option<Status> {
        [Status::Draft, Status::Active, Status::Retired].into_iter().find(|s| s.code() == code)
    }
}

/// A question, in one of its versions.
///
/// Stem, hint, explanation and options are plain text; a blank line parts paragraphs.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Identifier, the same for all versions.
    pub id: i64,
    /// The author's number (题号), by which a re-import finds it.
    pub code: String,
    /// Subject.
    pub subject: Subject,
    /// Stage.
    pub stage: Stage,
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// The knowledge point it asks for.
    pub point: i64,
    /// The author's difficulty, 1 (easy) to 5 (hard).
    pub difficulty: i64,
    /// Whether it is given to pupils.
    pub status: Status,
    /// The version that is held here, from 1.
    pub version: i64,
    /// The question.
    pub stem: String,
    /// A nudge that does not give the answer away; empty for none.
    pub hint: String,
    /// Why the answer is right; shown after answering; empty for none.
    pub explanation: String,
    /// Where the item comes from.
    pub source: String,
    /// How it is answered, with the key.
    pub interaction: Interaction,
    /// Further hints, worked steps, and what wrong answers show; [`Item::help`] has all of it.
    pub help: Written,
    /// The model it is an instance of.
    pub model: Option<i64>,
    /// When this version was stored.
    pub created: Millis,
}

/// An item as an author gives it, before it has an identifier and a version.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    /// The author's number (题号).
    pub code: String,
    /// Subject.
    pub subject: Subject,
    /// Stage.
    pub stage: Stage,
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// The knowledge point's identifier.
    pub point: i64,
    /// Difficulty 1–5.
    pub difficulty: i64,
    /// The question.
    pub stem: String,
    /// A nudge; may be empty.
    pub hint: String,
    /// Why the answer is right; may be empty.
    pub explanation: String,
    /// Where it comes from.
    pub source: String,
    /// How it is answered, with the key.
    pub interaction: Interaction,
    /// Further hints, worked steps, and what wrong answers show; empty by default.
    pub help: Written,
}

impl NewItem {
    /// What is wrong with it; empty for a sound one. Whether the point exists is the store's to say.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.interaction.problems();
        if self.code.is_empty() || self.code.chars().count() > LONGEST_CODE {
            problems.push(Problem::new("content.bad_code").with("most", LONGEST_CODE));
        }
        if self.stem.trim().is_empty() {
            problems.push(Problem::new("content.blank_stem"));
        }
        let texts = [&self.stem, &self.hint, &self.explanation].into_iter().chain(&self.help.hints).chain(&self.help.steps);
        if texts.into_iter().any(|t| t.chars().count() > LONGEST_TEXT) {
            problems.push(Problem::new("content.text_too_long").with("most", LONGEST_TEXT));
        }
        if !(1..=5).contains(&self.difficulty) {
            problems.push(Problem::new("content.bad_difficulty"));
        }
        if !crate::stage::has_grade(self.stage, self.grade) {
            problems.push(Problem::new("content.bad_grade").with("grade", self.grade));
        }
        problems
    }

    fn same_text(&self, old: &Item) -> bool {
        (&self.stem, &self.hint, &self.explanation, &self.interaction, &self.help)
            == (&old.stem, &old.hint, &old.explanation, &old.interaction, &old.help)
    }

    fn same_class(&self, old: &Item) -> bool {
        (self.subject, self.stage, self.grade, self.point, self.difficulty, &self.source, Status::Active)
            == (old.subject, old.stage, old.grade, old.point, old.difficulty, &old.source, old.status)
    }
}

/// What saving a set of items does, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    /// Items that were not there.
    pub added: i64,
    /// Items whose text or key differs: they get a new version, the old one is kept.
    pub revised: i64,
    /// Items whose class alone differs (point, grade, difficulty, source, status): changed in place.
    pub reclassified: i64,
    /// Items that are the same already.
    pub unchanged: i64,
}

/// Which items to list; `None` means any.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Subject.
    pub subject: Option<Subject>,
    /// Stage.
    pub stage: Option<Stage>,
    /// Grade.
    pub grade: Option<i64>,
    /// Knowledge point.
    pub point: Option<i64>,
    /// Status.
    pub status: Option<Status>,
    /// Words that the stem or the code contains.
    pub words: Option<String>,
}

/// An item in its current version; [`Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Item> {
    store::item::get(conn, id).await
}

/// An item as it was in `version`, so that an answer is scored by the question that was asked.
pub async fn get_version(conn: &mut Conn, id: i64, version: i64) -> Result<Item> {
    store::item::get_version(conn, id, version).await
}

/// The item with an author's number, in its current version.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Item> {
    let found = store::item::by_codes(conn, &[code]).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// Several items in their current versions; those that do not exist are left out.
pub async fn many(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Item>> {
    store::item::many(conn, ids).await
}

/// A page of items by code, `limit` long from `offset` on.
pub async fn list(conn: &mut Conn, filter: &Filter, offset: i64, limit: i64) -> Result<Vec<Item>> {
    store::item::list(conn, filter, offset, limit).await
}

/// How many items a filter lets through.
pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64> {
    store::item::count(conn, filter).await
}

/// Active items per knowledge point; a point without any is absent.
pub async fn count_by_point(conn: &mut Conn, points: &[i64]) -> Result<HashMap<i64, i64>> {
    Ok(store::item::count_by_point(conn, points).await?.into_iter().collect())
}

/// Gives an item another status.
pub async fn set_status(conn: &mut Conn, id: i64, status: Status) -> Result<()> {
    store::item::set_status(conn, id, status).await
}

/// What [`save`] would do, without doing it.
pub async fn compare(conn: &mut Conn, items: &[NewItem]) -> Result<Saved> {
    Ok(Changes::of(conn, items).await?.saved)
}

/// Adds items, or revises those whose code is there, in the caller's transaction. All of them are
/// sound and their codes differ from each other, or nothing is changed and all problems are given.
pub async fn save(conn: &mut Conn, now: Millis, items: &[NewItem]) -> Result<Saved> {
    let problems: Vec<Problem> = items.iter().flat_map(NewItem::problems).chain(repeated(items)).collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let changes = Changes::of(conn, items).await?;
    store::item::add(conn, now, &changes.added, None).await?;
    for (old, new) in &changes.revised {
        store::item::revise(conn, now, old, new).await?;
    }
    for (old, new) in &changes.reclassified {
        store::item::reclassify(conn, old.id, old.version, new).await?;
    }
    Ok(changes.saved)
}

fn repeated(items: &[NewItem]) -> impl Iterator<Item = Problem> + '_ {
    let mut seen = std::collections::HashSet::new();
    items.iter().filter(move |i| !seen.insert(i.code.as_str())).map(|i| Problem::new("content.code_twice").with("code", &i.code))
}

/// The items of an import, parted by what becomes of them.
struct Changes<'a> {
    added: Vec<&'a NewItem>,
    revised: Vec<(Item, &'a NewItem)>,
    reclassified: Vec<(Item, &'a NewItem)>,
    saved: Saved,
}

impl<'a> Changes<'a> {
    async fn of(conn: &mut Conn, items: &'a [NewItem]) -> Result<Self> {
        let codes: Vec<&str> = items.iter().map(|i| i.code.as_str()).collect();
        let mut there: HashMap<String, Item> =
            store::item::by_codes(conn, &codes).await?.into_iter().map(|i| (i.code.clone(), i)).collect();
        let mut changes = Changes { added: Vec::new(), revised: Vec::new(), reclassified: Vec::new(), saved: Saved::default() };
        for new in items {
            match there.remove(&new.code) {
                None => changes.added.push(new),
                Some(old) if !new.same_text(&old) => changes.revised.push((old, new)),
                Some(old) if !new.same_class(&old) => changes.reclassified.push((old, new)),
                Some(_) => changes.saved.unchanged += 1,
            }
        }
        changes.saved.added = changes.added.len() as i64;
        changes.saved.revised = changes.revised.len() as i64;
        changes.saved.reclassified = changes.reclassified.len() as i64;
        Ok(changes)
    }
}
