//! Files from strangers: what is read, and what is refused with which words.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::sheet::{self, Cell, Limits, Sheet, Table};
use base::{Error, Lang, Problem};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};

fn read(bytes: &[u8]) -> base::Result<Vec<Table>> {
    sheet::read("名册", bytes, &Limits::default())
}

fn faults(bytes: &[u8]) -> Vec<Problem> {
    match read(bytes) {
        Err(Error::Invalid(problems)) => problems,
        other => panic!("expected to be refused: {other:?}"),
    }
}

fn keys(bytes: &[u8]) -> Vec<String> {
    faults(bytes).into_iter().map(|p| p.key).collect()
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_reads_as_people_see_it() {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("学生").unwrap();
    let (day, time) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"));
    for (column, heading) in (0..).zip(["姓名", "出生日期", "得分", "登记时间", "住校"]) {
        page.write(1, column, heading).unwrap();
    }
    page.write(3, 0, "\u{3000}张 三\u{feff} ").unwrap();
    page.write_with_format(3, 1, ExcelDateTime::from_ymd(2012, 2, 29).unwrap(), &day).unwrap();
    page.write(3, 2, 98.0).unwrap();
    page.write_with_format(3, 3, ExcelDateTime::from_ymd(2026, 9, 1).unwrap().and_hms(8, 30, 0).unwrap(), &time).unwrap();
    page.write(3, 4, true).unwrap();
    let notes = book.add_worksheet().set_name("说明").unwrap();
    notes.write(0, 0, "请逐行填写").unwrap();
    let hidden = book.add_worksheet().set_name("字典").unwrap();
    hidden.write(0, 0, "男").unwrap();
    hidden.set_hidden(true);

    let table = sheet::read_one("名册", &book.save_to_buffer().unwrap(), &Limits::default()).unwrap();
    assert_eq!((table.name.as_str(), table.heading_row), ("学生", 2));
    assert_eq!(table.headings, ["姓名", "出生日期", "得分", "登记时间", "住校"]);
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rows[0].number, 4);
    assert_eq!(table.rows[0].cells, ["张 三", "2012-02-29", "98", "2026-09-01 08:30:00", "TRUE"]);
}

#[test]
fn formulas_error_values_and_lost_digits_are_refused_by_cell() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (column, heading) in (0..).zip(["姓名", "身份证号", "总分"]) {
        page.write(0, column, heading).unwrap();
    }
    page.write(1, 0, "李四").unwrap();
    page.write(1, 1, 110_101_201_001_011_234.0).unwrap();
    page.write_formula(2, 2, Formula::new("=SUM(A1:A2)").set_result("7")).unwrap();
    let found = faults(&book.save_to_buffer().unwrap());
    assert_eq!(found.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["base.sheet_digits", "base.sheet_formula"]);
    let text = found[1].text(Lang::Zh);
    assert!(text.starts_with("名册 第 3 行“总分”列：C3 格是公式"), "{text}");
}

#[test]
fn a_thousand_formulas_are_counted_not_listed() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write(0, 0, "总分").unwrap();
    for row in 1..=1000 {
        page.write_formula(row, 0, "=1+1").unwrap();
    }
    let found = faults(&book.save_to_buffer().unwrap());
    assert_eq!(found.len(), 51);
    assert_eq!(found[50], Problem::new("base.sheet_more").with("n", 950));
}

#[test]
fn csv_in_every_encoding_an_office_saves() {
    let text = "姓名,班级,备注\r\n王五,一(1)班,\"喜欢\"\"读书\"\"\r\n和画画\"\r\n\r\n赵六,一(2)班,=1+2\r\n";
    let utf16 = |le: bool| {
        let mut bytes = if le { vec![0xff, 0xfe] } else { vec![0xfe, 0xff] };
        text.encode_utf16().for_each(|u| bytes.extend(if le { u.to_le_bytes() } else { u.to_be_bytes() }));
        bytes
    };
    let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    for bytes in [text.as_bytes().to_vec(), with_mark, gbk, utf16(true), utf16(false)] {
        let table = sheet::read_one("a.csv", &bytes, &Limits::default()).unwrap();
        assert_eq!(table.headings, ["姓名", "班级", "备注"]);
        assert_eq!(table.rows[0].cells[2], "喜欢\"读书\"\r\n和画画");
        assert_eq!((table.rows[1].number, table.rows[1].cells[2].as_str()), (4, "=1+2"));
    }
}

