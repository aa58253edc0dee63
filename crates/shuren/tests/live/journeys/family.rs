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
