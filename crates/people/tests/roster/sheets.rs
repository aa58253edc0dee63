//! Sheets that are good: what they do, and that doing it twice does nothing.

use super::town::{Town, national_id, texts, towns};
use base::Lang;
use people::permission::Scope;
use people::roster::{self, Kind};
use people::{guardianship, organisation, person, role};

const STUDENTS: &str = "姓名,性别,出生日期,身份证号,学籍号,学校代码,入学年份,班级,登录名,监护人姓名,监护人关系,监护人身份证号\n";

fn three() -> String {
    let (a, b, parent) = (national_id("20160508", 11), national_id("20161120", 22), national_id("19880101", 33));
    format!(
        "{STUDENTS}王小树,男,2016/5/8,{a},G{a},S001,2022,1,,王大树,父亲,{parent}\n\
         李苗苗,,,{b},,S001,2022,(2)班,Limiaomiao,王大树,父亲,{parent}\n\
         张晨,女,20170101,,L110105201701010007,S001,2022级,01班,,张红,母亲,\n"
    )
}

async fn classes(town: &Town, login: &str) -> Vec<(String, String, Option<String>)> {
    base::fetch_all!(
        &mut town.base.db.read().await.unwrap(),
        "SELECT o.code, r.starts, r.ends FROM role_assignment r JOIN organisation o ON o.id = r.org JOIN account a ON a.person = r.person
         WHERE a.login = $1 ORDER BY r.starts, o.code",
        login
    )
    .unwrap()
}