#[test]
fn tabs_and_semicolons_separate_too() {
    for (bytes, second) in [("a\tb\n1,5\t2\n", "2"), ("a;b\n1,5;2\n", "2")] {
        assert_eq!(read(bytes.as_bytes()).unwrap()[0].rows[0].cells, ["1,5", second]);
    }
}

#[test]
fn faults_of_a_csv_carry_their_row() {
    let found = faults(b"a,b\n\"x\"y,2\n3,4,5\n\"open,6\n7,8\n");
    let told: Vec<_> = found.iter().map(|p| (p.key.as_str(), p.place.as_ref().unwrap().row.unwrap())).collect();
    assert_eq!(told, [("base.sheet_quote_stray", 2), ("base.sheet_beyond", 3), ("base.sheet_quote_open", 4)]);
}

#[test]
fn what_is_no_table_is_named() {
    let ole = |inside: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0);
        inside.encode_utf16().for_each(|u| bytes.extend(u.to_le_bytes()));
        bytes
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "base.sheet_empty"),
        (b"\xef\xbb\xbf \r\n,,\r\n".to_vec(), "base.sheet_empty"),
        (b"%PDF-1.7 ...".to_vec(), "base.sheet_is_pdf"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "base.sheet_is_image"),
        (b"\xff\xd8\xff\xe0".to_vec(), "base.sheet_is_image"),
        (ole("Workbook"), "base.sheet_is_old_excel"),
        (ole("EncryptedPackage"), "base.sheet_is_protected"),
        (b"<html><table><tr><td>1</td></tr></table>".to_vec(), "base.sheet_is_web_page"),
        (packed(&[("word/document.xml", b"<w/>")]), "base.sheet_is_word"),
        (packed(&[("ppt/presentation.xml", b"<p/>")]), "base.sheet_is_slides"),
        (packed(&[("xl/workbook.bin", b"")]), "base.sheet_is_old_excel"),
        (packed(&[("mimetype", b"x"), ("content.xml", b"<x/>")]), "base.sheet_is_open_document"),
        (packed(&[("a.csv", b"a,b")]), "base.sheet_is_archive"),
        (packed(&[("xl/workbook.xml", b"<nonsense")]), "base.sheet_damaged"),
        (b"PK\x03\x04 cut short".to_vec(), "base.archive_damaged"),
        (b"a,b\n\x00\x01\x02\xff".to_vec(), "base.sheet_is_binary"),
        (b"a,b\n\xff\xff\xff,1".to_vec(), "base.sheet_encoding"),
    ];
    for (bytes, key) in cases {
        assert_eq!(keys(&bytes), [key]);
        assert!(faults(&bytes)[0].text(Lang::Zh).chars().count() > 10);
    }
}

#[test]
fn limits_hold() {
    let limits = Limits { bytes: 200_000, rows: 3, columns: 4, cells: 100, cell_length: 5, ..Limits::default() };
    let refused = |bytes: &[u8]| match sheet::read("f", bytes, &limits) {
        Err(Error::Invalid(problems)) => problems[0].key.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&vec![b'a'; 200_001]), "base.sheet_too_large");
    assert_eq!(refused(b"a\n1\n2\n3\n"), "base.sheet_rows");
    assert_eq!(refused(b"a,b,c,d,e\n"), "base.sheet_columns");
    assert_eq!(refused(&b"a,b\n".repeat(51)), "base.sheet_rows");
    assert_eq!(refused("a\n六个字太长了\n".as_bytes()), "base.sheet_cell_length");
    assert_eq!(refused(&vec![b','; 20_000]), "base.sheet_columns");
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 16_383, "far").unwrap();
    assert_eq!(refused(&book.save_to_buffer().unwrap()), "base.sheet_columns");
}

