//! Who works at the bureau and at schools, and who teaches which class what.

use super::chance::Chance;
use super::ids;
use super::names::{FEMALE, MALE, Names};
use super::plan::{Plan, Post};
use super::school::School;
use base::Date;
use people::person::NewPerson;
use people::{Role, grade};

/// A role as the region gives it; becomes a [`people::role::NewAssignment`].
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub person: i64,
    pub role: Role,
    pub org: i64,
    pub subject: Option<String>,
    /// First day.
    pub starts: String,
}

/// Draws adults for posts, with rising identifiers.
pub(super) struct Hiring<'a> {
    pub names: &'a Names,
    pub today: Date,
    /// The last identifier given.
    pub last: i64,
    pub people: Vec<NewPerson>,
    pub roles: Vec<Given>,
}

impl<'a> Hiring<'a> {
    pub fn new(names: &'a Names, today: Date, last: i64) -> Self {
        Hiring { names, today, last, people: Vec::new(), roles: Vec::new() }
    }

    /// Somebody between two ages; `women` is the share of women.
    fn hire(&mut self, ages: (i64, i64), women: f64, chance: &mut Chance) -> i64 {
        self.last += 1;
        let gender = if chance.happens(women) { FEMALE } else { MALE };
        let name = format!("{}{}", self.names.surname(chance), self.names.adult(gender, chance));
        let year = i64::from(self.today.year()) - chance.between(ages.0 + 1, ages.1);
        let birth = format!("{year:04}-{:02}-{:02}", chance.between(1, 12), chance.between(1, 28));
        self.people.push(NewPerson {
            id: self.last,
            name,
            gender: Some(gender.to_owned()),
            birth: Some(birth),
            demo: true,
            ..NewPerson::default()
        });
        self.last
    }

    fn give(&mut self, person: i64, role: Role, org: i64, subject: Option<&str>) {
        // Posts run by school years; so do the region's records of them.
        let starts = format!("{}-09-01", grade::school_year(self.today));
        self.roles.push(Given { person, role, org, subject: subject.map(str::to_owned), starts });
    }
}

/// The bureau's people and the enterprise partners.
pub(super) fn bureau(plan: &Plan, schools: &[School<'_>], hiring: &mut Hiring<'_>, chance: &mut Chance) {
    let at_region = [
        (Role::Administrator, plan.bureau.administrators),
        (Role::BureauOfficer, plan.bureau.officers),
        (Role::Inspector, plan.bureau.inspectors),
        (Role::Researcher, plan.bureau.researchers),
    ];
    for (role, count) in at_region {
        for _ in 0..count {
            let person = hiring.hire((28, 58), 0.45, chance);
            hiring.give(person, role, ids::REGION, None);
        }
    }
    for county in 0..plan.county.len() as i64 {
        let person = hiring.hire((28, 58), 0.45, chance);
        hiring.give(person, Role::BureauOfficer, ids::COUNTIES + 1 + county, None);
    }
    for school in schools.iter().filter(|s| s.plan.partners) {
        for _ in 0..plan.bureau.partners {
            let person = hiring.hire((30, 58), 0.35, chance);
            hiring.give(person, Role::Partner, school.id, None);
        }
    }
}

/// A school's leaders, administrator, counsellor and teachers.
pub(super) fn of_school(plan: &Plan, school: &School<'_>, hiring: &mut Hiring<'_>, chance: &mut Chance) {
    let pupils: i64 = school.classes.iter().map(|c| c.size).sum();
    for _ in 0..=(pupils / 500).min(2) {
        let person = hiring.hire((38, 58), 0.4, chance);
        hiring.give(person, Role::SchoolLeader, school.id, None);
    }
    let person = hiring.hire((26, 55), 0.6, chance);
    hiring.give(person, Role::Administrator, school.id, None);
    let person = hiring.hire((26, 50), 0.75, chance);
    hiring.give(person, Role::Counsellor, school.id, None);
    let mut teams: Vec<Team> = Vec::new();
    for post in &plan.post {
        fill(post, school, hiring, &mut teams, chance);
    }
    class_teachers(school, &teams, hiring);
}

/// A teacher and the classes (by index) they teach.
struct Team {
    teacher: i64,
    classes: Vec<usize>,
}

/// Shares the classes that a post is for among as many teachers as that takes, in even parts.
fn fill(post: &Post, school: &School<'_>, hiring: &mut Hiring<'_>, teams: &mut Vec<Team>, chance: &mut Chance) {
    let (first, last) = post.grades.unwrap_or((0, i64::MAX));
    let classes: Vec<usize> = (0..school.classes.len())
        .filter(|i| school.classes[*i].staffing == post.staffing && (first..=last).contains(&school.classes[*i].grade))
        .collect();
    if classes.is_empty() {
        return;
    }
    let teachers = ((classes.len() + post.classes / 2) / post.classes).max(1);
    for t in 0..teachers {
        let part = &classes[t * classes.len() / teachers..(t + 1) * classes.len() / teachers];
        let teacher = hiring.hire((23, 58), 0.7, chance);
        for class in part {
            for subject in &post.subjects {
                hiring.give(teacher, Role::SubjectTeacher, school.classes[*class].id, Some(subject));
            }
        }
        teams.push(Team { teacher, classes: part.to_vec() });
    }
}

/// Each class gets one of its teachers as class teacher; nobody has two classes while others have none.
fn class_teachers(school: &School<'_>, teams: &[Team], hiring: &mut Hiring<'_>) {
    let mut of_class: Vec<Option<i64>> = vec![None; school.classes.len()];
    for team in teams {
        if let Some(free) = team.classes.iter().find(|c| of_class[**c].is_none()) {
            of_class[*free] = Some(team.teacher);
        }
    }
    for (index, class) in school.classes.iter().enumerate() {
        let teacher = of_class[index].or_else(|| teams.iter().find(|t| t.classes.contains(&index)).map(|t| t.teacher));
        if let Some(teacher) = teacher {
            hiring.give(teacher, Role::ClassTeacher, class.id, None);
        }
    }
}