#[tokio::test]
async fn students_come_in_and_the_same_file_changes_nothing() {
    for town in towns().await {
        let checked = town.check(&town.admin, Kind::Students, &three()).await;
        assert!(checked.is_good(), "{:?}", texts(&checked.problems));
        let before = town.dump().await;
        let report = town.import(&town.admin, Kind::Students, &three()).await;
        assert_eq!(report.counts, checked.counts, "the check tells what the import does");
        let counts = &report.counts;
        assert_eq!((counts.added, counts.classes_added, counts.guardians_added, counts.accounts_added), (3, 2, 2, 5));
        assert_ne!(before, town.dump().await);
        assert_eq!(report.sample[0].name, "王小树");

        let mut conn = town.base.db.read().await.unwrap();
        let child = person::by_national_id(&mut conn, &town.base.seal, &national_id("20161120", 22)).await.unwrap().unwrap();
        assert_eq!((child.name.as_str(), child.gender.as_deref(), child.birth.as_deref()), ("李苗苗", Some("female"), Some("2016-11-20")));
        let roles = role::of_person(&mut conn, child.id, "2026-09-01").await.unwrap();
        assert_eq!((roles.len(), roles[0].role.as_str(), roles[0].org_name.as_str()), (1, "student", "2022级2班"));
        let class = organisation::by_code(&mut conn, "S001-2022-02").await.unwrap().unwrap();
        assert_eq!(class.entry_year, Some(2022));
        let guardians = guardianship::guardians(&mut conn, child.id, "2026-09-01").await.unwrap();
        let children = guardianship::children(&mut conn, guardians[0].id, "2026-09-01").await.unwrap();
        assert_eq!(children.len(), 2, "one account for the parent of two");
        let account = people::account::of_person(&mut conn, child.id).await.unwrap().unwrap();
        assert_eq!((account.login.as_str(), account.has_password()), ("limiaomiao", false));
        drop(conn);

        let after = town.dump().await;
        let again = town.import(&town.admin, Kind::Students, &three()).await;
        assert_eq!((again.counts.unchanged, again.counts.added, again.counts.changed), (3, 0, 0));
        assert_eq!(after, town.dump().await, "the same file again changes nothing");
        assert_eq!(town.count("SELECT CAST(COUNT(*) AS BIGINT) FROM blob").await, 0, "uploaded files are deleted");
        assert_eq!(town.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit WHERE action = 'roster.import'").await, 1);
    }
}

#[tokio::test]
async fn a_move_ends_one_class_and_begins_another() {
    for town in towns().await {
        town.import(&town.admin, Kind::Students, &three()).await;
        town.base.clock.advance(86_400_000 * 10);
        let moved = format!("{STUDENTS}李苗苗,,,{},,S001,2022,3,,,,\n", national_id("20161120", 22));
        let report = town.import(&Scope::new(town.admin.person, &town.base.clock), Kind::Students, &moved).await;
        assert_eq!((report.counts.moved, report.counts.roles_added, report.counts.roles_ended, report.counts.added), (1, 1, 1, 0));
        assert_eq!(
            classes(&town, "limiaomiao").await,
            [
                ("S001-2022-02".to_owned(), "2026-09-01".to_owned(), Some("2026-09-10".to_owned())),
                ("S001-2022-03".to_owned(), "2026-09-11".to_owned(), None)
            ]
        );
        // To another school: not by the one school's administrator, but by the county's.
        let away = moved.replace("S001", "S002");
        let report = town.check(&town.admin, Kind::Students, &away).await;
        assert_eq!(texts(&report.problems).len(), 1);
        assert!(texts(&report.problems)[0].contains("You do not manage the roster of “S002”"), "{:?}", texts(&report.problems));
        town.import(&Scope::new(town.county_admin.person, &town.base.clock), Kind::Students, &away).await;
        // Moved on the same day: the class they never sat in is gone, not ended before it began.
        assert_eq!(classes(&town, "limiaomiao").await.iter().map(|c| c.0.as_str()).collect::<Vec<_>>(), ["S001-2022-02", "S002-2022-03"]);
        // And the first school cannot take them back by itself.
        let report = town.check(&town.admin, Kind::Students, &moved).await;
        assert!(texts(&report.problems)[0].contains("at an organisation you do not manage"), "{:?}", texts(&report.problems));
    }
}

#[tokio::test]
async fn nobody_learns_a_name_by_guessing_a_number() {
    for town in towns().await {
        town.import(&town.admin, Kind::Students, &three()).await;
        // The parent of two has no place at a school.
        let parent = national_id("19880101", 33);
        let csv = format!("姓名,身份证号,学校代码,角色\n某人,{parent},S002,校领导\n");
        let report = town.check(&town.county_admin, Kind::Staff, &csv).await;
        let texts = texts(&report.problems);
        assert!(texts.len() == 1 && texts[0].contains("belongs to “***”"), "{texts:?}");
    }
}

#[tokio::test]
async fn staff_come_in_with_a_row_for_each_role() {
    for town in towns().await {
        town.import(&town.admin, Kind::Students, &three()).await;
        let csv = "Name,Gender,School code,Role,Entry year,Class,Subject,Login\n\
                   张老师,女,S001,班主任,2022,1,,zhang\n\
                   张老师,女,S001,任课教师,2022,1,数学,zhang\n\
                   Li Lei,male,S001,subject_teacher,2022,2,math,lilei\n\
                   赵校长,男,S001,校长,,,,zhao\n";
        let report = town.import(&town.admin, Kind::Staff, csv).await;
        assert_eq!((report.counts.added, report.counts.roles_added, report.counts.classes_added), (3, 4, 0));
        assert_eq!(town.import(&town.admin, Kind::Staff, csv).await.counts.unchanged, 3);
        let roles = classes(&town, "zhang").await;
        assert_eq!(roles.len(), 2);
        let county = "姓名,单位代码,角色,登录名\n钱科长,C01,教育局工作人员,qian\n";
        let refused = town.check(&town.admin, Kind::Staff, county).await;
        assert_eq!(refused.problems.len(), 1);
        assert_eq!(town.import(&town.county_admin, Kind::Staff, county).await.counts.added, 1);
    }
}

#[tokio::test]
async fn schools_come_in_and_change() {
    for town in towns().await {
        let csv = "学校代码,学校名称,上级代码,学段,城乡,小规模,薄弱,特教\nS001,育才小学,C01,小学,镇区,否,否,否\nS010,山口学校,C01,九年一贯制,乡村,是,是,\n";
        let refused = town.check(&town.admin, Kind::Schools, csv).await;
        assert_eq!(refused.problems.len(), 1, "a school's administrator founds no school: {:?}", texts(&refused.problems));
        let report = town.import(&town.county_admin, Kind::Schools, csv).await;
        assert_eq!((report.counts.schools_added, report.counts.schools_changed), (1, 1));
        let mut conn = town.base.db.read().await.unwrap();
        let school = organisation::by_code(&mut conn, "S010").await.unwrap().unwrap();
        assert_eq!(
            (school.stages.as_str(), school.locality.as_deref(), school.small, school.weak),
            ("primary,junior", Some("rural"), true, true)
        );
        drop(conn);
        let again = town.import(&town.county_admin, Kind::Schools, csv).await;
        assert_eq!(again.counts, people::roster::Counts::default());
    }
}

#[tokio::test]
async fn templates_come_back_in() {
    let town = towns().await.remove(0);
    for kind in [Kind::Students, Kind::Staff, Kind::Schools] {
        for lang in [Lang::Zh, Lang::En] {
            let bytes = roster::template(kind, lang).unwrap();
            let draft = roster::read("template.xlsx", &bytes, kind).unwrap();
            assert_eq!(draft.columns.mapped.len(), roster::fields(kind).len(), "every heading of the template is known");
            assert!(draft.columns.problems().is_empty() && draft.columns.notices().is_empty());
            let report = roster::check(&town.base, Some(&town.county_admin), &draft, None).await.unwrap();
            assert!(report.is_good(), "{kind:?}: {:?}", texts(&report.problems));
        }
    }
}
