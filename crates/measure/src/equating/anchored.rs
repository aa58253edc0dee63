use super::{Anchor, AnchorScores, Line, Scores, equipercentile, linear};
use crate::Fault;

/// Two forms taken by two groups that may differ, with common items (non-equivalent groups with anchor test, NEAT).
///
/// The groups are made comparable in a synthetic population, of which group 1 (who took X) is the share `weight` and group 2 the rest.
/// Tucker and frequency estimation assume that score given anchor is alike in both groups (groups that differ little); Levine that true
/// scores are perfectly correlated (forms that differ little, groups that may differ more); the chained methods that the link from form
/// to anchor is alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchored {
    x: AnchorScores,
    y: AnchorScores,
    weight: f64,
}

/// Mean, standard deviation and covariance of a form and its anchor.
struct Moments {
    mean: f64,
    deviation: f64,
    anchor_mean: f64,
    anchor_deviation: f64,
    covariance: f64,
}

impl Moments {
    fn of(scores: &AnchorScores) -> Moments {
        let (x, v) = (scores.scores(), scores.anchor());
        Moments {
            mean: x.mean(),
            deviation: x.deviation(),
            anchor_mean: v.mean(),
            anchor_deviation: v.deviation(),
            covariance: scores.covariance(),
        }
    }

    /// Levine's slope of true scores on true anchor scores.
    fn levine(&self, anchor: Anchor) -> f64 {
        match anchor {
            Anchor::Internal => self.deviation.powi(2) / self.covariance,
            Anchor::External => (self.deviation.powi(2) + self.covariance) / (self.anchor_deviation.powi(2) + self.covariance),
        }
    }
}

impl Anchored {
    /// The groups that took X and Y, and the share of the first in the synthetic population (1: the group that took X, which is who gets
    /// the equated scores; n₁/(n₁ + n₂): as they are).
    ///
    /// [`Fault::Shape`] when the anchors have another highest score, [`Fault::OutOfRange`] for a weight outside 0 to 1 or a form that
    /// does not rise with its anchor (a covariance of 0 or below).
    pub fn new(x: AnchorScores, y: AnchorScores, weight: f64) -> Result<Anchored, Fault> {
        let (of_x, of_y) = (x.anchor().most(), y.anchor().most());
        if of_x != of_y {
            return Err(Fault::Shape { what: "the highest anchor score of form Y", expected: of_x, found: of_y });
        }
        if !(0.0..=1.0).contains(&weight) {
            return Err(Fault::OutOfRange { what: "the weight of the first group", value: weight, allowed: "from 0 to 1" });
        }
        for form in [&x, &y] {
            let covariance = form.covariance();
            if covariance <= 0.0 {
                return Err(Fault::OutOfRange { what: "the covariance of score and anchor score", value: covariance, allowed: "above 0" });
            }
        }
        Ok(Anchored { x, y, weight })
    }

    /// Tucker's linear method (Gulliksen 1950, *Theory of Mental Tests*, ch. 19): regressions on the anchor are alike in both groups.
    /// [`Fault::NoVariation`] when the method leaves a form no variance in the synthetic population.
    pub fn tucker(&self) -> Result<Line, Fault> {
        let slope = |m: &Moments| m.covariance / m.anchor_deviation.powi(2);
        self.synthetic(slope(&Moments::of(&self.x)), slope(&Moments::of(&self.y)))
    }

    /// Levine's method for observed scores (Levine 1955, *ETS Research Bulletin* 55-23), under a congeneric model.
    /// [`Fault::NoVariation`] when the method leaves a form no variance in the synthetic population (the groups differ too much in spread).
    pub fn levine(&self, anchor: Anchor) -> Result<Line, Fault> {
        self.synthetic(Moments::of(&self.x).levine(anchor), Moments::of(&self.y).levine(anchor))
    }

    /// Levine's method for true scores; it needs no synthetic population.
    pub fn levine_true(&self, anchor: Anchor) -> Line {
        let (x, y) = (Moments::of(&self.x), Moments::of(&self.y));
        let (of_x, of_y) = (x.levine(anchor), y.levine(anchor));
        let slope = of_y / of_x;
        Line { intercept: y.mean + of_y * (x.anchor_mean - y.anchor_mean) - slope * x.mean, slope }
    }

