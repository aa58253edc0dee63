use crate::{Fault, Responses};
use nalgebra::{DMatrix, DVector};
use statrs::function::beta::beta_reg;

/// How unusual the matching wrong answers of a pair are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KIndex {
    /// Items that both answered.
    pub items: usize,
    /// Wrong answers of the learner who may have copied.
    pub wrong_copier: usize,
    /// Wrong answers of the one who may have been copied from.
    pub wrong_source: usize,
    /// Items that both answered with the same wrong answer.
    pub matches: usize,
    /// Learners with as many wrong answers as the copier (who is one of them), the source apart.
    pub group: usize,
    /// Mean share of the source's wrong answers that those learners gave too.
    pub share: f64,
    /// K: chance of as many matches or more, Binomial(wrong answers of the source, `share`) (Holland 1996, *ETS Research Report* 96-7).
    pub k: f64,
    /// The same with the share read off a line through the shares of all groups of equal number wrong, which steadies small groups; none
    /// with fewer than two groups (K₁, Sotaridona & Meijer 2002, *Journal of Educational Measurement* 39, 115–132).
    pub k1: Option<f64>,
    /// The same off a parabola; none with fewer than three groups (K₂, ibid., who prefer it).
    pub k2: Option<f64>,
}

/// The K-index of a pair.
///
/// `answers` has the option chosen, a whole number, where other functions have a score, and `key` the right one of each item. Where only
/// right and wrong are known, give 1 and 0 with a key of 1: then two wrong answers always match, and the index has much less to go on.
///
/// **Missing**: all is counted over the items that both learners of the pair answered; others are compared when they answered all of these.
///
/// [`Fault::Shape`] for another number of keys than items, [`Fault::OutOfRange`] for a learner who is not there or two who are one,
/// [`Fault::Repeated`] for two answers of a learner to an item, [`Fault::TooFew`] when the pair has no item in common or the source has
/// nothing wrong.
pub fn k_index(answers: &Responses, key: &[f64], copier: usize, source: usize) -> Result<KIndex, Fault> {
    if key.len() != answers.items() {
        return Err(Fault::Shape { what: "keys", expected: answers.items(), found: key.len() });
    }
    if let Some(unknown) = [copier, source].into_iter().find(|l| *l >= answers.learners()) {
        return Err(Fault::OutOfRange { what: "a learner's index", value: unknown as f64, allowed: "below the number of learners" });
    }
    if copier == source {
        return Err(Fault::OutOfRange { what: "the source's index", value: source as f64, allowed: "another than the copier's" });
    }
    answers.require_single()?;
    let (theirs, common) = wrong_of_source(answers, key, copier, source);
    let items = common.iter().filter(|c| **c).count();
    let wrong_source = theirs.iter().flatten().count();
    for (what, found) in [("items that both of the pair answered", items), ("wrong answers of the source", wrong_source)] {
        if found == 0 {
            return Err(Fault::TooFew { what, least: 1, found });
        }
    }
    // Matches and learners, by number wrong.
    let mut groups = vec![(0_usize, 0_usize); items + 1];
    let mut of_copier = (0, 0);
    for (learner, own) in answers.by_learner().enumerate().filter(|(learner, _)| *learner != source) {
        let (mut answered, mut wrong, mut matches) = (0, 0, 0);
        for (item, choice) in own.pairs().filter(|(item, _)| common[*item]) {
            answered += 1;
            wrong += usize::from(choice != key[item]);
            matches += usize::from(theirs[item] == Some(choice));
        }
        if answered == items {
            groups[wrong].0 += matches;
            groups[wrong].1 += 1;
        }
        if learner == copier {
            of_copier = (wrong, matches);
        }
    }
    let (wrong_copier, matches) = of_copier;
    let share = |(matches, learners): (usize, usize)| matches as f64 / (learners * wrong_source) as f64;
    let seen: Vec<(f64, f64)> =
        groups.iter().enumerate().filter(|(_, g)| g.1 > 0).map(|(wrong, g)| (wrong as f64 / items as f64, share(*g))).collect();
    let at = wrong_copier as f64 / items as f64;
    let steadied = |degree| polynomial(&seen, degree, at).map(|p| at_least(matches, wrong_source, p.clamp(0.001, 0.999)));
    let own = groups[wrong_copier];
    Ok(KIndex {
        items,
        wrong_copier,
        wrong_source,
        matches,
        group: own.1,
        share: share(own),
        k: at_least(matches, wrong_source, share(own)),
        k1: steadied(1),
        k2: steadied(2),
    })
}

/// For each item the source's answer, if wrong and to an item that the copier answered too; and which items both answered.
fn wrong_of_source(answers: &Responses, key: &[f64], copier: usize, source: usize) -> (Vec<Option<f64>>, Vec<bool>) {
    let mut answered = vec![false; answers.items()];
    answers.of(copier).pairs().for_each(|(item, _)| answered[item] = true);
    let (mut theirs, mut common) = (vec![None; answers.items()], vec![false; answers.items()]);
    for (item, choice) in answers.of(source).pairs().filter(|(item, _)| answered[*item]) {
        common[item] = true;
        theirs[item] = (choice != key[item]).then_some(choice);
    }
    (theirs, common)
}

/// Chance of at least `m` of `n` with chance `p` each, by the incomplete beta function.
fn at_least(m: usize, n: usize, p: f64) -> f64 {
    match m {
        0 => 1.0,
        _ => beta_reg(m as f64, (n - m + 1) as f64, p.clamp(0.0, 1.0)),
    }
}

/// The value at a place of the polynomial of the degree through the points, by least squares; none when there are too few.
fn polynomial(points: &[(f64, f64)], degree: usize, at: f64) -> Option<f64> {
    if points.len() <= degree {
        return None;
    }
    let design = DMatrix::from_fn(points.len(), degree + 1, |row, power| (points[row].0 - at).powi(power as i32));
    let values = DVector::from_iterator(points.len(), points.iter().map(|p| p.1));
    let qr = design.qr();
    // Places are counted from the one asked for, so that the value there is the constant term.
    qr.r().solve_upper_triangular(&qr.q().tr_mul(&values)).map(|beta| beta[0])
}
