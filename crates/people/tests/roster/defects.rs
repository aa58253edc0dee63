//! One roster with many different defects: each is told once, with its row and column, and nothing
//! changes.

use super::town::{Town, national_id, texts, towns};
use base::job::State;
use people::roster::Kind;

const HEADINGS: &str = "姓名,性别,出生日期,身份证号,学籍号,学校代码,入学年份,班级,登录名,监护人姓名,监护人关系";

/// A row with its defects: the column and the key of each.
type Row = (String, &'static [(&'static str, &'static str)]);

fn rows() -> Vec<Row> {
    let id = |n: u32| national_id("20160508", n);
    let wrong = |n: u32| {
        let id = id(n);
        let last = if id.ends_with('1') { '2' } else { '1' };
        format!("{}{last}", &id[..17])
    };
    let mut login = 0;
    let mut next = || {
        login += 1;
        format!("pupil{login:02}")
    };
    let cut = format!("{}000", &id(501)[..15]);
    vec![
        (format!("好一,男,2016-05-08,{},,S001,2022,1,{},,", id(1), next()), &[]),
        (format!("错位,,,{},,S001,2022,1,{},,", wrong(3), next()), &[("身份证号", "roster.id_check")]),
        (format!("无日,,2014-02-30,,,S001,2022,1,{},,", next()), &[("出生日期", "roster.date")]),
        (format!("无校,,,{},,S999,2022,1,{},,", id(5), next()), &[("学校代码", "roster.unknown_org")]),
        (format!("重号,,,{},,S001,2022,1,{},,", id(1), next()), &[("身份证号", "roster.twice")]),
        (format!("占号,,,{},,S001,2022,1,{},,", id(7), next()), &[("姓名", "roster.other_name")]),
        (format!(",,,{},,S001,2022,1,{},,", id(9), next()), &[("姓名", "roster.empty")]),
        (format!("{},,,{},,S001,2022,1,{},,", "长".repeat(51), id(11), next()), &[("姓名", "roster.long")]),
        (format!("控\u{7}制,,,{},,S001,2022,1,{},,", id(13), next()), &[("姓名", "roster.control")]),
        (format!("性反,女,,{},,S001,2022,1,{},,", id(15), next()), &[("性别", "roster.gender_contradicts")]),
        (format!("日反,,2015-05-08,{},,S001,2022,1,{},,", id(17), next()), &[("出生日期", "roster.birth_contradicts")]),
        (format!("年错,,,{},,S001,1922,1,{},,", id(19), next()), &[("入学年份", "roster.entry_year")]),
        (format!("岁错,,2016-05-08,,,S001,2016,1,{},,", next()), &[("入学年份", "roster.entry_age")]),
        (format!("无班,,,{},,S001,2022,,{},,", id(21), next()), &[("班级", "roster.empty")]),
        (format!("怪班,,,{},,S001,2022,火箭班,{},,", id(23), next()), &[("班级", "roster.class_form")]),
        (format!("=1+2,,,{},,S001,2022,1,{},,", id(25), next()), &[("姓名", "roster.formula")]),
        (format!("截断,,,{cut},,S001,2022,1,{},,", next()), &[("身份证号", "roster.digits_lost")]),
        (format!("科学,,,1.10105E+17,,S001,2022,1,{},,", next()), &[("身份证号", "roster.digits_lost")]),
        ("占名,,,,,S001,2022,1,admin0,,".into(), &[("登录名", "roster.login_taken")]),
        ("坏名,,,,,S001,2022,1,张 三,,".into(), &[("登录名", "roster.login")]),
        (format!("别校,,,{},,S002,2022,1,{},,", id(27), next()), &[("学校代码", "roster.not_managed")]),
        (",,,,,,,,,,".into(), &[]),
        (format!("学籍,,,,X110105201605080007,S001,2022,1,{},,", next()), &[("学籍号", "roster.number_form")]),
        (format!("性别,第三,,,,S001,2022,1,{},,", next()), &[("性别", "roster.gender")]),
        ("无号,,,,,S001,2022,1,,,".into(), &[("身份证号", "roster.no_identifier")]),
        (format!("关系,,,,,S001,2022,1,{},王五,同学", next()), &[("监护人关系", "roster.relation")]),
        (format!("缺人,,,,,S001,2022,1,{},,父亲", next()), &[("监护人姓名", "roster.empty")]),
        (format!("地区,,,000105201605080011,,S001,2022,1,{},,", next()), &[("身份证号", "roster.id_area")]),
        (format!("两错,丙,2014-13-01,,,S001,2022,1,{},,", next()), &[("性别", "roster.gender"), ("出生日期", "roster.date")]),
        (format!("好末,女,2016-05-08,{},,S001,2022,1,{},,", id(30), next()), &[]),
    ]
}

/// Somebody has number 007 already.
async fn settle(town: &Town) {
    let csv = format!("{HEADINGS}\n周全,男,,{},,S001,2022,1,zhouquan,,\n", national_id("20160508", 7));
    town.import(&town.admin, Kind::Students, &csv).await;
}

#[tokio::test]
async fn every_defect_is_told_with_row_and_column_and_nothing_changes() {
    let rows = rows();
    let csv = format!("{HEADINGS}\n{}\n", rows.iter().map(|(row, _)| row.as_str()).collect::<Vec<_>>().join("\n"));
    let expected: Vec<(u64, &str, &str)> =
        (2_u64..).zip(&rows).flat_map(|(number, (_, defects))| defects.iter().map(move |(column, key)| (number, *column, *key))).collect();
    let kinds: std::collections::BTreeSet<&str> = expected.iter().map(|(_, _, key)| *key).collect();
    assert!(kinds.len() >= 20, "{} kinds of defect", kinds.len());
    for town in towns().await {
        settle(&town).await;
        let before = town.dump().await;
        let report = town.check(&town.admin, Kind::Students, &csv).await;
        let mut told: Vec<(u64, &str, &str)> = report
            .problems
            .iter()
            .map(|p| {
                let place = p.place.as_ref().unwrap();
                (place.row.unwrap(), place.column.as_deref().unwrap(), p.key.as_str())
            })
            .collect();
        let mut expected = expected.clone();
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!(told, expected, "{}", texts(&report.problems).join("\n"));
        assert_eq!(town.dump().await, before, "checking changes nothing");

        let job = town.import_bytes(&town.admin, Kind::Students, "roster.csv", csv.clone().into_bytes()).await;
        assert_eq!(job.state(), State::Failed);
        assert_eq!(job.problems(), report.problems, "the job tells the same");
        assert_eq!(town.dump().await, before, "a refused import changes nothing");
        for problem in &report.problems {
            for lang in [base::Lang::Zh, base::Lang::En] {
                let text = problem.text(lang);
                assert!(!text.contains('{') && !text.contains(&problem.key), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn wrong_headings_are_told() {
    for town in towns().await {
        let report = town.check(&town.admin, Kind::Students, "姓名,班级,Class,爱好\n王小树,1,1,画画\n").await;
        let told: Vec<&str> = report.problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(told, ["base.column_missing", "base.column_twice"]);
        assert_eq!(report.notices.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["base.column_unknown"]);
    }
}

#[tokio::test]
async fn defects_of_staff_and_schools_are_told() {
    for town in towns().await {
        let staff = "姓名,单位代码,角色,入学年份,班级,学科,登录名\n\
                     甲,S001,厨师,,,,jia1\n\
                     乙,S001,任课教师,2022,1,炼金术,yi11\n\
                     丙,S001,任课教师,2022,1,,bing\n\
                     丁,S001,教研员,,,,ding\n\
                     戊,S001,校领导,,,,wu11\n\
                     己,S001,心理教师,,,,wu11\n\
                     庚,S001,校领导,,,,geng\n\
                     庚,S001,校领导,,,,geng\n";
        let report = town.check(&town.admin, Kind::Staff, staff).await;
        let told: Vec<(u64, &str)> = report.problems.iter().map(|p| (p.place.as_ref().unwrap().row.unwrap(), p.key.as_str())).collect();
        let expected = [
            (2, "roster.role"),
            (3, "roster.subject"),
            (4, "roster.subject_missing"),
            (5, "roster.role_place"),
            (7, "roster.staff_differs"),
            (9, "roster.role_twice"),
        ];
        assert_eq!(told, expected, "{}", texts(&report.problems).join("\n"));

        let schools = "学校代码,学校名称,上级代码,学段,城乡,小规模\n\
                       坏 码,一校,C01,小学,镇区,否\n\
                       S011,二校,C99,小学,镇区,否\n\
                       S012,三校,S002,小学,镇区,否\n\
                       S013,四校,C01,大学堂,郊区,也许\n\
                       R,五校,C01,小学,,\n\
                       S001,六校,C02,小学,,\n\
                       S014,七校,C01,小学,,\nS014,八校,C01,小学,,\n";
        let report = town.check(&town.county_admin, Kind::Schools, schools).await;
        let mut told: Vec<(u64, &str)> = report.problems.iter().map(|p| (p.place.as_ref().unwrap().row.unwrap(), p.key.as_str())).collect();
        told.sort_unstable();
        let expected = [
            (2, "roster.code"),
            (3, "roster.unknown_org"),
            (4, "roster.wrong_parent"),
            (5, "roster.flag"),
            (5, "roster.locality"),
            (5, "roster.stage"),
            (6, "roster.other_kind"),
            (7, "roster.unknown_org"),
            (9, "roster.twice"),
        ];
        assert_eq!(told, expected, "{}", texts(&report.problems).join("\n"));
        let report = town.check(&town.county_admin, Kind::Schools, "代码,名称,上级代码,学段\nS001,六校,R,小学\n").await;
        assert_eq!(report.problems.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["roster.other_parent"]);
    }
}
