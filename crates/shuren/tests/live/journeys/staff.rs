//! What teachers, the bureau and administrators come to do.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;
use totp_rs::{Builder, Secret};

#[tokio::test]
async fn teacher_looks_at_the_class() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    for width in Width::BOTH {
        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("teacher").await;
        teacher.see(".cards").await;
        teacher.look().await;
        teacher.click(&format!("main a[href='/class/{class}']")).await;
        teacher.see("main svg").await;
        teacher.keep("teacher_looks_at_the_class").await;
        let cell = teacher.see("main td a[href^='/learner/'], main svg a[href^='/learner/']").await.attr("href").await.unwrap();
        teacher.open(&cell.expect("an address")).await;
        teacher.see("main table").await;
        teacher.look().await;
    }
}

#[tokio::test]
async fn bureau_looks_at_the_region() {
    let region = Region::sqlite().await;
    for width in Width::BOTH {
        let inspector = Visitor::at(&region, width).await;
        inspector.sign_in("inspector").await;
        inspector.see("main svg").await;
        inspector.keep("bureau_looks_at_the_region").await;
        inspector.click("main a[href^='/school/']").await;
        inspector.see("main svg").await;
        inspector.look().await;
    }
}

/// Six digits for a secret as the page shows it (RFC 6238, 30 s, SHA-1).
fn code(shown: &str) -> String {
    let secret = Secret::try_from_base32(shown.replace(' ', "")).expect("a secret");
    Builder::new().with_secret(secret).build().expect("a code").generate_current().expect("the time").to_string()
}
