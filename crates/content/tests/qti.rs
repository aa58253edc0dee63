//! Items from QTI 2.1, 2.2 and 3.0, alone and in packages.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::bases;
use base::{Error, Lang};
use content::item::choice::Rule;
use content::item::{self, Filter};
use content::qti::{self, Class, Reading};
use content::score::{read, score};
use content::{Interaction, NewItem, NewPoint, Stage, Subject, point};
use proptest::prelude::*;
use std::io::Write;

fn class(point: i64) -> Class {
    Class { subject: Subject::Science, stage: Stage::Primary, grade: 4, point, difficulty: 2, source: "测试".into(), prefix: "T-".into() }
}

fn one(file: &str, bytes: &[u8]) -> NewItem {
    let reading = qti::read(file, bytes, &class(1)).unwrap();
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    reading.items.into_iter().next().unwrap()
}

fn worth(item: &NewItem, fields: &[(&str, &str)]) -> f64 {
    score(&item.interaction, &read(&item.interaction, fields.iter().copied()).unwrap()).raw
}

#[test]
fn qti_21_single_choice() {
    let reading = qti::read("a.xml", include_bytes!("qti/choice-21.xml"), &class(1)).unwrap();
    let item = &reading.items[0];
    assert_eq!(item.code, "T-shade");
    assert_eq!(item.stem, "一根竹竿立在操场上。\n\n一天之中，它的影子在什么时候最短？\n\n选一个。");
    let Interaction::Choice(choice) = &item.interaction else { panic!("no choice") };
    assert_eq!(choice.options.iter().map(|o| o.text.as_str()).collect::<Vec<_>>(), ["早上", "中午", "傍晚"]);
    assert!(choice.shuffle && !choice.multiple);
    assert_eq!([worth(item, &[("choice", "noon")]), worth(item, &[("choice", "morning")])], [1.0, 0.0]);
    assert_eq!(reading.notices.iter().map(|n| n.key.as_str()).collect::<Vec<_>>(), ["content.qti_feedback"]);
}

#[test]
fn qti_22_mapping_and_tolerance() {
    let item = one("a.xml", include_bytes!("qti/mapping-22.xml"));
    let Interaction::Choice(choice) = &item.interaction else { panic!("no choice") };
    assert!(choice.multiple && !choice.shuffle && matches!(choice.rule, Rule::Mapped(_)));
    assert_eq!(worth(&item, &[("choice", "nail"), ("choice", "pin")]), 1.0);
    assert_eq!(worth(&item, &[("choice", "nail")]), 0.5);
    assert_eq!(worth(&item, &[("choice", "nail"), ("choice", "coin")]), 0.0);

    let item = one("a.xml", include_bytes!("qti/number-22.xml"));
    assert_eq!(item.stem, "方程 x²=2 的正根约是 ____。");
    // One per cent of 1.4142 either way: 1.400058 to 1.428342.
    let worths = ["1.41", "1.400058", "1.428342", "1.400057", "1.428343"].map(|a| worth(&item, &[("answer", a)]));
    assert_eq!(worths, [1.0, 1.0, 1.0, 0.0, 0.0]);
}

#[test]
fn qti_30_text_and_choice() {
    let item = one("a.xml", include_bytes!("qti/text-30.xml"));
    assert_eq!(item.stem, "国家 | 首都\n澳大利亚 | ____");
    let worths = ["canberra", "堪培拉", "Sydney"].map(|a| worth(&item, &[("answer", a)]));
    assert_eq!(worths, [1.0, 1.0, 0.0]);
    let item = one("a.xml", include_bytes!("qti/choice-30.xml"));
    assert_eq!(item.stem, "下面哪些是质数？H₂O 不是数。");
    assert_eq!(worth(&item, &[("choice", "A"), ("choice", "C")]), 1.0);
}

