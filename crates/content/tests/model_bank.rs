//! Models as they are kept and the items made of them, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod model;

use base::testing::{TestBase, bases};
use content::item::{self, Filter, Status};
use content::model::{By, Kept, STOCK, Saved};
use content::{Item, Kind, NewPoint, Stage, Subject, help, point};
use std::collections::{BTreeSet, HashMap};

async fn houses() -> Vec<TestBase> {
    let houses = bases(&[base::MIGRATIONS, content::MIGRATIONS]).await;
    for house in &houses {
        let points = ["P", "M"].map(new_point).to_vec();
        house.db.write(move |c| Box::pin(async move { point::save(c, &points).await })).await.unwrap();
    }
    houses
}

/// The point `P` and its misconception `M`.
fn new_point(code: &str) -> NewPoint {
    let kind = if code == "M" { Kind::Misconception } else { Kind::Knowledge };
    NewPoint { kind, ..NewPoint::new(code, Subject::Math, Stage::Primary, 1, &format!("点{code}")) }
}

async fn save(house: &TestBase, text: &str, status: Status) -> Saved {
    let models = model::read("m.toml", text).unwrap();
    let faults = model::check_all(&mut house.db.read().await.unwrap(), &models).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let by = By { author: None, origin: "自编".into(), status };
    let now = house.clock.now();
    house.db.write(move |c| Box::pin(async move { model::save(c, now, &models, &by).await })).await.unwrap()
}

async fn items(house: &TestBase) -> Vec<Item> {
    item::list(&mut house.db.read().await.unwrap(), &Filter::default(), 0, 1000).await.unwrap()
}

async fn kept(house: &TestBase) -> Vec<Kept> {
    model::list(&mut house.db.read().await.unwrap(), &model::Filter::default(), 0, 100).await.unwrap()
}

#[tokio::test]
async fn an_active_model_has_items_and_loading_again_changes_nothing() {
    for house in houses().await {
        let both = format!("{}\n{}", model::SUM, model::COMPARE);
        let saved = save(&house, &both, Status::Active).await;
        assert_eq!(saved, Saved { added: 2, changed: 0, unchanged: 0, items: 2 * STOCK as i64 });
        assert_eq!(save(&house, &both, Status::Active).await, Saved { unchanged: 2, ..Saved::default() });
        let made = items(&house).await;
        assert_eq!(made.len(), 2 * STOCK);
        assert!(made.iter().all(|i| i.model.is_some() && i.status == Status::Active && i.code.starts_with("T-") && i.grade == 1));
        let stems: BTreeSet<&str> = made.iter().map(|i| i.stem.as_str()).collect();
        assert_eq!(stems.len(), made.len(), "no question twice");
        assert!(made.iter().all(|i| !i.help().hints.is_empty() && !i.help().steps.is_empty() && !i.help().wrong.is_empty()));

        let mut conn = house.db.read().await.unwrap();
        let ids: Vec<i64> = made.iter().map(|i| i.id).collect();
        let enemies: HashMap<i64, i64> = help::enemies(&mut conn, &ids).await.unwrap().into_iter().collect();
        assert!(made.iter().all(|i| enemies.get(&i.id) == i.model.as_ref()));
        assert_eq!(enemies.values().collect::<BTreeSet<_>>().len(), 2);
        let counted = model::items_of(&mut conn, &kept(&house).await.iter().map(|k| k.id).collect::<Vec<_>>()).await.unwrap();
        assert!(counted.values().all(|n| *n == STOCK as i64));
    }
}

#[tokio::test]
async fn a_sibling_is_another_question_until_there_is_none() {
    for house in houses().await {
        save(&house, model::SUM, Status::Active).await;
        let first = items(&house).await.remove(0);
        let mut seen = vec![first.id];
        let mut stems = BTreeSet::from([first.stem.clone()]);
        while let Some(next) = help::sibling(&house, &first, &seen, 7).await.unwrap() {
            assert_eq!(next.model, first.model);
            assert!(stems.insert(next.stem.clone()), "{} comes twice", next.stem);
            seen.push(next.id);
        }
        // All 36 questions that the model is good for.
        assert_eq!(seen.len(), 36);
    }
}

