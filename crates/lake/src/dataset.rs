//! The catalogue of data sets: what each holds, who answers for it, and what it may be used for.
//!
//! Data are classified and graded (数据分类分级) as 《中华人民共和国数据安全法》第二十一条 asks: general, important, core. Only general
//! data are ever opened; the others stand in the officers' catalogue, so that it is known that they exist.

use crate::product::Product;
use crate::store::dataset as store;
use crate::{policy, release::Version};
use base::{Base, Conn, Error, Lang, Millis, Problem, Result, audit};
use people::permission::{self, Action, Scope};
use std::borrow::Cow;

/// A grade of 数据安全法 第二十一条.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// 一般数据.
    General,
    /// 重要数据.
    Important,
    /// 核心数据.
    Core,
}

impl Grade {
    /// All grades, the most open first.
    pub const ALL: [Grade; 3] = [Grade::General, Grade::Important, Grade::Core];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Grade::General => "general",
            Grade::Important => "important",
            Grade::Core => "core",
        }
    }

    /// The grade of a code.
    pub fn of(code: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|g| g.code() == code)
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Grade::General => "open.grade_general",
                Grade::Important => "open.grade_important",
                Grade::Core => "open.grade_core",
            }
        )
    }
}

/// What a data set is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// 教与学的过程.
    Learning,
    /// 学习成效.
    Outcome,
    /// 机构.
    Institution,
    /// 课程内容.
    Content,
}

impl Category {
    /// All categories.
    pub const ALL: [Category; 4] = [Category::Learning, Category::Outcome, Category::Institution, Category::Content];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Category::Learning => "learning",
            Category::Outcome => "outcome",
            Category::Institution => "institution",
            Category::Content => "content",
        }
    }

    /// The category of a code.
    pub fn of(code: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|c| c.code() == code)
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Category::Learning => "open.category_learning",
                Category::Outcome => "open.category_outcome",
                Category::Institution => "open.category_institution",
                Category::Content => "open.category_content",
            }
        )
    }
}

/// What a reader may do with it: identifiers of SPDX.
pub const LICENCES: [&str; 3] = ["CC-BY-4.0", "ODC-By-1.0", "CC0-1.0"];

/// A data set as the catalogue has it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Dataset {
    /// Identifier.
    pub id: i64,
    /// The word in its address: small letters, digits, hyphens.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it holds and what it is good for.
    pub description: String,
    category: String,
    grade: String,
    product: String,
    /// What a reader may do with it, one of [`LICENCES`].
    pub licence: String,
    /// Who contributes it and answers for it.
    pub contributor: String,
    /// Days within which a new version is promised.
    pub period_days: i64,
    /// Who described it.
    pub created_by: i64,
    /// When.
    pub created: Millis,
}

impl Dataset {
    /// What it is about.
    pub fn category(&self) -> Category {
        Category::of(&self.category).unwrap_or(Category::Learning)
    }

    /// Its grade; what is not known is not open.
    pub fn grade(&self) -> Grade {
        Grade::of(&self.grade).unwrap_or(Grade::Core)
    }

    /// What it is made by. [`Error::Internal`] for a damaged row.
    pub fn product(&self) -> Result<Product> {
        Product::of(&self.product).ok_or_else(|| Error::internal(format!("data set {}: product {}", self.code, self.product)))
    }
}

/// A data set to be added to the catalogue, as a form gives it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct NewDataset {
    /// The word in its address.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Code of a [`Category`].
    pub category: String,
    /// Code of a [`Grade`].
    pub grade: String,
    /// Code of a [`Product`].
    pub product: String,
    /// One of [`LICENCES`].
    pub licence: String,
    /// Who contributes it.
    pub contributor: String,
    /// Days within which a new version is promised.
    pub period_days: String,
}

