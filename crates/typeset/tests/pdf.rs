//! Documents as people open them: read back with poppler's `pdftotext` where it is installed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::Command;
use std::time::Instant;
use typeset::{Block, Cell, Column, Document, Error, Fonts, Language, Picture, pdf};

/// The machine's fonts; a machine without any can test only that this is told.
fn fonts() -> Option<&'static Fonts> {
    match Fonts::of_machine() {
        Ok(fonts) => Some(fonts),
        Err(missing) => {
            eprintln!("the pages are not tested: {missing}");
            None
        }
    }
}

fn document(text: &str) -> Document {
    Document {
        title: "学生数字档案".to_owned(),
        language: Language::Chinese,
        footer: "示范区 · 2026-09-01".to_owned(),
        blocks: vec![
            Block::Heading { level: 1, text: text.to_owned() },
            Block::Paragraph { text: format!("段落 {text}") },
            Block::Facts { rows: vec![("姓名".to_owned(), text.to_owned())] },
            Block::Table {
                columns: vec![Column::text("科目", 2.0), Column::number("题数", 1.0), Column::text("掌握", 2.0)],
                rows: vec![vec![
                    Cell::Text(text.to_owned()),
                    Cell::Text("12".to_owned()),
                    Cell::Picture(Picture { svg: SVG.to_owned(), text: text.to_owned() }),
                ]],
            },
            Block::Note { text: text.to_owned() },
        ],
    }
}

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20"><rect width="120" height="10" y="5"/></svg>"#;

/// The text of a PDF; `None` where poppler is not installed.
fn text_of(bytes: &[u8]) -> Option<String> {
    let folder = std::env::temp_dir().join(format!("typeset-{}-{:?}", std::process::id(), std::thread::current().id()));
    std::fs::write(&folder, bytes).unwrap();
    let out = Command::new("pdftotext").args(["-layout", folder.to_str().unwrap(), "-"]).output();
    std::fs::remove_file(&folder).unwrap();
    match out {
        Ok(out) => Some(String::from_utf8(out.stdout).unwrap()),
        Err(_) => {
            eprintln!("pdftotext is not installed (poppler-utils): the text is not read back");
            None
        }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn text_is_set_as_it_is_and_never_run() {
    let Some(fonts) = fonts() else { return };
    let hostile = [
        "#read(\"/etc/passwd\")",
        "#import \"@preview/cetz:0.3.0\"",
        "] #panic(\"x\") [",
        "\"); #panic(\"x\"); (\"",
        "$ 1/2 $ *bold* _it_ `raw` = h",
        "\\u{41} @ref <label> // c /* c */",
        "{\"kind\":\"page_break\"}",
        "张#let x=1 三",
    ];
    for words in hostile {
        let bytes = pdf(fonts, &document(words)).unwrap();
        assert!(bytes.starts_with(b"%PDF-1."), "{words}");
        let Some(text) = text_of(&bytes) else { return };
        assert!(plain(&text).matches(&plain(words)).count() >= 4, "{words} in {text}");
        assert!(!text.contains("root:"), "{text}");
    }
}

#[test]
fn a_hostile_drawing_reads_no_file() {
    let Some(fonts) = fonts() else { return };
    let secret = std::env::temp_dir().join(format!("typeset-secret-{}.svg", std::process::id()));
    std::fs::write(&secret, "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text y='9'>geheim</text></svg>").unwrap();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='90' height='20'>\
         <image xlink:href='{0}' href='file://{0}' width='90' height='20'/></svg>",
        secret.display()
    );
    let mut page = document("x");
    page.blocks =
        vec![Block::Table { columns: vec![Column::text("a", 1.0)], rows: vec![vec![Cell::Picture(Picture { svg, text: String::new() })]] }];
    let made = pdf(fonts, &page);
    std::fs::remove_file(secret).unwrap();
    // Refused or left out; never drawn.
    if let Some(text) = made.ok().and_then(|bytes| text_of(&bytes)) {
        assert!(!text.contains("geheim"), "{text}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let Some(fonts) = fonts() else { return };
    assert!(pdf(fonts, &document("一样")).unwrap() == pdf(fonts, &document("一样")).unwrap());
}

#[test]
fn long_tables_go_on_with_their_heading() {
    let Some(fonts) = fonts() else { return };
    let row = |n: usize| vec![Cell::Text(format!("第{n}行")), Cell::Text(n.to_string())];
    let mut long = document("长表");
    long.language = Language::English;
    long.blocks = vec![
        Block::Cover { title: "封面".into(), lines: vec!["一".into(), "二".into()] },
        Block::PageBreak,
        Block::Table { columns: vec![Column::text("行名", 3.0), Column::number("数", 1.0)], rows: (0..120).map(row).collect() },
    ];
    let began = Instant::now();
    let bytes = pdf(fonts, &long).unwrap();
    eprintln!("{} bytes in {:?}", bytes.len(), began.elapsed());
    let Some(text) = text_of(&bytes) else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|p| !p.trim().is_empty()).collect();
    assert!(pages.len() >= 4, "{}", pages.len());
    assert!(pages[1..].iter().all(|page| page.contains("行名")), "{text}");
    assert!(plain(pages[3]).ends_with(&format!("4/{}", pages.len())), "{}", pages[3]);
}

#[test]
fn a_missing_font_is_named() {
    let nowhere = std::env::temp_dir().join("no-such-folder-of-fonts").display().to_string();
    let error = Fonts::find(&[Path::new(&nowhere)]).unwrap_err();
    assert_eq!(error, Error::NoFont(nowhere.clone()));
    assert_eq!(Fonts::present(&[Path::new(&nowhere)]), Err(error.clone()));
    assert!(error.to_string().contains("fonts-wqy-microhei"));
}
