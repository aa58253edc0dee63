//! Writing an answer log: school, classes, learners, points and statements, in one transaction.

use super::file::Response;
use super::mapping::Mapping;
use base::{Base, Conn, Error, Lang, Millis, Problem, Result, audit, t};
use content::Subject;
use content::point::{self, NewPoint};
use people::consent::{self, Purpose};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::{self, NewPerson};
use people::role::{self, NewAssignment};
use people::{Role, account, grade};
use records::{Answered, Interaction, Recorded};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Statements written at a time.
const CHUNK: usize = 5_000;

/// A checked log and what is to become of it.
pub struct Plan {
    responses: Vec<Response>,
    mapping: Mapping,
    subject: Subject,
    school: String,
    file: String,
    teacher: Option<String>,
}

/// What was written.
pub struct Loaded {
    pub school: i64,
    pub learners: Vec<i64>,
    pub new_learners: usize,
    pub new_classes: usize,
    pub recorded: Recorded,
}

impl Plan {
    /// Answers in the order in which they were given: by time where the log tells it, else as they stand.
    pub fn new(
        mut responses: Vec<Response>,
        mut mapping: Mapping,
        subject: Subject,
        school: &str,
        file: String,
        teacher: Option<String>,
    ) -> Result<Plan> {
        let school = school.trim().to_uppercase();
        if school.is_empty() || school.len() > 20 || !school.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(Error::invalid("records.import_bad_school"));
        }
        if mapping.prefix.is_empty() {
            mapping.prefix = school.clone();
        }
        responses.sort_by_key(|r| r.at);
        Ok(Plan { responses, mapping, subject, school: format!("IMPORT-{school}"), file, teacher })
    }

    /// The log's skills.
    pub fn points(&self) -> BTreeSet<&str> {
        self.responses.iter().map(|r| r.skill.as_str()).collect()
    }

    /// How many items the log has.
    pub fn items(&self) -> usize {
        self.responses.iter().map(|r| r.item.as_str()).collect::<HashSet<_>>().len()
    }

    /// The log's learners in the order of their first answers.
    fn learners(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.responses.iter().map(|r| r.learner.as_str()).filter(|l| seen.insert(*l)).collect()
    }

    fn code(&self, of: &str) -> String {
        format!("{}-{of}", self.mapping.prefix)
    }

    fn source_id(&self, learner: &str) -> String {
        format!("{}/{learner}", self.school)
    }
}

/// Writes all of it. An answer that an earlier import brought is found by its identifier and left out.
pub async fn apply(conn: &mut Conn, base: &Base, plan: &Plan) -> Result<Loaded> {
    let today = base.clock.today();
    let begins = base::Date::new(grade::school_year(today) as i16, 9, 1).map_err(Error::internal)?;
    let (now, first_day) = (base.clock.now(), begins.to_string());
    let school = school(conn, now, plan).await?;
    save_points(conn, plan).await?;

    let learners = plan.learners();
    let source_ids: Vec<String> = learners.iter().map(|l| plan.source_id(l)).collect();
    let mut ids = person::by_source_ids(conn, &source_ids).await?;
    let fresh: Vec<&str> = learners.iter().copied().filter(|l| !ids.contains_key(&plan.source_id(l))).collect();
    let new_classes = enrol(conn, base, plan, school, &fresh, &first_day).await?;
    if !fresh.is_empty() {
        ids = person::by_source_ids(conn, &source_ids).await?;
    }
    if let Some(login) = &plan.teacher {
        appoint(conn, login, school, &first_day, &today.to_string()).await?;
    }

    let mut recorded = Recorded::default();
    let home = base.config.public_url();
    let mut ordinals: HashMap<&str, usize> = HashMap::new();
    for (chunk, start) in plan.responses.chunks(CHUNK).zip((0..).step_by(CHUNK)) {
        let answers: Vec<Answered> = chunk
            .iter()
            .enumerate()
            .map(|(row, response)| {
                let ordinal = ordinals.entry(&response.learner).or_default();
                *ordinal += 1;
                // Without times the order of rows is kept: a second from one to the next.
                let at = response.at.unwrap_or(base::clock::start_of(begins) + 1000 * (start + row) as Millis);
                answered(plan, response, *ordinal, ids[&plan.source_id(&response.learner)], at)
            })
            .collect();
        recorded += records::record_answers(conn, &home, now, &answers).await?.as_slice();
    }
    let detail = serde_json::json!({ "file": plan.file, "new": recorded.new, "known": recorded.duplicates });
    let entry = audit::Entry { actor: None, action: "responses.import", target: format!("organisation:{school}"), detail };
    audit::record(conn, &base.clock, entry).await?;
    Ok(Loaded { school, learners: ids.into_values().collect(), new_learners: fresh.len(), new_classes, recorded })
}

