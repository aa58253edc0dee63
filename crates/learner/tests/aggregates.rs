//! The class's grid, and what a school and the region may see.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::testing::START;
use base::{Conn, Error};
use learner::aggregate::{By, Cell, region_aggregate, school_aggregate};
use learner::{class_grid, grid};
use people::organisation::{self, Organisation, OrganisationKind};
use people::{Role, role};
use town::{FROM, Town, towns};

/// `n` new students of a class answer two questions each on a point, the second one rightly or not.
async fn answer_all(town: &Town, class: i64, n: usize, point: usize, second: f64) {
    for _ in 0..n {
        let student = town.enrol(class).await;
        town.answer(student, point, 1.0, START).await;
        town.answer(student, point, second, START).await;
    }
}

#[tokio::test]
async fn a_grid_has_a_cell_for_each_answered_point_and_none_elsewhere() {
    for town in towns().await {
        let quiet = town.enrol(town.class).await;
        town.answer(town.student, 0, 1.0, START).await;
        town.answer(town.student, 2, 0.0, START).await;
        town.answer(town.student, 3, 0.0, START).await;
        let mut conn = town.base.db.read().await.unwrap();
        let teacher = town.scope(town.class_teacher);
        let seen = class_grid(&mut conn, &teacher, town.class, "math").await.unwrap();
        assert_eq!(seen.points.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["M7-1", "M7-3"]);
        assert_eq!(seen.students.len(), 2);
        let row = seen.students.iter().find(|s| s.student.id == town.student).unwrap();
        assert_eq!(row.cells.iter().map(|c| c.unwrap().n).collect::<Vec<_>>(), [1, 1]);
        assert!(row.cells[0].unwrap().mean > row.cells[1].unwrap().mean);
        assert_eq!(seen.students.iter().find(|s| s.student.id == quiet).unwrap().cells, [None, None]);
        assert_eq!(seen.summary.iter().map(|s| s.learners).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(seen.summary[0].mean, 2.0 / 3.0);

        assert_eq!(grid::subjects(&mut conn, &teacher, town.class).await.unwrap(), ["math", "physics"]);
        let physics = town.scope(town.physics_teacher);
        assert_eq!(grid::subjects(&mut conn, &physics, town.class).await.unwrap(), ["physics"]);
        assert!(class_grid(&mut conn, &physics, town.class, "physics").await.is_ok());
        for (who, subject) in [(town.physics_teacher, "math"), (town.other_teacher, "math"), (town.head, "math"), (town.student, "math")] {
            assert!(matches!(class_grid(&mut conn, &town.scope(who), town.class, subject).await, Err(Error::Forbidden)));
        }
    }
}

#[tokio::test]
async fn a_school_sees_means_and_no_small_cell_can_be_worked_out() {
    for town in towns().await {
        answer_all(&town, town.class, 6, 0, 1.0).await;
        answer_all(&town, town.other_class, 3, 0, 0.0).await;
        let mut conn = town.base.db.read().await.unwrap();
        let head = town.scope(town.head);
        let seen = school_aggregate(&mut conn, &head, town.schools[0], &By::Subject).await.unwrap();
        assert_eq!((seen.columns.as_slice(), seen.rows.len(), seen.smallest_cell), (&["math".to_owned()][..], 2, 5));
        // The class of three is hidden, and the class of six with it, or the total would give it away.
        assert!(seen.rows.iter().all(|r| r.cells == [Cell::Suppressed]));
        let Cell::Shown { mean, low, high, learners } = seen.total[0] else { panic!() };
        assert_eq!(learners, 9);
        assert!((mean - (6.0 * 0.75 + 3.0 * 0.5) / 9.0).abs() < 1e-12 && low < mean && mean < high);

        answer_all(&town, town.other_class, 2, 0, 0.0).await;
        answer_all(&town, town.other_class, 5, 1, 1.0).await;
        let seen = school_aggregate(&mut conn, &head, town.schools[0], &By::PointsOf("math".into())).await.unwrap();
        assert_eq!(seen.columns, ["M7-1", "M7-2"]);
        let learners = |cell: &Cell| match cell {
            Cell::Shown { learners, .. } => *learners,
            Cell::Suppressed => -1,
            Cell::None => 0,
        };
        assert_eq!(seen.rows.iter().map(|r| r.cells.iter().map(learners).collect()).collect::<Vec<Vec<_>>>(), [[6, 0], [5, 5]]);
        for who in [town.class_teacher, town.student] {
            assert!(matches!(school_aggregate(&mut conn, &town.scope(who), town.schools[0], &By::Subject).await, Err(Error::Forbidden)));
        }
        assert!(matches!(school_aggregate(&mut conn, &head, town.schools[1], &By::Subject).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn the_region_sees_schools_of_ten_learners_and_more() {
    for town in towns().await {
        answer_all(&town, town.class, 9, 0, 1.0).await;
        let mut conn = town.base.db.read().await.unwrap();
        let officer = town.scope(town.officer);
        let seen = region_aggregate(&mut conn, &officer, town.county, &By::Subject).await.unwrap();
        let cells = |a: &learner::aggregate::Aggregate| a.rows.iter().map(|r| r.cells[0]).collect::<Vec<_>>();
        assert_eq!((cells(&seen), seen.total[0]), (vec![Cell::Suppressed, Cell::None], Cell::Suppressed));
        answer_all(&town, town.other_class, 1, 0, 1.0).await;
        let seen = region_aggregate(&mut conn, &officer, town.county, &By::Subject).await.unwrap();
        assert!(matches!(seen.rows[0].cells[0], Cell::Shown { learners: 10, mean, .. } if (mean - 0.75).abs() < 1e-12));
        assert_eq!(seen.rows[0].cells[0], seen.total[0]);
        assert!(matches!(region_aggregate(&mut conn, &town.scope(town.head), town.county, &By::Subject).await, Err(Error::Forbidden)));
    }
}

/// What the only column of a page shows, of each row and of all: learners, 0 for none, -1 for hidden.
async fn page(conn: &mut Conn, town: &Town, who: i64, org: i64, school: bool) -> (Vec<i64>, i64) {
    let scope = town.scope(who);
    let page = if school {
        school_aggregate(conn, &scope, org, &By::PointsOf("math".into())).await.unwrap()
    } else {
        region_aggregate(conn, &scope, org, &By::PointsOf("math".into())).await.unwrap()
    };
    let learners = |cell: &Cell| match cell {
        Cell::Shown { learners, .. } => *learners,
        Cell::Suppressed => -1,
        Cell::None => 0,
    };
    (page.rows.iter().map(|r| learners(&r.cells[0])).collect(), learners(&page.total[0]))
}

#[tokio::test]
async fn what_is_hidden_of_a_school_is_hidden_on_every_page_across_schools() {
    for town in towns().await {
        // Three more schools with a class each; the last two in another county. A group lies across the counties.
        let schools: [i64; 3] = std::array::from_fn(|_| base::id::next());
        let classes: [i64; 3] = std::array::from_fn(|_| base::id::next());
        let [county, group] = std::array::from_fn(|_| base::id::next());
        let (first, people) = (town.county, [town.officer, town.head]);
        let own = town.schools;
        town.base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let region = organisation::root(conn).await?.unwrap().id;
                    let new = |id, kind, parent, code: &str| Organisation { id, ..Organisation::new(kind, Some(parent), code, code) };
                    let mut all =
                        vec![new(county, OrganisationKind::County, region, "C2"), new(group, OrganisationKind::SchoolGroup, region, "G")];
                    for i in 0..3 {
                        all.push(new(schools[i], OrganisationKind::School, [first, county, county][i], &format!("T{i}")));
                        all.push(new(classes[i], OrganisationKind::Class, schools[i], &format!("T{i}-1")));
                    }
                    organisation::add(conn, START, &all).await?;
                    for school in [schools[0], schools[1]] {
                        organisation::join_group(conn, group, school).await?;
                    }
                    role::assign(conn, people[0], Role::Researcher, region, None, FROM).await?;
                    role::assign(conn, people[1], Role::SchoolLeader, own[1], None, FROM).await.map(|_| ())
                })
            })
            .await
            .unwrap();
        answer_all(&town, town.class, 6, 0, 1.0).await;
        answer_all(&town, town.other_class, 10, 0, 1.0).await;
        answer_all(&town, classes[0], 3, 0, 1.0).await;
        answer_all(&town, classes[1], 12, 0, 1.0).await;
        answer_all(&town, classes[2], 11, 0, 1.0).await;
        let mut conn = town.base.db.read().await.unwrap();
        let conn = &mut conn;
        let region = organisation::root(conn).await.unwrap().unwrap().id;
        let officer = town.officer;
        // The school of three takes that of sixteen with it; their sum may be known.
        assert_eq!(page(conn, &town, officer, region, false).await, (vec![-1, 0, -1, 12, 11], 42));
        assert_eq!(page(conn, &town, officer, first, false).await, (vec![-1, 0, -1], 19));
        assert_eq!(page(conn, &town, officer, county, false).await, (vec![12, 11], 23));
        assert_eq!(page(conn, &town, officer, group, false).await, (vec![-1, 12], -1));
        assert_eq!(page(conn, &town, officer, own[0], true).await, (vec![-1, -1], -1));
        assert_eq!(page(conn, &town, officer, schools[0], true).await, (vec![-1], -1));
        assert_eq!(page(conn, &town, officer, schools[1], true).await, (vec![12], 12));
        // Who leads the school sees it by the school's own smallest cell, until they read across schools.
        assert_eq!(page(conn, &town, town.head, own[0], true).await, (vec![6, 10], 16));
        let head = town.head;
        town.base
            .db
            .write(move |conn| Box::pin(async move { role::assign(conn, head, Role::Inspector, first, None, FROM).await.map(|_| ()) }))
            .await
            .unwrap();
        assert_eq!(page(conn, &town, head, own[0], true).await, (vec![-1, -1], -1));
        // Sums over other places would be further equations.
        let (by, scope) = (By::Subject, town.scope(officer));
        for place in [region, county, classes[0], group] {
            assert!(matches!(school_aggregate(conn, &scope, place, &by).await, Err(Error::NotFound)));
        }
        for place in [schools[0], classes[0]] {
            assert!(matches!(region_aggregate(conn, &scope, place, &by).await, Err(Error::NotFound)));
        }
    }
}

#[tokio::test]
async fn learners_in_no_open_class_belong_to_the_school_and_cannot_be_subtracted() {
    for town in towns().await {
        answer_all(&town, town.class, 12, 0, 1.0).await;
        answer_all(&town, town.other_class, 13, 0, 1.0).await;
        answer_all(&town, town.schools[0], 1, 0, 0.0).await;
        let mut conn = town.base.db.read().await.unwrap();
        for who in [town.head, town.officer] {
            assert_eq!(page(&mut conn, &town, who, town.schools[0], true).await, (vec![-1, 13], 26));
        }
        assert_eq!(page(&mut conn, &town, town.officer, town.county, false).await, (vec![26, 0], 26));
    }
}
