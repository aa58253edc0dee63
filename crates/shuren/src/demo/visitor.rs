//! One documented account per role, all at one school, so that whoever looks around meets the same
//! pupils from every side.

use super::facts;
use super::family::{Families, Pupil};
use super::school::School;
use super::staff::Given;
use base::{Error, Result};
use people::Role;

/// The password of every account of the demo region. It is public: the region holds nobody's data.
pub const PASSWORD: &str = "qinghe-demo";

/// An account for looking around.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Visitor {
    /// What to type to sign in.
    pub login: &'static str,
    /// In which role they act.
    pub role: Role,
    /// Whose account it is.
    pub person: i64,
    /// The person's name.
    pub name: String,
}

/// The grade and subject of the class that the accounts meet in.
const GRADE: i64 = 8;
const SUBJECT: &str = "math";

/// Finds the people of the documented accounts; called for the first district.
pub(super) fn choose(schools: &[School<'_>], roles: &[Given], families: &Families) -> Result<Vec<Visitor>> {
    let missing = |what: &str| Error::internal(format!("demo/region.toml: no {what} for the documented accounts"));
    let school = schools.iter().position(|s| s.plan.visitors).ok_or_else(|| missing("school"))?;
    let class = schools[school].classes.iter().position(|c| c.grade == GRADE).ok_or_else(|| missing("class"))?;
    let (school_id, class_id) = (schools[school].id, schools[school].classes[class].id);
    let holder = |role: Role, org: i64| roles.iter().find(|r| r.role == role && r.org == org).map(|r| r.person);
    let pupil = pupil(school, class, families).ok_or_else(|| missing("pupil"))?;
    let parent = families.bonds.iter().find(|b| b.child == pupil).map(|b| b.guardian);
    let teacher = roles.iter().find(|r| r.role == Role::SubjectTeacher && r.org == class_id && r.subject.as_deref() == Some(SUBJECT));
    let region = super::ids::REGION;
    let partners = schools.iter().find(|s| s.plan.partners).and_then(|s| holder(Role::Partner, s.id));
    [
        ("student", Role::Student, Some(pupil)),
        ("parent", Role::Guardian, parent),
        ("teacher", Role::SubjectTeacher, teacher.map(|r| r.person)),
        ("classteacher", Role::ClassTeacher, holder(Role::ClassTeacher, class_id)),
        ("counsellor", Role::Counsellor, holder(Role::Counsellor, school_id)),
        ("head", Role::SchoolLeader, holder(Role::SchoolLeader, school_id)),
        ("schooladmin", Role::Administrator, holder(Role::Administrator, school_id)),
        ("researcher", Role::Researcher, holder(Role::Researcher, region)),
        ("officer", Role::BureauOfficer, holder(Role::BureauOfficer, region)),
        ("inspector", Role::Inspector, holder(Role::Inspector, region)),
        ("partner", Role::Partner, partners),
        ("admin", Role::Administrator, holder(Role::Administrator, region)),
    ]
    .into_iter()
    .map(|(login, role, person)| Ok(Visitor { login, role, person: person.ok_or_else(|| missing(login))?, name: String::new() }))
    .collect()
}

/// A consenting pupil of the class whose guardian has another child, so that families see two.
fn pupil(school: usize, class: usize, families: &Families) -> Option<i64> {
    let mine = |p: &&Pupil| p.school == school && p.class == class && p.consent && facts::refused(p.person.id).is_empty();
    let shared = |id: i64| {
        let guardian = families.bonds.iter().find(|b| b.child == id).map(|b| b.guardian);
        families.bonds.iter().any(|b| Some(b.guardian) == guardian && b.child != id)
    };
    let ids = || families.pupils.iter().filter(mine).map(|p| p.person.id);
    ids().find(|id| shared(*id)).or_else(|| ids().next())
}
