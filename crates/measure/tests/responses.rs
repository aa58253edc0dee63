//! What is read is what was given; what is wrong is named.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::text::{Reader, q_matrix, wide};
use measure::{Fault, Response, Responses};
use proptest::prelude::*;

fn row(learner: usize, item: usize, score: f64, time: i64) -> Response {
    Response { learner, item, score, time }
}

#[test]
fn responses_are_kept_by_learner_in_order_of_time() {
    let all = Responses::new([row(1, 0, 1.0, 9), row(0, 2, 0.0, 5), row(1, 2, 0.5, 3)]).unwrap();
    assert_eq!((all.learners(), all.items(), all.len()), (2, 3, 3));
    assert_eq!(all.of(1).pairs().collect::<Vec<_>>(), [(2, 0.5), (0, 1.0)]);
    assert_eq!(all.require_binary(), Err(Fault::NotBinary { learner: 1, item: 2, score: 0.5 }));
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(Responses::new([]), Err(Fault::Empty));
    assert_eq!(Responses::new([row(3, 1, f64::NAN, 0)]), Err(Fault::NotFinite { learner: 3, item: 1 }));
    assert!(matches!(Responses::of_size(1, 1, vec![row(0, 1, 1.0, 0)]), Err(Fault::OutOfRange { .. })));
    let twice = Responses::new([row(0, 0, 1.0, 0), row(0, 0, 0.0, 1)]).unwrap();
    assert_eq!(twice.require_single(), Err(Fault::Repeated { learner: 0, item: 0 }));
    let steps = Responses::new([row(0, 0, 3.0, 0)]).unwrap();
    assert_eq!(steps.require_categories(2), Err(Fault::NotCategory { learner: 0, item: 0, score: 3.0, most: 2 }));
}

#[test]
fn a_matrix_with_blanks() {
    let all = wide("1,0,\n,NA,1\r\n").unwrap();
    assert_eq!((all.learners(), all.items(), all.len()), (2, 3, 3));
    assert_eq!(wide("1 0\n1 x\n"), Err(Fault::Text { line: 2, problem: "\"x\" is not a number".into() }));
    assert_eq!(wide("1 0\n1\n"), Err(Fault::Text { line: 2, problem: "1 scores where the first line has 2".into() }));
    assert_eq!(q_matrix("1\t0\n0 1\n").unwrap(), [[true, false], [false, true]]);
}

#[test]
fn logs_of_two_files_share_their_items() {
    let mut reader = Reader::default();
    let first = reader.long("user_id\titem_id\ttimestamp\tcorrect\tskill_id\n7\ta\t0\t1\tx\n7\tb\t0\t0\ty\n").unwrap();
    let second = reader.long("user_id\tcorrect\titem_id\n9\t1\tb\n").unwrap();
    assert_eq!((first.responses.items(), second.items.as_slice()), (2, ["a".to_owned(), "b".to_owned()].as_slice()));
    assert_eq!(second.responses.of(0).pairs().collect::<Vec<_>>(), [(1, 1.0)]);
    assert_eq!(first.skills_of, [[0], [1]]);
    reader.item_skills("item_id\tskill_id\nb\tp\nb\tq\nc\tp\n").unwrap();
    assert_eq!(reader.skills_of(), [vec![], vec![0, 1]]);
    assert!(matches!(reader.long("user\titem_id\n"), Err(Fault::Text { line: 1, .. })));
}

#[test]
fn a_log_of_four_lines_a_learner() {
    let mut reader = Reader::default();
    let all = reader.per_learner("5,88\n10,11,\n1,2,\n0,1,\n5,89\n10\n1\n1\n").unwrap();
    assert_eq!((all.responses.learners(), all.responses.items(), all.responses.len()), (2, 2, 3));
    assert_eq!(all.skills_of, [[0], [1]]);
    assert!(matches!(reader.per_learner("5\n1,2\n3\n0,1\n"), Err(Fault::Text { line: 1, .. })));
    assert!(matches!(reader.per_learner("5\n1,2\n"), Err(Fault::Text { line: 1, .. })));
}

proptest! {
    #[test]
    fn rows_go_round(rows in prop::collection::vec((0..20_usize, 0..9_usize, 0..3_u8, 0..5_i64), 1..60)) {
        let given: Vec<Response> = rows.iter().map(|(l, i, s, t)| row(*l, *i, f64::from(*s), *t)).collect();
        let all = Responses::new(given.clone()).unwrap();
        let again = Responses::of_size(all.learners(), all.items(), all.rows().collect()).unwrap();
        prop_assert_eq!(&all, &again);
        prop_assert_eq!(all.len(), given.len());
        prop_assert_eq!(all.by_learner().map(|own| own.len()).sum::<usize>(), given.len());
    }
}
