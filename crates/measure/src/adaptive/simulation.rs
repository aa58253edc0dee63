use super::{Decision, Design, End, Pool, Sitting, Test};
use crate::Fault;
use crate::draws::Draws;
use crate::irt::Item;
use rayon::prelude::*;

/// Learners that one task takes at a time.
const TOGETHER: usize = 64;

/// One simulated learner's test.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The ability that the answers were drawn from.
    pub truth: f64,
    /// The estimate at the end (EAP).
    pub theta: f64,
    /// Its standard error.
    pub error: f64,
    /// The items given, in order.
    pub items: Vec<usize>,
    /// The decision, where the design classifies.
    pub decision: Option<Decision>,
    /// Why it ended.
    pub end: End,
}

/// What a design does to many learners.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Each learner.
    pub outcomes: Vec<Outcome>,
    /// Mean of estimate − truth.
    pub bias: f64,
    /// Root mean square of estimate − truth.
    pub rmse: f64,
    /// Mean of the standard errors that the test itself reported.
    pub mean_error: f64,
    /// Mean number of items.
    pub mean_length: f64,
    /// For each item, the share of learners who were given it.
    pub exposure: Vec<f64>,
    /// Mean share of a test that another learner's test has too: Σ nᵢ (nᵢ − 1) / (N (N − 1) L̄), nᵢ of N learners given item i, mean
    /// length L̄ (Way 1998; Chen, Ankenmann & Spray 2003). `None` for one learner.
    pub overlap: Option<f64>,
    /// Share of learners decided rightly, where the design classifies.
    pub right: Option<f64>,
    /// How each requirement of the blueprint was kept, in its order.
    pub kept: Vec<Kept>,
}

/// How one requirement was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The requirement's name.
    pub name: String,
    /// The least amount in a test.
    pub least: f64,
    /// The greatest amount in a test.
    pub most: f64,
    /// Share of tests that meet it.
    pub met: f64,
}

impl Report {
    /// The greatest exposure of an item.
    pub fn most_exposed(&self) -> f64 {
        self.exposure.iter().copied().fold(0.0, f64::max)
    }

    /// Number of items that nobody was given.
    pub fn never_given(&self) -> usize {
        self.exposure.iter().filter(|e| **e == 0.0).count()
    }

    /// Bias and root mean square error of the learners whose truth lies in \[`from`, `to`), with their number.
    pub fn between(&self, from: f64, to: f64) -> (usize, f64, f64) {
        let of: Vec<f64> = self.outcomes.iter().filter(|o| (from..to).contains(&o.truth)).map(|o| o.theta - o.truth).collect();
        let n = of.len().max(1) as f64;
        (of.len(), of.iter().sum::<f64>() / n, (of.iter().map(|d| d * d).sum::<f64>() / n).sqrt())
    }
}

/// Lets learners of known ability sit an adaptive test, their answers drawn from the items' model. The same for any number of threads.
///
/// [`Fault::Empty`] without learners, [`Fault::OutOfRange`] for an ability that is not finite, and when the design does not fit the
/// pool. A pool that runs out ends a test early, see [`End::Exhausted`].
pub fn simulate(pool: &Pool, design: &Design, truths: &[f64], seed: u64) -> Result<Report, Fault> {
    if truths.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(value) = truths.iter().find(|t| !t.is_finite()) {
        return Err(Fault::OutOfRange { what: "a learner's ability", value: *value, allowed: "finite" });
    }
    let test = Test::new(pool, design)?;
    let one = |(learner, truth): (usize, &f64)| sit(&test, *truth, seed, learner as u64);
    let outcomes: Vec<Outcome> = truths.par_iter().enumerate().with_min_len(TOGETHER).map(one).collect::<Result<_, Fault>>()?;
    Ok(report(outcomes, pool, design))
}

fn sit(test: &Test<'_>, truth: f64, seed: u64, learner: u64) -> Result<Outcome, Fault> {
    // What is chosen and what is answered are drawn apart.
    let mut draws = Draws::new(!seed, learner);
    let mut sitting = test.sit(seed, learner);
    let end = loop {
        match sitting.next_item() {
            Ok(item) => {
                let category = drawn(&test.pool().bank().items()[item], truth, &mut draws);
                sitting.answer(category)?;
            }
            Err(end) => break end,
        }
    };
    Ok(outcome(&sitting, truth, end))
}

fn outcome(sitting: &Sitting<'_>, truth: f64, end: End) -> Outcome {
    let estimate = sitting.estimate();
    let items = sitting.answers().iter().map(|(item, _)| *item).collect();
    Outcome { truth, theta: estimate.theta, error: estimate.error, items, decision: sitting.decision(), end }
}

/// A category drawn by its chance.
fn drawn(item: &Item, theta: f64, draws: &mut Draws) -> usize {
    let mut left = draws.uniform();
    let last = item.categories() - 1;
    for category in (1..=last).rev() {
        left -= item.probability(category, theta);
        if left < 0.0 {
            return category;
        }
    }
    0
}

fn report(outcomes: Vec<Outcome>, pool: &Pool, design: &Design) -> Report {
    let n = outcomes.len() as f64;
    let mean = |of: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(of).sum::<f64>() / n;
    let mut given = vec![0.0; pool.bank().len()];
    outcomes.iter().flat_map(|o| &o.items).for_each(|item| given[*item] += 1.0);
    let mean_length = mean(&|o| o.items.len() as f64);
    let shared = given.iter().map(|g| g * (g - 1.0)).sum::<f64>();
    let right = design.stop.classification.map(|classification| {
        let side = |truth: f64| if truth >= classification.cut() { Decision::Above } else { Decision::Below };
        mean(&|o| f64::from(u8::from(o.decision == Some(side(o.truth)))))
    });
    let requirements = design.blueprint.iter().flat_map(|blueprint| blueprint.requirements());
    let kept = requirements.map(|requirement| {
        let amounts = outcomes.iter().map(|o| requirement.amount(&o.items));
        let (least, most) = amounts.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), a| (low.min(a), high.max(a)));
        let met = mean(&|o| f64::from(u8::from(requirement.met(&o.items))));
        Kept { name: requirement.name().to_owned(), least, most, met }
    });
    Report {
        kept: kept.collect(),
        bias: mean(&|o| o.theta - o.truth),
        rmse: mean(&|o| (o.theta - o.truth).powi(2)).sqrt(),
        mean_error: mean(&|o| o.error),
        mean_length,
        exposure: given.iter().map(|g| g / n).collect(),
        overlap: (outcomes.len() > 1).then(|| shared / (n * (n - 1.0) * mean_length)),
        right,
        outcomes,
    }
}
