//! One turn of the loop, seen from every side.

use super::student::{answer, practise};
use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;
use bench::Client;

#[tokio::test]
async fn the_loop_turns() {
    let region = Region::sqlite().await;
    let cast = &region.cast;
    let (student, class) = (cast.person("student").await.unwrap(), cast.class().await.unwrap());
    let teacher = cast.client(cast.person("teacher").await.unwrap()).await.unwrap();
    let inspector = cast.client(cast.person("inspector").await.unwrap()).await.unwrap();
    // By point, and of a point that classmates have tried and the student has not: one learner more in the region's figures.
    let (map, sum) = (format!("/class/{class}"), "/region/1?subject=math");
    let before = (row(&teacher, &map, student).await, shown(&inspector, sum).await);

    let visitor = Visitor::at(&region, Width::Desk).await;
    visitor.sign_in("student").await;
    practise(&visitor).await;
    let point = untried(&shown(&teacher, &map).await, student);
    visitor.open(&format!("/learner/{student}/{point}")).await;
    visitor.click("form[action='/student/practice'] button").await;
    visitor.see("form.question").await;
    answer(&visitor, true).await;

    let after = (row(&teacher, &map, student).await, shown(&inspector, sum).await);
    assert_ne!(before.0, after.0, "the teacher's heat map does not show the answers");
    assert!(before.1 != after.1, "the bureau's figures do not show the answers:\n{}", after.1);
    visitor.keep("the_loop_turns").await;

    let parent = cast.person("parent").await.unwrap();
    let strange = cast.stranger_to(parent).await.unwrap();
    let guardian = cast.client(parent).await.unwrap();
    assert_eq!(guardian.get(&format!("/learner/{student}")).await.unwrap().status, 200);
    assert_eq!(guardian.get(&format!("/learner/{strange}")).await.unwrap().status, 403);
    let forged = Client::new(&region.server.address, "shuren_session=5e5e5e5e");
    assert_eq!(forged.get("/student").await.unwrap().status, 401);
}

/// A page as its reader gets it.
async fn shown(client: &Client, path: &str) -> String {
    let page = client.get(path).await.unwrap();
    assert_eq!(page.status, 200, "{path}");
    page.text()
}

/// A point of the class's heat map that others have answers on and this student has not.
fn untried(page: &str, student: i64) -> i64 {
    let cells = page.split("/learner/").skip(1).filter_map(|rest| {
        let (person, rest) = rest.split_once('/')?;
        let point = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        Some((person.parse::<i64>().ok()?, point.parse::<i64>().ok()?))
    });
    let (own, others): (Vec<_>, Vec<_>) = cells.partition(|(person, _)| *person == student);
    let untried = others.iter().find(|(_, point)| own.iter().all(|(_, tried)| tried != point));
    untried.expect("a point that the student has not tried").1
}

/// The student's row of the class's heat map: everything that links to the student's points.
async fn row(client: &Client, path: &str, student: i64) -> Vec<String> {
    let page = shown(client, path).await;
    let cells: Vec<String> = page
        .split(&format!("/learner/{student}"))
        .skip(1)
        .map(|rest| rest.chars().take(300).collect::<String>())
        .map(|rest| rest.split("</td>").next().unwrap_or_default().to_owned())
        .collect();
    assert!(cells.len() > 2, "{path} has no row for {student}");
    cells
}
