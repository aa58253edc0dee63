//! A bulk package of an organisation with all below it. Personal numbers stay here.

use super::super::known::own_source;
use super::files::{ACADEMIC_SESSIONS, ALL, CLASSES, COURSES, DEMOGRAPHICS, ENROLLMENTS, File, ORGS, ROLES, TAKEN, USERS};
use super::{enumerations, names};
use crate::permission::{self, Action, Scope};
use crate::store::roster_export::{self as store, Member, User, Ward};
use crate::{Organisation, OrganisationKind, Role, Stage, grade};
use base::{Base, Date, Error, Lang, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Write};

/// The package as zip bytes: the organisation, all below it and what it belongs to, with classes,
/// users, roles and guardians of today. The caller must manage the roster there; `None` is the
/// operator at the command line.
pub async fn export(base: &Base, scope: Option<&Scope>, org: i64) -> Result<Vec<u8>> {
    let today = base.clock.today();
    let day = today.to_string();
    let mut conn = base.db.snapshot().await?;
    let gathered = async {
        if let Some(scope) = scope {
            permission::require_organisation(&mut conn, scope, Action::ManageRoster, org).await?;
        }
        let orgs = store::organisations(&mut conn, org).await?;
        let (members, wards) = (store::members(&mut conn, org, &day).await?, store::wards(&mut conn, org, &day).await?);
        Ok::<_, Error>((orgs, members, wards, store::users(&mut conn, org, &day).await?))
    }
    .await;
    conn.end().await?;
    let (orgs, members, wards, users) = gathered?;
    tokio::task::spawn_blocking(move || Writer::new(today, &orgs, &members, &wards, &users).package()).await.map_err(Error::internal)?
}

/// A row's fields by name; fields that are not there are empty.
type Fields = BTreeMap<&'static str, String>;

/// Extensions of the binding that let a package come back whole.
fn extensions(file: &File) -> &'static [&'static str] {
    match file.name {
        "orgs" => &["metadata.kind", "metadata.stages", "metadata.locality", "metadata.small", "metadata.weak", "metadata.special"],
        "classes" => &["metadata.entryYear", "metadata.cohort", "metadata.cohortName"],
        "enrollments" => &["metadata.subject"],
        "users" => &["metadata.guardianRelations"],
        _ => &[],
    }
}

struct Writer<'a> {
    today: Date,
    orgs: HashMap<i64, &'a Organisation>,
    members: &'a [Member],
    wards: &'a [Ward],
    users: BTreeMap<String, &'a User>,
    /// Source ids by person.
    sources: HashMap<i64, String>,
    /// Subjects taught in each class.
    subjects: HashMap<i64, BTreeSet<&'a str>>,
    /// Roles by user, organisation and word, with first and last day.
    roles: BTreeMap<(String, String, &'static str), (String, String)>,
    /// Lines of each file by source id, written as they are made: as fields they would take the memory
    /// of ten packages.
    rows: HashMap<&'static str, BTreeMap<String, Box<[u8]>>>,
}

impl<'a> Writer<'a> {
    fn new(today: Date, orgs: &'a [Organisation], members: &'a [Member], wards: &'a [Ward], users: &'a [User]) -> Self {
        let sources: HashMap<i64, String> = users.iter().map(|u| (u.id, u.source_id.clone().unwrap_or_else(|| own_source(u.id)))).collect();
        let users = users.iter().filter_map(|u| Some((sources.get(&u.id)?.clone(), u))).collect();
        let orgs = orgs.iter().map(|o| (o.id, o)).collect();
        let mut subjects: HashMap<i64, BTreeSet<&str>> = HashMap::new();
        for member in members {
            subjects.entry(member.org).or_default().extend(member.subject.as_deref());
        }
        Writer { today, orgs, members, wards, users, sources, subjects, roles: BTreeMap::new(), rows: HashMap::new() }
    }

    fn package(mut self) -> Result<Vec<u8>> {
        self.organisations()?;
        self.members()?;
        self.roles()?;
        self.users()?;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let mut put = |name: &str, bytes: &[u8]| -> Result<()> {
            zip.start_file(name, options).map_err(Error::internal)?;
            Ok(zip.write_all(bytes)?)
        };
        put("manifest.csv", &self.manifest()?)?;
        for file in TAKEN {
            if let Some(rows) = self.rows.get(file.name) {
                put(&format!("{}.csv", file.name), &table(file, rows)?)?;
            }
        }
        Ok(zip.finish().map_err(Error::internal)?.into_inner())
    }

    fn manifest(&self) -> Result<Vec<u8>> {
        let mut lines = vec![
            ["propertyName".to_owned(), "value".to_owned()],
            ["manifest.version".to_owned(), "1.0".to_owned()],
            ["oneroster.version".to_owned(), "1.2".to_owned()],
        ];
        // Files without rows are not permitted: they are absent.
        let mode = |name: &str| if self.rows.contains_key(name) { "bulk" } else { "absent" };
        lines.extend(ALL.iter().map(|name| [format!("file.{name}"), mode(name).to_owned()]));
        lines.push(["source.systemName".to_owned(), "Shuren".to_owned()]);
        lines.push(["source.systemCode".to_owned(), "shuren".to_owned()]);
        written(lines)
    }

