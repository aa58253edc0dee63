//! Files that are not what they should be, and one that is, in another encoding.

use super::town::{texts, towns};
use base::job::State;
use base::sheet::{Cell, Sheet};
use base::{Error, Problem};
use people::roster::{self, Kind};
use std::io::Write;
use std::time::Instant;

fn refused(file: &str, bytes: &[u8]) -> Vec<Problem> {
    match roster::read(file, bytes, Kind::Students) {
        Err(Error::Invalid(problems)) => problems,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("{file} was taken"),
    }
}

#[tokio::test]
async fn gbk_is_read() {
    // 姓名,学校代码,入学年份,班级,登录名 / 王小树,S001,2022,1,wangxiaoshu in GBK.
    let bytes =
        b"\xd0\xd5\xc3\xfb,\xd1\xa7\xd0\xa3\xb4\xfa\xc2\xeb,\xc8\xeb\xd1\xa7\xc4\xea\xb7\xdd,\xb0\xe0\xbc\xb6,\xb5\xc7\xc2\xbc\xc3\xfb\r\n\
                  \xcd\xf5\xd0\xa1\xca\xf7,S001,2022,1,wangxiaoshu\r\n";
    for town in towns().await {
        let job = town.import_bytes(&town.admin, Kind::Students, "gbk.csv", bytes.to_vec()).await;
        assert_eq!(job.state(), State::Done, "{:?}", texts(&job.problems()));
        assert_eq!(town.count("SELECT CAST(COUNT(*) AS BIGINT) FROM person WHERE name = '王小树'").await, 1);
    }
}

#[test]
fn fifty_megabytes_are_refused_at_once() {
    let bytes = vec![b'a'; 50 << 20];
    let start = Instant::now();
    let problems = refused("large.csv", &bytes);
    assert!(start.elapsed().as_millis() < 200, "{:?}", start.elapsed());
    assert_eq!(texts(&problems), ["large.csv: The file is larger than 32 MB. Split it into several."]);
}

#[test]
fn a_zip_bomb_is_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/workbook.xml", options).unwrap();
    zip.write_all(b"<workbook/>").unwrap();
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    (0..100).for_each(|_| zip.write_all(&zeros).unwrap());
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    let problems = refused("bomb.xlsx", &bytes);
    assert_eq!(problems[0].key, "base.archive_bomb", "{:?}", texts(&problems));
}

#[test]
fn formulas_in_a_workbook_are_refused() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (column, heading) in ["姓名", "学校代码", "入学年份", "班级", "登录名"].iter().enumerate() {
        page.write_string(0, column as u16, *heading).unwrap();
    }
    page.write_formula(1, 0, "=\"王\"&\"小树\"").unwrap();
    let problems = refused("formula.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(problems[0].key, "base.sheet_formula");
    let place = problems[0].place.as_ref().unwrap();
    assert_eq!((place.row, place.column.as_deref()), (Some(2), Some("姓名")));
}

#[test]
fn numbers_that_a_spreadsheet_cut_are_told() {
    let headings = ["姓名", "身份证号", "入学年份", "班级"];
    let row = vec!["王小树".into(), Cell::Number(1.101_052_016_050_8e17), "2022".into(), "1".into()];
    let bytes = base::sheet::xlsx(&[Sheet::new("名册", &headings, vec![row])]).unwrap();
    let problems = refused("cut.xlsx", &bytes);
    assert_eq!(problems[0].key, "base.sheet_digits");
    assert_eq!(problems[0].place.as_ref().unwrap().column.as_deref(), Some("身份证号"));
}

#[test]
fn a_file_without_rows_is_told() {
    assert_eq!(refused("empty.csv", "姓名,入学年份,班级\n".as_bytes())[0].key, "roster.no_rows");
}
