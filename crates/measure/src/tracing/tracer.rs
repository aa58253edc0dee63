use super::facts::{Explanation, Fact};
use super::group::Group;
use super::history::History;
use super::sparse::chance;
use super::{boosted, logistic};
use crate::{Fault, Responses};
use std::sync::Arc;

/// The best predictor here: the log-odds of a wide [logistic](super::logistic) and of a [boosted](super::boosted) model, averaged. The first
/// knows each item and skill by weights of its own, the second how facts go together; their errors differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracer {
    group: Arc<Group>,
    logistic: logistic::Logistic,
    boosted: boosted::Boosted,
}

/// How a [`Tracer`] is fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The logistic part.
    pub logistic: logistic::Settings,
    /// The trees. Their estimate of ability is the one that is used for both.
    pub boosted: boosted::Settings,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { logistic: logistic::Settings::wide(), boosted: boosted::Settings::default() }
    }
}

impl Tracer {
    /// Fits both models to the learners' answers; `skills_of` lists the skills of each item. The result does not depend on the number of
    /// threads. [`Fault::NotBinary`] for other scores than 0 and 1, [`Fault::Shape`] when `skills_of` is not as long as there are items,
    /// [`Fault::OutOfRange`] for settings that cannot be.
    pub fn fit(responses: &Responses, skills_of: &[Vec<usize>], settings: &Settings) -> Result<Tracer, Fault> {
        settings.logistic.check()?;
        settings.boosted.check()?;
        let group = Arc::new(Group::new(responses, skills_of, settings.boosted.walk, !settings.logistic.windows.is_empty())?);
        let logistic = logistic::Logistic::on(group.clone(), responses, &settings.logistic);
        let boosted = boosted::Boosted::on(group.clone(), responses, &settings.boosted);
        Ok(Tracer { group, logistic, boosted })
    }

    /// The logistic part, on the same histories.
    pub fn logistic(&self) -> &logistic::Logistic {
        &self.logistic
    }

    /// The trees, on the same histories.
    pub fn boosted(&self) -> &boosted::Boosted {
        &self.boosted
    }

    /// A learner about whom nothing is known.
    pub fn start(&self) -> History {
        self.group.start()
    }

    /// Chance of a right answer to the item at the time. An item unknown to the fit is one of which nothing is known.
    pub fn predict(&self, history: &History, item: usize, time: i64) -> f64 {
        chance(0.5 * (self.logistic.log_odds(history, item, time) + self.boosted.log_odds(history, item, time)))
    }

    /// Takes an answer.
    pub fn observe(&self, history: &mut History, item: usize, right: bool, time: i64) {
        self.group.observe(self.group.norms(), history, item, right, time);
    }

    /// The chance with the `most` facts that move it most; the effect of a fact is the mean of its effects in the two models.
    pub fn explain(&self, history: &History, item: usize, time: i64, most: usize) -> Explanation {
        let (base, facts) = self.logistic.reasons(history, item, time);
        let (other_base, others) = self.boosted.reasons(history, item, time);
        let halved = facts.into_iter().chain(others).map(|f| Fact { effect: f.effect / 2.0, ..f }).collect();
        Explanation::of(self.predict(history, item, time), (base + other_base) / 2.0, halved, most)
    }

    /// The chance of a right answer before each of the answers of [`Responses::rows`], in that order, from those before it of the same learner.
    pub fn trace(&self, responses: &Responses) -> Result<Vec<f64>, Fault> {
        self.group.trace(responses, |history, item, time| self.predict(history, item, time))
    }
}
