use super::{Line, Smoothing, log_linear};
use crate::Fault;

/// How often each score 0, 1, … K of a form came up. Counts need not be whole (smoothed ones are not).
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    count: Vec<f64>,
    /// `below[x]`: share of scores below x; `below[K + 1]` is 1.
    below: Vec<f64>,
}

impl Scores {
    /// From the scores of learners on a form with scores 0 to `most`.
    ///
    /// [`Fault::OutOfRange`] for a score above `most`; else as [`Scores::from_counts`].
    pub fn of(scores: &[usize], most: usize) -> Result<Scores, Fault> {
        let mut count = vec![0.0; most + 1];
        for score in scores {
            let place = count.get_mut(*score);
            *place.ok_or(Fault::OutOfRange { what: "a score", value: *score as f64, allowed: "at most the highest of the form" })? += 1.0;
        }
        Scores::from_counts(&count)
    }

    /// From the number of learners with each score 0, 1, ….
    ///
    /// [`Fault::OutOfRange`] for a negative or infinite count, [`Fault::Empty`] when nobody has a score, [`Fault::TooFew`] for fewer than
    /// two learners (counts are asked for, not shares), [`Fault::NoVariation`] when all have one score.
    pub fn from_counts(count: &[f64]) -> Result<Scores, Fault> {
        if let Some(wrong) = count.iter().find(|c| !(c.is_finite() && **c >= 0.0)) {
            return Err(Fault::OutOfRange { what: "a count", value: *wrong, allowed: "at least 0" });
        }
        match count.iter().filter(|c| **c > 0.0).count() {
            0 => Err(Fault::Empty),
            1 => Err(Fault::NoVariation { what: "the score" }),
            _ if count.iter().sum::<f64>() < 2.0 => Err(Fault::TooFew { what: "learners", least: 2, found: 1 }),
            _ => Ok(Scores::unchecked(count.to_vec())),
        }
    }

    /// Of counts that are known to be in order.
    pub(super) fn unchecked(count: Vec<f64>) -> Scores {
        let n: f64 = count.iter().sum();
        let mut below = Vec::with_capacity(count.len() + 1);
        let mut sum = 0.0;
        for c in &count {
            below.push(sum / n);
            sum += c;
        }
        below.push(1.0);
        Scores { count, below }
    }

    /// Number of learners with each score.
    pub fn counts(&self) -> &[f64] {
        &self.count
    }

    /// The highest score of the form.
    pub fn most(&self) -> usize {
        self.count.len() - 1
    }

    /// Number of learners.
    pub fn learners(&self) -> f64 {
        self.count.iter().sum()
    }

    /// Mean score.
    pub fn mean(&self) -> f64 {
        self.sum(|x| x) / self.learners()
    }

    /// Standard deviation, with divisor n − 1.
    pub fn deviation(&self) -> f64 {
        let mean = self.mean();
        (self.sum(|x| (x - mean).powi(2)) / (self.learners() - 1.0)).sqrt()
    }

    fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.count.iter().enumerate().map(|(x, c)| c * of(x as f64)).sum()
    }

    /// Share of learners below a score, each score x being spread evenly from x − ½ to x + ½: the percentile rank over 100. 0 at −½ and
    /// below, 1 at K + ½ and above.
    pub fn rank(&self, x: f64) -> f64 {
        let whole = (x + 0.5).floor();
        if whole < 0.0 {
            0.0
        } else if whole > self.most() as f64 {
            1.0
        } else {
            let at = whole as usize;
            self.below[at] + (x - whole + 0.5) * (self.below[at + 1] - self.below[at])
        }
    }

    /// The score below which a share of the learners lies: the inverse of [`Scores::rank`], from −½ (share 0) to K + ½ (share 1). Where no
    /// learner has the scores between, it is the middle of them.
    pub fn quantile(&self, share: f64) -> f64 {
        if share <= 0.0 || share.is_nan() {
            return -0.5;
        }
        if share >= 1.0 {
            return self.most() as f64 + 0.5;
        }
        // Rounding must not make a gap's end miss the share at which the gap lies.
        let (low, high) = (share - 1e-12, share + 1e-12);
        let upper = self.below.partition_point(|b| *b <= high).clamp(1, self.count.len()) - 1;
        let lower = self.below.partition_point(|b| *b < low).clamp(1, self.count.len()) - 1;
        let within = |at: usize| {
            let density = self.below[at + 1] - self.below[at];
            let part = if density > 0.0 { (share - self.below[at]) / density } else { 0.5 };
            at as f64 - 0.5 + part.clamp(0.0, 1.0)
        };
        (within(lower) + within(upper)) / 2.0
    }

    /// The counts that a log-linear polynomial of the degree gives: ln count(x) = β₀ + β₁ x + … (Holland & Thayer 2000, *Journal of
    /// Educational and Behavioral Statistics* 25, 133–183), by maximum likelihood; they have the first `degree` moments of the counts.
    ///
    /// [`Fault::OutOfRange`] for a degree that is not from 1 to the number of scores seen less 1, [`Fault::NotSettled`] when the fit does
    /// not end.
    pub fn smoothed(&self, degree: usize) -> Result<(Scores, Smoothing), Fault> {
        let seen = self.count.iter().filter(|c| **c > 0.0).count();
        if degree == 0 || degree >= seen {
            return Err(Fault::OutOfRange {
                what: "the degree",
                value: degree as f64,
                allowed: "from 1 to the number of scores seen less 1",
            });
        }
        let terms: Vec<Vec<f64>> = (0..self.count.len()).map(|x| log_linear::powers(x as f64, self.most() as f64, degree)).collect();
        let (fitted, smoothing) = log_linear::fit(&self.count, &terms)?;
        Ok((Scores::unchecked(fitted), smoothing))
    }
}

/// Form X harder by a constant: y = x + mean(Y) − mean(X).
pub fn mean(x: &Scores, y: &Scores) -> Line {
    Line { intercept: y.mean() - x.mean(), slope: 1.0 }
}

/// Equal standard scores: y = mean(Y) + sd(Y)/sd(X) · (x − mean(X)).
pub fn linear(x: &Scores, y: &Scores) -> Line {
    Line::between(x.mean(), x.deviation(), y.mean(), y.deviation())
}

/// Equal percentile ranks: for each score 0 … K of X, the score on Y with the same [`Scores::rank`], from −½ to K + ½ of Y.
/// Where no learner of Y has a score near, it is the middle of the gap.
pub fn equipercentile(x: &Scores, y: &Scores) -> Vec<f64> {
    (0..=x.most()).map(|score| y.quantile(x.rank(score as f64))).collect()
}
