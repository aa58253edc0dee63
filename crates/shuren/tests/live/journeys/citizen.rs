//! What anybody comes to do, without an account.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;
use base::job;
use bench::{Cast, Client};
use lake::dataset::{self, NewDataset};
use lake::release;
use people::{OrganisationKind, Role, Scope, organisation, role};
use std::time::{Duration, Instant};

/// The officer prepares a data set with the server's own runner, and a colleague opens it.
async fn open_data(cast: &Cast) {
    let base = &cast.base;
    let officer = Scope::new(cast.person("officer").await.unwrap(), &base.clock);
    let colleague = Scope::new(cast.person("inspector").await.unwrap(), &base.clock);
    let (person, today) = (colleague.person, colleague.today.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let region = organisation::root(conn).await?.unwrap();
                assert!(region.is(OrganisationKind::Region));
                role::assign(conn, person, Role::BureauOfficer, region.id, None, &today).await
            })
        })
        .await
        .unwrap();
    let new = NewDataset {
        code: "mastery-by-county".into(),
        title: "各区县知识点掌握情况".into(),
        description: "按学科、知识点和区县汇总的掌握程度，供研究和教学改进使用。".into(),
        category: "outcome".into(),
        grade: "general".into(),
        product: "mastery".into(),
        licence: "CC-BY-4.0".into(),
        contributor: "青禾市教育局".into(),
        period_days: "180".into(),
    };
    let id = dataset::add(base, &officer, new).await.unwrap();
    let asked = release::ask(base, &officer, id).await.unwrap();
    let began = Instant::now();
    let version = loop {
        let done = job::get(&mut base.db.read().await.unwrap(), asked).await.unwrap();
        assert!(done.problems().is_empty() && began.elapsed() < Duration::from_secs(120), "{done:?}");
        if let Some(result) = done.result() {
            break result["version"].as_i64().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    release::publish(base, &colleague, version).await.unwrap();
}

#[tokio::test]
async fn citizen_reads_open_data() {
    let region = Region::sqlite().await;
    open_data(&region.cast).await;
    for width in Width::BOTH {
        let citizen = Visitor::at(&region, width).await;
        citizen.open("/open").await;
        citizen.look().await;
        citizen.keep("open_data_catalogue").await;
        citizen.click("main a[href='/open/mastery-by-county']").await;
        citizen.see("a[href='/open/mastery-by-county/1']").await;
        let told = citizen.text("main").await;
        for word in ["完整性", "时效性", "综合得分", "一般数据", "CC-BY-4.0", "至少有"] {
            assert!(told.contains(word), "{word} in {told}");
        }
        citizen.look().await;
        citizen.keep("citizen_reads_open_data").await;
        citizen.type_into("textarea[name=words]", "希望按学期更新。").await;
        citizen.click("form[action$='/feedback'] button").await;
        citizen.see(".notice").await;
        assert!(citizen.text("main").await.contains("谢谢"));
    }
    let file = Client::new(&region.server.address, "").get("/open/mastery-by-county/1").await.unwrap();
    assert!(file.status.is_success());
    let text = file.text();
    assert!(text.contains("subject,point,county,learners,mean,low,high") && text.contains(",total,"), "{text}");
    // Nobody stands alone in it.
    let learners = text.lines().skip(1).filter_map(|line| line.split(',').nth(3)?.parse::<i64>().ok());
    assert!(learners.min().unwrap() >= 10);
}
