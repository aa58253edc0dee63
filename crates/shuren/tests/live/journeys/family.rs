//! What guardians come to do.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

#[tokio::test]
async fn guardian_looks_at_the_child() {
    let region = Region::sqlite().await;
    let parent = region.cast.person("parent").await.unwrap();
    let child = region.cast.person("student").await.unwrap();
    let strange = region.cast.stranger_to(parent).await.unwrap();
    for width in Width::BOTH {
        let guardian = Visitor::at(&region, width).await;
        guardian.sign_in("parent").await;
        guardian.see("main .card").await;
        guardian.look().await;

        guardian.open(&format!("/learner/{strange}")).await;
        assert!(!guardian.sees("main table").await, "another family's child is shown");
        guardian.look().await;

        guardian.open("/family").await;
        guardian.click(&format!("main a[href='/learner/{child}']")).await;
        guardian.see("main h1").await;
        guardian.keep("guardian_looks_at_the_child").await;
    }
}

#[tokio::test]
async fn guardian_has_the_notes_deleted() {
    let region = Region::sqlite().await;
    let child = region.cast.person("student").await.unwrap();
    // Each width finds a purpose of which the demo region has notes.
    for (width, purpose) in [(Width::Phone, "classroom"), (Width::Desk, "five_educations")] {
        let guardian = Visitor::at(&region, width).await;
        guardian.sign_in("parent").await;
        guardian.open(&format!("/family/{child}/consent")).await;
        guardian.click(&format!("#{purpose} button.danger")).await;
        guardian.confirm().await;
        guardian.see(&format!("#{purpose} button.primary")).await;
        let card = guardian.text(&format!("#{purpose}")).await;
        assert!(card.contains("还保存着"), "{card}");
        guardian.look().await;

        guardian.click(&format!("#{purpose} a[href$='/{purpose}/erase']")).await;
        guardian.see("main form button.danger").await;
        let told = guardian.text("main").await;
        assert!(told.contains("谁也不能恢复") && told.contains("备份"), "{told}");
        guardian.keep("guardian_sees_what_goes").await;
        guardian.click("main form button.danger").await;
        guardian.see(&format!("#erasing-{purpose} .hint")).await;
        let card = guardian.text(&format!("#{purpose}")).await;
        assert!(card.contains("删除了") && !card.contains("还保存着"), "{card}");
        guardian.keep("guardian_has_the_notes_deleted").await;
    }
}
