//! Points and items from sheets, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::sheet::{Limits, Table, read};
use base::testing::{TestBase, bases};
use base::{Error, Lang};
use content::score::{read as read_answer, score};
use content::{Interaction, item, point, sheet};

async fn houses() -> Vec<TestBase> {
    bases(&[base::MIGRATIONS, content::MIGRATIONS]).await
}

fn tables(file: &str, text: &str) -> Vec<Table> {
    read(file, text.as_bytes(), &Limits::default()).unwrap()
}

const POINTS: &str = "编码,学科,学段,年级,名称,英文名称,上级编码,说明
P1,数学,小学,3,分数,Fractions,,能读写分数
P2,math,primary,三年级,分数加法,Adding fractions,P1,
";

const ITEMS: &str = "题号,学科,学段,年级,知识点编码,题型,题干,选项A,选项B,选项C,选项D,答案,误差,单位,提示,解析,难度,计分
I1,数学,小学,3,P1,单选,一半是多少？,1/2,1/3,,,A,,,,,1,
I2,math,primary,3,P1,多选,哪些等于一半？,2/4,1/4,3/6,,A；C,,,,,2,漏选得半分
I3,,,,P2,数值,1/5 + 2/5 = ？,,,,,3/5,0,,分母不变,同分母相加,,
I4,数学,小学,3,P1,短答,分数线上面的数叫什么？,,,,,分子|分 子,,,,,1,
I5,数学,小学,3,P1,短答,大写字母 G 的小写是什么？,,,,,g,,,,,1,区分大小写
";

#[tokio::test]
async fn a_file_is_applied_whole_and_again_changes_nothing() {
    for house in houses().await {
        let both = [tables("points.csv", POINTS), tables("items.csv", ITEMS)].concat();
        let mut conn = house.db.read().await.unwrap();
        let foreseen = sheet::check(&mut conn, &both, "试题").await.unwrap();
        assert_eq!(foreseen.problems, []);
        assert_eq!((foreseen.points.added, foreseen.items.added), (2, 5));
        assert_eq!(item::count(&mut conn, &item::Filter::default()).await.unwrap(), 0, "a dry run changes nothing");

        let done = sheet::import(&house, None, both.clone(), "试题").await.unwrap();
        assert_eq!(done, foreseen);
        let third = item::by_code(&mut conn, "I3").await.unwrap();
        assert_eq!((third.grade, third.difficulty, third.source.as_str()), (3, 3, "试题"));
        assert_eq!(point::get(&mut conn, third.point).await.unwrap().code, "P2");
        let Interaction::Choice(second) = item::by_code(&mut conn, "I2").await.unwrap().interaction else { panic!("no choice") };
        assert_eq!(second.rule, content::item::Rule::HalfForPart);
        assert_eq!(second.correct.iter().map(String::as_str).collect::<Vec<_>>(), ["A", "C"]);

        let fifth = item::by_code(&mut conn, "I5").await.unwrap().interaction;
        let worth = |text| score(&fifth, &read_answer(&fifth, [("answer", text)]).unwrap()).raw;
        assert_eq!([worth("g"), worth("G"), worth(" ｇ ")], [1.0, 0.0, 1.0]);

        let again = sheet::import(&house, None, both, "试题").await.unwrap();
        assert_eq!((again.points.unchanged, again.items.unchanged, again.items.added), (2, 5, 0));
        let revised = ITEMS.replace("一半是多少？", "半个是多少？");
        let third_time = sheet::import(&house, None, tables("items.csv", &revised), "试题").await.unwrap();
        assert_eq!((third_time.items.revised, third_time.items.unchanged), (1, 4));
        let first = item::by_code(&mut conn, "I1").await.unwrap();
        assert_eq!(first.version, 2);
        assert_eq!(item::get_version(&mut conn, first.id, 1).await.unwrap().stem, "一半是多少？");
        let log = base::audit::latest(&mut conn, None, i64::MAX, 10).await.unwrap();
        assert_eq!(log.iter().filter(|e| e.action == "items.import").count(), 3);
    }
}