/// The school of the import, plainly marked; added below the region when it is not there.
async fn school(conn: &mut Conn, now: Millis, plan: &Plan) -> Result<i64> {
    if let Some(known) = organisation::by_code(conn, &plan.school).await? {
        return Ok(known.id);
    }
    let region = organisation::root(conn).await?.ok_or_else(|| Error::invalid("records.import_no_region"))?;
    let name = t!(Lang::Zh, "records.import_school_name", code = plan.mapping.prefix);
    let mut school = Organisation::new(OrganisationKind::School, Some(region.id), &plan.school, &name);
    school.stages = plan.mapping.stage.code().to_owned();
    organisation::add(conn, now, std::slice::from_ref(&school)).await?;
    Ok(school.id)
}

async fn save_points(conn: &mut Conn, plan: &Plan) -> Result<()> {
    let new = |skill: &str| {
        let name = plan.mapping.point_name.replace("{skill}", skill);
        NewPoint::new(&plan.code(skill), plan.subject, plan.mapping.stage, plan.mapping.grade, &name)
    };
    let points: Vec<NewPoint> = plan.points().into_iter().map(new).collect();
    point::save(conn, &points).await.map(|_| ())
}

/// Adds learners under pseudonyms, in classes of their own; gives the number of classes.
async fn enrol(conn: &mut Conn, base: &Base, plan: &Plan, school: i64, fresh: &[&str], first_day: &str) -> Result<usize> {
    let there = organisation::below(conn, school, OrganisationKind::Class).await?.len();
    let now = base.clock.now();
    let (mut classes, mut people, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    for (number, learners) in fresh.chunks(plan.mapping.class_size).enumerate() {
        let number = there + number + 1;
        let name = t!(Lang::Zh, "records.import_class_name", n = number);
        let class = Organisation::new(OrganisationKind::Class, Some(school), &format!("{}-{number:03}", plan.school), &name);
        for learner in learners {
            let name = t!(Lang::Zh, "records.import_learner_name", code = learner);
            let new = NewPerson { id: base::id::next(), name, source_id: Some(plan.source_id(learner)), ..NewPerson::default() };
            roles.push(NewAssignment { person: new.id, role: Role::Student, org: class.id, subject: None, starts: first_day });
            people.push(new);
        }
        classes.push(class);
    }
    organisation::add(conn, now, &classes).await?;
    person::add(conn, now, &base.seal, &people).await?;
    role::assign_many(conn, &roles).await?;
    // Nobody stands behind a pseudonym who could be asked: whoever imports a log vouches that it may be used.
    for learner in &people {
        consent::record_collected(conn, now, &[learner.id], Purpose::Learning, learner.id).await?;
    }
    Ok(classes.len())
}

/// Makes somebody class teacher of the imported school: their role reaches every class below it.
async fn appoint(conn: &mut Conn, login: &str, school: i64, first_day: &str, today: &str) -> Result<()> {
    let unknown = || Error::from(Problem::new("records.import_unknown_login").with("login", login));
    let teacher = account::by_login(conn, login).await?.ok_or_else(unknown)?.person;
    let roles = role::of_person(conn, teacher, today).await?;
    if roles.iter().any(|r| r.org == school && r.role() == Some(Role::ClassTeacher)) {
        return Ok(());
    }
    role::assign(conn, teacher, Role::ClassTeacher, school, None, first_day).await.map(|_| ())
}

fn answered(plan: &Plan, response: &Response, ordinal: usize, person: i64, at: Millis) -> Answered {
    // The same answer of the same file gets the same identifier, so that a second import finds it.
    let digest = base::seal::sha256(format!(
        "{}\n{}\n{ordinal}\n{}\n{}\n{}",
        plan.school,
        response.learner,
        response.item,
        response.at.unwrap_or_default(),
        response.score
    ));
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digest.as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or_default();
    }
    Answered {
        statement: uuid::Builder::from_custom_bytes(bytes).into_uuid(),
        person,
        item: plan.code(&response.item),
        version: 1,
        interaction: Interaction::Other,
        point: plan.code(&response.skill),
        subject: plan.subject.code().to_owned(),
        response: None,
        score: response.score,
        correct: response.score >= 1.0,
        duration: None,
        at,
        session: None::<Uuid>,
    }
}
