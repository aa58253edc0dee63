//! Facts noted by teachers, and who decides about them.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;
use people::Scope;
use records::capture::noted_today;

/// Facts that the class teacher has noted today and not taken back.
async fn noted(region: &Region, class: i64, fact: &str) -> usize {
    let teacher = region.cast.person("classteacher").await.unwrap();
    let scope = Scope::new(teacher, &region.cast.base.clock);
    let events = noted_today(&mut region.cast.base.db.read().await.unwrap(), &scope, class).await.unwrap();
    events.iter().filter(|e| e.fact.code == fact).count()
}

#[tokio::test]
async fn teacher_notes_facts_off_line() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    let page = format!("/class/{class}/capture");
    for (width, fact) in [(Width::Phone, "raised-hand"), (Width::Desk, "asked-question")] {
        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("classteacher").await;
        teacher.open(&page).await;
        teacher.see(".children .tile").await;
        teacher.look().await;
        teacher.offline(true).await;
        teacher.click(&format!("label.chip:has(input[value='{fact}'])")).await;
        for tile in teacher.all(".tile:has(input:enabled)").await.iter().take(3) {
            teacher.press(tile).await;
        }
        teacher.see("[data-queue='3']").await;
        teacher.keep("teacher_notes_facts_off_line").await;
        assert_eq!(noted(&region, class, fact).await, 0, "off-line nothing arrives");

        // The page is closed and opened again where there is a network.
        teacher.open("about:blank").await;
        teacher.offline(false).await;
        teacher.open(&page).await;
        teacher.see("[data-queue='0']").await;
        assert_eq!(noted(&region, class, fact).await, 3);
        teacher.click(&format!("label.chip:has(input[value='{fact}'])")).await;
        assert_eq!(teacher.all(".tile:has(:checked)").await.len(), 3);
        teacher.click(".tile:has(:checked)").await;
        teacher.see(".told:has([data-queue='0'])").await;
        teacher.open(&page).await;
        teacher.see("#today").await;
        assert_eq!(noted(&region, class, fact).await, 2, "tapped again it is taken back");
        teacher.keep("facts_noted_today").await;
    }
}

#[tokio::test]
async fn guardian_switches_a_purpose_off() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    let child = region.cast.person("student").await.unwrap();
    let by_hand = region.cast.client(region.cast.person("classteacher").await.unwrap()).await.unwrap();
    for width in Width::BOTH {
        let guardian = Visitor::at(&region, width).await;
        guardian.sign_in("parent").await;
        guardian.open(&format!("/family/{child}/consent")).await;
        guardian.look().await;
        guardian.click("#classroom button.danger").await;
        guardian.confirm().await;
        guardian.see("#classroom button.primary").await;
        guardian.keep("guardian_switches_a_purpose_off").await;

        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("classteacher").await;
        teacher.open(&format!("/class/{class}/capture")).await;
        teacher.click("label.chip:has(input[value='raised-hand'])").await;
        teacher.see(&format!(".tile input[value='{child}']:disabled")).await;
        teacher.keep("a_child_greyed_out").await;
        let fields = [("fact", "raised-hand".to_owned()), ("person", child.to_string())].map(|(n, v)| (n.to_owned(), v));
        let refused = by_hand.post(&format!("/class/{class}/capture"), &fields).await.unwrap();
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("没有同意"), "{}", refused.text());

        guardian.click("#classroom button.primary").await;
        guardian.confirm().await;
        guardian.see("#classroom button.danger").await;
    }
}

#[tokio::test]
async fn leader_switches_a_purpose_off() {
    let region = Region::sqlite().await;
    let (class, school) = (region.cast.class().await.unwrap(), region.cast.school().await.unwrap());
    for width in Width::BOTH {
        let leader = Visitor::at(&region, width).await;
        leader.sign_in("head").await;
        leader.open(&format!("/school/{school}/progress")).await;
        leader.see("main table").await;
        leader.keep("classes_at_a_glance").await;
        leader.open(&format!("/school/{school}/capture")).await;
        leader.look().await;
        leader.click("form:has(input[value='social_emotional']) button.danger").await;
        leader.confirm().await;
        leader.see("form:has(input[value='social_emotional']) button:not(.danger)").await;
        leader.keep("leader_switches_a_purpose_off").await;

        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("classteacher").await;
        teacher.open(&format!("/class/{class}/capture")).await;
        teacher.see(".chip").await;
        assert!(!teacher.sees(".chip input[data-purpose=social_emotional]").await);
        leader.click("form:has(input[value='social_emotional']) button:not(.danger)").await;
        leader.confirm().await;
        leader.see("form:has(input[value='social_emotional']) button.danger").await;
    }
}

#[tokio::test]
async fn teacher_sees_who_needs_a_look() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    for width in Width::BOTH {
        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("classteacher").await;
        teacher.open(&format!("/class/{class}/progress?sort=-missing")).await;
        teacher.see("main table a[href^='/learner/']").await;
        teacher.keep("teacher_sees_who_needs_a_look").await;
        teacher.open(&format!("/class/{class}/progress?only=quiet")).await;
        teacher.see("main .tabs [aria-current]").await;
        teacher.look().await;
    }
}
