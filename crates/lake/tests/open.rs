//! Open data: what is hidden, who decides, what the public sees.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../learner/tests/town/mod.rs"]
mod town;

use base::job::{self, Handlers};
use base::testing::START;
use base::{Error, Result};
use lake::dataset::{self, NewDataset};
use lake::product::Product;
use lake::quality::Timeliness;
use lake::{feedback, release};
use people::consent::{self, Purpose};
use people::organisation::{self, Organisation, OrganisationKind};
use people::{Role, Scope, role};
use town::{FROM, Town, towns};

struct Bureau {
    town: Town,
    first: Scope,
    second: Scope,
}

/// A town with the lake's tables and two officers of the region.
async fn bureaus() -> Vec<Bureau> {
    let mut bureaus = Vec::new();
    for town in towns().await {
        let all = [base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS];
        town.base.db.migrate(&all).await.unwrap();
        let seal = town.base.seal.clone();
        let officers = town
            .base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let region = organisation::root(conn).await?.unwrap();
                    let mut officers = Vec::new();
                    for name in ["王科长", "李科长"] {
                        let id = base::id::next();
                        let new = people::person::NewPerson { id, name: name.into(), ..Default::default() };
                        people::person::add(conn, START, &seal, &[new]).await?;
                        role::assign(conn, id, Role::BureauOfficer, region.id, None, FROM).await?;
                        officers.push(id);
                    }
                    Ok(officers)
                })
            })
            .await
            .unwrap();
        let (first, second) = (town.scope(officers[0]), town.scope(officers[1]));
        bureaus.push(Bureau { town, first, second });
    }
    bureaus
}

fn new(code: &str, product: &str, grade: &str) -> NewDataset {
    NewDataset {
        code: code.into(),
        title: format!("数据集 {code}"),
        description: "说明".into(),
        category: "outcome".into(),
        grade: grade.into(),
        product: product.into(),
        licence: "CC-BY-4.0".into(),
        contributor: "市教育局".into(),
        period_days: "30".into(),
    }
}

impl Bureau {
    /// Students of a class who consented to research and answered; START lies on 1 September 2026.
    async fn students(&self, class: i64, number: usize, research: bool) {
        for n in 0..number {
            let student = self.town.enrol(class).await;
            if research {
                self.town
                    .base
                    .db
                    .write(move |c| {
                        Box::pin(async move { consent::record_collected(c, START, &[student], Purpose::Research, student).await })
                    })
                    .await
                    .unwrap();
            }
            self.town.answer(student, 0, if n % 4 == 0 { 0.0 } else { 1.0 }, START).await;
        }
    }

    /// A second county with a school and a class.
    async fn county(&self, code: &'static str) -> i64 {
        self.town
            .base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let region = organisation::root(conn).await?.unwrap();
                    let county = Organisation::new(OrganisationKind::County, Some(region.id), code, "county");
                    let mut school = Organisation::new(OrganisationKind::School, Some(county.id), &format!("{code}-S"), "school");
                    school.stages = "junior".into();
                    let mut class = Organisation::new(OrganisationKind::Class, Some(school.id), &format!("{code}-K"), "class");
                    class.entry_year = Some(2025);
                    organisation::add(conn, START, &[county, school, class.clone()]).await?;
                    Ok(class.id)
                })
            })
            .await
            .unwrap()
    }

    /// Asks for a version as `who`, runs the job, and gives the version's identifier. Practice waits for statements to settle.
    async fn prepare(&self, who: &Scope, dataset: i64) -> i64 {
        let job = release::ask(&self.town.base, who, dataset).await.unwrap();
        job::drain(&self.town.base, &Handlers::default().on(release::JOB, release::run)).await.unwrap();
        let done = job::get(&mut self.town.base.db.read().await.unwrap(), job).await.unwrap();
        done.result().unwrap_or_else(|| panic!("{:?}", done.problems()))["version"].as_i64().unwrap()
    }
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Conflict(problem)) => problem.key,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_version_is_prepared_by_one_and_published_by_another() {
    for bureau in bureaus().await {
        let base = &bureau.town.base;
        bureau.students(bureau.town.class, 20, true).await;
        bureau.students(bureau.town.class, 7, false).await;
        let (far, near) = (bureau.county("D").await, bureau.county("E").await);
        bureau.students(far, 4, true).await;
        bureau.students(near, 15, true).await;
        let id = dataset::add(base, &bureau.first, new("mastery", "mastery", "general")).await.unwrap();
        let version = bureau.prepare(&bureau.first, id).await;

        let mut conn = base.db.read().await.unwrap();
        assert!(dataset::catalogue(&mut conn).await.unwrap().is_empty(), "a draft is nobody's but the officers'");
        assert!(matches!(dataset::open(&mut conn, "mastery").await, Err(Error::NotFound)));
        let (draft, table) = release::look(&mut conn, &bureau.second, version).await.unwrap();
        let shown: Vec<(&str, &str)> = table.rows.iter().map(|r| (r.cells[2].as_str(), r.cells[3].as_str())).collect();
        assert_eq!(shown, [("C", "20"), ("D", ""), ("E", ""), ("total", "39")], "of those who consented to research");
        assert_eq!((draft.small, draft.complementary, draft.smallest), (1, 1, Some(20)));
        let quality = draft.quality().unwrap();
        assert_eq!((quality.completeness.good, quality.completeness.all), (20, 28));
        assert_eq!((quality.validity.good, quality.validity.all, quality.uniqueness.good), (20, 20, 4));
        drop(conn);

        assert_eq!(conflict(release::publish(base, &bureau.first, version).await), "open.second_person");
        assert!(
            matches!(release::publish(base, &bureau.town.scope(bureau.town.officer), version).await, Err(Error::Forbidden)),
            "a county's officer"
        );
        release::publish(base, &bureau.second, version).await.unwrap();
        assert_eq!(conflict(release::reject(base, &bureau.second, version).await), "open.decided_already");

        let mut conn = base.db.read().await.unwrap();
        let open = dataset::catalogue(&mut conn).await.unwrap();
        assert_eq!((open.len(), open[0].1.number), (1, 1));
        let timeliness = Timeliness::on(base.clock.today(), open[0].1.as_of.parse().unwrap(), open[0].0.period_days);
        assert!((quality.score(timeliness) - 100.0 * (20.0 / 28.0 + 3.0) / 4.0).abs() < 1e-9);
        drop(conn);
        let csv = release::download(base, "mastery", 1).await.unwrap();
        assert!(csv.contains("math,M7-1,C,20,") && csv.contains("math,M7-1,D,,,,"), "{csv}");
        assert!(matches!(release::download(base, "mastery", 2).await, Err(Error::NotFound)));

        release::withdraw(base, &bureau.first, version).await.unwrap();
        assert!(matches!(release::download(base, "mastery", 1).await, Err(Error::NotFound)));
        assert!(matches!(base::audit::verify(&base.db).await.unwrap(), base::audit::Verdict::Intact(4)));
    }
}