#[tokio::test]
async fn an_authored_item_has_the_nearest_of_its_point_as_sibling() {
    for house in houses().await {
        save(&house, model::SUM, Status::Active).await;
        let all = items(&house).await;
        let point = all[0].point;
        let authored = |code: &str, difficulty| {
            let mut new = model::as_new(&all[0]);
            (new.code, new.difficulty, new.stem) = (code.into(), difficulty, format!("题 {code}"));
            new
        };
        let new = vec![authored("A1", 4), authored("A2", 5)];
        let now = house.clock.now();
        house.db.write(move |c| Box::pin(async move { item::save(c, now, &new).await })).await.unwrap();
        let mut conn = house.db.read().await.unwrap();
        let (one, other) = (item::by_code(&mut conn, "A1").await.unwrap(), item::by_code(&mut conn, "A2").await.unwrap());
        assert_eq!((one.model, one.point), (None, point));
        drop(conn);
        assert_eq!(help::sibling(&house, &one, &[], 1).await.unwrap().unwrap().id, other.id);
        let instead = help::sibling(&house, &one, &[other.id], 1).await.unwrap().unwrap();
        assert!(instead.model.is_some());
    }
}

#[tokio::test]
async fn a_changed_model_changes_its_items_and_a_retired_one_withdraws_them() {
    for house in houses().await {
        save(&house, model::SUM, Status::Active).await;
        let before = items(&house).await;
        let changed = model::SUM.replace("{a} + {b} = ？", "算一算：{a} + {b} = （  ）");
        assert_eq!(save(&house, &changed, Status::Active).await.changed, 1);
        let after = items(&house).await;
        assert_eq!(after.len(), before.len());
        for (old, new) in before.iter().zip(&after) {
            assert_eq!((old.id, old.version + 1), (new.id, new.version));
            assert!(new.stem.starts_with("算一算"));
        }
        let id = kept(&house).await[0].id;
        let now = house.clock.now();
        house.db.write(move |c| Box::pin(async move { model::set_status(c, now, id, Status::Retired).await })).await.unwrap();
        assert!(items(&house).await.iter().all(|i| i.status == Status::Retired));
        assert_eq!(help::sibling(&house, &after[0], &[], 1).await.unwrap(), None);
        house.db.write(move |c| Box::pin(async move { model::set_status(c, now, id, Status::Active).await })).await.unwrap();
        let again: Vec<Item> = items(&house).await.into_iter().filter(|i| i.status == Status::Active).collect();
        assert_eq!(again.iter().map(|i| i.id).collect::<BTreeSet<_>>(), before.iter().map(|i| i.id).collect::<BTreeSet<_>>());
    }
}

#[tokio::test]
async fn a_draft_has_no_items_and_replenishing_fills_a_point() {
    for house in houses().await {
        save(&house, model::COMPARE, Status::Draft).await;
        assert!(items(&house).await.is_empty());
        save(&house, model::COMPARE, Status::Active).await;
        let point = items(&house).await[0].point;
        let now = house.clock.now();
        let made = house.db.write(move |c| Box::pin(async move { model::replenish(c, now, point, 10).await })).await.unwrap();
        assert_eq!((made, items(&house).await.len()), (10, 10 + STOCK));
    }
}

#[tokio::test]
async fn a_sheet_brings_hints_steps_and_misconceptions() {
    let sheet = "题号,知识点编码,题型,题干,选项A,选项B,答案,提示,提示2,提示3,步骤,误区,解析\n\
        I1,P,单选,哪个大？,3,5,B,看一看。,数一数。,5在3后面。,\"数到3。\n再数到5。\",A=M,5大。\n\
        I2,P,数值,2+3=？,,,5,,,,,6=M,\"2+3=5。\n所以是5。\"\n";
    for house in houses().await {
        let read = |text: &str| base::sheet::read("i.csv", text.as_bytes(), &base::sheet::Limits::default()).unwrap();
        content::sheet::import(&house, None, read(sheet), "自编").await.unwrap();
        let all = items(&house).await;
        let help = all[0].help();
        assert_eq!((help.hints.len(), help.steps.len()), (3, 2));
        assert_eq!((help.wrong[0].answer.as_str(), help.wrong[0].misconception.as_str()), ("A", "M"));
        // Without steps of its own, the lines of the explanation.
        assert_eq!(all[1].help().steps, ["2+3=5。", "所以是5。"]);
        let again = content::sheet::import(&house, None, read(sheet), "自编").await.unwrap();
        assert_eq!(again.items.unchanged, 2);
        let mut conn = house.db.read().await.unwrap();
        for (from, to, key) in [
            ("A=M", "B=M", "models.sheet_no_wrong_option"),
            ("A=M", "A=X", "models.unknown_misconception"),
            ("A=M", "A=P", "models.no_misconception"),
            ("A=M", "AM", "models.sheet_misconception"),
            ("A=M", "A=M;A=M", "models.sheet_answer_twice"),
            ("数一数。", "", "models.sheet_hint_gap"),
        ] {
            let report = content::sheet::check(&mut conn, &read(&sheet.replace(from, to)), "自编").await.unwrap();
            assert!(report.problems.iter().any(|p| p.key == key && p.place.is_some()), "{to}: {:?}", report.problems);
        }
    }
}
