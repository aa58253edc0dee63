//! What teachers, inspectors and bureau officers come to do.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

#[tokio::test]
async fn teacher_looks_at_the_class() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    for width in Width::BOTH {
        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("teacher").await;
        teacher.see("main .card").await;
        teacher.keep("teacher_home").await;
        teacher.click(&format!("main a[href='/class/{class}']")).await;
        teacher.see(".heat a[href^='/learner/']").await;
        teacher.keep("teacher_looks_at_the_class").await;
        let cell = teacher.see(".heat td a[href^='/learner/']").await.attr("href").await.unwrap().expect("an address");
        teacher.open(&cell).await;
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
        inspector.see("main a[href^='/school/']").await;
        inspector.keep("bureau_looks_at_the_region").await;
        let school = inspector.see("main a[href^='/school/']").await.attr("href").await.unwrap().expect("an address");
        inspector.open(&school).await;
        inspector.see("main h1").await;
        inspector.keep("school_in_sum").await;
    }
}

#[tokio::test]
async fn researcher_writes_an_item_model() {
    const TEXT: &str = "textarea[name=source]";
    const MODEL: &str = include_str!("../../../../web/assets/model.toml");
    let region = Region::sqlite().await;
    for (width, code) in [(Width::Phone, "MA-P1-02-T98"), (Width::Desk, "MA-P1-02-T99")] {
        let researcher = Visitor::at(&region, width).await;
        researcher.arrive("researcher").await;
        researcher.open("/items").await;
        researcher.click("main a[href='/items/models']").await;
        researcher.click("main a[href='/items/models/new']").await;
        researcher.click("button[formaction='/items/models/preview']").await;
        researcher.see("#preview article").await;
        assert_eq!(researcher.all("#preview article").await.len(), 20);
        // The preview follows what is typed.
        let mine = MODEL.replace("MA-P1-02-T99", code);
        researcher.type_into(TEXT, &mine.replace("a + b > 10", "a + b > 20")).await;
        researcher.see("#preview .urgent").await;
        assert!(researcher.text("#preview .urgent").await.contains("a + b > 20"));
        researcher.keep("item_model_without_solution").await;
        researcher.type_into(TEXT, &mine).await;
        researcher.gone("#preview .urgent").await;
        researcher.see("#preview article").await;
        researcher.keep("researcher_writes_an_item_model").await;
        researcher.click("button[value=active]").await;
        researcher.see("form[action$='/status']").await;
        researcher.look().await;
        researcher.open(&format!("/items/models?words={code}")).await;
        researcher.see("main table").await;
        assert!(researcher.text("main").await.contains(code));
        researcher.keep("item_models").await;
    }
}

#[tokio::test]
async fn officer_signs_in_with_totp() {
    // Each account sets up its second factor once, so each width has an account of its own.
    let region = Region::sqlite().await;
    for (width, login, home) in [(Width::Phone, "officer", "/region/1"), (Width::Desk, "admin", "/admin")] {
        let officer = Visitor::at(&region, width).await;
        officer.sign_in(login).await;
        let address = officer.see("a[href^='otpauth:']").await.attr("href").await.unwrap().expect("an address");
        officer.keep("officer_signs_in_with_totp").await;
        let totp = totp_rs::Totp::from_url(&address).expect("an otpauth address");

        officer.type_into("input[name=code]", "000000").await;
        officer.click("form[action='/account/second-factor'] button").await;
        officer.see("[role=alert]").await;
        officer.look().await;

        officer.type_into("input[name=code]", &totp.generate_current().to_string()).await;
        officer.click("form[action='/account/second-factor'] button").await;
        officer.gone("input[name=code]").await;
        assert_eq!(officer.path().await, home);
        officer.look().await;
    }
}