/// The files of `tests/qti/package`, zipped below `folder`.
fn package(folder: &str) -> Vec<u8> {
    let files: [(&str, &[u8]); 9] = [
        ("imsmanifest.xml", include_bytes!("qti/package/imsmanifest.xml")),
        ("items/shade.xml", include_bytes!("qti/package/items/shade.xml")),
        ("items/science/magnets one.xml", include_bytes!("qti/package/items/science/magnets one.xml")),
        ("items/essay.xml", include_bytes!("qti/package/items/essay.xml")),
        ("items/picture.xml", include_bytes!("qti/package/items/picture.xml")),
        ("items/laughs.xml", include_bytes!("qti/package/items/laughs.xml")),
        ("items/test.xml", include_bytes!("qti/package/items/test.xml")),
        ("items/again.xml", include_bytes!("qti/package/items/again.xml")),
        ("items/unlisted.xml", include_bytes!("qti/package/items/unlisted.xml")),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(format!("{folder}{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Where and why, for each item that was not imported.
fn reasons(reading: &Reading) -> Vec<(String, &str)> {
    reading.refused.iter().map(|p| (p.place.as_ref().unwrap().file.clone(), p.key.as_str())).collect()
}

#[tokio::test]
async fn a_package_names_every_item_that_it_leaves_out() {
    for house in bases(&[base::MIGRATIONS, content::MIGRATIONS]).await {
        let new = NewPoint::new("SC", Subject::Science, Stage::Primary, 4, "光与影");
        house.db.write(move |c| Box::pin(async move { point::save(c, &[new]).await })).await.unwrap();
        let mut conn = house.db.read().await.unwrap();
        let class = class(point::by_code(&mut conn, "SC").await.unwrap().id);

        let reading = qti::read("p.zip", &package("export/"), &class).unwrap();
        let expected = [
            ("p.zip/export/items/essay.xml [essay]", "content.qti_interaction"),
            ("p.zip/export/items/picture.xml [picture]", "content.qti_media"),
            ("p.zip/export/items/gone.xml", "content.qti_missing_file"),
            ("p.zip/export/items/laughs.xml", "content.qti_dtd"),
            ("p.zip/export/items/unlisted.xml", "content.qti_unlisted"),
            ("p.zip [T-shade]", "content.code_twice"),
        ];
        assert_eq!(reasons(&reading), expected.map(|(file, key)| (file.to_owned(), key)));
        for problem in reading.refused.iter().chain(&reading.notices) {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!problem.text(lang).contains(['{', '}']), "{}", problem.text(lang));
            }
        }
        let notices: Vec<&str> = reading.notices.iter().map(|n| n.key.as_str()).collect();
        assert_eq!(notices.iter().filter(|k| **k == "content.qti_test").count(), 1);

        let foreseen = qti::check(&mut conn, &reading).await.unwrap();
        assert!(matches!(qti::import(&house, None, "p.zip", reading.clone(), false).await, Err(Error::Invalid(p)) if p.len() == 6));
        assert_eq!(item::count(&mut conn, &Filter::default()).await.unwrap(), 0, "not half a file unless asked");
        let done = qti::import(&house, None, "p.zip", reading.clone(), true).await.unwrap();
        assert_eq!(done, foreseen);
        assert_eq!((done.items.added, done.refused.len()), (2, 6));
        let again = qti::import(&house, None, "p.zip", reading, true).await.unwrap();
        assert_eq!((again.items.unchanged, again.items.added), (2, 0));
    }
}

#[test]
fn a_file_that_the_manifest_repeats_is_read_once() {
    let resource = r#"<resource identifier="r" type="imsqti_item_xmlv2p1" href="shade.xml"/>"#;
    let manifest = format!("<manifest><resources>{}</resources></manifest>", resource.repeat(30_000));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let shade: &[u8] = include_bytes!("qti/package/items/shade.xml");
    for (name, bytes) in [("imsmanifest.xml", manifest.as_bytes()), ("shade.xml", shade)] {
        // Stored, not packed: a manifest that repeats itself would be taken for a bomb before it is read.
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let reading = qti::read("p.zip", &zip.finish().unwrap().into_inner(), &class(1)).unwrap();
    assert_eq!(reading.items.iter().map(|i| i.code.as_str()).collect::<Vec<_>>(), ["T-shade"]);
    assert_eq!(reasons(&reading), [("p.zip/shade.xml".to_owned(), "content.qti_listed_twice")]);
}

/// A choice item with parts put in: attributes, declarations, body, processing.
fn item_with(attributes: &str, extra: &str, body: &str, processing: &str) -> String {
    format!(
        r#"<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="x" {attributes}>
        <responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration>
        <responseDeclaration identifier="T" cardinality="single" baseType="string"><correctResponse><value>ab</value></correctResponse>
          <mapping><mapEntry mapKey="ab" mappedValue="1"/><mapEntry mapKey="ac" mappedValue="0.5"/></mapping></responseDeclaration>
        <responseDeclaration identifier="O" cardinality="ordered" baseType="identifier"/>
        <responseDeclaration identifier="D" cardinality="single" baseType="duration"><correctResponse><value>1</value></correctResponse></responseDeclaration>
        {extra}<itemBody>{body}</itemBody>{processing}</assessmentItem>"#
    )
}

const CHOICE: &str = r#"<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>?</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction>"#;

#[test]
fn what_cannot_be_represented_is_refused_with_its_reason() {
    let choice = |response: &str| CHOICE.replace("\"R\"", &format!("\"{response}\""));
    let entry = |response: &str| format!("<p>? <textEntryInteraction responseIdentifier=\"{response}\"/></p>");
    let map = "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response\"/>";
    let inverted = "<responseProcessing><responseCondition><responseIf><match><variable identifier=\"R\"/><correct identifier=\"R\"/></match><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">0</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>";
    let own = "<responseProcessing><responseCondition><responseIf><gte><variable identifier=\"R\"/></gte></responseIf></responseCondition></responseProcessing>";
    for (text, key) in [
        (item_with("adaptive=\"true\"", "", CHOICE, ""), "content.qti_adaptive"),
        (item_with("", "<templateDeclaration identifier=\"t\"/>", CHOICE, ""), "content.qti_template"),
        (item_with("", "", "<p>?</p>", ""), "content.qti_no_interaction"),
        (item_with("", "", &format!("{CHOICE}{CHOICE}"), ""), "content.qti_several_interactions"),
        (item_with("", "", "<hotspotInteraction responseIdentifier=\"R\"/>", ""), "content.qti_interaction"),
        (item_with("", "", &choice("Q"), ""), "content.qti_no_declaration"),
        (item_with("", "", &choice("O"), ""), "content.qti_cardinality"),
        (item_with("", "", &entry("D"), ""), "content.qti_base_type"),
        (item_with("", "", &entry("T"), map), "content.qti_partial_text"),
        (item_with("", "", CHOICE, map), "content.qti_no_mapping"),
        (item_with("", "", CHOICE, own), "content.qti_processing"),
        (item_with("", "", CHOICE, inverted), "content.qti_processing"),
        (item_with("", "", &format!("<script>alert(1)</script>{CHOICE}"), ""), "content.qti_markup"),
        (item_with("", "", &CHOICE.replace("identifier=\"B\">b", "identifier=\"B\">a"), ""), "content.same_options"),
        (item_with("", "", &CHOICE.replace("<prompt>?</prompt>", ""), ""), "content.blank_stem"),
        ("<html/>".to_owned(), "content.qti_no_item"),
        ("<assessmentItem".to_owned(), "content.qti_xml"),
        (item_with("", "", &format!("{}{CHOICE}{}", "<div>".repeat(200), "</div>".repeat(200)), ""), "content.qti_too_deep"),
    ] {
        let reading = qti::read("a.xml", text.as_bytes(), &class(1)).unwrap();
        let keys: Vec<&str> = reading.refused.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, [key], "{text}");
        assert!(reading.items.is_empty());
    }
    // And the same item with nothing wrong.
    assert!(qti::read("a.xml", item_with("", "", CHOICE, "").as_bytes(), &class(1)).unwrap().refused.is_empty());
}

#[test]
fn files_that_are_no_qti_are_refused_whole() {
    let key = |bytes: &[u8]| match qti::read("a", bytes, &class(1)) {
        Err(Error::Invalid(problems)) => problems[0].key.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(key(&[0xff, 0xfe, 0x00]), "content.qti_encoding");
    assert_eq!(key(b"PK\x03\x04 no zip"), "base.archive_damaged");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
    assert_eq!(key(&zip.finish().unwrap().into_inner()), "content.qti_no_manifest");
}

proptest! {
    /// A good file with a stretch cut out and other text put there is read or refused, never more.
    #[test]
    fn damaged_files_are_read_or_refused(cut in 0usize..1800, length in 0usize..80, put in "[<>/&;\"'a-z =]{0,12}", which in 0usize..4) {
        let fixtures =
            [include_str!("qti/choice-21.xml"), include_str!("qti/mapping-22.xml"), include_str!("qti/number-22.xml"), include_str!("qti/text-30.xml")];
        let chars: Vec<char> = fixtures[which].chars().collect();
        let start = cut.min(chars.len());
        let end = (start + length).min(chars.len());
        let text: String = chars[..start].iter().copied().chain(put.chars()).chain(chars[end..].iter().copied()).collect();
        if let Ok(reading) = qti::read("a.xml", text.as_bytes(), &class(1)) {
            prop_assert!(reading.items.iter().all(|i| i.problems().is_empty()));
            prop_assert!(reading.items.len() + reading.refused.len() >= 1);
        }
    }
}
