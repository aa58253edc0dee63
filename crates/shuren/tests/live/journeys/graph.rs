//! What researchers come to do with the knowledge–ability graph.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;
use bench::Cast;
use people::{Role, organisation, role};

/// A colleague who may review: the inspector is a researcher as well.
async fn appoint_colleague(cast: &Cast) {
    let base = &cast.base;
    let (person, today) = (cast.person("inspector").await.unwrap(), base.clock.today().to_string());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let region = organisation::root(conn).await?.unwrap();
                role::assign(conn, person, Role::Researcher, region.id, None, &today).await
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn researcher_changes_the_graph() {
    let region = Region::sqlite().await;
    appoint_colleague(&region.cast).await;
    for (width, code, name) in [(Width::Phone, "MA-P4-91", "估算的策略"), (Width::Desk, "MA-P4-92", "用估算检验结果")] {
        let researcher = Visitor::at(&region, width).await;
        researcher.arrive("researcher").await;
        researcher.open("/graph").await;
        researcher.click("main a[href='/graph/math']").await;
        researcher.see("svg.network a.node").await;
        researcher.see(".graph-tools input").await;
        researcher.look().await;
        researcher.keep("graph_of_mathematics").await;
        // Search in the drawing marks what is found.
        researcher.open("/graph/math?grade=3").await;
        researcher.type_into(".graph-tools input", "分数").await;
        researcher.see("svg.network .hit").await;

        // A draft with a point and its prerequisite.
        researcher.open("/graph/math/proposals").await;
        researcher.look().await;
        researcher.type_into("input[name=title]", "补上估算").await;
        researcher.type_into("textarea[name=reason]", "课堂上常要先估后算。").await;
        researcher.click("form[action='/graph/math/proposals'] button").await;
        researcher.click("main a[href$='/point']").await;
        researcher.type_into("input[name=code]", code).await;
        researcher.type_into("input[name=name]", name).await;
        researcher.choose("select[name=kind]", "skill").await;
        researcher.type_into("input[name=grade]", "4").await;
        researcher.type_into("textarea[name=standard]", "《义务教育数学课程标准（2022年版）》第二学段 数与代数").await;
        researcher.type_into("textarea[name=description]", "能先估计结果的大致范围，再计算，并用估算检验。").await;
        researcher.click("form[action$='/point'] button").await;
        researcher.see("form[action$='/edge'] select").await;
        researcher.look().await;
        researcher.type_into("input[name=origin]", "MA-P3-01").await;
        researcher.click("form[action$='/edge'] .actions button").await;
        researcher.see("form[action$='/edge'] input[name=remove]").await;
        let here = researcher.path().await;
        let proposal = here.split("/point").next().unwrap().to_owned();
        researcher.open(&proposal).await;
        researcher.look().await;
        researcher.keep("researcher_proposes_a_change").await;
        researcher.click("form[data-confirm] input[value=submit] + button").await;
        researcher.confirm().await;
        researcher.gone("input[value=submit]").await;

        // A colleague reads it and publishes it.
        let colleague = Visitor::at(&region, width).await;
        colleague.arrive("inspector").await;
        colleague.open("/graph").await;
        colleague.click(&format!(".notice a[href='{proposal}']")).await;
        assert!(colleague.text("main").await.contains(name));
        colleague.look().await;
        colleague.click("form[data-confirm] input[value=publish] + button").await;
        colleague.confirm().await;
        colleague.gone("input[value=publish]").await;
        colleague.open("/graph/math/versions").await;
        assert!(colleague.text("main").await.contains("补上估算"));
        colleague.look().await;

        // Everybody sees it, and where it stands.
        let teacher = Visitor::at(&region, width).await;
        teacher.arrive("teacher").await;
        teacher.open(&format!("/graph?words={code}")).await;
        teacher.click("main table a[href^='/graph/points/']").await;
        teacher.see("svg.network").await;
        assert!(teacher.text("main").await.contains("两、三位数乘一位数"));
        teacher.look().await;
        teacher.keep("researcher_changes_the_graph").await;
    }
}