impl NewDataset {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.code.is_empty() || self.code.len() > 60 || !self.code.chars().all(plain) {
            problems.push(Problem::new("open.bad_code"));
        }
        let words = |text: &str| !text.trim().is_empty() && text.chars().count() <= policy::LONGEST_WORDS;
        if !words(&self.title) || !words(&self.description) || !words(&self.contributor) {
            problems.push(Problem::new("open.blank_words").with("most", policy::LONGEST_WORDS));
        }
        let known = Category::of(&self.category).is_some() && Grade::of(&self.grade).is_some() && Product::of(&self.product).is_some();
        if !known || !LICENCES.contains(&self.licence.as_str()) {
            problems.push(Problem::new("open.unknown_choice"));
        }
        if !self.days().is_some_and(|days| (1..=3660).contains(&days)) {
            problems.push(Problem::new("open.bad_period"));
        }
        problems
    }

    fn days(&self) -> Option<i64> {
        self.period_days.trim().parse().ok()
    }
}

/// Adds a data set to the catalogue. [`Error::Invalid`] with everything that is wrong; [`Error::Conflict`] when the code is
/// taken; [`Error::Forbidden`] unless the caller may prepare releases at the region.
pub async fn add(base: &Base, scope: &Scope, new: NewDataset) -> Result<i64> {
    let problems = new.problems();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                require(conn, &scope).await?;
                let dataset = Dataset {
                    id: base::id::next(),
                    period_days: new.days().unwrap_or_default(),
                    code: new.code,
                    title: new.title.trim().to_owned(),
                    description: new.description.trim().to_owned(),
                    category: new.category,
                    grade: new.grade,
                    product: new.product,
                    licence: new.licence,
                    contributor: new.contributor.trim().to_owned(),
                    created_by: scope.person,
                    created: clock.now(),
                };
                if !store::insert(conn, &dataset).await? {
                    return Err(Error::Conflict(Problem::new("open.code_taken").with("code", &dataset.code)));
                }
                let detail = serde_json::json!({ "grade": dataset.grade, "product": dataset.product });
                let entry = audit::Entry { actor: Some(scope.person), action: "dataset.add", target: target(dataset.id), detail };
                audit::record(conn, &clock, entry).await?;
                Ok(dataset.id)
            })
        })
        .await
}

pub(crate) fn target(id: i64) -> String {
    format!("dataset:{id}")
}

/// [`Error::Forbidden`] unless the caller may prepare releases at the region: open data belong to everybody.
pub(crate) async fn require(conn: &mut Conn, scope: &Scope) -> Result<()> {
    let region = people::organisation::root(conn).await?.ok_or(Error::Forbidden)?;
    permission::require_organisation(conn, scope, Action::PrepareRelease, region.id).await
}

/// All data sets, for officers.
pub async fn all(conn: &mut Conn, scope: &Scope) -> Result<Vec<Dataset>> {
    require(conn, scope).await?;
    store::all(conn).await
}

/// A data set, for officers.
pub async fn get(conn: &mut Conn, scope: &Scope, id: i64) -> Result<Dataset> {
    require(conn, scope).await?;
    store::get(conn, id).await
}

/// The open catalogue, for everybody: general data sets with their newest published version, by title.
pub async fn catalogue(conn: &mut Conn) -> Result<Vec<(Dataset, Version)>> {
    let mut open = Vec::new();
    for dataset in store::all(conn).await?.into_iter().filter(|d| d.grade() == Grade::General) {
        if let Some(version) = crate::release::published(conn, dataset.id).await?.into_iter().next() {
            open.push((dataset, version));
        }
    }
    Ok(open)
}

/// An open data set by its code with its published versions, newest first; [`Error::NotFound`] when nothing of it is open.
pub async fn open(conn: &mut Conn, code: &str) -> Result<(Dataset, Vec<Version>)> {
    let dataset = store::by_code(conn, code).await?.filter(|d| d.grade() == Grade::General).ok_or(Error::NotFound)?;
    let versions = crate::release::published(conn, dataset.id).await?;
    if versions.is_empty() { Err(Error::NotFound) } else { Ok((dataset, versions)) }
}