#[tokio::test]
async fn only_general_data_are_opened() {
    for bureau in bureaus().await {
        let base = &bureau.town.base;
        let important = dataset::add(base, &bureau.first, new("schools-i", "schools", "important")).await.unwrap();
        assert_eq!(conflict(release::ask(base, &bureau.first, important).await), "open.not_general");
        assert_eq!(conflict(dataset::add(base, &bureau.first, new("schools-i", "points", "general")).await), "open.code_taken");
        let county = bureau.town.scope(bureau.town.officer);
        assert!(matches!(dataset::add(base, &county, new("x", "points", "general")).await, Err(Error::Forbidden)));
        let wrong =
            NewDataset { code: "Ä ".into(), title: " ".into(), grade: "secret".into(), period_days: "0".into(), ..new("x", "points", "") };
        match dataset::add(base, &bureau.first, wrong).await {
            Err(Error::Invalid(problems)) => assert_eq!(problems.len(), 4),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn lists_are_opened_with_what_they_list_and_readers_write_back() {
    for bureau in bureaus().await {
        let base = &bureau.town.base;
        for (code, rows) in [("schools", 2), ("points", 4)] {
            let id = dataset::add(base, &bureau.first, new(code, code, "general")).await.unwrap();
            let version = bureau.prepare(&bureau.second, id).await;
            assert!(matches!(feedback::give(base, code, "好").await, Err(Error::NotFound)), "not open yet");
            release::publish(base, &bureau.first, version).await.unwrap();
            let (_, versions) = dataset::open(&mut base.db.read().await.unwrap(), code).await.unwrap();
            assert_eq!((versions[0].lines, versions[0].smallest), (rows, None));
            feedback::give(base, code, "  建议增加年份  ").await.unwrap();
            assert!(matches!(feedback::give(base, code, " ").await, Err(Error::Invalid(_))));
            for _ in 1..lake::policy::FEEDBACK_A_DAY {
                feedback::give(base, code, "好").await.unwrap();
            }
            assert_eq!(conflict(feedback::give(base, code, "好").await), "open.feedback_full");
            base.clock.advance(1);
            let said = feedback::latest(&mut base.db.read().await.unwrap(), &bureau.first, id, 500).await.unwrap();
            assert_eq!((said.len() as i64, said.iter().filter(|f| f.words == "建议增加年份").count()), (lake::policy::FEEDBACK_A_DAY, 1));
            base.clock.advance(86_400_000);
        }
    }
}

#[tokio::test]
async fn answers_of_a_month_are_summed_over_whoever_consented_to_research() {
    for bureau in bureaus().await {
        bureau.students(bureau.town.class, 20, true).await;
        bureau.students(bureau.town.class, 7, false).await;
        let near = bureau.county("E").await;
        bureau.students(near, 12, true).await;
        let table = Product::Practice.make(&bureau.town.base, -1_000, &mut |_| {}).await.unwrap();
        let row = |n: usize| table.rows[n].iter().map(|v| v.as_deref().unwrap_or("")).collect::<Vec<_>>().join(" ");
        assert_eq!(table.rows.len(), 3);
        assert_eq!(
            [row(0), row(1), row(2)],
            ["2026-09 math C 20 20 0.7500", "2026-09 math E 12 12 0.7500", "2026-09 math total 32 32 0.7500"]
        );
        assert_eq!((table.small, table.complementary, table.smallest), (0, 0, Some(12)));
        assert_eq!(table.as_of.unwrap().to_string(), "2026-09-01");
    }
}