/// Twenty-six defects, each in a row of its own, and the place and reason that are told.
const DEFECTS: &str = "题号,学科,学段,年级,知识点编码,题型,题干,选项A,选项B,选项C,答案,误差,单位,难度,计分,乱序
D02,炼金术,小学,3,P1,短答,题,,,,答,,,1,,
D03,数学,大班,3,P1,短答,题,,,,答,,,1,,
D04,数学,小学,大三,P1,短答,题,,,,答,,,1,,
D05,数学,小学,8,P1,短答,题,,,,答,,,1,,
D06,数学,小学,3,P9,短答,题,,,,答,,,1,,
D07,语文,小学,3,P1,短答,题,,,,答,,,1,,
D08,数学,小学,3,P1,作图,题,,,,答,,,1,,
D09,数学,小学,3,P1,短答,,,,,答,,,1,,
D10,数学,小学,3,P1,短答,题,,,,,,,1,,
D11,数学,小学,3,P1,短答,题,,,,答||,,,1,,
D12,数学,小学,3,P1,单选,题,甲,,丙,A,,,1,,
D13,数学,小学,3,P1,单选,题,甲,,,A,,,1,,
D14,数学,小学,3,P1,单选,题,甲,甲,,A,,,1,,
D15,数学,小学,3,P1,单选,题,甲,乙,,C,,,1,,
D16,数学,小学,3,P1,单选,题,甲,乙,,AB,,,1,,
D17,数学,小学,3,P1,多选,题,甲,乙,,甲,,,1,,
D18,数学,小学,3,P1,多选,题,甲,乙,,A,,,1,随意,
D19,数学,小学,3,P1,多选,题,甲,乙,,A,,,1,,也许
D20,数学,小学,3,P1,数值,题,,,,五,,,1,,
D21,数学,小学,3,P1,数值,题,,,,5,-1,,1,,
D22,数学,小学,3,P1,数值,题,甲,,,5,,,1,,
D23,数学,小学,3,P1,短答,题,,,,答,,,6,,
D24,数学,小学,3,P1,短答,题,,,,答,,米,1,,
D25,数学,小学,3,P1,短答,题,,,,答,,,1,,
D25,数学,小学,3,P1,短答,题,,,,答,,,1,,
,数学,小学,3,P1,短答,题,,,,答,,,1,,
D28,数学,小学,3,P1,短答,题,,,,答,,,1,半分,
";

const TOLD: &[(u64, &str, &str)] = &[
    (2, "学科", "content.sheet_subject"),
    (3, "学段", "content.sheet_stage"),
    (4, "年级", "content.sheet_grade"),
    (5, "年级", "content.bad_grade"),
    (6, "知识点编码", "content.sheet_unknown_point"),
    (7, "学科", "content.sheet_other_subject"),
    (8, "题型", "content.sheet_type"),
    (9, "题干", "content.blank_stem"),
    (10, "答案", "content.sheet_no_answer"),
    (11, "答案", "content.blank_answer"),
    (12, "选项B", "content.blank_option"),
    (13, "选项A", "content.too_few_options"),
    (14, "选项A", "content.same_options"),
    (15, "答案", "content.key_is_no_option"),
    (16, "答案", "content.several_keys_in_single_choice"),
    (17, "答案", "content.sheet_answer_letters"),
    (18, "计分", "content.sheet_scoring"),
    (19, "乱序", "content.sheet_shuffle"),
    (20, "答案", "content.sheet_no_number"),
    (21, "误差", "content.negative_tolerance"),
    (22, "选项A", "content.sheet_not_for_type"),
    (23, "难度", "content.bad_difficulty"),
    (24, "单位", "content.sheet_not_for_type"),
    (26, "题号", "content.code_twice"),
    (27, "题号", "content.bad_code"),
    (28, "计分", "content.sheet_scoring_text"),
];

