use super::Learner;
use crate::Fault;

/// How far a test's diagnoses can be trusted, judged by the model that made them.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// Expected share of learners whose whole profile is the true one: the mean of the most probable profiles' probabilities (Wang,
    /// Song, Chen, Meng & Ding 2015).
    pub profile: f64,
    /// For each attribute.
    pub attributes: Vec<OfAttribute>,
}

/// The same of one attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfAttribute {
    /// Expected share of learners rightly told to master it or not: the mean of max(p, 1 − p) over their posterior chances p.
    pub accuracy: f64,
    /// Share of the variance of mastery that the posterior chances take up, Var(p) / (p̄ (1 − p̄)): 0 when the test says nothing about
    /// the attribute, 1 when it says all (Johnson & Sinharay 2020). `None` where all or none master it.
    pub reliability: Option<f64>,
}

impl Accuracy {
    /// From the learners' diagnoses. [`Fault::Empty`] without any, [`Fault::Shape`] when they differ in their number of attributes.
    pub fn of(learners: &[Learner]) -> Result<Accuracy, Fault> {
        let attributes = learners.first().ok_or(Fault::Empty)?.mastery.len();
        if let Some(other) = learners.iter().find(|l| l.mastery.len() != attributes) {
            return Err(Fault::Shape { what: "attributes of a learner", expected: attributes, found: other.mastery.len() });
        }
        let n = learners.len() as f64;
        let mean = |of: &dyn Fn(&Learner) -> f64| learners.iter().map(of).sum::<f64>() / n;
        let attribute = |k: usize| {
            let share = mean(&|l| l.mastery[k]);
            let variance = mean(&|l| (l.mastery[k] - share).powi(2));
            let whole = share * (1.0 - share);
            let reliability = (whole > 1e-12).then(|| (variance / whole).min(1.0));
            OfAttribute { accuracy: mean(&|l| l.mastery[k].max(1.0 - l.mastery[k])), reliability }
        };
        Ok(Accuracy { profile: mean(&|l| l.profile_chance), attributes: (0..attributes).map(attribute).collect() })
    }
}
