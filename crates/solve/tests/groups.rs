//! Groups: exact where that can be checked, honest bounds, rules kept, conflicts named, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use solve::groups::{Grouping, Refusal, Rule, Task};

/// The best grouping by trying all.
fn brute(task: &Task) -> Option<f64> {
    fn place(task: &Task, member: usize, groups: &mut Vec<Vec<usize>>, best: &mut Option<f64>) {
        if member == task.members() {
            let mut sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            if sizes == task.sizes() {
                let (judged, broken) = task.judge(groups).unwrap();
                if broken.is_empty() && best.is_none_or(|b| judged.between < b) {
                    *best = Some(judged.between);
                }
            }
            return;
        }
        for group in 0..groups.len() {
            groups[group].push(member);
            place(task, member + 1, groups, best);
            groups[group].pop();
        }
        if groups.len() < task.sizes().len() {
            groups.push(vec![member]);
            place(task, member + 1, groups, best);
            groups.pop();
        }
    }
    let mut best = None;
    place(task, 0, &mut Vec::new(), &mut best);
    best
}

fn whole(task: &Task, mixed: &Grouping) {
    let mut all: Vec<usize> = mixed.groups.iter().flatten().copied().collect();
    all.sort_unstable();
    assert_eq!(all, (0..task.members()).collect::<Vec<_>>());
    let mut sizes: Vec<usize> = mixed.groups.iter().map(Vec::len).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(sizes, task.sizes());
    let (judged, broken) = task.judge(&mixed.groups).unwrap();
    assert!(broken.is_empty() && (judged.between - mixed.between).abs() < 1e-12, "{broken:?}");
    assert!(
        mixed.bound <= mixed.between + 1e-12
            && (0.0..=1.0 + 1e-12).contains(&mixed.mixed())
            && mixed.mixed() <= mixed.mixed_at_most() + 1e-12
    );
}

/// Levels that a class might have, the same on every machine: the high bits of a linear congruential generator (Knuth, MMIX).
fn class(n: usize, respects: usize) -> Vec<Vec<f64>> {
    let mut state = 20_261_129_u64;
    let mut level = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..n).map(|_| (0..respects).map(|_| level()).collect()).collect()
}

#[test]
fn by_hand() {
    // 1 2 3 4 5 6 in pairs: 1+6, 2+5, 3+4 leave nothing between the groups.
    let task = Task::new((1..=6).map(|level| vec![f64::from(level)]).collect(), 2).unwrap();
    let mixed = task.mix(3).unwrap();
    assert_eq!(mixed.groups, [[0, 5], [1, 4], [2, 3]]);
    assert!(mixed.proven && mixed.between < 1e-12 && mixed.mixed() == 1.0 - mixed.between / 17.5);
    assert!((mixed.total - 17.5).abs() < 1e-12);
    // 1 and 6 apart: the best is 1+5, 2+6, 3+4 (sums 6, 8, 7): ½ · (1 + 1) = 1, or 1+5, 2+4, 3+6 (6, 6, 9): 3. By trying all: 1.
    let apart = task.clone().with(Rule::Apart(0, 5)).unwrap();
    let mixed = apart.mix(3).unwrap();
    assert!(mixed.proven && (mixed.between - 1.0).abs() < 1e-9, "{mixed:?}");
    // Number and size of groups.
    let sizes = |n: usize, size: usize| Task::new(class(n, 1), size).unwrap().sizes().to_vec();
    assert_eq!(sizes(10, 4), [4, 3, 3]);
    assert_eq!(sizes(9, 4), [5, 4]);
    assert_eq!(sizes(3, 7), [3]);
}

#[test]
fn a_class_of_forty_five_is_mixed_almost_as_well_as_could_be() {
    let task = Task::new(class(45, 3), 4).unwrap().with(Rule::Apart(0, 1)).unwrap().with(Rule::Together(2, 3)).unwrap();
    let mixed = task.mix(11).unwrap();
    whole(&task, &mixed);
    assert!(mixed.mixed() > 0.98 && mixed.bound <= mixed.between, "{} {}", mixed.mixed(), mixed.mixed_at_most());
    assert_eq!(mixed, task.mix(11).unwrap());
    // Better than dealing by any one level, by far.
    let mut by_level: Vec<usize> = (0..45).collect();
    by_level.sort_by(|a, b| class(45, 3)[*a][0].total_cmp(&class(45, 3)[*b][0]));
    let dealt: Vec<Vec<usize>> = (0..11).map(|g| by_level.iter().skip(g).step_by(11).copied().collect()).collect();
    assert!(mixed.between < 0.3 * task.judge(&dealt).unwrap().0.between);
}

