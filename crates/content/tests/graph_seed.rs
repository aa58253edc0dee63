//! The platform's own graph has no fault, not even one that a sheet may have.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::Lang;
use base::testing::bases;
use content::graph::{self, check};
use content::{Kind, Subject, seed};

#[tokio::test]
async fn the_seed_has_no_fault() {
    for house in bases(&[base::MIGRATIONS, content::MIGRATIONS]).await {
        seed::load(&house).await.unwrap();
        let mut conn = house.db.read().await.unwrap();
        let whole = graph::snapshot(&mut conn).await.unwrap();
        let told: Vec<String> = check::faults(&whole).iter().map(|f| f.problem.text(Lang::Zh)).collect();
        assert!(told.is_empty(), "{} faults:\n{}", told.len(), told.join("\n"));
        let rows: usize = seed::EDGES.iter().map(|(_, text)| text.lines().count() - 1).sum();
        assert_eq!(whole.edges.len(), rows, "an edge stands twice");
        for point in whole.points.values() {
            assert!(!point.name_en.is_empty() && !point.description.is_empty(), "{}: no English name or no description", point.code);
            assert!(point.code.chars().count() <= 64, "{}: too long a code", point.code);
        }

        let graph = graph::load(&mut conn, None).await.unwrap();
        let order = graph.order();
        assert_eq!(order.len(), graph.points.len());
        let taught = whole.points.values().filter(|p| p.kind != Kind::Misconception).count();
        let listed = content::point::list(&mut conn, content::point::Filter::default()).await.unwrap();
        assert_eq!(listed.len(), taught);
        for subject in [Subject::Chinese, Subject::Math, Subject::English, Subject::Science, Subject::Ai] {
            let own = graph::load(&mut conn, Some(subject)).await.unwrap();
            assert!(own.points.len() >= 10 && own.edges.len() >= own.points.len() / 2, "{subject:?}");
        }
    }
}