#[test]
fn a_row_counts_the_cells_of_its_headings_even_when_they_are_empty() {
    let limits = Limits { cells: 24, ..Limits::default() };
    let refused = |bytes: &[u8]| match sheet::read("f", bytes, &limits) {
        Err(Error::Invalid(problems)) => problems[0].key.clone(),
        other => panic!("{other:?}"),
    };
    let sheets = |tables: &[u32]| {
        let mut book = Workbook::new();
        for rows in tables {
            let page = book.add_worksheet();
            for column in 0..4 {
                page.write(0, column, "heading").unwrap();
            }
            for row in 1..=*rows {
                page.write(row, 0, "x").unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    };
    // Four headings and five rows take 24 cells, though nine are filled.
    assert!(sheet::read("f", b"a,b,c,d\nx\nx\nx\nx\nx\n", &limits).is_ok());
    assert_eq!(refused(b"a,b,c,d\nx\nx\nx\nx\nx\nx\n"), "base.sheet_cells");
    assert!(sheet::read("f", &sheets(&[5]), &limits).is_ok());
    assert_eq!(refused(&sheets(&[6])), "base.sheet_cells");
    assert!(sheet::read("f", &sheets(&[2, 2]), &limits).is_ok());
    assert_eq!(refused(&sheets(&[2, 3])), "base.sheet_cells", "all tables together");
}

#[test]
fn a_far_cell_costs_no_memory_and_a_false_claim_is_refused() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write(0, 0, "a").unwrap();
    page.write(1_048_575, 0, "b").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(read(&bytes).unwrap()[0].rows[0].number, 1_048_576);

    // The reader would reserve what the file claims.
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut forged = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        forged.push((name, text.replace("uniqueCount=\"2\"", "uniqueCount=\"99999999999999\"")));
    }
    let files: Vec<(&str, &[u8])> = forged.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    assert!(forged.iter().any(|(_, t)| t.contains("99999999999999")));
    assert_eq!(keys(&packed(&files)), ["base.sheet_cells"]);
}

#[test]
fn a_bomb_in_a_workbook_is_not_unpacked() {
    let blanks = vec![b' '; 64 << 20];
    assert_eq!(keys(&packed(&[("xl/workbook.xml", b"<w/>"), ("xl/worksheets/sheet1.xml", &blanks)])), ["base.archive_bomb"]);
}

#[test]
fn several_sheets_are_read_each_or_refused_for_one() {
    let sheet = |name: &str| Sheet::new(name, &["a"], vec![vec!["1".into()]]);
    let bytes = sheet::xlsx(&[sheet("甲"), sheet("乙"), Sheet::notes(["说明文字".to_owned()])]).unwrap();
    let tables = read(&bytes).unwrap();
    assert_eq!(tables.iter().map(|t| t.source.as_str()).collect::<Vec<_>>(), ["名册 [甲]", "名册 [乙]"]);
    match sheet::read_one("f", &bytes, &Limits::default()) {
        Err(Error::Invalid(p)) => assert_eq!(p[0].key, "base.sheet_several"),
        other => panic!("{other:?}"),
    }
}

mod round_trip {
    use super::*;
    use proptest::prelude::*;

    /// Texts that a cell can hold as they are: trimmed, without characters XML cannot carry.
    fn text() -> impl Strategy<Value = String> {
        "[=+@'\"a-z0-9,;\t学籍号 \n-]{0,12}".prop_map(|s| s.trim().replace('\u{feff}', ""))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec(text(), 3), 1..8)) {
            // A row without any text is no row.
            let rows: Vec<Vec<String>> = rows.into_iter().filter(|r| r.iter().any(|c| !c.is_empty())).collect();
            let cells: Vec<Vec<Cell>> = rows.iter().map(|r| r.iter().map(|c| Cell::from(c.as_str())).collect()).collect();
            let written = [sheet::csv(&["一", "二", "三"], &cells), sheet::xlsx(&[Sheet::new("表", &["一", "二", "三"], cells)]).unwrap()];
            for bytes in written {
                let table = sheet::read_one("f", &bytes, &Limits::default()).unwrap();
                let read: Vec<Vec<String>> = table.rows.into_iter().map(|r| r.cells).collect();
                prop_assert_eq!(&read, &rows);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }
    }
}