#[test]
fn large_groups_and_a_year_work_too() {
    for (n, size) in [(60, 10), (45, 45), (7, 1), (300, 6)] {
        let task = Task::new(class(n, 2), size).unwrap();
        let mixed = task.mix(5).unwrap();
        whole(&task, &mixed);
        assert!(size == 1 || mixed.mixed() > 0.99, "{n} {size} {}", mixed.mixed());
    }
    // Everybody alike.
    let task = Task::new(vec![vec![0.5]; 8], 4).unwrap();
    let mixed = task.mix(5).unwrap();
    assert!(mixed.proven && mixed.mixed() == 1.0);
    // No levels at all: any grouping that keeps the rules.
    let task = Task::new(vec![Vec::new(); 6], 3).unwrap().with(Rule::Apart(0, 1)).unwrap();
    whole(&task, &task.mix(1).unwrap());
}

#[test]
fn rules_that_cannot_hold_are_named() {
    let task = |rules: &[Rule]| rules.iter().fold(Task::new(class(9, 1), 3).unwrap(), |task, rule| task.with(*rule).unwrap());
    let conflict = |rules: &[Rule]| match task(rules).mix(1) {
        Err(Refusal::Conflict { rules, least }) => {
            assert!(least);
            rules
        }
        other => panic!("{other:?}"),
    };
    use Rule::{Apart, Together};
    assert_eq!(conflict(&[Apart(5, 6), Together(0, 1), Together(1, 2), Apart(0, 2)]), [Together(0, 1), Together(1, 2), Apart(0, 2)]);
    assert_eq!(conflict(&[Together(0, 1), Together(2, 3), Together(1, 2), Apart(7, 8)]), [Together(0, 1), Together(2, 3), Together(1, 2)]);
    let four: Vec<Rule> = (0..4).flat_map(|a| (a + 1..4).map(move |b| Apart(a, b))).collect();
    assert_eq!(conflict(&four).len(), 6);
    // Four blocks of two and one left: a block of two needs a third member, and only one is left.
    let blocks = [Together(0, 1), Together(2, 3), Together(4, 5), Together(6, 7)];
    assert_eq!(conflict(&blocks), blocks);
    // Three blocks of two and three left go.
    whole(&task(&blocks[..3]), &task(&blocks[..3]).mix(1).unwrap());
}

#[test]
fn what_is_wrong_is_named() {
    assert!(matches!(Task::new(Vec::new(), 3), Err(Refusal::Invalid { .. })));
    assert!(matches!(Task::new(vec![vec![1.0]], 0), Err(Refusal::Invalid { .. })));
    assert!(matches!(Task::new(vec![vec![1.0], vec![1.0, 2.0]], 1), Err(Refusal::Invalid { .. })));
    assert!(matches!(Task::new(vec![vec![f64::NAN]], 1), Err(Refusal::Invalid { .. })));
    assert!(matches!(Task::weighted(vec![vec![1.0]], &[-1.0], 1), Err(Refusal::Invalid { .. })));
    let task = Task::new(class(4, 1), 2).unwrap();
    assert!(matches!(task.clone().with(Rule::Apart(1, 1)), Err(Refusal::Invalid { .. })));
    assert!(matches!(task.clone().with(Rule::Together(1, 4)), Err(Refusal::Invalid { .. })));
    for groups in [vec![vec![0, 1], vec![2]], vec![vec![0, 1, 2, 3, 0]], vec![vec![0, 1, 2, 3, 4]]] {
        assert!(matches!(task.judge(&groups), Err(Refusal::Invalid { .. })), "{groups:?}");
    }
    let (_, broken) = task.clone().with(Rule::Apart(0, 1)).unwrap().judge(&[vec![0, 1], vec![2, 3]]).unwrap();
    assert_eq!(broken, [Rule::Apart(0, 1)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn small_classes_are_grouped_as_by_trying_everything(
        n in 2..9_usize, size in 1..5_usize, respects in 1..3_usize, levels in proptest::collection::vec(0.0..1.0_f64, 16),
        rules in proptest::collection::vec((any::<bool>(), 0..8_usize, 0..8_usize), 0..4), seed in 0..1000_u64,
    ) {
        let levels = (0..n).map(|i| (0..respects).map(|r| levels[i * 2 + r]).collect()).collect();
        let mut task = Task::new(levels, size).unwrap();
        for (apart, a, b) in rules {
            if a % n != b % n {
                let rule = if apart { Rule::Apart(a % n, b % n) } else { Rule::Together(a % n, b % n) };
                task = task.with(rule).unwrap();
            }
        }
        match (task.mix(seed), brute(&task)) {
            (Ok(mixed), Some(best)) => {
                whole(&task, &mixed);
                prop_assert!(mixed.bound <= best + 1e-9, "{mixed:?} {best}");
                prop_assert!(mixed.between >= best - 1e-9);
                prop_assert!(mixed.proven, "{mixed:?}");
                prop_assert!((mixed.between - best).abs() < 1e-7 * mixed.total.max(1.0), "{mixed:?} {best}");
            }
            (Err(Refusal::Conflict { rules, .. }), None) => {
                let mut only = Task::new(vec![vec![0.0]; n], size).unwrap();
                for rule in rules {
                    only = only.with(rule).unwrap();
                }
                prop_assert!(brute(&only).is_none());
            }
            (mixed, best) => prop_assert!(false, "{mixed:?} {best:?}"),
        }
    }
}
