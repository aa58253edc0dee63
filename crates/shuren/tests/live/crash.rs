//! The power goes while a class practises: every answer that was acknowledged is there afterwards.

use crate::server::Region;
use base::Conn;
use bench::{Client, Form};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Students who answer at the same time.
const STUDENTS: usize = 24;
/// Answers acknowledged until the power goes.
const ANSWERS: usize = 120;

/// Attempts the server said yes to, and whose they are.
type Acknowledged = Arc<Mutex<BTreeMap<Uuid, i64>>>;

/// Answers question after question until the server is gone.
async fn practise(client: Client, person: i64, acknowledged: Acknowledged) -> anyhow::Result<()> {
    loop {
        let Some(path) = client.start_practice().await? else { return Ok(()) };
        while let Some(form) = Form::find(&client.get(&path).await?.text(), &path) {
            let answered = client.submit(&form).await?;
            assert!(answered.status.is_redirection(), "{path}: {}\n{}", answered.status, answered.text());
            let attempt = form.value("attempt").and_then(|id| Uuid::parse_str(id).ok()).expect("an attempt");
            acknowledged.lock().unwrap().insert(attempt, person);
        }
    }
}

async fn survives(mut region: Region) {
    let acknowledged = Acknowledged::default();
    let mut at_work = Vec::new();
    for person in region.cast.students().await.unwrap().into_iter().take(STUDENTS) {
        let client = region.cast.client(person).await.unwrap();
        at_work.push(tokio::spawn(practise(client, person, acknowledged.clone())));
    }
    let began = Instant::now();
    while acknowledged.lock().unwrap().len() < ANSWERS {
        assert!(began.elapsed() < Duration::from_secs(120), "only {} answers", acknowledged.lock().unwrap().len());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    region.kill_and_serve_again().await;
    for student in at_work {
        // An error is the cut connection; a panic is a refused answer.
        let _ = student.await.expect("no answer was refused");
    }

    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= ANSWERS);
    let mut conn = region.cast.base.db.read().await.unwrap();
    let mut lost = Vec::new();
    for (attempt, person) in &acknowledged {
        match records::answer(&mut conn, *attempt).await.unwrap() {
            Some(answer) => assert_eq!(answer.answered.person, *person),
            None => lost.push(attempt),
        }
    }
    assert!(lost.is_empty(), "{} of {} acknowledged answers are lost: {lost:?}", lost.len(), acknowledged.len());
    estimates_rest_on_the_answers(&mut conn, &acknowledged).await;
}

/// Statement and estimate are one transaction: after the crash each point's estimate counts exactly its answers.
async fn estimates_rest_on_the_answers(conn: &mut Conn, acknowledged: &BTreeMap<Uuid, i64>) {
    let today = base::Clock::system().today().to_string();
    for person in acknowledged.values().collect::<std::collections::BTreeSet<_>>() {
        let scope = people::Scope { person: *person, today: today.clone() };
        for estimate in learner::mastery::of_person(conn, &scope, *person, None).await.unwrap() {
            let point = content::point::get(conn, estimate.point).await.unwrap();
            let answers = records::answers(conn, *person, &point.code, None, 100_000).await.unwrap();
            assert_eq!(estimate.n, answers.len() as i64, "student {person}, {}", point.code);
        }
    }
}

#[tokio::test]
async fn acknowledged_answers_survive_kill_9_on_sqlite() {
    survives(Region::sqlite().await).await;
}

#[tokio::test]
async fn acknowledged_answers_survive_kill_9_on_postgres() {
    survives(Region::postgres().await).await;
}
