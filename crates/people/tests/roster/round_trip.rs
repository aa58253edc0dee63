//! Export, import into an empty database, export again: the same package.

use base::testing::{START, TestBase, bases};
use base::{Conn, Lang, blob, job};
use people::organisation::{self, Locality, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::roster::{self, Kind, oneroster};
use people::{Role, account, guardianship, person, role};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

#[derive(Debug, Clone)]
struct Pupil {
    name: String,
    gender: Option<bool>,
    birth: Option<(i16, i8, i8)>,
    class: usize,
    account: Option<bool>,
    guardians: Vec<(usize, usize)>,
    source: bool,
}

#[derive(Debug, Clone)]
struct Region {
    schools: Vec<(String, bool, Option<usize>, u8)>,
    classes: Vec<(usize, i64)>,
    guardians: Vec<String>,
    pupils: Vec<Pupil>,
    staff: Vec<(String, usize, usize, usize)>,
}

fn region() -> impl Strategy<Value = Region> {
    let name = || "[王李张欧阳明小红]{1,4}|[A-Z][a-z]{1,6}( [A-Z][a-z]{1,6}){0,2}";
    let pupil = (
        name(),
        any::<Option<bool>>(),
        proptest::option::of((2008_i16..2020, 1_i8..=12, 1_i8..=28)),
        0_usize..6,
        any::<Option<bool>>(),
        proptest::collection::vec((0_usize..4, 0_usize..3), 0..3),
        any::<bool>(),
    )
        .prop_map(|(name, gender, birth, class, account, guardians, source)| Pupil {
            name,
            gender,
            birth,
            class,
            account,
            guardians,
            source,
        });
    (
        proptest::collection::vec(("[育才实验=,\"]{1,8}校", any::<bool>(), proptest::option::of(0_usize..3), 0_u8..4), 1..4),
        proptest::collection::vec((0_usize..4, 2018_i64..2027), 6),
        proptest::collection::vec(name(), 4),
        proptest::collection::vec(pupil, 0..12),
        proptest::collection::vec((name(), 0_usize..8, 0_usize..6, 0_usize..3), 0..8),
    )
        .prop_map(|(schools, classes, guardians, pupils, staff)| Region { schools, classes, guardians, pupils, staff })
}

async fn add(conn: &mut Conn, base: &base::Base, new: NewPerson) -> base::Result<i64> {
    let id = base::id::next();
    person::add(conn, START, &base.seal, &[NewPerson { id, ..new }]).await?;
    Ok(id)
}

async fn settle(conn: &mut Conn, base: &base::Base, plan: Region) -> base::Result<i64> {
    let root = Organisation::new(OrganisationKind::Region, None, "R", "一市");
    let county = Organisation::new(OrganisationKind::County, Some(root.id), "R-C", "一县");
    let mut orgs = vec![root.clone(), county.clone()];
    let mut schools = Vec::new();
    for (i, (name, small, locality, stages)) in plan.schools.iter().enumerate() {
        let mut school = Organisation::new(OrganisationKind::School, Some(county.id), &format!("S{i}"), name);
        school.small = *small;
        school.locality = locality.map(|l| [Locality::Urban, Locality::Town, Locality::Rural][l].code().to_owned());
        school.stages = ["kindergarten", "primary", "primary,junior", "senior"][usize::from(*stages)].to_owned();
        schools.push(school.clone());
        orgs.push(school);
    }
    let mut classes = Vec::new();
    for (i, (school, year)) in plan.classes.iter().enumerate() {
        let school = &schools[school % schools.len()];
        let code = format!("{}-{year}-{i:02}", school.code);
        // Every second class hangs below its school without a cohort.
        let mut parent = school.id;
        if i % 2 == 0 {
            let mut cohort = Organisation::new(OrganisationKind::Cohort, Some(school.id), &format!("{}-{year}-k{i}", school.code), "年级");
            cohort.entry_year = Some(*year);
            parent = cohort.id;
            orgs.push(cohort);
        }
        let mut class = Organisation::new(OrganisationKind::Class, Some(parent), &code, &format!("{i}班"));
        class.entry_year = Some(*year);
        classes.push(class.id);
        orgs.push(class);
    }
    organisation::add(conn, START, &orgs).await?;
    let mut guardians = Vec::new();
    for (i, name) in plan.guardians.iter().enumerate() {
        let id = add(conn, base, NewPerson { name: name.clone(), ..NewPerson::default() }).await?;
        account::create(conn, id, &format!("parent{i}")).await?;
        guardians.push(id);
    }
    for (i, pupil) in plan.pupils.into_iter().enumerate() {
        let new = NewPerson {
            name: pupil.name,
            gender: pupil.gender.map(|g| if g { "male" } else { "female" }.to_owned()),
            birth: pupil.birth.map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
            source_id: pupil.source.then(|| format!("sis-{i}")),
            ..NewPerson::default()
        };
        let id = add(conn, base, new).await?;
        if let Some(open) = pupil.account {
            account::create(conn, id, &format!("pupil{i}")).await?;
            base::execute!(conn, "UPDATE account SET disabled = $2 WHERE person = $1", id, !open)?;
        }
        role::assign(conn, id, Role::Student, classes[pupil.class], None, "2026-03-01").await?;
        for (guardian, relation) in pupil.guardians {
            guardianship::add(conn, guardians[guardian], id, ["father", "mother", "other"][relation], "2026-03-01").await?;
        }
    }
    for (i, (name, kind, class, subject)) in plan.staff.into_iter().enumerate() {
        let id = add(conn, base, NewPerson { name, ..NewPerson::default() }).await?;
        account::create(conn, id, &format!("staff{i}")).await?;
        let subject = ["math", "chinese", "pe"][subject];
        let (role, org, subject) = match kind {
            0 => (Role::ClassTeacher, classes[class], None),
            1 | 2 => (Role::SubjectTeacher, classes[class], Some(subject)),
            3 => (Role::SchoolLeader, schools[0].id, None),
            4 => (Role::Researcher, county.id, None),
            5 => (Role::BureauOfficer, root.id, None),
            6 => (Role::Administrator, root.id, None),
            _ => (Role::Counsellor, schools[0].id, None),
        };
        role::assign(conn, id, role, org, subject, "2026-03-01").await?;
    }
    Ok(root.id)
}

async fn come_back(from: &TestBase, to: &TestBase, plan: Region) {
    let inner = from.base.clone();
    let root = from.db.write(move |conn| Box::pin(async move { settle(conn, &inner, plan).await })).await.unwrap();
    let first = oneroster::export(from, None, root).await.unwrap();
    let (seal, bytes, args) =
        (to.seal.clone(), first.clone(), serde_json::json!({ "kind": "oneroster", "school": null, "lang": Lang::En }));
    let id = to
        .db
        .write(move |conn| {
            Box::pin(async move {
                let mut args = args;
                args["blob"] = blob::put(conn, &seal, START, "package.zip", "application/zip", &bytes).await?.into();
                job::enqueue(conn, START, roster::JOB, None, &args).await
            })
        })
        .await
        .unwrap();
    job::drain(to, &job::Handlers::default().on(roster::JOB, roster::import)).await.unwrap();
    let job = job::get(&mut to.db.read().await.unwrap(), id).await.unwrap();
    assert_eq!(job.state(), job::State::Done, "{:?}", job.problems());
    let root = organisation::root(&mut to.db.read().await.unwrap()).await.unwrap().unwrap();
    let second = oneroster::export(to, None, root.id).await.unwrap();
    assert_eq!(unpacked(&first), unpacked(&second));
    assert!(first == second, "the same bytes");
    // And at home it changes nothing.
    let draft = roster::read("package.zip", &first, Kind::OneRoster).unwrap();
    let report = roster::check(from, None, &draft, None).await.unwrap();
    assert!(report.is_good(), "{:?}", report.problems);
    let counts = report.counts;
    assert_eq!((counts.added, counts.changed, counts.roles_added, counts.roles_ended, counts.schools_changed), (0, 0, 0, 0, 0));
}

fn unpacked(zip: &[u8]) -> Vec<(String, String)> {
    let mut archive = base::archive::Archive::open("package.zip", zip, &base::archive::Limits::default()).unwrap();
    let names: Vec<String> = archive.entries().iter().map(|e| e.name.clone()).collect();
    names.into_iter().map(|name| (name.clone(), archive.read_text(&name).unwrap())).collect()
}

#[tokio::test]
async fn a_region_comes_back_as_it_was() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    for _ in 0..6 {
        let plan = region().new_tree(&mut runner).unwrap().current();
        let sets: &[&[base::Migration]] = &[base::MIGRATIONS, people::MIGRATIONS];
        for (from, to) in bases(sets).await.iter().zip(bases(sets).await.iter()) {
            come_back(from, to, plan.clone()).await;
        }
    }
}
