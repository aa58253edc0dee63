//! The binding's words for kinds, roles, relations and grades.

use crate::{OrganisationKind, Role};

/// What a field with a fixed list of words may hold; empty is for the field's `required` to judge.
pub(super) fn words(file: &str, field: &str) -> Option<&'static [&'static str]> {
    Some(match (file, field) {
        (_, "status") => &["active", "tobedeleted"],
        ("academicSessions", "type") => &["gradingPeriod", "semester", "schoolYear", "term"],
        ("classes", "classType") => &["homeroom", "scheduled"],
        ("users", "enabledUser") | ("enrollments", "primary") => &["true", "false"],
        ("demographics", "sex") => &["male", "female", "other", "unspecified"],
        ("enrollments", "role") => &["administrator", "proctor", "student", "teacher"],
        ("orgs", "type") => &["department", "school", "district", "local", "state", "national"],
        ("roles", "roleType") => &["primary", "secondary"],
        ("roles", "role") => &[
            "aide",
            "counselor",
            "districtAdministrator",
            "guardian",
            "parent",
            "principal",
            "proctor",
            "relative",
            "siteAdministrator",
            "student",
            "systemAdministrator",
            "teacher",
        ],
        _ => return None,
    })
}

/// Fields whose lists may be extended with words that begin with `ext:`.
pub(super) fn may_extend(file: &str, field: &str) -> bool {
    matches!((file, field), ("orgs", "type") | ("roles", "role") | ("enrollments", "role") | ("classes", "classType"))
}

/// Fields that hold a day.
pub(super) fn is_date(field: &str) -> bool {
    matches!(field, "startDate" | "endDate" | "beginDate" | "birthDate")
}

/// The type of an organisation.
pub(super) fn org_type(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Region => "state",
        OrganisationKind::County => "district",
        OrganisationKind::School => "school",
        _ => "department",
    }
}

/// The kind of a type.
pub(super) fn org_kind(word: &str) -> Option<OrganisationKind> {
    Some(match word {
        "state" | "national" => OrganisationKind::Region,
        "district" | "local" => OrganisationKind::County,
        "school" => OrganisationKind::School,
        "department" => OrganisationKind::Department,
        _ => return None,
    })
}

/// The word for a role that is not held at a class.
pub(super) fn role_word(role: Role, at: OrganisationKind) -> &'static str {
    match role {
        Role::Student => "student",
        Role::ClassTeacher | Role::SubjectTeacher => "teacher",
        Role::Counsellor => "counselor",
        Role::SchoolLeader => "principal",
        Role::Researcher => "ext:researcher",
        Role::BureauOfficer => "ext:bureauOfficer",
        Role::Inspector => "ext:inspector",
        Role::Guardian => "guardian",
        Role::Partner => "ext:partner",
        Role::Administrator => match at {
            OrganisationKind::Region => "systemAdministrator",
            OrganisationKind::County => "districtAdministrator",
            _ => "siteAdministrator",
        },
    }
}

/// The role of a word that needs no class; `None` for those that have no place here.
pub(super) fn role(word: &str) -> Option<Role> {
    Some(match word {
        "student" => Role::Student,
        "teacher" => Role::SubjectTeacher,
        "counselor" => Role::Counsellor,
        "principal" => Role::SchoolLeader,
        "ext:researcher" => Role::Researcher,
        "ext:bureauOfficer" => Role::BureauOfficer,
        "ext:inspector" => Role::Inspector,
        "ext:partner" => Role::Partner,
        "siteAdministrator" | "districtAdministrator" | "systemAdministrator" => Role::Administrator,
        _ => return None,
    })
}

/// Whether a role's word says that the user is somebody's guardian.
pub(super) fn is_guardian(word: &str) -> bool {
    matches!(word, "guardian" | "parent" | "relative")
}

/// The year of entry of a class by its first grade (CEDS codes `01` … `12`) in a school year.
pub(super) fn entry_year(grades: &str, school_year: i64) -> Option<i64> {
    let grade: i64 = grades.split(',').next()?.trim().parse().ok()?;
    let first = match grade {
        1..=6 => 1,
        7..=9 => 7,
        10..=12 => 10,
        _ => return None,
    };
    Some(school_year - (grade - first))
}
