//! Roles and their assignment: a role is held *at* an organisation, for a period.

use crate::store::role as store;
use base::{Conn, Result};
use std::borrow::Cow;

/// What a person is at an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 学生, at a class.
    Student,
    /// 班主任, at a class.
    ClassTeacher,
    /// 任课教师, at a class, with a subject.
    SubjectTeacher,
    /// 心理教师, at a school.
    Counsellor,
    /// 校领导, at a school.
    SchoolLeader,
    /// 教研员, at a region, county or teaching-research group.
    Researcher,
    /// 教育局工作人员, at a region or county.
    BureauOfficer,
    /// 督学, at a region or county.
    Inspector,
    /// 监护人; also follows from [`crate::guardianship`].
    Guardian,
    /// 企业伙伴.
    Partner,
    /// 管理员 of the region or of a school.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 11] = [
        Role::Student,
        Role::ClassTeacher,
        Role::SubjectTeacher,
        Role::Counsellor,
        Role::SchoolLeader,
        Role::Researcher,
        Role::BureauOfficer,
        Role::Inspector,
        Role::Guardian,
        Role::Partner,
        Role::Administrator,
    ];

    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Role::Student => "student",
            Role::ClassTeacher => "class_teacher",
            Role::SubjectTeacher => "subject_teacher",
            Role::Counsellor => "counsellor",
            Role::SchoolLeader => "school_leader",
            Role::Researcher => "researcher",
            Role::BureauOfficer => "bureau_officer",
            Role::Inspector => "inspector",
            Role::Guardian => "guardian",
            Role::Partner => "partner",
            Role::Administrator => "administrator",
        }
    }

    /// The role of a code.
    pub fn of(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }

    /// Whether signing in needs a second factor: those who can reach many people's data.
    pub fn needs_second_factor(self) -> bool {
        matches!(self, Role::Administrator | Role::BureauOfficer)
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Role::Student => "people.role_student",
                Role::ClassTeacher => "people.role_class_teacher",
                Role::SubjectTeacher => "people.role_subject_teacher",
                Role::Counsellor => "people.role_counsellor",
                Role::SchoolLeader => "people.role_school_leader",
                Role::Researcher => "people.role_researcher",
                Role::BureauOfficer => "people.role_bureau_officer",
                Role::Inspector => "people.role_inspector",
                Role::Guardian => "people.role_guardian",
                Role::Partner => "people.role_partner",
                Role::Administrator => "people.role_administrator",
            }
        )
    }
}

/// A role held at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Assignment {
    /// Identifier.
    pub id: i64,
    /// Who holds it.
    pub person: i64,
    /// Code of the role.
    pub role: String,
    /// Where.
    pub org: i64,
    /// Name of the organisation.
    pub org_name: String,
    /// Kind of the organisation.
    pub org_kind: String,
    /// Subject taught, for subject teachers.
    pub subject: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub starts: String,
    /// Last day; `None` while open.
    pub ends: Option<String>,
}

impl Assignment {
    /// The role.
    pub fn role(&self) -> Option<Role> {
        Role::of(&self.role)
    }
}

/// Gives a person a role at an organisation from a day on.
pub async fn assign(conn: &mut Conn, person: i64, role: Role, org: i64, subject: Option<&str>, starts: &str) -> Result<i64> {
    store::insert(conn, base::id::next(), person, role.code(), org, subject, starts).await
}

/// A role to be given: what [`assign_many`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAssignment<'a> {
    /// Who holds it.
    pub person: i64,
    /// The role.
    pub role: Role,
    /// Where.
    pub org: i64,
    /// Subject taught, for subject teachers.
    pub subject: Option<&'a str>,
    /// First day, `YYYY-MM-DD`.
    pub starts: &'a str,
}

/// Gives many roles at once; for imports and the demo region.
pub async fn assign_many(conn: &mut Conn, roles: &[NewAssignment<'_>]) -> Result<()> {
    store::insert_many(conn, roles).await
}

/// Ends an assignment; `last_day` is the last day it holds.
pub async fn end(conn: &mut Conn, id: i64, last_day: &str) -> Result<()> {
    store::end(conn, id, last_day).await
}

/// What a person is today.
pub async fn of_person(conn: &mut Conn, person: i64, today: &str) -> Result<Vec<Assignment>> {
    store::of_person(conn, person, today).await
}

/// Who holds a role at an organisation itself (not below it) today, by name.
pub async fn at(conn: &mut Conn, org: i64, role: Role, today: &str) -> Result<Vec<crate::Person>> {
    store::people_at(conn, org, role.code(), today).await
}