    /// X to the anchor in group 1, the anchor to Y in group 2, each linear.
    pub fn chained_linear(&self) -> Line {
        let (first, second) = (linear(&self.x.scores(), &self.x.anchor()), linear(&self.y.anchor(), &self.y.scores()));
        Line { intercept: second.at(first.intercept), slope: first.slope * second.slope }
    }

    /// X to the anchor in group 1, the anchor to Y in group 2, each by equal percentile ranks: for each score 0 … K of X.
    pub fn chained_equipercentile(&self) -> Vec<f64> {
        let (anchor, y) = (self.y.anchor(), self.y.scores());
        equipercentile(&self.x.scores(), &self.x.anchor()).into_iter().map(|v| y.quantile(anchor.rank(v))).collect()
    }

    /// Frequency estimation: score given anchor is alike in both groups, so that the scores of each form in the synthetic population are
    /// known; then equal percentile ranks, for each score 0 … K of X.
    ///
    /// [`Fault::TooFew`] when the synthetic population has an anchor score that nobody has in the group that took a form: smooth the
    /// counts first ([`AnchorScores::smoothed`]).
    pub fn frequency_estimation(&self) -> Result<Vec<f64>, Fault> {
        let (x, y) = self.synthetic_scores()?;
        Ok(equipercentile(&x, &y))
    }

    /// The linear method on the score distributions of frequency estimation (Braun & Holland 1982): Tucker's, where regressions on the
    /// anchor may bend. Errors as [`Anchored::frequency_estimation`].
    pub fn braun_holland(&self) -> Result<Line, Fault> {
        let (x, y) = self.synthetic_scores()?;
        Ok(linear(&x, &y))
    }

    /// Both forms' scores in the synthetic population, each as many as took the form.
    fn synthetic_scores(&self) -> Result<(Scores, Scores), Fault> {
        let share = |v: Scores| v.counts().iter().map(|c| c / v.learners()).collect::<Vec<f64>>();
        let (first, second) = (share(self.x.anchor()), share(self.y.anchor()));
        let all: Vec<f64> = first.iter().zip(&second).map(|(a, b)| self.weight * a + (1.0 - self.weight) * b).collect();
        Ok((reweighed(&self.x, &first, &all)?, reweighed(&self.y, &second, &all)?))
    }

    fn synthetic(&self, slope_x: f64, slope_y: f64) -> Result<Line, Fault> {
        let (x, y) = (Moments::of(&self.x), Moments::of(&self.y));
        let (w1, w2) = (self.weight, 1.0 - self.weight);
        let means = x.anchor_mean - y.anchor_mean;
        let variances = x.anchor_deviation.powi(2) - y.anchor_deviation.powi(2);
        let between = w1 * w2 * means * means;
        let variance_x = x.deviation.powi(2) + slope_x.powi(2) * (between - w2 * variances);
        let variance_y = y.deviation.powi(2) + slope_y.powi(2) * (between + w1 * variances);
        if variance_x <= 0.0 || variance_y <= 0.0 {
            return Err(Fault::NoVariation { what: "the score of a form in the synthetic population" });
        }
        Ok(Line::between(x.mean - w2 * slope_x * means, variance_x.sqrt(), y.mean + w1 * slope_y * means, variance_y.sqrt()))
    }
}

/// The scores of a form when the anchor's shares are `to` instead of `from`.
fn reweighed(form: &AnchorScores, from: &[f64], to: &[f64]) -> Result<Scores, Fault> {
    if from.iter().zip(to).any(|(from, to)| *from <= 0.0 && *to > 0.0) {
        return Err(Fault::TooFew { what: "learners of a form at an anchor score of the other", least: 1, found: 0 });
    }
    let mut scores = vec![0.0; form.scores().most() + 1];
    for (x, v, c) in form.cells().filter(|(_, _, c)| *c > 0.0) {
        scores[x] += c * to[v] / from[v];
    }
    Ok(Scores::unchecked(scores))
}