    fn add(&mut self, file: &File, source: String, fields: Fields) -> Result<()> {
        let field = |name: &str| if name == "sourcedId" { source.clone() } else { fields.get(name).cloned().unwrap_or_default() };
        let line = written([names_of(file).map(field)])?;
        self.rows.entry(file.name).or_default().insert(source, line.into_boxed_slice());
        Ok(())
    }

    /// The organisation of a kind at or above one.
    fn above(&self, org: i64, kind: OrganisationKind) -> Option<&'a Organisation> {
        let mut at = self.orgs.get(&org).copied();
        while let Some(org) = at {
            if org.is(kind) {
                return Some(org);
            }
            at = org.parent.and_then(|parent| self.orgs.get(&parent).copied());
        }
        None
    }

    fn organisations(&mut self) -> Result<()> {
        let orgs: Vec<&Organisation> = self.orgs.values().copied().collect();
        for org in orgs {
            match OrganisationKind::of(&org.kind) {
                Some(OrganisationKind::Class) => self.class(org)?,
                Some(OrganisationKind::Cohort) | None => {}
                Some(kind) => {
                    let parent = org.parent.and_then(|p| self.orgs.get(&p)).map(|p| p.code.clone());
                    let flag = |yes: bool| if yes { "true".to_owned() } else { String::new() };
                    let fields = Fields::from([
                        ("name", org.name.clone()),
                        ("type", enumerations::org_type(kind).to_owned()),
                        ("identifier", org.code.clone()),
                        ("parentSourcedId", parent.unwrap_or_default()),
                        ("metadata.kind", org.kind.clone()),
                        ("metadata.stages", org.stages.clone()),
                        ("metadata.locality", org.locality.clone().unwrap_or_default()),
                        ("metadata.small", flag(org.small)),
                        ("metadata.weak", flag(org.weak)),
                        ("metadata.special", flag(org.special)),
                    ]);
                    self.add(&ORGS, org.code.clone(), fields)?;
                }
            }
        }
        Ok(())
    }

    fn class(&mut self, class: &Organisation) -> Result<()> {
        let Some(school) = self.above(class.id, OrganisationKind::School) else { return Ok(()) };
        let cohort = self.above(class.id, OrganisationKind::Cohort);
        let (term, course) = (self.sessions()?, format!("{}.homeroom", school.code));
        let title = base::t!(Lang::Zh, "roster.course_homeroom").into_owned();
        let fields = Fields::from([("title", title), ("orgSourcedId", school.code.clone())]);
        self.add(&COURSES, course.clone(), fields)?;
        let subjects = self.subjects.get(&class.id).cloned().unwrap_or_default();
        let fields = Fields::from([
            ("title", class.name.clone()),
            ("grades", class.entry_year.and_then(|year| grade_code(school, year, self.today)).unwrap_or_default()),
            ("courseSourcedId", course),
            ("classCode", class.code.clone()),
            ("classType", "homeroom".to_owned()),
            ("schoolSourcedId", school.code.clone()),
            ("termSourcedIds", term),
            ("subjectCodes", subjects.into_iter().collect::<Vec<_>>().join(",")),
            ("metadata.entryYear", class.entry_year.map(|y| y.to_string()).unwrap_or_default()),
            ("metadata.cohort", cohort.map(|c| c.code.clone()).unwrap_or_default()),
            ("metadata.cohortName", cohort.map(|c| c.name.clone()).unwrap_or_default()),
        ]);
        self.add(&CLASSES, class.code.clone(), fields)
    }

    /// The school year of today with one term that fills it; gives the term.
    fn sessions(&mut self) -> Result<String> {
        let year = grade::school_year(self.today);
        let (whole, term) = (format!("SY-{year}"), format!("SY-{year}-T"));
        for (source, kind, parent) in [(&whole, "schoolYear", ""), (&term, "term", whole.as_str())] {
            let fields = Fields::from([
                ("title", format!("{year}-{}", year + 1)),
                ("type", kind.to_owned()),
                ("startDate", format!("{year}-09-01")),
                ("endDate", format!("{}-08-31", year + 1)),
                ("parentSourcedId", parent.to_owned()),
                ("schoolYear", (year + 1).to_string()),
            ]);
            self.add(&ACADEMIC_SESSIONS, source.clone(), fields)?;
        }
        Ok(term)
    }

    fn members(&mut self) -> Result<()> {
        for member in self.members {
            let (Some(user), Some(org), Some(role)) =
                (self.sources.get(&member.person).cloned(), self.orgs.get(&member.org).copied(), Role::of(&member.role))
            else {
                continue;
            };
            let (starts, ends) = (member.starts.clone(), member.ends.clone().unwrap_or_default());
            let school = self.above(org.id, OrganisationKind::School);
            if let Some(school) = school.filter(|_| org.is(OrganisationKind::Class)) {
                let subject = member.subject.clone().unwrap_or_default();
                let fields = Fields::from([
                    ("classSourcedId", org.code.clone()),
                    ("schoolSourcedId", school.code.clone()),
                    ("userSourcedId", user.clone()),
                    ("role", if role == Role::Student { "student" } else { "teacher" }.to_owned()),
                    ("primary", (role == Role::ClassTeacher).to_string()),
                    ("beginDate", starts),
                    ("endDate", ends),
                    ("metadata.subject", subject.clone()),
                ]);
                self.add(&ENROLLMENTS, [org.code.as_str(), &user, &member.role, &subject].join("."), fields)?;
                self.role(&user, role, school, String::new(), String::new());
            } else {
                self.role(&user, role, org, starts, ends);
            }
        }
        let mut schools: HashMap<i64, Vec<&Organisation>> = HashMap::new();
        for member in self.members.iter().filter(|m| m.role == Role::Student.code()) {
            schools.entry(member.person).or_default().extend(self.above(member.org, OrganisationKind::School));
        }
        for ward in self.wards {
            let Some(guardian) = self.sources.get(&ward.guardian).cloned() else { continue };
            for school in schools.get(&ward.child).into_iter().flatten() {
                self.role(&guardian, Role::Guardian, school, String::new(), String::new());
            }
        }
        Ok(())
    }

    fn role(&mut self, user: &str, role: Role, org: &Organisation, starts: String, ends: String) {
        let kind = OrganisationKind::of(&org.kind).unwrap_or(OrganisationKind::School);
        self.roles.insert((user.to_owned(), org.code.clone(), enumerations::role_word(role, kind)), (starts, ends));
    }

    /// A user's first role at an organisation is the primary one.
    fn roles(&mut self) -> Result<()> {
        let mut before = (String::new(), String::new());
        for ((user, org, word), (starts, ends)) in std::mem::take(&mut self.roles) {
            let here = (user.clone(), org.clone());
            let kind = if here == before { "secondary" } else { "primary" };
            before = here;
            let source = format!("{user}.{org}.{word}");
            let fields = Fields::from([
                ("userSourcedId", user),
                ("roleType", kind.to_owned()),
                ("role", word.to_owned()),
                ("beginDate", starts),
                ("endDate", ends),
                ("orgSourcedId", org),
            ]);
            self.add(&ROLES, source, fields)?;
        }
        Ok(())
    }

    fn users(&mut self) -> Result<()> {
        let mut agents: HashMap<i64, Vec<(&str, &str)>> = HashMap::new();
        for ward in self.wards {
            if let Some(guardian) = self.sources.get(&ward.guardian) {
                agents.entry(ward.child).or_default().push((guardian, &ward.relation));
            }
        }
        let mut lists: HashMap<i64, (String, String)> = HashMap::new();
        for (child, mut agents) in agents {
            agents.sort_unstable();
            let list = |pick: fn(&(&str, &str)) -> String| agents.iter().map(pick).collect::<Vec<_>>().join(",");
            lists.insert(child, (list(|a| a.0.to_owned()), list(|a| a.1.to_owned())));
        }
        for (source, user) in std::mem::take(&mut self.users) {
            let facts =
                Fields::from([("birthDate", user.birth.clone().unwrap_or_default()), ("sex", user.gender.clone().unwrap_or_default())]);
            if facts.values().any(|fact| !fact.is_empty()) {
                self.add(&DEMOGRAPHICS, source.clone(), facts)?;
            }
            let (given, family) = names::split(&user.name);
            let (agents, relations) = lists.remove(&user.id).unwrap_or_default();
            let fields = Fields::from([
                ("enabledUser", (user.disabled == Some(false)).to_string()),
                ("username", user.login.clone().unwrap_or_else(|| source.clone())),
                ("givenName", given),
                ("familyName", family),
                ("agentSourcedIds", agents),
                ("metadata.guardianRelations", relations),
            ]);
            self.add(&USERS, source, fields)?;
        }
        Ok(())
    }
}

/// The CEDS code of a class's grade, where it has one.
fn grade_code(school: &Organisation, entry_year: i64, today: Date) -> Option<String> {
    let grade = grade::of(school, entry_year, today)?;
    let stage = grade::stage(school, grade)?;
    (!matches!(stage, Stage::Kindergarten | Stage::Higher)).then(|| format!("{grade:02}"))
}

/// A file's fields with our extensions.
fn names_of(file: &File) -> impl Iterator<Item = &'static str> {
    file.fields.iter().map(|f| f.name).chain(extensions(file).iter().copied())
}

fn table(file: &File, rows: &BTreeMap<String, Box<[u8]>>) -> Result<Vec<u8>> {
    let mut bytes = written([names_of(file).map(str::to_owned)])?;
    rows.values().for_each(|line| bytes.extend_from_slice(line));
    Ok(bytes)
}

fn written<L: IntoIterator<Item = String>>(lines: impl IntoIterator<Item = L>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(512).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}