#[tokio::test]
async fn every_defect_is_told_by_row_and_column_and_nothing_is_changed() {
    for house in houses().await {
        sheet::import(&house, None, tables("points.csv", POINTS), "").await.unwrap();
        let file = tables("坏题.csv", DEFECTS);
        let mut conn = house.db.read().await.unwrap();
        let mut found = sheet::check(&mut conn, &file, "").await.unwrap().problems;
        found.sort_by_key(|p| p.place.as_ref().and_then(|p| p.row));
        let told: Vec<(u64, &str, &str)> = found
            .iter()
            .map(|p| {
                let place = p.place.as_ref().unwrap();
                (place.row.unwrap(), place.column.as_deref().unwrap(), p.key.as_str())
            })
            .collect();
        assert_eq!(told, TOLD);
        for problem in &found {
            for lang in [Lang::Zh, Lang::En] {
                let text = problem.text(lang);
                assert!(!text.contains('{') && !text.contains("content."), "{text}");
            }
        }
        assert_eq!(
            found[0].text(Lang::Zh),
            "坏题.csv 第 2 行“学科”列：“炼金术”不是学科。请填语文、数学、英语等，或 chinese、math、english 等代码。"
        );
        let Err(Error::Invalid(problems)) = sheet::import(&house, None, file, "").await else { panic!("accepted") };
        assert_eq!(problems.len(), TOLD.len());
        assert_eq!(item::count(&mut conn, &item::Filter::default()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn defects_of_points() {
    for house in houses().await {
        let text = "编码,学科,学段,年级,名称,上级编码\nA,数学,小学,3,,\nB,数学,小学,3,乙,没有\nC,数学,小学,3,丙,D\nD,数学,小学,3,丁,C\nE,数学,小学,3,戊,E\nF,数学,初中,3,己,\nG,数学,小学,3,庚,\nG,数学,小学,3,辛,\n";
        let mut conn = house.db.read().await.unwrap();
        let mut found = sheet::check(&mut conn, &tables("p.csv", text), "").await.unwrap().problems;
        found.sort_by_key(|p| p.place.as_ref().and_then(|p| p.row));
        let told: Vec<_> = found
            .iter()
            .map(|p| (p.place.as_ref().unwrap().row.unwrap(), p.place.as_ref().unwrap().column.as_deref().unwrap(), p.key.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (2, "名称", "content.blank_name"),
                (3, "上级编码", "graph.unknown_point"),
                (4, "上级编码", "graph.part_circle"),
                (6, "上级编码", "graph.self_edge"),
                (7, "年级", "content.bad_grade"),
                (9, "编码", "content.code_twice"),
            ]
        );
        let strange = sheet::check(&mut conn, &tables("x.csv", "甲,乙\n1,2\n"), "").await.unwrap();
        assert_eq!(strange.problems[0].key, "content.sheet_unknown_table");
        let missing = sheet::check(&mut conn, &tables("x.csv", "题号,题型,题干\n1,单选,题\n"), "").await.unwrap();
        assert_eq!(missing.problems.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["base.column_missing", "base.column_missing"]);
        let empty = sheet::check(&mut conn, &tables("x.csv", "编码,学科,学段,名称\n"), "").await.unwrap();
        assert_eq!(empty.problems[0].key, "content.sheet_no_rows");
    }
}

#[tokio::test]
async fn the_template_can_be_imported_as_it_is() {
    for house in houses().await {
        for lang in [Lang::Zh, Lang::En] {
            let book = read("template.xlsx", &sheet::template(lang).unwrap(), &Limits::default()).unwrap();
            let report = sheet::import(&house, None, book, "模板").await.unwrap();
            assert_eq!(report.items.added + report.items.unchanged, 4);
            assert_eq!(report.notices, []);
        }
    }
}
