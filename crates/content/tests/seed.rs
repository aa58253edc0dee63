//! Every item of the platform's own is sound.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::bases;
use content::item::{self, Filter};
use content::score::{key, read, score};
use content::{Interaction, Item, Response, Subject, point, seed};
use std::collections::{BTreeSet, HashMap};

/// Items at the least that a point has which has any: one to answer, a worked sibling, and another try.
const FEWEST: i64 = 3;

#[tokio::test]
async fn they_load_once_and_every_point_with_items_can_be_practised() {
    for house in bases(&[base::MIGRATIONS, content::MIGRATIONS]).await {
        let tables = seed::tables().unwrap();
        let mut conn = house.db.read().await.unwrap();
        let report = content::sheet::check(&mut conn, &tables, seed::SOURCE).await.unwrap();
        let told: Vec<String> = report.problems.iter().chain(&report.notices).map(|p| p.text(base::Lang::Zh)).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        let report = seed::load(&house).await.unwrap();
        let again = seed::load(&house).await.unwrap();
        assert_eq!((again.points.unchanged, again.items.unchanged), (report.points.added, report.items.added));

        let points = point::list(&mut conn, point::Filter::default()).await.unwrap();
        let ids: Vec<i64> = points.iter().map(|p| p.id).collect();
        let counts = item::count_by_point(&mut conn, &ids).await.unwrap();
        // A point may have no item yet; one that has some has enough.
        let short: Vec<&str> = points.iter().filter(|p| counts.get(&p.id).is_some_and(|n| *n < FEWEST)).map(|p| p.code.as_str()).collect();
        assert!(short.is_empty(), "fewer than {FEWEST} items: {short:?}");
        for subject in [Subject::Chinese, Subject::Math, Subject::English, Subject::Science, Subject::Ai] {
            assert!(points.iter().any(|p| p.subject == subject && counts.contains_key(&p.id)), "{subject:?} has no point with items");
        }
        assert!(points.iter().all(|p| !p.name_en.is_empty() && !p.description.is_empty()));

        let items = item::list(&mut conn, &Filter::default(), 0, 10_000).await.unwrap();
        assert_eq!(items.len() as i64, report.items.added);
        let faults: Vec<String> = items.iter().flat_map(|i| faults(i, &points)).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let mut stems = HashMap::new();
        let twins: Vec<_> =
            items.iter().filter_map(|i| stems.insert((&i.stem, options(i)), &i.code).map(|other| (other, &i.code))).collect();
        assert!(twins.is_empty(), "the same question twice: {twins:?}");
    }
}

fn options(item: &Item) -> BTreeSet<&str> {
    match &item.interaction {
        Interaction::Choice(c) => c.options.iter().map(|o| o.text.as_str()).collect(),
        _ => BTreeSet::new(),
    }
}

/// What is wrong with an item, in words for whoever mends the sheet.
fn faults(item: &Item, points: &[content::Point]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{}: {what}", item.code));
        }
    };
    let point = points.iter().find(|p| p.id == item.point).unwrap();
    expect((point.stage, point.grade) == (item.stage, item.grade), "of another grade than its point");
    expect(!item.hint.is_empty() && !item.explanation.is_empty(), "no hint or no explanation");
    expect(score(&item.interaction, &key(&item.interaction)).raw == 1.0, "its key does not score 1");
    match &item.interaction {
        Interaction::Choice(c) => {
            let wrong = c.options.iter().filter(|o| !c.correct.contains(&o.id));
            for option in wrong {
                let chosen = BTreeSet::from([option.id.clone()]);
                expect(score(&item.interaction, &Response::Choice { chosen }).raw == 0.0, "a wrong option scores");
            }
            expect(c.multiple == (c.correct.len() > 1), "its type does not fit the number of right options");
            expect(c.options.len() >= 3, "fewer than three options");
        }
        Interaction::Numeric(n) => {
            // The answer as a pupil would type it: the bare number, and the number with its unit.
            for text in [n.value.text().to_owned(), format!("{}{}", n.value.text(), n.units().next().unwrap_or_default())] {
                let response = read(&item.interaction, [("answer", text.as_str())]);
                expect(response.is_ok_and(|r| score(&item.interaction, &r).correct), "its answer is not read as right");
            }
            let other = read(&item.interaction, [("answer", "777777")]).unwrap();
            expect(!score(&item.interaction, &other).correct, "another number is right as well");
        }
        Interaction::ShortText(s) => {
            for text in &s.accepted {
                let response = read(&item.interaction, [("answer", text.as_str())]);
                expect(response.is_ok_and(|r| score(&item.interaction, &r).correct), "an accepted answer is not right");
            }
            let nonsense = Response::ShortText { text: "不知道呀".into() };
            expect(!score(&item.interaction, &nonsense).correct, "nonsense is right");
        }
    }
    faults
}
