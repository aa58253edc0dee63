//! What a teacher does the evening before a lesson.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

#[tokio::test]
async fn teacher_prepares_tomorrow() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    for width in Width::BOTH {
        let teacher = Visitor::at(&region, width).await;
        teacher.sign_in("teacher").await;
        teacher.click(&format!("main a[href='/class/{class}/diagnosis']")).await;
        teacher.see("#things").await;
        teacher.keep("teacher_prepares_tomorrow").await;

        // A reason opens to the children, and a child to the answers.
        teacher.click("ol.cards details summary").await;
        let child = teacher.see("ol.cards details a[href^='/learner/']").await.attr("href").await.unwrap().expect("an address");
        teacher.open(&child).await;
        teacher.see("main table").await;
        teacher.look().await;

        // Groups, one child moved by hand.
        teacher.open(&format!("/class/{class}/diagnosis")).await;
        teacher.click("main a[href*='/diagnosis/groups']").await;
        teacher.see("select[name=child]").await;
        teacher.keep("groups_to_teach_again").await;
        teacher.choose("select[name=to]", "2").await;
        teacher.click("form:has(select[name=to]) button").await;
        teacher.see("form:has(select[name=to]) input[name=moved][value*='-2']").await;
        teacher.look().await;

        // Five minutes at the end.
        teacher.open(&format!("/class/{class}/diagnosis")).await;
        teacher.click("main a[href*='/diagnosis/ticket']").await;
        teacher.see("ol.ticket li").await;
        teacher.click("main details.card summary").await;
        teacher.keep("exit_ticket").await;
    }
}
