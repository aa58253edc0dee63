//! The tree of organisations and what stands beside it.

use crate::Stage;
use crate::store::organisation as store;
use base::{Conn, Millis, Result};

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// 地区 / 市: the root.
    Region,
    /// 县(市、区).
    County,
    /// 学区集团: schools across the tree.
    SchoolGroup,
    /// 学校 or 幼儿园.
    School,
    /// 部门 of a bureau or school.
    Department,
    /// 教研组.
    ResearchGroup,
    /// 年级: the students who entered in one year (入学年).
    Cohort,
    /// 班级.
    Class,
}

impl OrganisationKind {
    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            OrganisationKind::Region => "region",
            OrganisationKind::County => "county",
            OrganisationKind::SchoolGroup => "school_group",
            OrganisationKind::School => "school",
            OrganisationKind::Department => "department",
            OrganisationKind::ResearchGroup => "research_group",
            OrganisationKind::Cohort => "cohort",
            OrganisationKind::Class => "class",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<OrganisationKind> {
        use OrganisationKind::{Class, Cohort, County, Department, Region, ResearchGroup, School, SchoolGroup};
        [Region, County, SchoolGroup, School, Department, ResearchGroup, Cohort, Class].into_iter().find(|k| k.code() == code)
    }
}

/// Where a school stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locality {
    /// 城区.
    Urban,
    /// 镇区.
    Town,
    /// 乡村.
    Rural,
}

impl Locality {
    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Locality::Urban => "urban",
            Locality::Town => "town",
            Locality::Rural => "rural",
        }
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Organisation {
    /// Identifier.
    pub id: i64,
    /// Code of its kind.
    pub kind: String,
    /// The organisation it belongs to.
    pub parent: Option<i64>,
    /// Unique code, such as the school's code in the national directory.
    pub code: String,
    /// Name as people write it.
    pub name: String,
    /// Codes of a school's stages, comma-separated.
    pub stages: String,
    /// Code of a school's locality.
    pub locality: Option<String>,
    /// 小规模学校.
    pub small: bool,
    /// 薄弱学校.
    pub weak: bool,
    /// 特殊教育学校.
    pub special: bool,
    /// Year of entry of a cohort or class.
    pub entry_year: Option<i64>,
    /// Last day of a closed organisation.
    pub closed: Option<String>,
    /// Whether it belongs to the demo region.
    pub demo: bool,
}

impl Organisation {
    /// A new organisation with a fresh identifier and no flags.
    pub fn new(kind: OrganisationKind, parent: Option<i64>, code: &str, name: &str) -> Self {
        Organisation {
            id: base::id::next(),
            kind: kind.code().to_owned(),
            parent,
            code: code.to_owned(),
            name: name.to_owned(),
            stages: String::new(),
            locality: None,
            small: false,
            weak: false,
            special: false,
            entry_year: None,
            closed: None,
            demo: false,
        }
    }

    /// Whether it is of this kind.
    pub fn is(&self, kind: OrganisationKind) -> bool {
        self.kind == kind.code()
    }

    /// A school's stages.
    pub fn stages(&self) -> Vec<Stage> {
        self.stages.split(',').filter_map(Stage::parse).collect()
    }
}

/// Adds organisations, parents before children, with their places in the tree.
pub async fn add(conn: &mut Conn, now: Millis, organisations: &[Organisation]) -> Result<()> {
    store::insert(conn, now, organisations).await
}

/// One organisation.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Organisation> {
    store::get(conn, id).await
}

/// The organisation of a code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Organisation>> {
    store::by_code(conn, code).await
}

/// Open organisations of a kind at or below another, by code.
pub async fn below(conn: &mut Conn, above: i64, kind: OrganisationKind) -> Result<Vec<Organisation>> {
    store::below(conn, above, kind.code()).await
}

/// The organisation of a kind at or above another: a class's school, a school's county.
pub async fn above(conn: &mut Conn, org: i64, kind: OrganisationKind) -> Result<Option<Organisation>> {
    store::above(conn, org, kind.code()).await
}

/// The region: the one root of the tree.
pub async fn root(conn: &mut Conn) -> Result<Option<Organisation>> {
    store::root(conn).await
}

/// Puts a school into a school group (学区集团): roles held at the group then reach the school.
pub async fn join_group(conn: &mut Conn, school_group: i64, school: i64) -> Result<()> {
    store::join_group(conn, school_group, school).await
}
